"""The choice between a model's own scores and calibrated probabilities."""

from collections.abc import Callable

from streamlit.delta_generator import DeltaGenerator

from session import choice

SCALES = {"own": "The model's own", "temperature": "Temperature", "isotonic": "Isotonic"}


def choose(place: DeltaGenerator, *, key: str, on_change: Callable[[], None] | None = None) -> None:
    """Offer the scales of scores."""
    place.segmented_control(
        "Scores",
        list(SCALES),
        format_func=SCALES.__getitem__,
        key=key,
        required=True,
        on_change=on_change,
        wrap=True,
        help=f"Calibrated probabilities are fitted on {choice.sides().chosen_on}.",
    )
