"""The lessons as a visitor walks through them, on 150 and 60 digits."""

import base64

import numpy as np
import pytest
from streamlit.elements.lib import policies
from streamlit.testing.v1 import AppTest

from app_pages import page_at, shown_from
from core.data import sets
from core.evaluation import metrics
from core.lessons import formulas, stored
from core.storage import jobs
from core.training import fitting
from few_digits import few_digits

PAGES = {
    "binary": "binary",
    "multiclass": "multiclass",
    "error_analysis": "multiclass",
    "multilabel": "multilabel",
    "multioutput": "multioutput",
    "exercises": "exercises",
}


@pytest.fixture(scope="module")
def few():
    """150 and 60 digits and a folder with nothing in it, for the whole module."""
    digits = few_digits(150, 60)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sets, "load", lambda name="mnist", root=None: digits)
        yield digits


@pytest.fixture
def empty(few, tmp_path, monkeypatch):
    with shown_from(tmp_path, monkeypatch):
        yield tmp_path


@pytest.fixture(scope="module")
def filled(few, tmp_path_factory):
    root = tmp_path_factory.mktemp("lessons")
    for name in stored.LESSONS:
        stored.compute(name, root=root)
    return root


@pytest.fixture
def computed(filled, monkeypatch):
    with shown_from(filled, monkeypatch):
        yield filled


def page(name: str) -> AppTest:
    return page_at(name).run()


def button(app: AppTest, key: str):
    return next(one for one in app.button if one.key == key)


def texts(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.info, *app.success, *app.error, *app.title]
    return "\n".join(str(part.value) for part in parts)


@pytest.mark.parametrize("name", PAGES)
def test_a_lesson_without_its_result_offers_it_and_says_how_long(empty, monkeypatch, name):
    started = []
    monkeypatch.setattr(jobs, "start", lambda *arguments: started.append(arguments))
    app = page(name)
    assert not app.exception
    key = f"compute_{PAGES[name]}"
    assert "about" in button(app, key).label
    assert started == []  # nothing is computed on load
    button(app, key).click().run()
    assert started == [(f"lesson_{PAGES[name]}", ["lessons", PAGES[name], "--force"], "mnist")]


@pytest.mark.parametrize("name", PAGES)
def test_the_answers_stay_hidden_until_one_predicts(computed, name):
    app = page(name)
    assert not app.exception
    assert not app.header
    options = [one for one in app.button if (one.key or "").startswith(f"{name}_option")]
    assert 2 <= len(options) <= 4
    options[0].click().run()
    assert not app.exception
    assert app.header
    assert "1" in app.sidebar.metric[0].value
    assert "Right" in texts(app) or "You said" in texts(app)


@pytest.mark.parametrize("name", PAGES)
def test_every_question_can_be_answered_and_asked_again(computed, name):
    app = page(name)
    for number in range(1, 4):
        button(app, f"{name}_option_0").click().run()
        assert not app.exception
        assert app.sidebar.metric[0].value.endswith(f"of {number}")
        button(app, f"{name}_another").click().run()
        assert not app.exception


def test_the_lesson_can_be_read_without_answering(computed):
    app = page("binary")
    button(app, "binary_skip").click().run()
    assert app.header
    assert app.sidebar.metric[0].value == "none yet"


def test_formulas_and_matrix_follow_the_threshold(computed):
    app = page("binary")
    button(app, "binary_skip").click().run()
    truth = sets.load().train.labels == 5
    scores = stored.open_lesson("binary")["sgd"][0]
    for threshold in (0.0, float(np.median(scores)), app.slider[0].max):
        app.slider[0].set_value(threshold).run()
        assert not app.exception
        called = scores >= app.slider[0].value
        (tn, fp), (fn, tp) = app.dataframe[0].value.to_numpy().tolist()
        assert (tp, fp) == ((truth & called).sum(), (~truth & called).sum())
        assert (fn, tn) == ((truth & ~called).sum(), (~truth & ~called).sum())
        shown = formulas.of_counts(metrics.Counts(tp=tp, fp=fp, fn=fn, tn=tn))
        assert [one.value.strip("$\n") for one in app.latex] == [one.latex for one in shown]


def test_a_button_that_moves_the_slider_leaves_no_warning_in_the_log(computed, monkeypatch, caplog):
    monkeypatch.setattr(policies.runtime, "exists", lambda: True)  # as in a server
    monkeypatch.setattr(policies, "_shown_default_value_warning", False)
    app = page("binary")
    button(app, "binary_skip").click().run()
    before = app.slider[0].value
    next(one for one in app.button if one.label == "90 % precision").click().run()
    assert app.slider[0].value != before
    assert "default value" not in caplog.text


def test_every_control_of_a_lesson_changes_it_without_an_error(computed):
    for name in PAGES:
        app = page(name)
        button(app, f"{name}_skip").click().run()
        for kind in ("slider", "number_input", "selectbox"):
            for position, _ in enumerate(getattr(app, kind)):
                control = getattr(app, kind)[position]
                before = texts(app) + str([one.proto for one in app.get("plotly_chart")])
                if kind == "selectbox":
                    control.select_index(7).run()
                else:
                    control.set_value(control.max).run()
                assert not app.exception, (name, control)
                after = texts(app) + str([one.proto for one in app.get("plotly_chart")])
                assert before != after, (name, kind, position)


def test_the_book_stands_beside_us(computed):
    app = page("exercises")
    button(app, "exercises_skip").click().run()
    table = app.table[-1].value
    row = table[table.index.str.contains("shifted four ways")].iloc[0]
    assert row["Book says"] == "0.9763"
    assert row["You got"].startswith("✗")  # 150 digits are not 60,000, and the page says so


def test_a_digit_drawn_by_hand_is_voted_on_and_cleaned(computed):
    ink = np.zeros((140, 140), np.uint8)
    ink[20:120, 64:76] = 255
    drawn = {"ink": base64.b64encode(ink.tobytes()).decode()}
    for name, key, shown in [
        ("multilabel", "labelled_digit", "The nearest is"),
        ("multioutput", "noisy_digit", "These five, without their noise"),
    ]:
        app = page(name)
        button(app, f"{name}_skip").click().run()
        app.session_state[f"{key}_source"] = "hand"
        app.run()
        assert "Draw a digit" in texts(app)
        assert shown not in texts(app)
        app.session_state[f"{key}_pad"] = drawn
        app.run()
        assert not app.exception
        assert shown in texts(app)
        assert "It is a" not in texts(app)  # nobody knows what was meant


def test_a_lesson_opens_the_studio_at_its_own_digits(computed):
    fitting.train("sgd", root=computed)
    app = page("binary")
    button(app, "binary_skip").click().run()
    next(one for one in app.button if "threshold lab" in one.label).click().run()
    assert app.title[0].value == "Thresholds"
    assert app.session_state.positive == [5]

    app = page("error_analysis")
    button(app, "error_analysis_skip").click().run()
    app.selectbox(key="first_digit").select(4).run()
    next(one for one in app.button if "confusion page" in one.label).click().run()
    assert app.title[0].value == "Confusions"
    assert (app.session_state.true, app.session_state.read_as) == (4, 4)
    assert app.session_state.also == [(4, 5), (5, 4), (5, 5)]
