"""Every control says in one sentence, on hover, what it is for."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app_pages import HOME

DASHBOARD = Path(HOME).parent
#: What a person operates; a table that is edited has no help of its own in Streamlit.
CONTROLS = {
    *("button", "button_group", "checkbox", "download_button", "file_uploader", "link_button"),
    *("multiselect", "number_input", "page_link", "radio", "selectbox", "slider", "text_input"),
}
CALLS = (CONTROLS - {"button_group"}) | {
    *("form_submit_button", "pills", "popover", "segmented_control", "select_slider", "toggle"),
}
VIEWS = sorted(str(path.relative_to(DASHBOARD)) for path in DASHBOARD.glob("views/**/*.py"))


@pytest.mark.parametrize("view", VIEWS)
def test_every_control_of_a_page_has_help(trained: list[str], view: str) -> None:
    app = AppTest.from_file(HOME, default_timeout=90)
    app.query_params.update({"model": "sgd", "true": "9", "read_as": "4", "index": "947"})
    app.run()
    app.switch_page(view).run()
    assert not app.exception
    found = [element for kind in CONTROLS for element in app.get(kind)]
    assert found
    assert [str(element.proto.label) for element in found if not element.proto.help] == []


def without_help(source: str) -> list[int]:
    """Return the lines on which a control is made without help."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CALLS
        and not any(given.arg in ("help", None) for given in node.keywords)
    ]


def test_so_has_every_control_that_appears_later() -> None:
    found = {
        str(path.relative_to(DASHBOARD)): lines
        for path in sorted(DASHBOARD.rglob("*.py"))
        if (lines := without_help(path.read_text(encoding="utf-8")))
    }
    assert found == {}
    assert without_help('st.button("Go")\nst.toggle("On", help="Turns it on.")') == [1]
