"""List the licence of every pinned package: `python -m tools.licences`.

The exit code is 1 if a package does not state one, or one that would bind what uses it.
"""

from __future__ import annotations

import re
import sys

from tools.packages import UNKNOWN, Package, pinned

#: Licences that ask for more than to be named when the studio is passed on.
BINDING = re.compile(r"\b(A?GPL|GNU (Affero )?General Public)", re.I)


def main() -> int:
    """Print a line per package, and those that a person should look at again at the end."""
    packages = list(pinned())
    for package in packages:
        print(f"{package.name:28}{package.version:14}{package.licence}")
    doubtful = [package for package in packages if is_doubtful(package)]
    for package in doubtful:
        print(f"look at {package.name}: {package.licence}", file=sys.stderr)
    return 1 if doubtful else 0


def is_doubtful(package: Package) -> bool:
    """Return whether a licence is not stated or binds what uses it."""
    return package.licence == UNKNOWN or bool(BINDING.search(package.licence))


if __name__ == "__main__":
    sys.exit(main())
