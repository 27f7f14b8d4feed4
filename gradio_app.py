"""The drawing canvas: `python gradio_app.py`, then open http://127.0.0.1:7860."""

from __future__ import annotations

import base64
import os
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read when gradio is imported

import gradio as gr
import numpy as np
from starlette.middleware import Middleware

from canvas import payloads, reading
from canvas.guard import Guard
from core import StudioError
from core.canvas import to_mnist

HERE = Path(__file__).parent / "canvas"
HOST = os.environ.get("GRADIO_SERVER_NAME", "127.0.0.1")
PORT = int(os.environ.get("GRADIO_SERVER_PORT", "7860"))
LOOPBACK = ("127.0.0.1", "localhost", "::1")
MAX_BODY = 400_000
UNTRAINED = "No model is trained yet: run `python -m core train`, then reload this page."
BLANK = {"name": "blank", "sentence": "Nothing is drawn yet. Draw one digit, as large as you like."}


def hello(payload: Any) -> dict[str, Any]:
    """Return the trained models, opened now if they are new."""
    try:
        readers = [reader.describe() for reader in reading.refresh()]
    except StudioError as error:
        return {"error": str(error)}
    return {"readers": readers, "sentence": "" if readers else UNTRAINED}


def read(payload: Any) -> dict[str, Any]:
    """Return what every trained model reads in the pad's ink."""
    try:
        sent = payload if isinstance(payload, dict) else {}
        return answer(to_mnist(payloads.pad_ink(sent.get("ink"))))
    except StudioError as error:
        return {"error": str(error)}


def predict(ink: Any, as_is: bool = False) -> dict[str, Any]:
    """Read ink sent by a program: rows of numbers from 0 to 255, or a PNG or JPEG as base64 text.

    With `as_is` the ink is a 28×28 image that is prepared already.
    """
    try:
        drawn = payloads.any_ink(ink)
        if as_is is not True:
            return answer(to_mnist(drawn))
        if drawn.shape != (28, 28):
            raise payloads.BadInput("An image to be read as it is has 28 rows of 28 numbers.")
        return answer(drawn if drawn.any() else None)
    except StudioError as error:
        return {"error": str(error)}


def answer(image: np.ndarray | None) -> dict[str, Any]:
    """Return the readings of a 28×28 image, the most accurate model first, or a refusal."""
    if image is None:
        return {"refusal": BLANK, "readings": [], "image": None}
    readers = reading.readers() or reading.refresh()
    if not readers:
        return {"error": UNTRAINED}
    return {
        "refusal": None,
        "readings": [reader.read(image) for reader in readers],
        "image": base64.b64encode(image.tobytes()).decode(),
    }


def text(name: str) -> str:
    """Return one of the page's own files."""
    return (HERE / name).read_text(encoding="utf-8")


with gr.Blocks(title="Draw a digit", analytics_enabled=False, delete_cache=(600, 600)) as demo:
    gr.HTML(
        html_template=text("pad.html"),
        js_on_load=text("pad.js"),
        server_functions=[hello, read],
        apply_default_css=False,
    )
    gr.api(predict, api_name="predict")

demo.queue(max_size=32, api_open=False)

LAUNCH: dict[str, Any] = {
    "server_name": HOST,
    "server_port": PORT,
    "share": False,
    "show_error": False,
    "run_history": False,
    "footer_links": [],
    "max_file_size": "100kb",
    "enable_monitoring": False,
    "mcp_server": False,
    "ssr_mode": False,
    "strict_cors": True,
    "state_session_capacity": 1000,
    "css": text("pad.css"),
    "app_kwargs": {
        "openapi_url": None,
        "middleware": [
            Middleware(Guard, hosts=LOOPBACK if HOST in LOOPBACK else (), max_body=MAX_BODY)
        ],
    },
}


def main() -> None:
    """Open the models and serve the page until Ctrl-C."""
    try:
        reading.refresh()
        demo.launch(**LAUNCH)
    except StudioError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"Port {PORT} cannot be used ({error}); set GRADIO_SERVER_PORT to another one.")


if __name__ == "__main__":
    main()
