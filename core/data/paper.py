"""What lies around a digit on a photographed page: shadows, printed lines, frames, edges, dust."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from core.data import lying

#: Sides of a picture below which it is no page: a digit of MNIST enlarged four times.
LEAST_SIDE = 112
#: Grey levels by which the light on a page must vary to be called uneven.
UNEVEN = 12.0
#: Parts of the picture's side: how wide ink may be at most to be taken out of the background, how
#: far a printed line reaches without a gap, how much of a side an edge covers, a line's width.
WIDEST, LINE, EDGE, THIN = 0.2, 0.45, 0.5, 0.025
#: Parts of the largest stroke's area below which ink is dust, and of the page that a frame holds.
DUST, FRAMED = 0.03, 0.25
#: Part of the side that a frame along the edges takes at most.
FRAME = 0.06
#: Grey levels of a paper's grain, and the part of the picture from which on it has some.
GRAIN, GRAINY = 12, 0.1
#: Greys by which a page's light may differ where faint ink is looked for; the part of its side by
#: which it is smoothed; ink is darker than so many times the grain's deviation, and than so much.
FLAT, SMOOTH, GRAINS, FAINTEST = 40, 1 / 280, 6, 8
#: Part of the side that a faint drawing has at least.
LEAST_DRAWN = 0.04
#: How wide faint ink is at most: a page's own light and dark is as faint, but wider.
NARROW = 0.1
#: Pixels around a stroke that are its own faint rim, where the page has other faint ink.
RIM = 4


def evened(grey: np.ndarray) -> np.ndarray | None:
    """Return a light page (h, w) as if it were lit evenly; None if it is, or is not light.

    The light is what is left when ink is taken out (a grey-scale closing) and the rest is blurred;
    the page divided by it has one grey of paper.
    """
    if not _is_page(grey):
        return None
    light = _light(grey)
    # Along the edge, where a drawing's own broad strokes hardly ever are.
    rim = max(1, len(light) // 12)
    edge = np.ones(light.shape, bool)
    edge[rim:-rim, rim:-rim] = False
    dark, bright = np.percentile(light[edge], (10, 90))
    if bright - dark < UNEVEN:
        return None
    light = _smooth(light, grey.shape)
    paper = float(np.percentile(light, 98))
    return np.clip(grey / np.maximum(light, 1) * paper, 0, 255)


def faint(grey: np.ndarray) -> np.ndarray | None:
    """Return the faint ink (h, w) uint8 of a light page, made dark; None if there is none.

    For a page on which nothing darker was found: smoothed, so that its grain is fainter than a
    pencil's line. Where a shadow lies nothing is taken for ink, because its edge is as dark.
    """
    if not _is_page(grey):
        return None
    light = _light(grey, NARROW)
    if np.ptp(light) > FLAT:
        return None
    below = _smooth(light, grey.shape) - ndimage.gaussian_filter(grey, SMOOTH * max(grey.shape))
    below -= np.median(below)
    grain = GRAINS * 1.4826 * float(np.median(np.abs(below)))
    darkest = float(below.max())
    if darkest <= max(grain, FAINTEST):
        return None
    below[below <= max(grain / 2, darkest / 3)] = 0
    ink = strokes(np.clip(below * (255 / darkest), 0, 255).astype(np.uint8), uneven=True)
    _, drawn = lying.patches(_dark(ink))
    largest = max((one.side for one in drawn), default=0)
    return ink if largest > LEAST_DRAWN * max(grey.shape) else None


def is_grainy(grey: np.ndarray) -> bool:
    """Return whether much of a large picture is nearly, but not quite, of the paper's grey."""
    if min(grey.shape) < LEAST_SIDE:
        return False
    apart = np.abs(grey - np.median(grey))
    return bool(np.mean((apart > 0) & (apart <= GRAIN)) > GRAINY)


def trimmed(grey: np.ndarray) -> np.ndarray:
    """Return a light page (h, w) without a thin dark frame along all its edges."""
    most = int(FRAME * min(grey.shape))
    if min(grey.shape) < LEAST_SIDE or np.median(grey) < 128 or _edge(grey) > 0.6 * np.median(grey):
        return grey
    for cut in range(1, most):
        inner = grey[cut:-cut, cut:-cut]
        if _edge(inner) > 0.8 * np.median(grey):
            return inner[2:-2, 2:-2]  # the frame's own blur
    return grey


def strokes(ink: np.ndarray, uneven: bool = False) -> np.ndarray:
    """Return the ink (h, w) uint8 of a page without what was not drawn by hand.

    Lines from side to side (ruled and squared paper), what covers most of a side (a table's edge),
    frames around the drawing and dust go. A small picture stays as it is, and so does a drawing
    that has nothing of this around it.

    Parameters
    ----------
    uneven : whether the page's light had to be evened; then what is left at its edges is shadow
    """
    if min(ink.shape) < LEAST_SIDE or not ink.any():
        return ink
    found = _without_surroundings(ink)  # a frame whole, before its sides count as lines
    lined = False
    for axis in (0, 1):
        page = _without_lines(np.swapaxes(found, 0, axis))
        lined |= page is not None
        found = found if page is None else np.swapaxes(page, 0, axis)
    found = _without_surroundings(_without_things(found), DUST, uneven, uneven or lined)
    return _without_things(found)  # of an empty page, grain and the shadow's edge are left


def _without_things(ink: np.ndarray) -> np.ndarray:
    """Return ink without what lies on the page, all 0 if there is nothing else."""
    labels, found = lying.patches(_dark(ink))
    gone = lying.things(labels, found)
    if not gone.any():
        return ink
    if gone.all():
        return np.zeros_like(ink)
    kept = np.isin(labels, np.flatnonzero(~gone) + 1)
    around = ndimage.binary_dilation((labels > 0) & ~kept, iterations=RIM) & ~kept
    return np.where(around, 0, ink).astype(np.uint8)


