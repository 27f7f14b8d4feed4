"""The pages Thresholds and Decisions, as Streamlit runs them."""

from __future__ import annotations

import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import (
    Block,
    Button,
    ButtonGroup,
    Element,
    Multiselect,
    NumberInput,
    Selectbox,
    Slider,
    Widget,
)

from app_pages import HOME, component, page_at
from core.evaluation.coverage import decision_matrix, outcome
from core.evaluation.metrics import curve
from core.rules import costs, thresholds
from core.rules.binary import OneVsRest
from core.rules.multiclass import LeastCost, Offsets, Reject
from core.training import artifacts

CHOICES = {
    "scale": ["temperature", "own"],
    "desk_scale": ["temperature", "own"],
    "decides": ["costs", "offsets"],
    "reject": ["nothing", "level"],
    "confidence": ["top", "margin"],
    "strategy": ["precision", "cost"],
}


def opened(page: str, **address: str) -> AppTest:
    app = page_at(page, **address).run()
    notices = [warning.value for warning in app.warning]
    assert [e.message for e in app.exception] == []
    app.notices = notices
    return app


def text(app: AppTest) -> str:
    kinds = ("markdown", "caption", "header")
    return " ".join(element.value for kind in kinds for element in app.get(kind))


def test_a_precision_target_is_chosen_on_out_of_fold_scores(trained):
    app = opened("thresholds", model="sgd", strategy="precision", target="0.9")
    scores = artifacts.open_scores("sgd", "oof")
    rule = OneVsRest(5, 0)
    wanted = thresholds.ThresholdChoice("precision", (0.9,)).threshold(
        curve(rule.truth(scores), rule.score(scores))
    )
    assert app.session_state["threshold"] == wanted
    assert thresholds.STRATEGIES["precision"].about in text(app)
    app.number_input(key="target_precision_0").set_value(95.0).run()
    assert app.session_state["threshold"] > wanted
    assert app.query_params["target"] == "0.95"
    assert "threshold" not in app.query_params


def test_the_plain_slider_makes_the_strategy_custom_and_shows_what_changed(trained):
    app = opened("thresholds", model="sgd", strategy="precision", target="0.9")
    before = app.session_state["threshold"]
    app.slider[0].set_value(-1.0).run()
    assert app.selectbox(key="strategy").value == "custom"
    assert app.session_state["threshold"] == pytest.approx(-1.0, abs=0.05)
    scores = artifacts.open_scores("sgd", "test")
    rule = OneVsRest(5, 0)
    counts = curve(rule.truth(scores), rule.score(scores))
    old, new = counts.at(before), counts.at(app.session_state["threshold"])
    assert f"**{new.tp - old.tp:,} gained**" in text(app)
    assert f"**{new.fp - old.fp:,} paid**" in text(app)


def test_groups_calibration_and_other_models_have_a_threshold_of_their_own(trained):
    app = opened("thresholds", model="sgd", positive="1.7", scale="temperature", others="forest")
    assert "1 or 7" in text(app)
    assert app.session_state["threshold"] == 0.5
    assert "Brier" in str(app.table[1].value.columns.tolist())
    assert [notice for notice in app.notices if "valid" in notice] == []


def test_decision_scores_are_never_called_probabilities(trained):
    app = opened("thresholds", model="sgd")
    assert "decision score, no unit" in app.slider[0].label
    assert "probabilit" not in text(app).lower()
    app = opened("thresholds", model="forest")
    assert app.slider[0].label == "Threshold (probability)"


def test_the_chosen_rule_is_followed_and_named_by_the_other_pages(trained):
    app = opened("thresholds", model="sgd", threshold="2")
    [button] = [b for b in app.button if b.label.startswith("Use on every page")]
    button.click().run()
    scores = artifacts.open_scores("sgd", "test")
    wrong = int(np.sum(OneVsRest(5, 2).predicted(scores) != scores.labels))
    for page in ("confusions", "misread"):
        app.switch_page(f"views/{page}.py").run()
        assert "5 against the rest at 2" in text(app)
    assert re.search(rf"\b{wrong:,} misread", text(app))


