"""Several workers behind nginx: `python -m bench.workers` (about three minutes; `--seconds`).

Starts 1, 2 and 4 workers of each app behind docs/nginx.conf and lets people use them who never
wait; everything, the people included, runs on the same processors, so that only the ratios to one
worker say something, and those are lower than with a machine of the people's own.

`canvas_workers_N`: drawings read a second, with p95 of the answer in ms. `dashboard_workers_N`:
runs of the page Thresholds a second, p95 likewise. `memory_workers_N`: megabytes of all workers.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import time
from contextlib import AsyncExitStack

import httpx
import numpy as np
import psutil

from bench import load, proxy, show
from bench.dashboard_visits import Visit

COUNTS = (1, 2, 4)
#: People at once, each with a cookie of their own.
PEOPLE = 16


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0, help="for each of the six parts")
    seconds = parser.parse_args().seconds
    first: dict[str, float] = {}
    for count in COUNTS:
        for name, part in (("canvas", drawn), ("dashboard", moved)):
            asked = (0, count) if name == "canvas" else (count, 0)
            with proxy.workers(*asked) as ports, proxy.running(*map(some, ports)) as port:
                seen = asyncio.run(part(port, seconds))
                rate = len(seen.took) / seconds
                first.setdefault(name, rate)
                show(
                    f"{name}_workers_{count}",
                    rate,
                    "1/s",
                    against=first[name],
                    p95_ms=round(np.percentile(seen.took, 95)),
                    errors=seen.failed,
                    cores=os.cpu_count(),
                    load=round(os.getloadavg()[0], 1),
                )
                show(f"{name}_memory_workers_{count}", held(), "MB")


def some(ports: list[int]) -> list[int]:
    """Return the ports, or one at which nobody listens: nginx wants at least one."""
    return ports or [9]


def held() -> float:
    """Return the megabytes that all workers hold."""
    children = psutil.Process().children()
    return sum(one.memory_info().rss for one in children if "nginx" not in one.name()) / 1e6


async def drawn(port: int, seconds: float) -> load.Seen:
    """Let people draw, each in a browser of their own."""
    drawings = load.inks()
    async with AsyncExitStack() as stack:
        acts = []
        for _ in range(PEOPLE):
            client = await stack.enter_async_context(
                httpx.AsyncClient(
                    base_url=f"http://127.0.0.1:{port}",
                    headers={"host": proxy.CANVAS, "accept": "text/html"},
                    timeout=load.PATIENCE,
                )
            )
            acts.append(await drawing(client, drawings))
        await load.people(PEOPLE, 0.0, 3.0, *acts)  # what is opened at first is not counted
        return await load.people(PEOPLE, 0.0, seconds, *acts)


async def drawing(client: httpx.AsyncClient, drawings: list[str]) -> load.Act:
    """Open the page, which gives the cookie, and return somebody who draws on it."""
    cookie = (await client.get("/")).headers["set-cookie"].partition(";")[0]
    client.headers["cookie"] = cookie
    parts = (await client.get("/config")).json()["components"]
    pad = next(part["id"] for part in parts if part["type"] == "html")

    async def draw(seen: load.Seen) -> None:
        call = {"component_id": pad, "session_hash": "bench", "fn_name": "read"}
        begun = time.perf_counter()
        answer = await client.post(
            "/gradio_api/component_server/",
            json={**call, "data": {"ink": random.choice(drawings)}},
        )
        if answer.status_code == 200 and answer.json().get("readings"):
            seen.took.append((time.perf_counter() - begun) * 1000)
        else:
            seen.failed += 1

    return draw


async def moved(port: int, seconds: float) -> load.Seen:
    """Let people move a threshold, each in a browser of their own."""
    visits = []
    for _ in range(PEOPLE):
        host = f"{proxy.DASHBOARD}:{port}"
        visits.append(
            await Visit.open(
                f"ws://{host}/_stcore/stream",
                host="127.0.0.1",
                port=port,
                origin=f"http://{host}",
                additional_headers={"cookie": f"worker={random.randbytes(16).hex()}"},
            )
        )
    try:
        await load.people(PEOPLE, 0.0, 3.0, *map(load.moving, visits))
        return await load.people(PEOPLE, 0.0, seconds, *map(load.moving, visits))
    finally:
        await asyncio.gather(*(visit.close() for visit in visits))


if __name__ == "__main__":
    main()
