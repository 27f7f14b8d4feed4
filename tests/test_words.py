"""What a person reads is plain English, and names are the field's: no phrase of the old dialect."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
THINGS = "model|image|class|digit|row|line|column|page|pixel|epoch|command|file|stage|writer|series"
#: What is not to be written, and what to write instead.
WORDS = {
    r"\banew\b": "again",
    r"\brightly\b": "correctly",
    r"\bmend(s|ed|ing)?\b": "fix",
    r"\b(one|two|a) (row|score|column|line|entry|file|object|figure|module) an? "
    rf"({THINGS})\b": "per",
    r"\b(is|are) no (port|picture|drawing|digits?|probabilities|error|rule|fives|part of)\b": (
        "is not a"
    ),
    r"should be a \w+ is none": "is not valid",
    r"name of ours\b": "invalid name",
    r"last good costs": "the last valid costs stay in use",
    r"[Cc]onfusions that come back": "systematic confusions",
    r"another model cures": "fixed by another model",
    r"[Aa]verage faces": "mean images",
    r"[Ss]et out with": "target",
    r"\"Judged on\"": "data split",
    r"\b[Ll]ay over\b": "compare with",
    r"Take it away": "export",
    r"\b([Ll]eave|[Ll]eft) unread\b|\b[Nn]ot read\b": "reject; rejected",
    r"probabilities be believed": "calibration",
    r"came true|probability said": "observed frequency; predicted probability",
    r"[Cc]hosen here, judged there": "chosen on out-of-fold, judged on test",
    r"little sister": "smaller, faster ensemble",
    r"\bfalse alarms?\b": "false positives",
}
#: Names in code that the field calls otherwise.
NAMES = {
    r"\bCommittee\b": "CnnEnsemble",
    r"\bstep_size\b": "learning_rate",
    r"\balarms?\b": "false positive",
    r"\broc_area\b": "roc_auc",
    r"\baverage_faces\b": "mean_images",
    r"\bcame_true\b": "observed",
    r"\bcures\b": "fixed_by",
    r"\bNOT_READ\b": "REJECTED",
    r"\bclass (Aim|Value|Case|Digits)\b": "ThresholdChoice, Setting, SplitView, LabelledImages",
    r"\.reach\b": "quantile",
}
#: Files in which a phrase may stand: this one, and what is of others.
ALLOWED = {"tests/test_words.py", "LICENSE", "requirements.txt"}


def files(*endings: str) -> list[str]:
    """Return the project's own files with these endings."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return [name for name in listed if name.endswith(endings) and name not in ALLOWED]


def found(pattern: str, names: list[str]) -> list[str]:
    """Return the places where a pattern stands."""
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name in names
        if (REPOSITORY / name).exists()
        for number, line in enumerate((REPOSITORY / name).read_text("utf-8").splitlines(), start=1)
        if re.search(pattern, line)
    ]


@pytest.mark.parametrize(("pattern", "plain"), WORDS.items(), ids=WORDS.values())
def test_texts_are_plain_english(pattern: str, plain: str) -> None:
    assert found(pattern, files(".py", ".md", ".js", ".html", ".css", "Makefile")) == [], plain


@pytest.mark.parametrize(("pattern", "plain"), NAMES.items(), ids=NAMES.values())
def test_names_are_the_fields(pattern: str, plain: str) -> None:
    assert found(pattern, files(".py", ".js")) == [], plain


def test_the_search_finds_what_it_looks_for(tmp_path: Path) -> None:
    sentences = "one row a model; is no port; drawn anew; Lay over; not read; what is none."
    assert sum(bool(re.search(pattern, sentences)) for pattern in WORDS) == 5
    assert len(files(".py")) > 200
