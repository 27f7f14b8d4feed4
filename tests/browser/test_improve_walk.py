"""An experiment from the form to an image that it fixed, in a browser."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, TimeoutError, expect

from browser.conftest import REPOSITORY, idle, shows
from core.data import mnist, sets
from core.improvement import runs
from core.improvement.recipe import Recipe
from core.improvement.runs import Identity
from core.storage import paths
from core.training import fitting
from shapes import shapes

pytestmark = pytest.mark.walk

TRIES = 12
PATIENT = 90_000  # a busy machine is slow, and that is not what is tested


def choose_step(page: Page, title: str) -> None:
    """Choose a step as a person does: once more if the list was drawn again under the hand."""
    for _ in range(TRIES):
        idle(page)
        try:
            page.get_by_role("combobox", name="Steps").fill(title, timeout=PATIENT)
            page.get_by_role("option", name=title).click(timeout=4_000)
        except TimeoutError:
            continue
        page.keyboard.press("Escape")
        idle(page)
        return
    pytest.fail(f"The list never held still long enough to choose {title!r}.")


def test_an_experiment_is_run_from_the_form_and_a_fixed_image_opens(
    page: Page,
    trained: list[str],
    serve: Callable[..., AbstractContextManager[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("champion", mnist.BUNDLE):
        os.symlink((paths.ARTIFACTS / name).resolve(), tmp_path / name)
    monkeypatch.setattr(paths, "ARTIFACTS", tmp_path)
    sets.store(shapes(2400, 200))
    fitting.train("sgd", "shapes")
    home = str(REPOSITORY / "dashboard" / "Home.py")
    with serve(["-m", "streamlit", "run", home], DIGIT_STUDIO_ARTIFACTS=str(tmp_path)) as url:
        # so tall that nothing scrolls: an open list closes then, and what was typed is lost
        page.set_viewport_size({"width": 1440, "height": 2000})
        page.goto(f"{url}/improve?dataset=shapes&model=sgd")
        shows(page.get_by_text("No experiment was run on this model yet"))
        page.get_by_text("Run another experiment").click()
        choose_step(page, "Shifted copies")
        shows(page.get_by_text("With copies shifted four ways"))
        page.get_by_role("button", name="Run the experiment").click()
        bar = page.get_by_role("progressbar")
        expect(bar.or_(page.get_by_role("heading", name=re.compile("fixed$"))).first).to_be_visible(
            timeout=PATIENT
        )
        shows(page.get_by_role("heading", name=re.compile(r"^✓ [\d,]+ fixed$")))
        expect(bar).to_have_count(0, timeout=PATIENT)

        before, after = (
            runs.load(Identity("sgd", Recipe.parse(text), 0, "shapes")).right("oof")
            for text in ("none", "shifts=1")
        )
        fixed = np.flatnonzero(~before & after)
        assert len(fixed)
        shows(page.get_by_role("heading", name=f"✓ {len(fixed):,} fixed"))
        net = page.locator('.matrix [data-at="x 0"]')  # all that are read as the first class
        net.click()
        expect(page).to_have_url(re.compile("net=x-0"), timeout=PATIENT)
        shows(page.get_by_text(re.compile(r"^[\d,]+ newly read as disc$")))
        page.get_by_role("button", name="read as disc").filter(has_text="close").click()
        shows(page.get_by_text("Choose a cell, a row or a column"))
        tile = page.get_by_role("button", name=re.compile(rf"^index {fixed[0]}, true ")).first
        tile.click()
        shows(page.get_by_role("heading", name=re.compile(f"{fixed[0]:,}")))
        assert f"index={fixed[0]}" in page.url
        assert "split=oof" in page.url


def test_a_row_of_the_leaderboard_opens_by_mouse_and_by_key(page: Page, dashboard_url: str) -> None:
    page.goto(f"{dashboard_url}/improve?model=sgd")
    rows = page.locator(".ranking tbody tr")
    shows(rows.first)
    for number, open_it in ((2, "click"), (1, "key")):
        name = rows.nth(number).get_by_role("button")
        title = re.sub(r" \(\d+ seeds\)$", "", name.inner_text())
        if open_it == "click":
            rows.nth(number).locator("td").last.click()
        else:
            name.focus()
            page.keyboard.press("Enter")
        shows(page.get_by_role("heading", level=2, name=title, exact=True))
        expect(name).to_have_attribute("aria-current", "true")
        expect(rows.locator("[aria-current]")).to_have_count(1)
    page.go_back()
    shows(page.get_by_role("heading", level=2, name=rows.nth(2).get_by_role("button").inner_text()))
