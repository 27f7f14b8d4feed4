"""Own handwriting: kept once, merged in any order, the same in every file format."""

import io
import itertools
import sqlite3
import struct
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import StudioError
from core.data import digit_files, sets
from core.data.labelled import LabelledImages
from core.drawing import handwriting


def digits(*pairs):
    """LabelledImages whose picture is a grey level, as (level, label)."""
    images = np.stack([np.full((28, 28), level, np.uint8) for level, _ in pairs])
    return LabelledImages(images, np.array([label for _, label in pairs]))


def content(root):
    test = handwriting.load(root).test
    return sorted(
        (int(i[0, 0]), int(label)) for i, label in zip(test.images, test.labels, strict=True)
    )


def test_a_digit_is_kept_once_and_can_be_taken_back(tmp_path):
    nine = digits((7, 9))
    assert handwriting.keep(nine.images[0], 9, tmp_path)
    assert not handwriting.keep(nine.images[0], 9, tmp_path)
    assert content(tmp_path) == [(7, 9)]
    assert handwriting.drop(nine.images[0], 9, tmp_path)
    assert not handwriting.drop(nine.images[0], 9, tmp_path)
    assert content(tmp_path) == []
    assert handwriting.load(tmp_path).test.images.shape == (0, 28, 28)


def test_merging_is_the_same_in_any_order_and_any_number_of_times(tmp_path):
    files = [digits((1, 1), (2, 2)), digits((2, 2), (3, 3)), digits((3, 5), (4, 4))]
    results = []
    for number, order in enumerate(itertools.permutations(files)):
        root = tmp_path / str(number)
        for file in (*order, order[0]):
            handwriting.merge(file, root)
        results.append(handwriting.load(root))
    for result in results:
        assert np.array_equal(result.test.images, results[0].test.images)
        assert result.test.labels.tolist() == results[0].test.labels.tolist()
        assert result.sha256 == results[0].sha256
    assert content(tmp_path / "0") == [(1, 1), (2, 2), (3, 3), (3, 5), (4, 4)]


def test_merging_says_what_was_new_known_and_disputed(tmp_path):
    assert handwriting.merge(digits((1, 1), (2, 2)), tmp_path) == handwriting.Merged(2, 0, 0)
    again = handwriting.merge(digits((1, 1), (2, 7), (3, 3)), tmp_path)
    assert again == handwriting.Merged(added=2, known=1, disputed=1)


def test_a_wrong_label_adds_nothing(tmp_path):
    with pytest.raises(StudioError, match="0 to 9"):
        handwriting.merge(digits((1, 1), (2, 10)), tmp_path)
    assert content(tmp_path) == []


def test_a_damaged_database_is_named_in_a_sentence_and_stays_beside_the_next_one(tmp_path):
    (tmp_path / handwriting.FILE).write_bytes(b"not a database" * 100)
    [sentence] = handwriting.kept(tmp_path).refused
    assert sentence.startswith("handwriting.sqlite3 is damaged (it is not a database)")
    nine = digits((7, 9))
    assert handwriting.keep(nine.images[0], 9, tmp_path)
    assert content(tmp_path) == [(7, 9)]
    [old] = tmp_path.glob(f"{handwriting.FILE}.damaged-*")
    assert old.read_bytes() == b"not a database" * 100


def test_a_drawing_that_was_changed_is_left_out_and_the_others_are_served(tmp_path):
    handwriting.merge(digits((1, 1), (2, 2), (3, 3)), tmp_path)
    with sqlite3.connect(handwriting.place(tmp_path)) as database:
        database.execute("UPDATE digits SET label = 8 WHERE label = 2")
    assert content(tmp_path) == [(1, 1), (3, 3)]
    [sentence] = handwriting.kept(tmp_path).refused
    assert "left out: row 2 (a 8 kept at 20" in sentence


def test_looking_at_nothing_leaves_no_file(tmp_path):
    assert len(handwriting.load(tmp_path).test) == 0
    assert not list(tmp_path.iterdir())


