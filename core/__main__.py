"""The command line (being built)."""

import signal
import sys

from core import training

signal.signal(signal.SIGINT, signal.default_int_handler)
for n in [word for word in sys.argv[2:] if not word.startswith("-")]:
    training.train(n, listener=print, force="--force" in sys.argv)
