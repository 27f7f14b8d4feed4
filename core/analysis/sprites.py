"""Many images as one PNG: a sprite for a gallery, a contact sheet for a file."""

from __future__ import annotations

import io
from typing import NamedTuple

import numpy as np
from PIL import Image

#: Images in one row of a sprite; the gallery component reads the same number from its data.
COLUMNS = 40
#: Pixels of the longer side that are shown of an image where very many are beside one another.
THUMBNAIL = 96
#: Pixels of the longer side that tiny images are enlarged to on a sheet that is to be looked at.
LEAST = 56


def tiled(images: np.ndarray, columns: int = COLUMNS) -> np.ndarray:
    """Return images (n, h, w[, 3]) row by row as one (rows·h, columns·w[, 3]).

    Places that are left over are 0.
    """
    n, height, width, *colour = images.shape
    rows = max(-(-n // columns), 1)
    padded = np.zeros((rows * columns, height, width, *colour), images.dtype)
    padded[:n] = images
    grid = padded.reshape(rows, columns, height, width, *colour).swapaxes(1, 2)
    return grid.reshape(rows * height, columns * width, *colour)


def thumbnails(images: np.ndarray, side: int = THUMBNAIL) -> np.ndarray:
    """Return images (n, h, w[, 3]) uint8 whose longer side is at most `side`: means of squares.

    Images that are small enough come back as they are.
    """
    n, height, width, *colour = images.shape
    square = -(-max(height, width) // side)
    if square <= 1:
        return images
    rows, columns = max(height // square, 1), max(width // square, 1)
    down, right = min(square, height), min(square, width)
    whole = images[:, : rows * down, : columns * right]
    parts = whole.reshape(n, rows, down, columns, right, *colour)
    return parts.mean(axis=(2, 4), dtype=np.float32).round().astype(np.uint8)


def sprite(
    images: np.ndarray, columns: int = COLUMNS, bits: int = 4, compress_level: int = 1
) -> bytes:
    """Return one small PNG of images (n, h, w[, 3]) uint8 to look at; grey ones in 2**bits shades.

    Sixteen shades halve the bytes and cannot be distinguished from 256 at the size of a tile.
    """
    if images.ndim == 4:
        coloured = io.BytesIO()
        Image.fromarray(tiled(images, columns)).save(coloured, "PNG", compress_level=compress_level)
        return coloured.getvalue()
    step = 255 // (2**bits - 1)
    shades = (tiled(images, columns).astype(np.uint16) + step // 2) // step
    picture = Image.fromarray(shades.astype(np.uint8)).convert("P")
    picture.putpalette([shade * step for shade in range(2**bits) for _ in range(3)])
    file = io.BytesIO()
    picture.save(file, "PNG", bits=bits, compress_level=compress_level)
    return file.getvalue()


class Preview(NamedTuple):
    """Very many images as one PNG, in rows of `columns`, each `size` = [width, height] pixels."""

    png: bytes
    columns: int
    size: tuple[int, int]


def preview(images: np.ndarray, side: int, columns: int = 100) -> Preview:
    """Return images (n, h, w[, 3]) uint8 to look at one at a time; grey ones in four shades.

    Four shades make 10,000 digits of MNIST 0.6 MB, and they can be read.
    """
    small = thumbnails(images, side)
    height, width = small.shape[1:3]
    return Preview(sprite(small, columns, bits=2, compress_level=6), columns, (width, height))


def by_class(images: np.ndarray, labels: np.ndarray, each: int = 10, most: int = 60) -> bytes:
    """Return a contact sheet with the first images of each class, one class in a row.

    Parameters
    ----------
    images : (n, h, w[, 3]) uint8; larger ones than `THUMBNAIL` are made smaller
    labels : (n,) whole numbers from 0
    each : images of a class; places that are left over are black
    most : classes that have a row
    """
    larger = max(1, LEAST // max(images.shape[1:3]))
    sheet = []
    for label in np.unique(labels)[:most]:
        shown = thumbnails(images[np.flatnonzero(labels == label)[:each]])
        shown = shown.repeat(larger, axis=1).repeat(larger, axis=2)
        row = np.zeros((each, *shown.shape[1:]), np.uint8)
        row[: len(shown)] = shown
        sheet.append(row)
    return contact_sheet(np.concatenate(sheet), each)


def contact_sheet(images: np.ndarray, columns: int = 20, gap: int = 4) -> bytes:
    """Return a PNG of images (n, h, w[, 3]) uint8 in all their shades and a gap between them."""
    whole = ((0, 0),) * (images.ndim - 3)  # the channels of a colour
    framed = np.pad(images, ((0, 0), (0, gap), (0, gap), *whole), constant_values=64)
    sheet = np.pad(tiled(framed, min(columns, max(len(images), 1))), ((gap, 0), (gap, 0), *whole))
    file = io.BytesIO()
    Image.fromarray(sheet).save(file, "PNG", optimize=True)
    return file.getvalue()
