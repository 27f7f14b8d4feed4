"""Four hundred classes: the most confused and the rest, a box to search in, the same figures."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from sklearn.metrics import confusion_matrix
from streamlit.testing.v1 import AppTest

from app_pages import clean, component, page_at, shown_from
from core.data import mnist
from core.data.reading.predictions import Predictions
from core.rules import notation
from core.storage import paths
from core.training import artifacts, brought
from session import address, choice, desk

K, N = 400, 8000
NAMES = tuple(f"kind {i}" for i in range(K))
PAGES = (
    "overview", "thresholds", "decisions", "confusions", "misread", "image", "compare", "verdicts",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("many")
    os.symlink(paths.ARTIFACTS.resolve() / mnist.BUNDLE, root / mnist.BUNDLE)
    rng = np.random.default_rng(0)
    labels = rng.permutation(np.arange(N) % K)
    values = rng.normal(size=(N, K)).astype(np.float32)
    values[np.arange(N), labels] += 4
    values[labels == 150, 151] += 5  # the two that are confused most
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "ARTIFACTS", root)
        brought.add("net", "many", Predictions(labels, values, "decision", NAMES))
    return root


@pytest.fixture
def many(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with shown_from(folder, monkeypatch):
        yield folder


def opened(page: str, **address: str) -> AppTest:
    return clean(page_at(page, **{"dataset": "many", "model": "net", **address}).run())


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens(many: Path, page: str) -> None:
    assert not opened(page).warning


@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("thresholds", {"digit": "399"}),
        ("thresholds", {"digit": "7", "positive": "250.399", "against": "3"}),
        ("confusions", {"true": "398", "read_as": "399"}),
        ("decisions", {"decides": "costs", "costs": "397.399.10"}),
    ],
)
def test_every_class_can_stand_in_the_address(
    many: Path, page: str, address: dict[str, str]
) -> None:
    app = opened(page, **address)
    assert not app.warning
    assert {name: app.query_params[name] for name in address} == address


def counted() -> np.ndarray:
    scores = artifacts.open_scores("net", "test", "many")
    return confusion_matrix(scores.labels, scores.predicted(), labels=range(K))


def test_the_matrix_shows_the_most_confused_and_adds_up_the_others(many: Path) -> None:
    table = component(opened("confusions"), "text")
    assert len(table["rows"]) == 31
    assert table["rows"][-1] == "other"
    assert {"kind 150", "kind 151"} <= set(table["rows"])
    counts, at = counted(), {name: i for i, name in enumerate(NAMES)}
    kept = [at[name] for name in table["rows"][:-1]]
    shown = table["text"][kept.index(150)][kept.index(151)]
    assert int(shown.replace(",", "")) == counts[150, 151] > 5
    others = [i for i in range(K) if i not in kept]
    assert int(table["text"][-1][-1].replace(",", "")) == counts[np.ix_(others, others)].sum()


def test_a_class_that_is_searched_for_is_shown(many: Path) -> None:
    app = opened("confusions")
    before = component(app, "text")["rows"]
    quiet = next(i for i, name in enumerate(NAMES) if name not in before)
    [box] = [one for one in app.multiselect if one.label == "Show these, too"]
    box.set_value([quiet]).run()
    assert NAMES[quiet] in component(app, "text")["rows"]
    assert app.query_params["shown"] == str(quiet)


def test_a_chosen_cell_is_shown_whatever_its_errors(many: Path) -> None:
    app = opened("confusions", true="3", read_as="3")
    table = component(app, "text")
    place = table["rows"].index("kind 3")
    assert table["chosen"] == [[place, place]]
    assert any("true kind 3, read as kind 3" in button.label for button in app.button)


def test_costs_and_offsets_of_chosen_classes_are_edited_and_all_others_stay(many: Path) -> None:
    app = opened("decisions", costs="397.399.10")
    assert {150, 151, 397, 399} <= set(app.session_state["edited"])  # confused most, or set
    app.multiselect(key="edited").set_value([3, 5]).run()
    said = " ".join(caption.value for caption in app.caption).replace("\\", "")
    assert "kind 397 read as kind 399: 10" in said


class State(dict):
    """What stands in for Streamlit's session state."""

    __getattr__, __setattr__ = dict.__getitem__, dict.__setitem__


def test_what_is_typed_into_the_tables_of_chosen_classes_changes_those_alone(
    many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = State(dataset="many", costs=((397, 399, 10.0),), offsets=(), edited=[3, 5], notices=[])
    monkeypatch.setattr(st, "session_state", state)
    desk.edit_costs({0: {"kind 5": 4.0}})
    assert state.costs == ((3, 5, 4.0), (397, 399, 10.0))
    desk.edit_costs({0: {"kind 5": -4.0}})  # refused on the page
    assert state.costs == ((3, 5, 4.0), (397, 399, 10.0))
    desk.edit_offsets({0: {"kind 5": -1.5}})
    assert [(i, value) for i, value in enumerate(state.offsets) if value] == [(5, -1.5)]
    text = address.offsets_text(state.offsets)
    assert text == "5x-1.5"
    state.offsets = address.offsets(text)  # of as many classes as there can be
    assert desk.OFFSETS.fits(state.offsets, choice.dataset())
    assert len(desk.offsets()) == K
    for first in range(0, 120, 12):  # until an address would hold no more
        state.edited = list(range(first, first + 12))
        row = dict.fromkeys((NAMES[index] for index in state.edited), 2.0)
        desk.edit_costs({i: row for i in range(12)})
    assert len(address.costs_text(state.costs)) < notation.LONGEST
    assert any("more costs than an address can hold" in notice for notice in state.notices)


def test_an_offset_of_a_class_that_does_not_exist_is_refused(many: Path) -> None:
    assert opened("decisions", offsets="5x-1.5_399x2").query_params["offsets"] == "5x-1.5_399x2"
    assert "default is used" in opened("overview", offsets="400x2").warning[0].value
