"""The pages on errors, as Streamlit runs them: what they count is what the scores say."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import streamlit as st
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.testing.v1 import AppTest

from app_pages import HOME, clean, component, lead_to
from core.analysis import label_errors, verdicts
from core.analysis.disputed import DISPUTED
from core.rules import notation
from core.storage import paths
from core.training import artifacts


@pytest.fixture
def app(trained: list[str]) -> AppTest:
    return AppTest.from_file(HOME, default_timeout=90)


def opened(app: AppTest, page: str, **address: str) -> AppTest:
    lead_to(app, page, **{"model": "sgd", **address})
    return clean(app.run())


def galleries(app: AppTest) -> list[list[int]]:
    sent = [json.loads(element.proto.json) for element in app.get("bidi_component")]
    return [found["ids"] for found in sent if "ids" in found]


def test_the_matrix_has_a_column_for_what_the_rule_rejects(app: AppTest) -> None:
    text = "offsets**own*margin_0.5"
    opened(app, "confusions", rule="desk", reject="level", level="0.5", read_as="rejected")
    scores = artifacts.open_scores("sgd", "test")
    predicted = notation.parse(text).predicted(scores)
    sent = component(app, "shade")
    assert len(sent["columns"]) == 11
    assert int(sent["text"][5][10].replace(",", "")) == np.sum(
        (scores.labels == 5) & (predicted == 10)
    )
    rejected = np.flatnonzero(predicted == 10)
    assert app.header[0].value.startswith(f"{len(rejected):,} images")
    assert sorted(galleries(app)[0]) == rejected.tolist()


@pytest.mark.parametrize(
    "rule",
    [
        {"rule": "threshold", "positive": "9", "threshold": "-3"},
        {"rule": "threshold", "positive": "5", "threshold": "2"},
        {"rule": "desk", "decides": "costs", "costs": "4.9.10"},
        {},
    ],
    ids=str,
)
def test_confusions_and_misread_agree_on_what_is_most_confidently_wrong(
    app: AppTest, rule: dict[str, str]
) -> None:
    shown = []
    for page, address in (("confusions", {"outcome": "misread"}), ("misread", {})):
        app = AppTest.from_file(HOME, default_timeout=90)
        opened(app, page, **rule, **address)
        shown.append(galleries(app)[0])
    assert len(shown[0]) > 300
    assert shown[0] == shown[1]
    scores = artifacts.open_scores("sgd", "test")
    predicted = np.array([0] * 10_000)
    sent = [c for c in component(app, "captions")["captions"]]
    for index, caption in zip(shown[1], sent, strict=True):
        predicted[index] = int(caption.split("read as ")[1][0])
    lead = [scores.values[i, predicted[i]] - scores.values[i, scores.labels[i]] for i in shown[1]]
    assert (np.diff(lead) <= 1e-6).all()


def test_four_cells_show_right_and_wrong_of_two_digits_beside_each_other(app: AppTest) -> None:
    opened(app, "confusions", true="3", read_as="5")
    button = next(b for b in app.button if b.label == "Right and wrong of 3 and 5")
    button.click().run()
    assert app.query_params["true"] == app.query_params["read_as"] == "3"
    assert app.query_params["also"] == "3-5.5-3.5-5"
    scores = artifacts.open_scores("sgd", "test")
    read = scores.predicted()
    wanted = [
        np.flatnonzero((scores.labels == i) & (read == j)).tolist() for i in (3, 5) for j in (3, 5)
    ]
    shown = galleries(app)
    assert [sorted(ids) for ids in (shown[0], shown[2], shown[1], shown[3])] == wanted


def test_misread_and_correct_can_be_selected_and_cleared(app: AppTest) -> None:
    opened(app, "confusions")
    scores = artifacts.open_scores("sgd", "test")
    for label, kept in [
        ("Select misread", scores.labels != scores.predicted()),
        ("Select correct", scores.labels == scores.predicted()),
    ]:
        next(b for b in app.button if b.label == label).click().run()
        assert app.header[0].value.startswith(f"{kept.sum():,} images")
    next(b for b in app.button if b.label == "Clear").click().run()
    assert galleries(app) == []


def test_two_models_are_compared_and_their_disagreement_opens(app: AppTest) -> None:
    opened(app, "compare", rows="sgd", columns="forest", cells="4-9")
    one, other = (artifacts.open_scores(name, "test").predicted() for name in ("sgd", "forest"))
    assert any(f"**{(one != other).sum():,}**" in text.value for text in app.markdown)
    assert sorted(galleries(app)[0]) == np.flatnonzero((one == 4) & (other == 9)).tolist()
    captions = component(app, "ids")["captions"]
    assert "Linear (SGD, hinge) 4, Random forest 9" in captions[0]


def test_filters_of_the_misread_page_compose(app: AppTest) -> None:
    opened(app, "misread", reasons="disputed.disagree", true="4")
    scores, forest = (artifacts.open_scores(name, "test") for name in ("sgd", "forest"))
    read = scores.predicted()
    names = [n for n in artifacts.trained() if n not in ("dummy",)]
    answers = np.stack([artifacts.open_scores(n, "test").predicted() for n in names])
    kept = (read != scores.labels) & (scores.labels == 4) & np.ptp(answers, axis=0).astype(bool)
    kept &= np.isin(np.arange(len(scores)), list(DISPUTED))
    assert app.header[0].value == f"{kept.sum()} misread"
    assert len(forest) == len(scores)


def test_a_digit_shows_all_models_and_walks_along_its_row(app: AppTest) -> None:
    opened(app, "image", index="947")
    assert app.title[0].value == "Digit at index 947"
    titles = [text.value for text in app.markdown]
    for name in ("Linear (SGD, hinge)", "Random forest"):
        assert any(title.startswith(f"**{name}: ") for title in titles)
    assert any("5 a 9" in warning.value for warning in app.warning)
    first = app.title[0].value
    app.button(key="next").click().run()
    assert app.title[0].value != first
    app.button(key="previous").click().run()
    assert app.title[0].value == first
    for part in ("Nearest training digits", "Where the evidence lies"):
        app.session_state["digit_part"] = part
        clean(app.run())
    assert any("Exact" in text.value for text in app.markdown)


@pytest.fixture
def own_app(monkeypatch: pytest.MonkeyPatch, trained: list[str], own_root: Path) -> AppTest:
    """Return the dashboard with verdicts of its own."""
    for name in ("models", "champion"):
        (own_root / name).symlink_to((paths.ARTIFACTS / name).resolve())
    monkeypatch.setattr(paths, "ARTIFACTS", own_root)
    return AppTest.from_file(HOME, default_timeout=90)


def test_a_verdict_outside_the_row_says_that_nothing_comes_next(
    own_app: AppTest, own_root: Path
) -> None:
    scores = artifacts.open_scores("sgd", "test")
    right = int(np.flatnonzero(scores.predicted() == scores.labels)[0])
    app = opened(own_app, "image", index=str(right))
    assert app.button(key="quick_1").disabled  # the model is right about it
    assert not any("that you walk through" in caption.value for caption in app.caption)
    clean(app.button(key="quick_3").click().run())
    assert app.title[0].value == f"Digit at index {right}"
    assert any("Saved: cannot tell. No image comes next" in t.value for t in app.toast)
    assert not app.warning
    assert [v.index for v in verdicts.Verdicts(own_root).all()] == [right]


def test_a_verdict_is_kept_and_restates_the_accuracy(own_app: AppTest, own_root: Path) -> None:
    app = own_app
    opened(app, "image", index="947")
    app.radio(key="choice_test_947").set_value("label wrong")
    clean(app.button[-1].click().run())
    found = verdicts.Verdicts(own_root).all()
    assert [(v.index, v.choice, v.should_be) for v in found] == [(947, "label wrong", 9)]
    clean(app.switch_page("views/verdicts.py").run())
    [table] = app.dataframe
    assert list(table.value.columns) == ["Index", "Verdict", "Should be", "Note", "Since (UTC)"]
    shown = convert_arrow_bytes_to_pandas_df(table.proto.arrow_data.styler.display_values)
    assert shown.iloc[0].tolist()[:3] == ["947", "label wrong", "9"]
    assert re.fullmatch(r"\d{4}\u2011\d\d\u2011\d\d \d\d:\d\d", shown.iloc[0, 4])
    app.toggle[0].set_value(False).run()
    scores = artifacts.open_scores("sgd", "test")
    labels = scores.labels.copy()
    given = (labels == scores.predicted()).mean()
    labels[947] = 9
    corrected = (labels == scores.predicted()).mean()
    assert [m.value for m in app.metric] == [
        f"{100 * share:.2f}\u00a0%" for share in (given, corrected, corrected)
    ]


def test_a_verdict_that_was_changed_on_disk_is_left_out_and_named(
    monkeypatch: pytest.MonkeyPatch, trained: list[str], own_root: Path
) -> None:
    for name in ("models", "champion"):
        (own_root / name).symlink_to((paths.ARTIFACTS / name).resolve())
    monkeypatch.setattr(paths, "ARTIFACTS", own_root)
    store = verdicts.Verdicts()
    for index in (947, 948, 949):
        store.save(verdicts.Verdict(verdicts.now(), "mnist", "test", index, "label wrong", 9))
    with sqlite3.connect(store.path) as database:
        database.execute("UPDATE verdicts SET should_be = 8 WHERE number = 948")
    app = opened(AppTest.from_file(HOME, default_timeout=90), "verdicts")
    [warning] = app.warning
    assert "left out: row 2 (mnist test 948)" in warning.value
    assert "The rest counts here and is exported." in warning.value
    assert "2 verdicts of yours on this split" in [title.value for title in app.header]


def test_label_errors_say_what_they_need_and_offer_it(app: AppTest) -> None:
    opened(app, "label_errors", model="sgd")
    assert "needs probabilities" in app.markdown[0].value
    assert galleries(app) == []
    app.button(key="use_forest").click().run()
    assert app.selectbox(key="model").value == "forest"
    assert galleries(clean(app))[0]


def test_likely_label_errors_are_a_ranked_gallery(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = pd.DataFrame(
        {
            "index": [59915, 7, 33768],
            "label": [4, 3, 9],
            "suggested": [7, 5, 7],
            "confidence": [0.0, 0.01, 0.01],
        }
    )
    monkeypatch.setattr(label_errors, "likely", lambda scores: found)
    st.cache_resource.clear()
    lead_to(app, "label_errors", model="forest", split="test")  # it is about another split
    clean(app.run())
    assert app.header[0].value == "3 likely errors, 0 judged by you"
    assert galleries(app) == [[59915, 7, 33768]]
    assert "looks like 7" in component(app, "ids")["captions"][0]
    pair = next(box for box in app.selectbox if box.label == "Label and suggestion")
    pair.select("labelled 9, looks like 7").run()
    assert galleries(clean(app)) == [[33768]]
    st.cache_resource.clear()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("also", "9-4-4"), ("also", "x-x"), ("also", "11-4"), ("also", "9-4.9-4"),
        ("also", "1-1.2-2.3-3.4-4.5-5"), ("cells", "<b>"), ("index", "-1"), ("index", "60000"),
        ("index", "1e3"), ("reasons", "tie.tie"), ("order", "random"), ("layout", "pile"),
        ("map", "umap"), ("lasso", "pca.1.2"), ("lasso", "umap.1"), ("lasso", "pca.1.2.3.4.5.-6"),
        ("rows", "../x"),
    ],
)  # fmt: skip
def test_a_bad_address_is_said_once_and_ignored(app: AppTest, name: str, value: str) -> None:
    app.query_params[name] = value
    clean(app.run())
    assert len(app.warning) == 1
    assert "default" in app.warning[0].value
    assert name not in app.query_params


def test_the_titles_of_what_another_model_fixes_are_in_the_readers_language(app: AppTest) -> None:
    lead_to(app, "confusions", model="sgd", language="de")
    app.session_state["confusions_part"] = "Fixed by another model"
    [table] = clean(app.run()).dataframe
    titles = {name: one.get("label") for name, one in json.loads(table.proto.columns).items()}
    assert [titles[name] for name in ("true", "before", "fixed")] == ["wahr", "vorher", "behoben"]
