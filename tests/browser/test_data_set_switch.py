"""Switching the data set in a browser: its classes, its numbers, its images, and back."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from browser.conftest import idle, shows
from core.data import mnist, sets
from core.storage import paths
from core.training import artifacts, fitting
from shapes import CLASSES, shapes

pytestmark = pytest.mark.walk

HOME = str(Path(__file__).resolve().parents[2] / "dashboard" / "Home.py")
PATIENT = 90_000  # a busy machine is slow, and that is not what is tested


def choose(page: Page, name: str) -> None:
    page.get_by_test_id("stSidebar").get_by_role("combobox", name="Data set").click()
    page.get_by_role("option", name=name, exact=True).click()
    page.wait_for_timeout(300)
    idle(page)


def test_a_data_set_is_chosen_in_the_sidebar_and_left_again(
    page: Page,
    trained: list[str],
    serve: Callable[..., AbstractContextManager[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("champion", mnist.BUNDLE):
        os.symlink((paths.ARTIFACTS / name).resolve(), tmp_path / name)
    (tmp_path / "models").mkdir()
    os.symlink((paths.ARTIFACTS / "models" / "mnist").resolve(), tmp_path / "models" / "mnist")
    monkeypatch.setattr(paths, "ARTIFACTS", tmp_path)
    sets.store(shapes())
    fitting.train("sgd", "shapes")
    scores = artifacts.open_scores("sgd", "test", "shapes")
    predicted = scores.predicted()
    pairs = [(i, j) for i in range(4) for j in range(4) if i != j]
    true, read_as = max(pairs, key=lambda p: np.sum((scores.labels == p[0]) & (predicted == p[1])))
    cell = np.flatnonzero((scores.labels == true) & (predicted == read_as))
    assert len(cell)
    with serve(["-m", "streamlit", "run", HOME], DIGIT_STUDIO_ARTIFACTS=str(tmp_path)) as url:
        page.goto(f"{url}/confusions?true=9&read_as=4&digit=8")
        expect(page.locator('.matrix [data-at="9 x"]')).to_have_text("9", timeout=PATIENT)
        choose(page, "shapes")
        expect(page).to_have_url(re.compile(r"dataset=shapes"), timeout=PATIENT)
        heads = page.locator('.matrix th button[data-at$=" x"]')
        expect(heads).to_have_text(list(CLASSES), timeout=PATIENT)
        assert "true=9" not in page.url  # the cell of the other data set is gone
        page.locator(f'.matrix [data-at="{true} {read_as}"]').click(timeout=PATIENT)
        expect(page.locator(".gallery button")).to_have_count(len(cell), timeout=PATIENT)
        title = f"true {CLASSES[true]}, read as {CLASSES[read_as]}"
        shows(page.get_by_role("heading", name=re.compile(title)))
        choose(page, "mnist")
        expect(page.locator('.matrix [data-at="9 x"]')).to_have_text("9", timeout=PATIENT)
        assert "dataset" not in page.url
        page.goto(f"{url}/thresholds?dataset=shapes")
        sides = page.get_by_test_id("stMain").get_by_test_id("stButtonGroup").first
        pills = sides.get_by_role("button").filter(has_not_text=re.compile("^$"))
        expect(pills).to_have_text(list(CLASSES), timeout=PATIENT)
