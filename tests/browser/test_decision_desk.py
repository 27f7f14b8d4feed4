"""The decision desk in a real browser: a reject target, its column and its images."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from browser.conftest import shows
from core.evaluation.coverage import decision_matrix, risk_coverage
from core.rules.multiclass import Offsets, Reject
from core.training import artifacts

pytestmark = pytest.mark.walk


def test_a_reject_target_rejects_images_and_every_page_can_follow_it(
    page: Page, dashboard_url: str
) -> None:
    scores = {split: artifacts.open_scores("sgd", split) for split in ("oof", "test")}
    chosen_on = scores["oof"]
    curve = risk_coverage(chosen_on.predicted() == chosen_on.labels, chosen_on.margin())
    level = curve.level_for(0.005, 0.95)
    answers = Offsets(reject=Reject(level)).predicted(scores["test"])
    matrix = decision_matrix(scores["test"].labels, answers, 10)
    wanted = int(matrix[:, 10].sum())

    page.goto(f"{dashboard_url}/decisions?model=sgd")
    page.get_by_role("tab", name="What is rejected").click(timeout=90_000)
    page.get_by_role("radio", name="For few errors").click()
    shows(page.get_by_role("heading", name=f"{wanted:,} images rejected"))
    read = int(np.sum(answers < 10))
    expect(page.get_by_text(f"Of 10,000, {read:,} are read, ")).to_be_visible()
    shows(page.get_by_role("group", name=re.compile("^Rejected: ")))

    page.get_by_role("button", name="Use this rule on every page").click()
    expect(page.get_by_role("button", name="Every page follows this rule")).to_be_disabled()
    page.get_by_role("button", name="Errors", exact=True).click()
    page.get_by_role("menuitem", name="Misread").click()
    expect(page.get_by_text("argmax + reject").locator("visible=true").first).to_be_visible(
        timeout=90_000
    )
    misread = int(matrix[:, :10].sum() - np.trace(matrix[:, :10]))
    shows(page.get_by_role("heading", name=re.compile(rf"^{misread:,} misread")))


def test_a_cell_opens_its_images_and_searching_says_what_it_does(
    page: Page, dashboard_url: str
) -> None:
    scores = artifacts.open_scores("sgd", "test")
    counts = decision_matrix(scores.labels, scores.predicted(), 10)
    page.goto(f"{dashboard_url}/decisions?model=sgd&costs=1.7.10")
    page.get_by_role("button", name=f"true digit 4, predicted digit 9: {counts[4, 9]}").click(
        timeout=90_000
    )
    shows(page.get_by_role("heading", name=f"{counts[4, 9]} images: true 4, read as 9"))
    page.get_by_role("tab", name="Offsets").click()
    page.get_by_role("button", name="Search offsets for these costs").click()
    expect(page.get_by_text("Searching offsets on out-of-fold scores")).to_be_visible()
    expect(page.get_by_text(re.compile("^Step [12] of 2: .*best so far 0"))).to_be_visible()
    expect(page).to_have_url(re.compile("offsets="), timeout=90_000)
    expect(page.get_by_text("Searching offsets on")).to_have_count(0)
