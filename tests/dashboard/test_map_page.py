"""The page Map, as Streamlit runs it: what it draws, and what is chosen on it."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app_pages import HOME, clean, component
from core.analysis import maps
from core.data import sets
from core.storage import jobs
from core.training import artifacts
from parts.map_colours import PALETTE, luminance
from session.address import lasso, lasso_text
from widgets.scatter import packed, unpacked

KINDS = ("tsne", "pca")


@pytest.fixture
def app(trained: list[str]) -> AppTest:
    return AppTest.from_file(HOME, default_timeout=90)


def opened(app: AppTest, page: str, **address: str) -> AppTest:
    app.query_params.update({"model": "sgd", **address})
    app.run()
    return clean(app.switch_page(f"views/{page}.py").run())


def galleries(app: AppTest) -> list[list[int]]:
    sent = [json.loads(element.proto.json) for element in app.get("bidi_component")]
    return [found["ids"] for found in sent if "ids" in found]


@pytest.mark.parametrize(
    "text", ["pca.947", "tsne.0.0.9.0.9.9", "tsne.1_-pca.0.0.9.0.9.9_tsne.9999999"]
)
def test_what_the_address_says_is_written_back(text: str) -> None:
    assert lasso_text(lasso(KINDS, 5)(text)) == text


@pytest.mark.parametrize(
    "text",
    ["-pca.9", "pca.1_", "pca.1_pca", "umap.3", "pca.1.2", "_".join(["pca.1"] * 6), "--pca.1"],
)
def test_what_no_choice_writes_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  which part of it is named says nothing
        lasso(KINDS, 5)(text)


def test_what_the_map_draws_is_the_test_set(app: AppTest) -> None:
    opened(app, "map")
    sent = component(app, "palette")
    assert unpacked(sent["colours"]).tolist() == sets.load().test.labels.tolist()
    where = np.column_stack([unpacked(sent["x"]), unpacked(sent["y"])])
    assert where.tolist() == maps.on_paper(maps.open_map()).tolist()


@pytest.mark.parametrize("top", [0, 255, 256, 4000, 65535])
def test_numbers_are_the_same_when_they_are_unpacked(top: int) -> None:
    numbers = np.random.default_rng(0).integers(0, top + 1, 99)
    numbers[5] = top
    assert unpacked(packed(numbers)).tolist() == numbers.tolist()


def test_what_is_chosen_on_the_map_stands_in_the_address(app: AppTest) -> None:
    opened(app, "map", lasso="pca.0.0.4000.0.4000.4000.0.4000", colour="wrong")
    assert re.match("10,000 images", app.header[0].value)
    app.number_input(key="around").set_value(947).run()
    app.button(key="around_new").click().run()
    found = galleries(app)[0]
    assert len(found) == 100
    assert 947 in found
    assert app.query_params["lasso"] == "tsne.947"
    app.button(key="chip_lasso").click().run()
    assert "lasso" not in app.query_params
    assert app.query_params["colour"] == "wrong"


def test_a_choice_on_the_map_is_added_to_and_taken_from(app: AppTest) -> None:
    opened(app, "map", lasso="tsne.947")
    first = set(galleries(app)[0])
    for how, index in (("add", 0), ("take", 947), ("add", 947)):
        app.number_input(key="around").set_value(index).run()
        app.button(key=f"around_{how}").click().run()
        found = set(galleries(clean(app))[0])
        if how == "take":
            assert not found & first
            assert 0 in found
        else:
            assert index in found
    assert app.query_params["lasso"] == "tsne.947_tsne.0_-tsne.947_tsne.947"
    assert found > first
    for _ in range(2):  # the fifth shape, and one more than the address holds
        app.button(key="around_add").click().run()
    assert len(app.query_params["lasso"].split("_")) == 5
    assert "at most 5 shapes" in app.warning[0].value


def test_the_map_crosses_out_what_is_wrong_in_every_colouring(app: AppTest) -> None:
    scores = artifacts.open_scores("sgd", "test")
    wrong = np.flatnonzero(scores.predicted() != scores.labels).tolist()
    opened(app, "map")
    for colour in ("true", "wrong", "margin"):
        app.selectbox(key="colour").select(colour).run()
        sent = component(app, "palette")
        assert sent["crossed"] == wrong
        for shade in sent["palette"]:  # to be seen on a light page and on a dark one
            light = luminance([int(shade[at : at + 2], 16) / 255 for at in (1, 3, 5)])
            assert 1.05 / (light + 0.05) >= 3, shade
            assert (light + 0.05) / (luminance([14 / 255, 17 / 255, 23 / 255]) + 0.05) >= 3, shade


def test_no_two_classes_of_a_map_have_colours_that_look_alike() -> None:
    """By CIE 1976: one of 2.3 is just told apart side by side, dots need ten times that."""
    rgb = np.array([[int(shade[at : at + 2], 16) / 255 for at in (1, 3, 5)] for shade in PALETTE])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    x, y, z = np.cbrt(to_xyz @ linear.T / [[0.9505], [1.0], [1.089]])  # none is darker than 1 %
    lab = np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=1)
    apart = np.linalg.norm(lab[:, None] - lab[None], axis=-1)
    assert apart[np.triu_indices(len(lab), 1)].min() > 25


def test_a_map_that_is_not_there_is_offered_and_pca_shown_meanwhile(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []
    monkeypatch.setattr(maps, "facts", lambda data: None)
    monkeypatch.setattr(jobs, "start", lambda *given: started.append(given))
    opened(app, "map")
    assert "PCA map" in component(app, "palette")["label"]
    assert "about" in app.button(key="make_map").label
    app.button(key="make_map").click().run()
    assert started == [("map", ["map", "--dataset", "mnist"], "mnist")]
