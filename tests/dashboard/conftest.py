"""A second data set beside MNIST, with three models trained on it once for all tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app_pages import shown_from
from bench.soak import one_server
from core.data import mnist, sets
from core.storage import paths
from core.training import fitting
from shapes import shapes

MODELS = ("sgd", "forest", "dummy")

one_server.share()


@pytest.fixture(scope="session")
def shapes_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an artifacts folder with MNIST, its models, and "shapes" with models of its own."""
    root = tmp_path_factory.mktemp("two_sets")
    real = paths.ARTIFACTS.resolve()
    for name in (mnist.BUNDLE, "champion"):
        os.symlink(real / name, root / name)
    (root / "models").mkdir()
    os.symlink(real / "models" / "mnist", root / "models" / "mnist")
    sets.store(shapes(), root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "ARTIFACTS", root)
        for name in MODELS:
            fitting.train(name, "shapes", root)
    return root


@pytest.fixture
def two_sets(
    trained: list[str], shapes_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """Let the dashboard run on the folder with both data sets."""
    with shown_from(shapes_folder, monkeypatch):
        yield shapes_folder
