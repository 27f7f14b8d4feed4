"""The glossary page follows the model, and is searched."""

from __future__ import annotations

import numpy as np
from streamlit.testing.v1 import AppTest

from app_pages import HOME, clean
from core.training import artifacts


def test_the_numbers_are_of_the_chosen_model_and_the_search_filters(trained: list[str]) -> None:
    app = AppTest.from_file(HOME, default_timeout=90)
    app.query_params["model"] = "sgd"
    clean(app.run())
    clean(app.switch_page("views/learn/glossary.py").run())
    for name in ("sgd", "forest"):
        app.selectbox(key="model").select(name).run()
        scores = artifacts.open_scores(name, "test")
        right = int(np.sum(scores.predicted() == scores.labels))
        assert any(f"{right:,} of 10,000 correct" in each.value for each in clean(app).caption)
    app.text_input(key="glossary_search").input("mcnemar").run()
    assert [header.value for header in clean(app).header] == ["More than luck?"]
    app.text_input(key="glossary_search").input("no such word").run()
    assert not app.header
    assert app.info
