"""The command line (being built)."""

import sys

from core import training

for n in sys.argv[2:]:
    training.train(n, listener=print, force=True)
