"""The pages Thresholds and Decisions, as Streamlit runs them."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binomtest
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
from core.evaluation import calibration
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


def html(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


def result(app: AppTest) -> list[float]:
    """Return what is read, wrong and left to a person, and the costs in the page's sentence."""
    [said] = [text.value for text in app.markdown if text.value.startswith("**Of ")]
    form = (
        r"\*\*Of ([\d,]+), (all|none|[\d,]+) (?:is|are) read"
        r"(?:, ([\d,]+) of them wrong \([\d.]+\s%\))?"
        r"(?:; ([\d,]+) goe?s? to a person)?\. Cost (.*)\.\*\*"
    )
    n, read, errors, person, costs = re.fullmatch(form, said).groups()
    read = {"all": n, "none": "0"}.get(read, read)
    found = [read, errors or "0", person or "0", *re.findall(r"[\d,]+(?:\.\d+)?", costs)]
    return [float(number.replace(",", "")) for number in found]


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


def test_every_model_stands_at_its_own_threshold_for_the_target(trained):
    app = opened("thresholds", model="sgd", strategy="precision", target="0.9")
    aim, rows = thresholds.ThresholdChoice("precision", (0.9,)), {}
    for title, *texts in re.findall(
        r'<tr[^>]*><th scope="row">([^<]+)</th><td data-name="Threshold">([^<]+)</td>'
        r'<td data-name="Precision">([^<]+)</td><td data-name="Recall">([^<]+)</td>',
        html(app),
    ):
        rows[title] = texts
    assert len(rows) >= 3
    for name, title in [("sgd", "Linear (SGD, hinge), at the slider"), ("forest", "Random forest")]:
        chosen, test = (
            curve(OneVsRest(5, 0).truth(scores), OneVsRest(5, 0).score(scores))
            for scores in (artifacts.open_scores(name, split) for split in ("oof", "test"))
        )
        threshold = aim.threshold(chosen)
        now = test.at(threshold)
        assert rows[title][0] == f"{threshold:,.4g}"
        for text, share, n in [
            (rows[title][1], now.precision, now.tp + now.fp),
            (rows[title][2], now.recall, now.tp + now.fn),
        ]:
            ends = binomtest(now.tp, n).proportion_ci(0.95, "wilson")
            assert text == f"{share:.1%} ({ends.low * 100:.1f} to {ends.high * 100:.1f})".replace(
                "%", " %"
            )


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
    app.session_state["last_move"] = True
    app.run()
    assert f"**{new.tp - old.tp:,} gained**" in text(app)
    assert f"**{new.fp - old.fp:,} paid**" in text(app)


def test_groups_calibration_and_other_models_have_a_threshold_of_their_own(trained):
    app = opened("thresholds", model="sgd", positive="1.7", scale="temperature", others="forest")
    assert "1 or 7" in text(app)
    assert app.session_state["threshold"] == 0.5
    assert "Brier" in str(app.table[0].value.columns.tolist())
    assert [notice for notice in app.notices if "valid" in notice] == []


def test_the_sidebar_names_a_group_of_classes_and_says_nothing_beside_its_page(trained):
    address = {"model": "sgd", "positive": "1.7", "against": "4.9", "rule": "threshold"}
    app = opened("thresholds", **address)
    assert {box.label for box in app.sidebar.selectbox} == {"Data set", "Model", "Data split"}
    app.switch_page("views/confusions.py").run()
    labels = {box.label for box in app.sidebar.selectbox}
    assert "Digit" not in labels
    assert "1 or 7 against 4 or 9" in " ".join(c.value for c in app.sidebar.caption)
    app = opened("confusions", model="sgd", rule="threshold", digit="3")
    assert app.sidebar.selectbox(key="digit").value == 3


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
    read, errors, person, costs_now, plain = result(app)
    level = float(re.search(r"rejected below ([\d,.]+)\. ", text(app))[1].replace(",", ""))
    for split in ("oof", "test"):
        scores = artifacts.open_scores("sgd", split)
        answers = Offsets(reject=Reject(level)).predicted(scores)
        found = outcome(decision_matrix(scores.labels, answers, 10), 1 - np.eye(10), 0.2)
        if split == "oof":
            assert found.risk <= 0.00505  # the level is shown with five digits
    assert read == pytest.approx(found.read, abs=10)  # the level is shown with five digits
    assert (errors, person) == (pytest.approx(found.errors, abs=2), 10_000 - read)
    assert costs_now == pytest.approx(errors + 0.2 * person)
    scores = artifacts.open_scores("sgd", "test")
    assert plain == (scores.predicted() != scores.labels).sum()


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
    *_, costly, plain = result(app)
    assert costly < plain
    app = opened("decisions", model="forest", costs="4.9.10_9.4.10")
    assert result(app)[3:] == [plain]
    [search] = [b for b in app.button if b.label.startswith("Search")]
    search.click().run()
    app.session_state["more_0"] = True
    app.run()
    table = app.table[0].value
    row = table.loc["Expected cost of an image"].astype(float)
    assert row["Chosen on: out-of-fold"] <= row["Chosen on: out-of-fold, argmax"]
    assert app.query_params["offsets"]
    assert result(app)[4] == plain
    assert result(app)[3] != pytest.approx(costly)


