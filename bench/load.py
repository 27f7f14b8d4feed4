"""Many people at once: `python -m bench.load` (about six minutes; `--seconds` for each part).

Each app runs in a process of its own and is asked in its own protocol over the loopback interface;
the people run beside it on the same processors, so that a machine of its own would do better.

`canvas_30`, `canvas_100`, `canvas_300`: people who draw once in 2, 5 and 15 s; milliseconds to the
answer (p50, p95, p99). `canvas_explained`: 30 people of whom each asks for the explanation, too.
`canvas_capacity`: answers a second when eight people never wait.
`canvas_flood`: three times as many are asked for; how many were answered, how many were told that
it is busy and how soon, and p95 of the 10 s that follow at ease.
`dashboard_30`, `dashboard_100`, `dashboard_300`: people who move a threshold once in 3, 5 and 15 s,
as the slider's script tells the server when it is let go; milliseconds until the page is done.
`memory`: what the process held before and at the end.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import os
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import numpy as np
import psutil

from bench import browsing, show
from bench.bare_calls import Call, asked
from bench.dashboard_visits import Visit, stream
from bench.drawing import pen

READ = "/gradio_api/component_server/"
CANVAS = {30: 2.0, 100: 5.0, 300: 15.0}
DASHBOARD = {30: 3.0, 100: 5.0, 300: 15.0}
#: Seconds after which somebody goes away, and people who never wait.
PATIENCE, EAGER = 20.0, 8
#: As many connections as people. One that idles is closed before the server does so, after 5 s: who
#: asks at that very moment gets no answer, and asks again if it is a browser.
MANY = httpx.Limits(max_connections=None, max_keepalive_connections=None, keepalive_expiry=2.0)


@dataclass
class Seen:
    """What people saw: milliseconds of each answer, and what became of the others."""

    took: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    failed: int = 0

    def tell(self, name: str, **facts: object) -> None:
        """Print the figures of a part."""
        for percent in (50, 95, 99):
            if self.took:
                value = np.percentile(self.took, percent)
                counts = {"n": len(self.took), "busy": len(self.busy), "errors": self.failed}
                show(f"{name}_p{percent}_ms", value, "ms", **counts, **facts)


Act = Callable[[Seen], Awaitable[None]]
Ask = Callable[[str, object], Awaitable[tuple[int, bytes]]]
Body = Callable[[str, object], dict[str, object]]


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--only", choices=["canvas", "dashboard"])
    given = parser.parse_args()
    if given.only in (None, "canvas"):
        with browsing.canvas() as url, memory("canvas"):
            asyncio.run(canvas(url, given.seconds))
    if given.only in (None, "dashboard"):
        with browsing.dashboard() as url, memory("dashboard"):
            asyncio.run(dashboard(url, given.seconds))


async def canvas(url: str, seconds: float) -> None:
    """Draw."""
    async with httpx.AsyncClient(base_url=url, timeout=PATIENCE, limits=MANY) as client:
        body, drawings = await bodies(client, "bench"), inks()
        call = calling(client, body)
        draw = drawing(call)

        async def call_once(name: str, data: object) -> tuple[int, bytes]:
            asking = asked(httpx.URL(url).netloc.decode(), Call(READ, body(name, data)))
            return await asyncio.wait_for(asking, PATIENCE)

        async def draw_and_ask(seen: Seen) -> None:
            await draw(seen)
            await call("explain", {"ink": random.choice(drawings), "model": "champion"})

        await people(EAGER, 0.0, 3.0, draw)  # what is opened at first is not counted
        for number, think in CANVAS.items():
            (await people(number, think, seconds, draw)).tell(f"canvas_{number}", think_s=think)
        (await people(30, 2.0, seconds, draw_and_ask)).tell("canvas_explained")
        seen = await people(EAGER, 0.0, seconds / 3, draw)
        rate = len(seen.took) / (seconds / 3)
        show("canvas_capacity", rate, "1/s", p95_ms=round(np.percentile(seen.took, 95)))
        flooded = await flood(3 * rate, seconds / 2, drawing(call_once))
        flooded.tell("canvas_flood", asked_per_s=round(3 * rate))
        if flooded.busy:
            show("canvas_flood_told_busy_p95_ms", np.percentile(flooded.busy, 95), "ms")
        (await people(EAGER, 1.0, 10.0, draw)).tell("canvas_after_flood")


async def bodies(client: httpx.AsyncClient, session: str) -> Body:
    """Return a function for what the pad of the canvas sends, by a function's name and its data."""
    parts = (await client.get("/config")).json()["components"]
    pad = next(part["id"] for part in parts if part["type"] == "html")

    def body(name: str, data: object) -> dict[str, object]:
        return {"component_id": pad, "session_hash": session, "fn_name": name, "data": data}

    return body


