"""Server functions for your own handwriting; they answer only where it may be kept."""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from canvas import payloads, reading
from canvas.explaining import b64
from core import StudioError
from core.data import digit_files
from core.data.inks import to_mnist
from core.drawing import handwriting
from core.drawing.refusals import named
from core.evaluation.metrics import confusion_matrix, wilson
from core.language import mark, tr

LATEST = 24
#: Set by the app when it is bound to loopback: elsewhere visitors would write on your disk.
allowed = False
#: Given to the app's own page, which no other page can read; what changes something must name it.
TOKEN = secrets.token_urlsafe(32)
OLD_PAGE = mark("This page is older than the app; reload it.")


def answering(function: Callable[[dict], dict[str, Any]]) -> Callable[[Any], dict[str, Any]]:
    """Check what is allowed and sent, and turn every refusal into a sentence as data."""

    @wraps(function)
    def answer(payload: Any) -> dict[str, Any]:
        if not allowed:
            return {
                "error": tr("Handwriting is kept only by an app that this machine alone can open.")
            }
        try:
            return function(payload if isinstance(payload, dict) else {})
        except StudioError as error:
            return {"error": str(error)}

    # Gradio shows a wrapped function's own parameters; `payload` must be the one it calls with.
    del answer.__wrapped__  # type: ignore[attr-defined]
    return answer


def changing(function: Callable[[dict], dict[str, Any]]) -> Callable[[Any], dict[str, Any]]:
    """Let only the app's own page call, beside what `answering` does."""

    @answering
    @wraps(function)  # Gradio serves it by its name
    def answer(sent: dict) -> dict[str, Any]:
        token = sent.get("token")
        if not isinstance(token, str) or not secrets.compare_digest(token.encode(), TOKEN.encode()):
            return {"error": tr(OLD_PAGE)}
        return function(sent)

    return answer


@changing
def keep(sent: dict) -> dict[str, Any]:
    """Keep the pad's drawing, as the models see it, with its label."""
    image = to_mnist(payloads.pad_ink(sent.get("ink")))
    if image is None:
        raise StudioError(named("blank").sentence)
    return {"added": handwriting.keep(image, label_of(sent)), "image": b64(image)}


@changing
def take_back(sent: dict) -> dict[str, Any]:
    """Remove a kept drawing again."""
    return {"removed": handwriting.drop(payloads.image_28(sent.get("image")), label_of(sent))}


@answering
def mine(sent: dict) -> dict[str, Any]:
    """Return how every model reads the kept digits, the lead's confusions and the latest ones."""
    kept = handwriting.kept()
    test = kept.test
    lead = reading.reader(sent.get("model"))
    found: dict[str, Any] = {"n": len(test), "models": [], "matrix": [], "latest": []}
    found["refused"] = " ".join((*kept.refused, *handwriting.set_aside()))
    if not len(test) or lead is None:
        return found
    for reader in reading.readers():
        predicted = handwriting.scores(reader.model, test).predicted()
        hits = int((predicted == test.labels).sum())
        low, high = wilson(hits, len(test))
        found["models"].append(
            {
                "name": reader.name,
                "accuracy": hits / len(test),
                "low": low,
                "high": high,
                "test": reader.accuracy,
            }
        )
        if reader is lead:
            found["matrix"] = confusion_matrix(test.labels, predicted, 10).tolist()
    found["model"] = lead.name
    found["latest"] = [
        {"image": b64(test.images[i]), "label": int(test.labels[i])} for i in kept.newest[:LATEST]
    ]
    return found


@answering
def export_file(sent: dict) -> dict[str, Any]:
    """Return all kept digits as a file, without those that were changed on disk."""
    kept = handwriting.kept()
    format = sent.get("format")
    content = digit_files.written(kept.test, format if isinstance(format, str) else "")
    ending = "zip" if format == "idx" else format
    return {
        "name": f"handwriting-{date.today().isoformat()}.{ending}",
        "content": base64.b64encode(content).decode(),
        "n": len(kept.test),
        "refused": " ".join(kept.refused),
    }


@changing
def import_file(sent: dict) -> dict[str, Any]:
    """Merge the digits of a file into the kept ones."""
    try:
        content = base64.b64decode(sent.get("content", ""), validate=True)
    except (TypeError, ValueError, binascii.Error):
        raise StudioError(tr("The file did not arrive whole; choose it again.")) from None
    merged = handwriting.merge_file(content, tr("The file"))
    return {"added": merged.added, "known": merged.known, "disputed": merged.disputed}


def label_of(sent: dict) -> int:
    """Return the label that was sent."""
    label = sent.get("label")
    if type(label) is not int or not 0 <= label <= 9:
        raise StudioError(tr("A label is a whole number from 0 to 9."))
    return label
