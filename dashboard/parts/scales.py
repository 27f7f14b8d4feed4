"""The choice between a model's own scores and calibrated probabilities."""

from collections.abc import Callable

from streamlit.delta_generator import DeltaGenerator

from core.language import mark, tr
from session import choice

SCALES = {
    "own": mark("The model's own"),
    "temperature": mark("Temperature"),
    "isotonic": mark("Isotonic"),
}


def choose(place: DeltaGenerator, *, key: str, on_change: Callable[[], None] | None = None) -> None:
    """Offer the scales of scores."""
    place.segmented_control(
        tr("Scores"),
        list(SCALES),
        format_func=lambda name: tr(SCALES[name]),
        key=key,
        required=True,
        on_change=on_change,
        wrap=True,
        help=tr(
            "Calibrated probabilities are fitted on {chosen_on}.",
            chosen_on=choice.sides().chosen_on,
        ),
    )