def calling(client: httpx.AsyncClient, body: Body) -> Ask:
    """Return a function that calls one of the canvas by the connections of a client."""

    async def call(name: str, data: object) -> tuple[int, bytes]:
        told = await client.post(READ, json=body(name, data))
        return told.status_code, told.content

    return call


def drawing(ask: Ask) -> Act:
    """Return somebody who draws and waits for the answer."""
    drawings = inks()

    async def draw(seen: Seen) -> None:
        begun = time.perf_counter()
        try:
            status, text = await ask("read", {"ink": random.choice(drawings)})
        except (httpx.HTTPError, OSError, TimeoutError, asyncio.IncompleteReadError):
            seen.failed += 1
            return
        took = (time.perf_counter() - begun) * 1000
        if status == 503:
            seen.busy.append(took)
        elif status == 200 and json.loads(text).get("readings"):
            seen.took.append(took)
        else:
            seen.failed += 1

    return draw


async def dashboard(url: str, seconds: float) -> None:
    """Move thresholds."""
    address = stream(url)
    for number, think in DASHBOARD.items():
        visits = [await Visit.open(address) for _ in range(number)]
        try:
            (await people(number, think, seconds, *map(moving, visits))).tell(
                f"dashboard_{number}", think_s=think
            )
        finally:
            await asyncio.gather(*(visit.close() for visit in visits))


def moving(visit: Visit) -> Act:
    """Return somebody who moves the threshold."""
    return timed(visit.move)


def timed(doing: Callable[[], Awaitable[None]]) -> Act:
    """Return somebody who does this on the dashboard, and waits until the page has run."""

    async def act(seen: Seen) -> None:
        begun = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                await doing()
        except (OSError, TimeoutError, RuntimeError):
            seen.failed += 1
            return
        seen.took.append((time.perf_counter() - begun) * 1000)

    return act


async def people(number: int, think: float, seconds: float, *acts: Act) -> Seen:
    """Let people act again and again, each after thinking; one act for all, or one each."""
    seen, until = Seen(), time.monotonic() + seconds

    async def person(act: Act) -> None:
        await asyncio.sleep(random.uniform(0, think))
        while time.monotonic() < until:
            await act(seen)
            await asyncio.sleep(random.uniform(0.5, 1.5) * think)

    await asyncio.gather(*(person(acts[at % len(acts)]) for at in range(number)))
    return seen


async def flood(rate: float, seconds: float, act: Act) -> Seen:
    """Ask so many times a second, whether it answers or not."""
    seen = Seen()

    async def person(at: int) -> None:
        await asyncio.sleep(at / rate)  # by the clock, and not so long after the one before
        await act(seen)

    await asyncio.gather(*(person(at) for at in range(int(rate * seconds))))
    return seen


def inks() -> list[str]:
    """Return drawings as the pad sends them."""
    digits = pen.load(pen.DEFAULT)[:200]
    made = [pen.render(digit.strokes) for digit in digits] if digits else [ring()]
    return [base64.b64encode(np.packbits(ink > 127).tobytes()).decode() for ink in made]


def ring() -> np.ndarray:
    """Return a plain zero, for where there are no strokes of people."""
    y, x = np.mgrid[:280, :280] - 139.5
    return (np.abs(np.hypot(y / 1.3, x) - 70) < 10).astype(np.uint8) * 255


@contextmanager
def memory(name: str) -> Iterator[None]:
    """Print what the app's process holds after the block, against before."""
    [process] = [
        child
        for child in psutil.Process(os.getpid()).children()
        if "python" in child.name() or "streamlit" in child.name()
    ]
    before = process.memory_info().rss / 1e6
    yield
    show(f"{name}_memory", process.memory_info().rss / 1e6, "MB", against=before)


if __name__ == "__main__":
    main()
