"""The canvas in German: every text of its page, and what its functions answer."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest

from canvas import app
from canvas.speaking import WORDS, spoken, words
from core.drawing import refusals

STATIC = app.STATIC
#: Words that are the same in both languages, and names.
KEPT = {"English", "Deutsch", "npz", "IDX", "CSV"}


def texts_of_the_page() -> set[str]:
    page = (STATIC / "pad.html").read_text("utf-8")
    found = [text.strip() for text in re.findall(r">([^<>]+)<", page)]
    found += re.findall(r'(?:title|aria-label)="([^"]+)"', page)
    return {html.unescape(text) for text in found if re.search(r"[A-Za-z]{2}", text)} - KEPT


def texts_of_the_scripts() -> set[str]:
    found: set[str] = set()
    for name in app.SCRIPTS:
        script = (STATIC / name).read_text("utf-8")
        for inside in re.findall(r"\bword\(([^;]*)", script):
            found |= set(re.findall(r'"((?:[^"\\\\])*[a-z]{2}[^"\\\\]*)"', inside.split(", {")[0]))
    return {text for text in found if " " in text}


def test_every_text_of_the_page_has_a_german_one() -> None:
    german = words()["de"]
    assert texts_of_the_page() <= set(WORDS)
    assert len(texts_of_the_scripts()) > 20
    assert {t for t in texts_of_the_scripts() if t not in WORDS} == set()
    same = {text for text, said in german.items() if text == said}
    assert same == set()


@pytest.mark.parametrize(
    ("function", "sent", "sentence"),
    [
        (app.read, {"ink": 3}, "kam nicht vollständig an"),
        (app.digit, {"index": -1}, "Diese Testziffer gibt es nicht: 0 bis 9.999 wählen."),
    ],
)
def test_an_answer_is_in_the_language_that_the_page_names(
    function: Callable, sent: dict, sentence: str
) -> None:
    assert sentence in spoken(function)({**sent, "language": "de"})["error"]
    english = spoken(function)(sent)["error"]
    assert sentence not in english
    for wrong in ("xx", 5, None, ["de"]):
        assert spoken(function)({**sent, "language": wrong})["error"] == english


def test_a_refusal_is_in_german(trained: list[str]) -> None:
    blank = spoken(app.read)({"ink": "AAAA" * 0 or "", "language": "de"})
    assert refusals.named("blank").sentence == refusals.SENTENCES["blank"]
    assert "Zeichnung" in blank["error"] or "gezeichnet" in str(blank)


def test_models_are_called_by_their_german_names(trained: list[str]) -> None:
    titles = [reader["title"] for reader in spoken(app.hello)({"language": "de"})["readers"]]
    assert "Random Forest" in titles
    assert "Random forest" in [r["title"] for r in spoken(app.hello)({})["readers"]]
