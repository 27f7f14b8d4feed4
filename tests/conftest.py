"""What the tests share: the trained default models, a small data set, folders of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from core.data import mnist, sets
from core.data.labelled import Dataset
from core.models import registry
from core.storage import paths
from core.training import artifacts, fitting
from few_digits import few_digits

REPOSITORY = Path(__file__).resolve().parents[1]

# A busy machine is slow now and then, and that is not what is tested.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def trained() -> list[str]:
    """Names of the default models, trained once if they are not (about two minutes)."""
    names = [model.name for model in registry.MODELS.values() if model.default]
    for name in names:
        if not artifacts.status(name).ready:
            fitting.train(name)
    return names


@pytest.fixture
def own_root(tmp_path: Path) -> Path:
    """Return an artifacts folder of the test's own, with the real digits in it."""
    os.symlink(paths.ARTIFACTS / mnist.BUNDLE, tmp_path / mnist.BUNDLE)
    return tmp_path


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Dataset:
    """Let `data.load("mnist")` be 600 and 200 of its digits, so that training takes moments."""
    dataset = few_digits(600, 200)
    monkeypatch.setattr(sets, "load", lambda name="mnist", root=None: dataset)
    return dataset


@pytest.fixture(scope="session")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an empty folder to start from: what only the project's folder offers fails there."""
    return tmp_path_factory.mktemp("elsewhere")


@pytest.fixture(scope="session")
def environment(elsewhere: Path) -> dict[str, str]:
    """Return an environment without our own settings; PYTHONPATH only for a second checkout."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    clean = {
        **kept,
        "HOME": str(elsewhere),
        "DIGIT_STUDIO_ARTIFACTS": str(paths.ARTIFACTS.resolve()),
    }
    found = subprocess.run(
        [sys.executable, "-c", "import core; print(core.__file__)"],
        cwd=elsewhere,
        env=clean,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    if not found:
        pytest.fail("`core` is not installed; run `make setup` (or `pip install -e . --no-deps`).")
    if Path(found).resolve().parents[1] != REPOSITORY:
        clean["PYTHONPATH"] = str(REPOSITORY)
    return clean
