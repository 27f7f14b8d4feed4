"""Who wrote each digit of MNIST: QMNIST's label files, checked by hash, stored beside the digits.

Yadav and Bottou ("Cold Case: the Lost MNIST Digits", NeurIPS 2019) found the source of each digit
in NIST's collection, and with it the writer and the series: clerks of the Census Bureau (hsf_0) or
high-school students (hsf_4). Their label files are under the BSD licence.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np

from core.data.download import Source, download
from core.data.labelled import DataError, Dataset
from core.language import mark, tr
from core.storage import atomic, folders, leftovers, paths
from core.storage.progress import Listener, Progress

BASE = "https://raw.githubusercontent.com/facebookresearch/qmnist/master"
#: The files, in the order train and test, and the SHA-256 of their bytes.
FILES = ("qmnist-train-labels.tsv.gz", "qmnist-test-labels.tsv.gz")
HASHES = (
    "063229afb535986df50a905c6fa03b716f503bd859d2d9bc8a9b4e2c6a2ccee4",
    "fe2001449c9580376e16fad7a14cc4f525644b6ffeadc47dc249938529002904",
)
COMMAND = "python -m core fetch --writers"
#: NIST's number of a series, and what its writers were; the order is that of `Dataset.series`.
SERIES = {0: mark("census clerks"), 4: mark("students")}
#: Columns of the files: the digit, NIST's series and the writer's number there.
DIGIT, HSF, WRITER = 0, 1, 2
#: About what each file has; far more is something else.
EXPECTED_BYTES, MOST_BYTES = 600_000, 20_000_000
AWAY = "nothing was changed; try again later, or get both files by hand and give --from FOLDER"

CHILD = """
import sys
from urllib.error import HTTPError, URLError
from urllib.request import urlopen
address, target, most = sys.argv[1], sys.argv[2], int(sys.argv[3])
open(f"{target}.started", "w").close()
try:
    with urlopen(address) as answer, open(target, "wb", buffering=0) as file:
        size = 0
        while part := answer.read1(65536):
            file.write(part)
            size += len(part)
            if size > most:
                sys.exit("it sends far more than a label file has")
except HTTPError as error:
    sys.exit(f"it answered {error.code}")
except URLError as error:
    sys.exit(unreached(error))
except Exception as error:
    sys.exit(f"the connection broke: {type(error).__name__}")
