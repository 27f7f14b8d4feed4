"""`verify`: what is stored in folders of hashed files, the small files beside them, leftovers."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path, PurePosixPath

from core import StudioError
from core.cli.verify_lines import Lines
from core.data import mnist, sets, writers
from core.storage import checks, leftovers

#: What is made again from the data when it is asked for.
DERIVED = ("maps", "lessons", "experiments", "neighbours")
SHIPPED = ("champion", "experiments_shipped", "lessons_shipped", "map_shipped")


def pointers(root: Path, lines: Lines, repair: bool) -> None:
    """Write lost pointers again where it is clear what they pointed to."""
    for place in checks.places(root) if repair else []:
        with suppress(OSError):  # what cannot be written is refused further down
            if checks.point_again(place):
                lines.repaired(f"{place.relative_to(root).as_posix()}: its pointer CURRENT")


def others(root: Path, lines: Lines, repair: bool, done: tuple[str, ...]) -> None:
    """Print what is right and wrong with all stored folders but those in `done`."""
    for name, problem in checks.stored_folders(root, done):
        if not problem:
            lines.right(f"{name}: every file is as it was saved")
        elif not repair or not _made_right(root, PurePosixPath(name), lines):
            lines.failed(f"{name} {problem}; {advice(PurePosixPath(name))}")


def advice(name: PurePosixPath) -> str:
    """Return what to do about a damaged folder, as the end of a sentence."""
    kind = name.parts[0]
    if kind in SHIPPED:
        return f"run `git checkout artifacts/{kind}`"
    if kind == "writers":
        return f"run `{writers.COMMAND}`"
    if kind in DERIVED:
        return f"`python -m core verify --repair` removes it, and {_again(name)}"
    if kind == "models":
        return "train it again once its data set is right, or remove it"
    return "import it again, or remove it"


def _again(name: PurePosixPath) -> str:
    """Return what makes something derived again, as the end of a sentence."""
    kind, dataset, last = name.parts[0], (*name.parts, "mnist")[1], name.parts[-1]
    elsewhere = "" if dataset == mnist.NAME else f" --dataset {dataset}"
    if kind == "maps":
        return f"`python -m core map{elsewhere}` makes it again"
    if kind == "lessons":
        return f"`python -m core lessons {last}` makes it again"
    if kind == "experiments":
        return "the page Improve runs it again"
    return "makes it again"


def _made_right(root: Path, name: PurePosixPath, lines: Lines) -> bool:
    """Remove or make again what is derived from the data; return whether that was done."""
    from core.analysis import neighbours

    if name.parts[0] not in DERIVED:
        return False
    try:
        shutil.rmtree(root / name)
        if name.parts[0] == "neighbours" and name.parts[-1] in sets.names():
            neighbours.open_again(name.parts[-1])
    except (OSError, StudioError):
        return False
    if name.parts[0] != "neighbours":
        lines.repaired(f"{name}: removed; {_again(name)}")
    elif not (root / name).exists():
        lines.repaired(f"{name}: removed; it is made again when it is needed")
    elif checks.wrong(root / name):
        return False
    else:
        lines.repaired(f"{name}: made again")
    return True


def small_files(root: Path, lines: Lines, repair: bool) -> None:
    """Print what is wrong with notes, counts and checkpoints; what is right is not listed.

    A count of looks is set aside, since nothing makes it again; the others are removed.
    """
    for path, problem in checks.small_files(root):
        if not problem:
            continue
        name = path.relative_to(root).as_posix()
        counts = path.name.endswith("_looks.json")
        if repair:
            with suppress(OSError):
                if counts:
                    os.replace(path, path.with_name(path.name + ".damaged"))
                    lines.repaired(f"{name}: set aside; looks at the test set count from 0 again")
                else:
                    path.unlink()
                    lines.repaired(f"{name}: removed")
                continue
        lines.failed(f"{name} {problem}; `python -m core verify --repair` takes it away")


def leftovers_in(root: Path, lines: Lines, repair: bool) -> None:
    """Print and remove what killed processes left; nothing reads it, so nothing fails by it."""
    for path in leftovers.found(root):
        name = path.relative_to(root).as_posix()
        if repair:
            with suppress(OSError):
                leftovers.remove(path)
                lines.repaired(f"{name}: removed; a killed process left it")
                continue
        lines.noted(f"{name}: a killed process left it; `--repair` removes it")
