"""The canvas app in Chromium: a real pointer draws, the answer is read off the page."""

import os
import re
import shutil

import numpy as np
import pytest
from sklearn.linear_model import SGDClassifier
from sklearn.naive_bayes import GaussianNB

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect, sync_playwright

import gradio_app
from canvas import reading
from core import data, models

pytestmark = pytest.mark.browser
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
ONE = [[(0.52, 0.15), (0.5, 0.85)]]
SEVEN = [[(0.25, 0.2), (0.75, 0.2), (0.45, 0.85)]]


@pytest.fixture(scope="module")
def address():
    """Serve the app with two small models fitted here, so that no artifact is needed."""
    train = data.load().train.take(slice(0, 5000))
    patch = pytest.MonkeyPatch()
    readers = {}
    for name, classifier, kind in [
        ("linear", SGDClassifier(random_state=0), "decision"),
        ("bayes", GaussianNB(var_smoothing=0.1), "probability"),
    ]:
        model = models.on_pixels(classifier).fit(train.images, train.labels)
        readers[name] = reading.Reader(name, name.title(), "", kind, 0.9, "", model)
    patch.setattr(reading, "_readers", readers)
    patch.setattr(reading, "refresh", lambda: list(readers.values()))
    launch = {**gradio_app.LAUNCH, "server_port": None, "quiet": True}
    _, local, _ = gradio_app.demo.launch(**launch, prevent_thread_lock=True)
    yield local
    gradio_app.demo.close()
    patch.undo()


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM:
        pytest.skip("Chromium is not installed; set CHROMIUM to its path")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser, address):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.wrong = []
    page.asked = []
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(address)
    page.wait_for_selector("[data-ready]")
    yield page
    assert not page.wrong
    outside = [url for url in page.asked if not url.startswith((address, "data:", "blob:"))]
    assert not outside
    page.close()


def draw(page, strokes):
    box = page.locator(".pad").bounding_box()
    for stroke in strokes:
        points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point, steps=8)
        page.mouse.up()


def seen(page):
    """The 28×28 image on the page, from its red channel."""
    grey = page.evaluate(
        """() => Array.from(document.querySelector('.seen').getContext('2d')
        .getImageData(0, 0, 28, 28).data).filter((_, i) => i % 4 === 0)"""
    )
    return np.array(grey).reshape(28, 28)


def test_drawing_a_digit_gives_its_answer_in_every_panel(page):
    expect(page.locator(".sentence")).to_contain_text("Nothing is drawn yet")
    draw(page, ONE)
    expect(page.locator(".big")).to_have_text("1")
    expect(page.locator("[data-model=linear] .reads")).to_have_text("1")
    expect(page.locator("[data-model=bayes] .digits .top")).to_have_text("1")
    image = seen(page)
    rows = np.flatnonzero(image.any(1))
    assert len(rows) == 20
    assert abs((image.sum(1) @ np.arange(28)) / image.sum() - 14) <= 0.5


def test_each_panel_names_its_kind_of_score(page):
    draw(page, ONE)
    expect(page.locator("[data-model=linear] footer")).to_contain_text("not a probability")
    probability = page.locator("[data-model=bayes] footer")
    expect(probability).to_contain_text(re.compile(r"1: probability [01]\.\d\d"))


def test_undo_and_clear_bring_back_what_was_before(page):
    draw(page, ONE)
    expect(page.locator(".big")).to_have_text("1")
    draw(page, SEVEN)
    page.click(".undo")
    expect(page.locator(".big")).to_have_text("1")
    page.click(".clear")
    expect(page.locator(".sentence")).to_contain_text("Nothing is drawn yet")
    expect(page.locator(".big")).to_have_text("–")
    assert seen(page).sum() == 0
    page.click(".redo")
    expect(page.locator(".big")).to_have_text("1")


def test_the_answer_comes_while_the_pen_is_still_down(page):
    box = page.locator(".pad").bounding_box()
    middle = box["x"] + box["width"] / 2
    page.mouse.move(middle, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(middle, box["y"] + box["height"] - 40, steps=20)
    expect(page.locator(".big")).to_have_text("1")
    page.mouse.up()