"""


def fetch(
    digits: Dataset,
    root: Path | None = None,
    deadline: float = 120.0,
    idle: float = 30.0,
    listener: Listener = lambda progress: None,
    base: str = BASE,
    hashes: tuple[str, str] = HASHES,
) -> Path:
    """Download QMNIST's two label files and store the writers of `digits`; all or nothing.

    Parameters
    ----------
    digits : MNIST, whose labels the files must have in the same order
    deadline : seconds for everything
    idle : seconds after which a download that does not grow is given up
    base : the folder's address; the tests play it on this machine
    hashes : SHA-256 of the two files

    Raises
    ------
    StudioError
        If the server does not answer in time, sends something else, or nothing can be written.
    """
    with leftovers.own_folder() as folder:
        for number, file in enumerate(FILES):
            target = folder / file

            def tell(progress: Progress, number: int = number) -> None:
                listener(replace(progress, fraction=(number + progress.fraction) / len(FILES)))

            def received(target: Path = target) -> tuple[int, bool]:
                return (target.stat().st_size if target.exists() else 0), False

            download(
                Source("QMNIST's repository", file, AWAY),
                CHILD,
                [f"{base}/{file}", str(target), str(MOST_BYTES)],
                received,
                target.with_name(f"{file}.started"),
                EXPECTED_BYTES,
                deadline,
                idle,
                tell,
            )
        place = take(digits, folder, root, hashes)
    listener(Progress("done", 1.0, 0.0))
    return place


def take(
    digits: Dataset, folder: Path, root: Path | None = None, hashes: tuple[str, str] = HASHES
) -> Path:
    """Store the writers of `digits` from the two label files in a folder; all or nothing.

    Raises
    ------
    StudioError
        If a file is missing or has another hash or other labels, or nothing can be written.
    """
    parts = []
    for file, wanted, part in zip(FILES, hashes, (digits.train, digits.test), strict=True):
        try:
            content = (folder / file).read_bytes()
        except OSError as error:
            raise DataError(
                f"{file} cannot be read in {folder} ({error.strerror}); both {FILES[0]} and "
                f"{FILES[1]} must be there."
            ) from None
        if hashlib.sha256(content).hexdigest() != wanted:
            raise DataError(
                f"{file} is not QMNIST's (its hash differs; it has {len(content):,} bytes); {AWAY}."
            )
        parts.append(_read(file, content, part.labels))
    return store(parts[0], parts[1], root)


def store(
    train: tuple[np.ndarray, np.ndarray],
    test: tuple[np.ndarray, np.ndarray],
    root: Path | None = None,
) -> Path:
    """Store the writers and the series (indices of `SERIES`) of both sets; all or nothing.

    Raises
    ------
    StudioError
        If the disk is full or read-only; what was stored stays in use.
    """
    arrays = dict(zip(("train_groups", "train_series"), train, strict=True)) | dict(
        zip(("test_groups", "test_series"), test, strict=True)
    )
    files = {f"{name}.npy": folders.npy(values.astype(np.int64)) for name, values in arrays.items()}
    key = hashlib.sha256(b"".join(files.values())).hexdigest()
    facts = {
        "key": key,
        "series": list(SERIES.values()),
        "source": "QMNIST, Yadav and Bottou, NeurIPS 2019, BSD licence",
    }
    with atomic.storing(tr("The writers")):
        return folders.publish(folder_of(root), files, facts)


def stamp(root: Path | None = None) -> str:
    """Return a short text that changes when writers are stored; "" where there are none."""
    try:
        return (folder_of(root) / "CURRENT").read_text(encoding="ascii")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError):
        return "damaged"


def added(digits: Dataset, root: Path | None = None) -> Dataset:
    """Return MNIST with its stored writers and series; pixels and labels are shared.

    Raises
    ------
    DataError
        If what is stored is damaged.
    """
    place = folder_of(root)
    try:
        _, manifest = folders.current(place)
        parts = []
        for name in ("train", "test"):
            groups, series = (
                folders.array(folders.verified(place, f"{name}_{field}.npy"))
                for field in ("groups", "series")
            )
            parts.append(replace(getattr(digits, name), groups=groups, series=series))
        return replace(digits, train=parts[0], test=parts[1], series=tuple(manifest["series"]))
    except (folders.Unreadable, KeyError, TypeError, ValueError, DataError):
        raise DataError(
            f"The writers of MNIST's digits are damaged; run `{COMMAND}`, or remove {place}."
        ) from None


def folder_of(root: Path | None = None) -> Path:
    """Return the folder that holds the writers."""
    return paths.root_of(root) / "writers"


def _read(file: str, content: bytes, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the writers and series (n,) of the first n rows, whose digits must be `labels`."""
    try:
        text = gzip.decompress(content).decode("ascii")
        header = 0 if text[:1].isdigit() else 1
        table = np.loadtxt(
            io.StringIO(text),
            np.int64,
            delimiter="\t",
            skiprows=header,
            usecols=(DIGIT, HSF, WRITER),
            max_rows=len(labels),
            ndmin=2,
        )
    except (OSError, EOFError, zlib.error, ValueError, IndexError) as error:
        raise DataError(
            f"{file} cannot be read as a label file ({type(error).__name__}); nothing was changed."
        ) from None
    if len(table) != len(labels) or (table[:, DIGIT] != labels).any():
        raise DataError(
            f"{file} does not have the labels of MNIST's {len(labels):,} digits in their order; "
            "nothing was changed."
        )
    numbers = np.array(list(SERIES))
    if not np.isin(table[:, HSF], numbers).all():
        raise DataError(f"{file} names a series other than {list(SERIES)}; nothing was changed.")
    return table[:, WRITER].copy(), np.searchsorted(numbers, table[:, HSF])
