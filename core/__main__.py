"""`python -m core`: the command line."""

import os
import sys

try:  # Ctrl-C while the libraries are imported, too
    from core.cli import main

    sys.exit(main())
except KeyboardInterrupt:
    print("Stopped.", file=sys.stderr, flush=True)
    os._exit(130)
