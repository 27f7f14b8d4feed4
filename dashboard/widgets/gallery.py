"""A gallery of images: one sprite, drawn tile by tile, under buttons that a keyboard can walk."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from core.analysis import sprites
from core.language import count, mark
from widgets.reported import reported

FOLDER = Path(__file__).parent
SMALL = 64  # pixels of a longer side where there are more tiles than one sprite holds
SHEET = 1000  # tiles a sprite: the browser decodes the next one while the first is on screen

_component = st.components.v2.component(
    "image_gallery",
    html='<div class="gallery"></div>',
    css=(FOLDER / "gallery.css").read_text(encoding="utf-8"),
    js=(FOLDER / "gallery.js").read_text(encoding="utf-8"),
)


def gallery(
    images: np.ndarray,
    ids: Sequence[int] | np.ndarray,
    captions: Sequence[str],
    *,
    key: str,
    label: str = mark("Images"),
    right: np.ndarray | Sequence[bool] | None = None,
    marks: Sequence[str] | None = None,
    chosen: int | None = None,
    picks: Collection[int] | None = None,
    tile: int = 56,
    height: int = 420,
    on_pick: Callable[[int], None] | None = None,
) -> int | None:
    """Show thousands of images as tiles to scroll through and to pick from.

    Parameters
    ----------
    images : (n, h, w) or (n, h, w, 3) uint8
    ids : n numbers, what a pick reports: the images' indices
    captions : n texts for hover and screen readers, such as "index 947, true 9, read as 4"
    key : name of this gallery on its page
    label : what the tiles are, for screen readers
    right : (n,) bool, a tick or a cross under each tile; None for neither
    marks : n short texts under the tiles, such as "9→4"; None for none
    chosen : id of the tile with a frame
    picks : ids of tiles that are chosen together, with a frame and a tick; None: a pick opens one
    tile : the longer side of a tile in CSS pixels; it has the images' proportions
    height : of the part to scroll, in CSS pixels; fewer tiles take less
    on_pick : called with the id before the page runs again

    Returns
    -------
    int or None
        The id picked just now, in this one run.
    """
    data = contents(images, ids, captions, label, right, marks, tile, height)
    known = set(data["ids"])

    def valid(answer: object) -> int | None:
        return answer if type(answer) is int and answer in known else None

    def report() -> None:
        picked = valid(reported(key, "picked"))
        if picked is not None and on_pick is not None:
            on_pick(picked)

    result = _component(
        key=key,
        data={**data, "chosen": chosen, "picks": None if picks is None else sorted(picks)},
        on_picked_change=report,
        width="stretch",
    )
    return valid(result.picked)


def contents(
    images: np.ndarray,
    ids: Sequence[int] | np.ndarray,
    captions: Sequence[str],
    label: str = mark("Images"),
    right: np.ndarray | Sequence[bool] | None = None,
    marks: Sequence[str] | None = None,
    tile: int = 56,
    height: int = 420,
) -> dict[str, Any]:
    """Return what is sent to the browser for a gallery, as described there."""
    side = SMALL if len(images) > SHEET else sprites.THUMBNAIL
    images = np.ascontiguousarray(sprites.thumbnails(images, side))
    rows, columns = images.shape[1:3]
    data = {
        "sheets": [
            _data_uri(images[start : start + SHEET].tobytes(), images.shape[1:])
            for start in range(0, len(images), SHEET)
        ],
        "perSheet": SHEET,
        "columns": sprites.COLUMNS,
        "ids": [int(i) for i in ids],
        "captions": list(captions),
        "right": None if right is None else [bool(value) for value in right],
        "marks": None if marks is None else list(marks),
        "label": f"{label}: {count(len(images))}",
        "image": [columns, rows],
        "tile": [round(tile * side / max(rows, columns)) or 1 for side in (columns, rows)],
        "height": height,
    }
    return {**data, "version": hashlib.blake2b(repr(data).encode(), digest_size=8).hexdigest()}


@lru_cache(maxsize=24)
def _data_uri(pixels: bytes, shape: tuple[int, ...]) -> str:
    images = np.frombuffer(pixels, np.uint8).reshape(-1, *shape)
    return "data:image/png;base64," + base64.b64encode(sprites.sprite(images)).decode()
