"""The canvas: how soon it answers and how well it reads people: `python -m bench.canvas`.

Needs Chromium (its path in CHROMIUM if it is not found) for the times and, for the accuracy, a
file of people's pen strokes (`--pen FILE`). `--store` writes the accuracy that the app shows
beside the test accuracy to canvas/measured.json.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Page, TimeoutError

from bench import browsing, canvas_inks, show
from bench.drawing import pen
from canvas import reading
from core.data import inks, sets
from core.drawing.nondigits.hand import parsed, smooth
from core.drawing.nondigits.templates import DIGITS

STROKES, SKETCHED, TRIES = 40, 8, 5
WIDTHS, EXTENTS = (8, 28), (90, 220)  # pixels of a canvas of 280
FILTERS = ("BOX", "BILINEAR", "HAMMING", "BICUBIC", "LANCZOS")
# From the pointer's up to the change on the page, both seen by the page itself.
STOPWATCH = """selector => {
  window.took = [];
  let up = null;
  addEventListener("pointerup", () => { up = performance.now(); }, true);
  const look = () => { if (up !== null) { took.push(performance.now() - up); up = null; } };
  const node = () => document.querySelector(selector); // Gradio may draw it again
  const last = () => node()?.dataset.settled ?? node()?.value;
  let before = last();
  const tick = () => { if (last() !== before) { before = last(); look(); } };
  if (node().matches("[data-ready]"))
    new MutationObserver(tick).observe(node(), { attributes: true });
  else setInterval(tick, 1);
}"""
SAID = "#said textarea, #said input"
PATIENT = 120_000  # ms; a busy machine is slow, and that is to be measured, not to be tripped over


def main() -> None:
    """Print all measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pen", type=Path, default=pen.DEFAULT)
    parser.add_argument("--store", action="store_true")
    parser.add_argument("--only", choices=["times", "accuracy", "resampling", "pens", "jpeg"])
    given = parser.parse_args()
    if given.only in (None, "resampling"):
        resampling()
    if given.only in (None, "accuracy"):
        accuracy(given.pen, given.store)
    if given.only in (None, "pens"):
        canvas_inks.pens(given.pen)
    if given.only in (None, "jpeg"):
        canvas_inks.jpeg(given.pen)
    if given.only in (None, "times"):
        times()


def resampling() -> None:
    """Print how far MNIST digits that are blown up to sharp ink come back from themselves."""
    images = sets.load().train.images
    rng = np.random.default_rng(0)
    chosen = images[rng.choice(len(images), 1000, replace=False)]
    for name in FILTERS:
        errors = []
        for image in chosen:
            rows, columns = np.flatnonzero(image.any(1)), np.flatnonzero(image.any(0))
            digit = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
            size = (digit.shape[1], digit.shape[0])
            large = Image.fromarray(digit).resize((size[0] * 10, size[1] * 10), Image.BICUBIC)
            ink = Image.fromarray(np.where(np.asarray(large) >= 128, 255, 0).astype(np.uint8))
            found = np.asarray(ink.crop(ink.getbbox()).resize(size, Image.Resampling[name]))
            errors.append(np.abs(found.astype(float) - digit).mean())
        show("resampling_error", np.mean(errors), "grey levels", filter=name.lower())


