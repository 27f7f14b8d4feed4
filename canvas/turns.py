"""Turns for work that nobody should wait for: one at a time, the newest first."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Turns(Generic[T]):
    """Work that is done one at a time, so that quick answers are never behind it.

    Whoever came last has its turn next: the others have mostly gone on to another drawing. Above
    `most` that wait, the oldest is turned away.
    """

    def __init__(self, most: int):
        self.most = most
        self._working = False
        self._waiting: list[object] = []
        self._change = threading.Condition()

    def take(self, work: Callable[[], T]) -> T | None:
        """Return what `work` returns, None if newer work took its place."""
        ticket = object()
        with self._change:
            self._waiting.append(ticket)
            if len(self._waiting) > self.most:
                self._waiting.pop(0)
                self._change.notify_all()
            self._change.wait_for(lambda: self._is_next(ticket) or ticket not in self._waiting)
            if ticket not in self._waiting:
                return None
            self._waiting.remove(ticket)
            self._working = True
        try:
            return work()
        finally:
            with self._change:
                self._working = False
                self._change.notify_all()

    def _is_next(self, ticket: object) -> bool:
        return not self._working and bool(self._waiting) and self._waiting[-1] is ticket
