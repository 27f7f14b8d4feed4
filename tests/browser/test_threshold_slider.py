"""The threshold in a real browser: it follows the hand, and everything else follows on release."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from browser.conftest import idle, shows
from browser.threshold_page import cell, drag, painted, shown
from core.evaluation.metrics import curve
from core.rules import thresholds
from core.rules.binary import OneVsRest
from core.training import artifacts

RULE = OneVsRest(5, 0.0)


def at(model: str, split: str, threshold: float):
    scores = artifacts.open_scores(model, split)
    return curve(RULE.truth(scores), RULE.score(scores)).at(threshold)


def test_counts_follow_the_drag_and_nothing_is_sent_before_release(lab):
    page, slider, sent = lab()
    before, seen = len(sent), set()
    box = slider.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.74, y)
    page.mouse.down()
    for part in np.linspace(0.74, 0.86, 8):
        page.mouse.move(box["x"] + box["width"] * part, y)
        threshold = painted(page)
        wanted = at("sgd", "test", threshold)
        got = [cell(page, f"{name}1") for name in ("tp", "fp", "fn", "tn")]
        assert got == [wanted.tp, wanted.fp, wanted.fn, wanted.tn]
        seen.add(threshold)
        assert page.locator(".lab .now").get_attribute("x1") == page.locator(
            ".lab .point"
        ).first.get_attribute("cx")
    assert len(seen) == 8
    assert len(sent) == before
    page.mouse.up()
    expect(page).to_have_url(re.compile("threshold="))
    assert len(sent) > before
    table = page.get_by_role("table").filter(has_text="at the slider")
    expect(table).to_contain_text(f"{threshold:,.4g}")


def test_a_release_sends_the_slider_and_its_figures_and_nothing_else(lab, page: Page):
    received: list[int] = []
    page.on(
        "websocket", lambda one: one.on("framereceived", lambda sent: received.append(len(sent)))
    )
    page, slider, _ = lab("model=sgd&threshold=0.5")
    whole = len(received)
    received.clear()
    drag(page, slider, 0.775, 0.76)
    table = page.get_by_role("table").filter(has_text="at the slider")
    expect(table).to_contain_text(f"{shown(page):,.4g}")
    idle(page)
    assert 0 < len(received) < 16 < whole
    assert sum(received) < 100_000  # the images, half a megabyte, are there


def test_the_keyboard_moves_it_and_tells_the_server(lab):
    page, slider, sent = lab()
    slider.focus()
    start, before = shown(page), len(sent)
    page.keyboard.press("ArrowRight")
    one = painted(page)
    page.keyboard.press("PageUp")
    many = painted(page)
    assert start < one < many
    expect(page).to_have_url(re.compile(rf"threshold={re.escape(f'{many:g}')}"))
    assert len(sent) > before
    page.keyboard.press("Home")
    expect(page.locator("[data-cell=tn1] b")).to_have_text("0")
    page.keyboard.press("End")
    expect(page.locator("[data-cell=tp1] b")).to_have_text("0")
    expect(page.locator("[data-cell=fp1] b")).to_have_text("0")
    precision = page.locator("dd[data-cell=precision1]")
    expect(precision).to_have_text("–")  # a share of no images
    expect(precision).to_have_attribute("title", "Nothing is called positive here.")
    assert "precision –" in (slider.get_attribute("aria-valuetext") or "")


def test_an_answer_to_an_earlier_key_does_not_pull_it_back(lab):
    page, slider, _ = lab()
    slider.evaluate("""range => {
        const lab = range.closest(".lab"), seen = (window.seen = []);
        new MutationObserver(() => seen.push(Number(lab.dataset.threshold)))
            .observe(lab, { attributeFilter: ["data-threshold"] });
    }""")
    slider.focus()
    for wait in range(20, 300, 20):  # so that answers come between any two keys
        page.keyboard.press("ArrowRight")
        last = painted(page)
        page.wait_for_timeout(wait)
    expect(page).to_have_url(re.compile(rf"threshold={re.escape(f'{last:g}')}"))
    idle(page)
    painted(page)
    seen = page.evaluate("window.seen")
    assert len(set(seen)) == 14
    assert seen == sorted(seen)
    assert shown(page) == last


def test_a_strategy_becomes_custom_as_soon_as_one_touches_the_slider(lab):
    page, slider, _ = lab("model=sgd&strategy=precision&target=0.9")
    scores = artifacts.open_scores("sgd", "oof")
    book = thresholds.ThresholdChoice("precision", (0.9,)).threshold(
        curve(RULE.truth(scores), RULE.score(scores))
    )
    badge = page.locator(".lab .badge")
    expect(badge).to_have_text("At least this precision: 90 %")
    assert shown(page) == pytest.approx(book)
    box = slider.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.76, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.78, box["y"] + box["height"] / 2)
    expect(badge).to_have_text("custom")
    page.mouse.up()
    expect(page.get_by_role("combobox", name="Choose the threshold")).to_have_value(
        "Custom: by hand"
    )
    expect(page).not_to_have_url(re.compile("strategy"))


def test_the_film_shows_as_many_images_as_the_counts_change(lab):
    page, slider, _ = lab("model=sgd&threshold=0.5")
    drag(page, slider, 0.775, 0.745)
    page.get_by_text("All images that the last move changed").click()
    old, new = at("sgd", "test", 0.5), at("sgd", "test", shown(page))
    gained, paid = new.tp - old.tp, new.fp - old.fp
    assert gained > 0
    assert paid > 0
    shows(page.get_by_text(re.compile(rf"^{gained:,} gained")))
    shows(page.get_by_text(re.compile(rf"^{paid:,} paid")))
    label = re.compile(rf"^gained, truly 5: {gained:,}$")
    shows(page.get_by_role("group", name=label))
    tiles = page.get_by_role("group", name=label).get_by_role("button")
    expect(tiles.first).to_be_visible()
    assert tiles.count() <= gained
    if gained <= 40:  # all are on screen
        expect(tiles).to_have_count(gained)


def test_a_typed_number_is_taken_exactly_and_nonsense_is_answered_with_a_sentence(lab):
    page, _, _ = lab()
    box = page.locator(".lab input[type=text]")
    box.fill("0.2056")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"threshold=0\.2056"))
    # the address may be ahead of the exact counts, which come with the next run
    wanted = at("sgd", "test", 0.2056).tp
    expect(page.locator("[data-cell=tp1] b")).to_have_text(re.compile(rf"^\D*{wanted}\D*$"))
    for nonsense in ("much", "nan", "1e309", ""):
        box.fill(nonsense)
        box.press("Enter")
        expect(page.locator(".lab [role=alert]")).to_contain_text("Type a number from")
        expect(box).to_have_value("0.2056")


@pytest.mark.walk
def test_a_plain_slider_stands_in_where_the_component_does_not_run(page: Page, dashboard_url: str):
    page.goto(f"{dashboard_url}/thresholds?model=sgd")
    page.locator(".lab[data-threshold]").wait_for(timeout=90_000)
    plain = page.locator(".st-key-plain_threshold")
    expect(plain).to_have_count(0)
    blocked = page.context.new_page()
    blocked.add_init_script("URL.createObjectURL = () => 'blob:blocked'")
    blocked.goto(f"{dashboard_url}/thresholds?model=sgd")
    expect(blocked.locator(".st-key-plain_threshold")).to_be_visible(timeout=90_000)
    thumb = blocked.locator(".st-key-plain_threshold").get_by_role("slider")
    thumb.focus()
    thumb.press("ArrowRight")
    expect(blocked).to_have_url(re.compile("threshold="))
