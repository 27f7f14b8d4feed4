"""What pages answer at a glance: confusions to open, what fixes them, jobs and files in words."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app_pages import HOME, clean
from core.evaluation.metrics import confusion_matrix
from core.figures.model_colours import KNOWN, model_colour
from core.models import registry
from core.storage import jobs, paths
from core.training import artifacts


def opened(view: str = "overview", **address: str) -> AppTest:
    app = AppTest.from_file(HOME, default_timeout=90)
    app.query_params.update(address)
    app.run()
    return clean(app if view == "overview" else app.switch_page(f"views/{view}.py").run())


def test_overview_offers_the_most_frequent_confusion_of_the_best_model(two_sets: Path) -> None:
    app = opened(dataset="shapes", model="dummy")
    right = {}
    for name in ("sgd", "forest", "dummy"):
        scores = artifacts.open_scores(name, "test", "shapes")
        right[name] = float(np.mean(scores.predicted() == scores.labels))
    best = max(right, key=lambda name: right[name])
    scores = artifacts.open_scores(best, "test", "shapes")
    table = confusion_matrix(scores.labels, scores.predicted(), scores.n_classes)
    np.fill_diagonal(table, 0)
    i, j = np.unravel_index(table.argmax(), table.shape)
    button = app.button(key="confused_0")
    assert button.label == (f"{scores.classes[i]} read as {scores.classes[j]}\\: {table[i, j]:,}")
    button.click().run()
    assert [title.value for title in clean(app).title] == ["Confusions"]
    assert app.selectbox(key="model").value == best
    assert (app.selectbox(key="true").value, app.selectbox(key="read_as").value) == (i, j)


def test_a_ranked_sentence_opens_its_cell(trained: list[str]) -> None:
    app = opened("confusions", model="sgd")
    first = app.button(key="systematic_0")
    true, read_as = first.label.split(" ")[0], first.label.split(" ")[4]
    first.click().run()
    assert app.selectbox(key="true").value == int(true)
    assert app.selectbox(key="read_as").value == int(read_as)
    assert clean(app).header[0].value.endswith(f"true {true}, read as {read_as}")


def test_the_better_model_is_offered_to_fix_confusions(two_sets: Path) -> None:
    app = opened("confusions", dataset="shapes", model="dummy")
    [parts] = [group for group in app.button_group if group.key == "confusions_part"]
    parts.set_value("Fixed by another model").run()
    shares = {
        name: float(np.mean(scores.predicted() == scores.labels))
        for name in ("sgd", "forest")
        for scores in [artifacts.open_scores(name, "test", "shapes")]
    }
    assert clean(app).selectbox(key="fixed_by").value == max(shares, key=lambda n: shares[n])


def test_successes_come_by_the_smallest_margin(trained: list[str]) -> None:
    app = opened("misread", model="sgd", layout="both")
    sent = [json.loads(element.proto.json) for element in app.get("bidi_component")]
    [shown] = [found for found in sent if found.get("label", "").startswith("successes")]
    scores = artifacts.open_scores("sgd", "test")
    margins = scores.margin()[shown["ids"]]
    assert (np.diff(margins) >= 0).all()
    assert (scores.predicted() == scores.labels)[shown["ids"]].all()


def test_importing_no_file_says_so(trained: list[str]) -> None:
    app = opened("verdicts", model="sgd")
    [button] = [button for button in app.button if button.label == "Import"]
    button.click().run()
    assert "Choose a file first" in app.error[0].value


@pytest.mark.parametrize("ready", [False, True])
def test_a_cancelled_training_says_which_model_is_in_use(
    two_sets: Path, monkeypatch: pytest.MonkeyPatch, ready: bool
) -> None:
    name = "forest" if ready else "logistic"
    cancelled = jobs.Job(name, 0, 0.0)
    cancelled = replace(cancelled, state="cancelled", message=f"The job {name!r} was cancelled.")
    monkeypatch.setattr(jobs, "progress", lambda asked, *rest: cancelled if asked == name else None)
    assert two_sets == paths.ARTIFACTS
    said = [each.value for each in opened(dataset="shapes").caption if "cancelled" in each.value]
    assert said == [
        f"The job {name!r} was cancelled. "
        + ("The model trained before stays in use." if ready else "There is no model of it yet.")
    ]


def test_a_model_has_one_colour_and_no_two_share_it() -> None:
    assert set(KNOWN) <= set(registry.MODELS)
    assert len({model_colour(name) for name in KNOWN}) == len(KNOWN)
    assert model_colour("brought") == model_colour("brought")
