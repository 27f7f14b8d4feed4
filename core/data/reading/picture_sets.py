"""Pictures of many files as one array: turned upright, without transparency, of one size."""

from __future__ import annotations

import io
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from core.data.labelled import DataError
from core.data.reading.found import LONGEST_SIDE
from core.language import ntr, tr

FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF", "PPM")
#: More pixels than any picture of a data set; a small file can unpack to far more.
MAX_PIXELS = 60_000_000
#: What may be white in 16 bits per pixel: programs also keep 8 or 12 bits in them.
WHITES = (255, 4095, 65535)

# Pillow's warnings, about size and damaged notes, are for programmers: what matters is raised. Once
# for all: `catch_warnings` around each picture is not safe in the canvas app's threads.
warnings.filterwarnings("ignore", module=r"PIL\.")


def decoded(content: bytes, name: str) -> np.ndarray:
    """Return a picture as (h, w) or (h, w, 3) uint8.

    Raises
    ------
    DataError
        If it shows no picture, is damaged or too large; the sentence begins with `name`.
    """
    try:
        picture: Image.Image = Image.open(io.BytesIO(content), formats=FORMATS)
        if picture.width * picture.height > MAX_PIXELS:
            raise DataError(
                tr(
                    "{name}: {width} × {height} pixels are too many; the limit is "
                    "{max_pixels} million.",
                    name=name,
                    width=picture.width,
                    height=picture.height,
                    max_pixels=MAX_PIXELS // 1_000_000,
                )
            )
        if picture.mode == "L" and picture.format == "PNG":  # most of them: nothing is to be done
            return np.asarray(picture)
        return np.asarray(_plain(picture))
    except DataError:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError):
        raise DataError(tr("{name}: this is not a picture that can be read.", name=name)) from None
    except Exception:  # Pillow raises many kinds for broken files; all mean the same to a person
        raise DataError(tr("{name}: the picture is damaged; save it again.", name=name)) from None


@dataclass(frozen=True)
class Frame:
    """What all pictures of a data set become: one size, grey or in colour.

    Parameters
    ----------
    height, width : in pixels
    coloured : whether there are three colours
    notes : what had to be changed for that
    """

    height: int
    width: int
    coloured: bool
    notes: tuple[str, ...] = ()


