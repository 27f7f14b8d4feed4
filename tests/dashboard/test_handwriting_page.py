"""The page on your own handwriting: every model on the drawings that were labelled."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app_pages import clean, component, page_at
from core.data import digit_files, sets
from core.data.labelled import LabelledImages
from core.drawing import handwriting
from core.evaluation import metrics
from core.models import registry
from core.storage import paths
from core.training import artifacts


@pytest.fixture
def root(trained: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an artifacts folder of the test's own, with the trained models in it."""
    for part in paths.ARTIFACTS.resolve().iterdir():
        if part.name != handwriting.FILE:
            os.symlink(part, tmp_path / part.name)
    monkeypatch.setattr(paths, "ARTIFACTS", tmp_path)
    address = st.get_option("server.address")
    st.config.set_option("server.address", "127.0.0.1")
    yield tmp_path
    st.config.set_option("server.address", address)


@pytest.fixture
def own(root: Path) -> LabelledImages:
    """Keep sixty digits, of which the last six are labelled wrongly."""
    test = sets.load().test.take(np.arange(60))
    labels = test.labels.copy()
    labels[54:] = (labels[54:] + 1) % 10
    handwriting.merge(LabelledImages(test.images, labels), root)
    return handwriting.load(root).test


def opened(**address: str) -> AppTest:
    return clean(page_at("handwriting", **{"model": "sgd", **address}).run())


def test_every_model_is_judged_on_the_own_digits_beside_the_test_set(own: LabelledImages) -> None:
    app = opened()
    table = app.dataframe[0].value.set_index("Model")
    assert len(table) == len(artifacts.trained())
    for name in artifacts.trained():
        read = artifacts.open_model(name).predict(own.images)
        hits = int((read == own.labels).sum())
        low, high = metrics.wilson(hits, 60)
        row = table.loc[registry.get(name).title]
        assert row["Yours"] == pytest.approx(100 * hits / 60)
        assert row["Interval"] == f"{100 * low:.1f}\u00a0% to {100 * high:.1f}\u00a0%"
        test = artifacts.open_scores(name, "test")
        accuracy = np.mean(test.predicted() == test.labels)
        assert row["MNIST test"] == pytest.approx(100 * accuracy)
        worse, better = accuracy > high, accuracy < low
        said = "read worse" if worse else "read better" if better else "no clear difference"
        assert row["Your digits are"] == said


def test_a_digit_that_was_changed_on_disk_is_left_out_and_named(own: LabelledImages) -> None:
    with sqlite3.connect(handwriting.place()) as database:
        database.execute("UPDATE digits SET image = zeroblob(784) WHERE rowid = 7")
    app = opened()
    [warning] = app.warning
    assert "1 row was changed on disk in handwriting.sqlite3 and left out: row 7" in warning.value
    assert "59 digits of yours, read by every model" in [title.value for title in app.header]


def test_the_matrix_counts_them_and_its_cells_open(own: LabelledImages) -> None:
    read = artifacts.open_model("sgd").predict(own.images)
    counts = metrics.confusion_matrix(own.labels, read, 10)
    i, j = np.unravel_index(np.argmax(counts - np.diag(np.diag(counts))), counts.shape)
    app = opened()
    shown = component(app, "shade")["text"]
    assert [[int(text or 0) for text in row] for row in shown] == counts.tolist()
    assert sorted(component(app, "ids")["ids"]) == np.flatnonzero(read != own.labels).tolist()
    app = opened(true=str(i), read_as=str(j))
    wanted = np.flatnonzero((own.labels == i) & (read == j)).tolist()
    assert sorted(component(app, "ids")["ids"]) == wanted


def test_a_digit_that_is_kept_meanwhile_is_counted_at_once(own: LabelledImages, root: Path) -> None:
    app = opened()
    assert any(text.value.startswith("60 digits") for text in app.header)
    handwriting.keep(sets.load().test.images[99], 9, root)
    clean(app.run())
    assert any(text.value.startswith("61 digits") for text in app.header)


def test_without_a_digit_it_says_what_to_do_next(root: Path) -> None:
    app = opened()
    assert "Draw one in the canvas app" in app.info[0].value
    assert not app.dataframe


def test_files_of_a_class_are_added_and_a_wrong_one_is_named(root: Path) -> None:
    two, three = (sets.load().test.take(np.arange(n)) for n in (2, 3))
    app = opened()
    app.file_uploader[0].set_value(
        [
            ("anna.npz", digit_files.written(two, "npz"), "application/zip"),
            ("ben.csv", digit_files.written(three, "csv"), "text/csv"),
            ("cut.csv", b"label", "text/csv"),
        ]
    )
    button = next(b for b in app.button if b.label == "Add to the test set")
    button.click().run()
    assert [s.value for s in app.success] == [
        "anna.npz: 2 new, 0 known already.",
        "ben.csv: 1 new, 2 known already.",
    ]
    assert [e.value.split(":")[0] for e in app.error] == ["cut.csv"]
    assert len(handwriting.load(root).test) == 3
    app.run()
    assert not app.success


def test_adding_no_file_says_what_to_do(root: Path) -> None:
    app = opened()
    next(b for b in app.button if b.label == "Add to the test set").click().run()
    assert [e.value for e in app.error] == ["Choose a file first."]
    app.run()
    assert not app.error


def test_a_wrongly_labelled_drawing_can_be_taken_out(own: LabelledImages, root: Path) -> None:
    app = opened()
    app.session_state["own_open"] = (own.images[7].tobytes(), int(own.labels[7]))
    clean(app.run())
    clean(next(b for b in app.button if b.label == "Take it out").click().run())
    left = handwriting.load(root).test
    assert len(left) == 59
    assert not (left.images == own.images[7]).all(axis=(1, 2)).any()


def test_it_is_shown_to_this_machine_alone(own: LabelledImages) -> None:
    st.config.set_option("server.address", "0.0.0.0")
    app = opened()
    assert "this machine alone" in app.info[0].value
    assert {element.key for element in app.get("bidi_component")} <= {"first_minute"}
