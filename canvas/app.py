"""The canvas app: its functions, then its layout and wiring. `gradio_app.py` starts it."""

from __future__ import annotations

import os
import sys
import threading
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from canvas.address import EXPOSURE, HOST, PORT  # Gradio would answer a wrong port by a traceback

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read when gradio is imported

import gradio as gr
import numpy as np

from canvas import address, keeping, payloads, reading
from canvas.explaining import b64, explained, unread
from canvas.guard import HEADERS, ROUTES, Guarded, enough, names_a_file, told
from canvas.hands import by_few
from canvas.speaking import spoken, words
from canvas.turns import Turns
from core import StudioError, memory
from core.analysis import neighbours
from core.data import sets
from core.data.inks import Frames, frames, raw_shrink
from core.drawing import handwriting
from core.drawing.refusals import SENTENCES, Refusal, image_refusal, named, refusal
from core.drawing.several import Several, looked_at
from core.language import mark, tr
from core.serving import open_files
from core.serving.front import House
from core.storage import paths
from core.training import readiness

STATIC = Path(__file__).parent / "static"
SCRIPTS = ("words.js", "ink.js", "show.js", "explain.js", "mine.js", "start.js")
UNTRAINED = mark("No model is trained yet: run `python -m core train`, then reload this page.")
# A file of a whole class is added as base64 text; without that, drawings are all that arrives.
MAX_BODY = 4_500_000 if EXPOSURE.private else 400_000
keeping.allowed = EXPOSURE.private
# What is answered at once: more would wait for about a second (`python -m bench.load`).
MOST_AT_ONCE = 60
# Calls of programs that wait for their turn, and that are let in at once.
MOST_WAITING = 32
# Seconds that what is being answered has when the app is ended.
GRACE = 2
# Each takes twenty times as long as an answer; so many may wait.
EXPLAINING: Turns[dict[str, Any]] = Turns(most=6)


# --- functions -----------------------------------------------------------------------------------


def hello(payload: Any) -> dict[str, Any]:
    """Return the trained models, opened now if they are new."""
    try:
        readers = [reader.describe() for reader in reading.refresh()]
    except StudioError as error:
        return {"error": str(error)}
    sentence = "" if readers else tr(UNTRAINED)
    token = keeping.TOKEN if keeping.allowed else ""
    return {"readers": readers, "sentence": sentence, "keeping": keeping.allowed, "token": token}


def read(payload: Any) -> dict[str, Any]:
    """Return what every trained model reads on the pad, or a named refusal.

    While the pen is down (`drawing`), or if one insists, a refusal does not hold the readings
    back; with `apart` several digits side by side are read one by one. The digit under repair
    (`image`, of test digit `digit`) is read as it is.
    """
    try:
        sent = payload if isinstance(payload, dict) else {}
        image, made = sent_image(sent)
        if "image" in sent:
            refused = None if image.any() else named("blank")
            return answer(image, refused, index=unedited(image, sent.get("digit")))
        insist = sent.get("drawing") is True or sent.get("insist") is True
        if sent.get("raw") is True:
            return answer(image, refusal(made), insist)
        refused, several = looked_at(made)
        return answer(image, refused, insist, several=several, apart=sent.get("apart") is True)
    except StudioError as error:
        return {"error": str(error)}


def explain(payload: Any) -> dict[str, Any]:
    """Return how the answer to the pad's drawing came about, or that others are explained now.

    With `unread` the page shows no reading of one digit: only its images are returned.
    """
    try:
        sent = payload if isinstance(payload, dict) else {}
        image, made = sent_image(sent)
        lead = reading.reader(sent.get("model"))
        if lead is None or not image.any():
            return {"attribution": None}
        if sent.get("unread") is True:
            return unread(made)
        made_now = EXPLAINING.take(lambda: explained(image, made, lead, reading.readers()))
        return made_now or {"attribution": None, "busy": True}
    except StudioError as error:
        return {"error": str(error)}


def digit(payload: Any) -> dict[str, Any]:
    """Return one of MNIST's test digits to be repaired."""
    index = payload.get("index") if isinstance(payload, dict) else None
    try:
        test = sets.load().test
    except StudioError as error:
        return {"error": str(error)}
    if type(index) is not int or not 0 <= index < len(test):
        return {"error": tr("There is no such test digit: choose 0 to {n:,}.", n=len(test) - 1)}
    return {"index": index, "image": b64(test.images[index]), "label": int(test.labels[index])}


def predict(ink: Any, as_is: bool = False, insist: bool = False) -> dict[str, Any]:
    """Read ink sent by a program: rows of numbers from 0 to 255, or a PNG or JPEG as base64 text.

    With `as_is` the ink is a 28×28 image that is prepared already; with `insist` it is read even
    if it looks like no digit. Two to six digits side by side are read one by one in `several`.
    """
    try:
        drawn = payloads.any_ink(ink)
        if as_is is True and drawn.shape != (28, 28):
            raise StudioError(tr("An image to be read as it is has 28 rows of 28 numbers."))
        if as_is is True:
            return answer(drawn, image_refusal(drawn), insist is True)
        made = frames(drawn)
        image = made.image if made else np.zeros((28, 28), np.uint8)
        refused, several = looked_at(made)
        return answer(image, refused, insist is True, several=several, apart=True)
    except StudioError as error:
        return {"error": str(error)}


