"""Pixels of any type and layout to uint8 images (n, h, w) or (n, h, w, 3), or a sentence."""

from __future__ import annotations

from math import isqrt

import numpy as np

from core.data.labelled import DataError
from core.data.reading.found import LONGEST_SIDE
from core.language import tr

#: Images that are looked at and changed at once, so that little memory is needed beside them.
AT_ONCE = 2_000
#: (n, 1, p) and (n, p, 1) with so many pixels are rows with an axis too many, not images.
FLAT = 64


def as_images(
    pixels: np.ndarray, name: str, sides: tuple[int, int] | None = None
) -> tuple[np.ndarray, list[str]]:
    """Return images and notes on what was taken for what.

    Parameters
    ----------
    pixels : (n, h, w), with one, three or four colours before or after the sides, or (n, pixels);
        numbers from 0 to 255, 0 to 1, -1 to 1 or 0 to 65,535, or truth values
    name : what sentences begin with
    sides : (height, width) of flat images; None for squares

    Raises
    ------
    DataError
        If they are none of these; the sentence says what was found and what is expected.
    """
    if not (np.issubdtype(pixels.dtype, np.number) or pixels.dtype == bool) or np.issubdtype(
        pixels.dtype, np.complexfloating
    ):
        raise DataError(
            tr(
                "{name}: it holds {dtype}, expected numbers from 0 to 255.",
                name=name,
                dtype=pixels.dtype,
            )
        )
    images, notes = _laid_out(pixels, name, sides)
    if not len(images):
        raise DataError(tr("{name}: there is no image in it.", name=name))
    longest = max(images.shape[1:3])
    if longest > LONGEST_SIDE or min(images.shape[1:3]) < 1:
        raise DataError(
            tr(
                "{name}: images of {shape} × {shape2}; a side has 1 to {longest_side} "
                "pixels: make them smaller first.",
                name=name,
                shape=images.shape[1],
                shape2=images.shape[2],
                longest_side=LONGEST_SIDE,
            )
        )
    images, scaling = _scaled(images, name)
    return np.ascontiguousarray(images), notes + scaling


def _laid_out(
    pixels: np.ndarray, name: str, sides: tuple[int, int] | None
) -> tuple[np.ndarray, list[str]]:
    shape = pixels.shape
    if pixels.ndim == 3 and 1 in shape[1:] and max(shape[1:]) >= FLAT:
        pixels = pixels.reshape(len(pixels), -1)
    if pixels.ndim == 2:
        return _unrolled(pixels, name, sides)
    if sides is not None and not {sides, sides[::-1]} & {shape[1:3], shape[2:4]}:
        raise DataError(
            tr(
                "{name}: --side {height}x{width} is for rows of pixels, and this is an array of "
                "{shape}, which says the sides itself; leave --side out.",
                name=name,
                height=sides[0],
                width=sides[1],
                shape=shape,
            )
        )
    if pixels.ndim == 3:
        return pixels, []
    if pixels.ndim == 4 and shape[3] in (1, 3, 4):
        return _coloured(pixels, name)
    if pixels.ndim == 4 and shape[1] in (1, 3, 4):
        return _coloured(np.moveaxis(pixels, 1, 3), name)
    raise DataError(
        tr(
            "{name}: an array of {shape}, expected (n, h, w), (n, h, w, 3), (n, 3, "
            "h, w) or rows of pixels (n, h·w).",
            name=name,
            shape=shape,
        )
    )


