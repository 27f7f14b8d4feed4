"""What tests of whole pages share: where the app begins, and how to look at what it shows."""

from __future__ import annotations

import json
from pathlib import Path

from streamlit.testing.v1 import AppTest

HOME = str(Path(__file__).resolve().parents[1] / "dashboard" / "Home.py")


def clean(app: AppTest) -> AppTest:
    """Return the app, which shows neither an exception nor an error."""
    assert [e.message for e in app.exception] == []
    assert [e.value for e in app.error] == []
    return app


def component(app: AppTest, part: str) -> dict:
    """Return what a component was sent: the first whose data has this key."""
    sent = [json.loads(element.proto.json) for element in app.get("bidi_component")]
    return next(found for found in sent if part in found)
