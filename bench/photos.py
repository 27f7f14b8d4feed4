"""Photographs of digits on paper: `python -m bench.photos` (two minutes; `--number` of each kind).

`photos_right`: the share that the champion reads right and does not refuse; `photos_wrong`: read as
another digit, which is worse than refusing. For each of fifteen kinds, and JPEG at quality 85.
"""

from __future__ import annotations

import argparse
import io

import numpy as np
from PIL import Image

from bench import show
from bench.drawing.photos import KINDS, photograph
from core import StudioError
from core.data import pictures, sets
from core.drawing.refusals import image_refusal
from core.training import artifacts


def main() -> None:
    """Print the figures of each kind and of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=167)
    number = parser.parse_args().number
    model, test = artifacts.open_model("champion"), sets.load().test
    rng, right, wrong = np.random.default_rng(0), 0, 0
    chosen = rng.choice(len(test), number, replace=False)
    for kind in KINDS:
        counts = np.zeros(2, int)
        for index in chosen:
            answer = read(photograph(test.images[index], kind, rng), model)
            counts += answer == test.labels[index], answer not in (None, test.labels[index])
        show("photos_right", counts[0] / number, "share", kind=kind, n=number)
        show("photos_wrong", counts[1] / number, "share", kind=kind, n=number)
        right, wrong = right + counts[0], wrong + counts[1]
    show("photos_right", right / (number * len(KINDS)), "share", n=number * len(KINDS))
    show("photos_wrong", wrong / (number * len(KINDS)), "share", n=number * len(KINDS))


def read(photo: np.ndarray, model: object) -> int | None:
    """Return what the champion reads in a photograph, None if it is refused."""
    file = io.BytesIO()
    Image.fromarray(photo).save(file, "JPEG", quality=85)
    try:
        image = pictures.digit_in(file.getvalue(), "photo")
    except StudioError:
        return None
    return None if image_refusal(image) else int(model.predict(image[None])[0])  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