def test_a_reject_target_is_kept_out_of_fold_and_judged_on_test(trained):
    app = opened("decisions", model="sgd", reject="target", errors="0.5")
    shown = {metric.label: metric.value for metric in app.metric}
    level = float(re.search(r"rejected below ([\d,.]+)\. ", text(app))[1].replace(",", ""))
    for split in ("oof", "test"):
        scores = artifacts.open_scores("sgd", split)
        answers = Offsets(reject=Reject(level)).predicted(scores)
        found = outcome(decision_matrix(scores.labels, answers, 10), 1 - np.eye(10), 0.2)
        if split == "oof":
            assert found.risk <= 0.00505  # the level is shown with five digits
    assert float(shown["Coverage"].rstrip("%")) == pytest.approx(found.coverage * 100, abs=0.1)
    assert f"{round(10_000 * (1 - found.coverage), -2) / 1000:.0f}" in text(app)


@pytest.mark.parametrize("split", ["test", "oof"])
def test_a_rejected_tile_says_what_the_rule_would_answer(trained, split):
    """Under costs that is not what ranks first; every caption and mark equals the rule's answer."""
    nine = "_".join(f"{i}.9.5" for i in range(9))  # a false 9 costs five times
    app = opened(
        "decisions", model="forest", decides="costs", costs=nine, reject="level", level="0.5",
        split=split,
    )  # fmt: skip
    scores = artifacts.open_scores("forest", split)
    rule = LeastCost(tuple((i, 9, 5.0) for i in range(9)), Reject(0.5, "margin"), "own")
    expected = scores.values @ costs.matrix(rule.costs, 10).astype(np.float32)
    answers = expected.argmin(axis=1)
    left_out = int((rule.predicted(scores) == 10).sum())
    assert f"{left_out:,} images rejected" in text(app)
    sent = component(app, "captions")
    assert len(sent["captions"]) == 300
    moved = 0
    for index, title, right in zip(sent["ids"], sent["captions"], sent["right"], strict=True):
        assert f"would be read as {answers[index]}, " in title
        assert right == (answers[index] == scores.labels[index])
        moved += answers[index] != scores.values[index].argmax()
    assert moved > 10  # so the case is one where the two differ


def test_what_costs_more_than_rejecting_is_rejected(trained):
    app = opened(
        "decisions", model="forest", decides="costs", reject="cost", cost_of_rejecting="0.3"
    )
    scores = artifacts.open_scores("forest", "test")
    wanted = int((1 - scores.values.max(axis=1) > np.float32(0.3)).sum())
    [found] = re.findall(r"([\d,]+) images rejected", text(app))
    assert int(found.replace(",", "")) == pytest.approx(wanted, abs=20)  # ties of a hundred trees
    assert "What costs more" not in str(opened("decisions", reject="cost").get("button_group"))


def test_a_coverage_target_is_kept_out_of_fold(trained):
    app = opened("decisions", model="forest", reject="coverage", coverage="90")
    level = float(re.search(r"rejected below ([\d,.]+)\.", text(app))[1].replace(",", ""))
    margins = artifacts.open_scores("forest", "oof").margin()
    assert (margins > level - 1e-5).mean() >= 0.9  # the level is shown with five digits
    assert (margins > level + 1e-5).mean() < 0.9


def test_costs_move_answers_and_searched_offsets_are_no_worse(trained):
    app = opened(
        "decisions", model="forest", costs="4.9.10_9.4.10", decides="costs", desk_scale="isotonic"
    )
    costly = float(app.metric[3].value)
    change = float(app.metric[3].delta)
    assert change < 0
    app = opened("decisions", model="forest", costs="4.9.10_9.4.10")
    assert not app.metric[3].delta
    [search] = [b for b in app.button if b.label.startswith("Search")]
    search.click().run()
    table = app.table[0].value
    row = table.loc["Expected cost of an image"].astype(float)
    assert row["Chosen on: out-of-fold"] <= row["Chosen on: out-of-fold, argmax"]
    assert app.query_params["offsets"]
    assert costly != pytest.approx(float(app.metric[3].value))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("positive", "5.5"),
        ("positive", "10"),
        ("scale", "celsius"),
        ("strategy", "luck"),
        ("target", "<script>"),
        ("offsets", "1_2"),
        ("costs", "1.7.-3"),
        ("costs", "1.7.nan"),
        ("level", "inf"),
        ("errors", "1e309"),
        ("cost_of_rejecting", "-1"),
        ("others", "sgd.sgd"),
        ("rule", "coin"),
    ],
)
def test_a_bad_address_gets_one_plain_notice(trained, name, value):
    app = AppTest.from_file(HOME, default_timeout=60)
    app.query_params[name] = value
    app.run()
    assert len(app.warning) == 1
    assert "the default is used" in app.warning[0].value
    assert not app.exception


