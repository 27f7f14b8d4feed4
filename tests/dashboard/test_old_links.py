"""Links that people have kept: what was ever written into an address opens the same view for good.

A line is never taken out and never changed: where a parameter gets another name, the old one is
still read.
"""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from app_pages import clean, page_at

#: Page and address as the pages wrote them, since the version of this date.
LINKS = [
    # 2026-11-27
    ("overview", "model=sgd&digit=8&true=9&read_as=4"),
    ("thresholds", "model=sgd&digit=8&threshold=2.0&split=oof"),
    ("thresholds", "model=forest&positive=8.9&threshold=0.7"),
    ("decisions", "model=forest&decides=costs&costs=4.9.10"),
    ("confusions", "model=sgd&cells=9-4"),
    ("confusions", "model=forest&split=oof&rule=threshold&threshold=0.3"),
    ("misread", "model=sgd&true=9&read_as=4&reasons=disputed"),
    ("image", "model=sgd&index=947"),
]


@pytest.mark.parametrize(("page", "query"), LINKS, ids=lambda text: text[:40])
def test_a_link_of_an_earlier_version_opens_the_same_view(
    trained: list[str], page: str, query: str
) -> None:
    address = dict(parse_qsl(query))
    app = clean(page_at(page, **address).run())
    assert [warning.value for warning in app.warning if "address" in warning.value] == []
    written = address_of(app)
    assert {**written, **address} == written  # nothing of it was dropped or changed
    again = clean(page_at(page, **written).run())
    assert address_of(again) == written


def address_of(app: AppTest) -> dict[str, str]:
    found = app.query_params.items()
    return {name: value if isinstance(value, str) else value[-1] for name, value in found}
