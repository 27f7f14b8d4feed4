"""One reader for every file: whatever form the same fifty digits have, the same fifty come back."""

from __future__ import annotations

import gzip
import io
import json
import struct
import zipfile
from typing import Any

import numpy as np
import pandas as pd
import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core import StudioError
from core.data import sets
from core.data.reading import reader
from core.data.reading.found import Found, Options
from packing import npz, zipped

N = 50
NAMES = [f"pixel{i}" for i in range(784)]


@pytest.fixture(scope="module")
def digits() -> tuple[np.ndarray, np.ndarray]:
    test = sets.load().test
    return test.images[:N], test.labels[:N]


def only(content: bytes, name: str = "file", **options: Any) -> Found:
    [found] = reader.parse(content, name, Options(**options)).values()
    return found


def same(found: Found, digits: tuple[np.ndarray, np.ndarray], labelled: bool = True) -> None:
    np.testing.assert_array_equal(found.images, digits[0])
    if labelled:
        assert found.labels is not None
        assert found.labels.tolist() == digits[1].tolist()
    else:
        assert found.labels is None


def frame(images: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(images.reshape(len(images), -1), columns=NAMES)


# --- arrays ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("images", "labels"),
    [
        ("images", "labels"), ("X", "y"), ("x", "y"), ("data", "target"), ("images", "targets"),
        ("arr_0", "arr_1"), ("data", "label"), ("x", "labels"), ("images", "classes"),
    ],
)  # fmt: skip
def test_npz_under_any_pair_of_names(
    digits: tuple[np.ndarray, np.ndarray], images: str, labels: str
) -> None:
    same(only(npz(**{images: digits[0], labels: digits[1]})), digits)


@pytest.mark.parametrize(
    "names",
    [
        ("x_train", "y_train", "x_test", "y_test"),
        ("train_images", "train_labels", "test_images", "test_labels"),
        ("images_train", "labels_train", "images_test", "labels_test"),
        ("Xtrain", "ytrain", "Xtest", "ytest"),
    ],
)
def test_npz_with_both_sets(digits: tuple[np.ndarray, np.ndarray], names: tuple[str, ...]) -> None:
    images, labels = digits
    values = (images[:30], labels[:30], images[30:], labels[30:])
    found = reader.parse(npz(**dict(zip(names, values, strict=True))), "both.npz", Options())
    same(found["train"], (images[:30], labels[:30]))
    same(found["test"], (images[30:], labels[30:]))


