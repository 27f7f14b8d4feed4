"""The canvas app in Chromium: a real pointer draws, the answer is read off the page."""

import os
import re
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from gradio_client import Client
from playwright.sync_api import expect
from sklearn.linear_model import SGDClassifier
from sklearn.naive_bayes import GaussianNB

from canvas import app as canvas_app
from canvas import reading
from canvas.guard import Guarded
from core.analysis import neighbours
from core.data import mnist, sets
from core.models import registry
from core.storage import paths

ONE = [[(0.52, 0.15), (0.5, 0.85)]]
SEVEN = [[(0.25, 0.2), (0.75, 0.2), (0.45, 0.85)]]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Serve the app with two small models fitted here, so that no artifact is needed."""
    train = sets.load().train.take(slice(0, 5000))
    patch = pytest.MonkeyPatch()
    readers = {}
    for name, classifier, kind in [
        ("linear", SGDClassifier(random_state=0), "decision"),
        ("bayes", GaussianNB(var_smoothing=0.1), "probability"),
    ]:
        model = registry.on_pixels(classifier).fit(train.images, train.labels)
        readers[name] = reading.Reader(name, name.title(), "", kind, 0.9, "", model)
    patch.setattr(reading, "_readers", readers)
    patch.setattr(reading, "refresh", lambda: list(readers.values()))
    own = tmp_path_factory.mktemp("artifacts")
    os.symlink(paths.ARTIFACTS / mnist.BUNDLE, own / mnist.BUNDLE)
    patch.setattr(paths, "ARTIFACTS", own)
    neighbours.open_index()
    launch = {**canvas_app.LAUNCH, "server_port": None}
    launch["_app"] = Guarded(canvas_app.HOUSE)  # one server starts once
    _, local, _ = canvas_app.demo.launch(**launch, prevent_thread_lock=True)
    yield local
    canvas_app.demo.close()
    patch.undo()


@pytest.fixture
def pad(page, address):
    """Open the canvas app; any error of its own code fails the test."""
    wrong = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    visit(page, address)
    yield page
    assert not wrong


def visit(page, address):
    page.goto(address)
    page.wait_for_selector("[data-ready]")


def draw(page, strokes, steps=8):
    box = page.locator(".pad").bounding_box()
    for stroke in strokes:
        points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point, steps=steps)
        page.mouse.up()


def seen(page):
    """The 28×28 image on the page, from its red channel."""
    grey = page.evaluate(
        """() => Array.from(document.querySelector('.seen').getContext('2d')
        .getImageData(0, 0, 28, 28).data).filter((_, i) => i % 4 === 0)"""
    )
    return np.array(grey).reshape(28, 28)


def test_drawing_a_digit_gives_its_answer_in_every_panel(pad):
    expect(pad.locator(".sentence")).to_contain_text("Nothing is drawn yet")
    with settled(pad):
        draw(pad, ONE)
    expect(pad.locator(".big")).to_have_text("1")
    expect(pad.locator("[data-model=linear] .reads")).to_have_text("1")
    expect(pad.locator("[data-model=bayes] .digits .top")).to_have_text("1")
    image = seen(pad)
    rows = np.flatnonzero(image.any(1))
    assert len(rows) == 20
    assert abs((image.sum(1) @ np.arange(28)) / image.sum() - 14) <= 0.5


def test_each_panel_names_its_kind_of_score(pad):
    draw(pad, ONE)
    expect(pad.locator("[data-model=linear] .foot")).to_contain_text("not a probability")
    probability = pad.locator("[data-model=bayes] .foot")
    expect(probability).to_contain_text(re.compile(r"1: probability [01]\.\d\d"))


@pytest.mark.parametrize(
    ("model", "second", "guess"),
    [("bayes", 0.009, ""), ("bayes", 0.01, "or 7"), ("linear", -3.0, "or 7")],
)
def test_a_second_guess_is_shown_where_it_is_possible(
    pad, address, monkeypatch, model, second, guess
):
    scores = [-9.0 if model == "linear" else 0.0] * 10
    scores[1], scores[7] = 0.9, second
    answer = {"class": 1, "scores": scores}
    monkeypatch.setattr(
        reading.Reader, "read", lambda self, *_: answer | {"model": self.name, "kind": self.kind}
    )
    visit(pad, f"{address}?model={model}")
    draw(pad, ONE)
    expect(pad.locator(".lead")).to_have_text(f"{model.title()} reads")
    expect(pad.locator(".second")).to_have_text(guess)


def test_undo_and_clear_bring_back_what_was_before(pad):
    draw(pad, ONE)
    expect(pad.locator(".big")).to_have_text("1")
    draw(pad, SEVEN)
    pad.click(".undo")
    expect(pad.locator(".big")).to_have_text("1")
    pad.click(".clear")
    expect(pad.locator(".sentence")).to_contain_text("Nothing is drawn yet")
    expect(pad.locator(".big")).to_have_text("–")
    assert seen(pad).sum() == 0
    pad.click(".undo")
    expect(pad.locator(".big")).to_have_text("1")


#: What reaches over the edge of the window, or as a text over that of its card, and how far the
#: page could be scrolled sideways, by its reader or not.
CUT = """() => {
    const range = document.createRange(), cut = [], wide = document.documentElement.clientWidth;
    const studio = document.querySelector(".studio");
    for (const node of studio.querySelectorAll("*")) {
        if (!node.getClientRects().length || node.matches("input[type=file]")) continue;
        const inside = node.closest(".card, .model, .verdict")?.getBoundingClientRect();
        range.selectNodeContents(node);
        const text = [...node.childNodes].some(one => one.nodeType === 3 && one.data.trim());
        for (const box of [node, ...(text ? [range] : [])].map(one => one.getBoundingClientRect()))
            if (box.left < 0 || box.right > Math.min(wide, inside?.right ?? wide) + 1)
                cut.push([node.className, node.textContent.trim().slice(0, 40)]);
    }
    const frame = document.querySelector(".gradio-container");
    const over = [document.documentElement, frame].map(one => one.scrollWidth - one.clientWidth);
    return [cut, over];
}"""
SCREENS = [(320, 700), (360, 740), (390, 844), (600, 900), (760, 900), (761, 900), (768, 1024)]
SCREENS += [(844, 390), (940, 700), (981, 700), (1100, 800), (1101, 800), (1280, 900), (1920, 1080)]


def cut_at(page):
    """The screens at which something is cut, and what."""
    found = {}
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        cut, over = page.evaluate(CUT)
        if cut or any(over):
            found[width] = (cut, over)
    return found


@pytest.fixture
def long_name(address, monkeypatch):
    """Give a model the longest name, as it is on the page of the champion."""
    champion = replace(reading._readers["bayes"], title="Champion (ensemble of networks)")
    monkeypatch.setitem(reading._readers, "bayes", champion)


@pytest.mark.parametrize("language", ["en", "de"])
def test_nothing_is_cut_from_a_phone_to_a_wide_screen(pad, address, long_name, language):
    pad.set_viewport_size({"width": 1440, "height": 2000})  # all of it is seen, so all is asked for
    visit(pad, f"{address}?language={language}&model=bayes")
    draw(pad, SEVEN)
    pad.click(".key >> nth=7")
    expect(pad.locator(".latest .tile b")).to_have_text("7")
    draw(pad, SEVEN)
    expect(pad.locator(".more .where")).to_be_visible()
    assert cut_at(pad) == {}
    pad.click(".back")
    pad.set_viewport_size({"width": 1440, "height": 2000})
    square(pad)
    expect(pad.locator(".anyway")).to_be_visible()
    assert cut_at(pad) == {}


#: What the number of the answer lies on, and models' names that the number beside them squeezes.
CROWDED = """() => {
    const range = document.createRange();
    range.selectNodeContents(document.querySelector(".big"));
    const number = range.getBoundingClientRect(), high = number.height / 5; // its edge has no ink
    const on = [...document.querySelectorAll(".says > *, .sees")].filter(node => {
        const box = node.getBoundingClientRect();
        return node.textContent.trim() && box.left < number.right && number.left < box.right
            && box.top < number.bottom - high && number.top + high < box.bottom;
    });
    const narrow = [...document.querySelectorAll(".model:not([hidden]) .title")].filter(node =>
        node.clientWidth < 0.7 * node.closest(".head").clientWidth);
    return [...on, ...narrow].map(node => node.textContent.trim());
}"""


def six_digits(page):
    page.evaluate("() => { document.querySelector('.width').value = 6 }")
    for i in range(6):
        middle = 0.08 + 0.168 * i
        turn = np.linspace(0, 6.3, 12)
        nought = [(middle + 0.05 * np.cos(t), 0.5 + 0.12 * np.sin(t)) for t in turn]
        draw(page, [[(middle, 0.38), (middle, 0.62)] if i % 2 else nought], steps=1)


@pytest.mark.walk
@pytest.mark.parametrize("language", ["en", "de"])
def test_a_number_of_six_digits_keeps_to_its_place(pad, address, long_name, language):
    visit(pad, f"{address}?language={language}&model=bayes")
    six_digits(pad)
    pad.click(".apart")
    expect(pad.locator(".big")).to_have_text(re.compile("^[0-9]{6}$"))
    assert cut_at(pad) == {}
    for width, height in SCREENS:
        pad.set_viewport_size({"width": width, "height": height})
        assert pad.evaluate(CROWDED) == [], width


def test_a_phone_on_its_side_shows_the_whole_pad(pad):
    pad.set_viewport_size({"width": 844, "height": 390})
    box = pad.locator(".pad").bounding_box()
    assert box["y"] + box["height"] <= 390


def test_the_answer_comes_while_the_pen_is_still_down(pad):
    box = pad.locator(".pad").bounding_box()
    middle = box["x"] + box["width"] / 2
    pad.mouse.move(middle, box["y"] + 40)
    pad.mouse.down()
    pad.mouse.move(middle, box["y"] + box["height"] - 40, steps=20)
    expect(pad.locator(".big")).to_have_text("1")
    pad.mouse.up()


def test_lifting_the_pen_asks_nothing_anew(pad):
    asked = []
    pad.on("request", lambda sent: asked.append(1) if '"read"' in (sent.post_data or "") else 0)
    box = pad.locator(".pad").bounding_box()
    middle = box["x"] + box["width"] / 2
    pad.mouse.move(middle, box["y"] + 40)
    pad.mouse.down()
    pad.mouse.move(middle, box["y"] + box["height"] - 40)
    answered = pad.locator("[data-answered]")
    expect(answered).to_have_attribute("data-answered", "2")  # a point, then a line
    pad.mouse.up()
    expect(answered).to_have_attribute("data-settled", "1")
    expect(pad.locator(".big")).to_have_text("1")
    assert len(asked) == 2


@contextmanager
def settled(page):
    """Do something to a drawing that rests, and wait until the answer to it is on the page."""
    count = "Number(document.querySelector('[data-settled]')?.dataset.settled ?? 0)"
    before = page.evaluate(count)
    yield
    page.wait_for_function(f"before => {count} > before", arg=before)


def square(page):
    page.evaluate("() => { document.querySelector('.width').value = 40 }")
    rows = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]
    draw(page, [[(0.2, y), (0.8, y)] for y in rows])


def test_what_is_no_digit_is_refused_unless_one_insists(pad):
    square(pad)
    expect(pad.locator(".big")).to_have_text("?")
    expect(pad.locator(".sentence")).to_contain_text("filled with ink")
    pad.click(".anyway")
    expect(pad.locator(".big")).to_have_text(re.compile("[0-9]"))
    pad.click(".clear")
    draw(pad, ONE)
    expect(pad.locator(".big")).to_have_text("1")


def test_clear_is_one_step_that_undo_takes_back_and_redo_repeats(pad):
    with settled(pad):
        draw(pad, SEVEN)
    with settled(pad):
        draw(pad, [[(0.3, 0.55), (0.7, 0.55)]])
    drawn = seen(pad)
    expect(pad.locator(".redo")).to_be_disabled()
    pad.click(".clear")
    expect(pad.locator(".big")).to_have_text("–")
    expect(pad.locator(".redo")).to_be_disabled()
    with settled(pad):
        pad.keyboard.press("Control+z")
    assert np.array_equal(seen(pad), drawn)
    pad.click(".redo")
    expect(pad.locator(".big")).to_have_text("–")
    with settled(pad):
        draw(pad, ONE)
    assert not np.array_equal(seen(pad), drawn)
    pad.click(".undo")
    expect(pad.locator(".big")).to_have_text("–")
    with settled(pad):
        pad.click(".undo")
    assert np.array_equal(seen(pad), drawn)


def test_what_undo_brings_back_is_read_as_before(pad):
    square(pad)
    pad.click(".anyway")
    expect(pad.locator(".big")).to_have_text(re.compile("[0-9]"))
    pad.click(".clear")
    expect(pad.locator(".big")).to_have_text("–")
    pad.click(".undo")
    expect(pad.locator(".big")).to_have_text(re.compile("[0-9]"))


def explains_a_digit(page, whether):
    """Whether what stands below the verdict speaks of one digit; the images always stand there."""
    expect(page.locator(".frames")).to_be_visible()
    parts = (".where", ".near", ".way span >> nth=0", "[data-model=bayes] .bars", ".foot >> nth=0")
    for part in parts:
        expect(page.locator(part)).to_be_visible(visible=whether)


def test_what_is_refused_is_explained_only_if_one_insists(pad):
    draw(pad, ONE)
    explains_a_digit(pad, True)
    pad.click(".clear")
    square(pad)
    expect(pad.locator(".big")).to_have_text("?")
    explains_a_digit(pad, False)
    pad.click(".anyway")
    explains_a_digit(pad, True)


@pytest.mark.walk
def test_two_digits_are_offered_and_read_as_a_number(pad):
    nought = [(0.7 + 0.15 * np.cos(t), 0.5 + 0.3 * np.sin(t)) for t in np.linspace(0, 6.5, 24)]
    draw(pad, [[(0.3, 0.2), (0.3, 0.8)], nought])
    expect(pad.locator(".apart")).to_have_text("Read 2 digits")
    pad.click(".apart")
    expect(pad.locator(".big")).to_have_text("10")
    expect(pad.locator(".second")).to_have_text("2 digits, one by one")
    explains_a_digit(pad, False)
    expect(pad.locator("[data-model=bayes] .reads")).to_be_visible()
    pad.click(".clear")
    draw(pad, ONE)
    expect(pad.locator(".big")).to_have_text("1")
    expect(pad.locator(".apart")).to_be_hidden()


def test_the_drawing_is_there_again_after_a_reload(pad, address):
    draw(pad, ONE)
    expect(pad.locator(".big")).to_have_text("1")
    visit(pad, address)
    expect(pad.locator(".big")).to_have_text("1")


def test_keys_undo_redo_and_clear(pad):
    draw(pad, ONE)
    expect(pad.locator(".big")).to_have_text("1")
    pad.keyboard.press("Control+z")
    expect(pad.locator(".big")).to_have_text("–")
    pad.keyboard.press("Control+Shift+z")
    expect(pad.locator(".big")).to_have_text("1")
    pad.keyboard.press("Delete")
    expect(pad.locator(".big")).to_have_text("–")


def test_rubbing_out_takes_ink_away(pad):
    draw(pad, ONE)
    expect(pad.locator(".big")).to_have_text("1")
    pad.click(".rub")
    pad.evaluate("() => { document.querySelector('.width').value = 40 }")
    draw(pad, ONE)
    expect(pad.locator(".sentence")).to_contain_text("Nothing is drawn yet")


def test_after_clear_the_pen_draws_again(pad):
    draw(pad, ONE)
    pad.click(".rub")
    pad.click(".clear")
    expect(pad.locator(".rub")).to_have_attribute("aria-pressed", "false")
    draw(pad, ONE)
    expect(pad.locator(".big")).to_have_text("1")


def test_frames_neighbours_and_evidence_follow_the_answer(pad):
    draw(pad, ONE)
    expect(pad.locator(".frame")).to_have_count(5)
    expect(pad.locator(".near .tile b").first).to_have_text("1")
    expect(pad.locator(".which")).to_contain_text("what speaks for 1")
    expect(pad.locator(".way")).to_have_count(2)


@pytest.mark.parametrize("trouble", ["busy", "gone"])
def test_an_app_that_did_not_answer_is_asked_again_and_nothing_is_lost(pad, trouble):
    def refuse(route):
        route.fulfill(status=503, body="busy") if trouble == "busy" else route.abort()

    pad.route("**/component_server/**", refuse)
    draw(pad, ONE)
    expect(pad.locator(".sentence")).to_contain_text("asked again")
    pad.unroute("**/component_server/**")
    expect(pad.locator(".big")).to_have_text("1")
    expect(pad.locator(".models")).to_contain_text("1")


def test_an_explanation_is_asked_for_only_where_it_is_seen(pad):
    asked = []
    pad.on("request", lambda sent: asked.append(name_of(sent.post_data)) if sent.post_data else 0)
    pad.locator(".below").evaluate("below => { below.style.marginTop = '3000px' }")
    with settled(pad):
        draw(pad, ONE)
    with settled(pad):
        draw(pad, [[(0.3, 0.85), (0.7, 0.85)]])
    assert "read" in asked
    expect(pad.locator(".more")).to_be_hidden()
    assert "explain" not in asked
    with pad.expect_request(lambda sent: name_of(sent.post_data) == "explain"):
        pad.locator(".below").scroll_into_view_if_needed()
    expect(pad.locator(".more .near")).to_be_visible()


def name_of(body):
    """The server function that a request calls."""
    found = re.search(r'"fn_name":"(\w+)"', body or "")
    return found[1] if found else None


def test_raw_shrink_shows_the_whole_canvas_small(pad):
    with settled(pad):
        draw(pad, ONE)
    prepared = seen(pad)
    with settled(pad):
        pad.click("[data-raw='1']")
    raw = seen(pad)
    assert np.flatnonzero(raw.any(1))[0] < np.flatnonzero(prepared.any(1))[0]


def test_a_label_is_kept_shown_and_taken_back(pad, tmp_path):
    draw(pad, ONE)
    expect(pad.locator(".key.guess")).to_have_text("1")
    pad.click(".key >> nth=1")
    expect(pad.locator(".kept")).to_contain_text("Kept as 1")
    expect(pad.locator(".latest .tile b")).to_have_text("1")
    expect(pad.locator(".scores")).to_contain_text("your 1")
    with pad.expect_download() as download:
        pad.click("[data-format=csv]")
    file = tmp_path / "handwriting.csv"
    download.value.save_as(file)
    assert file.read_text().splitlines()[1].startswith("1,")
    pad.click(".back")
    expect(pad.locator(".none")).to_be_visible()
    expect(pad.locator(".big")).to_have_text("1")
    pad.set_input_files(".import", file)
    expect(pad.locator(".moved")).to_contain_text("1 new, 0 known already")
    pad.set_input_files(".import", file)
    expect(pad.locator(".moved")).to_contain_text("0 new, 1 known already")
    (tmp_path / "wrong.csv").write_text("not,digits")
    pad.set_input_files(".import", tmp_path / "wrong.csv")
    expect(pad.locator(".moved")).to_contain_text("The file, row 1: no columns of pixels")


def bars(page):
    """What the bars of one model say."""
    return page.locator("[data-model=bayes] .bar").evaluate_all("bars => bars.map(b => b.title)")


def test_a_test_digit_is_opened_repaired_and_restored(pad, address):
    visit(pad, f"{address}?digit=947&model=bayes")
    image = sets.load().test.images[947]
    assert np.array_equal(seen(pad), image)
    expect(pad.locator("[data-model=bayes] .head")).to_have_attribute("aria-pressed", "true")
    scores = bars(pad)
    model = reading._readers["bayes"].model
    with settled(pad):
        draw(pad, [[(0.2, 0.2), (0.8, 0.8)]])
    edited = seen(pad).astype(np.uint8)
    assert (edited != image).any()
    expected = str(model.predict(edited[None])[0])
    expect(pad.locator("[data-model=bayes] .reads")).to_have_text(expected)
    with settled(pad):
        pad.click(".clear")
    assert np.array_equal(seen(pad), image)
    assert bars(pad) == scores
    visit(pad, f"{address}?digit=99999")
    expect(pad.locator(".repairing")).to_contain_text("There is no such test digit")


def test_a_finger_draws_and_the_page_does_not_scroll(browser, address):
    context = browser.new_context(
        viewport={"width": 390, "height": 700},
        has_touch=True,
        is_mobile=True,
        device_scale_factor=3,
    )
    page = context.new_page()
    visit(page, address)
    box = page.locator(".pad").bounding_box()
    touch = context.new_cdp_session(page)
    x = box["x"] + box["width"] / 2

    def send(kind, *points):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    send("touchStart", {"x": x, "y": box["y"] + 30})
    for step in range(1, 11):
        y = box["y"] + 30 + (box["height"] - 60) * step / 10
        send("touchMove", {"x": x, "y": y})
    send("touchEnd")
    expect(page.locator(".big")).to_have_text("1")
    assert page.evaluate("scrollY") == 0
    assert page.evaluate("document.querySelector('.pad').width") == round(box["width"] * 3)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    context.close()


def test_a_pen_that_presses_harder_draws_a_wider_line(pad):
    box = pad.locator(".pad").bounding_box()
    pen = pad.context.new_cdp_session(pad)

    def send(kind, force, y):
        point = {"x": box["x"] + 100, "y": box["y"] + y, "button": "left", "clickCount": 1}
        pen.send(
            "Input.dispatchMouseEvent",
            {**point, "type": kind, "force": force, "pointerType": "pen"},
        )

    send("mousePressed", 0.2, 50)
    send("mouseMoved", 0.9, 150)
    send("mouseReleased", 0.9, 150)
    points = "JSON.parse(localStorage.getItem('digit-studio-drawing')).strokes[0]?.points"
    pad.wait_for_function(f"({points})?.length === 2")
    kept = pad.evaluate(points)
    assert kept[0][2] == pytest.approx(0.7, abs=0.05)
    assert kept[1][2] == pytest.approx(1.4, abs=0.05)


def test_the_documented_example_runs(address, capsys):
    page = (Path(canvas_app.__file__).parents[1] / "docs/canvas.md").read_text(encoding="utf-8")
    example = re.search(r"```python\n(.*?)```", page, re.S).group(1)
    exec(example.replace("http://127.0.0.1:7860", address), {})
    assert capsys.readouterr().out.splitlines()[-2:] == ["linear 1 decision", "bayes 1 probability"]


def test_predict_answers_programs_in_json(address):
    client = Client(address, verbose=False)
    image = sets.load().test.images[0].tolist()
    answer = client.predict(ink=image, as_is=True, api_name="/predict")
    reading_ = answer["readings"][0]
    assert set(reading_) == {"model", "class", "scores", "kind"}
    assert answer["refusal"] is None
    assert len(reading_["scores"]) == 10
    blank = client.predict(ink=[[0]], api_name="/predict")
    assert blank["refusal"]["name"] == "blank"
    for wrong in (None, "x", [[-1]], {"path": "/etc/hostname"}, {"url": "http://127.0.0.1/"}):
        assert list(client.predict(ink=wrong, api_name="/predict")) == ["error"]
