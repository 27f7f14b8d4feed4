"""What a step of a threshold costs: `python -m bench.thresholds` (needs sgd and Chromium).

`threshold_step_ms`: one committed step in our own code, 10,000 images of 10 classes: the counts
of both splits, the gap with its intervals and the images that changed sides.
`curve_build_s`: building the curve of n scores once; `threshold_step_us`: one step on it.
`threshold_step_scaling`: a step at 10⁶ scores; its `ratio` is against 10⁴.
`threshold_against_sklearn`: a step beside scikit-learn's precision_recall_curve, roc_curve and
confusion_matrix computed again; its `ratio` is ours to theirs.
`drag_step_p95_ms`: script time of a frame while dragging, images included, in Chromium;
`drag_messages`: what was sent to the server before the release.
`release_to_settled_p50_ms` and `_p95_ms`: from letting go until the page has run to its end and
says the new threshold; `ratio` is against the same of a page of one button (`bench/bare_page.py`)
in the same run. The images that changed sides are on the page before one lets go.
`release_unfolded_to_settled_p50_ms` and `_p95_ms`: the same with all of them unfolded below.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
from playwright.sync_api import Page, WebSocket
from sklearn.metrics import (
    confusion_matrix,
    confusion_matrix_at_thresholds,
    precision_recall_curve,
    roc_curve,
)

from bench import show
from bench.browsing import ROOT, dashboard, free_port, serving, window
from core.evaluation.gaps import gap
from core.evaluation.metrics import curve
from core.rules.binary import OneVsRest
from core.rules.flips import flips
from core.training import artifacts

STEPS = 40
BARE = ROOT / "bench" / "bare_page.py"
#: The dashboard's own settings, which the bare page has as well.
SETTINGS = ["--server.headless", "true", "--runner.postScriptGC", "false"]
#: What both measurements share. A run is over where its result is seen and nothing runs any more.
SHARED = """
const idle = () =>
    document.querySelector("[data-testid=stApp]").dataset.testScriptState === "notRunning";
