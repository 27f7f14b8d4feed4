"""Folders and files become a data set: its sets, its classes and their order, told in notes."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from core import StudioError
from core.data import gathering, importing
from core.data.importing import Wish
from core.data.labelled import Dataset
from core.data.reading import reader
from core.data.reading.found import Found, Options

RNG = np.random.default_rng(3)


def saved(path: Path, picture: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(picture).save(path)


def made(*paths: Path, wish: Wish | None = None, **options: Any) -> tuple[Dataset, list[str]]:
    found = gathering.gathered(paths, Options(**options))
    return importing.dataset("own", found, wish or Wish())


def folder(
    root: Path, names: tuple[str, ...], each: int = 6, size: tuple[int, ...] = (8, 9)
) -> Path:
    for at, name in enumerate(names):
        for number in range(each):
            saved(root / name / f"{number}.png", np.full(size, 10 * at + number, np.uint8))
    return root


def test_a_folder_for_each_class_with_what_systems_leave_there(tmp_path: Path) -> None:
    root = folder(tmp_path / "shoes", ("boot", "Sandal"))
    (root / "boot" / "Thumbs.db").write_bytes(b"x")
    (root / ".DS_Store").write_bytes(b"x")
    (root / "boot" / "notes.txt").write_text("hello")
    (root / "boot" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    saved(root / "boot" / "0.PNG".replace("0", "upper"), np.full((8, 9), 200, np.uint8))
    saved(root / "loose.png", np.zeros((8, 9), np.uint8))
    dataset, notes = made(root)
    assert dataset.classes == ("boot", "Sandal")
    assert dataset.shape == (8, 9)
    images = np.concatenate([dataset.train.images, dataset.test.images])
    labels = np.concatenate([dataset.train.labels, dataset.test.labels])
    values = sorted(zip(labels.tolist(), images[:, 0, 0].tolist(), strict=True))
    assert values == [(0, v) for v in (0, 1, 2, 3, 4, 5, 200)] + [(1, v) for v in range(10, 16)]
    told = " ".join(notes)
    for words in ("2 hidden files", "1 other file is left out", "loose.png", "broken.png"):
        assert words in told


def test_classes_are_sorted_as_people_count(tmp_path: Path) -> None:
    names = tuple(str(n) for n in range(12))
    assert made(folder(tmp_path / "n", names))[0].classes == names
    named = ("item 2", "item 10", "Item 1")
    assert made(folder(tmp_path / "t", named))[0].classes == ("Item 1", "item 2", "item 10")


@pytest.mark.parametrize("names", [("train", "test"), ("Training", "val")])
def test_train_and_test_folders(tmp_path: Path, names: tuple[str, str]) -> None:
    for which, value in zip(names, (1, 2), strict=True):
        for label in ("a", "b"):
            saved(tmp_path / "set" / which / label / "1.png", np.full((5, 5), value, np.uint8))
    dataset, notes = made(tmp_path / "set")
    assert set(dataset.train.images.ravel()) == {1}
    assert set(dataset.test.images.ravel()) == {2}
    assert not notes


def test_the_split_is_stratified_and_keeps_groups_together(tmp_path: Path) -> None:
    images = RNG.integers(0, 256, (300, 4, 4), np.uint8)
    labels, groups = np.arange(300) % 3, np.arange(300) // 10
    np.savez(tmp_path / "all.npz", images=images, labels=labels)
    dataset, notes = made(tmp_path / "all.npz", wish=Wish(split=0.3))
    assert np.bincount(dataset.test.labels).tolist() == [30, 30, 30]
    assert "90 of 300 images" in notes[-1]
    again, _ = made(tmp_path / "all.npz", wish=Wish(split=0.3))
    np.testing.assert_array_equal(again.test.images, dataset.test.images)
    np.savez(tmp_path / "by.npz", images=images, labels=labels, groups=groups)
    dataset, notes = made(tmp_path / "by.npz")
    assert dataset.train.groups is not None
    assert dataset.test.groups is not None
    assert not set(dataset.train.groups) & set(dataset.test.groups)
    assert "by group" in notes[-1]


def test_groups_come_from_a_table_by_file_or_by_row(tmp_path: Path) -> None:
    for name in ("boot", "bag"):
        for number in range(6):
            saved(tmp_path / "shoes" / name / f"{name}{number}.png", np.full((4, 4), number, "u1"))
    table = tmp_path / "by.csv"
    rows = [
        f"{name}{number}.png,maker {number % 3}" for name in ("boot", "bag") for number in range(6)
    ]
    table.write_text("file,group\n" + "\n".join(rows))
    found = gathering.gathered([tmp_path / "shoes"], Options())
    [one] = gathering.with_groups(found, table).values()
    assert one.groups is not None
    assert one.groups.tolist() == [f"maker {number % 3}" for number in one.images[:, 0, 0]]
    table.write_text("group\n" + "a\n" * 11)
    with pytest.raises(StudioError, match="12 images need as many groups, but there are 11"):
        gathering.with_groups(found, table)
    table.write_text("file,group\n" + "\n".join(rows[1:]))
    with pytest.raises(
        StudioError, match=r"no group for shoes/boot/boot0\.png|no group for boot/b"
    ):
        gathering.with_groups(found, table)
    for titles in ("file,group\n", ""):  # with titles or without
        table.write_text(titles + "\n".join(rows))
        [one] = gathering.with_groups(found, table).values()
        assert one.groups.tolist() == [f"maker {number % 3}" for number in one.images[:, 0, 0]]
    for titles in ("group\n", "who made it\n", ""):
        table.write_text(titles + "\n".join("abcdefghijkl"))
        [one] = gathering.with_groups(found, table).values()
        assert "".join(one.groups) == "abcdefghijkl"


def test_files_of_several_folders_that_are_called_alike_need_their_folder(tmp_path: Path) -> None:
    for name in ("boot", "bag"):
        for number in range(3):
            saved(tmp_path / "shoes" / name / f"{number}.png", np.full((4, 4), number, "u1"))
    found = gathering.gathered([tmp_path / "shoes"], Options())
    files = found[""].files
    table = tmp_path / "by.csv"
    table.write_text(
        "\n".join(f"{'/'.join(Path(file).parts[-2:])},{file[-9:-6]}" for file in files)
    )
    [one] = gathering.with_groups(found, table).values()
    assert one.groups.tolist() == [file[-9:-6] for file in files]
    table.write_text("\n".join(f"{Path(file).name},{file[-9:-6]}" for file in files))
    with pytest.raises(StudioError, match=r"has several groups .*write the folder before"):
        gathering.with_groups(found, table)


def test_four_idx_files_in_any_order(tmp_path: Path) -> None:
    paths = []
    for which, n in (("t10k", 4), ("train", 8)):
        images, labels = RNG.integers(0, 256, (n, 5, 6), np.uint8), np.arange(n, dtype=np.uint8) % 2
        for kind, head, content in (
            ("labels-idx1", struct.pack(">ii", 0x801, n), labels),
            ("images-idx3", struct.pack(">iiii", 0x803, *images.shape), images),
        ):
            paths.append(tmp_path / f"{which}-{kind}-ubyte")
            paths[-1].write_bytes(head + content.tobytes())
    dataset, notes = made(*paths, wish=Wish(("boot", "bag")))
    assert (len(dataset.train), len(dataset.test), dataset.shape) == (8, 4, (5, 6))
    assert dataset.classes == ("boot", "bag")
    assert not notes
    same, _ = made(tmp_path)
    np.testing.assert_array_equal(same.train.images, dataset.train.images)


def test_sizes_that_differ_are_fitted_into_the_most_frequent(tmp_path: Path) -> None:
    root = folder(tmp_path / "mixed", ("a", "b"), size=(10, 20))
    tall = np.full((40, 20), 250, np.uint8)
    tall[10:30, 5:15] = 100
    saved(root / "a" / "tall.png", tall)
    dataset, notes = made(root)
    assert dataset.shape == (10, 20)
    assert any("1 of 13 pictures is of another size" in note for note in notes)
    every = np.concatenate([dataset.train.images, dataset.test.images])
    fitted = every[every.max(axis=(1, 2)) > 200][0]
    assert fitted[0, 0] == 250  # the edge's grey fills what is left over
    assert fitted[5, 10] < 120
    assert made(root, sides=(6, 6))[0].shape == (6, 6)


def test_colour_is_kept_and_grey_stored_as_colour_is_grey(tmp_path: Path) -> None:
    grey = np.repeat(np.arange(60, dtype=np.uint8).reshape(6, 10)[..., None], 3, axis=2)
    for name in ("a", "b"):
        for n in range(5):
            saved(tmp_path / "grey" / name / f"{n}.png", grey)
            saved(tmp_path / "colour" / name / f"{n}.png", grey)
    assert made(tmp_path / "grey")[0].shape == (6, 10)
    red = grey.copy()
    red[..., 1:] = 0
    saved(tmp_path / "colour" / "a" / "red.png", red)
    dataset, notes = made(tmp_path / "colour")
    assert dataset.shape == (6, 10, 3)
    assert any("1 picture is coloured" in note for note in notes)


def npz(tmp_path: Path, labels: np.ndarray, **others: Any) -> Path:
    path = tmp_path / "some.npz"
    np.savez(
        path, images=RNG.integers(0, 256, (len(labels), 4, 4), np.uint8), labels=labels, **others
    )
    return path


def test_names_of_classes(tmp_path: Path) -> None:
    numbered = npz(tmp_path, np.arange(100) % 10 + 1)
    dataset, notes = made(numbered)
    assert dataset.classes == tuple(map(str, range(1, 11)))
    assert any("run from 1 to 10 and none is 0" in note for note in notes)
    dataset, notes = made(numbered, wish=Wish(tuple("0123456789")))
    assert any("1 is '0'" in note for note in notes)
    assert made(npz(tmp_path, np.arange(40) % 2 * 5))[0].classes == ("0", "5")
    texts = npz(tmp_path, np.array(["cat", "dog"] * 20))
    assert made(texts)[0].classes == ("cat", "dog")
    assert made(texts, wish=Wish(("dog", "cat")))[0].classes == ("dog", "cat")
    with pytest.raises(StudioError, match="3 names of classes"):
        made(texts, wish=Wish(("dog", "cow", "hen")))
    named = npz(tmp_path, np.arange(40) % 2, class_names=np.array(["cat", "dog", "hen"]))
    dataset, notes = made(named)
    assert dataset.classes == ("cat", "dog")
    assert "no image is of hen; left out" in notes


@pytest.mark.parametrize(
    ("labels", "sentence"),
    [
        (np.zeros(9, int), "A data set has 2 to 1,000 classes, not 1"),
        (np.arange(1100), "not 1,100"),
        (np.array([0] * 9 + [1]), "The class '1' has one image, too few to divide"),
    ],
)
def test_what_cannot_be_divided(tmp_path: Path, labels: np.ndarray, sentence: str) -> None:
    with pytest.raises(StudioError, match=sentence):
        made(npz(tmp_path, labels))


@pytest.mark.parametrize("share", [0.0, 1.0, -1.0, 7.0])
def test_a_split_is_a_share(tmp_path: Path, share: float) -> None:
    with pytest.raises(StudioError, match="between 0 and 1"):
        made(npz(tmp_path, np.arange(40) % 2), wish=Wish(split=share))


def test_a_folder_without_classes_says_how_it_should_look(tmp_path: Path) -> None:
    saved(tmp_path / "flat" / "1.png", np.zeros((4, 4), np.uint8))
    with pytest.raises(StudioError, match=r"put each class into a folder of its name"):
        made(tmp_path / "flat")
    (tmp_path / "empty").mkdir()
    with pytest.raises(StudioError, match="the folder is empty"):
        made(tmp_path / "empty")
    with pytest.raises(StudioError, match="there is no such file or folder"):
        made(tmp_path / "nowhere")
    saved(tmp_path / "large" / "a" / "1.png", np.zeros((300, 10), np.uint8))
    with pytest.raises(StudioError, match="add --side 128x128"):
        made(tmp_path / "large")


@pytest.mark.parametrize("packed", [False, True])
def test_a_folder_that_holds_nothing_is_named(tmp_path: Path, packed: bool) -> None:
    top = tmp_path / "animals"
    for name in ("cat", "dog"):
        for number in range(5):
            saved(top / name / f"{number}.png", np.zeros((4, 4), np.uint8))
    for empty in ("owl", "fish/young", ".hidden"):
        (top / empty).mkdir(parents=True)
    if packed:
        with zipfile.ZipFile(tmp_path / "animals.zip", "w") as archive:
            for path in sorted(top.rglob("*")):
                archive.write(path, path.relative_to(tmp_path))
    dataset, notes = made(tmp_path / "animals.zip" if packed else top)
    assert dataset.classes == ("cat", "dog")
    [note] = [note for note in notes if "empty" in note]
    assert "owl" in note
    assert "fish" in note
    assert "hidden" not in note
    assert "2 folders are empty" in note


def test_paths_as_deep_as_a_zip_can_name_take_no_memory(tmp_path: Path) -> None:
    picture = io.BytesIO()
    Image.fromarray(np.zeros((4, 4), np.uint8)).save(picture, "PNG")
    with zipfile.ZipFile(tmp_path / "deep.zip", "w") as archive:
        archive.writestr("empty/", "")
        for name in ("a", "b"):
            for number in range(5):
                archive.writestr(f"{name}/" * 20_000 + f"{number}.png", picture.getvalue())
    tracemalloc.start()
    _, notes = made(tmp_path / "deep.zip")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert any("1 folder is empty" in note for note in notes)
    assert peak < 100e6  # all folders above each file would be 800 MB of names


def test_kaggles_zip_takes_its_labelled_table_and_says_what_is_left(tmp_path: Path) -> None:
    rows = RNG.integers(0, 256, (20, 16))
    table = "\n".join(",".join(map(str, row)) for row in rows)
    names = ",".join(f"pixel{i}" for i in range(16))
    labelled = "\n".join(f"{i % 2},{line}" for i, line in enumerate(table.split("\n")))
    with zipfile.ZipFile(tmp_path / "digit.zip", "w") as archive:
        archive.writestr("train.csv", f"label,{names}\n{labelled}")
        archive.writestr("test.csv", f"{names}\n{table}")
    dataset, notes = made(tmp_path / "digit.zip")
    assert len(dataset.train) + len(dataset.test) == 20
    assert any("the test set has no labels and is left out" in note for note in notes)


def test_a_class_that_only_the_test_set_has_is_named() -> None:
    images = np.zeros((40, 4, 4), np.uint8)
    found = {
        "train": Found(images, np.arange(40) % 3),
        "test": Found(images, np.arange(40) % 4),
    }
    made, notes = importing.dataset("own", found, Wish())
    assert made.n_classes == 4
    assert "no training image is of 3" in " ".join(notes)


def test_numbers_of_classes_are_ordered_as_numbers() -> None:
    found = {"": Found(np.zeros((40, 4, 4), np.uint8), np.arange(40) % 4 - 1)}
    made, _ = importing.dataset("own", found, Wish())
    assert made.classes == ("-1", "0", "1", "2")


def test_where_the_labels_were_taken_from_is_said_with_what_is_wrong_with_them() -> None:
    rows = np.arange(40 * 16).reshape(40, 16) % 200
    content = "\n".join(
        f"{3 if at else 7}," + ",".join(map(str, row)) for at, row in enumerate(rows)
    )
    found = reader.parse(content.encode(), "own.csv", Options())
    with pytest.raises(StudioError, match="column 1 holds the labels; --label-column takes anoth"):
        importing.dataset("own", found, Wish())


def test_sides_are_not_taken_where_the_images_have_others() -> None:
    file = io.BytesIO()
    np.savez(file, images=np.zeros((20, 28, 28), np.uint8), labels=np.arange(20) % 2)
    with pytest.raises(StudioError, match=r"--side 20x24 is for rows of pixels.*leave --side out"):
        reader.parse(file.getvalue(), "own.npz", Options(sides=(20, 24)))
    assert len(reader.parse(file.getvalue(), "own.npz", Options(sides=(28, 28)))[""]) == 20
