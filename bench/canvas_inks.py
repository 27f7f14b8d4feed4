"""Pens of all widths and pictures of all kinds: how well they are read once they are 28×28."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image

from bench import show
from bench.drawing import pen
from canvas import reading
from core.data import inks, pictures, sets
from core.drawing.nondigits.hand import parsed, smooth
from core.drawing.nondigits.templates import DIGITS
from core.drawing.refusals import kinds
from core.evaluation.scores import score_images

WIDTHS = (1, 1.5, 2, 3, 4, 5, 6, 8, 12, 18, 28)  # pixels; the digit is 200 of 280
QUALITIES = (50, 75, 90)
LEVELS = (0, 12, 24, 32, 40)  # grey levels of a JPEG that count as paper
MOST = 1000


def pens(file: Path) -> None:
    """Print how well pens of each width are read and how many are refused.

    Drawn by people if the file is there, else from the few templates of ours.
    """
    digits = drawn(file)
    labels = np.array([digit.label for digit in digits])
    for width in WIDTHS:
        made = [inks.to_mnist(pen.render(digit.strokes, width)) for digit in digits]
        images = np.stack([image for image in made if image is not None])
        for name, share in accuracies(images, labels).items():
            show("pen_width_accuracy", share, "share", model=name, pixels=width, n=len(labels))
        show("pen_width_refused", np.mean(kinds(images) >= 0), "share", pixels=width)


def drawn(file: Path) -> list[pen.PenDigit]:
    """Return people's strokes, at most MOST, or those of the templates."""
    people = pen.load(file)
    if people:
        chosen = np.random.default_rng(0).permutation(len(people))[:MOST]
        return [people[index] for index in chosen]
    return [
        pen.PenDigit(tuple(smooth(p) if curved else p for curved, p in parsed(text)), int(name[0]))
        for name, text in DIGITS.items()
        if "," not in name
    ]


def jpeg(file: Path) -> None:
    """Print how well digits are read from JPEG files for each level that is taken for paper.

    `against` is the accuracy on the same pictures as PNG.
    """
    test = sets.load().test.take(np.arange(MOST))
    digits = drawn(file)
    large = [Image.fromarray(255 - pen.render(digit.strokes)) for digit in digits]
    small = [np.asarray(image.resize((120, 120), Image.Resampling.BOX)) for image in large]
    labels = np.array([digit.label for digit in digits])
    for side, greys, right in ((28, list(test.images), test.labels), (120, small, labels)):
        png = accuracies(np.stack([pictures.digit_in(saved(g, "PNG"), "") for g in greys]), right)
        for quality in QUALITIES:
            files = [np.asarray(Image.open(io.BytesIO(saved(g, "JPEG", quality)))) for g in greys]
            for level in LEVELS:
                images = [inks.to_mnist(pictures.ink_of(f.astype(float), level)) for f in files]
                for name, share in accuracies(np.stack(images), right).items():
                    facts = {"model": name, "side": side, "quality": quality, "level": level}
                    show("jpeg_accuracy", share, "share", png[name], **facts)


def saved(grey: np.ndarray, format: str, quality: int = 75) -> bytes:
    """Return a grey picture (h, w) uint8 as a file."""
    buffer = io.BytesIO()
    Image.fromarray(grey).save(buffer, format, quality=quality)
    return buffer.getvalue()


def accuracies(images: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Return the share of (n, 28, 28) images that each trained model reads right."""
    found = {}
    for reader in reading.refresh():
        parts = [
            score_images(reader.model, images[start : start + 500])[0].argmax(axis=1)
            for start in range(0, len(images), 500)
        ]
        found[reader.name] = float((np.concatenate(parts) == labels).mean())
    return found
