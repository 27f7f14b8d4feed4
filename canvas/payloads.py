"""What a visitor may send, checked for type, length and range before anything else sees it."""

from __future__ import annotations

import base64
import binascii
import math
from typing import Any

import numpy as np

from core import StudioError
from core.data import pictures
from core.data.inks import SIDE
from core.language import mark, tr

#: The pad's own ink: 280×280 pixels, one bit each, the first pixel in the highest bit.
PAD = 280
#: The longest side of an ink array that a program may send; an image may have so many pixels.
MAX_SIDE = 1000


def pad_ink(text: Any) -> np.ndarray:
    """Return the (280, 280) uint8 ink, 0 or 255, of the pad's base64 text."""
    packed = np.frombuffer(decoded(text, PAD * PAD // 8, mark("The drawing")), np.uint8)
    return np.unpackbits(packed).reshape(PAD, PAD) * np.uint8(255)


def image_28(text: Any) -> np.ndarray:
    """Return the (28, 28) uint8 image of 784 bytes in base64."""
    return np.frombuffer(decoded(text, SIDE * SIDE, mark("The image")), np.uint8).reshape(
        SIDE, SIDE
    )


def decoded(text: Any, length: int, what: str) -> bytes:
    """Return exactly `length` bytes of base64 text, or say that `what` did not arrive whole."""
    expected = 4 * math.ceil(length / 3)
    if isinstance(text, str) and len(text) == expected:
        try:
            raw = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raw = b""
        if len(raw) == length:
            return raw
    raise StudioError(
        tr("{what} did not arrive whole: draw again or reload the page.", what=tr(what))
    )


def any_ink(sent: Any) -> np.ndarray:
    """Return (h, w) uint8 ink of what a program sent: rows of numbers, or a PNG or JPEG in base64.

    Rows hold 0 (paper) to 255 (ink). In an image the ink is whatever differs from its border,
    dark on light or light on dark, as `core.data.pictures` reads it from files, too.
    """
    if isinstance(sent, str):
        return image_ink(sent)
    if isinstance(sent, list):
        return rows_ink(sent)
    raise StudioError(tr("Send rows of numbers from 0 to 255, or a PNG or JPEG as base64 text."))


def rows_ink(rows: list) -> np.ndarray:
    """Return ink of a list of equally long rows of whole numbers from 0 to 255."""
    height, first = len(rows), rows[0] if rows else None
    width = len(first) if isinstance(first, list) else 0
    if not (0 < height <= MAX_SIDE and 0 < width <= MAX_SIDE):
        raise StudioError(
            tr("Ink has 1 to {max_side} rows of 1 to {max_side} numbers.", max_side=MAX_SIDE)
        )
    if any(not isinstance(row, list) or len(row) != width for row in rows):
        raise StudioError(tr("All rows of the ink must be lists of the same length."))
    values = [value for row in rows for value in row]
    # bool is an int to Python, but true and false are not grey levels.
    if any(type(value) not in (int, float) or not 0 <= value <= 255 for value in values):
        raise StudioError(tr("Ink is made of numbers from 0 (paper) to 255 (ink)."))
    return np.asarray(values, np.float64).round().astype(np.uint8).reshape(height, width)


def image_ink(text: str) -> np.ndarray:
    """Return ink of a PNG or JPEG in base64, with or without a `data:` prefix."""
    text = text.partition(",")[2] if text.startswith("data:image/") else text
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise StudioError(tr("That is not a PNG or JPEG in base64.")) from None
    ink = pictures.ink_in(content, mark("The image"), MAX_SIDE**2)
    return np.zeros((1, 1), np.uint8) if ink is None else ink
