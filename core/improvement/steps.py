"""The steps that recipes are made of: one entry each, in three lists."""

from __future__ import annotations

from sklearn.pipeline import Pipeline

from core import StudioError, near
from core.improvement.model_steps import MODEL_STEPS
from core.improvement.pixel_steps import PIXEL_STEPS
from core.improvement.step import Step
from core.improvement.training_steps import TRAINING_STEPS
from core.language import tr

STEPS: dict[str, Step] = {step.name: step for step in (*PIXEL_STEPS, *TRAINING_STEPS, *MODEL_STEPS)}


def suited(pipeline: Pipeline) -> list[str]:
    """Return the names of the steps that can change an unfitted Pipeline."""
    return [step.name for step in STEPS.values() if step.suits(pipeline)]


def get(name: str) -> Step:
    """Return the registry's entry; large and small letters are the same.

    Raises
    ------
    StudioError
        If there is no step of that name; the sentence lists the names there are.
    """
    found = next((step for step in STEPS.values() if step.name.lower() == name.lower()), None)
    if found is None:
        short = name if len(name) <= 40 else f"{name[:40]}…"
        raise StudioError(
            tr(
                "There is no step named {short!r}; {choices}.",
                short=short,
                choices=near.choices(short, STEPS),
            )
        )
    return found
