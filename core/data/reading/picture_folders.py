"""A folder of pictures for each class: on disk or in an archive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import PurePosixPath
from typing import Literal

import numpy as np

from core import StudioError
from core.data.labelled import DataError
from core.data.reading.found import Found, Options
from core.data.reading.labels import canonical
from core.data.reading.picture_sets import Collected, decoded, frame, gathered
from core.data.reading.unpacking import by_systems
from core.language import ntr, tr

PICTURES = (
    ".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".pgm", ".ppm",
)  # fmt: skip
SETS = {
    "train": "train", "training": "train", "test": "test", "testing": "test", "t10k": "test",
    "val": "test", "valid": "test", "validation": "test",
}  # fmt: skip
#: Why a file is left out.
Problem = Literal["hidden", "other", "outside", "broken"]
#: Files that are decoded side by side where decoding takes its time, which it does above so many
#: bytes; small ones would only wait for each other. So many are told of at once.
READERS, LARGE, AT_ONCE = 4, 10_000, 500


def set_of(path: str) -> str:
    """Return the set that a file's or folder's name speaks of: "train", "test" or ""."""
    for part in reversed(PurePosixPath(path.lower()).parts):
        words = part.replace("-", " ").replace("_", " ").replace(".", " ").split()
        found = next((SETS[word] for word in words if word in SETS), "")
        if found:
            return found
    return ""


def read(
    files: list[tuple[str, Callable[[], bytes]]],
    name: str,
    options: Options,
    tell: Callable[[float], None] = lambda share: None,
) -> dict[str, Found]:
    """Return the pictures of `files`, (path, what reads it) each, by set.

    The class of a picture is the folder that it lies in, below `train` or `test` where there are
    such folders.

    Raises
    ------
    DataError
        If there is no folder with pictures, or a picture cannot be read; the sentence names it.
    """
    chosen: dict[str, list[tuple[str, str, Callable[[], bytes]]]] = {}
    left_out: Counter[Problem] = Counter()
    example: dict[Problem, str] = {}
    places: dict[str, tuple[str, str, Problem | None]] = {}
    for path, reading in files:
        folder, _, file = path.rpartition("/")
        if folder not in places:
            places[folder] = _place(folder)
        which, label, problem = places[folder]
        if by_systems(file):
            problem = "hidden"
        elif not file.lower().endswith(PICTURES):
            problem = "other"
        if problem:
            left_out[problem] += 1
            example.setdefault(problem, path)
        else:
            chosen.setdefault(which, []).append((label, path, reading))
    if not chosen:
        raise DataError(
            tr(
                "{name}: no folder with pictures; put each class into a folder of its "
                "name, such as {name}/cat/1.png.",
                name=name,
            )
        )
    total = sum(map(len, chosen.values()))
    done = 0

    def further(number: int) -> None:
        nonlocal done
        done += number
        tell(done / total)

    pictures: dict[str, list[np.ndarray]] = {}
    labels: dict[str, np.ndarray] = {}
    paths: dict[str, tuple[str, ...]] = {}
    for which, members in chosen.items():
        pictures[which], good, broken = _decoded(members, options.picture or decoded, further)
        if not good:
            raise broken[0]
        if broken:
            left_out["broken"] += len(broken)
            example.setdefault("broken", str(broken[0]).partition(":")[0])
        paths[which] = tuple(members[at][1] for at in good)
        labels[which] = canonical(np.array([members[at][0] for at in good]), name)
    into = frame([part for parts in pictures.values() for part in parts], options.sides)
    notes = [_told(problem, n, example[problem]) for problem, n in left_out.items()]
    told = tuple(f"{name}: {note}" for note in (*notes, *into.notes))
    found = {}
    for which in pictures:
        found[which] = Found(
            gathered(pictures[which], into), labels[which], notes=told, files=paths[which]
        )
        told = ()
    return found


def _told(problem: Problem, n: int, path: str) -> str:
    """Return the note on files that were left out for one reason."""
    if problem == "hidden":
        return ntr(
            "{n:,} hidden file is left out, such as {path}",
            "{n:,} hidden files are left out, such as {path}",
            n,
            path=path,
        )
    if problem == "other":
        return ntr(
            "{n:,} other file is left out, such as {path}",
            "{n:,} other files are left out, such as {path}",
            n,
            path=path,
        )
    if problem == "outside":
        return ntr(
            "{n:,} picture outside a class's folder is left out, such as {path}",
            "{n:,} pictures outside a class's folder are left out, such as {path}",
            n,
            path=path,
        )
    return ntr(
        "{n:,} picture that cannot be read is left out, such as {path}",
        "{n:,} pictures that cannot be read are left out, such as {path}",
        n,
        path=path,
    )


def _place(folder: str) -> tuple[str, str, Problem | None]:
    """Return the set and the class of pictures in a folder, or what is wrong with it."""
    parts = [part for part in folder.split("/") if part]
    if by_systems(folder):
        return "", "", "hidden"
    which = ""
    for at, part in enumerate(parts):
        if part.lower() in SETS:
            which, parts = SETS[part.lower()], parts[at + 1 :]
            break
    if not parts:
        return "", "", "outside"
    return which, parts[-1], None


def _decoded(
    members: list[tuple[str, str, Callable[[], bytes]]],
    picture: Callable[[bytes, str], np.ndarray],
    further: Callable[[int], None],
) -> tuple[list[np.ndarray], list[int], list[StudioError]]:
    """Return the pictures, the places of those that could be read, and what was wrong."""

    def one(member: tuple[str, str, Callable[[], bytes]]) -> np.ndarray | StudioError:
        try:
            return picture(member[2](), member[1])
        except StudioError as error:
            return error

    collected = Collected(len(members))
    good: list[int] = []
    broken: list[StudioError] = []
    with ThreadPoolExecutor(READERS) as pool:
        for start in range(0, len(members), AT_ONCE):
            some = members[start : start + AT_ONCE]
            first = one(some[0])
            large = isinstance(first, np.ndarray) and first.nbytes > LARGE
            rest = pool.map(one, some[1:]) if large else map(one, some[1:])
            for at, result in enumerate(chain([first], rest), start=start):
                if isinstance(result, StudioError):
                    broken.append(result)
                else:
                    good.append(at)
                    collected.add(result)
            further(len(some))
    return collected.parts(), good, broken
