"""Classes with names of several words: each is read on a phone, in matrix, chart and gallery."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import streamlit
from playwright.sync_api import Page
from streamlit.testing.v1 import AppTest

import widgets.matrix
from widgets import gallery

FOLDER = Path(widgets.matrix.__file__).parent
SHAPES = ("disc", "Kreuz_ü", "Ring (open)", "square block")
NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
#: The dashboard's font: others are wider.
MEDIA = Path(streamlit.__file__).parent / "static" / "static" / "media"
FONT = base64.b64encode(next(MEDIA.glob("SourceSansVF-Upright*")).read_bytes()).decode()
HEAD = (
    "<meta charset=utf-8><style>@font-face { font-family: studio; font-weight: 200 900; "
    f"src: url(data:font/woff2;base64,{FONT}); }} body {{ font: 16px studio; }}</style>"
)
#: What a phone leaves of its 390 pixels.
PHONE = 342
#: Headers whose name is wider or higher than what is shown of it.
CUT = """() => [...document.querySelectorAll(".matrix th button")]
    .flatMap(button => [button, ...button.children])
    .filter(one => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1)
    .map(one => one.textContent)"""
#: Pairs of labels of which one lies over the other.
OVER = """() => {
    const boxes = [...document.querySelectorAll(".of-class > b")]
        .map(label => [label.textContent, label.getClientRects()[0], label]);
    const range = document.createRange(), seen = boxes.map(([name, , label]) => {
        range.selectNodeContents(label);
        return [name, range.getBoundingClientRect()];
    });
    return seen.slice(1).flatMap(([name, box], i) =>
        box.left < seen[i][1].right - 0.5 ? [[seen[i][0], name]] : []);
}"""


def show(page: Page, name: str, data: dict, width: int) -> None:
    """Show a component by its own script and style, as wide as this, without a server."""
    style, script = ((FOLDER / f"{name}.{kind}").read_text() for kind in ("css", "js"))
    page.set_viewport_size({"width": 390 if width == PHONE else width + 48, "height": 844})
    page.set_content(
        f"{HEAD}<style>{style}</style><div style='width: {width}px'><div class={name}></div></div>"
    )
    page.evaluate(
        """async ([script, data]) => {
            const drawn = window.drawn = [], before = CanvasRenderingContext2D.prototype.fillText;
            CanvasRenderingContext2D.prototype.fillText = function (text, x, y, most) {
                drawn.push([text, this.measureText(text).width, most]);
                before.call(this, text, x, y, most);
            };
            const scale = CanvasRenderingContext2D.prototype.scale;
            CanvasRenderingContext2D.prototype.scale = function (...by) {
                drawn.length = 0; // by this a gallery begins to draw
                scale.apply(this, by);
            };
            const module = await import("data:text/javascript," + encodeURIComponent(script));
            module.default({ data, parentElement: document.body, setTriggerValue() {} });
        }""",
        [script, data],
    )


@pytest.mark.parametrize("names", [SHAPES, NUMBERS])
@pytest.mark.parametrize("width", [PHONE, 413])
def test_no_name_in_a_header_of_the_matrix_is_cut(
    page: Page, names: Sequence[str], width: int
) -> None:
    row = [""] * len(names)
    data = {
        "rows": list(names), "columns": list(names), "titles": ["true class", "predicted class"],
        "text": [row] * len(names), "labels": [row] * len(names), "chosen": [],
        "shade": [[None] * len(names)] * len(names),
        "form": widgets.matrix._form(names, names),
        "said": {"table": "", "rows": list(names), "columns": list(names)},
    }  # fmt: skip
    show(page, "matrix", data, width)
    assert page.locator(".matrix th button").all_text_contents() == [*names, *names]
    page.evaluate("document.fonts.ready.then(() => true)")
    assert page.evaluate(CUT) == []


@pytest.mark.parametrize("names", [SHAPES, NUMBERS])
@pytest.mark.parametrize("width", [PHONE, 900])
def test_no_name_below_the_recalls_lies_over_another(
    page: Page, names: Sequence[str], width: int
) -> None:
    def chart(names):  # runs without this module's imports
        import pandas as pd

        from widgets import comparison

        table = pd.DataFrame({"recall": [0.9] * len(names)}, index=list(names))
        comparison.recalls({"net": table}, "class", {"net": "#000000"})

    app = AppTest.from_function(chart, args=(names,)).run()
    assert not app.exception
    page.set_viewport_size({"width": 390 if width == PHONE else width + 48, "height": 844})
    page.set_content(f"{HEAD}<div style='width: {width}px'>{app.get('html')[0].proto.body}</div>")
    assert page.locator(".of-class > b").all_text_contents() == list(names)
    page.evaluate("document.fonts.ready.then(() => true)")
    assert page.evaluate(OVER) == []
    boxes = [place.bounding_box() for place in page.locator(".of-class > b").all()]
    legend = page.locator(".recalls-legend").bounding_box()
    assert max(box["y"] + box["height"] for box in boxes) <= legend["y"]


#: As Compare writes what two models read in an image, and as every gallery writes an error.
MARKS = [
    ["true 3: 5 ✗ | 3 ✓", "true 3: 5 ✗ | 5 ✗"],
    ["square block→disc", "9→4", "square block→Ring (open)"],
    ["true square block: Ring (open) ✗ | square block ✓", "9→4"],
    ["a name of a great many words that is longer than any line→disc"],
]


@pytest.mark.parametrize("marks", MARKS)
@pytest.mark.parametrize("width", [PHONE, 413])
def test_a_mark_too_long_for_its_tile_is_read_to_its_end_and_not_squeezed(
    page: Page, marks: list[str], width: int
) -> None:
    data = shown_marks(page, marks, width)
    lines = page.evaluate("window.drawn")
    assert "".join(text for text, _, _ in lines).replace(" ", "") == "".join(marks).replace(" ", "")
    assert all(wide <= most for _, wide, most in lines)
    buttons = [button.bounding_box() for button in page.locator(".gallery button").all()]
    assert [(box["width"], box["height"]) for box in buttons] == [tuple(data["tile"])] * len(marks)
    for box, other in pairwise(buttons):  # nothing is written over another
        assert other["y"] > box["y"] or other["x"] - box["x"] >= max(wide for _, wide, _ in lines)


def test_a_single_word_too_long_for_any_line_ends_in_an_ellipsis(page: Page) -> None:
    shown_marks(page, ["Donaudampfschifffahrtsgesellschaft→disc"], PHONE)
    (word, wide, most), rest = page.evaluate("window.drawn")
    assert word.startswith("Donaudampf")
    assert word.endswith("…→")
    assert wide <= most
    assert rest[0] == "disc"


def shown_marks(page: Page, marks: list[str], width: int) -> dict:
    """Show a gallery of as many images as marks; what it wrote is in `window.drawn`."""
    n = len(marks)
    data = gallery.contents(np.zeros((n, 28, 28), np.uint8), range(n), ["a"] * n, marks=marks)
    show(page, "gallery", json.loads(json.dumps(data)) | {"chosen": None, "picks": None}, width)
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_function("document.querySelector('.gallery').dataset.drawn")
    return data
