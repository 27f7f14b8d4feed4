"""L7: the canvas app with thousands of visitors one after another.

Every visitor calls /predict through Gradio's queue, as its client does, in a session of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import psutil

from bench.soak import watch
from bench.soak.noted import note

#: A one, upright and tidy, as rows of numbers.
INK = [[255 if 12 <= x <= 15 and 4 <= y <= 23 else 0 for x in range(28)] for y in range(28)]
#: Visitors that go by at first and do not count; who comes at once; kilobytes for each session.
FIRST, ROUND, EACH = 200, 20, 30.0
#: Megabytes that the second half of the sessions may add: Gradio keeps the last 1,000.
PLATEAU = 20.0


@dataclass
class Told:
    """What visitors were told: answers, and sentences of those that were turned away."""

    answered: int = 0
    busy: list[float] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)


@contextmanager
def canvas() -> Iterator[tuple[str, psutil.Process]]:
    """Run the canvas app; yield its address and its process."""
    with watch.running(watch.CANVAS) as (url, app, _):
        yield url, app


async def visit(client: httpx.AsyncClient, function: int, session: str, told: Told) -> None:
    """Call /predict once and wait for its answer."""
    begun = time.monotonic()
    call = {"data": [INK, True, True], "fn_index": function, "session_hash": session}
    joined = await client.post("/gradio_api/queue/join", json=call)
    if joined.status_code == 503 and len(joined.text.split()) > 3:
        told.busy.append(time.monotonic() - begun)
        return
    async with client.stream(
        "GET", "/gradio_api/queue/data", params={"session_hash": session}
    ) as answer:
        async for line in answer.aiter_lines():
            if "process_completed" in line:
                told.answered += '"readings": [{' in line or '"readings":[{' in line
                return
    told.others[f"{joined.status_code}, no answer"] += 1


async def function_of(client: httpx.AsyncClient) -> int:
    """Return the number of /predict."""
    functions = (await client.get("/config")).json()["dependencies"]
    return next(one["id"] for one in functions if one.get("api_name") == "predict")


async def one_after_another(url: str, app: psutil.Process, number: int) -> tuple[Told, list[float]]:
    """Let so many visit, a few at a time; return the megabytes held after each few."""
    told, held = Told(), []
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        function = await function_of(client)
        for begun in range(0, number, ROUND):
            names = [f"visitor{begun + at}" for at in range(ROUND)]
            await asyncio.gather(*(visit(client, function, name, told) for name in names))
            held.append(app.memory_info().rss / 1e6)
    return told, held


def sessions(url: str, app: psutil.Process, number: int) -> bool:
    """Let so many visit and note what their sessions cost."""
    told, held = asyncio.run(one_after_another(url, app, number))
    first = held[min(FIRST // ROUND, len(held) // 3)]
    each = (held[-1] - first) * 1000 / max(number - FIRST, 1)
    later = held[-1] - held[len(held) // 2]
    figure = (
        f"{number:,} sessions: {each:.1f} KB each ({first:.0f} MB after {FIRST}, "
        f"{held[-1]:.0f} MB at the end), {later:+.0f} MB in the second half; {told.answered:,} "
        f"answered, {len(told.busy)} told busy"
    )
    right = told.answered + len(told.busy) == number
    return note("L7", figure, each <= EACH and later <= PLATEAU and right)


def main(number: int = 5000) -> bool:
    """Let them visit and note what came out."""
    with canvas() as (url, app):
        return sessions(url, app, number)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5000)
    sys.exit(not main(parser.parse_args().times))
