"""Ink on any canvas to the 28×28 image that MNIST's makers would have made of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image
from scipy.ndimage import center_of_mass

from core import StudioError
from core.data.thin_ink import thickened
from core.language import tr

#: The longest side of a digit and the side of its image in MNIST, in pixels.
BOX, SIDE = 20, 28
#: The middle of the image, where MNIST's makers put the centre of mass (pixel index, both axes).
MIDDLE = SIDE // 2
# Of Pillow's filters, this one comes nearest to MNIST's own greys when its training digits are
# blown up to sharp ink and shrunk again; `python -m bench.canvas` prints the comparison.
RESAMPLING = Image.Resampling.BICUBIC


@dataclass(frozen=True, eq=False)
class Frames:
    """The steps from ink to image, one a frame.

    Attributes
    ----------
    ink : (h, w) uint8
        What was drawn, bright on 0.
    box : (top, left, bottom, right)
        The smallest box around the ink, in pixels of `ink`; bottom and right are exclusive.
    widened : bool
        Whether the pen was so thin that its lines were widened before they were shrunk.
    small : (20, 20) uint8
        The box's content with its longest side at 20 pixels, in the middle of the square.
    centre : (y, x)
        Its centre of mass, in pixels of `image` before it is moved.
    image : (28, 28) uint8
        The small digit with its centre of mass on pixel (14, 14).
    """

    ink: np.ndarray
    box: tuple[int, int, int, int]
    widened: bool
    small: np.ndarray
    centre: tuple[float, float]
    image: np.ndarray


def to_mnist(ink: np.ndarray) -> np.ndarray | None:
    """Return the (28, 28) uint8 image of `ink` as MNIST prepared its digits, None for blank ink.

    The result does not depend on where or how large one draws. A digit of MNIST comes back as it
    is.

    Parameters
    ----------
    ink : (h, w) uint8
        Any size; 0 is paper, 255 is full ink.

    Raises
    ------
    StudioError
        If `ink` is not such an array.

    Notes
    -----
    The method of LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document
    recognition" (1998), section III.A: the box around the ink is brought to 20 pixels on its
    longest side with anti-aliasing and put into 28×28 by its centre of mass. Lines that are far
    thinner than MNIST's would leave only a haze, so they are widened before.
    """
    made = frames(ink)
    return None if made is None else made.image


def frames(ink: np.ndarray) -> Frames | None:
    """Return every step from `ink` (h, w) uint8 to its 28×28 image, None for blank ink."""
    check(ink)
    rows = np.flatnonzero(ink.any(axis=1))
    if not len(rows):
        return None
    columns = np.flatnonzero(ink.any(axis=0))
    box = (int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1)
    boxed = ink[box[0] : box[2], box[1] : box[3]]
    bold = thickened(boxed)
    digit = shrink(bold)
    if not digit.any():  # a speck so faint that nothing of it is left
        return None
    y, x = (float(index) for index in center_of_mass(digit))
    top, left = ((BOX - side) // 2 for side in digit.shape)
    small = place(digit, top, left, BOX)
    margin = (SIDE - BOX) // 2
    image = place(digit, offset(y, digit.shape[0]), offset(x, digit.shape[1]), SIDE)
    centre = (y + top + margin, x + left + margin)
    return Frames(ink, box, bold is not boxed, small, centre, image)


def raw_shrink(ink: np.ndarray) -> np.ndarray:
    """Return the whole canvas shrunk to (28, 28) uint8, neither cropped nor centred."""
    check(ink)
    return np.asarray(Image.fromarray(ink).resize((SIDE, SIDE), Image.Resampling.BOX))


def check(ink: np.ndarray) -> None:
    """Raise StudioError unless `ink` is a non-empty (h, w) array of uint8."""
    if not isinstance(ink, np.ndarray) or ink.ndim != 2 or ink.dtype != np.uint8 or not ink.size:
        raise StudioError(
            tr("Ink must be a picture of grey levels: a (height, width) array of uint8.")
        )


def shrink(digit: np.ndarray) -> np.ndarray:
    """Return `digit` (h, w) with its longest side at 20 pixels, the other in proportion."""
    height, width = digit.shape
    longest = max(height, width)
    if longest == BOX:
        return digit
    size = (max(1, round(width * BOX / longest)), max(1, round(height * BOX / longest)))
    return np.asarray(Image.fromarray(digit).resize(size, RESAMPLING))


def offset(centre: float, length: int) -> int:
    """Return where a side of `length` starts so that `centre` falls on the middle, inside 28."""
    return min(max(int(np.floor(MIDDLE + 0.5 - centre)), 0), SIDE - length)


def place(digit: np.ndarray, top: int, left: int, side: int) -> np.ndarray:
    """Return a (side, side) square of paper with `digit` at (top, left)."""
    square = np.zeros((side, side), np.uint8)
    square[top : top + digit.shape[0], left : left + digit.shape[1]] = digit
    return square
