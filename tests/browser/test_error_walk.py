"""Errors one can walk into, with mouse and keyboard: cells, headers, chips, verdicts."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from browser.conftest import idle, shows
from core.data import mnist
from core.storage import paths
from core.training import artifacts

pytestmark = pytest.mark.walk


@pytest.fixture(scope="module")
def counts(trained: list[str]) -> np.ndarray:
    scores = artifacts.open_scores("sgd", "test")
    table = np.zeros((10, 10), object)  # Python integers, as Playwright wants them
    np.add.at(table, (scores.labels, scores.predicted()), 1)
    return table


@pytest.fixture
def restartable(
    trained: list[str], serve: Callable[..., AbstractContextManager[str]], tmp_path: Path
) -> Callable[[], AbstractContextManager[str]]:
    """Return what starts the dashboard on an artifacts folder of the test's own, again and again.

    The trained models are linked into it; verdicts and the like stay in it.
    """
    for name in ("models", mnist.BUNDLE):
        os.symlink((paths.ARTIFACTS / name).resolve(), tmp_path / name)
    home = str(Path(__file__).resolve().parents[2] / "dashboard" / "Home.py")
    command = ["-m", "streamlit", "run", home]
    return lambda: serve(command, DIGIT_STUDIO_ARTIFACTS=str(tmp_path))


def cell(page: Page, row: int | str, column: int | str) -> Locator:
    return page.locator(f'.matrix [data-at="{row} {column}"]')


def heading(page: Page, number: int, what: str) -> None:
    shows(page.get_by_role("heading", name=f"{number:,} images: {what}"))


def opened(page: Page, url: str, path: str) -> None:
    page.goto(f"{url}/{path}")
    page.locator("h1").first.wait_for(timeout=90_000)
    idle(page)


def test_cells_headers_and_chips(page: Page, dashboard_url: str, counts: np.ndarray) -> None:
    opened(page, dashboard_url, "confusions?model=sgd")
    cell(page, 9, 4).hover()  # hover never selects
    shows(page.get_by_text("Choose a cell, a row or a column"))
    cell(page, 9, 4).click()
    heading(page, counts[9, 4], "true 9, read as 4")
    expect(page.locator(".gallery button")).to_have_count(counts[9, 4])
    cell(page, 9, "x").click()
    heading(page, counts[9].sum(), "true 9")
    cell(page, "x", 4).click()
    heading(page, counts[:, 4].sum(), "read as 4")
    expect(page).to_have_url(re.compile("read_as=4"))

    cell(page, 9, 4).click()
    heading(page, counts[9, 4], "true 9, read as 4")
    cell(page, 4, 9).click(modifiers=["Shift"])
    heading(page, counts[4, 9], "true 4, read as 9")
    heading(page, counts[9, 4], "true 9, read as 4")
    expect(page).to_have_url(re.compile("also=4-9"))

    page.get_by_role("button", name="true 9, read as 4", exact=True).click()  # the chip
    heading(page, counts[4, 9], "true 4, read as 9")
    expect(page.get_by_role("heading", name="true 9, read as 4")).to_have_count(0)
    page.get_by_role("button", name="Select misread").click()
    wrong = counts.sum() - np.trace(counts)
    heading(page, int(wrong), "misread")
    page.get_by_role("button", name="Clear").click()
    shows(page.get_by_text("Choose a cell, a row or a column"))


def test_everything_by_keyboard(page: Page, dashboard_url: str, counts: np.ndarray) -> None:
    opened(page, dashboard_url, "confusions?model=sgd")
    cell(page, 0, 0).wait_for()
    cell(page, 0, 0).focus()
    for key in ["ArrowDown"] * 9 + ["ArrowRight"] * 4:
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    heading(page, counts[9, 4], "true 9, read as 4")
    page.locator('.gallery button[data-index="0"]').focus()
    page.keyboard.press("ArrowRight")
    second = page.locator('.gallery button[data-index="1"]')
    expect(second).to_be_focused()
    index = second.get_attribute("data-id")
    page.keyboard.press("Enter")
    shows(page.get_by_role("heading", name=f"Digit at index {index}", exact=True))
    shows(page.get_by_text(f"2 of {counts[9, 4]}"))
    page.keyboard.press("ArrowLeft")
    shows(page.get_by_text(f"1 of {counts[9, 4]}"))


def test_a_verdict_is_there_after_a_restart(
    page: Page, restartable: Callable[[], AbstractContextManager[str]]
) -> None:
    with restartable() as url:
        opened(page, url, "digit?model=sgd&index=947")
        shows(page.get_by_text("Of five people, 0 read a 8"))
        page.get_by_text("label wrong", exact=True).click()
        page.get_by_role("textbox", name="Note").fill("=a clear nine")
        page.get_by_role("button", name="Save the verdict").click()
        shows(page.get_by_text("Saved: label wrong"))
    with restartable() as url:
        opened(page, url, "digit?model=sgd&index=947")
        shows(page.get_by_text("Your verdict: label wrong"))
        expect(page.get_by_role("textbox", name="Note")).to_have_value("=a clear nine")
        opened(page, url, "verdicts?model=sgd")
        shows(page.get_by_role("heading", name="1 verdict of yours"))


def test_a_verdict_is_one_key_and_taken_back_by_one(
    page: Page, restartable: Callable[[], AbstractContextManager[str]]
) -> None:
    with restartable() as url:
        opened(page, url, "digit?model=sgd")
        shows(
            page.get_by_text(re.compile("^0 of the [0-9,]+ that you walk through have a verdict"))
        )
        first = page.locator("h1").inner_text()
        page.get_by_role("button", name=re.compile("^Model wrong, next")).wait_for()
        page.wait_for_timeout(1000)  # a busy browser listens to keys a little later
        page.locator("body").press("1")
        shows(page.get_by_text(re.compile("^1 of the [0-9,]+ that you walk through has a verdict")))
        expect(page.locator("h1")).not_to_have_text(first)
        second = page.locator("h1").inner_text()
        page.wait_for_timeout(500)
        page.locator("body").press("3")
        shows(
            page.get_by_text(re.compile("^2 of the [0-9,]+ that you walk through have a verdict"))
        )
        page.wait_for_timeout(500)
        page.locator("body").press("Backspace")
        shows(page.get_by_text(re.compile("^1 of the [0-9,]+ that you walk through has a verdict")))
        expect(page.locator("h1")).to_have_text(second)
        opened(page, url, "verdicts?model=sgd")
        shows(page.get_by_role("heading", name="1 verdict of yours"))


def test_the_matrix_fits_a_phone(page: Page, dashboard_url: str, counts: np.ndarray) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, dashboard_url, "confusions?model=sgd&true=9&read_as=4")
    expect(page.locator(".gallery button")).to_have_count(counts[9, 4])
    for part in (".matrix", ".gallery"):
        box = page.locator(part).first.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    last = cell(page, 9, 9)
    last.click()
    heading(page, counts[9, 9], "true 9, read as 9")
    found = page.get_by_role("heading", name="true 9, read as 9")
    expect(found).to_be_in_viewport()  # the tap led to the images


@pytest.mark.parametrize("address", ["confusions", "decisions"])
def test_where_the_images_stand_below_the_matrix_a_cell_leads_to_them(
    page: Page, dashboard_url: str, address: str
) -> None:
    page.set_viewport_size({"width": 960, "height": 600})
    opened(page, dashboard_url, f"{address}?model=sgd")
    cell(page, 9, 4).focus()
    page.keyboard.press("Enter")
    tiles = page.locator(".st-key-chosen_images .gallery button")
    expect(tiles.first).to_be_in_viewport(ratio=1)
    title = page.locator(".st-key-chosen_images h2").first
    expect(title).to_be_in_viewport(ratio=1)
    over = page.locator(".st-key-desk_sentence")
    if over.count():  # what stays on screen does not hide it
        bar = over.bounding_box()
        assert title.bounding_box()["y"] >= bar["y"] + bar["height"]


def test_a_matrix_with_its_images_beside_it_stays_where_it_is(
    page: Page, dashboard_url: str, counts: np.ndarray
) -> None:
    opened(page, dashboard_url, "confusions?model=sgd")
    before = cell(page, 9, 4).bounding_box()
    cell(page, 9, 4).click()
    heading(page, counts[9, 4], "true 9, read as 4")
    page.wait_for_timeout(700)
    assert cell(page, 9, 4).bounding_box()["y"] == before["y"]


def test_a_double_click_on_a_cell_opens_it_and_a_later_click_takes_it_back(
    page: Page, dashboard_url: str, counts: np.ndarray
) -> None:
    opened(page, dashboard_url, "confusions?model=sgd")
    cell(page, 9, 4).dblclick()
    heading(page, counts[9, 4], "true 9, read as 4")
    page.wait_for_timeout(700)  # longer than a double click
    expect(cell(page, 9, 4)).to_have_attribute("aria-pressed", "true")
    cell(page, 9, 4).click()
    shows(page.get_by_text("Choose a cell, a row or a column"))


@pytest.mark.parametrize(
    ("address", "gallery", "split"),
    [
        ("digit?index=947&model=forest", "nearest training digits of ", "oof"),
        ("decisions?model=sgd&reject=level&level=0.5", "Rejected: ", "test"),
    ],
)
def test_a_tile_opens_close_up_wherever_it_stands(
    page: Page, dashboard_url: str, address: str, gallery: str, split: str
) -> None:
    page.goto(f"{dashboard_url}/{address}")
    if "index" in address:
        page.get_by_role("radio", name="Nearest training digits").click(timeout=90_000)
    tiles = page.get_by_role("group", name=re.compile(f"^{gallery}")).first.get_by_role("button")
    tiles.first.wait_for(timeout=90_000)
    index = re.search(r"index (\d+),", tiles.first.get_attribute("title"))[1]
    tiles.first.click()
    expect(page).to_have_url(re.compile(rf"/digit\?.*index={index}(&|$)"), timeout=90_000)
    assert ("split=oof" in page.url) == (split == "oof")
    expect(page.locator("h1")).to_be_focused()  # not the page's body: Tab goes on from here


def test_several_tiles_get_one_verdict_by_a_key_and_give_it_back(
    page: Page, restartable: Callable[[], AbstractContextManager[str]]
) -> None:
    with restartable() as url:
        opened(page, url, "misread?model=sgd")
        page.get_by_text("Choose several", exact=True).click()
        shows(page.get_by_role("button", name=re.compile("^Give 0 images: model wrong")))
        tiles = page.locator(".gallery button")
        tiles.nth(0).click()
        shows(page.get_by_role("button", name=re.compile("^Give 1 image: model wrong")))
        tiles.nth(1).focus()
        tiles.nth(1).press("Enter")
        shows(page.get_by_role("button", name=re.compile("^Give 2 images: model wrong")))
        expect(page.locator('.gallery button[aria-pressed="true"]')).to_have_count(2)
        expect(page.locator("h1")).to_have_text("Misread digits")  # neither was opened
        page.wait_for_timeout(1000)  # a busy browser listens to keys a little later
        page.locator("body").press("1")
        shows(page.get_by_text("2 verdicts were saved."))
        expect(page.locator('.gallery button[aria-pressed="true"]')).to_have_count(0)
        page.get_by_role("button", name="Take the last ones back").click()
        shows(page.get_by_role("button", name=re.compile("^Give 2 images: model wrong")))
        opened(page, url, "verdicts?model=sgd")
        shows(page.get_by_role("heading", name="0 verdicts of yours"))