const frame = () => new Promise((go) => requestAnimationFrame(go));
const pause = (ms) => new Promise((go) => setTimeout(go, ms));
"""
BARE_RERUN = (
    """async () => {"""
    + SHARED
    + """
    const text = () => document.querySelector("#runs").textContent, before = text();
    const begun = performance.now();
    document.querySelector("[data-testid=stButton] button").click();
    while (performance.now() - begun < 10000 && !(text() !== before && idle())) await pause(4);
    await frame();
    const took = performance.now() - begun;
    await pause(500);
    return took;
}"""
)
RELEASE = (
    """async (up) => {"""
    + SHARED
    + """
    const every = (root, selector, into = []) => {
        into.push(...root.querySelectorAll(selector));
        for (const node of root.querySelectorAll("*"))
            if (node.shadowRoot) every(node.shadowRoot, selector, into);
        return into;
    };
    const tiles = every(document, ".gallery");
    const look = () => tiles.map((g) => g.getAttribute("aria-label") + "|" + g.dataset.drawn)
        .join(";");
    const [range] = every(document, ".lab input[type=range]"), before = look();
    const address = location.href;
    range.value = Number(range.value) + (up ? 0.7 : -0.7);
    range.dispatchEvent(new Event("input", { bubbles: true }));
    await frame();
    const begun = performance.now();
    range.dispatchEvent(new Event("change", { bubbles: true }));
    const done = () => location.href !== address && idle()
        && (!tiles.length || (look() !== before && tiles.every((g) => g.dataset.drawn)));
    while (performance.now() - begun < 10000 && !done()) await pause(4);
    await frame();
    const settled = performance.now() - begun;
    await pause(700);
    return settled;
}"""
)


def main() -> None:
    """Print all figures."""
    server_side()
    scaling()
    against_sklearn()
    in_browser()


def median_ms(step: Callable[[float], object], thresholds: np.ndarray, repeats: int = 1) -> float:
    """Return the median time of a step at these thresholds."""
    times = []
    for threshold in thresholds.tolist():
        begun = time.perf_counter()
        for _ in range(repeats):
            step(threshold)
        times.append((time.perf_counter() - begun) * 1000 / repeats)
    return float(np.median(times))


def server_side() -> None:
    """Measure a committed step on the real scores."""
    rule = OneVsRest(5, 0.0)
    scores = {split: artifacts.open_scores("sgd", split) for split in ("oof", "test")}
    curves = [curve(rule.truth(s), rule.score(s)) for s in scores.values()]

    def step(threshold: float) -> None:
        gap(curves[0].at(threshold), curves[1].at(threshold))
        flips(rule.at(threshold), scores["test"], 0.0)

    thresholds = np.random.default_rng(0).uniform(-3, 3, STEPS)
    show("threshold_step_ms", median_ms(step, thresholds, 5), "ms")


def scaling() -> None:
    """Measure building and stepping for ten thousand to a million scores."""
    rng = np.random.default_rng(0)
    thresholds = rng.normal(size=200)
    steps = {}
    for n in (10**4, 10**5, 10**6):
        truth = rng.random(n) < 0.1
        score = (rng.normal(size=n) + 2 * truth).astype(np.float32)
        begun = time.perf_counter()
        built = curve(truth, score)
        show(f"curve_build_s_{n}", time.perf_counter() - begun, "s")
        steps[n] = median_ms(built.at, thresholds, 50) * 1000
        show(f"threshold_step_us_{n}", steps[n], "µs")
    show("threshold_step_scaling", steps[10**6], "µs", steps[10**4])


def against_sklearn() -> None:
    """Measure a step beside what scikit-learn does when everything is computed again."""
    rule = OneVsRest(5, 0.0)
    scores = artifacts.open_scores("sgd", "test")
    truth, score = rule.truth(scores), rule.score(scores)
    built = curve(truth, score)

    def theirs(threshold: float) -> None:
        precision_recall_curve(truth, score)
        roc_curve(truth, score)
        confusion_matrix(truth, score >= threshold)

    def ours(threshold: float) -> None:
        now = built.at(threshold)
        _ = now.precision, now.recall, now.f1, 1 - now.specificity

    thresholds = np.random.default_rng(1).uniform(-3, 3, STEPS)
    ours_ms, theirs_ms = median_ms(ours, thresholds, 20), median_ms(theirs, thresholds)
    show("threshold_against_sklearn", ours_ms, "ms", theirs_ms)
    many = artifacts.open_scores("sgd", "oof")  # the curve of 60,000 scores, built both ways
    truth, score = rule.truth(many), rule.score(many)
    builds = [
        median_ms(lambda _, build=build: build(truth, score), thresholds[:40])
        for build in (curve, confusion_matrix_at_thresholds)
    ]
    show("curve_against_sklearn_ms", builds[0], "ms", builds[1])


def in_browser() -> None:
    """Measure dragging and letting go, in turn with reruns of a page of one button."""
    with dashboard() as url, bare_page() as bare_url, window() as page:
        sent: list[object] = []

        def listen(socket: WebSocket) -> None:
            socket.on("framesent", lambda frame: sent.append(frame))

        assert page.context.browser is not None
        bare = page.context.browser.new_page()
        bare.goto(bare_url)
        bare.locator("#runs").wait_for(timeout=60_000)
        page.on("websocket", listen)
        page.goto(f"{url}/thresholds?model=sgd&threshold=0")
        page.locator(".lab[data-threshold]").wait_for(timeout=60_000)
        page.get_by_text("Export", exact=True).wait_for()
        page.wait_for_timeout(2000)
        sent.clear()
        show("drag_step_p95_ms", drag(page), "ms")
        show("drag_messages", len(sent), "messages")
        page.mouse.up()
        page.wait_for_timeout(2000)
        show_releases(page, bare, "release")
        page.get_by_text("All images that the last move changed").click()
        page.locator(".gallery").first.wait_for()
        show_releases(page, bare, "release_unfolded")


@contextmanager
def bare_page() -> Iterator[str]:
    """Serve a page of one button and one number; yields its address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = ["-m", "streamlit", "run", str(BARE), "--server.port", str(port), *SETTINGS]
    with serving(command, f"{url}/_stcore/health"):
        yield url


def drag(page: Page) -> float:
    """Drag the slider without letting go; returns the 95th percentile of a step's script."""
    box = page.locator(".lab input[type=range]").bounding_box()
    assert box is not None
    y, times = box["y"] + box["height"] / 2, []
    page.mouse.move(box["x"] + box["width"] * 0.745, y)
    page.mouse.down()
    for part in np.linspace(0.6, 0.9, 60):
        page.mouse.move(box["x"] + box["width"] * part, y)
        page.wait_for_timeout(30)
        times.append(float(page.locator(".lab").get_attribute("data-step-ms") or "nan"))
    return float(np.percentile(times, 95))


def show_releases(page: Page, bare: Page, name: str) -> None:
    """Move the slider down and up, and print how long the page takes to settle."""
    pairs = []
    for k in range(STEPS + 3):  # in turn, so that both are measured under the same load
        least = bare.evaluate(BARE_RERUN)
        pairs.append((page.evaluate(RELEASE, k % 2 == 0), least))
    for share in (50, 95):
        settled, least = np.percentile(pairs[3:], share, axis=0)
        show(f"{name}_to_settled_p{share}_ms", float(settled), "ms", float(least))


if __name__ == "__main__":
    main()
