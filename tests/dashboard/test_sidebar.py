"""The sidebar holds what the page reads: neither a control that does nothing nor too few."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from app_pages import page_at
from parts import sidebar
from session import parameters, visit

PAGES = {
    "overview": "overview", "thresholds": "thresholds", "decisions": "decisions",
    "confusions": "confusions", "misread": "misread", "digit": "image", "compare": "compare",
    "map": "map", "verdicts": "verdicts", "label_errors": "label_errors", "improve": "improve",
    "draw": "draw", "handwriting": "handwriting",
}  # fmt: skip
#: These show the rule that they set in their middle.
SETTING = ("thresholds", "decisions")
#: What is read, by the control that sets it.
CONTROLS = {"split": "split", "positive": "digit", "threshold": "threshold", "rule": "rule",
            "true": "true", "read_as": "read_as"}  # fmt: skip
#: What a page reads without a control: Label errors looks at the out-of-fold split whatever is
#: chosen, and One image asks the cell only for the row in which an address places it.
ELSEWHERE = {"label_errors": {"split"}, "digit": {"true", "read_as"}}


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Note which parts of the view the page itself reads: after the sidebar, before the address."""
    names: set[str] = set()
    noting = False
    get, show, publish = parameters.Parameter.get, sidebar.show, visit.publish

    def noted(self: parameters.Parameter) -> object:
        if noting:
            names.add(self.name)
        return get(self)

    def shown(page: str) -> None:
        nonlocal noting
        show(page)
        names.clear()
        noting = True

    def published() -> None:
        nonlocal noting
        noting = False
        publish()

    monkeypatch.setattr(parameters.Parameter, "get", noted)
    monkeypatch.setattr(sidebar, "show", shown)
    monkeypatch.setattr(visit, "publish", published)
    return names


def opened(page: str, **address: str) -> AppTest:
    app = page_at(PAGES[page], model="sgd", **address).run()
    assert [e.message for e in app.exception] == []
    return app


def controls(app: AppTest) -> set[str]:
    """Return the keys of the sidebar's widgets but the data set's and the model's."""
    widgets = [*app.sidebar.selectbox, *app.sidebar.number_input, *app.sidebar.text_input]
    return {str(each.key) for each in widgets} - {"dataset", "model"}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("rule", ["argmax", "threshold"])
def test_a_control_is_there_exactly_where_the_page_reads_it(
    trained: list[str], read: set[str], page: str, rule: str
) -> None:
    app = opened(page, rule=rule, true="9", read_as="4")
    wanted = {CONTROLS[name] for name in read if name in CONTROLS}
    if page in SETTING:
        wanted &= {"split"}
    assert controls(app) == wanted - ELSEWHERE.get(page, set())


def test_a_choice_outlives_pages_that_do_not_show_it(trained: list[str]) -> None:
    app = opened("confusions")
    app.selectbox(key="true").select(9).run()
    app.switch_page("views/improve.py").run()
    assert "true" not in controls(app)
    app.switch_page("views/confusions.py").run()
    assert app.selectbox(key="true").value == 9