def _dark(ink: np.ndarray) -> np.ndarray:
    """Return where ink (h, w) is more than its own faint rim."""
    return ink > max(40, int(ink.max(initial=0)) // 4)


def _is_page(grey: np.ndarray) -> bool:
    """Return whether a picture is large, and light along most of its edge."""
    if min(grey.shape) < LEAST_SIDE:
        return False
    return _edge(grey) > 90 and float(np.median(grey)) > 90


def _light(grey: np.ndarray, widest: float = WIDEST) -> np.ndarray:
    """Return the greys of a page without ink, some hundred pixels high and wide."""
    small = max(1, min(grey.shape) // 140)
    coarse = ndimage.uniform_filter(grey, small)[::small, ::small]
    reach = max(3, int(widest * min(coarse.shape)) | 1)
    return np.asarray(ndimage.grey_closing(coarse, (reach, reach), mode="nearest"))


def _smooth(light: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Return a page's light without steps, as large as the page."""
    light = ndimage.gaussian_filter(light, 1, mode="nearest")
    scale = [old / new for old, new in zip(shape, light.shape, strict=True)]
    return np.asarray(ndimage.zoom(light, scale, order=1, mode="nearest", grid_mode=True))


def _edge(grey: np.ndarray) -> float:
    """Return the grey of most of a picture's edge."""
    return float(np.median(np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])))


def _without_lines(ink: np.ndarray) -> np.ndarray | None:
    """Return ink without straight lines that run across it from left to right; None without any.

    Where a stroke crosses a line, what is above and below it tells.
    """
    height, width = ink.shape
    there = ndimage.binary_closing(ink > 0, np.ones((1, 9)))
    long = ndimage.binary_opening(there, np.ones((1, int(LINE * width))))
    across = long.any(axis=1) & (np.count_nonzero(long, axis=1) > 0.8 * width)
    rows = np.flatnonzero(across)
    if not len(rows):
        return None
    groups = np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)
    found = ink.copy()
    for group in groups:
        first, last = group[0], group[-1]
        if last - first + 1 > max(3, THIN * height):
            continue  # a bar or a table's edge
        first, last = max(first - 1, 0), min(last + 1, height - 1)
        line = float(np.median(ink[first : last + 1].max(axis=0)))
        above = ink[max(first - 2, 0) : first].max(axis=0, initial=0)
        below = ink[last + 1 : last + 3].max(axis=0, initial=0)
        crossing = np.minimum(above, below)
        part = found[first : last + 1]
        darker = part > 1.5 * line + 10
        part[...] = np.where(darker, part, np.minimum(part, crossing))
    return found


def _without_surroundings(
    ink: np.ndarray, dust: float = 0.0, uneven: bool = False, close: bool = False
) -> np.ndarray:
    """Return ink without edges and frames, and without parts below `dust` of the largest.

    On an uneven page what reaches its edge goes, too; with `close` faint ink apart from strokes.
    """
    dark = _dark(ink)
    labels, number = ndimage.label(dark, np.ones((3, 3)))
    if not number:
        return ink
    boxes = ndimage.find_objects(labels)
    areas = np.bincount(labels.ravel(), minlength=number + 1)[1:]
    outside = np.array([_is_around(labels[box] == at, box, ink.shape) for at, box in
                        enumerate(boxes, start=1)])  # fmt: skip
    if outside.all():
        return ink
    largest = areas[~outside].max()
    kept = ~outside & (areas >= dust * largest)
    if uneven:
        kept &= ~(np.array([_touches(box, ink.shape) for box in boxes]) & (areas < largest))
    dark_kept, dark_gone = kept[labels - 1] & dark, ~kept[labels - 1] & dark
    faint, _ = ndimage.label(ink > 0, np.ones((3, 3)))
    keep = ~dark_gone
    if dust:
        keep &= np.isin(faint, np.unique(faint[dark_kept]))
    if close:
        keep &= ndimage.binary_dilation(dark_kept, iterations=RIM)
    elif dark_gone.any():
        keep &= ~(ndimage.binary_dilation(dark_gone, iterations=RIM) & ~dark_kept)
    return np.where(keep, ink, 0).astype(np.uint8)


def _touches(box: tuple[slice, slice], shape: tuple[int, int]) -> bool:
    """Return whether a part reaches the picture's edge."""
    return any(
        side.start <= 1 or side.stop >= length - 1 for side, length in zip(box, shape, strict=True)
    )


def _is_around(part: np.ndarray, box: tuple[slice, slice], shape: tuple[int, int]) -> bool:
    """Return whether a connected part (of `box`) is an edge of the page or a frame."""
    (top, bottom), (left, right) = ((side.start, side.stop) for side in box)
    height, width = shape
    sides = (
        (left <= 1, part[:, :3].any(axis=1).sum() / height),
        (right >= width - 1, part[:, -3:].any(axis=1).sum() / height),
        (top <= 1, part[:3].any(axis=0).sum() / width),
        (bottom >= height - 1, part[-3:].any(axis=0).sum() / width),
    )
    if any(touches and share > EDGE for touches, share in sides):
        return True
    if (bottom - top) * (right - left) < FRAMED * height * width:
        return False
    margin = max(3, int(2 * THIN * min(part.shape)))
    inner = part[margin:-margin, margin:-margin]
    return bool(np.count_nonzero(inner) < 0.1 * np.count_nonzero(part))
