"""The canvas one would build first: gr.Sketchpad that asks the same model after each stroke."""

from __future__ import annotations

import itertools
import os
from typing import Any

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import gradio as gr
import numpy as np

from canvas import reading
from core.data.inks import to_mnist

PAPER = np.full((280, 280), 255, np.uint8)
asked = itertools.count(1)


def read(drawing: dict[str, Any] | None) -> str:
    """Return the number of the call and the best model's digit."""
    image = None
    if drawing and drawing["composite"] is not None:
        image = to_mnist(255 - drawing["composite"])
    found = reading.readers()[0].read(image)["class"] if image is not None else "nothing"
    return f"{next(asked)}: {found}"


with gr.Blocks(analytics_enabled=False) as demo:
    pad = gr.Sketchpad(
        value={"background": PAPER, "layers": [], "composite": None},  # so the brush is chosen
        image_mode="L",
        type="numpy",
        canvas_size=(280, 280),
        fixed_canvas=True,
        layers=False,
        brush=gr.Brush(default_size=18, colors=["#000000"], color_mode="fixed"),
    )
    said = gr.Textbox(elem_id="said")
    pad.change(read, pad, said, queue=False, show_progress="hidden")

if __name__ == "__main__":
    reading.refresh()
    port = int(os.environ["GRADIO_SERVER_PORT"])
    demo.launch(server_name="127.0.0.1", server_port=port, run_history=False, quiet=True)
