"""How many images per second each step changes: `python -m bench.recipes`.

Pixel steps change the first 10,000 test digits, beside the same by scipy.ndimage (or numpy, where
that has nothing of the kind) in as few calls as it takes; training steps copy them. Both in one
thread, the best of three turns. Printed is also by how much the results differ.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import ndimage

from bench import show
from core.data import sets
from core.data.labelled import LabelledImages
from core.improvement import placing
from core.improvement.recipe import Recipe
from core.improvement.step import written
from core.improvement.steps import STEPS
from core.improvement.transformer import PixelStep

TURNS = 3


def main() -> None:
    """Print a line per step with its usual numbers, and one with the largest."""
    digits = sets.load().test.take(slice(10_000))
    for name, step in STEPS.items():
        usual = tuple(float(parameter.default) for parameter in step.parameters)
        largest = tuple(float(parameter.high) for parameter in step.parameters)
        for values in dict.fromkeys((usual, largest)):
            if step.kind == "pixels":
                pixels(name, values, digits.images)
            elif step.kind == "training":
                copies(written(name, values), digits)


def pixels(name: str, values: tuple[float, ...], images: np.ndarray) -> None:
    """Measure a pixel step, and where there is one, the same by scipy.ndimage."""
    step = PixelStep(name, values)
    found, fast = best(lambda: step.transform(images), len(images))
    facts: dict[str, object] = {"step": written(name, values), "megabytes": extra(step, images)}
    plain = PLAIN.get(name)
    if plain is None:
        show("pixel_step", fast, "images/s", **facts)
        return
    wanted, slow = best(lambda: plain(images, *values), len(images))
    facts["largest_difference"] = int(np.abs(found.astype(int) - wanted).max())
    show("pixel_step", fast, "images/s", against=slow, **facts)


def copies(text: str, images: LabelledImages) -> None:
    """Measure how many training images per second a training step takes in."""
    recipe = Recipe.parse(text)
    found, speed = best(lambda: recipe.training_set(images, 0), len(images))
    show("training_step", speed, "images/s", step=text, images=len(found))


def best(call: Callable[[], Any], n: int) -> tuple[Any, float]:
    """Return the result of a call, and of how many images per second its quickest turn was."""
    seconds = []
    for _ in range(TURNS):
        begun = time.perf_counter()
        result = call()
        seconds.append(time.perf_counter() - begun)
    return result, n / min(seconds)


def extra(step: PixelStep, images: np.ndarray) -> float:
    """Return the megabytes that a step needs at most beside the images and the result."""
    tracemalloc.start()
    result = step.transform(images)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return round((peak - result.nbytes) / 1e6, 1)


def _rounded(values: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def _blur(images: np.ndarray, sigma: float) -> np.ndarray:
    return _rounded(ndimage.gaussian_filter(images.astype(np.float32), sigma, axes=(1, 2)))


def _sharpen(images: np.ndarray, amount: float, radius: float) -> np.ndarray:
    values = images.astype(np.float32)
    blurred = ndimage.gaussian_filter(values, radius, axes=(1, 2))
    return _rounded(values + amount * (values - blurred))


def _mixed(morphology: Callable[..., np.ndarray], images: np.ndarray, width: float) -> np.ndarray:
    parts = []
    for radius in (int(width), int(width) + 1):
        y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1]
        parts.append(morphology(images, footprint=(y**2 + x**2 <= radius**2)[None]))
        if width == radius:
            return parts[0]
    share = width - int(width)
    return _rounded((1 - share) * parts[0] + share * parts[1].astype(float))


def _deskew(images: np.ndarray) -> np.ndarray:
    result = np.empty_like(images)
    slants, centres = placing.slants(images)
    for i, (slant, centre) in enumerate(zip(slants, centres, strict=True)):
        values = ndimage.affine_transform(
            images[i].astype(np.float32),
            [[1, 0], [slant, 1]],
            (0, -slant * centre),
            order=1,
            mode="grid-constant",
        )
        result[i] = _rounded(values)
    return result


PLAIN: dict[str, Callable[..., np.ndarray]] = {
    "deskew": _deskew,
    "sharpen": _sharpen,
    "blur": _blur,
    "denoise": lambda images: ndimage.median_filter(images, 3, axes=(1, 2)),
    "thicken": lambda images, width: _mixed(ndimage.grey_dilation, images, width),
    "thin": lambda images, width: _mixed(ndimage.grey_erosion, images, width),
}


if __name__ == "__main__":
    main()