def accuracy(file: Path, store: bool) -> None:
    """Print how well every trained model reads people's pen strokes."""
    digits = pen.load(file)
    if not digits:
        print(f"No pen strokes at {file}: their accuracy is not measured.", file=sys.stderr)
        return
    labels = np.array([digit.label for digit in digits])
    plain = [pen.render(digit.strokes) for digit in digits]
    rng = np.random.default_rng(0)
    varied = [
        pen.render(digit.strokes, width, extent, tuple(rng.uniform(e, 280 - e, 2)))
        for digit in digits
        for width, extent in [(rng.uniform(*WIDTHS), rng.uniform(*EXTENTS))]
        for e in [(extent + width) / 2]
    ]
    ways = {
        "pen_digits_accuracy": np.stack([inks.to_mnist(ink) for ink in plain]),
        "pen_digits_accuracy_varied_pen_size_place": np.stack([inks.to_mnist(i) for i in varied]),
        "pen_digits_accuracy_raw_shrink": np.stack([inks.raw_shrink(ink) for ink in varied]),
    }
    measured = {}
    for name, images in ways.items():
        for model, share in canvas_inks.accuracies(images, labels).items():
            show(name, share, "share", model=model, n=len(labels))
            if name == "pen_digits_accuracy":
                recipe = reading.recipe_hash(model)
                measured[model] = {"accuracy": share, "n": len(labels), "recipe": recipe}
    if store:
        content = {
            "what": "Share of people's pen-drawn digits that each model reads right.",
            "command": "python -m bench.canvas --only accuracy --store",
            "source": "UNIPEN train_r01_v07, CC BY 4.0, doi 10.5281/zenodo.1195803",
            "file": file.name,
            "drawn": "pen width 18, longer side 200, in the middle of 280×280",
            "date": date.today().isoformat(),
            "models": measured,
        }
        reading.MEASURED.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def times() -> None:
    """Print the time from pen up to the answer, here and with gr.Sketchpad, and the live rate."""
    with browsing.canvas() as address, browsing.window(1280) as page:
        page.set_default_timeout(PATIENT)
        page.goto(address)
        page.wait_for_selector("[data-ready]")
        page.evaluate(STOPWATCH, "[data-ready]")
        ours = [stroke(page, ".pad", i) for i in range(STROKES)]
        rate = live_rate(page)
    with sketchpad() as address, browsing.window(1280) as page:
        page.set_default_timeout(PATIENT)
        page.goto(address)
        page.wait_for_selector("canvas")
        page.wait_for_selector(SAID)
        page.wait_for_load_state("networkidle")
        page.evaluate(STOPWATCH, SAID)
        answered(page, 0)  # its very first stroke is sometimes not answered at all
        theirs = [answered(page, i) for i in range(SKETCHED)]
    models = [reader.name for reader in reading.refresh()]
    for name, percentile in (("pen_up_to_answer_p50_ms", 50), ("pen_up_to_answer_p95_ms", 95)):
        value, against = np.percentile(ours, percentile), np.percentile(theirs, percentile)
        show(name, value, "ms", against, n=len(ours), n_against=len(theirs), models=models)
    show("answers_while_drawing", rate, "1/s")


def answered(page: Page, number: int) -> float:
    """Draw a stroke on gr.Sketchpad until it is answered; return the milliseconds it took."""
    for _ in range(TRIES):
        with suppress(TimeoutError):
            return stroke(page, "canvas >> nth=0", number, timeout=20_000)
        print(f"gr.Sketchpad did not answer stroke {number}; it is drawn again.", file=sys.stderr)
    sys.exit(f"gr.Sketchpad answered none of {TRIES} strokes; run it again on a quieter machine.")


def stroke(page: Page, selector: str, number: int, timeout: int = PATIENT) -> float:
    """Draw one stroke of a digit with the mouse; return the milliseconds from up to answer."""
    whole = [strokes for strokes in DIGITS.values() if "," not in strokes]
    curved, points = parsed(whole[number % len(whole)])[0]
    path = smooth(points, 3) if curved else points
    box = page.locator(selector).bounding_box()
    assert box is not None
    if selector == ".pad":
        page.evaluate("document.querySelector('.clear').click()")
    before = page.evaluate("took.length")
    side = min(box["width"], box["height"])
    left, top = box["x"] + (box["width"] - side) / 2, box["y"] + (box["height"] - side) / 2
    xy = [(left + (0.25 + 0.5 * x) * side, top + (0.2 + 0.6 * y) * side) for x, y in path]
    page.mouse.move(*xy[0])
    page.mouse.down()
    for point in xy[1:]:
        page.mouse.move(*point, steps=2)
    page.mouse.up()
    page.wait_for_function("before => took.length > before", arg=before, timeout=timeout)
    page.wait_for_timeout(400)  # as long as a hand takes to the next stroke
    return float(page.evaluate("took.at(-1)"))


def live_rate(page: Page) -> float:
    """Return how many answers a second are shown during a stroke of about three seconds."""
    count = "Number(document.querySelector('[data-answered]').dataset.answered)"
    box = page.locator(".pad").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.down()
    before, begun = page.evaluate(count), time.perf_counter()
    for step in range(180):
        angle = step / 28
        page.mouse.move(
            box["x"] + box["width"] * (0.5 + 0.3 * np.sin(angle)),
            box["y"] + box["height"] * (0.5 + 0.35 * np.sin(2 * angle)),
        )
        page.wait_for_timeout(max(0, (begun + step / 60 - time.perf_counter()) * 1000))
    rate = (page.evaluate(count) - before) / (time.perf_counter() - begun)
    page.mouse.up()
    return float(rate)


@contextmanager
def sketchpad() -> Iterator[str]:
    """Start the app with gr.Sketchpad on a free port; returns its address."""
    port = browsing.free_port()
    address = f"http://127.0.0.1:{port}/"
    settings = {"GRADIO_SERVER_PORT": str(port), "PYTHONPATH": str(browsing.ROOT)}
    with browsing.serving(["-m", "bench.drawing.sketchpad"], address, **settings):
        yield address


if __name__ == "__main__":
    main()
