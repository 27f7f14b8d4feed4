"""B16: 300 people come to the canvas app at the same moment, then 300 in each of five seconds.

Once as programs do, through Gradio's queue, and once as the page does. Each person is a bare socket
(`bench.bare_calls`) in a process of its own beside the app. When the last one had asked is a part
of the figure.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
import numpy as np

from bench import load
from bench.bare_calls import Call, answer, connected
from bench.soak import visitors
from bench.soak.noted import note

AT_ONCE, ROUNDS = 300, 3
#: People that come in a second, and for how many.
RATE, SECONDS = 300, 5
#: Seconds within which "busy" is told, and after which somebody counts as lost.
BUSY, LOST = 1.0, 60.0
JOIN = "/gradio_api/queue/join"
DATA = "/gradio_api/queue/data?session_hash="


@dataclass
class Told:
    """Seconds until each had asked, got an answer, or was told in words that it is busy."""

    asked: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    never: int = 0

    def lost(self) -> int:
        """Return how many got neither."""
        return self.never + len(self.asked) - len(self.answered) - len(self.busy)

    def __str__(self) -> str:
        late = np.percentile(self.busy, [50, 95, 100]) if self.busy else [0.0] * 3
        return (
            f"{len(self.answered)} answered, {len(self.busy)} told in words that it is busy (p50 "
            f"{late[0]:.2f}, p95 {late[1]:.2f}, the last after {late[2]:.2f} s), {self.lost()} lost"
        )


async def come(host: str, call: Call, told: Told) -> None:
    """Ask once and note what came of it."""
    begun = time.monotonic()
    reader, writer = await connected(host)
    writer.write(call.bytes(host))
    await writer.drain()
    told.asked.append(time.monotonic() - begun)
    status, body = await answer(reader)
    if status == 503 and len(body.split()) > 3:
        told.busy.append(time.monotonic() - begun)
    elif status == 200:
        if call.path == JOIN:
            session = call.body["session_hash"]
            writer.write(f"GET {DATA}{session} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            while body and b"process_completed" not in body:
                body = await reader.readline()
        if b'"readings":[{' in body.replace(b" ", b""):
            told.answered.append(time.monotonic() - begun)
    writer.close()


async def together(host: str, calls: list[Call], apart: float = 0.0) -> Told:
    """Let all come at the same moment, or some seconds after each other."""
    told = Told()

    async def person(at: int, call: Call) -> None:
        await asyncio.sleep(at * apart)
        await asyncio.wait_for(come(host, call, told), LOST)

    everybody = (person(at, call) for at, call in enumerate(calls))
    await asyncio.gather(*everybody, return_exceptions=True)
    told.never = len(calls) - len(told.asked)
    return told


async def ways(url: str) -> dict[str, Iterator[Call]]:
    """Return both ways to ask, each as calls without end."""
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        function = await visitors.function_of(client)
        parts = (await client.get("/config")).json()["components"]
    pad = next(part["id"] for part in parts if part["type"] == "html")
    return {"joins": joins(function), "drawings": drawings(pad)}


def joins(function: int) -> Iterator[Call]:
    """Yield calls of programs, each in a session of its own."""
    at = 0
    while True:
        at += 1
        data = {"data": [visitors.INK, True, True], "fn_index": function}
        yield Call(JOIN, {**data, "session_hash": f"crowd{at}"})


def drawings(pad: int) -> Iterator[Call]:
    """Yield calls of the page."""
    call = {"component_id": pad, "session_hash": "crowd", "fn_name": "read"}
    inks = load.inks()
    at = 0
    while True:
        at += 1
        yield Call(load.READ, {**call, "data": {"ink": inks[at % len(inks)], "insist": True}})


async def measured(url: str) -> tuple[list[str], bool]:
    """Let them come both ways; return the figures and whether all is as wanted."""
    host = httpx.URL(url).netloc.decode()
    words, sound = [], True
    for name, calls in (await ways(url)).items():
        await together(host, [next(calls)])  # what is opened at first is not counted
        rounds = [
            await together(host, [next(calls) for _ in range(AT_ONCE)]) for _ in range(ROUNDS)
        ]
        worst = max(rounds, key=lambda told: max(told.busy, default=0.0))
        steady = [next(calls) for _ in range(RATE * SECONDS)]
        flooded = await together(host, steady, 1 / RATE)
        later = await together(host, [next(calls)])
        words.append(
            f"{AT_ONCE} {name} at once, the worst of {ROUNDS} times (the last one asked after "
            f"{max(worst.asked, default=0.0):.2f} s): {worst}; {RATE} a second for {SECONDS} s: "
            f"{flooded}"
        )
        tried = [*rounds, flooded]
        slowest = max(max(told.busy, default=0.0) for told in tried)
        lost = sum(told.lost() for told in tried)
        sound = sound and not lost and slowest <= BUSY and len(later.answered) == 1
    return words, sound


def main() -> bool:
    """Let them come and note what came out; one more who comes later must be answered."""
    with visitors.canvas() as (url, _):
        words, sound = asyncio.run(measured(url))
    return note("B16", f"{'; '.join(words)}", sound)


if __name__ == "__main__":
    sys.exit(not main())
