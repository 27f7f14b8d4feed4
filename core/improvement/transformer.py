"""A pixel step as the head of a Pipeline: training, test and later use share one path."""

from __future__ import annotations

from types import ModuleType
from typing import Any, ClassVar, Self

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin

from core.improvement import filters, placing, steps, tones
from core.models.features import check_images

#: Pixels that are changed at once: so many fit into a processor's cache, and memory is bounded.
AT_ONCE = 2**17


class PixelStep(TransformerMixin, BaseEstimator):
    """Change images by one pixel step of the registry; each image alone, nothing is learned.

    Parameters
    ----------
    name : str
        One of the registry's pixel steps.
    values : tuple of float
        A number for each of its parameters.
    """

    #: The modules that decide the figures besides this class.
    modules: ClassVar[tuple[ModuleType, ...]] = (filters, placing, tones)

    def __init__(self, name: str, values: tuple[float, ...] = ()) -> None:
        self.name = name
        self.values = values

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.requires_fit = False
        tags.input_tags.two_d_array = False
        tags.input_tags.three_d_array = True
        return tags

    def fit(self, images: np.ndarray, labels: Any = None) -> Self:
        """See that these are images; there is nothing to learn."""
        check_images(images)
        return self

    def transform(self, images: np.ndarray) -> np.ndarray:
        """Return the changed images, uint8 of the same shape.

        Raises
        ------
        StudioError
            If these are not images (n, h, w) or (n, h, w, 3) uint8.
        """
        images = check_images(images)
        change = steps.get(self.name).apply
        result = np.empty_like(images, order="C")
        step = max(1, AT_ONCE // max(1, images[:1].size))
        for start in range(0, len(images), step) if images.size else ():
            part = slice(start, start + step)
            result[part] = change(np.ascontiguousarray(images[part]), *self.values)
        return result
