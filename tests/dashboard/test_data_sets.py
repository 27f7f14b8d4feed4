"""Every page on a data set that is not MNIST: its numbers, its class names, and no digits."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Element

from app_pages import HOME, clean
from shapes import CLASSES

PAGES = (
    "overview", "thresholds", "decisions", "confusions", "misread", "image", "compare", "map",
    "verdicts",
)  # fmt: skip
ABOUT_DIGITS = ("draw", "handwriting")
LESSONS = ("binary", "multiclass", "error_analysis", "multilabel", "multioutput", "exercises")


def opened(page: str = "overview", **address: str) -> AppTest:
    app = AppTest.from_file(HOME, default_timeout=90)
    app.query_params.update({"dataset": "shapes", "model": "sgd", **address})
    app.run()
    if page != "overview":
        app.switch_page(f"views/{page}.py").run()
    return clean(app)


def seen(app: AppTest) -> str:
    """Return all that is sent to the browser but the pictures and what only programs read."""
    said: list[str] = []

    def walk(node: Element | Block) -> None:
        proto = getattr(node, "proto", None)
        if proto is not None:
            said.append(str(proto))
        for child in getattr(node, "children", {}).values():
            walk(child)

    walk(app.main)
    walk(app.sidebar)
    text = re.sub(r"data:image/png;base64,[\w+/=]*", "", "\n".join(said))
    text = re.sub(r"<style>.*?</style>", "", text, flags=re.S)
    programs = re.compile(r"\s*(id|url|url_pathname|(css|js|html)_content|component_name):")
    return "\n".join(line for line in text.split("\n") if not programs.match(line))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_on_another_data_set_and_says_nothing_of_digits(
    two_sets: Path, page: str
) -> None:
    app = opened(page)
    assert app.title
    assert app.query_params["dataset"] == "shapes"
    text = seen(app)
    assert re.findall(r".{0,80}digit.{0,40}", text, re.I) == []
    assert all(name in text for name in CLASSES)
