"""Two languages: every sentence has a translation, and numbers are written as the language does."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from string import Formatter

import numpy as np
import pytest
from babel import numbers as cldr
from hypothesis import given
from hypothesis import strategies as some

from core import language
from core.language import joined, nearest, ntr, number, percent, tr, using
from tools import translations

ROOT = Path(__file__).resolve().parents[1]


@cache  # not when the file is imported: each process that runs tests does that
def said() -> dict:
    return {message.id: message for message in translations.said() if message.id}


@cache
def german() -> dict:
    return {message.id: message for message in translations.translated() if message.id}


def texts(found: object) -> tuple[str, ...]:
    return found if isinstance(found, tuple) else (str(found),)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def fault_of(sentence: str | tuple[str, ...]) -> str:
    """Return what is wrong with the German of a sentence, "" if nothing is."""
    if sentence not in german():
        return "not in core/language/de.po: run `make translations` and translate it"
    own = german()[sentence]
    if own.fuzzy or not all(texts(own.string)):
        return "not translated"
    if any("{" in text for text in texts(sentence)):
        wanted = set.union(*map(places, texts(sentence)))
        if set.union(*map(places, texts(own.string))) != wanted:
            return "other places"
    both = (*texts(sentence), *texts(own.string))
    ends = [(text[:1] == " ", text[-1:] == " ") for text in both]
    return "" if len(set(ends)) == 1 else "other spaces around it"


def test_every_sentence_has_a_german_one_with_the_same_places() -> None:
    assert len(said()) > 1000
    assert {one: fault for one in said() if (fault := fault_of(one))} == {}


def test_nothing_is_translated_that_is_not_said() -> None:
    assert sorted(map(str, german().keys() - said().keys())) == []


def test_what_gettext_reads_is_the_catalogue() -> None:
    with using("de"):
        for sentence, message in german().items():
            if isinstance(sentence, tuple):
                one, many = sentence
                given = dict.fromkeys(places(one + many) - {"n"}, 1)
                first, others = message.string
                assert ntr(one, many, 1, **given) == _filled(first, 1, given)
                assert ntr(one, many, 7, **given) == _filled(others, 7, given)
            else:
                assert tr(sentence) == message.string


def _filled(text: str, n: int, given: dict[str, int]) -> str:
    with using("de"):
        return language.sentences._SPOKEN.format(text, n=n, **given)


def test_what_scripts_say_is_sent_to_them() -> None:
    """`say` in a component's script finds only what its Python file marks."""
    widgets = ROOT / "dashboard" / "widgets"
    spoken = {
        bytes(text, "utf-8").decode("unicode_escape")
        for path in widgets.glob("*.js")
        for text in re.findall(r"""say\(\s*"((?:[^"\\]|\\.)*)\"""", path.read_text("utf-8"))
    }
    assert len(spoken) > 20
    assert spoken <= said().keys()


def test_no_sentence_is_said_before_there_is_a_reader() -> None:
    """In what is imported once, a sentence at the level of the module would stay English."""
    wrong = []
    for folder in translations.SOURCES:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "views" in path.parts:  # run once for each visit
                continue
            tree = ast.parse(path.read_text("utf-8"))
            later = {
                id(inner)
                for node in ast.walk(tree)
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
                for part in (node.body if isinstance(node.body, list) else [node.body])
                for inner in ast.walk(part)
            }
            wrong += [
                f"{path.relative_to(ROOT)}:{node.lineno}"
                for node in ast.walk(tree)
                if isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("tr", "ntr")
                and id(node) not in later
            ]
    assert wrong == []


def test_sentences_are_said_where_they_can_be_found() -> None:
    """A sentence that is put together before it is looked up is never found."""
    wrong = []
    for folder in translations.SOURCES:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if path.is_relative_to(translations.FOLDER):
                continue
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                    continue
                if node.func.id in ("tr", "ntr") and any(
                    isinstance(text, ast.JoinedStr | ast.BinOp) for text in node.args[:2]
                ):
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert wrong == []


def test_a_sentence_is_said_in_the_readers_language() -> None:
    assert tr("Language") == "Language"
    with using("de"):
        assert tr("Language") == "Sprache"
        assert tr("Nobody ever said {this}.", this=1.5) == "Nobody ever said 1,5."
    assert tr("Braces {stay} where nothing is put in.") == "Braces {stay} where nothing is put in."
    with using("xx"):
        assert tr("Language") == "Language"


def test_the_environment_says_what_commands_speak(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language.readers, "_asked", lambda: None)
    monkeypatch.setenv(language.VARIABLE, "de")
    assert tr("Language") == "Sprache"


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ("de", "de"), ("de-CH", "de"), ("de_AT", "de"), ("DE", "de"), ("en-US,de", "en"),
        ("fr, de;q=0.8", "de"), ("fr", "en"), ("", "en"), (None, "en"), ("den", "en"),
    ],
)  # fmt: skip
def test_a_browser_gets_the_nearest_language(wanted: str | None, code: str) -> None:
    assert nearest(wanted) == code


@given(some.floats(-1e9, 1e9), some.integers(0, 4), some.sampled_from(["en", "de"]))
def test_numbers_are_written_as_the_unicode_consortium_says(
    value: float, decimals: int, code: str
) -> None:
    value = round(value, decimals)
    form = "#,##0" + ("." + "0" * decimals if decimals else "")
    with using(code):
        written = number(value, f",.{decimals}f")
    assert (
        written.replace("−", "-")
        == cldr.format_decimal(value, form, locale=code, decimal_quantization=False)
        or float(value) == 0
    )


def test_a_per_cent_stands_apart_and_a_minus_is_a_real_one() -> None:
    assert percent(0.9704) == "97.04\u00a0%"
    assert number(-1234.5, ",.1f") == "−1,234.5"
    assert number(np.float32(0.5), ".0%") == "50\u00a0%"
    assert number(np.int64(60000), ",") == "60,000"
    assert number("a-b,c.d") == "a-b,c.d"
    with using("de"):
        assert percent(0.9704) == "97,04\u00a0%"
        assert tr("{n:,} of {share:.1%}", n=60000, share=0.125) == "60.000 of 12,5\u00a0%"
        assert number(-1234.5, ",.1f") == "−1.234,5"
        assert number("1.5") == "1.5"


def test_words_are_listed() -> None:
    assert joined(["a"]) == "a"
    assert joined(["a", "b", "c"]) == "a, b and c"
    with using("de"):
        assert joined(["a", "b"]) == "a und b"


def test_what_is_said_inside_an_f_string_is_found_too() -> None:
    code = (
        """f"{tr('one')}, {ntr('an image', '{n} images', n)} {other('no')}" + tr("two" " more")"""
    )
    assert translations.sentences(code) == ["one", ("an image", "{n} images"), "two more"]


def test_classes_of_one_side_are_joined_as_the_language_does() -> None:
    assert language.either(["1", "7"]) == "1 or 7"
    with using("de"):
        assert language.either(["1", "7"]) == "1 oder 7"
        assert language.either([]) == ""
