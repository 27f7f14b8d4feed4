"""The images that change sides follow the hand: counts, order and pictures, in every frame."""

from __future__ import annotations

import base64
import io
import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from scipy.special import softmax

from browser.conftest import idle
from browser.threshold_page import number, painted, shown
from core.data import mnist, sets
from core.data.reading.predictions import Predictions
from core.rules.binary import OneVsRest
from core.storage import paths
from core.training import artifacts, brought
from shapes import CLASSES, shapes

HOME = str(Path(__file__).resolve().parents[2] / "dashboard" / "Home.py")
RULE = OneVsRest(5, 0.0)
Signs = dict[bool, tuple[tuple[str, str], tuple[str, str]]]
#: By whether the threshold went down: the sign and the word of both rows.
SIGNS: Signs = {
    True: (("✓", "gained"), ("✗", "false positives")),
    False: (("✗", "lost"), ("✓", "spared")),
}


def rows(page: Page) -> tuple[Locator, Locator]:
    found = page.locator(".film > div")
    return found.nth(0), found.nth(1)


def indices(row: Locator) -> list[int]:
    label = row.locator("canvas").get_attribute("aria-label") or ""
    return [int(index) for index in re.findall(r"\d+", label)]


def changed(truth: np.ndarray, score: np.ndarray, before: float, now: float) -> list[np.ndarray]:
    """Return the positives and the negatives that change sides, the nearest to `now` first."""
    low, high = (np.float32(value) for value in sorted((before, now)))
    found = []
    for kind in (truth, ~truth):
        inside = np.flatnonzero(kind & (score >= low) & (score < high))
        found.append(inside[np.argsort(np.abs(score[inside] - np.float32(now)), kind="stable")])
    return found


def agree(page: Page, truth: np.ndarray, score: np.ndarray, before: float, now: float) -> None:
    """Check both rows of the film against the stored scores."""
    wanted = changed(truth, score, before, now)
    for row, images, (mark, word) in zip(rows(page), wanted, SIGNS[now < before], strict=True):
        assert number(row.locator("b").text_content()) == len(images)
        assert row.locator(".mark").text_content() == mark
        assert row.locator("span").text_content() == word
        seen = indices(row)
        assert len(seen) == min(len(seen), len(images))
        assert (len(seen) > 0) == (len(images) > 0)
        assert score[seen].tolist() == score[images[: len(seen)]].tolist()  # ties in any order
        assert set(seen) <= set(images.tolist())


def held(page: Page, slider: Locator, parts: np.ndarray) -> Iterator[float]:
    """Press the mouse on the slider and move it; yields the threshold that was drawn."""
    box = slider.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    for step, part in enumerate(parts):
        page.mouse.move(box["x"] + box["width"] * part, y)
        if not step:
            page.mouse.down()
        yield painted(page)


def of_sgd() -> tuple[np.ndarray, np.ndarray]:
    scores = artifacts.open_scores("sgd", "test")
    return RULE.truth(scores), RULE.score(scores)


def tile(row: Locator, side: int) -> np.ndarray:
    """Return the first picture of a row as it is on screen."""
    uri = row.locator("canvas").evaluate("canvas => canvas.toDataURL()")
    picture = Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2]))).convert("L")
    return np.asarray(picture.crop((0, 0, picture.height, picture.height)).resize((side, side)))


@pytest.mark.parametrize("end", [0.70, 0.80])
def test_images_follow_the_drag_in_every_frame_and_nothing_is_sent(lab, end: float) -> None:
    page, slider, sent = lab("model=sgd&threshold=0")
    truth, score = of_sgd()
    slider.scroll_into_view_if_needed()
    before, seen = len(sent), set()
    for now in held(page, slider, np.linspace(0.755, end, 9)):
        if now != 0:
            agree(page, truth, score, 0.0, now)
            seen.add(now)
    assert len(seen) >= 7
    assert len(sent) == before
    row = rows(page)[0]
    real = mnist_image(indices(row)[0])
    assert np.abs(tile(row, 28).astype(float) - real).mean() < 25
    last = [row.inner_text() for row in rows(page)]
    page.mouse.up()
    expect(page).to_have_url(re.compile(rf"threshold={re.escape(f'{now:g}')}"))
    idle(page)
    assert [row.inner_text() for row in rows(page)] == last  # the page only confirms
    agree(page, truth, score, 0.0, now)
    word = {True: "gained", False: "lost"}[now < 0]
    count = len(changed(truth, score, 0.0, now)[0])
    page.get_by_text("All images that the last move changed").click()
    expect(page.get_by_text(re.compile(rf"^{count:,} {word}"))).to_be_visible()


@pytest.mark.walk
@pytest.mark.parametrize("by_key", [False, True], ids=["mouse", "keyboard"])
def test_a_tile_of_the_film_opens_its_image_and_the_row_it_stands_in(lab, by_key: bool) -> None:
    page, _, _ = lab("model=sgd&threshold=0.5")
    row = rows(page)[1]
    wanted, tiles = indices(row), row.get_by_role("button")
    expect(tiles).to_have_count(len(wanted))
    if by_key:
        tiles.first.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
    else:
        tiles.nth(1).click()
    expect(page).to_have_url(re.compile(rf"/digit\?.*index={wanted[1]}\b"))
    idle(page)
    page.get_by_role("button", name=re.compile("^Next")).click()
    expect(page).to_have_url(re.compile(rf"index={wanted[2]}\b"))


def mnist_image(index: int) -> np.ndarray:
    return sets.load().test.images[index].astype(float)


