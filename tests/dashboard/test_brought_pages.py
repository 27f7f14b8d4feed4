"""Every page on predictions alone, without images and with them: the same figures, no model."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.special import softmax
from streamlit.testing.v1 import AppTest

from app_pages import clean, component, page_at, shown_from
from core.data import mnist, sets
from core.data.reading.predictions import Predictions
from core.storage import paths
from core.training import artifacts, brought
from session import pictures
from shapes import CLASSES, shapes

PAGES = (
    "overview", "thresholds", "decisions", "confusions", "misread", "image", "compare", "map",
    "verdicts",
)  # fmt: skip

NOT_OF_HALVES = (
    "out-of-fold", "test set", "test image", "baseline is left", "fits were timed",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with predictions of 200 shapes, without images and with them."""
    root = tmp_path_factory.mktemp("brought")
    os.symlink(paths.ARTIFACTS.resolve() / mnist.BUNDLE, root / mnist.BUNDLE)
    test, rng = shapes().test, np.random.default_rng(0)
    values = softmax(2 * np.eye(4)[test.labels] + rng.normal(size=(200, 4)), axis=1)
    ids = np.array([f"photo {i}.jpg" for i in range(200)])
    said = Predictions(test.labels, values.astype(np.float32), "probability", CLASSES, ids)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "ARTIFACTS", root)
        brought.add("net", "bare", said)
        brought.add("net", "pictured", replace(said, images=test.images))
    return root


@pytest.fixture
def two(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with shown_from(folder, monkeypatch):
        yield folder


def opened(page: str, **address: str) -> AppTest:
    return clean(page_at(page, **{"model": "net", **address}).run())


def said(app: AppTest) -> list[str]:
    """Return what a page says: its texts, and what its components and boxes are sent."""
    texts = [*app.title, *app.header, *app.caption, *app.markdown, *app.info]
    return [
        *(text.value for text in texts),
        *(element.proto.body for element in app.get("html")),
        *(element.proto.json for element in app.get("bidi_component")),
        *(button.label for button in app.button),
    ]


@pytest.mark.parametrize("data", ["bare", "pictured"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens(two: Path, page: str, data: str) -> None:
    app = opened(page, dataset=data)
    assert not app.warning
    captions = " ".join(caption.value for caption in app.sidebar.caption)
    assert "halved by a fixed seed" in captions
    assert ("There are no images" in captions) == (data == "bare")


@pytest.mark.parametrize("page", PAGES)
def test_a_half_is_never_called_what_it_is_not(two: Path, page: str) -> None:
    app = opened(page, dataset="pictured")
    text = " ".join(said(app)).lower()
    for wrong in NOT_OF_HALVES:
        assert wrong not in text
    if page in ("overview", "thresholds", "decisions"):
        assert "to judge on" in text or "the other half" in text


def test_the_boxes_of_thresholds_are_called_as_the_sidebar_calls_the_halves(two: Path) -> None:
    app = opened("thresholds", dataset="bare")
    titles = [split["title"] for split in component(app, "splits")["splits"]]
    assert titles == ["Half to choose on", "Half to judge on"]
    [split] = [box for box in app.sidebar.selectbox if box.label == "Data split"]
    assert {option.rpartition(" (")[0] for option in split.options} == set(titles)


@pytest.mark.parametrize("by_itself", [False, True])
def test_predictions_brought_again_are_shown_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by_itself: bool
) -> None:
    """Also where only a part of the page runs, and where a callback looked at the curves first."""
    os.symlink(paths.ARTIFACTS.resolve() / mnist.BUNDLE, tmp_path / mnist.BUNDLE)
    labels = np.tile([0, 1], 50)
    sure = np.where(labels[:, None] == [0, 1], 0.9, 0.1).astype(np.float32)
    right = Predictions(labels, sure, "probability", ("no", "yes"), None)
    with shown_from(tmp_path, monkeypatch):
        brought.add("net", "answers", right)
        app = opened("thresholds", dataset="answers")
        assert component(app, "splits")["exact"][0][1:] == [25, 0, 25, 0]
        brought.add("net", "answers", replace(right, values=sure[:, ::-1]), force=True)
        if by_itself:
            [box] = [box for box in app.selectbox if box.label == "Choose the threshold"]
            box.select("cost")
        clean(app.run())
        assert component(app, "splits")["exact"][0][1:] != [25, 0, 25, 0]


def test_the_map_of_a_half_names_it_and_leads_to_it(two: Path) -> None:
    app = opened("map", dataset="pictured", split="oof")
    assert [title.value for title in app.title] == ["Map of the half to judge on"]
    assert [info.value for info in app.info] == ["The map is of the half to judge on."]
    [button] = [b for b in app.button if b.label == "Choose the half to judge on"]
    clean(button.click().run())
    assert app.session_state["split"] == "test"


def test_the_nearest_images_of_a_half_are_not_called_training_images(two: Path) -> None:
    app = opened("image", dataset="pictured", index="0")
    app.session_state["digit_part"] = "Nearest images"
    clean(app.run())
    assert any("images that thresholds are chosen on" in c.value for c in app.caption)
    assert "training" not in " ".join(said(app)).lower()


@pytest.mark.parametrize("data", ["bare", "pictured"])
def test_decisions_judges_the_judged_half(two: Path, data: str) -> None:
    scores = artifacts.open_scores("net", "test", data)
    wrong = int((scores.predicted() != scores.labels).sum())
    said = " ".join(text.value for text in opened("decisions", dataset=data).markdown)
    assert f"Of {len(scores):,}, all are read, {wrong:,} of them wrong" in said


def test_what_needs_images_or_the_model_says_so(two: Path) -> None:
    [said] = opened("map", dataset="bare").info
    assert "add-predictions NAME FILE --dataset bare --images PATH" in said.value
    app = opened("thresholds", dataset="pictured")
    app.session_state["export"] = True
    app.run()
    assert any("a classifier to export needs the model itself" in c.value for c in app.caption)
    app = opened("image", dataset="bare", index="0")
    name = sets.load("bare").test.ids[0]
    assert any(f"id {name}" in caption.value for caption in app.caption)
    app = opened("overview", dataset="bare")
    html = " ".join(element.proto.body for element in app.get("html"))
    assert "Time to fit" not in html
    assert not [b for b in app.button if b.label == "Train"]


def test_a_model_without_predictions_is_not_said_to_have_a_button(two: Path) -> None:
    app = page_at("overview", dataset="bare", model="sgd").run()
    assert [w.value for w in app.warning] == [
        "The model 'sgd' has no predictions here, and without images it cannot be trained. "
        "Showing 'net'."
    ]


def test_an_image_that_is_not_there_is_a_plate_with_its_id(
    two: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    plates = pictures.nameplates
    monkeypatch.setattr(pictures, "nameplates", lambda ids: asked.extend(ids) or plates(ids))
    app = opened("image", dataset="bare", index="3")
    assert sets.load("bare").test.ids[3] in asked
    [image] = app.get("image")
    assert image.proto.imgs[0].caption.startswith("True ")
    assert not any("read as" in chart.proto.spec for chart in app.get("plotly_chart"))
