"""Calls of the canvas app by bare sockets, one each: a client that costs next to nothing itself.

httpx will not do for many at once: at each request it goes through all connections that it holds,
so that the last of 300 asked up to 7 s late and the app was blamed for it.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Call:
    """What one person asks, and where."""

    path: str
    body: dict[str, object]

    def bytes(self, host: str) -> bytes:
        """Return it as it is sent."""
        body = json.dumps(self.body).encode()
        head = f"POST {self.path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def connected(host: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect to a host, as "127.0.0.1:7860"."""
    name, _, port = host.partition(":")
    return await asyncio.open_connection(name, int(port))


async def answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Return the status and the body of the next answer."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(head.split(b"content-length:")[1].split()[0])
    return int(head.split()[1]), await reader.readexactly(length)


async def asked(host: str, call: Call) -> tuple[int, bytes]:
    """Ask by a connection of one's own; return the status and the body of the answer."""
    reader, writer = await connected(host)
    writer.write(call.bytes(host))
    await writer.drain()
    try:
        return await answer(reader)
    finally:
        writer.close()
