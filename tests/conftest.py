"""What the tests share: the trained default models, a small data set, folders of their own."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from core import artifacts, data, models, training

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def trained() -> list[str]:
    """Names of the default models, trained once if they are not (about two minutes)."""
    names = [model.name for model in models.MODELS.values() if model.default]
    for name in names:
        if not artifacts.status(name).ready:
            training.train(name)
    return names


@pytest.fixture
def own_root(tmp_path: Path) -> Path:
    """Return an artifacts folder of the test's own, with the real digits in it."""
    os.symlink(data.ARTIFACTS / data.BUNDLE, tmp_path / data.BUNDLE)
    return tmp_path


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> data.Dataset:
    """Let `data.load("mnist")` be 600 and 200 of its digits, so that training takes moments."""
    whole = data.load()
    dataset = data.Dataset(
        "mnist",
        whole.train.take(np.arange(600)),
        whole.test.take(np.arange(200)),
        whole.classes,
    )
    monkeypatch.setattr(data, "load", lambda name="mnist", root=None: dataset)
    return dataset
