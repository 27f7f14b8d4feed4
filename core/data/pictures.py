"""Pictures of one digit, on any paper, to the 28×28 image that the models read."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from core import StudioError
from core.data import paper
from core.data.inks import to_mnist
from core.data.reading.picture_sets import FORMATS, MAX_PIXELS, WHITES
from core.language import tr

#: The side that a larger picture is brought to before anything is measured.
WORKING_SIDE = 560
FULL_INK = 250
#: Greys of paper that carry light ink as well as dark.
MIDDLING = (90, 165)
#: Grey levels up to which JPEG's ripples around a line go, which are not ink. With them, the box
#: around a digit of 28×28 pixels is a third too large at any quality. `python -m bench.canvas
#: --only jpeg` compares levels: this one costs nothing at quality 90 and little at 50.
RIPPLES = 32


def digit_in(content: bytes, name: str) -> np.ndarray:
    """Return the (28, 28) uint8 image of the digit in a picture.

    Raises
    ------
    StudioError
        If the picture is damaged, too large or blank; the sentence begins with `name`.
    """
    return digit_and_ink(content, name)[0]


def digit_and_ink(content: bytes, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the (28, 28) uint8 image and the ink (h, w) uint8 it was made of; errors as above."""
    ink = ink_in(content, name)
    image = None if ink is None else to_mnist(ink)
    if ink is None or image is None:
        raise StudioError(
            tr("{name}: nothing is drawn in this picture, or it is too faint.", name=name)
        )
    return image, ink


def ink_in(content: bytes, name: str, max_pixels: int = MAX_PIXELS) -> np.ndarray | None:
    """Return the ink (h, w) uint8 in a picture, bright on 0; None if it shows only paper.

    Raises
    ------
    StudioError
        If the picture is damaged or has more than `max_pixels`; the sentence begins with `name`.
    """
    grey, format = _grey(content, name, max_pixels)
    grey = paper.trimmed(grey)
    ripples = RIPPLES if format == "JPEG" or paper.is_grainy(grey) else 0
    lit = paper.evened(grey)
    ink = ink_of(grey if lit is None else lit, ripples)
    found = None if ink is None else paper.strokes(ink, lit is not None)
    return paper.faint(grey) if found is None or not found.any() else found


def ink_of(grey: np.ndarray, ripples: float = 0) -> np.ndarray | None:
    """Return the ink (h, w) uint8, bright on 0, of a grey picture; None if it shows only paper.

    The paper's grey is the median along the picture's edge, so that dark ink on light paper and
    light ink on dark paper are read alike. What varies along the edge itself (the grain of paper,
    a photograph's noise) is not ink, and neither are ripples of so many grey levels on clean paper.
    """
    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]]).astype(np.float64)
    paper = float(np.median(edge))
    ink = (grey - paper) * (-1.0 if _is_light(paper, grey) else 1.0)
    grain = 6 * 1.4826 * float(np.median(np.abs(edge - paper)))
    darkest = float(ink.max(initial=0))
    if darkest <= max(grain, 16):
        return None
    # On clean paper the faintest edge of a stroke counts; on grainy paper a fifth of the ink.
    ink[ink <= (max(grain, darkest / 5) if grain else min(ripples, darkest / 5))] = 0
    if darkest < FULL_INK:  # pencil, or grey paper: MNIST's ink reaches full black
        ink *= 255 / darkest
    return np.clip(np.rint(ink), 0, 255).astype(np.uint8)


def _is_light(paper: float, grey: np.ndarray) -> bool:
    """Return whether the ink is darker than the paper: on middling greys, what differs more is."""
    if MIDDLING[0] <= paper <= MIDDLING[1]:
        return bool(paper - grey.min() >= grey.max() - paper)
    return paper > 127


def _grey(content: bytes, name: str, max_pixels: int) -> tuple[np.ndarray, str | None]:
    """Return the picture as (h, w) float64, 0 black to 255 white, and its format."""
    try:
        # The header alone is read here: a small file that unpacks to a huge picture stops.
        picture: Image.Image = Image.open(io.BytesIO(content), formats=FORMATS)
        width, height = picture.size
        if width * height > max_pixels:
            raise StudioError(
                tr(
                    "{name}: {width} × {height} pixels are too many; the limit is "
                    "{max_pixels} million.",
                    name=name,
                    width=width,
                    height=height,
                    max_pixels=max_pixels // 1_000_000,
                )
            )
        return _upright_on_paper(picture), picture.format
    except StudioError:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError):
        raise StudioError(
            tr("{name}: this is not a picture that can be read.", name=name)
        ) from None
    except Exception:  # Pillow raises many kinds for broken files; all mean the same to a person
        raise StudioError(tr("{name}: the picture is damaged; save it again.", name=name)) from None


def _upright_on_paper(picture: Image.Image) -> np.ndarray:
    """Return an opened picture's greys (h, w), turned as its camera says, without transparency."""
    if picture.format == "JPEG":
        picture.draft("L", (WORKING_SIDE, WORKING_SIDE))
    picture = ImageOps.exif_transpose(picture)
    if picture.mode.startswith("I"):  # 16 bits per pixel, of which not all need be used
        deep = np.asarray(picture, np.float64)
        white = next(top for top in WHITES if deep.max(initial=0) <= top)
        picture = Image.fromarray((deep * (255 / white)).astype(np.uint8))
    if max(picture.size) > WORKING_SIDE:
        if picture.mode in ("P", "1"):
            picture = picture.convert("RGBA" if "transparency" in picture.info else "L")
        picture.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.BOX)
    if "A" in picture.mode or "transparency" in picture.info:
        return _on_paper(np.asarray(picture.convert("RGBA"), np.float64))
    return np.asarray(picture.convert("L"), np.float64)


def _on_paper(rgba: np.ndarray) -> np.ndarray:
    """Lay a transparent picture on the paper that its ink shows on: black under light ink."""
    alpha = rgba[..., 3] / 255
    grey = rgba[..., :3] @ [0.299, 0.587, 0.114]
    ink = float((grey * alpha).sum() / max(alpha.sum(), 1.0))
    opaque = bool(alpha.min(initial=1) == 1)
    paper = 0.0 if ink > 127 and not opaque else 255.0
    return np.asarray(grey * alpha + paper * (1 - alpha))
