"""Every page on data sets that people really have: awkward names, tiny images, missing classes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app_pages import clean, page_at, shown_from
from core.data import mnist, sets
from core.data.labelled import Dataset, LabelledImages
from core.storage import paths
from core.training import fitting

PAGES = (
    "overview", "thresholds", "decisions", "confusions", "misread", "image", "compare", "map",
    "verdicts",
)  # fmt: skip
#: The last one has no test image.
CLASSES = ("a*b*c", "$5 & $6", ":red[hot]", "T-shirt/top", "C_1_", "rare")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with MNIST and "odd": colour images of 1×2 pixels, and a model of them."""
    root = tmp_path_factory.mktemp("odd")
    os.symlink(paths.ARTIFACTS.resolve() / mnist.BUNDLE, root / mnist.BUNDLE)
    rng = np.random.default_rng(5)
    labels = np.arange(90) % 6
    images = (rng.integers(0, 120, (90, 1, 2, 3)) + 20 * labels[:, None, None, None]).astype("u1")
    train = LabelledImages(images[:60], labels[:60])
    kept = np.flatnonzero(labels[60:] < 5) + 60
    sets.store(Dataset("odd", train, LabelledImages(images[kept], labels[kept]), CLASSES), root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "ARTIFACTS", root)
        fitting.train("forest", "odd")
    return root


@pytest.fixture
def odd(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Let the dashboard run on that folder."""
    with shown_from(folder, monkeypatch):
        yield folder


def opened(page: str, **address: str) -> AppTest:
    return page_at(page, **{"dataset": "odd", **address}).run()


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_on_awkward_names_and_tiny_images(odd: Path, page: str) -> None:
    app = clean(opened(page))
    assert app.query_params["dataset"] == "odd"
    texts = [e.value for e in (*app.markdown, *app.caption, *app.header)]
    assert not [
        text for text in texts if ":red[hot]" in text.replace("\\", "") and "\\" not in text
    ]


def test_a_class_without_test_images_has_a_sentence_and_the_way_back(odd: Path) -> None:
    app = opened("thresholds", digit="5")
    [said] = app.error
    assert "None of these images is positive" in said.value
    assert not app.exception
    app.button_group(key="positive").set_value([0]).run()
    clean(app)
    app = clean(opened("overview", digit="5"))
    assert app.selectbox(key="dataset").value == "odd"
