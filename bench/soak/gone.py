"""L13: pages that go away while they wait, and what the apps hold of them afterwards.

500 pages of the canvas ask for a drawing's explanation and close their connection at once; as many
pages of the dashboard are opened and closed before they have run. 150 of each go first: Streamlit
keeps the last 128 pages that went away for two minutes. What each app holds then is compared with
what it holds after the 500 and two more minutes; at the end somebody asks and is answered.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import Awaitable, Callable

import httpx
import psutil

from bench import load
from bench.bare_calls import Call, connected
from bench.dashboard_visits import Visit, stream
from bench.soak import growth, watch
from bench.soak.noted import note

FIRST, NUMBER, AT_ONCE = 150, 500, 10
#: Seconds after which Streamlit forgets a page that went away, and a little more.
FORGOTTEN = 130.0
#: Seconds within which whoever asks then is answered.
SOON = 1.0

Go = Callable[[], Awaitable[None]]


async def go(number: int, leave: Go) -> None:
    """Let so many come and go, a few at a time."""
    for _ in range(0, number, AT_ONCE):
        await asyncio.gather(*(leave() for _ in range(AT_ONCE)))


async def held(leave: Go, ask: Go, process: psutil.Process) -> tuple[growth.Held, growth.Held]:
    """Return what an app holds before and after the 500 have gone."""
    looks = []
    for number in (FIRST, NUMBER):
        await go(number, leave)
        await asyncio.sleep(FORGOTTEN)
        await ask()  # what is too old is dropped when the next one goes away
        await asyncio.sleep(5.0)
        looks.append(growth.look(process))
    return looks[0], looks[1]


async def canvas(url: str, process: psutil.Process) -> tuple[str, bool]:
    """Let pages of the canvas go away; return the figures in words, and whether they are right."""
    async with httpx.AsyncClient(base_url=url, timeout=load.PATIENCE) as client:
        body, drawings = await load.bodies(client, "gone"), load.inks()
        call = load.calling(client, body)

        def drawn() -> dict[str, str]:
            return {"ink": random.choice(drawings), "model": "champion"}

        async def leave() -> None:
            host = httpx.URL(url).netloc.decode()
            _, writer = await connected(host)
            writer.write(Call(load.READ, body("explain", drawn())).bytes(host))
            await writer.drain()
            writer.close()

        async def ask() -> None:
            for name in ("read", "explain"):
                status, text = await call(name, drawn())
                assert status == 200, text

        before, after = await held(leave, ask, process)
        begun = time.perf_counter()
        await ask()
        return judged("canvas", before, after, time.perf_counter() - begun)


async def dashboard(url: str, process: psutil.Process) -> tuple[str, bool]:
    """Let pages of the dashboard go away; return as `canvas` does."""
    address = stream(url)

    async def leave() -> None:
        await Visit.leave(address)

    async def ask() -> None:
        visit = await Visit.open(address)
        await visit.move()
        await visit.close()

    before, after = await held(leave, ask, process)
    begun = time.perf_counter()
    await ask()
    return judged("dashboard", before, after, time.perf_counter() - begun)


def judged(name: str, before: growth.Held, after: growth.Held, took: float) -> tuple[str, bool]:
    """Return what was left of the pages, in words, and whether it is little enough."""
    more = {what: getattr(after, what) - getattr(before, what) for what in growth.MORE}
    words = (
        f"{name}: memory {more['memory']:+.0f} MB, files {more['files']:+.0f}, threads "
        f"{more['threads']:+.0f}, the next one answered in {took:.2f} s"
    )
    return words, took <= SOON and all(more[what] <= most for what, most in growth.MORE.items())


def main() -> bool:
    """Let pages of both apps go away and note what came out."""

    async def both(first: str, app: psutil.Process, second: str, other: psutil.Process) -> list:
        return await asyncio.gather(canvas(first, app), dashboard(second, other))

    with watch.running(watch.CANVAS) as one, watch.running(watch.DASHBOARD) as two:
        found = asyncio.run(both(*one[:2], *two[:2]))
    words = "; ".join(told for told, _ in found)
    return note("L13", f"{NUMBER} pages of each gone: {words}", all(right for _, right in found))


if __name__ == "__main__":
    sys.exit(not main())
