"""`predict`: many files in one go, what is wrong with them, and what shows no digit."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.cli import main
from core.cli.side_by_side import Side, described
from core.data import sets
from core.drawing import refusals
from core.training import artifacts


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder a digit, with eight PNG each as MNIST has them."""
    root, test = tmp_path_factory.mktemp("digits"), sets.load().test
    for label in range(10):
        (root / str(label)).mkdir()
        for index in np.flatnonzero(test.labels == label)[:8]:
            Image.fromarray(255 - test.images[index]).save(root / str(label) / f"{index}.png")
    return root


def asked(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[list[dict], str, int]:
    code = main(["predict", *map(str, arguments), "--json"])
    out, err = capsys.readouterr()
    return json.loads(out or "[]"), err, code


def test_a_folder_of_digits_has_its_labels(
    trained: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows, err, code = asked(capsys, "forest", folder)
    assert (len(rows), err, code) == (80, "", 0)
    test, scores = sets.load().test, artifacts.open_scores("forest", "test")
    indices = [int(Path(row["file"]).stem) for row in rows]
    assert [row["true"] for row in rows] == test.labels[indices].tolist()
    read = [row for row in rows if "refused" not in row]
    expected = scores.predicted()[[int(Path(row["file"]).stem) for row in read]]
    assert [row["predicted"] for row in read] == expected.tolist()
    assert len(read) >= 78


def test_what_cannot_be_read_is_named_and_the_others_are_read(
    trained: list[str], folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "Thumbs.db").write_bytes(bytes(200))
    seven = next((folder / "7").iterdir())
    rows, err, code = asked(capsys, "forest", tmp_path / "Thumbs.db", seven, tmp_path / "no.png")
    assert code == 1
    assert [row["predicted"] for row in rows] == [7]
    assert err.count("\n") == 2
    assert "Thumbs.db: this is neither" in err
    assert "no.png: there is no such file" in err


def saved(path: Path, **arrays: np.ndarray) -> Path:
    np.savez(path, **arrays)
    return path


@pytest.mark.parametrize(
    ("change", "option", "words"),
    [
        (lambda x: 255 - x, "--invert", "dark on light"),
        (lambda x: x.swapaxes(1, 2), "--transpose", "lie on their side"),
        (lambda x: 255 - x.swapaxes(1, 2), "--invert --transpose", "dark on light and lie"),
        (lambda x: x[:, :, np.random.default_rng(0).permutation(28)], "", "another order"),
        (lambda x: (x > 127).astype(np.uint8), "", "stretched to 0 and 255"),
    ],
)
def test_what_is_wrong_with_all_digits_is_named_with_the_option_that_mends_it(
    tmp_path: Path, change, option: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    test = sets.load().test
    images, labels = test.images[:50], test.labels[:50]
    path = saved(tmp_path / "odd.npz", images=change(images), labels=labels)
    _, err, code = asked(capsys, "champion", path)
    assert words in err
    assert option in err
    assert (err.count("\n"), code) == (1, 0)
    if option:
        rows, err, _ = asked(capsys, "champion", path, *option.split())
        assert err == ""
        assert [row["predicted"] for row in rows] == labels.tolist()


@pytest.mark.parametrize("start", range(0, 400, 20))
def test_digits_as_they_are_raise_no_warning(
    tmp_path: Path, start: int, capsys: pytest.CaptureFixture[str]
) -> None:
    images = sets.load().train.images[start : start + 20]
    _, err, _ = asked(capsys, "champion", saved(tmp_path / "some.npz", images=images))
    assert err == ""


def test_a_picture_without_a_digit_is_refused_and_can_be_read_anyway(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawing = Image.new("L", (280, 280), 255)
    for box in [(30, 90, 110, 200), (160, 90, 240, 200)]:
        ImageDraw.Draw(drawing).ellipse(box, outline=0, width=14)
    drawing.save(tmp_path / "two.png")
    [row], _, code = asked(capsys, "champion", tmp_path / "two.png")
    assert (row["predicted"], code) == (None, 0)
    assert "more than one digit" in row["refused"]
    [row], _, _ = asked(capsys, "champion", tmp_path / "two.png", "--anyway")
    assert row["predicted"] in range(10)
    assert main(["predict", "champion", str(tmp_path / "two.png")]) == 0
    assert "--anyway reads it all the same" in capsys.readouterr().out


def test_digits_side_by_side_are_offered_and_read_one_by_one(
    trained: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawing = Image.new("L", (300, 200), 255)
    pen = ImageDraw.Draw(drawing)
    pen.line([(60, 30), (60, 170)], fill=0, width=14)
    pen.ellipse((130, 30, 230, 170), outline=0, width=14)
    drawing.save(tmp_path / "ten.png")
    [row], _, _ = asked(capsys, "champion", tmp_path / "ten.png")
    assert (row["predicted"], row["several"]) == (None, 2)
    [row], _, _ = asked(capsys, "champion", tmp_path / "ten.png", "--several")
    assert (row["predicted"], row["number"]) == (None, "10")
    assert [int(np.argmax(scores)) for scores in row["scores"]] == [1, 0]
    assert "refused" not in row
    assert main(["predict", "champion", str(tmp_path / "ten.png")]) == 0
    assert "--several reads 2 digits" in capsys.readouterr().out
    assert main(["predict", "champion", str(tmp_path / "ten.png"), "--several"]) == 0
    assert capsys.readouterr().out.startswith("10  2 digits  ")


def test_several_digits_are_counted_apart_and_read_with_anyway_too(
    trained: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "1").mkdir()
    one, ten = Image.new("L", (300, 200), 255), Image.new("L", (300, 200), 255)
    for drawing in (one, ten):
        ImageDraw.Draw(drawing).line([(60, 30), (60, 170)], fill=0, width=14)
    ImageDraw.Draw(ten).ellipse((130, 30, 230, 170), outline=0, width=14)
    one.save(tmp_path / "1/one.png")
    ten.save(tmp_path / "1/ten.png")
    assert main(["predict", "champion", str(tmp_path), "--several"]) == 0
    assert "1 of 1 right (100.00%), 1 of several digits" in capsys.readouterr().out
    ten_again = str(tmp_path / "1/ten.png")
    [row], _, _ = asked(capsys, "champion", ten_again, "--several", "--anyway")
    assert row["number"] == "10"


def test_digits_that_touch_are_told_what_helps_where_several_were_asked_for() -> None:
    touching = Side(refusals.named("two digits"))
    assert described(touching, None)["refused"].endswith("Draw one at a time.")
    said = described(touching, object())["refused"]
    assert said == "Those digits touch or overlap. Leave some paper between them."
    assert described(touching, object(), anyway=True) == {}


def test_an_empty_picture_in_a_zip_is_left_out(
    trained: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(tmp_path / "own.zip", "w") as archive:
        for name, drawn in (("1/one", True), ("1/none", False), ("1/other", True)):
            drawing, file = Image.new("L", (200, 200), 255), io.BytesIO()
            if drawn:
                ImageDraw.Draw(drawing).line([(100, 30), (100, 170)], fill=0, width=14)
            drawing.save(file, "png")
            archive.writestr(f"own/{name}.png", file.getvalue())
    rows, err, code = asked(capsys, "champion", tmp_path / "own.zip")
    assert [row["predicted"] for row in rows] == [1, 1]
    assert "1 picture that cannot be read is left out, such as own/1/none.png" in err
    assert code == 0


def test_standard_input_is_read(
    trained: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    content = next((folder / "3").iterdir()).read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    rows, _, _ = asked(capsys, "forest", "-")
    assert [row["predicted"] for row in rows] == [3]


def test_a_device_that_never_ends_is_no_file(
    trained: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    _, err, code = asked(capsys, "forest", "/dev/zero")
    assert (code, err.count("\n")) == (1, 1)
    assert "this is not a file" in err
