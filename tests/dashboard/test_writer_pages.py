"""What pages show where the writers are known, and that they say nothing of them elsewhere."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app_pages import HOME, clean, lead_to
from core.data import sets
from core.data.writers import COMMAND, SERIES
from core.evaluation.groups import grouped
from core.evaluation.judgement import judge
from core.improvement import leaderboard, running
from core.improvement.recipe import Recipe
from core.storage import paths
from core.training import artifacts, fitting
from few_digits import few_digits


@pytest.fixture(scope="module")
def digits():
    """600 and 200 digits by 30 and 20 writers, the odd of whom are students."""
    few = few_digits(600, 200)
    parts = []
    for part, count, first in ((few.train, 30, 0), (few.test, 20, 100)):
        groups = first + np.arange(len(part)) % count
        parts.append(replace(part, groups=groups, series=groups % 2))
    return replace(few, train=parts[0], test=parts[1], series=tuple(SERIES.values()))


@pytest.fixture(scope="module")
def root(digits, tmp_path_factory):
    place = tmp_path_factory.mktemp("artifacts")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sets, "load", lambda name="mnist", root=None: digits)
        for name in ("sgd", "forest"):
            fitting.train(name, root=place)
    return place


@pytest.fixture
def app(digits, root, monkeypatch) -> AppTest:
    monkeypatch.setattr(sets, "load", lambda name="mnist", root=None: digits)
    monkeypatch.setattr(paths, "ARTIFACTS", root)
    return AppTest.from_file(HOME, default_timeout=60)


def opened(app: AppTest, page: str, **address: str) -> AppTest:
    lead_to(app, page, **{"model": "sgd", **address})
    return clean(app.run())


def text(app: AppTest) -> str:
    return " ".join(e.value for kind in ("markdown", "caption") for e in app.get(kind))


def galleries(app: AppTest) -> list[dict]:
    sent = [json.loads(element.proto.json) for element in app.get("bidi_component")]
    return [found for found in sent if "ids" in found]


@pytest.mark.parametrize("split", ["test", "oof"])
def test_overview_shows_series_spread_and_the_interval_by_writers(app, digits, split):
    clean(app.run())
    assert not app.dataframe  # nothing is computed before the fold is opened
    app.session_state["by_writer"] = True
    app.session_state["by_split"] = split
    clean(app.run())
    table, listing = (element.value for element in app.dataframe)
    part, scores = digits.split(split), artifacts.open_scores("sgd", split)
    right = scores.predicted() == scores.labels
    row = table.loc["Linear (SGD, hinge)"]
    assert row["Students"] == pytest.approx(100 * right[part.series == 1].mean())
    assert row["Census clerks"] == pytest.approx(100 * right[part.series == 0].mean())
    found = grouped(right, part.groups).interval()
    assert row["95 % by writers"] == f"{100 * found.low:.2f} to {100 * found.high:.2f}"
    assert len(listing) == len(np.unique(part.groups))
    assert "With the series permuted among writers" in text(app)
    assert "the folds keep all images of a writer together." in text(app)


def test_overview_names_a_model_whose_folds_divide_writers(app, monkeypatch):
    found = artifacts.open_manifest
    late = {"forest": {"folds_by": "images"}}
    monkeypatch.setattr(
        artifacts, "open_manifest", lambda name, *rest: found(name, *rest) | late.get(name, {})
    )
    assert "except for Random forest: there a writer" in text(clean(app.run()))


def test_misread_lists_one_writers_images_and_lets_go_of_them(app, digits):
    everybody = galleries(opened(app, "misread"))[0]["ids"]
    wrong = np.array(everybody)
    writer = int(digits.test.groups[wrong[0]])
    theirs = {int(i) for i in wrong if digits.test.groups[i] == writer}
    opened(app, "image", index=str(wrong[0]))
    app.session_state["index"] = int(wrong[0])
    clean(app.run())
    kind = digits.series[writer % 2]
    assert f"By writer {writer}, {kind}." in text(app)
    next(b for b in app.button if b.label == "Others by this hand").click()
    clean(app.run())
    assert app.query_params["writer"] in (str(writer), [str(writer)])
    shown = galleries(clean(app.switch_page("views/misread.py").run()))[0]
    assert set(shown["ids"]) == theirs
    assert all(f"writer {writer}, {kind}" in words for words in shown["captions"])
    chip = next(b for b in app.button if b.label.startswith(f"writer {writer}, {kind}"))
    assert re.search(r": 10 digits$", chip.label)
    chip.click()
    clean(app.run())
    assert galleries(app)[0]["ids"] == everybody


def test_a_writer_in_the_address_who_wrote_nothing_is_left_out(app):
    opened(app, "misread", writer="4000")
    assert "writer" not in app.query_params


def test_confusions_compare_the_series_in_the_chosen_cell(app, digits):
    opened(app, "confusions", true="5")
    app.session_state["confusions_part"] = "By series of writers"
    clean(app.run())
    table = app.dataframe[0].value
    wrong = artifacts.open_scores("sgd", "test").predicted() != digits.test.labels
    for title, among in [
        ("all that is misread", np.ones(200, bool)),
        ("true 5, misread", digits.test.labels == 5),
    ]:
        these = among & (digits.test.series == 1)
        assert table.loc[title, "Students"] == f"{(wrong & these).sum()} of {these.sum()}"


def test_without_writers_only_a_fold_says_how_to_get_them(digits, tmp_path, monkeypatch):
    train, test = (replace(part, groups=None, series=None) for part in (digits.train, digits.test))
    bare = replace(digits, train=train, test=test, series=())
    monkeypatch.setattr(sets, "load", lambda name="mnist", root=None: bare)
    monkeypatch.setattr(paths, "ARTIFACTS", tmp_path)
    fitting.train("sgd")
    app = AppTest.from_file(HOME, default_timeout=60)
    assert COMMAND not in text(clean(app.run()))
    app.session_state["by_writer"] = True
    assert COMMAND in text(clean(app.run()))
    for page in ("misread", "confusions", "image"):
        clean(app.switch_page(f"views/{page}.py").run())
        assert "writer" not in text(app)
        assert not any("hand" in button.label for button in app.button)


def test_the_gap_between_the_splits_resamples_writers(app, digits):
    opened(app, "thresholds", positive="5", threshold="0")
    html = " ".join(element.proto.body for element in app.get("html"))
    assert "Writers are resampled" in html
    [interval] = re.findall(r'row">Accuracy</th>.*?data-name="95 % interval">([^<]+)<', html)
    rng, drawn = np.random.default_rng(5), {}
    for split in ("oof", "test"):
        scores, groups = artifacts.open_scores("sgd", split), digits.split(split).groups
        hits = (scores.values[:, 5] >= 0) == (scores.labels == 5)
        names = np.unique(groups)
        rights = np.array([[hits[groups == g].sum(), (groups == g).sum()] for g in names])
        chosen = rights[rng.integers(0, len(names), (4000, len(names)))].sum(axis=1)
        drawn[split] = chosen[:, 0] / chosen[:, 1]
    low, high = np.quantile(drawn["test"] - drawn["oof"], [0.025, 0.975]) * 100
    found = [float(end.replace("−", "-")) for end in interval.split(" to ")]
    assert found == pytest.approx([low, high], abs=0.6)


def test_improve_counts_by_series_and_judges_by_writers(app, digits):
    for text_ in ("blur=3", "data=0.3"):
        running.run("sgd", Recipe.parse(text_))
    runs_ = leaderboard.opened("sgd")
    before, after = (runs_[name][0].right("oof") for name in ("none", "blur=3"))
    train = digits.train
    page = opened(app, "improve", experiment="blur=3")
    [judged] = [
        alert.value
        for kind in ("success", "warning", "info")
        for alert in page.get(kind)
        if "95 %" in alert.value
    ]
    answers = [runs_[name][0].answers["oof"] for name in ("none", "blur=3")]
    rows = leaderboard.board("sgd").table.set_index("experiment")
    wanted = judge(train.labels, *answers, groups=train.groups, p=rows.loc["blur=3", "p"])
    assert judged == wanted.sentence
    page.session_state["experiment_look"] = "Classes"
    clean(page.run())
    [table] = [found.value for found in page.dataframe if "group" in found.value]
    for number, name in enumerate(SERIES.values()):
        row = table.set_index("group").loc[name]
        of = train.series == number
        assert row["images"] == of.sum()
        assert row["fixed"] == (~before & after & of).sum()
        assert row["broken"] == (before & ~after & of).sum()
