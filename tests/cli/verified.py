"""What tests of `verify` share: its lines, a flipped bit, and all that a folder holds."""

from __future__ import annotations

from pathlib import Path

from core.cli import main


def verified(capsys, *options: str) -> tuple[int, list[str]]:
    """Return the exit code of `verify` and its lines."""
    code = main(["verify", *options])
    return code, capsys.readouterr().out.splitlines()


def about(lines: list[str], word: str) -> list[str]:
    return [line for line in lines if line.startswith(word)]


def flip(path: Path, at: int = -1) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def content(root: Path) -> dict[str, bytes]:
    """Return all files of the folder but locks and the real digits."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and not path.is_symlink() and path.suffix != ".lock"
    }
