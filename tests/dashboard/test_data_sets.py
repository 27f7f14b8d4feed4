"""Every page on a data set that is not MNIST: its numbers, its class names, and no digits."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, confusion_matrix, precision_score, recall_score
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Element

from app_pages import HOME, clean, component, page_at
from core.analysis import handover
from core.analysis.receipts import receipt
from core.analysis.verdicts import Verdicts
from core.evaluation import calibration
from core.evaluation.metrics import count
from core.evaluation.scores import Scores
from core.rules.binary import OneVsRest
from core.training import artifacts
from shapes import CLASSES, shapes
from widgets.scatter import unpacked

ROOT = str(Path(__file__).resolve().parents[2])
PAGES = (
    "overview", "thresholds", "decisions", "confusions", "misread", "image", "compare", "map",
    "verdicts",
)  # fmt: skip
ABOUT_DIGITS = ("draw", "handwriting")
LESSONS = ("binary", "multiclass", "error_analysis", "multilabel", "multioutput", "exercises")


def opened(page: str = "overview", **address: str) -> AppTest:
    return clean(page_at(page, **{"dataset": "shapes", "model": "sgd", **address}).run())


def seen(app: AppTest) -> str:
    """Return all that is sent to the browser but the pictures and what only programs read."""
    said: list[str] = []

    def walk(node: Element | Block) -> None:
        proto = getattr(node, "proto", None)
        if proto is not None:
            said.append(str(proto))
        for child in getattr(node, "children", {}).values():
            walk(child)

    walk(app.main)
    walk(app.sidebar)
    text = re.sub(r"data:image/png;base64,[\w+/=]*", "", "\n".join(said))
    text = re.sub(r"<style>.*?</style>", "", text, flags=re.S)
    programs = re.compile(r"\s*(id|url|url_pathname|(css|js|html)_content|component_name):")
    return "\n".join(line for line in text.split("\n") if not programs.match(line))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_on_another_data_set_and_says_nothing_of_digits(
    two_sets: Path, page: str
) -> None:
    app = opened(page)
    assert app.title
    assert app.query_params["dataset"] == "shapes"
    text = seen(app)
    assert re.findall(r".{0,80}digit.{0,40}", text, re.I) == []
    if page != "verdicts":  # there are none yet
        assert all(name in text for name in CLASSES)


@pytest.mark.parametrize("page", ABOUT_DIGITS)
def test_pages_about_digits_say_so_in_one_sentence(two_sets: Path, page: str) -> None:
    app = opened(page)
    [said] = app.info
    assert said.value == "This page is about MNIST; choose that data set in the sidebar."
    assert not [*app.main.button, *app.dataframe, *app.get("plotly_chart"), *app.header]


@pytest.mark.parametrize("page", LESSONS)
def test_lessons_say_that_they_are_about_mnist(two_sets: Path, page: str) -> None:
    app = opened(f"learn/{page}")
    assert app.info[0].value == "The lessons are about MNIST, whatever data set is chosen."
    assert app.query_params["dataset"] == "shapes"


def scores(name: str = "sgd", which: str = "test") -> Scores:
    return artifacts.open_scores(name, which, "shapes")


def test_overview_has_the_accuracy_and_recalls_of_this_data_set(two_sets: Path) -> None:
    html = " ".join(element.proto.body for element in opened().get("html"))
    shown = dict(
        re.findall(
            r'<th scope="row">([^<]+)</th><td data-name="Accuracy">(?:<strong>)?([\d.]+)\s%', html
        )
    )
    for name, title in [("sgd", "Linear (SGD, hinge)"), ("forest", "Random forest")]:
        found = scores(name)
        accuracy = accuracy_score(found.labels, found.predicted())
        assert float(shown[title]) == pytest.approx(100 * accuracy, abs=0.005)
        recalls = recall_score(found.labels, found.predicted(), average=None)
        for label, recall in zip(CLASSES, recalls, strict=True):
            assert f"{title}: recall of {label} is {100 * recall:.2f}\u00a0%" in html
    assert len(shown) == 3  # the shipped champion is of other images


def test_the_matrix_counts_and_a_cell_shows_its_tiles(two_sets: Path) -> None:
    found = scores()
    counts = confusion_matrix(found.labels, found.predicted())
    wrong = counts - np.diag(np.diag(counts))
    i, j = np.unravel_index(wrong.argmax(), wrong.shape)
    assert wrong[i, j] > 1
    app = opened("confusions", true=str(i), read_as=str(j))
    matrix = component(app, "shade")
    assert (matrix["rows"], matrix["columns"]) == ([*CLASSES], [*CLASSES])
    shown = [[int(text or 0) for text in row] for row in matrix["text"]]
    assert shown == counts.tolist()
    tiles = component(app, "ids")
    assert (
        sorted(tiles["ids"])
        == np.flatnonzero((found.labels == i) & (found.predicted() == j)).tolist()
    )
    assert (tiles["image"], tiles["tile"]) == ([24, 20], [56, 47])
    assert tiles["marks"][0] == f"{CLASSES[i]}→{CLASSES[j]}"
    assert app.selectbox(key="true").options == ["any", *CLASSES]


def test_thresholds_count_the_images_of_a_named_class(two_sets: Path) -> None:
    app = opened("thresholds", positive="2", threshold="0")
    found = scores()
    truth, called = found.labels == 2, found.values[:, 2] >= 0
    slider = component(app, "rows")
    assert slider["names"] == ["cross", "not cross"]
    [row] = [row for row in slider["rows"] if row[0] == 0]
    counts = dict(zip((0, 1), confusion_matrix(truth, called)[:, 1].tolist(), strict=True))
    assert counts[1] in row
    assert counts[0] in row
    precision = precision_score(truth, called)
    html = " ".join(element.proto.body for element in app.get("html"))
    [judged] = re.findall(r'row">Precision</th>.*?data-name="Judged">([^<]+)<', html)
    assert judged == f"{100 * precision:.2f}\u00a0%"


def test_misread_compare_and_map_are_of_this_data_set(two_sets: Path) -> None:
    one, other = scores("sgd"), scores("forest")
    wrong = int((one.predicted() != one.labels).sum())
    app = opened("misread")
    assert app.header[0].value == f"{wrong} misread"
    assert "Disputed label" not in seen(app)
    app = opened("compare", rows="sgd", columns="forest")
    apart = int((one.predicted() != other.predicted()).sum())
    assert any(f"**{apart:,}** of 200 images" in text.value for text in app.markdown)
    sent = component(opened("map"), "palette")
    assert unpacked(sent["colours"]).tolist() == one.labels.tolist()
    assert [name for name in sent["names"] if name] == [*CLASSES]


@pytest.mark.parametrize("model", ["sgd", "forest"])
@pytest.mark.parametrize("part", ["Nearest training images", "Where the evidence lies"])
def test_the_close_up_knows_the_size_of_an_image(two_sets: Path, model: str, part: str) -> None:
    app = opened("image", model=model, index="7")
    app.session_state["digit_part"] = part
    clean(app.run())
    assert app.title[0].value == "Image at index 7"
    assert re.findall(r".{0,80}digit.{0,40}", seen(app), re.I) == []
    if part.startswith("Nearest"):
        train, test = shapes().train, shapes().test
        label = int(test.labels[7])
        mine = np.flatnonzero(train.labels == label)
        apart = train.images[mine].astype(float) - test.images[7]
        nearest = mine[np.argsort((apart**2).sum(axis=(1, 2)), kind="stable")][:6]
        assert component(app, "ids")["ids"] == nearest.tolist()


def test_a_verdict_belongs_to_its_data_set(two_sets: Path) -> None:
    app = opened("image", index="7")
    app.radio(key="choice_test_7").set_value("label wrong")
    right = next(box for box in app.selectbox if box.label.endswith("it should be"))
    right.select(3)
    clean(app.button[-1].click().run())
    [kept] = Verdicts(two_sets).all("shapes")
    assert (kept.index, kept.should_be) == (7, 3)
    assert Verdicts(two_sets).all("mnist") == []
    app = clean(app.switch_page("views/verdicts.py").run())
    assert app.dataframe[0].value["Should be"].tolist() == ["bar"]
    labels = scores().labels.copy()
    labels[7] = 3
    shares = [np.mean(values == scores().predicted()) for values in (scores().labels, labels)]
    assert [m.value for m in app.metric[:2]] == [f"{100 * share:.2f}\u00a0%" for share in shares]
    Verdicts(two_sets).withdraw("shapes", "test", 7)


@pytest.mark.parametrize("name", ["nowhere", "../mnist", "Shapes", ""])
def test_a_data_set_that_does_not_exist_gets_one_notice(two_sets: Path, name: str) -> None:
    app = AppTest.from_file(HOME, default_timeout=90)
    app.query_params["dataset"] = name
    clean(app.run())
    assert [w.value for w in app.warning] == [
        "“dataset” in the address is not valid here; the default is used."
    ]
    assert app.selectbox(key="dataset").value == "mnist"
    assert "dataset" not in app.query_params


def test_a_class_that_the_data_set_lacks_gets_one_notice(two_sets: Path) -> None:
    app = AppTest.from_file(HOME, default_timeout=90)
    app.query_params.update({"dataset": "shapes", "true": "7"})
    clean(app.run())
    assert ["not valid" in warning.value for warning in app.warning] == [True]
    assert app.session_state["true"] == "any"


def test_switching_keeps_nothing_of_the_data_set_before(two_sets: Path) -> None:
    app = AppTest.from_file(HOME, default_timeout=90)
    app.query_params.update(
        {
            "model": "champion", "digit": "8", "positive": "8.9", "against": "1",
            "threshold": "0.9", "true": "9", "read_as": "4", "also": "3-5", "index": "5000",
            "lasso": "pca.947", "offsets": "0_0_0_0_0_0_0_0_0_1", "costs": "4.9.10",
            "cells": "9-4", "reasons": "disputed", "others": "sgd", "split": "oof",
        }
    )  # fmt: skip
    clean(app.run())
    assert not app.warning
    clean(app.switch_page("views/confusions.py").run())
    clean(app.selectbox(key="dataset").select("shapes").run())
    assert not app.warning
    assert dict(app.query_params) == {
        "dataset": "shapes", "model": "forest", "split": "oof"
    }  # fmt: skip
    found = scores("forest", "oof")
    counts = confusion_matrix(found.labels, found.predicted())
    shown = component(app, "shade")["text"]
    assert [[int(text or 0) for text in row] for row in shown] == counts.tolist()
    for page in (*PAGES, "handwriting", "draw"):
        clean(app.switch_page(f"views/{page}.py").run())
        assert not app.warning
    clean(app.selectbox(key="dataset").select("mnist").run())
    assert app.session_state["digit"] == 5
    assert "dataset" not in app.query_params


def test_the_sidebar_begins_with_the_data_set_also_if_there_is_one(trained: list[str]) -> None:
    app = clean(AppTest.from_file(HOME, default_timeout=90).run())
    first = app.sidebar.selectbox[0]
    assert (first.label, first.options, first.value) == ("Data set", ["mnist"], "mnist")


@pytest.mark.parametrize("rule", [OneVsRest(2, 0.5), OneVsRest(2, 0.5, "temperature")], ids=str)
def test_the_receipt_and_the_exported_program_run(two_sets: Path, rule: OneVsRest) -> None:
    found = scores("forest")
    if rule.scale != "own":
        found = calibration.fit(scores("forest", "oof"), rule.scale).apply(found)
    called = rule.decided(found)
    manifest = artifacts.open_manifest("forest", "shapes")
    paper = receipt("counts", manifest, "test", rule, CLASSES)
    assert paper.facts["rule"].startswith("cross against the rest at 0.5")
    wanted = count(found.labels == 2, called)
    program = handover.code("forest", rule, "shapes", CLASSES)
    environment = {**os.environ, "PYTHONPATH": ROOT, "DIGIT_STUDIO_ARTIFACTS": str(two_sets)}
    for code, said in (
        (paper.code, str(wanted)),
        (program, f"{called.sum()} of 200 test images are called positive"),
    ):
        words = [sys.executable, "-c", code]
        told = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
        assert told.stdout.strip() == said


def test_a_lesson_leads_to_mnist_whatever_is_chosen(two_sets: Path) -> None:
    def page() -> None:
        from session import lesson_links, visit

        visit.begin()
        lesson_links.look_for_digit(7)
        visit.begin()
        visit.publish()

    app = AppTest.from_function(page, default_timeout=60)
    app.query_params.update({"dataset": "shapes", "positive": "1.2"})
    clean(app.run())
    assert dict(app.query_params) == {"model": "forest", "digit": "7"}
    assert app.session_state.positive == [7]
