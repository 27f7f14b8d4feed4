"""`import` and `datasets`: one's own images become a data set, or a sentence says why not."""

import io
import re

import numpy as np
import pytest

from core.cli import main
from core.data import mnist, sets
from core.storage import paths
from shapes import CLASSES, shapes


@pytest.fixture
def root(tmp_path, monkeypatch):
    (tmp_path / mnist.BUNDLE).symlink_to((paths.ARTIFACTS / mnist.BUNDLE).resolve())
    monkeypatch.setattr(paths, "ARTIFACTS", tmp_path)
    return tmp_path


def arrays(**changes):
    made = shapes(40, 20, grouped=True)
    found = {
        f"{part}_{field}": getattr(getattr(made, part), field)
        for part in ("train", "test")
        for field in ("images", "labels", "groups")
    }
    return {name: value for name, value in {**found, **changes}.items() if value is not None}


def stored(folder, **changes):
    np.savez(folder / "own.npz", **arrays(**changes))
    return str(folder / "own.npz")


def test_imported_images_are_a_data_set(root, tmp_path, capsys):
    assert main(["import", "own", stored(tmp_path), "--classes", ",".join(CLASSES), "--yes"]) == 0
    assert "40 training and 20 test images of 20 × 24, 4 classes" in capsys.readouterr().out
    made, loaded = shapes(40, 20, grouped=True), sets.load("own")
    np.testing.assert_array_equal(loaded.train.images, made.train.images)
    np.testing.assert_array_equal(loaded.test.labels, made.test.labels)
    np.testing.assert_array_equal(loaded.train.groups, made.train.groups)
    assert loaded.classes == CLASSES
    assert main(["datasets"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines] == ["mnist", "own"]


def test_class_names_come_from_the_file_or_are_numbers(root, tmp_path):
    main(["import", "named", stored(tmp_path, classes=np.array(CLASSES)), "--yes"])
    main(["import", "numbered", stored(tmp_path), "--yes"])
    assert sets.load("named").classes == CLASSES
    assert sets.load("numbered").classes == ("0", "1", "2", "3")


def test_a_data_set_is_replaced_only_if_one_insists(root, tmp_path, capsys):
    file = stored(tmp_path)
    assert main(["import", "own", file, "--yes"]) == 0
    assert main(["import", "own", file, "--yes"]) == 1
    assert "--force" in capsys.readouterr().err
    assert main(["import", "own", file, "--force", "--yes"]) == 0


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"train_labels": np.zeros(40)}, "The training set has images of '0' only"),
        ({"train_images": np.zeros((40, 480), np.uint8)}, "add --side HEIGHTxWIDTH"),
        ({"test_images": np.zeros((20, 9, 9), np.uint8)}, "must be of one size"),
        (
            {"classes": np.array(["a", "b"])},
            r"2 names of classes \(a, b\), but the labels are 0, 1, 2, 3",
        ),
        ({"classes": np.array(["a", "a", "b", "c"])}, "Two classes are called 'a'"),
        ({"classes": np.array(["a", " ", "b", "c"])}, "cannot be called ' '"),
        ({"classes": np.array(["a", "b\nc", "d", "e"])}, "one line of 1 to 80 characters"),
        ({"classes": np.array(["a", "b" * 300, "d", "e"])}, "one line of 1 to 80 characters"),
        ({"test_labels": np.full(20, 2)}, "The test set has images of '2' only"),
        (
            {
                "test_images": np.zeros((0, 20, 24), np.uint8),
                "test_labels": np.zeros(0, int),
                "test_groups": None,
            },
            "test_images: there is no image in it",
        ),
    ],
)
def test_what_is_not_a_data_set_gets_a_sentence(root, tmp_path, capsys, changes, sentence):
    assert main(["import", "own", stored(tmp_path, **changes), "--yes"]) == 1
    found = capsys.readouterr().err
    assert found.count("\n") == 1
    assert re.search(sentence, found)
    assert sets.names() == ["mnist"]


def test_nothing_is_imported_where_nobody_can_be_asked(root, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert main(["import", "own", stored(tmp_path)]) == 1
    assert "Nothing was imported; --yes imports without a question." in capsys.readouterr().err
    assert sets.names() == ["mnist"]
    assert not list(root.rglob("*.png"))


@pytest.mark.parametrize("content", [None, b"", b"not a zip"])
def test_what_is_not_an_npz_is_named(root, tmp_path, capsys, content):
    path = tmp_path / "own.npz"
    if content is not None:
        path.write_bytes(content)
    assert main(["import", "own", str(path), "--yes"]) == 1
    assert "own.npz" in capsys.readouterr().err
    assert sets.names() == ["mnist"]


def test_one_class_or_labels_out_of_range_are_one_sentence(capsys, own_root, monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "ARTIFACTS", own_root)
    images = np.zeros((6, 8, 8), np.uint8)
    for labels, classes, words in (
        (np.zeros(6, int), "boot", "A data set has 2 to 1,000 classes, not 1 (boot)"),
        (
            np.arange(6) + 5,
            "boot,bag,coat",
            "3 names of classes (boot, bag, coat), but the labels are 5, 6, 7, 8, 9, 10",
        ),
    ):
        path = tmp_path / "odd.npz"
        arrays = {f"{part}_images": images for part in ("train", "test")}
        np.savez(path, **arrays, train_labels=labels, test_labels=labels)
        assert main(["import", "odd", str(path), "--classes", classes, "--yes"]) == 1
        error = capsys.readouterr().err
        assert words in error
        assert error.count("\n") == 1
    assert "odd" not in sets.names()


def test_the_bundled_digits_cannot_be_replaced(root, tmp_path, capsys):
    for more in ([], ["--force"]):
        assert main(["import", "mnist", str(tmp_path), *more]) == 1
        assert "choose another name" in capsys.readouterr().err


def test_a_data_set_goes_only_if_one_says_yes(root, capsys, monkeypatch):
    sets.store(shapes())
    for answer, left in (("", ["mnist", "shapes"]), ("n", ["mnist", "shapes"]), ("y", ["mnist"])):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{answer}\n"))
        main(["datasets", "--remove", "shapes"])
        assert sets.names() == left


def test_a_name_that_is_too_long_is_said_to_be_so(root, tmp_path, capsys):
    assert main(["import", "a" * 300, str(tmp_path)]) == 1
    assert "is too long a name: use at most 100" in capsys.readouterr().err
