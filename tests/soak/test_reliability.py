"""docs/reliability.md names tests that exist, and is what its command writes."""

from __future__ import annotations

import re

import pytest

from bench.reliability import catalogue, page
from bench.soak import __main__ as soak
from bench.soak import noted

ENTRIES = catalogue.entries()


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_test_that_is_named_exists(entry: catalogue.Entry) -> None:
    for file, name in entry.tests:
        assert name in catalogue.tests_in(file), f"{file}::{name}"
    assert entry.by or entry.open, "what is not tried has a reason"


def test_every_command_that_is_named_exists() -> None:
    makefile = (catalogue.ROOT / "Makefile").read_text(encoding="utf-8")
    for command in {one for entry in ENTRIES for one in entry.by if "::" not in one}:
        if target := re.fullmatch(r"make ([a-z]+)", command):
            assert f"\n{target[1]}:" in makefile
            continue
        module, *words = command.removeprefix("python -m ").split()
        place = catalogue.ROOT / module.replace(".", "/")
        assert place.with_suffix(".py").exists() or (place / "__main__.py").exists()
        if module == "bench.soak":
            assert words[1] in soak.OPTIONS


def test_a_row_names_the_runs_that_require_it_and_ci_calls_all_but_the_slow_one() -> None:
    places = {"tests/test_watched.py": "an_app_says_how_it_is_notes_requests_and_ends_at_once"}
    places |= {"tests/storage/test_jobs.py": "a_job_that_cannot_start_says_why"}
    by = tuple(f"{file}::test_{name}" for file, name in places.items())
    told = catalogue.required(catalogue.Entry("F18", "ended", by))
    assert told == "required by `make test` and `make test-walks`"
    slow = (
        "tests/canvas/test_bad_calls.py::test_ten_thousand_bad_calls_leave_the_servers_memory_flat"
    )
    assert catalogue.required(catalogue.Entry("L8", "many", (slow,))).endswith("`make test-slow`")
    called = (catalogue.ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert {"step make test", "step make test-walks"} <= set(called)


def test_the_document_is_what_the_command_writes() -> None:
    written = page.PLACE.read_text(encoding="utf-8")
    assert written == page.text(ENTRIES), "run `python -m bench.reliability --write`"


def test_the_catalogue_is_whole_and_every_figure_belongs_to_it() -> None:
    names = [entry.name for entry in ENTRIES]
    for letter, last in {"L": 13, "F": 24, "B": 16, "D": 10, "I": 7, "S": 8}.items():
        assert [name for name in names if name[0] == letter] == [
            f"{letter}{number}" for number in range(1, last + 1)
        ]
    assert set(noted.stored()) <= set(names)


def test_what_did_not_hold_is_said() -> None:
    result = {"figure": "3 of 4", "passed": False}
    line = page.row(catalogue.Entry("F1", "killed", ("make test",)), result)
    assert line == "| F1 | killed | `make test` | **did not hold**: 3 of 4 |"
    assert "nothing | *open*: why" in page.row(catalogue.Entry("F1", "killed", (), "why"), None)
