"""One's own handwriting in the dashboard: its matrix, its drawings, one that is taken out."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from browser.conftest import shows
from core.data import digit_files, mnist, sets
from core.data.labelled import LabelledImages
from core.drawing import handwriting
from core.storage import paths
from core.training import artifacts

pytestmark = pytest.mark.walk

HOME = str(Path(__file__).resolve().parents[2] / "dashboard" / "Home.py")
PATIENT = 90_000  # a busy machine is slow, and that is not what is tested


def test_a_misread_drawing_is_found_through_its_cell_and_taken_out(
    page: Page,
    trained: list[str],
    serve: Callable[..., AbstractContextManager[str]],
    tmp_path: Path,
) -> None:
    for name in ("models", mnist.BUNDLE):
        os.symlink((paths.ARTIFACTS / name).resolve(), tmp_path / name)
    some = sets.load().test.take(np.arange(40))
    handwriting.merge(LabelledImages(some.images, some.labels), tmp_path)
    own = handwriting.load(tmp_path).test
    read = artifacts.open_model("dummy").predict(own.images)
    true = 7 if read[0] != 7 else 4
    cell = np.flatnonzero((own.labels == true) & (read == read[0]))
    with serve(["-m", "streamlit", "run", HOME], DIGIT_STUDIO_ARTIFACTS=str(tmp_path)) as url:
        page.goto(f"{url}/handwriting?model=dummy")
        shows(page.get_by_role("heading", name="40 digits of yours"))
        page.locator(f'.matrix [data-at="{true} {read[0]}"]').click(timeout=PATIENT)
        drawings = page.locator(".gallery button")
        expect(drawings).to_have_count(len(cell), timeout=PATIENT)
        drawings.nth(1).click()
        expect(drawings.nth(1)).to_have_attribute("aria-pressed", "true", timeout=PATIENT)
        page.get_by_role("button", name="Take it out").click()
        expect(drawings).to_have_count(len(cell) - 1, timeout=PATIENT)
        shows(page.get_by_role("heading", name="39 digits of yours"))
    assert len(handwriting.load(tmp_path).test) == 39


def test_a_file_is_added_and_saved_again(
    page: Page,
    trained: list[str],
    serve: Callable[..., AbstractContextManager[str]],
    tmp_path: Path,
) -> None:
    root, file = tmp_path / "artifacts", tmp_path / "class.npz"
    root.mkdir()
    for name in ("models", mnist.BUNDLE):
        os.symlink((paths.ARTIFACTS / name).resolve(), root / name)
    test = sets.load().test
    file.write_bytes(digit_files.written(test.take(np.arange(30)), "npz"))
    too_large = tmp_path / "large.npz"
    too_large.write_bytes(bytes(10_500_000))
    with serve(["-m", "streamlit", "run", HOME], DIGIT_STUDIO_ARTIFACTS=str(root)) as url:
        page.goto(f"{url}/handwriting?model=dummy")
        shows(page.get_by_role("button", name="Add to the test set"))
        chosen = page.locator("input[type=file]")
        chosen.set_input_files(too_large)
        expect(page.get_by_text("File must be 10.0MB or smaller")).to_be_visible(timeout=PATIENT)
        chosen.set_input_files(file)
        expect(page.get_by_text("class.npz")).to_be_visible(timeout=PATIENT)
        page.get_by_role("button", name="Add to the test set").click()
        shows(page.get_by_text("class.npz: 30 new, 0 known already."))
        with page.expect_download(timeout=PATIENT) as download:
            page.get_by_role("button", name="IDX").click()
        saved = download.value.path()
        assert saved.read_bytes() == digit_files.written(handwriting.load(root).test, "idx")
    assert len(handwriting.load(root).test) == 30