def test_where_uncalibrated_scores_raise_the_cost_it_is_said_and_calibration_is_offered(trained):
    app = opened("decisions", model="forest", decides="costs", costs="1.7.10")
    scores = artifacts.open_scores("forest", "test")
    prices = costs.matrix(((1, 7, 10.0),), 10)
    rules = LeastCost(((1, 7, 10.0),), None, "own"), Offsets()
    raised, plain = (prices[scores.labels, r.predicted(scores)].sum() for r in rules)
    assert raised > plain
    assert result(app)[3:] == pytest.approx([raised, plain])
    [said] = [w.value for w in app.warning]
    assert f"{raised / 10_000:.4f}" in said
    assert f"{plain / 10_000:.4f}" in said
    assert "not calibrated" in said
    [button] = [b for b in app.button if b.label == "Calibrate: isotonic"]
    button.click().run()
    assert app.query_params["desk_scale"] == "isotonic"
    fitted = calibration.fit(artifacts.open_scores("forest", "oof"), "isotonic").apply(scores)
    now = LeastCost(((1, 7, 10.0),), None, "isotonic").predicted(fitted)
    assert result(app)[3] == pytest.approx(prices[scores.labels, now].sum())


def test_a_cell_of_the_decision_matrix_opens_its_images(trained):
    app = opened(
        "decisions", model="sgd", reject="level", level="0.5", true="4", read_as="rejected"
    )
    scores = artifacts.open_scores("sgd", "test")
    answers = Offsets(reject=Reject(0.5)).predicted(scores)
    counts = decision_matrix(scores.labels, answers, 10)
    table = component(app, "text")
    assert [[int(t.replace(",", "") or 0) for t in row] for row in table["text"]] == counts.tolist()
    assert table["chosen"] == [[4, 10]]
    found = np.flatnonzero((scores.labels == 4) & (answers == 10))
    assert sorted(component(app, "captions")["ids"]) == found.tolist()
    assert f"{len(found):,} images: true 4, read as rejected" in text(app)


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
        ("decisions", {"model": "sgd", "reject": "level", "level": "0.3"}),
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
        [widget] = [w for w in widgets(app) if w.key == key]
        turn(widget)
        app.run()
        app.run()  # the first one may have run a part of the page alone
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
    assert result(app)[:4] == [0, 0, 10_000, 2_000]
    app.session_state["more_0"] = True
    app.run()
    table = app.table[0].value
    assert table.loc["Accuracy of those read"].iloc[0] == "–"
    assert table.loc["Errors among those read"].iloc[0] == "– (0)"


def test_costs_that_do_not_decide_reject_nothing_and_the_page_says_so(trained):
    app = opened("overview", model="forest", decides="offsets", reject="cost")
    assert ["least expected cost decides" in notice for notice in app.notices] == [True]
    assert "reject" not in app.query_params
    assert result(app.switch_page("views/decisions.py").run())[0] == 10_000


def test_a_model_that_a_data_set_cannot_have_is_not_offered_a_button(two_sets):
    app = opened("overview", dataset="shapes", model="champion")
    [said] = app.notices
    assert said == "The model 'champion' takes images of 28 × 28 only. Showing 'forest'."


def test_long_names_of_classes_get_more_room_for_their_costs(two_sets: Path) -> None:
    halves = page_at("decisions", model="sgd").run().columns
    named = page_at("decisions", dataset="shapes", model="sgd").run().columns
    assert halves[0].weight == halves[1].weight
    assert named[0].weight > named[1].weight