def test_before_a_move_the_nearest_of_both_sides_are_shown(lab) -> None:
    page, _, _ = lab("model=sgd&threshold=0.5")
    truth, score = of_sgd()
    for row, kind in zip(rows(page), (truth, ~truth), strict=True):
        seen, there = indices(row), np.flatnonzero(kind)
        nearest = np.sort(np.abs(score[there] - np.float32(0.5)))
        assert len(seen) > 5
        assert np.abs(score[seen] - np.float32(0.5)) == pytest.approx(nearest[: len(seen)])


def test_beyond_the_images_that_are_here_it_says_so_and_more_come_on_release(lab) -> None:
    page, slider, sent = lab("model=sgd&threshold=0")
    truth, score = of_sgd()
    slider.scroll_into_view_if_needed()
    before, note = len(sent), page.locator(".film .note")
    *_, now = held(page, slider, np.linspace(0.75, 0.3, 6))
    expect(note).to_have_text("Nearest 2,000 of 10,000 shown; let go for those beyond.")
    for row, images in zip(rows(page), changed(truth, score, 0.0, now), strict=True):
        assert number(row.locator("b").text_content()) == len(images)
    assert len(sent) == before
    page.mouse.up()
    expect(note).to_contain_text("the nearest to the threshold first")
    for row, images in zip(rows(page), changed(truth, score, 0.0, now), strict=True):
        come = re.compile(rf"\b{images[0]}\b")  # which was beyond those that were here
        expect(row.locator("canvas")).to_have_attribute("aria-label", come)
    idle(page)
    agree(page, truth, score, 0.0, now)


def test_once_let_go_after_a_long_way_nothing_asks_to_let_go(lab) -> None:
    page, slider, _ = lab("model=forest&threshold=0.5")
    note = page.locator(".film .note")
    slider.focus()
    page.keyboard.down("Home")
    expect(note).to_contain_text("let go for those beyond")
    page.keyboard.up("Home")
    expect(note).to_have_text("From 0.5 to 0, the nearest to the threshold first.")
    idle(page)
    expect(page).to_have_url(re.compile("threshold=0"))
    expect(note).to_have_text("From 0.5 to 0, the nearest to the threshold first.")
    for row in rows(page):
        assert len(indices(row)) > 5


def test_it_follows_a_key_that_is_held_and_the_next_press_begins_where_it_ended(lab) -> None:
    page, slider, sent = lab("model=sgd&threshold=0")
    truth, score = of_sgd()
    slider.focus()
    before = len(sent)
    for _ in range(8):
        page.keyboard.down("ArrowLeft")
        agree(page, truth, score, 0.0, painted(page))
    assert len(sent) == before
    page.keyboard.up("ArrowLeft")
    first = shown(page)
    expect(page).to_have_url(re.compile(rf"threshold={re.escape(f'{first:g}')}"))
    page.keyboard.down("PageUp")
    agree(page, truth, score, first, painted(page))
    page.keyboard.up("PageUp")
    idle(page)
    agree(page, truth, score, first, shown(page))


def test_on_a_phone_the_slider_and_its_images_are_on_one_screen_and_nothing_jumps(lab) -> None:
    page, slider, sent = lab("model=sgd&threshold=0")
    page.set_viewport_size({"width": 390, "height": 844})
    truth, score = of_sgd()
    slider.evaluate("range => range.scrollIntoView({ block: 'center' })")
    painted(page)
    film, below = page.locator(".film"), page.locator(".lab .splits")
    top, before = below.bounding_box(), len(sent)
    for now in held(page, slider, np.linspace(0.755, 0.72, 5)):
        if now != 0:
            agree(page, truth, score, 0.0, now)
        assert below.bounding_box() == top
    box, at = film.bounding_box(), slider.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["y"] + box["height"] <= 844
    assert at["y"] >= 0
    for row in rows(page):
        inside = row.locator("canvas").bounding_box()
        assert inside["x"] + inside["width"] <= 390
        assert len(indices(row)) >= 5
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert len(sent) == before
    page.mouse.up()


@pytest.mark.walk
def test_where_there_are_no_images_their_names_follow(
    lab,
    serve: Callable[..., AbstractContextManager[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    os.symlink(paths.ARTIFACTS.resolve() / mnist.BUNDLE, tmp_path / mnist.BUNDLE)
    labels, rng = shapes().test.labels, np.random.default_rng(0)
    values = softmax(2 * np.eye(4)[labels] + rng.normal(size=(200, 4)), axis=1).astype("f4")
    ids = np.array([f"photo {i}.jpg" for i in range(200)])
    monkeypatch.setattr(paths, "ARTIFACTS", tmp_path)
    brought.add("net", "bare", Predictions(labels, values, "probability", CLASSES, ids))
    scores, rule = artifacts.open_scores("net", "test", "bare"), OneVsRest(0, 0.5)
    truth, score = rule.truth(scores), rule.score(scores)
    with serve(["-m", "streamlit", "run", HOME], DIGIT_STUDIO_ARTIFACTS=str(tmp_path)) as url:
        page, slider, sent = lab("dataset=bare&model=net&threshold=0.5", url)
        slider.scroll_into_view_if_needed()
        before = len(sent)
        for now in held(page, slider, np.linspace(0.5, 0.2, 4)):
            if now != 0.5:
                agree(page, truth, score, 0.5, now)
        assert len(sent) == before
        assert tile(rows(page)[1], 40).std() > 5  # something is written there
        page.mouse.up()
        idle(page)
