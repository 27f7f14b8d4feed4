"""Explanations are made one at a time, the newest first, and never without end."""

import threading
import time

import pytest

from canvas.turns import Turns


def waiting(turns: Turns, number: int) -> None:
    """Wait until so many wait for their turn."""
    until = time.monotonic() + 30
    while len(turns._waiting) != number:
        assert time.monotonic() < until
        time.sleep(0.001)


def test_one_at_a_time_the_newest_first_and_the_oldest_is_turned_away():
    turns, hold, done, told = Turns(most=3), threading.Event(), [], {}

    def ask(name, work=None):
        told[name] = turns.take(work or (lambda: done.append(name) or name))

    first = threading.Thread(target=ask, args=("first", lambda: hold.wait(30) and "first"))
    first.start()
    waiting(turns, 0)
    while not turns._working:
        time.sleep(0.001)
    others = []
    for name in "abcd":
        others.append(threading.Thread(target=ask, args=(name,)))
        others[-1].start()
        waiting(turns, min(len(others), 3))
    others[0].join(30)
    assert told == {"a": None}
    hold.set()
    for thread in (first, *others):
        thread.join(30)
    assert done == ["d", "c", "b"]
    assert told == {"a": None, "b": "b", "c": "c", "d": "d", "first": "first"}


def test_work_that_fails_makes_room_for_the_next():
    turns: Turns = Turns(most=2)
    with pytest.raises(ZeroDivisionError):
        turns.take(lambda: 1 / 0)
    assert turns.take(lambda: 5) == 5
