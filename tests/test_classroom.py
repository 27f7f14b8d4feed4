"""A class on the dashboard: many pages where few files may be open, and many moves of one."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.dashboard_visits import Visit
from serving import free_port, serving
from session.served import MOST_VISITS, places

HOME = Path(__file__).resolve().parents[1] / "dashboard" / "Home.py"

pytest.importorskip("resource", reason="only Unix limits what a process may have open")

LOOK = """
import resource
from core.serving.open_files import allow
resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))
print(allow(1000), resource.getrlimit(resource.RLIMIT_NOFILE))
"""
#: The dashboard, begun by a shell that lets it have 256 files open, as those of macOS do.
NARROW = """
import os, resource, sys
_, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""
PEOPLE = 70


@pytest.mark.parametrize(
    ("soft", "hard", "told"),
    [
        (256, 2000, "1000 (1000, 2000)"),
        (256, 700, "700 (700, 700)"),
        (1500, 2000, "1000 (1500, 2000)"),
    ],
    ids=["raised", "as far as it may", "enough already"],
)
def test_the_limit_of_open_files_is_raised_as_far_as_is_permitted(
    soft: int, hard: int, told: str
) -> None:
    code = LOOK.format(soft=soft, hard=hard)
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == told


def test_no_more_pages_are_let_in_than_files_may_be_open() -> None:
    assert places(8192) == MOST_VISITS
    assert 50 < places(1024) < 128
    assert places(256) == 1


@pytest.fixture(scope="module")
def address(trained: list[str], elsewhere: Path, environment: dict[str, str]) -> Iterator[str]:
    """Start the dashboard by a shell that allows 256 files; return where pages connect."""
    at = f"127.0.0.1:{free_port()}"
    words = ["-m", "streamlit", "run", str(HOME), "--server.port", at.partition(":")[2]]
    with serving(["-c", NARROW, *words], elsewhere, environment, f"http://{at}/_stcore/health"):
        yield f"ws://{at}/_stcore/stream"


@pytest.mark.walk
def test_seventy_people_open_pages_where_a_shell_allows_256_files(address: str) -> None:
    async def come() -> None:
        visits = [await Visit.open(address) for _ in range(PEOPLE)]  # fails if it shows no slider
        await asyncio.gather(*(visit.move() for visit in visits))
        await asyncio.gather(*(visit.close() for visit in visits))

    asyncio.run(come())


@pytest.mark.walk
def test_of_200_moves_at_once_the_last_one_holds(address: str) -> None:
    thresholds = [round(0.1 + step * 0.004, 3) for step in range(200)]

    async def hold() -> str:
        visit = await Visit.open(address)
        ended = await visit.hurry(thresholds)
        await visit.close()
        return ended

    assert asyncio.run(hold()) == f"model=forest&threshold={thresholds[-1]}"
