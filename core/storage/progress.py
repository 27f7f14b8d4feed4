"""How long-running work reports its progress, without knowing who listens."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from core.durations import seconds_left

_listener: ContextVar[Callable[[float], None] | None] = ContextVar("progress", default=None)


def report(fraction: float) -> None:
    """Tell the listener, if there is one, which part (0 to 1) of the present fit is done."""
    listener = _listener.get()
    if listener is not None:
        listener(min(max(fraction, 0.0), 1.0))


@contextmanager
def listening(listener: Callable[[float], None]) -> Iterator[None]:
    """Hand every fraction reported inside the block to `listener`."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


@dataclass(frozen=True)
class Progress:
    """How far some work is: the stage, the part done (0 to 1) and the seconds left, if known."""

    stage: str
    fraction: float
    seconds_left: float | None


Listener = Callable[[Progress], None]


@dataclass
class Clock:
    """Turns fractions of weighted stages into one fraction and a time left."""

    listener: Listener
    total: float
    done: float = 0.0

    def __post_init__(self) -> None:
        self.start = time.monotonic()

    @contextmanager
    def stage(self, title: str, weight: float) -> Iterator[None]:
        """Run a stage of this weight; what is reported inside counts."""
        self._tell(title, self.done)
        with listening(lambda part: self._tell(title, self.done + part * weight)):
            yield
        self.done += weight
        self._tell(title, self.done)

    def _tell(self, title: str, done: float) -> None:
        fraction = min(done / self.total, 1.0)
        left = seconds_left(time.monotonic() - self.start, fraction)
        self.listener(Progress(title, fraction, left))
