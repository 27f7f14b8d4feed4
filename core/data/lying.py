"""What lies on a page beside a drawing: a pen, punched holes, a strip of the table, specks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

#: Part of the page's side below which nothing is a stroke, and of an edge that a strip covers.
SPECK, STRIP = 0.015, 0.95
#: A pen is at least so many times as long as it is wide, and as any drawing beside it, and so long
#: a part of the page's side.
SLIM, LONG, REACH = 5, 1.6, 0.4
#: A hole is smaller than this part of the largest drawing, and so far away from it; a pen is so far
#: away as this part of its own length.
HOLE, AWAY, BESIDE = 0.4, 0.3, 0.08
#: Parts of their box, or of a bar's own rectangle, that such things fill at least.
FULL, ROUND = 0.8, 0.65

Box = tuple[slice, slice]


@dataclass(frozen=True, eq=False)
class Patch:
    """Connected ink: its label, its box and how many pixels it has."""

    label: int
    box: Box
    area: int

    @property
    def side(self) -> int:
        """Return the longer side of the box."""
        return max(side.stop - side.start for side in self.box)

    def is_strip(self, shape: tuple[int, int]) -> bool:
        """Return whether it runs along a whole edge of the page, without a gap."""
        spans = [
            (side.stop - side.start) / length for side, length in zip(self.box, shape, strict=True)
        ]
        at_edge = [
            side.start <= 1 or side.stop >= length - 1
            for side, length in zip(self.box, shape, strict=True)
        ]
        along = (at_edge[0] and spans[1] > STRIP) or (at_edge[1] and spans[0] > STRIP)
        return bool(along and self.area > FULL * np.prod([s.stop - s.start for s in self.box]))

    def is_bar(self, labels: np.ndarray) -> bool:
        """Return whether it is straight, slim and full."""
        y, x = np.nonzero(labels[self.box] == self.label)
        # A bar of length l has l² / 12 of variance along it.
        width, length = np.sqrt(12 * np.clip(np.linalg.eigvalsh(np.cov(x, y)), 1 / 12, None))
        return bool(length > SLIM * width and self.area > FULL * length * width)

    def is_round(self) -> bool:
        """Return whether it is as wide as high, and full."""
        height, width = (side.stop - side.start for side in self.box)
        return max(height, width) < 1.5 * min(height, width) and self.area > ROUND * height * width


def patches(dark: np.ndarray) -> tuple[np.ndarray, list[Patch]]:
    """Return the labels (h, w) of connected ink, from 1, and each one's measures."""
    labels, _ = ndimage.label(dark, np.ones((3, 3)))
    areas = np.bincount(labels.ravel())
    return labels, [
        Patch(label, box, int(areas[label]))
        for label, box in enumerate(ndimage.find_objects(labels), start=1)
    ]


def away(one: Box, other: Box) -> float:
    """Return how many pixels of paper are between two boxes."""
    gaps = [max(a.start - b.stop, b.start - a.stop, 0) for a, b in zip(one, other, strict=True)]
    return float(np.hypot(*gaps))


def things(labels: np.ndarray, found: list[Patch]) -> np.ndarray:
    """Return which of `patches` (n,) lie on the page, or are too small to be drawn."""
    longest = max(labels.shape)
    if max((one.side for one in found), default=0) < SPECK * longest:
        return np.ones(len(found), bool)
    gone = np.array([one.is_strip(labels.shape) for one in found])
    rest = [one for one, strip in zip(found, gone, strict=True) if not strip]
    largest = sorted(rest, key=lambda one: -one.side)[:2]
    for one in rest:
        main = next((other for other in largest if other is not one), None)
        if main is None:
            continue
        gap = away(one.box, main.box)
        if one.side > max(LONG * main.side, REACH * longest) and not main.is_round():
            gone[one.label - 1] = gap > BESIDE * one.side and one.is_bar(labels)
        elif one.side < HOLE * main.side:
            gone[one.label - 1] = gap > AWAY * main.side and one.is_round()
    return gone
