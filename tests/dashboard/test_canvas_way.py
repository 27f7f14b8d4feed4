"""Who is offered to start the canvas, and what is said where it is off."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from app_pages import HOME, clean
from core.serving.companion import Standing
from session import canvas_app, served


class Beside:
    """A canvas that does what a test says, and notes how often it is started."""

    def __init__(self, standing):
        self.standing, self.started = standing, 0

    def look(self):
        return self.standing

    def start(self, port, environment):
        self.started += 1
        self.environment = environment
        self.standing = Standing("starting", f"http://127.0.0.1:{port}/")


@pytest.fixture
def page(trained, monkeypatch):
    """Return a function that opens Draw, given how the canvas stands and whether it is private."""

    def open_(standing, private=True):
        beside = Beside(standing)
        monkeypatch.setattr(canvas_app, "BESIDE", beside)
        monkeypatch.setattr(canvas_app, "_is_canvas", lambda url: False)
        monkeypatch.setattr(served, "private", lambda: private)
        app = AppTest.from_file(HOME, default_timeout=60).run()
        return app.switch_page("views/draw.py").run(), beside

    return open_


def starts(app):
    return [button for button in app.button if button.key == "start_canvas"]


def links(app):
    return [element.proto.url for element in app.get("link_button")]


def test_where_it_is_off_a_button_starts_it_once(page, monkeypatch):
    monkeypatch.setenv("DIGIT_STUDIO_HOSTS", "digits.example.org")
    app, beside = page(Standing("off"))
    assert links(app) == []
    starts(app)[0].click().run()
    clean(app)
    assert beside.started == 1
    assert "starting" in app.info[-1].value
    assert starts(app) == []
    assert beside.environment["GRADIO_SERVER_NAME"] == "127.0.0.1"
    assert "DIGIT_STUDIO_HOSTS" not in beside.environment


def test_where_others_can_open_the_studio_nobody_starts_it(page):
    app, beside = page(Standing("off"), private=False)
    assert starts(app) == []
    assert "only who runs it may start" in app.info[-1].value
    canvas_app.start()  # whoever calls it all the same
    assert beside.started == 0


def test_what_kept_it_from_starting_is_said_and_it_can_be_tried_again(page):
    app, _ = page(Standing("failed", "", "Port 7860 cannot be used."))
    assert "Port 7860 cannot be used." in app.warning[0].value
    assert starts(app)


def test_the_canvas_of_somebody_else_is_linked_or_named_and_never_started(page, monkeypatch):
    monkeypatch.setattr(canvas_app, "ELSEWHERE", "https://digits.example.org/draw/")
    for listens in (True, False):
        monkeypatch.setattr(canvas_app, "_listens", lambda url, listens=listens: listens)
        app, beside = page(Standing("off"))
        assert links(app) == (["https://digits.example.org/draw/"] if listens else [])
        assert starts(app) == []
        canvas_app.start()
        assert beside.started == 0
    assert "does not answer" in app.info[-1].value


def test_the_tour_speaks_of_the_button_only_where_there_is_one(page):
    for private, ringed in ((True, True), (False, False)):
        app, _ = page(Standing("off"), private=private)
        [sent] = [json.loads(element.proto.json) for element in app.get("bidi_component")]
        about = sent["steps"][-1]["about"]
        assert about.startswith("Click the ringed button") == ringed
        assert ringed or "is off here" in about
