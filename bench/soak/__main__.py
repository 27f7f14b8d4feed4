"""`python -m bench.soak`: all of the long part; exit code 1 if something did not hold.

With the default options it takes hours on two cores, about forty minutes of them for D5.
"""

from __future__ import annotations

import argparse
import subprocess
import sys

#: An entry's module, the option that bounds it and its default.
OPTIONS: dict[str, tuple[str, str, float]] = {
    "F1": ("kills", "--times", 200),
    "F5": ("flips", "--times", 2000),
    "F8": ("names", "", 0),
    "S8": ("mutants", "--changes", 0),
    "B6": ("fuzz", "--files", 5000),
    "L7": ("visitors", "--times", 5000),
    "B16": ("crowd", "", 0),
    "L13": ("gone", "", 0),
    "L11": ("cold", "", 0),
    "L1": ("loads", "--seconds", 30),
    "L6": ("watch", "--minutes", 10),
    "D5": ("addresses", "--examples", 2000),
}


def main() -> int:
    """Run each part in a process of its own, since some replace what others use."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="of the memory watch")
    parser.add_argument("--examples", type=int, default=2000, help="addresses on each page")
    parser.add_argument("--only", choices=list(OPTIONS))
    given = parser.parse_args()
    failed = []
    for name, (module, option, number) in OPTIONS.items():
        if given.only in (None, name):
            value = getattr(given, option.removeprefix("--") or "none", number)
            words = [option, str(value)] if option else []
            command = [sys.executable, "-m", f"bench.soak.{module}", *words]
            if subprocess.run(command, check=False).returncode:
                failed.append(name)
    if failed:
        print(f"did not hold: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
