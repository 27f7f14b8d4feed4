"""Images moved by whole pixels."""

from __future__ import annotations

import numpy as np


def shifted(images: np.ndarray, dx: int, dy: int) -> np.ndarray:
    """Return images (…, h, w) moved dx pixels to the right and dy down; paper moves in."""
    moved = np.zeros_like(images)
    height, width = images.shape[-2:]
    dx, dy = min(max(dx, -width), width), min(max(dy, -height), height)
    to_y, from_y = slice(max(dy, 0), height + min(dy, 0)), slice(max(-dy, 0), height - max(dy, 0))
    to_x, from_x = slice(max(dx, 0), width + min(dx, 0)), slice(max(-dx, 0), width - max(dx, 0))
    moved[..., to_y, to_x] = images[..., from_y, from_x]
    return moved
