"""Fits on more than one machine: tasks on a Dask cluster, over data that is sent there once.

Scheduler, workers and this process open whatever pickles the others send, so that a cluster is for
a network whose machines trust one another (`docs/scale.md`).
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core import StudioError
from core.storage import progress
from core.training.tasks import Task, build, carry_out, check_same

#: Seconds in which a scheduler must have a worker.
DEADLINE = 10.0
#: Seconds for which running work waits for a worker when none is left.
PATIENCE = 30.0
#: Seconds between two looks at the tasks.
PAUSE = 0.1
#: How often data that went down with its workers is sent again.
ATTEMPTS = 3
UNUSED = "what was trained before is still in use"


@dataclass
class Batch:
    """Tasks that were sent together, and how far each of them is."""

    tasks: Sequence[Task]
    arrays: tuple[np.ndarray, ...]
    futures: list[Any] = field(default_factory=list)
    parts: list[float] = field(default_factory=list)
    attempts: int = 0

    def fraction(self) -> float:
        """Return the part (0 to 1) of the work that is done; a repeated task does not lower it."""
        done = [
            1.0 if future.status == "finished" else part
            for future, part in zip(self.futures, self.parts, strict=True)
        ]
        weights = [task.weight for task in self.tasks]
        return float(np.average(done, weights=weights))


class Cluster:
    """A connection to a scheduler whose workers run the same program as this process."""

    def __init__(self, client: Any, address: str) -> None:
        self.client, self.address = client, address
        self.topic = f"digit-studio-{uuid.uuid4()}"
        self.batches: dict[str, Batch] = {}
        self.sent: tuple[tuple[np.ndarray, ...], list[Any]] | None = None
        client.subscribe_topic(self.topic, self._hear)

    @property
    def workers(self) -> int:
        """Number of workers there are now."""
        with self._sentences():
            return len(self.client.nthreads())

    def check(self) -> None:
        """See that there are workers and that all run the same program as this process.

        Raises
        ------
        StudioError
            If not; the sentence names the first worker that differs and what differs.
        """
        with self._sentences():
            try:
                self.client.wait_for_workers(1, timeout=DEADLINE)
            except TimeoutError:
                raise StudioError(
                    f"The scheduler at {self.address} has no worker; start some with "
                    f"`dask worker {self.address} --nthreads 1`."
                ) from None
            answers = self.client.run(build, on_error="return")
        for worker, theirs in sorted(answers.items()):
            if not isinstance(theirs, dict):
                raise StudioError(
                    f"The worker {worker} cannot run this program ({type(theirs).__name__}: "
                    f"{theirs}); install the same commit and the same packages there."
                )
            check_same(theirs, build(), worker)

    def start(self, name: str, tasks: Sequence[Task], *arrays: np.ndarray) -> None:
        """Send tasks on these arrays, unless tasks of that name were sent already."""
        if name not in self.batches:
            batch = Batch(tasks, arrays, parts=[0.0] * len(tasks))
            with self._sentences():
                batch.futures = [self._submit(name, batch, i) for i in range(len(tasks))]
            self.batches[name] = batch

    def results(self, name: str) -> list[tuple[Any, float]]:
        """Wait for the tasks of that name; return the result and the seconds of each, in order.

        Tells `core.storage.progress` how far they are. What a lost worker had begun is done by
        another.

        Raises
        ------
        StudioError
            If the scheduler is gone, no worker is left, or a task ends its workers.
        """
        batch = self.batches[name]
        while True:
            self._wait(name, batch)
            with self._sentences():
                try:
                    found = self.client.gather(batch.futures)
                    break
                except concurrent.futures.CancelledError:  # lost since it was finished
                    self._repeat(name, batch)
        del self.batches[name]
        return found

    def _wait(self, name: str, batch: Batch) -> None:
        """Return when all tasks are finished."""
        seen = asked = time.monotonic()
        while (states := [future.status for future in batch.futures]) != ["finished"] * len(states):
            for future, state in zip(batch.futures, states, strict=True):
                if state == "error":
                    raise self._error(future.exception())
            if self.client.status != "running":
                raise self._gone()
            lost = not {"cancelled", "lost"}.isdisjoint(states)
            if lost or time.monotonic() - asked > 1:
                asked = time.monotonic()
                seen = asked if self.workers else seen
            if lost and seen == asked:
                with self._sentences():
                    self._repeat(name, batch)
            if asked - seen > PATIENCE:
                raise StudioError(
                    f"The scheduler at {self.address} has had no worker for {PATIENCE:.0f} s; "
                    f"start some and train again ({UNUSED})."
                )
            progress.report(batch.fraction())
            time.sleep(PAUSE)
        progress.report(1.0)

    def _repeat(self, name: str, batch: Batch) -> None:
        """Send again what was lost; the data went down with the last worker that had it."""
        batch.attempts += 1
        if batch.attempts > ATTEMPTS:
            raise StudioError(
                f"The workers of {self.address} lost their data {batch.attempts} times; see "
                f"whether they have enough memory, and train again ({UNUSED})."
            )
        if self.sent and any(future.status != "finished" for future in self.sent[1]):
            self.sent = None
        for number, future in enumerate(batch.futures):
            if future.status != "finished":
                batch.futures[number] = self._submit(name, batch, number)

    def _submit(self, name: str, batch: Batch, number: int) -> Any:
        return self.client.submit(
            carry_out,
            batch.tasks[number],
            build(),
            self.topic,
            f"{name}/{number}",
            *self._scattered(batch.arrays),
            pure=False,
        )

    def _scattered(self, arrays: tuple[np.ndarray, ...]) -> list[Any]:
        """Return the arrays on the workers; the same arrays are sent there once."""
        if not arrays:
            return []
        if self.sent is None or list(map(id, self.sent[0])) != list(map(id, arrays)):
            futures = self.client.scatter(list(arrays), broadcast=True, hash=False)
            self.sent = (arrays, futures)
        return self.sent[1]

    def _hear(self, event: tuple[float, Any]) -> None:
        """Take in how far a task is; called by Dask in a thread of its own."""
        name, _, number = event[1][0].rpartition("/")
        batch = self.batches.get(name)
        if batch is not None:
            batch.parts[int(number)] = max(batch.parts[int(number)], event[1][1])

    def _error(self, error: BaseException) -> BaseException:
        """Return what to raise for the exception of a task."""
        from distributed import KilledWorker

        if isinstance(error, KilledWorker):
            return StudioError(
                f"A fit ended every worker that tried it; give the workers of {self.address} more "
                f"memory, or train here without --scheduler ({UNUSED})."
            )
        return error

    def _gone(self) -> StudioError:
        return StudioError(
            f"The scheduler at {self.address} is gone and the training with it; {UNUSED}. Start "
            "the scheduler and train again."
        )

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        """Turn Dask's errors of a broken connection into one sentence."""
        from distributed.client import ClosedClientError

        try:
            yield
        except (
            OSError,  # CommClosedError is one, TimeoutError too
            concurrent.futures.CancelledError,
            asyncio.CancelledError,
            ClosedClientError,
        ):
            raise self._gone() from None
