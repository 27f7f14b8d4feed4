"""The decision desk in a real browser: a reject target, its column and its images."""

from __future__ import annotations

import re

import numpy as np
from playwright.sync_api import Page, expect

from browser.conftest import shows
from core.evaluation.coverage import decision_matrix, risk_coverage
from core.rules.multiclass import Offsets, Reject
from core.training import artifacts


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
    page.get_by_role("radio", name="For few errors").click(timeout=90_000)
    shows(page.get_by_role("heading", name=f"{wanted:,} images rejected"))
    coverage = f"{100 * np.mean(answers < 10):.2f}%"
    expect(page.get_by_test_id("stMetricValue").first).to_have_text(coverage)
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