def test_a_target_that_does_not_suit_its_strategy_gets_one_plain_notice(trained):
    app = AppTest.from_file(HOME, default_timeout=60)
    app.query_params.update({"strategy": "precision", "target": "7"})
    app.run()
    assert ["the default is used" in warning.value for warning in app.warning] == [True]


def outside_widgets(app: AppTest) -> str:
    """Return everything that the page says, except what the widgets say of themselves."""
    said: list[str] = []

    def walk(node: Element | Block) -> None:
        if isinstance(node, Block):
            for child in node.children.values():
                walk(child)
        elif not isinstance(node, Widget) or isinstance(node, Button):
            proto = getattr(node, "proto", None)
            said.append(str(proto))

    walk(app.main)
    return "\n".join(said)


def turn(widget: Widget) -> None:
    """Give a widget another value."""
    if isinstance(widget, Selectbox):
        names = CHOICES.get(widget.key, widget.options)
        widget.select(next(name for name in names if name != widget.value))
        return
    if isinstance(widget, Multiselect):
        widget.select("forest")
        return
    if isinstance(widget, ButtonGroup) and isinstance(widget.value, list):
        widget.select({"positive": 3, "against": 8}[widget.key])
        return
    if isinstance(widget, ButtonGroup):
        widget.set_value(next(v for v in CHOICES[widget.key] if v != widget.value))
        return
    if isinstance(widget, NumberInput):
        widget.set_value(widget.value + (widget.step or 1))
        return
    if isinstance(widget, Slider):
        widget.set_value(widget.min + (widget.max - widget.min) * 0.4)
        return
    raise TypeError(type(widget))


@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("thresholds", {"model": "sgd", "strategy": "cost"}),
        ("decisions", {"model": "sgd", "reject": "level", "level": "1"}),
        ("decisions", {"model": "sgd", "reject": "target", "decides": "costs"}),
    ],
)
def test_every_control_is_read_by_something(trained, page, address):
    controls = (Selectbox, ButtonGroup, Multiselect, NumberInput, Slider)
    app = opened(page, **address)
    keys = [widget.key for widget in widgets(app) if isinstance(widget, controls)]
    assert len(keys) > 4
    last = ("plain", "strategy", "reject", "decides")  # they decide which others there are
    for key in sorted(keys, key=lambda key: key.startswith(last)):
        before = outside_widgets(app)
        key = key.rsplit("_", 1)[0] if key.startswith("plain") else key  # it ends in its value
        [widget] = [w for w in widgets(app) if (w.key or "").startswith(key)]
        turn(widget)
        app.run()
        assert [e.message for e in app.exception] == [], key
        assert outside_widgets(app) != before, f"nothing reads {key!r} on {page}"


def widgets(app: AppTest) -> list[Widget]:
    found: list[Widget] = []

    def walk(node: Element | Block) -> None:
        if isinstance(node, Block):
            for child in node.children.values():
                walk(child)
        elif isinstance(node, Widget):
            found.append(node)

    walk(app.main)
    return found


def test_where_nothing_is_read_accuracy_is_a_dash(trained):
    app = opened("decisions", model="forest", reject="level", level="2")
    shown = {metric.label: metric for metric in app.metric}
    assert shown["Coverage"].value == "0.00%"
    assert shown["Accuracy of those read"].value == "–"
    assert not shown["Accuracy of those read"].delta
    table = app.table[0].value
    assert table.loc["Errors among those read"].iloc[0] == "– (0)"


def test_costs_that_do_not_decide_reject_nothing_and_the_page_says_so(trained):
    app = opened("overview", model="forest", decides="offsets", reject="cost")
    assert ["least expected cost decides" in notice for notice in app.notices] == [True]
    assert "reject" not in app.query_params
    assert app.switch_page("views/decisions.py").run().metric[0].value == "100.00%"


def test_a_model_that_a_data_set_cannot_have_is_not_offered_a_button(two_sets):
    app = opened("overview", dataset="shapes", model="champion")
    [said] = app.notices
    assert said == "The model 'champion' takes images of 28 × 28 only. Showing 'forest'."
