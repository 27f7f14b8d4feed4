"""The digit studio's core: data, training, metrics and stored results, without a user interface.

`core.export_predictions` writes what a model elsewhere says to a file that the studio reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


#: How far the probabilities of an image may be from a sum of one: float16 rounds that much.
SUM = 5e-3


class StudioError(Exception):
    """Something a person can fix; the message is one sentence that says what to do."""


def export_predictions(
    path: str | Path,
    labels: ArrayLike,
    *,
    model: Any = None,
    inputs: Any = None,
    probabilities: ArrayLike | None = None,
    scores: ArrayLike | None = None,
    predicted: ArrayLike | None = None,
    classes: Sequence[str] | None = None,
    ids: ArrayLike | None = None,
    groups: ArrayLike | None = None,
    images: ArrayLike | None = None,
) -> Path:
    """Write predictions to an .npz file for `python -m core add-predictions`; return its path.

    Parameters
    ----------
    path : of the file; `.npz` is added where it is missing
    labels : (n,) the true classes, whole numbers from 0 or names
    model, inputs : a fitted classifier with `predict_proba`, `decision_function` or `predict`, and
        what it takes, in the order of the labels
    probabilities, scores, predicted : what a model said, (n, k), (n, k) and (n,), instead
    classes : names of the k classes, in the order of the columns
    ids, groups : (n,) what the images are called, and who made each of them
    images : (n, h, w) or (n, h, w, 3) uint8

    Raises
    ------
    StudioError
        If there are no predictions, of more than one kind, or none that the studio would read; or
        if the file's folder is not there.
    """
    import io

    import numpy as np

    arrays: dict[str, Any] = {"labels": labels, "classes": classes, "ids": ids, "groups": groups}
    arrays |= {"images": images, "pred_probs": probabilities, "scores": scores}
    arrays["predicted"] = predicted
    kinds = {"a model": model, "probabilities": probabilities, "scores": scores}
    given = [kind for kind, value in kinds.items() if value is not None]
    if len(given) > 1:
        raise StudioError(f"Give {' or '.join(given)}, not both: the file holds one of them.")
    if model is not None and inputs is None:
        raise StudioError("A model needs inputs: what it is asked about, in the labels' order.")
    if model is not None:
        for method, key in (
            ("predict_proba", "pred_probs"),
            ("decision_function", "scores"),
            ("predict", "predicted"),
        ):
            if hasattr(model, method):
                arrays[key] = getattr(model, method)(inputs)
                break
        if classes is None and hasattr(model, "classes_"):
            arrays["classes"] = [str(name) for name in model.classes_]
    found = {key: np.asarray(value) for key, value in arrays.items() if value is not None}
    if not {"pred_probs", "scores", "predicted"} & set(found):
        raise StudioError("There are no predictions: give a model with its inputs, or arrays.")
    n = len(found["labels"])
    wrong = [key for key, value in found.items() if key != "classes" and len(value) != n]
    if wrong:
        raise StudioError(f"{n} labels need as many {wrong[0]}, not {len(found[wrong[0]])}.")
    objects = [key for key, value in found.items() if value.dtype.hasobject]
    for key in objects:  # texts of a table; an .npz with objects is never opened
        found[key] = found[key].astype(str)
    target = Path(path).with_suffix(".npz") if Path(path).suffix != ".npz" else Path(path)
    for key, value in found.items():
        _check(key, value)
    content = io.BytesIO()
    np.savez_compressed(content, **found)  # type: ignore[arg-type]
    try:
        target.write_bytes(content.getvalue())
    except OSError as error:
        raise StudioError(f"{target} cannot be written ({error.strerror}).") from None
    return target


def _check(key: str, values: Any) -> None:
    """Raise StudioError for what `add-predictions` would refuse later."""
    import numpy as np

    told = {"pred_probs": "probabilities"}.get(key, key)
    if key in ("labels", "predicted") and np.issubdtype(values.dtype, np.floating):
        odd = np.flatnonzero(np.asarray(values != np.floor(values)).reshape(len(values), -1)[:, 0])
        if len(odd):
            raise StudioError(
                f"{told}, row {odd[0] + 1}: {values[odd[0]]} is neither a whole number nor a name."
            )
    if key not in ("pred_probs", "scores"):
        return
    if values.ndim not in (1, 2) or not np.issubdtype(values.dtype, np.number):
        raise StudioError(
            f"{told} of {values.shape} {values.dtype}, expected numbers of (n, k), or (n,) of two "
            "classes."
        )
    odd = np.flatnonzero(~np.isfinite(values.reshape(len(values), -1)).all(axis=1))
    if len(odd):
        raise StudioError(f"{told}, row {odd[0] + 1}: a score is not a finite number.")
    if key == "pred_probs" and values.ndim == 2 and values.shape[1] > 1:
        odd = np.flatnonzero((values < 0).any(axis=1) | (abs(values.sum(axis=1) - 1) > SUM))
        if len(odd):
            raise StudioError(
                f"{told}, row {odd[0] + 1}: {values[odd[0]].tolist()} do not sum to one; give "
                "other scores by the name scores."
            )
