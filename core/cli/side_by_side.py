"""Several digits side by side in one picture, for `predict`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from core.language import tr

if TYPE_CHECKING:
    from core.data.inputs import Batch
    from core.drawing.refusals import Refusal
    from core.drawing.several import Several


class Side(NamedTuple):
    """Why one picture is refused as one digit, and the digits that it shows instead."""

    refused: Refusal | None = None
    several: Several | None = None


def looked_at(batch: Batch) -> Side:
    """Return what is side by side in the one picture of a batch; nothing for tables of digits."""
    from core.data.inks import frames
    from core.drawing.refusals import image_refusal
    from core.drawing.several import judged

    # Tables of thousands hold digits; a picture may hold anything.
    refused = image_refusal(batch.images[0]) if len(batch.images) == 1 else None
    if batch.ink is None:
        return Side(refused)
    return Side(*judged(frames(batch.ink), refused))


def described(side: Side, model: Any, anyway: bool = False) -> dict[str, Any]:
    """Return what a row says of a refused picture; with a model, what it reads digit by digit.

    `anyway` takes back every refusal but of several digits that the model is to read.
    """
    from core.drawing import refusals
    from core.evaluation.scores import score_images

    if side.refused is None or (anyway and (model is None or side.several is None)):
        return {}
    row: dict[str, Any] = {"predicted": None, "refused": side.refused.sentence}
    if side.several is None:
        if model is not None and side.refused == refusals.named("two digits"):
            row["refused"] = tr("Those digits touch or overlap. Leave some paper between them.")
        return row
    row["several"] = len(side.several)
    if model is None:
        return row
    values, _ = score_images(model, side.several.images)
    del row["refused"]
    row["number"] = "".join(str(digit) for digit in values.argmax(axis=1))
    row["scores"] = [[round(float(score), 6) for score in scores] for scores in values]
    return row
