"""Prepare an environment with the pinned packages, one at a time: `python tools/prepare.py FOLDER`.

Two terminals may start at once from nothing; the second waits for the first.
"""

import fcntl
import subprocess
import sys
from pathlib import Path

PINS = ("requirements.txt", "pyproject.toml")
PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")


def main(folder: Path) -> str:
    """Make the environment; return one sentence if that cannot be, else ""."""
    if sys.version_info < (3, 11):  # noqa: UP036  whoever runs make may have an older one
        return "Python 3.11 or newer is needed; name one: make PYTHON=python3.12"
    with Path(f"{folder}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            print(f"Another process prepares {folder}; waiting for it.", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        if is_ready(folder):
            return ""
        return prepared(folder)


def is_ready(folder: Path) -> bool:
    """Return whether the packages were installed after the pins last changed."""
    mark = folder / ".ready"
    if not mark.exists():
        return False
    return all(mark.stat().st_mtime >= Path(pins).stat().st_mtime for pins in PINS)


def prepared(folder: Path) -> str:
    """Install what is pinned; return one sentence if that cannot be, else ""."""
    python = folder / "bin" / "python"
    print(f"Installing the pinned packages into {folder}; this takes a minute.", flush=True)
    if not works(python):
        made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=False)
        if made.returncode:
            return "Python's venv is missing; on Debian: apt-get install python3-venv"
    for what in (["--require-hashes", "-r", "requirements.txt"], ["--no-deps", "-e", "."]):
        if subprocess.run([python, *PIP, *what], check=False).returncode:
            return "The packages could not be installed; read pip's message above and try again."
    (folder / ".ready").touch()
    return ""


def works(python: Path) -> bool:
    """Return whether there is a Python with pip, and not one that was left half made."""
    if not python.exists():
        return False
    asked = subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False)
    return asked.returncode == 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])) or 0)
