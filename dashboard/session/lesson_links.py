"""From a lesson to the studio's pages, which then show the digits that the lesson is about."""

from __future__ import annotations

import numpy as np

from core.analysis import selection
from core.data import mnist
from session import cells, choice, cut, visit, walk


def look_for_digit(digit: int) -> None:
    """Let the page Thresholds look for a digit; for callbacks."""
    _open_mnist()
    cut.look_for(digit)


def choose_pair(first: int, second: int) -> None:
    """Choose the four cells of two digits on the page Confusions; for callbacks."""
    _open_mnist()
    cells.choose_cells(selection.pair((first, second)))


def open_digit(which: str, among: np.ndarray, index: int) -> None:
    """Open a digit of a split, in the row of those beside it; for callbacks."""
    _open_mnist()
    walk.open_in_split(index, which, among)


def _open_mnist() -> None:
    if not choice.about_digits():
        visit.open_dataset(mnist.NAME)
