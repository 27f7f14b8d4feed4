"""A projector at 150 %, 960×600 CSS pixels, and what stays on screen: no text is cut."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import REPOSITORY, idle

pytestmark = pytest.mark.walk

#: Of each page, what must be there before one looks.
PAGES = {
    "": "table.models",
    "thresholds?model=sgd&strategy=cost": ".lab[data-threshold] .film[data-ready]",
    "decisions?model=forest&reject=target": ".matrix button",
    "confusions?model=sgd": ".matrix button",
    "misread?model=sgd": ".gallery button",
    "misread?model=champion&order=true": ".gallery button",
    "digit?model=sgd&index=947": ".js-plotly-plot .xtitle",
    "compare?model=forest&rows=sgd&columns=champion&cells=5-3": ".gallery button",
    "verdicts?model=sgd": "[data-testid=stMetric]",
}
#: Texts that are not seen to their end: where they stand is asked of the letters themselves, since
#: an element within a line has no width of its own; a chart shows nothing outside of its drawing,
#: and a closed list stands in a field that one could type into.
CUT = """() => {
    const every = (root, into = []) => {
        for (const node of root.querySelectorAll("*")) {
            into.push(node);
            if (node.shadowRoot) every(node.shadowRoot, into);
        }
        return into;
    };
    const over = (node) => node.parentElement ?? node.getRootNode().host;
    const hides = (node) => node.namespaceURI.endsWith("svg") ? node.tagName === "svg"
        : ["hidden", "clip"].includes(getComputedStyle(node).overflowX);
    const main = document.querySelector("[data-testid=stMain]");
    const edge = main.getBoundingClientRect(), cut = [], range = document.createRange();
    const looked = every(main).filter(node =>
        !node.closest("style, script, textarea, .katex, [data-testid=stIconMaterial]")
        && getComputedStyle(node).visibility !== "hidden"
        && [...node.childNodes].some(one => one.nodeType === 3 && one.data.trim()));
    for (const node of looked) {
        range.selectNodeContents(node);
        const box = range.getBoundingClientRect();
        if (box.width < 3) continue; // said to screen readers only
        const within = [edge];
        for (let up = node; up && up !== main; up = over(up))
            if (hides(up)) within.push(up.getBoundingClientRect());
        if (within.some(one => box.right > one.right + 1.5 || box.left < one.left - 1.5))
            cut.push([node.tagName, node.textContent.trim()]);
    }
    for (const field of document.querySelectorAll("input[role=combobox], input[type=text]"))
        if (field.clientWidth > 20 && field.scrollWidth > field.clientWidth + 1)
            cut.push([field.ariaLabel, field.value]);
    return [cut, main.scrollWidth - main.clientWidth, looked.length];
}"""


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("address", PAGES)
def test_on_a_projector_no_text_is_cut(
    page: Page, dashboard_url: str, address: str, language: str
) -> None:
    page.set_viewport_size({"width": 960, "height": 600})
    page.goto(f"{dashboard_url}/{address}{'&' if '?' in address else '?'}language={language}")
    page.locator(PAGES[address]).first.wait_for(timeout=90_000)
    idle(page)
    page.evaluate("document.fonts.ready.then(() => true)")  # what stands in for them is wider
    for _ in range(20):  # a busy browser lays out a widget later than its page has run
        cut, over, looked = page.evaluate(CUT)
        if (cut, over) == ([], 0):
            break
        page.wait_for_timeout(250)
    assert (cut, over) == ([], 0)
    assert looked > 3


#: Texts of buttons that are wider than what is seen of them.
CUT_BUTTONS = """() => [...document.querySelectorAll("[data-testid=stMain] button")]
    .filter(button => button.offsetWidth)
    .flatMap(button => [button, ...button.querySelectorAll("div, p")])
    .filter(element => element.clientWidth && element.scrollWidth > element.clientWidth + 1)
    .map(element => element.textContent)"""
GERMAN = {
    "digit?model=sgd&index=947": ".st-key-start_canvas button",
    "map": ".st-key-make_map button",
    "confusions?model=sgd": ".matrix button",
}


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("address", GERMAN)
def test_no_german_button_is_cut(page: Page, dashboard_url: str, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{dashboard_url}/{address}{'&' if '?' in address else '?'}language=de")
    page.locator(GERMAN[address]).filter(visible=True).first.wait_for(timeout=90_000)
    idle(page)
    page.evaluate("document.fonts.ready.then(() => true)")
    assert page.evaluate(CUT_BUTTONS) == []
    main = page.get_by_test_id("stMain")
    assert main.evaluate("node => node.scrollWidth - node.clientWidth") == 0


def test_the_way_to_a_canvas_that_runs_is_read_to_its_end(
    page: Page, dashboard_url: str, serve: Callable[..., AbstractContextManager[str]]
) -> None:
    home = str(REPOSITORY / "dashboard" / "Home.py")
    page.set_viewport_size({"width": 960, "height": 600})
    # Whatever listens there is taken for the canvas.
    with serve(["-m", "streamlit", "run", home], DIGIT_STUDIO_CANVAS=dashboard_url) as url:
        page.goto(f"{url}/digit?model=sgd&index=947&language=de")
        words = page.get_by_text("Die Ziffer auf der Zeichenfläche reparieren", exact=True)
        expect(words.filter(visible=True)).to_have_count(1, timeout=90_000)
        idle(page)
        assert page.evaluate(CUT)[0] == []


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (960, 600), (390, 844)])
def test_what_a_decision_comes_to_stays_on_screen_with_what_one_edits(
    page: Page, dashboard_url: str, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{dashboard_url}/decisions?model=forest&reject=level&level=0.3")
    sentence = page.locator(".st-key-desk_sentence")
    expect(sentence).to_contain_text("go to a person", timeout=90_000)
    idle(page)
    table = page.get_by_test_id("stDataFrame").first
    expect(table).to_be_visible(timeout=90_000)
    expect(page.locator(".matrix button").first).to_be_visible(timeout=90_000)
    if width == 1440:  # nothing is scrolled: what one edits, the sentence and the matrix
        assert table.bounding_box()["y"] < height
        assert page.locator(".matrix").bounding_box()["y"] < height / 2
    page.get_by_role("tab", name="What is rejected").click()
    level = page.get_by_label("Reject level", exact=True)
    level.scroll_into_view_if_needed()
    assert 0 < level.bounding_box()["y"] < height
    box = sentence.bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] < height
    before = sentence.inner_text()
    level.fill("0.6")
    level.press("Enter")
    expect(sentence).not_to_have_text(before)
    idle(page)
    box = sentence.bounding_box()
    assert 0 <= box["y"] < height - box["height"]
    colours = sentence.evaluate(
        "node => [node, document.querySelector('[data-testid=stApp]')]"
        ".map(one => getComputedStyle(one).backgroundColor)"
    )
    assert colours[0] == colours[1]  # what scrolls below it is not seen through it
