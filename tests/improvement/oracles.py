"""Every pixel step again, plainly: one image at a time by scipy.ndimage or by loops, in float64."""

from __future__ import annotations

import numpy as np
from scipy import ndimage


def blur(image, sigma):
    """Smooth by a Gaussian."""
    return ndimage.gaussian_filter(image.astype(float), sigma, axes=(0, 1))


def sharpen(image, amount, radius):
    """Add what the Gaussian takes away."""
    return image + amount * (image - blur(image, radius))


def denoise(image):
    """Take medians of 3×3 pixels."""
    return ndimage.median_filter(image, 3, axes=(0, 1)).astype(float)


def thicken(image, pixels):
    """Dilate by a disc."""
    return _mixed(ndimage.grey_dilation, image, pixels)


def thin(image, pixels):
    """Erode by a disc."""
    return _mixed(ndimage.grey_erosion, image, pixels)


def _mixed(morphology, image, pixels):
    results = []
    for radius in (int(pixels), int(pixels) + 1):
        y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1]
        disc = y**2 + x**2 <= radius**2
        shape = disc.shape + (1,) * (image.ndim - 2)
        results.append(morphology(image, footprint=disc.reshape(shape)).astype(float))
    share = pixels - int(pixels)
    return (1 - share) * results[0] + share * results[1]


def contrast(image, cut):
    """Stretch between two of the sorted brightnesses."""
    ordered = sorted(image.ravel().tolist())
    first = int(cut / 100 * (len(ordered) - 1))
    low, high = ordered[first], ordered[-1 - first]
    return image.astype(float) if low == high else (image - float(low)) * 255 / (high - low)


def equalise(image):
    """Count for every pixel how many are not brighter."""
    every = image.ravel()
    darkest = (every == every.min()).sum()
    if darkest == every.size:
        return image.astype(float)
    ranks = np.array([(every <= value).sum() for value in every]).reshape(image.shape)
    return (ranks - darkest) * 255 / (every.size - darkest)


def slant(image):
    """Return the slope of the line x(y) through the ink by least squares, and the ink's middle."""
    ink = image.astype(float).reshape(*image.shape[:2], -1).sum(axis=2)
    if not ink.any():
        return 0.0, (0.0, 0.0)
    y, x = np.mgrid[: ink.shape[0], : ink.shape[1]]
    rows = np.flatnonzero(ink.any(axis=1))
    middle = ndimage.center_of_mass(ink)
    if len(rows) == 1:
        return 0.0, middle
    slope = np.polyfit(y.ravel(), x.ravel(), 1, w=np.sqrt(ink.ravel()))[0]
    return float(np.clip(slope, -1, 1)), middle


def deskew(image):
    """Shear by the slant about the ink's middle."""
    slope, (middle, _) = slant(image)
    matrix = [[1, 0], [slope, 1]]
    return _channels(
        image,
        lambda one: ndimage.affine_transform(
            one, matrix, (0, -slope * middle), order=1, mode="grid-constant"
        ),
    )


def crop(image, level):
    """Cut out the ink, enlarge or shrink it pixel by pixel, put it in place."""
    height, width = image.shape[:2]
    bright = image if image.ndim == 2 else image.max(axis=2)
    ink = bright > level
    if not ink.any():
        return image.astype(float)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    box = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].astype(float)
    scale = min(20 / 28 * height / box.shape[0], 20 / 28 * width / box.shape[1])
    size = [max(1, round(side * scale)) for side in box.shape[:2]]
    y, x = (
        np.clip((np.arange(n) + 0.5) * side / n - 0.5, 0, side - 1)
        for n, side in zip(size, box.shape[:2], strict=True)
    )
    at = np.meshgrid(y, x, indexing="ij")
    small = _channels(box, lambda one: ndimage.map_coordinates(one, at, order=1, mode="nearest"))
    mass = np.where(ink if image.ndim == 2 else ink[..., None], image, 0).astype(float)
    middle = ndimage.center_of_mass(mass.reshape(height, width, -1).sum(axis=2))
    result = np.zeros(image.shape)
    starts = []
    for axis, first in enumerate((rows[0], columns[0])):
        n, side = size[axis], box.shape[axis]
        centre = (middle[axis] - first + 0.5) * n / side - 0.5
        start = int(np.floor(image.shape[axis] // 2 + 0.5 - centre))
        starts.append(min(max(start, 0), image.shape[axis] - n))
    result[starts[0] : starts[0] + size[0], starts[1] : starts[1] + size[1]] = small
    return result


def _channels(image, change):
    image = image.astype(float)
    if image.ndim == 2:
        return change(image)
    return np.stack([change(image[..., channel]) for channel in range(3)], axis=2)
