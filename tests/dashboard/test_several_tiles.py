"""Several tiles chosen together get one verdict, and give it back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app_pages import clean, component, page_at
from core.analysis.verdicts import Verdicts
from core.training import artifacts
from session import batch


@pytest.fixture
def verdicts(trained: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Verdicts:
    """Keep the verdicts of a test in a file of its own."""
    own = Verdicts(tmp_path)
    monkeypatch.setattr(batch, "Verdicts", lambda: own)
    return own


def misread(**address: str) -> AppTest:
    return clean(page_at("misread", model="sgd", **address).run())


def with_chosen(app: AppTest, indices: list[int]) -> AppTest:
    app.toggle(key=batch.ON).set_value(True).run()
    app.session_state["batch"] = ("mnist", "test"), set(indices)
    return clean(app.run())


def wrong() -> np.ndarray:
    scores = artifacts.open_scores("sgd", "test")
    return np.flatnonzero(scores.predicted() != scores.labels)


def test_nothing_is_offered_before_one_asks_for_it(verdicts: Verdicts) -> None:
    app = misread()
    assert [b for b in app.button if (b.key or "").startswith("batch_")] == []
    assert component(app, "ids")["picks"] is None


def test_chosen_tiles_get_one_verdict_in_one_go(verdicts: Verdicts) -> None:
    three = wrong()[:3].tolist()
    app = with_chosen(misread(), three)
    assert component(app, "ids")["picks"] == sorted(three)
    assert app.button(key="batch_1").label == "Give 3 images: model wrong"
    app.button(key="batch_2").click().run()
    scores = artifacts.open_scores("sgd", "test")
    found = {v.index: (v.choice, v.should_be) for v in verdicts.all("mnist", "test")}
    assert found == {i: ("label wrong", int(scores.predicted()[i])) for i in three}
    assert "3 verdicts were saved." in [t.value for t in app.toast]
    assert not app.warning
    assert component(app, "ids")["picks"] == []
    assert app.button(key="batch_2").disabled


def test_the_last_ones_are_taken_back_exactly(verdicts: Verdicts) -> None:
    one, two, other = wrong()[:3].tolist()
    app = with_chosen(misread(), [one])
    app.button(key="batch_3").click().run()
    app.session_state["batch"] = ("mnist", "test"), {one, two}
    app.run()
    app.button(key="batch_1").click().run()
    assert {v.index: v.choice for v in verdicts.all()} == dict.fromkeys([one, two], "model wrong")
    app.button(key="batch_back").click().run()
    assert {v.index: v.choice for v in verdicts.all()} == {one: "cannot tell"}
    assert component(app, "ids")["picks"] == sorted([one, two])
    app.button(key="batch_back").click().run()
    assert verdicts.all() == []
    assert app.button(key="batch_back").disabled
    assert other not in {v.index for v in verdicts.all()}


def test_what_is_read_as_labelled_is_neithers_mistake(verdicts: Verdicts) -> None:
    scores = artifacts.open_scores("sgd", "test")
    right = int(np.flatnonzero(scores.predicted() == scores.labels)[0])
    app = with_chosen(misread(), [int(wrong()[0]), right])
    app.button(key="batch_1").click().run()
    assert [v.index for v in verdicts.all()] == [int(wrong()[0])]
    [said] = [t.value for t in app.toast]
    assert said == (
        "1 verdict was saved. 1 image was left out: the model answers as its label says."
    )


@pytest.mark.parametrize("page", ["confusions", "label_errors"])
def test_other_pages_offer_it_above_their_images(verdicts: Verdicts, page: str) -> None:
    address = {"model": "forest"} | ({"true": "9", "read_as": "4"} if page == "confusions" else {})
    app = clean(page_at(page, **address).run())
    app.toggle(key=batch.ON).set_value(True).run()
    clean(app)
    assert app.button(key="batch_1").disabled
    assert app.button(key="batch_1").label == "Give 0 images: model wrong"
