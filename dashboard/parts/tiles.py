"""A gallery of the chosen split's images that opens one close up, and their downloads."""

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
import streamlit as st

from core.analysis import exports
from core.analysis.nameplates import WIDTH
from core.language import tr
from core.rules.binary import REJECTED
from session import batch, cells, choice, following, opened, walk, writers
from session.pictures import ROOM, pictures, shape
from widgets.gallery import gallery

Known = Mapping[int, str] | Sequence[str]
MOST = 5000
CLOSE_UP = "views/image.py"


def tiles(
    indices: np.ndarray,
    *,
    key: str,
    label: str,
    height: int = 420,
    about: Known | None = None,
    marks: Known | None = None,
    strips: bool = True,
) -> None:
    """Show images with a strip that says whether they are read correctly; a pick opens one.

    `about` and `marks` say of every image of the split, in words and shortly, what else is known
    of it than its true class and the chosen rule's answer.
    """
    split, predicted = choice.images(), following.predicted()
    names = cells.answer_names()
    most = max(1, min(MOST, ROOM // max(1, int(np.prod(shape())))))
    shown = indices[:most]
    if not len(shown):
        st.info(tr("No image is in this choice."))
        return
    hands = dict(zip(shown.tolist(), writers.all_in_words(shown.tolist()), strict=True))
    caption = tr("index {i}, true {true}, read as {read_as}")
    picked = gallery(
        pictures(shown, choice.split()),
        shown,
        [
            caption.format(i=i, true=names[split.labels[i]], read_as=names[predicted[i]])
            + ("" if split.ids is None else f", id {split.ids[i]}")
            + (f"; {hands[i]}" if hands[i] else "")
            + (f"; {about[i]}" if about else "")
            for i in shown.tolist()
        ],
        key=key,
        label=label,
        right=split.labels[shown] == predicted[shown] if strips else None,
        marks=[
            marks[i] if marks else f"{names[split.labels[i]]}→{_short(names[predicted[i]])}"
            for i in shown
        ],
        chosen=walk.open_index(),
        picks=batch.picked(choice.split()) if batch.on() else None,
        tile=56 if choice.dataset().pictured else WIDTH,
        height=height,
        on_pick=partial(_choose, choice.split()) if batch.on() else None,
    )
    if len(indices) > most:
        st.caption(tr("The first {most:,} of {n:,} in this order.", most=most, n=len(indices)))
    if picked is not None and not batch.on():
        walk.open_image(picked, shown)
        st.switch_page(CLOSE_UP)


def openable(
    indices: np.ndarray,
    which: str,
    captions: Sequence[str],
    *,
    key: str,
    label: str,
    right: np.ndarray | Sequence[bool] | None = None,
    marks: Sequence[str] | None = None,
    tile: int = 56,
    height: int = 300,
    several: bool = False,
) -> None:
    """Show images of a split, whichever is chosen, with a caption each; a pick opens one close up.

    With `several` a pick chooses a tile for `parts.several` instead.
    The other arguments are those of `widgets.gallery.gallery`.
    """
    pictured = choice.dataset().pictured
    picked = gallery(
        pictures(indices, which),
        indices,
        captions,
        key=key,
        label=label,
        right=right,
        marks=marks,
        tile=tile if pictured else WIDTH,
        height=height,
        picks=batch.picked(which) if several else None,
        on_pick=partial(_choose, which)
        if several
        else lambda index: walk.open_in_split(index, which, indices),
    )
    if picked is not None and not several:
        st.switch_page(CLOSE_UP)


def downloads(indices: np.ndarray, *, key: str) -> None:
    """Offer the images as CSV, npz and PNG; the files are made when they are asked for."""
    if not len(indices):
        return
    scores, split, predicted = opened.scores(), choice.images(), following.predicted()
    name = f"{choice.image_word()}s-{choice.model_name()}-{choice.split()}-{len(indices)}"
    with st.container(horizontal=True):
        for kind, title, make in [
            ("csv", tr("CSV of scores"), lambda: exports.csv(indices, scores, predicted)),
            ("npz", tr("npz of images"), lambda: exports.npz(indices, split, scores, predicted)),
            ("png", tr("PNG contact sheet"), lambda: exports.png(indices, split)),
        ]:
            st.download_button(
                title,
                make,
                f"{name}.{kind}",
                on_click="ignore",
                icon=":material/download:",
                key=f"{key}_{kind}",
                help=tr("Saves these images with what is known of them."),
            )


def _short(name: str) -> str:
    return "?" if name == tr(REJECTED) else name


def _choose(which: str, index: int) -> None:
    batch.pick(index, which)