def test_the_newest_come_first(tmp_path):
    for level in (5, 3, 4):
        handwriting.keep(np.full((28, 28), level, np.uint8), 1, tmp_path)
    kept = handwriting.kept(tmp_path)
    assert kept.test.images[kept.newest, 0, 0].tolist() == [4, 3, 5]


@st.composite
def sets_of_digits(draw):
    """Draw up to six digits; the others than the first may be blank or of any brightness.

    Were all pixels 0 or 1, they would be read as shares of white, as other programs mean them.
    """
    labels = draw(st.lists(st.integers(0, 9), min_size=1, max_size=6))
    brightest = [255, *(draw(st.integers(0, 255)) for _ in labels[1:])]
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    images = [rng.integers(0, most + 1, (28, 28)).astype(np.uint8) for most in brightest]
    return LabelledImages(np.stack(images), np.array(labels))


@settings(max_examples=20)
@given(some=sets_of_digits())
@pytest.mark.parametrize("format", digit_files.FORMATS)
def test_every_format_brings_back_the_same_digits(format, some):
    brought_back(format, some)


@pytest.mark.slow
@settings(max_examples=340)
@given(some=sets_of_digits())
@pytest.mark.parametrize("format", digit_files.FORMATS)
def test_a_thousand_sets_of_digits_come_back(format, some):
    brought_back(format, some)


def brought_back(format, some):
    back = digit_files.parsed(digit_files.written(some, format), "mine")
    assert np.array_equal(back.images, some.images)
    assert back.labels.tolist() == some.labels.tolist()


def test_the_csv_is_kaggles(tmp_path):
    lines = digit_files.written(digits((200, 4)), "csv").decode().splitlines()
    assert lines[0].startswith("label,pixel0,pixel1,")
    assert lines[0].endswith(",pixel783")
    assert lines[1] == "4" + ",200" * 784


def zipped(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, value in members.items():
            archive.writestr(name.replace("_", "-"), value)
    return buffer.getvalue()


def npz(**arrays):
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


IMAGES, LABELS = np.zeros((2, 28, 28), np.uint8), np.array([1, 2])
IDX = struct.pack(">IIII", 0x803, 1, 28, 28) + bytes(784)
HEADER = digit_files.written(digits((1, 1)), "csv").decode().splitlines()[0]


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 cut off", "damaged"),
        (digit_files.written(digits((1, 1)), "npz")[:-30], "damaged"),
        (npz(images=IMAGES), "no labels"),
        (npz(images=IMAGES, labels=LABELS[:1]), "as many labels"),
        (npz(images=IMAGES, labels=np.array([1, 10])), "0 to 9"),
        (zipped(images_idx3_ubyte=b"\0" * 20, labels_idx1_ubyte=b"\0" * 9), "images-idx3"),
        (zipped(images_idx3_ubyte=b"", labels_idx1_ubyte=b""), "images-idx3"),
        (zipped(images_idx3_ubyte=IDX, labels_idx1_ubyte=b"\0" * 9), "labels-idx1"),
        (f"{HEADER}\n1,2,3\n".encode(), "row 2: 3 columns"),
        (f"{HEADER}\n4{',0' * 784}\n4{',256' * 784}\n".encode(), "row 3, column 2"),
    ],
)
def test_a_file_without_labelled_digits_is_refused_with_the_place(file, says):
    with pytest.raises(StudioError, match=says):
        digit_files.parsed(file, "theirs.bin")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda x: 255 - x, "dark on light"),
        (lambda x: x.swapaxes(1, 2), "lie on their side"),
        (lambda x: 255 - x.swapaxes(1, 2), "dark on light and lie on their side"),
    ],
)
def test_a_file_of_digits_that_are_inverted_or_turned_adds_nothing(tmp_path, change, words):
    test = sets.load().test.take(slice(0, 30))
    turned = LabelledImages(np.ascontiguousarray(change(test.images)), test.labels)
    with pytest.raises(StudioError, match=words):
        handwriting.merge_file(digit_files.written(turned, "npz"), "class.npz", tmp_path)
    assert len(handwriting.load(tmp_path).test) == 0
    assert handwriting.merge_file(digit_files.written(test, "npz"), "c.npz", tmp_path).added == 30
