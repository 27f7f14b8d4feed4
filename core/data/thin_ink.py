"""Ink of a thin pen, drawn over with a wider one, so that shrinking leaves lines and not haze."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import distance_transform_edt

#: Lines below this share of the ink's longer side are thin: shrunk to 20 pixels they are less than
#: half a pixel wide and grey all over. Every pen from 8 pixels of a canvas of 280 is wider, and
#: so is a single pixel of an image of MNIST's size.
THIN = 0.0255
#: What they are widened to: the canvas app's own pen of 18 pixels on a digit of 200.
WIDE = 18 / 218


def thickened(ink: np.ndarray) -> np.ndarray:
    """Return ink (h, w) uint8, cropped to its box, with thin lines widened; else as it is.

    What is widened grows by as much on every side.
    """
    longest = max(ink.shape)
    width = line_width(ink)
    if width >= THIN * longest:
        return ink
    grow = (WIDE * longest - width) / 2
    framed = np.pad(ink, int(np.ceil(grow)))
    # The edge is anti-aliased: a pixel is inked as far as it lies within `grow` of a line's pixel.
    near = np.clip(grow + 1 - distance_transform_edt(~lines(framed)), 0, 1)
    return np.maximum(framed, np.rint(near * 255).astype(np.uint8))


def line_width(ink: np.ndarray) -> float:
    """Return the mean width in pixels of the lines in (h, w) uint8 ink; exact for no angle.

    Notes
    -----
    A line's area is its length times its width, and it has two edges. The pixel edges between ink
    and paper are 4/π as long as the line itself on average over its directions (Cauchy–Crofton):
    0.9 of the true width for diagonal lines, 1.27 for upright ones.
    """
    inked = lines(np.pad(ink, 1))
    edges = np.count_nonzero(inked[1:] != inked[:-1])
    edges += np.count_nonzero(inked[:, 1:] != inked[:, :-1])
    return 8 / np.pi * np.count_nonzero(inked) / edges


def lines(ink: np.ndarray) -> np.ndarray:
    """Return which pixels are ink rather than the soft edge of it, boolean of the same shape."""
    return ink > int(ink.max()) // 2
