"""The first minute: a card in a corner that leads to three pages, once in each browser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import streamlit as st

from core.language import mark
from widgets.words import spoken

FOLDER = Path(__file__).parent
#: What tour.js says.
WORDS = (
    mark("{at} of {n}"),
    mark("Skip the tour"),
    mark("Show me"),
    mark("Finish"),
    mark("Next"),
)

_component = st.components.v2.component(
    "first_minute",
    html='<section class="tour" aria-label="A first minute" hidden></section>',
    css=(FOLDER / "tour.css").read_text(encoding="utf-8"),
    js="\n".join((FOLDER / f"{part}.js").read_text(encoding="utf-8") for part in ("words", "tour")),
)


@dataclass(frozen=True)
class Step:
    """One thing to do.

    Parameters
    ----------
    page : where it is done, the name of a view
    target : what is ringed there and taken
    title, why, about, done : said always, on other pages, on the page, and once it was done
    """

    page: str
    target: Literal["slider", "cell", "canvas"]
    title: str
    why: str
    about: str
    done: str


def tour(steps: Sequence[Step], page: str) -> str | None:
    """Show the step that this browser has come to; nothing after the last one or "Skip".

    Parameters
    ----------
    steps : in their order
    page : the view that is open

    Returns
    -------
    str or None
        The view to be opened now, in this one run.
    """
    data = {"steps": [asdict(step) for step in steps], "page": page, **spoken(WORDS)}
    result = _component(key="first_minute", data=data, on_open_change=lambda: None)
    wanted = result.open
    return wanted if wanted in {step.page for step in steps} else None