def unedited(image: np.ndarray, index: Any) -> int | None:
    """Return `index` if the image is that test digit as it stands in the data, else None."""
    test = sets.load().test
    known = type(index) is int and 0 <= index < len(test)
    return index if known and np.array_equal(image, test.images[index]) else None


def sent_image(sent: dict) -> tuple[np.ndarray, Frames | None]:
    """Return the 28×28 image of what the page sent, and the frames if it came from ink."""
    if "image" in sent:
        return payloads.image_28(sent["image"]), None
    ink = payloads.pad_ink(sent.get("ink"))
    made = frames(ink)
    if made is None:
        return np.zeros((28, 28), np.uint8), None
    return (raw_shrink(ink) if sent.get("raw") is True else made.image), made


def answer(
    image: np.ndarray,
    refused: Refusal | None,
    insist: bool = False,
    index: int | None = None,
    several: Several | None = None,
    apart: bool = False,
) -> dict[str, Any]:
    """Return the readings of a 28×28 image, the most accurate model first, or a refusal.

    Where there are several digits side by side, it says how many, and with `apart` reads them, too.
    """
    readers = reading.readers() or reading.refresh()
    if not readers:
        return {"error": tr(UNTRAINED)}
    blank = refused is not None and refused.name == "blank"
    silent = blank or (refused is not None and not insist)
    return {
        "refusal": {"name": refused.name, "sentence": refused.sentence} if refused else None,
        "readings": [] if silent else [reader.read(image, index) for reader in readers],
        "image": None if blank else b64(image),
        "several": {
            "count": len(several),
            "readings": [reader.read_all(several.images) for reader in readers if apart],
        }
        if several
        else None,
    }


def text(*names: str) -> str:
    """Return the page's own files, one after another."""
    return "\n".join((STATIC / name).read_text(encoding="utf-8") for name in names)


# --- layout and wiring ---------------------------------------------------------------------------

with gr.Blocks(title="Draw a digit", analytics_enabled=False, delete_cache=(600, 600)) as demo:
    gr.HTML(
        html_template=text("pad.html"),
        js_on_load=text(*SCRIPTS),
        blank=SENTENCES["blank"],
        words=words(),
        server_functions=[
            by_few(spoken(read)),
            *map(
                spoken,
                (
                    hello,
                    explain,
                    digit,
                    keeping.keep,
                    keeping.take_back,
                    keeping.mine,
                    keeping.export_file,
                    keeping.import_file,
                ),
            ),
        ],
        apply_default_css=False,
    )
    gr.api(predict, api_name="predict")

demo.validate_inputs = enough  # type: ignore[method-assign]
demo.queue(max_size=MOST_WAITING, api_open=False)


def waiting() -> int:
    """Return how many calls of programs wait in Gradio's queue."""
    return len(demo._queue)


#: What /readyz looks at beside the models; where others can open the app, nobody's drawings.
ROWS = {handwriting.FILE: handwriting.refused} if EXPOSURE.private else {}

HOUSE = House(
    log=paths.root_of(None) / "logs" / "canvas.jsonl",
    report=partial(readiness.report, ROWS),
    exposure=EXPOSURE,
    routes=ROUTES,
    largest=MAX_BODY,
    json_only=True,
    headers=HEADERS,
    explain=told,
    inspect=names_a_file,
    crowds={
        "/gradio_api/component_server": MOST_AT_ONCE,
        "/gradio_api/queue/join": MOST_WAITING,
        "/gradio_api/call/": MOST_WAITING,
    },
    waiting={
        "/gradio_api/queue/join": waiting,
        "/gradio_api/call/": waiting,
    },
)

LAUNCH: dict[str, Any] = {
    "server_name": HOST,
    "server_port": PORT,
    "share": False,
    "quiet": True,  # it would advise to open a tunnel
    "show_error": False,
    "run_history": False,
    "footer_links": [],
    "max_file_size": "100kb",
    "enable_monitoring": False,
    "mcp_server": False,
    "ssr_mode": False,
    "strict_cors": True,
    "state_session_capacity": 1000,
    "css": text("pad.css", "more.css"),
    "_app": Guarded(HOUSE),
}


def warm_up() -> None:
    """Open the index of neighbours before the first drawing asks for it."""
    try:
        neighbours.open_index()
    except StudioError as error:
        print(error, file=sys.stderr)


def main() -> None:
    """Open the models and serve the page until Ctrl-C."""
    address.check(LAUNCH["server_name"], LAUNCH["server_port"])
    memory.share_pools()
    open_files.allow()
    try:
        reading.refresh()
        threading.Thread(target=warm_up, daemon=True).start()
        # Gradio would wait for Ctrl-C itself, and then for every page that is open.
        demo.launch(**LAUNCH, prevent_thread_lock=True)
        print(f"The canvas runs on {demo.local_url}", flush=True)
        while demo.is_running:
            time.sleep(0.1)
    except KeyboardInterrupt:
        close()
    except StudioError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"Port {PORT} cannot be used ({error}); set GRADIO_SERVER_PORT to another one.")


def close() -> None:
    """Let what is being answered end, for a moment, and end; a second Ctrl-C ends at once."""
    with suppress(KeyboardInterrupt):
        if demo.server is not None:
            demo.server.config.timeout_graceful_shutdown = GRACE
        demo.close(verbose=False)
    sys.stdout.flush()
    os._exit(0)  # nothing is left to be written; tidying up all that was imported takes a second
