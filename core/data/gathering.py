"""The images in files and folders that belong together, before they are a data set."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath

import numpy as np
import pandas as pd

from core.data.labelled import DataError
from core.data.reading import reader
from core.data.reading.arrays import GROUPS
from core.data.reading.found import Options, check_count
from core.data.reading.labels import natural
from core.data.reading.reader import File, Sets
from core.language import tr


def gathered(
    paths: Sequence[Path],
    options: Options,
    tell: Callable[[float], None] = lambda share: None,
) -> Sets:
    """Return the images in files and folders, by set.

    Raises
    ------
    DataError
        If nothing is in them that can be read; the sentence names the file.
    """
    missing = next((path for path in paths if not path.exists()), None)
    if missing is not None:
        raise DataError(tr("{missing}: there is no such file or folder.", missing=missing))
    if len(paths) == 1 and not paths[0].is_dir():
        content = reader.on_disk(paths[0], options.most)
        return reader.parse(content, paths[0].name, options)
    empty: list[str] = []
    files = [file for path in paths for file in _files(path, options, len(paths) == 1, empty)]
    name = paths[0].name if len(paths) == 1 else tr("These files")
    return reader.without_empty(reader.assembled(files, name, options, tell), name, empty)


def with_test(found: Sets, test: Sets) -> Sets:
    """Return the images of the one as the training set and those of the other as the test set.

    Raises
    ------
    DataError
        If one of them holds more than one set.
    """
    for what, sets in ((tr("training files"), found), (tr("test files"), test)):
        if len(sets) > 1:
            raise DataError(
                tr(
                    "The {what} hold several sets ({listed}); leave --test out, or "
                    "name the files of one.",
                    what=what,
                    listed=", ".join(sets),
                )
            )
    return {"train": next(iter(found.values())), "test": next(iter(test.values()))}


#: What a column of groups is called.
TITLES = (*GROUPS, "group_id")


def with_groups(found: Sets, path: Path) -> Sets:
    """Return the images with who made each of them, from a table of files and groups.

    Parameters
    ----------
    found : images of one set, or pictures with files of their own
    path : a CSV of `file,group`, or of one group a row in the order of the images

    Raises
    ------
    DataError
        If an image has no group or the rows are more or fewer.
    """
    table = _table_of_groups(found, path)
    if table.shape[1] == 1:
        if len(found) > 1:
            raise DataError(
                tr("{name}: with a training and a test set it needs file,group.", name=path.name)
            )
        [(which, one)] = found.items()
        check_count(path.name, tr("groups"), len(one), len(table))
        return {which: replace(one, groups=table.iloc[:, 0].to_numpy(str))}
    group_of = GroupOfFile(table.iloc[:, :2].to_numpy(str).tolist(), path.name)
    result = {}
    for which, one in found.items():
        if len(one.files) != len(one):
            raise DataError(
                tr(
                    "{name}: these images have no files of their own; give one group in each row, "
                    "in their order.",
                    name=path.name,
                )
            )
        result[which] = replace(one, groups=np.array([group_of(file) for file in one.files]))
    return result


def _table_of_groups(found: Sets, path: Path) -> pd.DataFrame:
    """Return a table of groups without its titles, if it has any."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            separator = ";" if ";" in file.readline() else ","
        table = pd.read_csv(path, dtype=str, keep_default_na=False, sep=separator, header=None)
    except (OSError, ValueError, pd.errors.ParserError) as error:
        raise DataError(
            tr("{path}: the table of groups cannot be read ({error}).", path=path, error=error)
        ) from None
    if table.shape[1] == 1:
        images = sum(map(len, found.values()))
        titled = len(table) == images + 1 or str(table.iloc[0, 0]).strip().lower() in TITLES
    else:
        known = {PurePosixPath(file).name for one in found.values() for file in one.files}
        titled = PurePosixPath(str(table.iloc[0, 0])).name not in known
    return table.iloc[1:] if titled else table


class GroupOfFile:
    """Finds the group of a file by as much of its path as the table has.

    Parameters
    ----------
    rows : (file, group) as they were read
    name : what sentences begin with
    """

    def __init__(self, rows: Sequence[Sequence[str]], name: str) -> None:
        self.name = name
        self.by_path: dict[str, set[str]] = {}
        for file, group in rows:
            parts = PurePosixPath(file).parts
            for start in range(len(parts)):
                self.by_path.setdefault("/".join(parts[start:]), set()).add(group)

    def __call__(self, file: str) -> str:
        """Return the group of a file; DataError if there is none, or more than one."""
        parts = PurePosixPath(file).parts
        for start in range(len(parts)):
            groups = self.by_path.get("/".join(parts[start:]), set())
            if len(groups) == 1:
                return next(iter(groups))
            if groups:
                raise DataError(
                    tr(
                        "{name}: {file} has several groups ({listed}), since files of other "
                        "folders are called alike; write the folder before the file.",
                        name=self.name,
                        file=file,
                        listed=", ".join(sorted(groups)[:3]),
                    )
                )
        raise DataError(tr("{name}: no group for {value}.", name=self.name, value=file))


def _files(path: Path, options: Options, alone: bool, empty: list[str]) -> list[File]:
    """Return a file, or all files of a folder, sorted as people count; add what is empty in it.

    The folder's own name counts only where there are others: `boots/ bags/` are two classes.
    """
    if not path.is_dir():
        return [File(path.name, partial(reader.on_disk, path, options.most))]
    files: list[File] = []
    _walk(str(path), "" if alone else f"{path.name}/", files, options.most, empty)
    if not files:
        raise DataError(tr("{path}: the folder is empty.", path=path))
    return files


def _walk(folder: str, inside: str, files: list[File], most: int, empty: list[str]) -> None:
    """Add the files in a folder and in those below it, each with its path from the top.

    A folder that holds none, nor one below it, is added to `empty` instead of those in it.
    """
    before, emptied = len(files), len(empty)
    entries = list(os.scandir(folder))
    # Shorter names first: 2.png before 10.png, in less time than telling digits from letters.
    for name in sorted(
        (e.name for e in entries if e.is_file()), key=lambda name: (len(name), name)
    ):
        reading = partial(reader.plain_file, f"{folder}/{name}", most)
        files.append(File(inside + name, reading))
    for name in sorted((e.name for e in entries if e.is_dir()), key=natural):
        _walk(f"{folder}/{name}", f"{inside}{name}/", files, most, empty)
    if len(files) == before and inside:
        empty[emptied:] = [inside.rstrip("/")]
