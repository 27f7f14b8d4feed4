"""axe-core, the accessibility checker, in an open page; `tools/axe` gets it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

SCRIPT = Path(__file__).resolve().parents[2] / "build" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
GRAVE = ("moderate", "serious", "critical")
#: What of Streamlit's own frame is left out, and why: a rule, and inside what.
STREAMLIT = {
    # Its list of pages in the sidebar, on a narrow window: groups stand between the list and its
    # items, and it cannot be told to write them otherwise.
    "list": "[data-testid=stSidebarNav]",
    "listitem": "[data-testid=stSidebarNav]",
}

RUN = """async ([tags, ours]) => {
  // what still fades in has colours of its own
  await Promise.all(document.getAnimations().map((each) => each.finished.catch(() => null)));
  const options = { runOnly: tags, resultTypes: ["violations"] };
  const { violations } = await axe.run(document, options);
  return violations.flatMap(({ id, impact, nodes }) => nodes
    .filter(({ target }) => !(ours[id] && document.querySelector(target[0])?.closest(ours[id])))
    .map(({ target, html, failureSummary }) => ({
      rule: id, impact, at: target.join(" "), html: html.slice(0, 200), why: failureSummary })));
}"""


def findings(page: Page) -> list[dict[str, Any]]:
    """Return what is more than minor on a page, apart from Streamlit's own frame."""
    if not SCRIPT.exists():
        pytest.fail("axe-core is missing: `make browser` gets it.")
    if not page.evaluate("'axe' in window"):
        page.evaluate(SCRIPT.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate(RUN, [WCAG, STREAMLIT])
    return [each for each in found if each["impact"] in GRAVE]
