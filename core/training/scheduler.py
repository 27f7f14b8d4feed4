"""The connection to a Dask scheduler: its address, whether it answers, and how it ends."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from core import StudioError
from core.training.cluster import Cluster

INSTALL = "pip install dask==2026.8.0 distributed==2026.8.0"
#: Seconds in which a scheduler must answer.
DEADLINE = 10.0


def checked(address: str) -> str:
    """Return the address if it is one of a scheduler.

    Raises
    ------
    StudioError
        If it is not tcp://HOST:PORT, or tls:// where Dask is set up for that.
    """
    found = re.fullmatch(r"(?:tcp|tls)://(?:[\w.-]+|\[[0-9a-fA-F:.]+\]):([0-9]{1,5})", address)
    if not found or not 0 < int(found[1]) < 65536:
        raise StudioError(
            f"{address!r} is not the address of a scheduler; write it as tcp://HOST:8786."
        )
    return address


@contextmanager
def connected(address: str) -> Iterator[Cluster]:
    """Connect to the scheduler at this address; at the end, what waits there is cancelled.

    Raises
    ------
    StudioError
        If the address is invalid, Dask is not installed, nobody answers, there is no worker, or a
        worker runs another program.
    """
    checked(address)
    try:
        import distributed
    except ImportError:
        raise StudioError(f"Training on a cluster needs Dask: `{INSTALL}`.") from None
    with _quiet():
        try:
            asyncio.run(asyncio.wait_for(_ask(address), DEADLINE))
            client = distributed.Client(address, timeout=DEADLINE, set_as_default=False)
        except Exception:  # whatever listens there may answer anything
            raise StudioError(
                f"No Dask scheduler answers at {address}; start one with `dask scheduler` or "
                "correct the address."
            ) from None
        try:
            cluster = Cluster(client, address)
            cluster.check()
            yield cluster
        finally:
            with suppress(Exception):
                client.close(timeout=2)


async def _ask(address: str) -> None:
    """Ask whoever listens there whether it is a scheduler.

    Dask's client alone would wait without end for an answer of another program.
    """
    import distributed

    arguments = distributed.Security().get_connection_args("client")
    async with distributed.rpc(address, connection_args=arguments) as there:
        if (await there.identity())["type"] != "Scheduler":
            raise ValueError(address)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask's log from the terminal: what a person must know is a sentence."""
    names = ("distributed", "distributed.client")
    loggers = [logging.getLogger(name) for name in names]
    before = [logger.disabled for logger in loggers]
    for logger in loggers:
        logger.disabled = True
    try:
        yield
    finally:
        for logger, disabled in zip(loggers, before, strict=True):
            logger.disabled = disabled