class Collected:
    """Pictures that come one after another, kept without a second copy as long as they are alike.

    Parameters
    ----------
    most : how many there may be
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._alike: np.ndarray | None = None
        self._others: dict[int, np.ndarray] = {}
        self._number = 0

    def add(self, picture: np.ndarray) -> None:
        """Add a picture (h, w) or (h, w, 3) uint8."""
        if self._alike is None:
            self._alike = np.empty((self._most, *picture.shape), np.uint8)
        if picture.shape == self._alike.shape[1:]:
            self._alike[self._number] = picture
        else:
            self._others[self._number] = picture
        self._number += 1

    def parts(self) -> list[np.ndarray]:
        """Return the pictures as arrays (k, h, w[, 3]), each of neighbours of one shape."""
        if self._alike is None:
            return []
        found, start = [], 0
        for at, picture in self._others.items():
            found += [self._alike[start:at], picture[None]]
            start = at + 1
        found.append(self._alike[start : self._number])
        return [part for part in found if len(part)]


def frame(parts: Sequence[np.ndarray], sides: tuple[int, int] | None = None) -> Frame:
    """Return the frame that pictures are fitted into.

    Parameters
    ----------
    parts : arrays (k, h, w[, 3]) of any sizes, grey or in colour
    sides : (height, width) that was asked for; None for the most frequent size

    Raises
    ------
    DataError
        If there are none, or the most frequent size is too large for a data set.
    """
    sizes: Counter[tuple[int, int]] = Counter()
    colours = 0
    for part in parts:
        sizes[part.shape[1], part.shape[2]] += len(part)
        colours += _coloured(part)
    if not sizes:
        raise DataError(tr("No picture is in it."))
    height, width = sides or sizes.most_common(1)[0][0]
    if max(height, width) > LONGEST_SIDE:
        raise DataError(
            tr(
                "The pictures are {height} × {width}; a data set has at most "
                "{longest_side} × {longest_side}: add --side 128x128, for example.",
                height=height,
                width=width,
                longest_side=LONGEST_SIDE,
            )
        )
    number, notes = sizes.total(), []
    if others := number - sizes[height, width]:
        notes.append(
            ntr(
                "{n:,} of {number:,} pictures is of another size, fitted into {height} × {width}",
                "{n:,} of {number:,} pictures are of another size, fitted into {height} × {width}",
                others,
                number=number,
                height=height,
                width=width,
            )
        )
    if 0 < colours < number:
        notes.append(
            ntr(
                "{n:,} picture is coloured, so that all are stored in colour",
                "{n:,} pictures are coloured, so that all are stored in colour",
                colours,
            )
        )
    return Frame(height, width, colours > 0, tuple(notes))


def gathered(parts: list[np.ndarray], into: Frame) -> np.ndarray:
    """Return pictures (k, h, w[, 3]) as one (n, h, w[, 3]) uint8."""
    shape = (into.height, into.width) + ((3,) if into.coloured else ())
    if len(parts) == 1 and parts[0].shape[1:] == shape:
        return parts[0]
    result = np.empty((sum(map(len, parts)), *shape), np.uint8)
    end = 0
    for part in parts:
        if part.ndim == 4 and not into.coloured:
            part = part[..., 0]
        if part.ndim == 3 and into.coloured:
            part = part[..., None]
        place = result[end : end + len(part)]
        if part.shape[1:3] == (into.height, into.width):
            place[...] = part
        else:
            for at, picture in enumerate(part):
                place[at] = _fitted(picture, into.height, into.width)
        end += len(part)
    return result


def _coloured(part: np.ndarray) -> int:
    """Return how many of the pictures (k, h, w[, 3]) have colours."""
    if part.ndim == 3:
        return 0
    same = (part[..., :2] == part[..., 1:]).reshape(len(part), -1).all(axis=1)
    return int(np.count_nonzero(~same))


def _fitted(picture: np.ndarray, height: int, width: int) -> np.ndarray:
    """Return a picture with its proportions, in the middle of a canvas of its edge's grey."""
    if picture.shape[-1] == 1:  # grey among colours
        return _fitted(picture[..., 0], height, width)[..., None]
    paper = tuple(int(v) for v in np.atleast_1d(np.median(_edge(picture), axis=0)))
    fitted = ImageOps.pad(
        Image.fromarray(picture),
        (width, height),
        Image.Resampling.BILINEAR,
        color=paper if picture.ndim == 3 else paper[0],
    )
    return np.asarray(fitted)


def _edge(picture: np.ndarray) -> np.ndarray:
    return np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])


def _plain(picture: Image.Image) -> Image.Image:
    """Return an opened picture in grey or colour: upright, 8 bits, without transparency."""
    picture = ImageOps.exif_transpose(picture)
    if picture.mode.startswith("I") or picture.mode == "F":
        deep = np.asarray(picture, np.float64)
        white = next((top for top in WHITES if deep.max(initial=0) <= top), deep.max())
        return Image.fromarray((deep * (255 / white)).astype(np.uint8))
    if "A" in picture.mode or "transparency" in picture.info:
        return _on_paper(picture.convert("RGBA"))
    if picture.mode in ("L", "1"):
        return picture.convert("L")
    return picture.convert("RGB")


def _on_paper(picture: Image.Image) -> Image.Image:
    """Lay a transparent picture on the paper that it shows on: black under a light one."""
    values = np.asarray(picture, np.float64)
    alpha = values[..., 3:] / 255
    grey = values[..., :3] @ [0.299, 0.587, 0.114]
    light = float((grey[..., None] * alpha).sum() / max(alpha.sum(), 1.0)) > 127
    paper = Image.new(
        "RGBA", picture.size, (0, 0, 0, 255) if light and alpha.min() < 1 else "white"
    )
    return Image.alpha_composite(paper, picture).convert("RGB")
