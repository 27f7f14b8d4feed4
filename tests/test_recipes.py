"""The four recipes of CONTRIBUTING.md, followed word for word in a copy of the project."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import balanced_accuracy_score

from core.data import sets
from core.storage import paths
from core.training import artifacts, fitting
from shapes import CLASSES, shapes

pytestmark = pytest.mark.walk

REPOSITORY = Path(__file__).resolve().parents[1]
TEXT = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
#: Opens a page of the copy on "shapes" and prints its title, its errors and its charts.
LOOK = """
import json, sys
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("dashboard/Home.py", default_timeout=120)
app.query_params["dataset"] = "shapes"
app.run()
if sys.argv[1]:
    app.switch_page(sys.argv[1]).run()
print(json.dumps({
    "title": app.title[0].value,
    "wrong": [e.message for e in app.exception] + [e.value for e in app.error],
    "charts": [c.proto.spec for c in app.get("plotly_chart")],
    "drawn": len(app.get("vega_lite_chart")) + len(app.get("arrow_vega_lite_chart")),
}))
"""


def recipe(title: str) -> list[str]:
    """Return the blocks of code in the part of this title."""
    part = re.search(rf"^## {title}.*?(?=^## |\Z)", TEXT, re.S | re.M)
    assert part, title
    return re.findall(r"```(?:python|sh)\n(.*?)```", part[0], re.S)


def heading(title: str) -> str:
    """Return the heading that begins with a title."""
    return re.search(rf"^## ({title}.*)$", TEXT, re.M)[1]


@pytest.fixture
def copy(own_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project's code."""
    place = tmp_path_factory.mktemp("copy")
    for folder in ("core", "dashboard"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(REPOSITORY / folder, place / folder, ignore=ignored)
    return place


@pytest.fixture
def run(copy: Path, own_root: Path):
    """Run Python in the copy, with an artifacts folder of its own."""

    def running(*words: str) -> str:
        found = subprocess.run(
            [sys.executable, *words],
            cwd=copy,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join([str(copy), str(copy / "dashboard")]),
                "DIGIT_STUDIO_ARTIFACTS": str(own_root),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert found.returncode == 0, found.stdout + found.stderr
        return found.stdout

    assert str(copy) in running("-c", "import core; print(core.__file__)")
    return running


@pytest.fixture
def with_shapes(own_root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the artifacts folder with a small data set and a model of it."""
    monkeypatch.setattr(paths, "ARTIFACTS", own_root)
    sets.store(shapes())
    fitting.train("sgd", "shapes")
    return own_root


def changed(copy: Path) -> set[str]:
    """Return the files of the copy that differ from the project's or are new."""
    files = [path.relative_to(copy) for path in copy.rglob("*") if path.is_file()]
    return {
        str(file)
        for file in files
        if file.suffix == ".py"
        and (
            not (REPOSITORY / file).exists()
            or (REPOSITORY / file).read_bytes() != (copy / file).read_bytes()
        )
    }


def looked_at(run, page: str = "") -> dict:
    """Return what the dashboard of the copy shows on a page."""
    return json.loads(run("-c", LOOK, page).splitlines()[-1])


def test_a_model_is_one_file(copy, run, with_shapes):
    imports, entry = recipe("Add a model")
    file = copy / "core/models/registry.py"
    before = file.read_text()
    after = before.replace("from sklearn.pipeline", f"{imports}from sklearn.pipeline", 1)
    after = after.replace("]\n\nMODELS", f"{entry},]\n\nMODELS", 1)
    file.write_text(after)
    assert changed(copy) == {"core/models/registry.py"}
    assert "one file" in heading("Add a model")
    assert "bayes: trained, accuracy" in run("-m", "core", "train", "bayes", "--dataset", "shapes")
    assert re.search(r"bayes\W+0\.\d", run("-m", "core", "models", "--dataset", "shapes"))
    assert looked_at(run)["wrong"] == []


def test_a_metric_with_a_chart_is_three_files(copy, run, with_shapes):
    metric, figure, page, _ = recipe("Add a metric")
    parts = {
        "core/evaluation/metrics.py": f"\n\n{metric}",
        "core/figures/charts.py": f"\n\n{figure}",
        "dashboard/views/overview.py": f"\n{page}",
    }
    for name, part in parts.items():
        with (copy / name).open("a") as file:
            file.write(part)
    assert changed(copy) == set(parts)
    assert "three files" in heading("Add a metric")
    shown = looked_at(run)
    assert shown["wrong"] == []
    [chart] = [chart for chart in shown["charts"] if "Balanced accuracy" in chart]
    scores = artifacts.open_scores("sgd", "test", "shapes")
    expected = balanced_accuracy_score(scores.labels, scores.predicted()) * 100
    numbers = [float(found) for found in re.findall(r"\d+\.\d+", chart)]
    assert any(number == pytest.approx(expected) for number in numbers)


def test_a_data_set_is_one_command(copy, run, own_root):
    [command] = recipe("Add a data set")
    made = shapes()
    np.savez(
        copy / "own.npz",
        train_images=made.train.images,
        train_labels=made.train.labels,
        test_images=made.test.images,
        test_labels=made.test.labels,
    )
    assert len(command.strip().splitlines()) == 1
    assert "one command" in heading("Add a data set")
    run(*shlex.split(command)[1:])
    assert changed(copy) == set()
    assert ", ".join(CLASSES) in run("-m", "core", "datasets")
    assert sets.load("own", own_root).classes == CLASSES
    assert "sgd: trained" in run("-m", "core", "train", "sgd", "--dataset", "own")


def test_a_page_is_two_files(copy, run, with_shapes):
    page, entry = recipe("Add a page")
    (copy / "dashboard/views/ink.py").write_text(page)
    home = copy / "dashboard/Home.py"
    first = '            st.Page("views/thresholds.py"'
    home.write_text(home.read_text().replace(first, f"{entry},{first}", 1))
    assert changed(copy) == {"dashboard/views/ink.py", "dashboard/Home.py"}
    assert "two files" in heading("Add a page")
    shown = looked_at(run, "views/ink.py")
    assert (shown["title"], shown["wrong"]) == ("Ink", [])
    assert shown["drawn"] == 1
