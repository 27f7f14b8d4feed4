"""German: every page, read as a person reads it, without an English sentence."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from app_pages import clean, page_at
from core.language import using
from core.models import registry

PAGES = (
    "overview", "thresholds", "decisions", "confusions", "misread", "image", "compare", "map",
    "verdicts", "label_errors", "improve", "draw", "handwriting", "learn/binary",
    "learn/multiclass", "learn/error_analysis", "learn/multilabel", "learn/multioutput",
    "learn/exercises", "learn/glossary",
)  # fmt: skip
#: Words of English sentences that are no words of German ones.
ENGLISH = re.compile(
    r"\b(the|and|of|are|with|which|this|that|from|their|its|by|on|to|at|is|each|one's|not|how|"
    r"images?|digits?|read|true|misread|choose|chosen|opens?|shows?|all|[Bb]etter|[Ww]orse|"
    r"probability|specificity|accuracy)\b"
)
#: What stays as it is in a German sentence: commands, addresses, code, names and sources.
KEPT = re.compile(
    r"`[^`]*`|\(https?:[^)]*\)|https?:\S+|<[^>]*>|[Oo]ut-of-fold\S*|Chapter|"
    r"Hands-On Machine Learning|\bon-?\b(?= Machine)|Powell|confident learning|Confident Learning"
)
#: A number with an English decimal point: 0.354, 265.4; a German 1.147 is a thousand.
POINT = re.compile(r"(?<![\d.-])(?:0\.\d+|\d+\.\d{1,2})(?![\d.])")
#: Attributes of an element that a person reads.
SAID = ("label", "value", "help", "placeholder", "options", "caption", "body", "alt")


def told(app: AppTest) -> Iterator[str]:
    """Yield every text of a page: what elements say, their help and options, and components."""
    for element in [*app.main, *app.sidebar]:
        yield from texts(element)


def texts(element: Any) -> Iterator[str]:
    children = getattr(element, "children", None)
    if children:
        for child in children.values():
            yield from texts(child)
    kind = getattr(element, "type", "")
    if kind in ("code", "imgs", "latex"):
        return
    if kind in ("table", "arrow_data_frame", "dataframe"):
        yield from words(element.value)
        return
    if kind == "plotly_chart":
        yield from drawn(json.loads(element.proto.spec))
        return
    for name in SAID:
        if name == "value" and hasattr(element, "options"):  # what a choice stands for
            continue
        try:
            found = getattr(element, name, None)
        except Exception:  # AppTest has no value for some of its elements
            continue
        if isinstance(found, str):
            yield re.sub(r"<style>.*?</style>", "", found, flags=re.DOTALL)
        elif name == "options" and found:
            yield from map(str, found)


def words(table: pd.DataFrame) -> Iterator[str]:
    """Yield the titles of a table and its cells that are texts."""
    yield from map(str, [*table.columns, *table.index])
    for column in table:
        yield from (cell for cell in table[column] if isinstance(cell, str))


def drawn(chart: Any) -> Iterator[str]:
    """Yield the titles, names, labels and hover texts of a chart."""
    if isinstance(chart, dict):
        for name, value in chart.items():
            if name in ("text", "name", "hovertemplate", "title", "label", "texttemplate"):
                yield from (each for each in ([value] if isinstance(value, str) else value)
                            if isinstance(each, str))  # fmt: skip
            if isinstance(value, dict | list):
                yield from drawn(value)
    elif isinstance(chart, list):
        for value in chart:
            yield from drawn(value)


def revealed(app: AppTest) -> AppTest:
    """Read a lesson without answering its question."""
    for button in app.button:
        if (button.key or "").endswith("_skip"):
            return clean(button.click().run())
    return app


@pytest.mark.parametrize("page", PAGES)
def test_a_page_in_german_says_nothing_in_english(trained: list[str], page: str) -> None:
    app = revealed(clean(page_at(page, language="de").run()))
    said = [KEPT.sub("", text) for text in told(app)]
    assert len(said) > 5
    english = [text for text in said if ENGLISH.search(text)]
    assert english == []


@pytest.mark.parametrize(
    "page", [page for page in PAGES if not page.startswith("learn/") or page == "learn/glossary"]
)
def test_a_page_in_german_writes_decimals_with_a_comma(trained: list[str], page: str) -> None:
    app = clean(page_at(page, language="de", model="forest", reject="target").run())
    said = [KEPT.sub("", text) for text in told(app) if "<style" not in text]
    assert [text for text in said if POINT.search(text)] == []


def test_a_comparison_is_told_in_german_after_it_was_told_in_english(trained: list[str]) -> None:
    english = clean(page_at("overview").run())
    assert any("Better: +" in each.value for each in english.markdown)
    german = clean(page_at("overview", language="de").run())
    (said,) = [each.value for each in german.markdown if "95-%-Intervall" in each.value]
    assert "Besser: +" in said
    assert "p\u00a0<\u00a00,001" in said


@pytest.mark.parametrize("page", ["confusions", "improve", "misread"])
def test_components_are_told_in_german(trained: list[str], page: str) -> None:
    app = clean(page_at(page, language="de").run())
    sent = [json.loads(element.proto.json) for element in app.get("bidi_component")]
    labels = [str(found[name]) for found in sent for name in ("label", "titles") if name in found]
    assert labels
    assert [label for label in labels if ENGLISH.search(KEPT.sub("", label))] == []


def test_numbers_and_names_are_written_in_german(trained: list[str]) -> None:
    app = clean(page_at("overview", language="de").run())
    html = " ".join(element.proto.body for element in app.get("html"))
    assert re.search(r'data-name="Genauigkeit">(?:<strong>)?\d\d,\d\d\u00a0%', html)
    with using("de"):
        assert registry.title("sgd") in html
    assert "10.000 Ziffern" in " ".join(header.value for header in app.header)
