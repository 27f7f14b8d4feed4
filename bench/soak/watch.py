"""L6 and L9: what both apps hold while people use them, and that a leak is noticed.

`python -m bench.soak.watch --minutes 10`: thirty people draw and thirty others move thresholds and
open pages, at the same time; then the canvas app with a planted leak, for a minute or two. Memory,
open files and threads at the end are compared with the middle; the temporary folder is the apps'
own. Neither app may hold more at the end than its `most`.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from bench import browsing, load
from bench.dashboard_visits import Visit, stream
from bench.soak import growth
from bench.soak.noted import note

PEOPLE = 30
#: Seconds that the planted leak has at most to be noticed.
LEAK = 120.0
#: Of so many things that somebody does on the dashboard one is to open another page.
OFTEN = 5
PAGES = (
    "",
    "confusions",
    "misread",
    "digit",
    "compare",
    "decisions",
    "map",
    "verdicts",
    "glossary",
)


@dataclass(frozen=True)
class App:
    """An app, its people, the seconds that each thinks, and the megabytes it may hold.

    In a watch of less than `full` minutes its caches still fill: what it holds at the end counts
    then, and not how it came to it.
    """

    command: tuple[str, ...]
    acts: Callable[[str], AbstractAsyncContextManager[list[load.Act]]]
    think: float
    most: float
    full: float = 0.0


@dataclass(frozen=True)
class Seen:
    """What was seen of an app and of its people."""

    app: App
    looks: list[growth.Held]
    people: load.Seen
    temporary: float

    def wrong(self, minutes: float) -> list[str]:
        """Return what grew or failed in so many minutes, in words."""
        found = growth.leaks(self.looks) if minutes >= self.app.full else []
        if self.looks[-1].memory > self.app.most:
            found.append(f"{self.looks[-1].memory:.0f} MB of memory")
        if self.temporary > growth.TEMPORARY:
            found.append(f"{self.temporary:.0f} MB of temporary files")
        if self.people.failed:
            found.append(f"{self.people.failed} without an answer")
        return found

    def told(self) -> str:
        """Return the figures in words."""
        more, last = growth.growth(self.looks), self.looks[-1]
        return (
            f"{len(self.people.took):,} answers, memory {more['memory']:+.0f} MB from the middle "
            f"to the end ({last.memory:.0f} MB), files {more['files']:+.0f}, threads "
            f"{more['threads']:+.0f}, temporary {self.temporary:.1f} MB, "
            f"{self.people.failed} without an answer"
        )


@asynccontextmanager
async def drawing(url: str) -> AsyncIterator[list[load.Act]]:
    """Yield what everybody does on the canvas: draw, and wait for the answer."""
    async with httpx.AsyncClient(base_url=url, timeout=load.PATIENCE, limits=load.MANY) as client:
        yield [load.drawing(load.calling(client, await load.bodies(client, "soak")))]


@asynccontextmanager
async def moving(url: str) -> AsyncIterator[list[load.Act]]:
    """Yield what each does on the dashboard: move the own threshold, now and then open a page."""
    address = stream(url)
    visits = [await Visit.open(address) for _ in range(PEOPLE)]
    look = load.timed(lambda: Visit.glance(address, random.choice(PAGES)))

    def person(visit: Visit) -> load.Act:
        move = load.moving(visit)

        async def act(seen: load.Seen) -> None:
            await (move if random.randrange(OFTEN) else look)(seen)

        return act

    try:
        yield [person(visit) for visit in visits]
    finally:
        await asyncio.gather(*(visit.close() for visit in visits))


CANVAS = App((str(browsing.ROOT / "gradio_app.py"),), drawing, 2.0, 400)
LEAKING = App((str(browsing.ROOT / "bench" / "soak" / "leaking.py"),), drawing, 2.0, 400)
DASHBOARD = App(tuple(browsing.DASHBOARD), moving, 6.0, 500, full=30.0)


def watch(seconds: float, *apps: App) -> list[Seen]:
    """Let people use apps at the same time while these are watched."""
    with ExitStack() as stack:
        started = [stack.enter_context(running(app)) for app in apps]

        async def together() -> list[Seen]:
            each = zip(apps, started, strict=True)
            return list(await asyncio.gather(*(_used(app, *at, seconds) for app, at in each)))

        return asyncio.run(together())


@contextmanager
def running(app: App) -> Iterator[tuple[str, psutil.Process, Path]]:
    """Run an app; yield its address, its process and its temporary folder."""
    port = browsing.free_port()
    url = f"http://127.0.0.1:{port}/"
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "GRADIO_SERVER_PORT": str(port),
            "STREAMLIT_SERVER_PORT": str(port),
            "TMPDIR": folder,
            "PYTHONPATH": str(browsing.ROOT),
        }
        before = set(psutil.Process(os.getpid()).children())
        with browsing.serving([*app.command], url, **settings):
            [process] = set(psutil.Process(os.getpid()).children()) - before
            yield url, process, Path(folder)


async def _used(app: App, url: str, process: psutil.Process, folder: Path, seconds: float) -> Seen:
    looks: list[growth.Held] = []

    async def look() -> None:
        while True:
            looks.append(growth.look(process))
            await asyncio.sleep(max(0.2, seconds / 300))

    async with app.acts(url) as acts:
        watching = asyncio.create_task(look())
        try:
            people = await load.people(PEOPLE, app.think, seconds, *acts)
        finally:
            watching.cancel()
    return Seen(app, looks, people, growth.size(folder))


def main(minutes: float = 10.0) -> bool:
    """Watch both apps, then the leaking one, and note what came out."""
    canvas, dashboard = watch(minutes * 60, CANVAS, DASHBOARD)
    figure = (
        f"{minutes:g} min, {PEOPLE} people on each at the same time: the canvas {canvas.told()}; "
        f"the dashboard {dashboard.told()}"
    )
    sound = note("L6", figure, not canvas.wrong(minutes) + dashboard.wrong(minutes))
    seconds = min(LEAK, max(60.0, minutes * 60 / 5))
    [leak] = watch(seconds, LEAKING)
    grown = growth.growth(leak.looks)["memory"]
    found = growth.leaks(leak.looks)
    told = "noticed" if found else "not noticed"
    figure = f"a planted leak of 78 KB per drawing is {told}: {grown:+.0f} MB in {seconds / 2:g} s"
    return note("L9", figure, bool(found)) and sound


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    sys.exit(not main(parser.parse_args().minutes))
