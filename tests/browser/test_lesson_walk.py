"""A whole lesson in a real browser, on few digits: predict, reveal, move, compare with the book."""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from browser.conftest import idle, shows
from core.data import mnist, sets
from core.data.labelled import Dataset
from core.lessons import questions, stored
from core.storage import paths
from few_digits import few_digits

pytestmark = [
    pytest.mark.walk,
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
]
REPOSITORY = Path(__file__).resolve().parents[2]
TRAIN, TEST = 300, 100
# Streamlit runs pages in the process that starts it, so what is patched here holds for them.
SERVER = f"""
import sys
import numpy as np
from streamlit.web import cli
from core.data import sets
from core.data.labelled import Dataset
whole = sets.load()
few = Dataset("mnist", whole.train.take(np.arange({TRAIN})),
              whole.test.take(np.arange({TEST})), whole.classes)
sets.load = lambda name="mnist", root=None: few
sys.argv = ["streamlit", "run", *sys.argv[1:]]
cli.main()
"""


@pytest.fixture(scope="module")
def few() -> Dataset:
    return few_digits(TRAIN, TEST)


@pytest.fixture(scope="module")
def lessons_url(
    few: Dataset,
    serve: Callable[..., AbstractContextManager[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """Serve the dashboard with two lessons computed and the others not."""
    root = tmp_path_factory.mktemp("artifacts")
    os.symlink((paths.ARTIFACTS / mnist.BUNDLE).resolve(), root / mnist.BUNDLE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sets, "load", lambda name="mnist", root=None: few)
        for name in ("binary", "multioutput"):
            stored.compute(name, root=root)
    home = REPOSITORY / "dashboard" / "Home.py"
    with serve(["-c", SERVER, str(home)], DIGIT_STUDIO_ARTIFACTS=str(root)) as url:
        yield url


def test_a_whole_lesson_with_its_question(page: Page, lessons_url: str, few: Dataset) -> None:
    rng = np.random.default_rng([zlib.crc32(b"binary"), 0])
    asked = questions.never(rng, few.train.labels, 5)
    page.goto(f"{lessons_url}/binary")
    shows(page.get_by_text(asked.text))
    expect(page.get_by_role("heading", name="Accuracy says little")).to_have_count(0)

    page.get_by_role("button", name=asked.answer).click()
    shows(page.get_by_text(f"Right: {asked.answer}."))
    shows(page.get_by_text("1 of 1"))
    shows(page.get_by_role("heading", name="Accuracy says little"))

    recall = page.locator(".katex", has_text="recall").first
    shows(recall)
    before = recall.inner_text()
    page.get_by_role("button", name="90 % precision").click()
    expect(recall).not_to_have_text(before, timeout=30_000)
    expect(page.get_by_role("cell", name="2,164.22").first).to_be_visible(timeout=30_000)

    page.get_by_role("button", name="Another question").click()
    shows(page.get_by_text("Which is larger: precision or recall?"))
    shows(page.get_by_text("1 of 1"))
    assert page.get_by_test_id("stException").count() == 0


def test_a_lesson_that_is_not_computed_offers_it(page: Page, lessons_url: str) -> None:
    page.goto(f"{lessons_url}/multilabel")
    shows(page.get_by_text("is not computed yet"))
    offer = page.get_by_role("button", name=re.compile("Compute it now: about .* (s|min)"))
    shows(offer)


def test_a_digit_drawn_by_hand_is_cleaned(page: Page, lessons_url: str) -> None:
    page.goto(f"{lessons_url}/multioutput")
    page.get_by_role("button", name="Show the lesson without answering").click(timeout=60_000)
    page.get_by_text("drawn by hand").click(timeout=30_000)
    canvas = page.get_by_label("Draw a digit here")
    canvas.scroll_into_view_if_needed(timeout=30_000)
    shows(page.get_by_text("Draw a digit: the answer comes"))
    idle(page)
    page.wait_for_load_state("networkidle")  # a chart that comes late would move the canvas
    canvas.hover()
    box = canvas.bounding_box()
    assert box
    page.mouse.move(box["x"] + 140, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 140, box["y"] + 240, steps=8)
    page.mouse.up()
    shows(page.get_by_text("Pixels exactly right"))
    expect(page.get_by_text("your drawing").first).to_be_visible()
    page.get_by_role("button", name="Clear").click()
    shows(page.get_by_text("Draw a digit: the answer comes"))
    assert page.get_by_test_id("stException").count() == 0


def test_a_digit_of_a_lesson_opens_close_up(page: Page, dashboard_url: str) -> None:
    page.goto(f"{dashboard_url}/exercises")
    page.get_by_role("button", name="Show the lesson without answering").click(timeout=60_000)
    tile = page.locator(".gallery button").nth(1)
    tile.wait_for(timeout=60_000)
    index = tile.get_attribute("data-id")
    tile.click()
    shows(page.get_by_role("heading", name=f"Digit at index {index}", exact=True))
    expect(page).to_have_url(re.compile(f"index={index}"))
