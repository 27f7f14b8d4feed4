"""L6 and L9: what the canvas app holds while thirty people draw, and that a leak is noticed.

`python -m bench.soak.watch --minutes 10`; then the same with a planted leak, for a fifth of it.
Memory, open files and threads at the end are compared with the middle; the temporary folder is
the app's own.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from bench import browsing, load
from bench.soak import growth
from bench.soak.noted import note

PEOPLE, THINK = 30, 2.0
APP, LEAKING = "gradio_app.py", "bench/soak/leaking.py"


@dataclass(frozen=True)
class Seen:
    """What was seen of the app and of the people."""

    looks: list[growth.Held]
    people: load.Seen
    temporary: float

    def wrong(self) -> list[str]:
        """Return what grew or failed, in words."""
        found = growth.leaks(self.looks)
        if self.temporary > growth.TEMPORARY:
            found.append(f"{self.temporary:.0f} MB of temporary files")
        if self.people.failed:
            found.append(f"{self.people.failed} drawings without an answer")
        return found


def watch(program: str, seconds: float) -> Seen:
    """Let people draw while the app is watched."""
    port = browsing.free_port()
    url = f"http://127.0.0.1:{port}/"
    before = set(psutil.Process(os.getpid()).children())
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "GRADIO_SERVER_PORT": str(port),
            "TMPDIR": folder,
            "PYTHONPATH": str(browsing.ROOT),
        }
        with browsing.serving([str(browsing.ROOT / program)], url, **settings):
            [app] = set(psutil.Process(os.getpid()).children()) - before
            looks, people = asyncio.run(_drawn(url, app, seconds))
            return Seen(looks, people, growth.size(Path(folder)))


async def _drawn(
    url: str, app: psutil.Process, seconds: float
) -> tuple[list[growth.Held], load.Seen]:
    looks: list[growth.Held] = []
    async with httpx.AsyncClient(base_url=url, timeout=load.PATIENCE, limits=load.MANY) as client:
        parts = (await client.get("/config")).json()["components"]
        pad = next(part["id"] for part in parts if part["type"] == "html")
        drawings = load.inks()

        async def draw(seen: load.Seen) -> None:
            body = {"component_id": pad, "session_hash": "soak", "fn_name": "read"}
            begun, ink = time.perf_counter(), {"ink": random.choice(drawings)}
            try:
                told = await client.post(
                    "/gradio_api/component_server/", json={**body, "data": ink}
                )
            except httpx.HTTPError:
                seen.failed += 1
                return
            if told.status_code == 200 and told.json().get("readings"):
                seen.took.append((time.perf_counter() - begun) * 1000)
            elif told.status_code == 503:
                seen.busy.append(0.0)
            else:
                seen.failed += 1

        async def look() -> None:
            while True:
                looks.append(growth.look(app))
                await asyncio.sleep(max(0.2, seconds / 300))

        watching = asyncio.create_task(look())
        try:
            people = await load.people(PEOPLE, THINK, seconds, draw)
        finally:
            watching.cancel()
    return looks, people


def main(minutes: float = 10.0) -> bool:
    """Watch the app, then the leaking one, and note what came out."""
    seen = watch(APP, minutes * 60)
    more, last = growth.growth(seen.looks), seen.looks[-1]
    figure = (
        f"{minutes:g} min, {len(seen.people.took):,} drawings by {PEOPLE} people: memory "
        f"{more['memory']:+.0f} MB from the middle to the end ({last.memory:.0f} MB), files "
        f"{more['files']:+.0f}, threads {more['threads']:+.0f}, temporary {seen.temporary:.1f} MB, "
        f"{seen.people.failed} without an answer"
    )
    sound = note("L6", figure, not seen.wrong())
    leak = watch(LEAKING, max(60.0, minutes * 60 / 5))
    grown = growth.growth(leak.looks)["memory"]
    found = growth.leaks(leak.looks)
    told = "noticed" if found else "not noticed"
    figure = (
        f"a planted leak of 78 KB per drawing is {told}: {grown:+.0f} MB in {minutes / 10:g} min"
    )
    return note("L9", figure, bool(found)) and sound


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    sys.exit(not main(parser.parse_args().minutes))
