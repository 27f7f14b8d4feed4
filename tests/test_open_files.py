"""A class of people on a machine whose shell lets a process have few files open."""

from __future__ import annotations

import asyncio
import subprocess
import sys
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


@pytest.mark.walk
def test_seventy_people_open_the_dashboard_where_a_shell_allows_256_files(
    trained: list[str], elsewhere: Path, environment: dict[str, str]
) -> None:
    async def come(address: str) -> int:
        visits = [await Visit.open(address) for _ in range(PEOPLE)]
        await asyncio.gather(*(visit.move() for visit in visits))
        await asyncio.gather(*(visit.close() for visit in visits))
        return len(visits)

    at = f"127.0.0.1:{free_port()}"
    words = ["-m", "streamlit", "run", str(HOME), "--server.port", at.partition(":")[2]]
    with serving(["-c", NARROW, *words], elsewhere, environment, f"http://{at}/_stcore/health"):
        assert asyncio.run(come(f"ws://{at}/_stcore/stream")) == PEOPLE
