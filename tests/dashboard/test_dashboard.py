"""Every page of the dashboard, as Streamlit runs it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app_pages import HOME, clean, page_at
from core.storage import jobs, paths
from core.training import artifacts

FIRST_PAGES = ["overview", "thresholds", "confusions", "misread", "draw", "handwriting"]


@pytest.fixture
def app(trained: list[str]) -> AppTest:
    return AppTest.from_file(HOME, default_timeout=60)


def text(app: AppTest) -> str:
    return " ".join(
        element.value for kind in ("markdown", "caption", "header") for element in app.get(kind)
    )


def test_every_page_runs_and_has_a_title(app: AppTest) -> None:
    clean(app.run())
    for page in FIRST_PAGES:
        clean(app.switch_page(f"views/{page}.py").run())
        assert len(app.title) == 1, page


def test_overview_compares_the_trained_models(app: AppTest) -> None:
    clean(app.run())
    html = " ".join(element.proto.body for element in app.get("html"))
    rows = re.findall(
        r'<th scope="row">([^<]+)</th><td data-name="Accuracy">(?:<strong>)?([\d.]+)\s%', html
    )
    shown = {title: float(accuracy) for title, accuracy in rows}
    for name, title in [("sgd", "Linear (SGD, hinge)"), ("forest", "Random forest")]:
        scores = artifacts.open_scores(name, "test")
        share = 100 * np.mean(scores.predicted() == scores.labels)
        assert shown[title] == pytest.approx(share, abs=0.005)
        recall = 100 * np.mean(scores.predicted()[scores.labels == 8] == 8)
        assert f"{title}: recall of 8 is {recall:.2f}\u00a0%" in html
    assert list(shown.values()) == sorted(shown.values(), reverse=True)
    assert not app.dataframe
    app.session_state["tables"] = True
    clean(app.run())
    table, recalls = (element.value for element in app.dataframe)
    assert list(table["Model"]) == list(shown)
    assert list(recalls.index) == [str(digit) for digit in range(10)]


def test_the_view_survives_page_changes_and_stands_in_the_address(app: AppTest) -> None:
    clean(app.run())
    app.selectbox(key="model").select("sgd").run()
    app.switch_page("views/confusions.py").run()
    app.selectbox(key="rule").select("threshold").run()
    app.selectbox(key="digit").select(8).run()
    app.selectbox(key="true").select(9).run()
    app.selectbox(key="read_as").select(4).run()
    for page in FIRST_PAGES:
        clean(app.switch_page(f"views/{page}.py").run())
        assert app.selectbox(key="model").value == "sgd"
        assert app.query_params["digit"] == "8"
        assert app.query_params["true"] == "9"


def test_an_address_opens_its_view(app: AppTest) -> None:
    app.query_params.update({"model": "sgd", "digit": "3", "threshold": "-2.5", "true": "9"})
    clean(app.run())
    assert app.selectbox(key="model").value == "sgd"
    assert app.session_state["threshold"] == -2.5
    assert not app.warning
    assert app.query_params["threshold"] == "-2.5"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[("threshold", bad) for bad in ("nan", "inf", "-inf", "1e309", "0,5", "word", "", "９")],
        ("threshold", "123456"),
        *[("model", bad) for bad in ("../../etc/passwd", "<script>", "", "x" * 10_000)],
        *[("digit", bad) for bad in ("10", "-1", "1.5", "1e3", "9" * 400)],
        ("true", "12"),
        ("read_as", "4;"),
        ("split", "train"),
        ("matrix", "none"),
        ("rows", "nobodys"),
        ("columns", "nobodys"),
        ("others", "nobodys"),
    ],
)
def test_a_bad_address_gets_one_notice_and_the_default(app: AppTest, name: str, value: str) -> None:
    app.query_params[name] = value
    clean(app.run())
    assert len(app.warning) == 1
    assert "default" in app.warning[0].value
    assert not {"<", "/etc", "xxx"} & set(re.findall(r"<|/etc|xxx", app.warning[0].value))
    assert app.selectbox(key="model").value == "forest"
    assert app.session_state["threshold"] == 0.5
    clean(app.run())
    assert not app.warning  # said once


def test_another_model_resets_the_threshold_to_its_own_units(app: AppTest) -> None:
    app.query_params.update({"model": "sgd", "threshold": "-2.5", "rule": "threshold"})
    clean(app.run())
    app.selectbox(key="model").select("forest").run()
    assert app.session_state["threshold"] == 0.5


def test_a_cell_shows_as_many_images_as_the_matrix_counts(app: AppTest) -> None:
    app.query_params.update({"model": "sgd", "true": "9", "read_as": "4"})
    clean(app.run())
    clean(app.switch_page("views/confusions.py").run())
    scores = artifacts.open_scores("sgd", "test")
    wanted = int(np.sum((scores.labels == 9) & (scores.predicted() == 4)))
    assert wanted > 10
    assert re.search(rf"\b{wanted} images\b", text(app))


def test_without_a_trained_model_overview_offers_to_train(
    monkeypatch: pytest.MonkeyPatch, own_root: Path
) -> None:
    monkeypatch.setattr(paths, "ARTIFACTS", own_root)
    st.cache_resource.clear()
    started: list[str] = []
    monkeypatch.setattr(jobs, "start", lambda name, *rest, **more: started.append(name))
    app = clean(AppTest.from_file(HOME, default_timeout=60).run())
    app.button(key="train_forest").click().run()
    assert started == ["forest"]
    for page in ("thresholds", "confusions", "misread"):
        app.switch_page(f"views/{page}.py").run()
        assert not app.exception
        assert "Overview" in " ".join(e.value for e in [*app.info, *app.error])


def test_a_damaged_model_is_named_beside_the_button_that_trains_it(
    monkeypatch: pytest.MonkeyPatch, own_root: Path
) -> None:
    monkeypatch.setattr(paths, "ARTIFACTS", own_root)
    st.cache_resource.clear()
    place = artifacts.folder("sgd")
    place.mkdir(parents=True)
    (place / "CURRENT").write_text("nonsense")
    app = clean(AppTest.from_file(HOME, default_timeout=60).run())
    [warning] = [each.value for each in app.warning if "sgd" in each.value]
    assert "damaged" in warning
    assert "`" not in warning  # its button stands beside it
    assert any(button.key == "train_sgd" for button in app.button)


def test_scores_that_were_changed_on_disk_leave_overview_its_buttons(
    trained: list[str], monkeypatch: pytest.MonkeyPatch, own_root: Path
) -> None:
    shutil.copytree(artifacts.folder("sgd"), artifacts.folder("sgd", root=own_root))
    monkeypatch.setattr(paths, "ARTIFACTS", own_root)
    st.cache_resource.clear()
    scores = next(artifacts.folder("sgd").rglob("test.npy"))
    content = bytearray(scores.read_bytes())
    content[-1] ^= 1
    scores.write_bytes(content)
    app = AppTest.from_file(HOME, default_timeout=60).run()
    assert not app.exception
    assert "has a damaged test.npy" in app.error[0].value
    assert app.button(key="train_sgd")  # there is nothing to go to: the button is here


@pytest.mark.parametrize("page", ["compare", "thresholds", "overview"])
def test_an_address_whose_sides_share_a_class_opens_all_the_same(
    trained: list[str], page: str
) -> None:
    """Also where one of the sides is not in the address but follows from the chosen digit."""
    app = page_at(page, against="1.5").run()
    assert [e.value for e in app.error] == []
    assert len(app.title) == 1
    assert ["same digits on both sides" in told.value for told in app.warning] == [True]
    assert "against" not in app.query_params