LAYOUTS = {
    "n28281": lambda x: x[..., None],
    "n12828": lambda x: x[:, None],
    "rows": lambda x: x.reshape(len(x), -1),
    "rows of one": lambda x: x.reshape(len(x), 1, -1),
    "int64": lambda x: x.astype(np.int64),
    "big endian": lambda x: x.astype(">i4"),
    "float of whole numbers": lambda x: x.astype(np.float64),
    "0 to 1": lambda x: (x / 255).astype(np.float32),
    "-1 to 1": lambda x: (x / 127.5 - 1).astype(np.float32),
    "16 bits": lambda x: x.astype(np.uint16) * 257,
    "by column": np.asfortranarray,
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_pixels_in_every_layout(digits: tuple[np.ndarray, np.ndarray], layout: str) -> None:
    same(only(npz(x=LAYOUTS[layout](digits[0]), y=digits[1])), digits)


@pytest.mark.parametrize("stored", [np.uint8, bool, np.float32, np.int64])
def test_black_and_white_is_stretched_and_said_so(
    digits: tuple[np.ndarray, np.ndarray], stored: type
) -> None:
    ink = digits[0] > 127
    found = only(npz(x=ink.astype(stored), y=digits[1]))
    np.testing.assert_array_equal(found.images, ink * np.uint8(255))
    assert "stretched to 0 and 255" in found.notes[0]


def test_colours_before_and_after_the_sides_and_in_rows() -> None:
    images = np.random.default_rng(0).integers(0, 256, (6, 32, 32, 3), np.uint8)
    first = np.moveaxis(images, 3, 1)
    for stored in (images, first, first.reshape(6, -1)):
        np.testing.assert_array_equal(only(npz(x=stored)).images, images)
    opaque = np.concatenate([images, np.full((6, 32, 32, 1), 255, np.uint8)], axis=3)
    np.testing.assert_array_equal(only(npz(x=opaque)).images, images)


def test_rows_that_are_no_squares_take_their_side() -> None:
    images = np.random.default_rng(0).integers(0, 256, (6, 20, 24), np.uint8)
    found = only(npz(x=images.reshape(6, -1)), sides=(20, 24))
    np.testing.assert_array_equal(found.images, images)
    with pytest.raises(StudioError, match="add --side"):
        only(npz(x=images.reshape(6, -1)))


@pytest.mark.parametrize(
    "written",
    [
        lambda y: np.eye(10)[y],
        lambda y: np.eye(10, dtype=bool)[y],
        lambda y: y[:, None],
        lambda y: y.astype(str),
        lambda y: y.astype(np.float32),
        lambda y: np.char.encode(y.astype(str)),
    ],
    ids=["one-hot", "one-hot bool", "column", "texts", "floats", "bytes"],
)
def test_labels_in_every_form(digits: tuple[np.ndarray, np.ndarray], written: Any) -> None:
    same(only(npz(x=digits[0], y=written(digits[1]))), digits)


# --- tables ---------------------------------------------------------------------------------------


def tables(images: np.ndarray, labels: np.ndarray) -> dict[str, bytes]:
    """Return the digits as people write them to CSV, by how."""
    table, rng = frame(images), np.random.default_rng(1)
    named, counted = table.assign(label=labels), pd.DataFrame(table.to_numpy())
    first = pd.concat([pd.Series(labels), counted], axis=1)
    first.columns = range(785)
    places = [f"{row}x{column}" for row in range(1, 29) for column in range(1, 29)]
    shuffled = named[rng.permutation(named.columns)]

    def csv(what: pd.DataFrame, **options: Any) -> bytes:
        return what.to_csv(**{"index": False, **options}).encode()

    headless = csv(first, header=False)
    return {
        "named, label last": csv(named),
        "named, label first": csv(named[["label", *NAMES]]),
        "with the index of pandas": csv(named, index=True),
        "with an id": csv(named.assign(id=range(len(named)))[["id", "label", *NAMES]]),
        "columns in another order": csv(shuffled),
        "1x1": csv(table.set_axis(places, axis=1).assign(label=labels)),
        "called target": csv(named.rename(columns={"label": "target"})),
        "numbers as names": csv(first),
        "index and numbers as names": csv(first, index=True),
        "no names": headless,
        "no names, label last": csv(pd.concat([counted, pd.Series(labels)], axis=1), header=False),
        "index without names": csv(first, header=False, index=True),
        "semicolons": csv(named, sep=";"),
        "tabs": csv(named, sep="\t"),
        "CRLF and a mark of its coding": b"\xef\xbb\xbf" + csv(named, lineterminator="\r\n"),
        "quoted": csv(named, quoting=1),
        "trailing comma": b"\n".join(line + b"," for line in csv(named).splitlines()),
        "gzip": gzip.compress(headless, mtime=0),
        "savetxt": savetxt(labels, images),
        "UTF-16": named.to_csv(index=False).encode("utf-16"),
    }


def savetxt(labels: np.ndarray, images: np.ndarray) -> bytes:
    file = io.StringIO()
    table = np.column_stack([labels, images.reshape(len(images), -1)])
    np.savetxt(file, table, delimiter=",", header=",".join(["label", *NAMES]))
    return file.getvalue().encode()


@pytest.mark.parametrize("how", list(tables(np.zeros((2, 28, 28), np.uint8), np.zeros(2, int))))
def test_tables_as_people_write_them(digits: tuple[np.ndarray, np.ndarray], how: str) -> None:
    same(only(tables(*digits)[how], "digits.csv"), digits)


@pytest.mark.parametrize("header", [True, False])
def test_an_index_beside_pixels_is_no_label(
    digits: tuple[np.ndarray, np.ndarray], header: bool
) -> None:
    few = digits[0][:9]
    found = only(frame(few).to_csv(header=header).encode(), "few.csv")
    same(found, (few, digits[1]), labelled=False)
    assert any("left out" in note for note in found.notes)
    taken = only(frame(few).to_csv(header=header).encode(), "few.csv", label_column="1")
    assert taken.labels is not None
    assert taken.labels.tolist() == list(range(9))


def test_a_first_row_with_blank_ends_is_data() -> None:
    rows = np.full((3, 16), 7)
    lines = [",".join(map(str, row)) for row in rows]
    lines[0] = "," + lines[0][2:]
    with pytest.raises(StudioError, match="row 1, column 1: '' is not a pixel"):
        only("\n".join(lines).encode(), "blank.csv")


def test_names_as_labels_and_a_column_that_was_asked_for(
    digits: tuple[np.ndarray, np.ndarray],
) -> None:
    names = np.array(["boot", "bag"])[digits[1] % 2]
    table = frame(digits[0]).assign(kind=names)
    with pytest.raises(StudioError, match="add --label-column kind"):
        only(table.to_csv(index=False).encode())
    for column in ("kind", "785", "last"):
        found = only(table.to_csv(index=False).encode(), label_column=column)
        assert found.labels is not None
        assert found.labels.tolist() == names.tolist()
    first = pd.concat([table["kind"], table[NAMES]], axis=1).to_csv(index=False, header=False)
    found = only(first.encode())
    assert found.labels is not None
    assert found.labels.tolist() == names.tolist()
    assert only(table.to_csv(index=False).encode(), label_column="none").labels is None
    with pytest.raises(StudioError, match="there is no column 'what'"):
        only(table.to_csv(index=False).encode(), label_column="what")


# --- IDX, zip, parquet ----------------------------------------------------------------------------


def idx(images: np.ndarray) -> bytes:
    return struct.pack(">iiii", 0x803, *images.shape) + images.tobytes()


def idx_labels(labels: np.ndarray) -> bytes:
    return struct.pack(">ii", 0x801, len(labels)) + labels.astype(np.uint8).tobytes()


@pytest.mark.parametrize("packed", [0, 1, 2])
def test_idx_gzipped_or_twice(digits: tuple[np.ndarray, np.ndarray], packed: int) -> None:
    content = idx(digits[0])
    for _ in range(packed):
        content = gzip.compress(content, mtime=0)
    same(only(content), digits, labelled=False)


@pytest.mark.parametrize(
    "names",
    [
        ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"),
        ("t10k-images.idx3-ubyte", "t10k-labels.idx1-ubyte"),
        ("images-idx3-ubyte", "labels-idx1-ubyte"),
        ("a.bin", "b.bin"),
    ],
)
def test_idx_pairs_in_a_zip(digits: tuple[np.ndarray, np.ndarray], names: tuple[str, str]) -> None:
    same(only(zipped(**{names[0]: idx(digits[0]), names[1]: idx_labels(digits[1])})), digits)


def test_a_zip_of_class_folders(digits: tuple[np.ndarray, np.ndarray]) -> None:
    members = {
        f"digits/{label}/{at:03}.png": png(image)
        for at, (image, label) in enumerate(zip(*digits, strict=True))
    }
    found = only(zipped(**members, **{"__MACOSX/._x.png": b"?", "digits/readme.txt": b"hi"}))
    order = np.argsort([path for path in members], kind="stable")
    by_file = [list(members).index(file) for file in found.files]
    assert sorted(by_file) == sorted(order.tolist())
    same(found, (digits[0][by_file], digits[1][by_file]))
    assert any("1 other file is left out" in note for note in found.notes)


def png(image: np.ndarray, format: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.fromarray(image).save(file, format)
    return file.getvalue()


def parquet(
    images: np.ndarray, labels: np.ndarray, names: tuple[str, ...] = (), struct: bool = True
) -> bytes:
    pictures: list[Any] = [png(image) for image in images]
    if struct:
        pictures = [{"bytes": picture, "path": None} for picture in pictures]
    table = pyarrow.table({"image": pictures, "label": labels})
    if names:
        described = {"info": {"features": {"label": {"names": names, "_type": "ClassLabel"}}}}
        table = table.replace_schema_metadata({"huggingface": json.dumps(described)})
    file = io.BytesIO()
    pyarrow.parquet.write_table(table, file)
    return file.getvalue()


@pytest.mark.parametrize("struct", [True, False])
def test_parquet_as_the_hubs_store_it(digits: tuple[np.ndarray, np.ndarray], struct: bool) -> None:
    names = tuple("abcdefghij")
    found = only(parquet(*digits, names, struct))
    same(found, digits)
    assert found.classes == names


# --- what is no data ------------------------------------------------------------------------------

ZEROS = np.zeros((2, 28, 28), np.uint8)


def lying_npy(shape: str) -> bytes:
    """Return a small .npy file whose header claims this shape."""
    header = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + bytes(100)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (lying_npy("(100000, 320, 320)"), "takes 10,240,000,000 bytes, but 100 are there"),
        (zipped(**{"images.npy": lying_npy("(100000, 320, 320)")}), "but 100 are there"),
        (gzip.compress(bytes(60_000_000), mtime=0), "unpack to 60 MB; no honest file"),
        (zipped(**{"../a.npy": b"x"}), "would leave its folder"),
        (npz(x=np.array([{}, {}])), "holds objects"),
        (npz(x=ZEROS, y=np.zeros(3)), "2 images need as many labels, but there are 3"),
        (npz(x=ZEROS, y=np.array([0.5, 1])), "label 1 is 0.5"),
        (npz(x=ZEROS, y=np.array(["a", ""])), "label 2 is empty"),
        (npz(x=ZEROS, y=np.full((2, 3), 0.3)), "not one-hot"),
        (npz(x=np.zeros((2, 300, 300), np.uint8)), "1 to 256 pixels"),
        (npz(x=ZEROS + np.inf), "image 0 has a value that is not a number"),
        (npz(x=ZEROS.astype(float) + np.linspace(-3, 3, 28)), "before they were standardised"),
        (npz(x=np.zeros((2, 2, 2, 2, 2), np.uint8)), "expected"),
        (npz(x=ZEROS.astype(str)), "expected numbers"),
        (npz(x=ZEROS.astype(complex)), "expected numbers"),
        (zipped(**{"train.csv": b"<html><body>"}), "this is a web page"),
        (zipped(), "empty"),
        (zipped(a=idx(ZEROS), b=idx(ZEROS), c=idx_labels(np.zeros(2))), "none of the files"),
        (zipped(**{"1.csv": b"1,2,3,4,5\n", "2.csv": b"1,2,3,4,5\n"}), "two files hold"),
        (parquet(ZEROS, np.zeros(2))[:-20], "damaged"),
        (b"\x93NUMPY\x01\x00", "damaged"),
    ],
)  # fmt: skip
def test_what_is_no_data_has_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(StudioError, match=sentence) as error:
        reader.parse(content, "file", Options(most=100_000_000))
    assert "\n" not in str(error.value)