def _unrolled(
    pixels: np.ndarray, name: str, sides: tuple[int, int] | None
) -> tuple[np.ndarray, list[str]]:
    n, p = pixels.shape
    if sides is not None:
        height, width = sides
        if height * width == p:
            return pixels.reshape(n, height, width), []
        raise DataError(
            tr(
                "{name}: rows of {p:,} pixels are not {height} × {width}.",
                name=name,
                p=p,
                height=height,
                width=width,
            )
        )
    side = isqrt(p)
    if n == p == 28:
        return pixels[None], [tr("one image of 28 × 28")]
    if side * side == p:
        return pixels.reshape(n, side, side), []
    side = isqrt(p // 3)
    if 3 * side * side == p:
        images = np.moveaxis(pixels.reshape(n, 3, side, side), 1, 3)
        return images, [
            tr("rows of {p:,} are colours one after another, as CIFAR stores them", p=p)
        ]
    raise DataError(
        tr(
            "{name}: rows of {p:,} pixels are no squares; add --side HEIGHTxWIDTH, "
            "such as --side 20x24.",
            name=name,
            p=p,
        )
    )


def _coloured(pixels: np.ndarray, name: str) -> tuple[np.ndarray, list[str]]:
    colours = pixels.shape[3]
    if colours == 1:
        return pixels[..., 0], []
    if colours == 3:
        return pixels, []
    opaque = pixels[..., 3].max(initial=0)
    if not (pixels[..., 3] == opaque).all():
        raise DataError(
            tr(
                "{name}: images with transparency; lay them on paper first (three colours).",
                name=name,
            )
        )
    return pixels[..., :3], [tr("a fourth colour that is the same everywhere is left out")]


def _scaled(images: np.ndarray, name: str) -> tuple[np.ndarray, list[str]]:
    """Return uint8 images from numbers of any range, a part at a time."""
    if images.dtype == bool:
        return images.astype(np.uint8) * np.uint8(255), [tr("truth values: stretched to 0 and 255")]
    low, high = _range(images, name)
    whole = np.issubdtype(images.dtype, np.integer) or _whole(images)
    if whole and low >= 0 and high == 1:
        return _mapped(images, 255.0, 0.0), [tr("values 0 and 1: stretched to 0 and 255")]
    if whole and low >= 0 and high <= 255:
        return images.astype(np.uint8, copy=False), []
    if low >= 0 and high <= 1:
        return _mapped(images, 255.0, 0.0), [tr("values from 0 to 1: scaled to 0 to 255")]
    if low >= -1 and 0 < high <= 1:
        return _mapped(images, 127.5, 127.5), [tr("values from -1 to 1: scaled to 0 to 255")]
    if low >= 0 and high <= 255:
        return _mapped(images, 1.0, 0.0), [tr("values from 0 to 255 with fractions: rounded")]
    if images.dtype == np.uint16:
        return _mapped(images, 255 / 65535, 0.0), [tr("values of 16 bits: scaled to 0 to 255")]
    wrong = _first_outside(images)
    raise DataError(
        tr(
            "{name}: values from {low:.4g} to {high:.4g} (the first outside in "
            "image {wrong}), expected whole numbers from 0 to 255, or 0 to 1, or "
            "−1 to 1; take the images before they were standardised.",
            name=name,
            low=low,
            high=high,
            wrong=wrong,
        )
    )


def _range(images: np.ndarray, name: str) -> tuple[float, float]:
    low, high = np.inf, -np.inf
    for start in range(0, len(images), AT_ONCE):
        part = images[start : start + AT_ONCE]
        if not np.isfinite(part).all():
            wrong = start + int(np.flatnonzero(~np.isfinite(part).reshape(len(part), -1).all(1))[0])
            raise DataError(
                tr(
                    "{name}: image {wrong} has a value that is not a number.",
                    name=name,
                    wrong=wrong,
                )
            )
        low, high = min(low, float(part.min())), max(high, float(part.max()))
    return low, high


def _whole(images: np.ndarray) -> bool:
    parts = (images[start : start + AT_ONCE] for start in range(0, len(images), AT_ONCE))
    return all(bool((part == np.floor(part)).all()) for part in parts)


def _mapped(images: np.ndarray, factor: float, offset: float) -> np.ndarray:
    result = np.empty(images.shape, np.uint8)
    for start in range(0, len(images), AT_ONCE):
        part = images[start : start + AT_ONCE].astype(np.float64)
        result[start : start + AT_ONCE] = np.rint(part * factor + offset)
    return result


def _first_outside(images: np.ndarray) -> int:
    outside = ((images < 0) | (images > 255)).reshape(len(images), -1).any(axis=1)
    return int(outside.argmax())
