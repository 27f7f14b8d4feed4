"""A file becomes a data set on the page: it is looked at first, and a wrong one says why."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from app_pages import HOME, clean, shown_from
from core.data import mnist, sets
from core.storage import paths
from shapes import CLASSES, shapes


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    os.symlink(paths.ARTIFACTS.resolve() / mnist.BUNDLE, tmp_path / mnist.BUNDLE)
    with shown_from(tmp_path, monkeypatch):
        yield tmp_path


def content() -> bytes:
    whole, file = shapes(80, 40), io.BytesIO()
    np.savez(
        file,
        x_train=whole.train.images, y_train=whole.train.labels,
        x_test=whole.test.images, y_test=whole.test.labels,
    )  # fmt: skip
    return file.getvalue()


def looked(name: str, *, classes: str = "", file: tuple[str, bytes, str] | None = None) -> AppTest:
    app = AppTest.from_file(HOME, default_timeout=60)
    app.run()
    next(t for t in app.text_input if t.label == "Name").set_value(name)
    next(t for t in app.text_input if t.label.startswith("Names of the classes")).set_value(classes)
    if file is not None:
        app.file_uploader[0].set_value([file])
    next(b for b in app.button if b.label == "Look at it").click().run()
    assert not app.exception
    return app


def test_it_is_looked_at_before_it_is_stored(root: Path) -> None:
    file = ("own.npz", content(), "application/zip")
    app = clean(looked("own", classes=",".join(CLASSES), file=file))
    assert sets.names() == ["mnist"]
    assert any(
        "80 training and 40 test images of 20 × 24, 4 classes" in m.value for m in app.markdown
    )
    assert len(app.get("image")) == 1
    next(b for b in app.button if b.label == "Make it a data set").click().run()
    clean(app)
    assert sets.names() == ["mnist", "own"]
    assert app.query_params["dataset"] == "own"
    np.testing.assert_array_equal(sets.load("own").test.images, shapes(80, 40).test.images)


def test_a_hint_names_no_option_that_the_form_lacks(root: Path) -> None:
    some = sets.load(mnist.NAME).test
    file = io.BytesIO()
    np.savez(
        file,
        x_train=255 - some.images[:60], y_train=some.labels[:60],
        x_test=255 - some.images[60:100], y_test=some.labels[60:100],
    )  # fmt: skip
    app = clean(looked("own", file=("own.npz", file.getvalue(), "application/zip")))
    captions = [caption.value for caption in app.caption]
    assert any("dark on light" in text and "add" not in text for text in captions)
    [said] = [text for text in captions if "--invert" in text]
    assert "`python -m core import own FILE --invert` does" in said


def test_an_option_that_only_the_command_line_has_is_given_as_a_command(root: Path) -> None:
    file, picture = io.BytesIO(), io.BytesIO()
    Image.new("L", (300, 300), 255).save(picture, "png")
    with zipfile.ZipFile(file, "w") as archive:
        for name in ("a/1", "a/2", "b/1", "b/2"):
            archive.writestr(f"own/{name}.png", picture.getvalue())
    app = looked("own", file=("own.zip", file.getvalue(), "application/zip"))
    assert "--side 128x128" in app.error[0].value
    [said] = [caption.value for caption in app.caption if "command line" in caption.value]
    assert "`python -m core import own FILE --side 128x128` does" in said


def test_what_is_left_is_not_stored(root: Path) -> None:
    app = looked("own", file=("own.npz", content(), "application/zip"))
    next(b for b in app.button if b.label == "Leave it").click().run()
    clean(app)
    assert not [b for b in app.button if b.label == "Make it a data set"]
    assert sets.names() == ["mnist"]


@pytest.mark.parametrize(
    ("name", "file", "sentence"),
    [
        ("own", None, "Choose a file first."),
        ("", None, "Give it a name first"),
        ("  ", ("own.npz", content(), "application/zip"), "Give it a name first"),
        ("../own", ("own.npz", content(), "application/zip"), "is an invalid name"),
        ("mnist", ("own.npz", content(), "application/zip"), "There is a data set named 'mnist'"),
        ("own", ("own.csv", b"<!doctype html>", "text/csv"), "own.csv: this is a web page"),
    ],
)
def test_a_wrong_one_says_why(root: Path, name: str, file, sentence: str) -> None:
    app = looked(name, file=file)
    [said] = app.error
    assert sentence in said.value
    assert sets.names() == ["mnist"]