def refused(content: bytes) -> str:
    """Return the sentence that a file is refused with, "" if it is read."""
    try:
        reader.parse(content, "noise", Options(most=1_000_000))
    except StudioError as error:
        return str(error)
    return ""


@given(st.binary(max_size=400))
@settings(max_examples=300)
def test_any_bytes_are_read_or_refused(noise: bytes) -> None:
    heads = (
        b"",
        b"\x00\x00\x08\x03",
        b"PK\x03\x04",
        b"\x1f\x8b\x08",
        b"\x93NUMPY\x01\x00",
        b"PAR1",
    )
    for head in heads:
        assert "\n" not in refused(head + noise)


def test_a_zip_whose_members_have_lost_their_names_is_damaged() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("ab.npy", b"")
    content = file.getvalue().replace(b"ab.npy", b"\0b.npy")
    assert "the zip is damaged" in refused(content)


@given(st.data())
@settings(max_examples=150)
def test_damaged_files_are_read_or_refused(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from(WHOLE))
    at = data.draw(st.integers(0, len(whole) - 1))
    changed = whole[:at] + bytes([data.draw(st.integers(0, 255))]) + whole[at + 1 :]
    for content in (changed, whole[:at]):
        assert "\n" not in refused(content)


SMALL = np.arange(64, dtype=np.uint8).reshape(4, 4, 4)
WHOLE = [
    npz(x=SMALL, y=np.arange(4)),
    idx(SMALL),
    gzip.compress(idx(SMALL), mtime=0),
    zipped(images=idx(SMALL), labels=idx_labels(np.arange(4))),
    parquet(SMALL, np.arange(4)),
    frame(np.zeros((2, 28, 28), np.uint8)).to_csv().encode()[:3000],
]


@pytest.mark.parametrize("last", [False, True])
def test_labels_are_told_from_a_corner_that_varies(last: bool) -> None:
    rng = np.random.default_rng(2)
    pixels, labels = rng.integers(0, 256, (60, 16)), np.arange(60) % 3
    parts = [pixels, labels[:, None]] if last else [labels[:, None], pixels]
    text = "\n".join(",".join(map(str, row)) for row in np.hstack(parts))
    found = only(text.encode(), "corner.csv")
    assert found.labels is not None
    assert found.labels.tolist() == labels.tolist()
    np.testing.assert_array_equal(found.images.reshape(60, 16), pixels)
