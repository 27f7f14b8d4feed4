"""The long part, a little of each: what `make soak` repeats is tried a few times on every run."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import streamlit as st

from bench.soak import addresses, few, flips, forked, fuzz, growth, kills
from core.data import sets
from core.storage import paths
from session import visit
from session.parameters import Parameter


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let trainings take moments, until the test is over."""
    monkeypatch.setattr(sets, "load", sets.load)
    few.use()


def test_f1_after_every_kill_the_last_complete_models_open(quick: None, tmp_path: Path) -> None:
    found = kills.kill(3, tmp_path, seed=7)
    assert found.killed == 3
    assert found.right


def test_f5_a_flipped_bit_in_a_file_of_any_kind_is_refused(quick: None, tmp_path: Path) -> None:
    found = flips.flip(38, tmp_path, seed=8)
    assert len(found) == 19
    for kind, said in found.items():
        assert said == {"refused": 2}, kind


@pytest.mark.parametrize("reader", fuzz.READERS, ids=lambda one: one.name)
def test_b6_a_damaged_file_is_read_or_refused_in_a_sentence_and_leaves_no_memory(
    reader: fuzz.Reader,
) -> None:
    assert forked.ended(forked.begin(lambda: fuzz.tried(reader, 60))) == 0


@pytest.mark.parametrize("parameter", visit.PARAMETERS, ids=lambda found: found.name)
def test_d5_what_is_read_of_an_address_is_written_so_that_it_is_read_again(
    parameter: Parameter[Any],
) -> None:
    addresses.try_parameter(parameter, 40)


@pytest.fixture
def borrowed(trained: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the pages see the studio's data and models in a folder of the test's own."""
    monkeypatch.setattr(paths, "ARTIFACTS", paths.ARTIFACTS)
    addresses.borrow(tmp_path)
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def test_d5_any_address_opens_a_page(borrowed: None) -> None:
    addresses.try_page("views/confusions.py", 3)


@pytest.mark.slow
@pytest.mark.parametrize("page", addresses.PAGES)
def test_d5_any_address_opens_every_page(borrowed: None, page: str) -> None:
    addresses.try_page(page, 20)


SERVER = """
import os, sys
kept = []
print("ready", flush=True)
for line in sys.stdin:
    drawing = os.urandom(80_000)
    if len(sys.argv) > 1:
        kept.append(drawing)
    print("answer", flush=True)
"""


def served(*leaks: str, asked: int = 1000) -> list[growth.Held]:
    """Ask a small server so many times and look at it now and then."""
    command = [sys.executable, "-c", SERVER, *leaks]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdout.readline()
        process, looks = psutil.Process(server.pid), []
        for number in range(asked):
            server.stdin.write("drawing\n")
            server.stdin.flush()
            server.stdout.readline()
            if number % 10 == 0:
                looks.append(growth.look(process))
        server.stdin.close()
    return looks


def test_l9_a_planted_leak_is_noticed_and_a_sound_server_is_not_blamed() -> None:
    assert growth.leaks(served()) == []
    [told] = growth.leaks(served("leaks"))
    assert "MB of memory" in told


def test_what_grows_only_at_first_is_no_leak() -> None:
    filling = [growth.Held(100 + 20 * min(at, 40), 10, 5) for at in range(100)]
    assert growth.leaks(filling) == []
    opening = [growth.Held(100, at, at) for at in range(100)]
    assert growth.leaks(opening) == ["+45 open files", "+45 threads"]
    with pytest.raises(ValueError, match="too few"):
        growth.leaks(opening[:5])
