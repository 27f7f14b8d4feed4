"""What the page Thresholds sends ahead of a drag: which images, in what order, how they look."""

from __future__ import annotations

import base64
import io
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy.special import softmax
from streamlit.testing.v1 import AppTest

from app_pages import clean, component, page_at, shown_from
from core.analysis.nameplates import nameplates
from core.analysis.sprites import COLUMNS
from core.data import mnist, sets
from core.data.reading.predictions import Predictions
from core.rules.binary import OneVsRest
from core.storage import paths
from core.training import artifacts, brought

N, CLASSES = 3000, ("red", "green", "blue")
SIDE = 40


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with predictions of 3,000 images, in colour and without images."""
    root, rng = tmp_path_factory.mktemp("film"), np.random.default_rng(0)
    os.symlink(paths.ARTIFACTS.resolve() / mnist.BUNDLE, root / mnist.BUNDLE)
    labels = np.arange(N) % 3
    images = rng.integers(0, 60, (N, SIDE, SIDE, 3)).astype(np.uint8)
    images[np.arange(N), :, :, labels] += 150
    values = softmax(2 * np.eye(3)[labels] + rng.normal(size=(N, 3)), axis=1).astype(np.float32)
    ids = np.array([f"photo {i}.jpg" for i in range(N)])
    said = Predictions(labels, values, "probability", CLASSES, ids)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "ARTIFACTS", root)
        brought.add("net", "bare", said)
        brought.add("net", "hues", replace(said, images=images))
    return root


@pytest.fixture
def two(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with shown_from(folder, monkeypatch):
        yield folder


def opened(**address: str) -> AppTest:
    return clean(page_at("thresholds", **address).run())


def tiles(sent: dict) -> np.ndarray:
    """Return the pictures that were sent, in their order."""
    data = base64.b64decode(sent["sprite"].partition(",")[2])
    sheet = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
    wide, tall = sent["image"]
    rows = sheet.reshape(-1, tall, COLUMNS, wide, 3).swapaxes(1, 2)
    many = sum(len(sent[side]["indices"]) for side in ("positives", "negatives"))
    return rows.reshape(-1, tall, wide, 3)[:many]


def test_a_coloured_set_is_sent_in_its_colours_and_in_fewer_images(two: Path) -> None:
    sent = component(opened(dataset="hues", model="net", digit="0", threshold="0.5"), "sprite")
    scores = artifacts.open_scores("net", "test", "hues")
    pictures, counts = tiles(sent), [len(sent[s]["indices"]) for s in ("positives", "negatives")]
    assert sent["image"] == [SIDE, SIDE]
    assert sum(counts) == min(3_000_000 // (3 * SIDE * SIDE), len(scores))
    for position, side in enumerate(("positives", "negatives")):
        indices = sent[side]["indices"]
        score = OneVsRest(0, 0.5).score(scores)[indices]
        assert np.array(sent[side]["scores"], np.float32).tolist() == score.tolist()
        assert sent[side]["scores"] == sorted(sent[side]["scores"])
        mine = pictures[: counts[0]] if position == 0 else pictures[counts[0] :]
        strongest = mine.mean(axis=(1, 2)).argmax(axis=1)
        assert strongest.tolist() == scores.labels[indices].tolist()
        assert set(scores.labels[indices]) == ({0} if position == 0 else {1, 2})


def test_without_images_the_plates_with_their_names_are_sent(two: Path) -> None:
    sent = component(opened(dataset="bare", model="net", digit="0", threshold="0.5"), "sprite")
    order = [*sent["positives"]["indices"], *sent["negatives"]["indices"]]
    split = artifacts.open_scores("net", "test", "bare")
    assert len(order) == min(len(split), 3_000_000 // (sent["image"][0] * sent["image"][1]))
    plate = nameplates([str(sets.load("bare").test.ids[order[0]])])[0]
    assert np.abs(tiles(sent)[0][..., 0].astype(int) - plate).max() <= 9  # 16 shades


def test_the_same_images_stay_until_they_run_short(trained: list[str]) -> None:
    app = opened(model="sgd", threshold="0")
    first = component(app, "sprite")
    assert len(first["positives"]["indices"]) + len(first["negatives"]["indices"]) == 2000
    assert component(app, "rows")["film"] == {"of": first["of"], "image": [28, 28], "all": 10_000}
    app.slider[0].set_value(0.2).run()
    assert component(app, "sprite") == first
    app.slider[0].set_value(-8.0).run()
    second = component(app, "sprite")
    assert second["of"] == first["of"]
    low, high = (second["negatives"]["scores"][place] for place in (0, -1))
    assert low < app.session_state["threshold"] < high


def test_another_question_has_other_images(trained: list[str]) -> None:
    app = opened(model="sgd", threshold="0")
    first = component(app, "sprite")["of"]
    assert component(opened(model="sgd", digit="3"), "sprite")["of"] != first
    assert component(opened(model="forest"), "sprite")["of"] != first
    assert component(opened(model="sgd", split="oof"), "sprite")["of"] != first
