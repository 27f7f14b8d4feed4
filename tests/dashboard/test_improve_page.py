"""The page Improve: the figures of its experiments, its galleries and its matrix."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app_pages import clean, component, page_at
from core.data import sets
from core.improvement import proposals, running, runs
from core.improvement.proposals import Proposal
from core.improvement.recipe import Recipe
from core.improvement.runs import Identity
from core.storage import jobs
from core.storage.progress import Progress
from shapes import CLASSES


@pytest.fixture
def experiments(two_sets: Path) -> dict[str, runs.Run]:
    """Return the runs of three experiments on "shapes" and of their baseline, by recipe."""
    texts = ["data=0.2", "data=0.5", "blur=3"]
    for text in texts:
        running.run("sgd", Recipe.parse(text), 2, "shapes")
    st.cache_resource.clear()
    return {
        text: runs.load(Identity("sgd", Recipe.parse(text), 0, "shapes"))
        for text in ["none", *texts]
    }


def opened(**address: str) -> AppTest:
    return clean(page_at("improve", **{"dataset": "shapes", "model": "sgd", **address}).run())


def counts(app: AppTest) -> dict[str, str]:
    """Return what stands above the galleries and in the sentence below them."""
    heads = [header.value.split() for header in app.header]
    found = {name: count for mark, count, name in (h for h in heads if h[0] in "✓✗")}
    for caption in app.caption:
        if net := re.match(r"Net: \*\*(.+?)\*\* of ", caption.value):
            found["net"] = net[1]
    return found


@pytest.mark.parametrize("split", ["oof", "test"])
def test_fixed_broken_and_net_are_those_of_the_answers(
    experiments: dict[str, runs.Run], split: str
) -> None:
    before, after = (experiments[name].right(split) for name in ("none", "blur=3"))
    fixed, broken = np.flatnonzero(~before & after), np.flatnonzero(before & ~after)
    app = opened(experiment="blur=3", judged=split)
    shown = counts(app)
    assert shown["fixed"] == f"{len(fixed):,}"
    assert shown["broken"] == f"{len(broken):,}"
    assert shown["net"] == f"{len(fixed) - len(broken):+,}".replace("-", "−")
    galleries = {found["label"]: found["ids"] for found in _sent(app) if "ids" in found}
    assert galleries[f"fixed images: {len(fixed):,}"] == fixed.tolist()
    assert galleries[f"broken images: {len(broken):,}"] == broken.tolist()
    net = component(app, "shade")
    total = sum(
        int(text.replace("−", "-").replace(",", "")) for row in net["text"] for text in row if text
    )
    assert total == len(fixed) - len(broken)
    assert net["rows"] == list(CLASSES)


def _sent(app: AppTest) -> list[dict]:
    return [json.loads(element.proto.json) for element in app.get("bidi_component")]


def test_the_leaderboard_is_of_all_experiments_and_the_best_is_open(
    experiments: dict[str, runs.Run],
) -> None:
    app = opened()
    shown = component(app, "opened")
    assert shown["columns"][:4] == ["Experiment", "Verdict", "Accuracy", "Points"]
    rows = shown["rows"]
    assert len(rows) == 3
    assert all(row[0].endswith("(2 seeds)") for row in rows)
    shares = [float(row[2].split()[0]) for row in rows]
    assert shares == sorted(shares, reverse=True)
    assert shown["opened"] == 0
    best = re.sub(r" \(2 seeds\)$", "", rows[0][0])
    assert best in [header.value for header in app.header]


def test_looking_at_the_test_set_is_counted(experiments: dict[str, runs.Run]) -> None:
    assert not [c.value for c in opened().caption if "was looked at" in c.value]
    [said] = [c.value for c in opened(judged="test").caption if "was looked at" in c.value]
    assert "for 3 of 3 experiments" in said


def test_two_experiments_are_compared_with_each_other(experiments: dict[str, runs.Run]) -> None:
    one, other = (experiments[name].right("oof") for name in ("data=0.2", "data=0.5"))
    shown = counts(opened(experiment="data=0.5", versus="data=0.2"))
    assert shown["fixed"] == f"{np.sum(~one & other):,}"
    assert shown["broken"] == f"{np.sum(one & ~other):,}"


@pytest.mark.parametrize(
    ("versus", "title"),
    [("none", "The model as it is"), ("data=0.2", Recipe.parse("data=0.2").sentence())],
)
def test_the_curves_name_what_is_compared_and_the_class_is_chosen_beside_them(
    experiments: dict[str, runs.Run], versus: str, title: str
) -> None:
    app = opened(experiment="data=0.5", versus=versus)
    app.session_state["experiment_look"] = "Thresholds"
    clean(app.run())
    assert not [box for box in app.sidebar.selectbox if box.key == "digit"]
    app.selectbox(key="digit").select(2)
    clean(app.run())
    figure = json.loads(app.get("plotly_chart")[-1].proto.spec)
    assert figure["layout"]["title"]["text"].endswith(f"of {CLASSES[2]} against threshold")
    after = Recipe.parse("data=0.5").sentence()
    assert [line["name"] for line in figure["data"]] == [
        f"{ratio}: {name}" for name in (title, after) for ratio in ("precision", "recall")
    ]


def test_a_cell_of_the_net_matrix_opens_as_its_images(experiments: dict[str, runs.Run]) -> None:
    before, after = (experiments[name].answers["oof"] for name in ("none", "blur=3"))
    app = opened(experiment="blur=3", net="0-x")
    truth = sets.load("shapes").train.labels
    gone = np.flatnonzero((truth == 0) & (before != 0) & (before != after))
    new = np.flatnonzero((truth == 0) & (after != 0) & (before != after))
    said = [markdown.value for markdown in app.markdown]
    assert f"**{len(gone):,}** no longer true {CLASSES[0]}" in said
    assert f"**{len(new):,}** newly true {CLASSES[0]}" in said


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("experiment", "sharpn=2"),
        ("experiment", "blur=-1"),
        ("versus", "deskew deskew"),
        ("margin", "nan"),
        ("margin", "11"),
        ("judged", "both"),
        ("net", "9-9"),
    ],
)
def test_a_bad_address_is_said_and_the_default_is_used(
    experiments: dict[str, runs.Run], name: str, text: str
) -> None:
    app = page_at("improve", **{"dataset": "shapes", "model": "sgd", name: text}).run()
    assert [w.value for w in app.warning] == [
        f"“{name}” in the address is not valid here; the default is used."
    ]
    clean(app)


def test_a_proposal_that_was_run_already_opens(
    experiments: dict[str, runs.Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ["data=0.5", "deskew"]
    found = [Proposal(Recipe.parse(text), "Some are misread", np.arange(3)) for text in texts]
    monkeypatch.setattr(proposals, "propose", lambda evidence: found)
    app = opened(experiment="blur=3")
    app.session_state["proposals"] = True
    clean(app.run())
    assert [b.label for b in app.button if b.label in ("Try it", "Open it")] == [
        "Open it",
        "Try it",
    ]
    assert [c.value for c in app.caption].count("Run already.") == 1
    clean(app.button(key="open_0").click().run())
    assert Recipe.parse("data=0.5").sentence() in [header.value for header in app.header]


def test_a_cancelled_experiment_is_said_to_be(
    two_sets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = running.job("sgd", Recipe.parse("blur=3"))
    interrupted: list[int] = []
    with suppress(KeyboardInterrupt), jobs.working(name, "shapes") as tell:
        tell(Progress("run 1 of 2 (none, seed 0)", 0.25, None))
        app = opened()
        monkeypatch.setattr(jobs.os, "kill", lambda pid, signal: interrupted.append(signal))
        app.button(key=f"cancel_{name}").click().run()
        assert interrupted
        raise KeyboardInterrupt
    clean(app.run())
    [said] = [info.value for info in app.info if info.value.startswith("Cancelled")]
    assert "run 1 of 2 (none, seed 0)" in said
    assert not [info for info in opened().info if info.value.startswith("Cancelled")]


def test_without_experiments_the_page_says_what_to_do(two_sets: Path) -> None:
    app = opened(model="dummy")
    assert "No experiment was run on this model yet" in app.info[0].value
    assert not counts(app)
