"""What comes with the studio, curves over one number, the Pareto front, charts and the page."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.figures import improvement_charts
from core.improvement import curves, leaderboard, ready, running, runs, shipped_runs, writeup
from core.improvement.recipe import Recipe
from core.improvement.runs import Identity, Run


def run(model, text, seed=0, oof=0.9, train=0.95):
    """Return a run whose accuracy out-of-fold is made up; no images are needed."""

    class Fake(Run):
        def accuracy(self, split):
            return oof

    return Fake(Identity(model, Recipe.parse(text), seed), {}, None, {"train_accuracy": train})


@pytest.mark.walk
def test_what_comes_with_the_studio_is_what_was_run(small, tmp_path):
    for text in ("blur=1", "data=0.5"):
        running.run("sgd", Recipe.parse(text), 2, root=tmp_path / "made")
    made = leaderboard.opened("sgd", root=tmp_path / "made")
    shipped_runs.save([each for found in made.values() for each in found], tmp_path / "came")
    came = leaderboard.opened("sgd", root=tmp_path / "came")
    assert list(came) == list(made) == ["blur=1", "data=0.5", "none"]
    for text, found in made.items():
        for before, after in zip(found, came[text], strict=True):
            for split in ("oof", "test"):
                np.testing.assert_array_equal(before.answers[split], after.answers[split])
            assert after.facts["fit_seconds"] == before.facts["fit_seconds"]
            assert after.scores("oof") is None
            assert after.facts["shipped"]
    tables = [
        leaderboard.board("sgd", split="oof", root=tmp_path / where).table[
            ["experiment", "fixed", "broken", "p"]
        ]
        for where in ("made", "came")
    ]
    pd.testing.assert_frame_equal(*tables)
    assert leaderboard.board("sgd", root=tmp_path / "made").looks == 0
    assert leaderboard.board("sgd", root=tmp_path / "came").looks == 2  # judged when written up


def test_what_is_run_here_takes_the_place_of_what_came(small, tmp_path):
    running.run("dummy", Recipe.parse("blur=1"), root=tmp_path)
    made = leaderboard.opened("dummy", root=tmp_path)
    other = replace(made["blur=1"][0], facts={**made["blur=1"][0].facts, "fit_seconds": 1e6})
    shipped_runs.save([*made["none"], other], tmp_path)
    assert leaderboard.opened("dummy", root=tmp_path)["blur=1"][0].facts["fit_seconds"] < 1e5
    leftover = runs.Identity("dummy", Recipe.parse("blur=1")).place(tmp_path) / "CURRENT"
    leftover.unlink()
    assert leaderboard.opened("dummy", root=tmp_path)["blur=1"][0].facts["fit_seconds"] == 1e6


def test_what_came_damaged_or_is_of_other_images_is_not_shown(small, tmp_path, monkeypatch):
    running.run("dummy", Recipe.parse("blur=1"), root=tmp_path)
    found = leaderboard.opened("dummy", root=tmp_path)
    shipped_runs.save([*found["none"], *found["blur=1"]], tmp_path)
    assert len(shipped_runs.load(root=tmp_path)) == 2
    assert shipped_runs.load("shapes", tmp_path) == []
    [file] = shipped_runs.RESULTS.place(tmp_path).glob("*/answers.npz")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    shipped_runs._opened.cache_clear()
    assert shipped_runs.load(root=tmp_path) == []


def test_what_comes_is_small_and_of_the_ready_set():
    found = shipped_runs.load()
    assert {run.of.model for run in found} == set(ready.EXPERIMENTS)
    for model, recipes in ready.EXPERIMENTS.items():
        there = {run.of.recipe.text() for run in found if run.of.model == model}
        assert {Recipe.parse(text).text() for text in recipes} <= there
        assert "none" in there
    size = sum(
        path.stat().st_size for path in shipped_runs.RESULTS.place().rglob("*") if path.is_file()
    )
    assert size < 3e6


def test_experiments_that_differ_in_one_number_make_a_curve():
    found = [
        run("sgd", "none", oof=0.92),
        run("sgd", "data=0.1", 0, 0.80, 0.99),
        run("sgd", "data=0.1", 1, 0.84, 0.97),
        run("sgd", "data=0.5", 0, 0.90),
        run("sgd", "deskew", oof=0.95),
        run("sgd", "blur=1 data=0.1", oof=0.5),
    ]
    [curve] = curves.curves(found)
    assert curve.title == "Learning curve: less data"
    assert curve.table["value"].tolist() == [0.1, 0.5, 1]  # without a step, all images are used
    assert curve.table["oof"].tolist() == pytest.approx([82, 90, 92])
    assert curve.table["oof_low"].tolist() == pytest.approx([80, 90, 92])
    assert curve.table["train_high"].tolist()[0] == pytest.approx(99)
    figure = improvement_charts.against_number(curve.table, curve.title, "share")
    assert figure.layout.yaxis.title.text == "accuracy (%)"
    [line] = [trace for trace in figure.data if trace.name == "out-of-fold"]
    assert list(line.y) == pytest.approx([82, 90, 92])


def test_a_curve_keeps_the_other_steps_the_same():
    found = [run("forest", f"deskew trees={n}", oof=n / 1000) for n in (50, 100)]
    [curve] = curves.curves([*found, run("forest", "trees=50", oof=0.1)])
    assert curve.rest.text() == "deskew"
    assert curve.title == "Validation curve: number of trees, with deskew"
    assert curve.table["oof"].tolist() == pytest.approx([5, 10])


def test_the_pareto_front_is_what_no_other_experiment_beats():
    table = pd.DataFrame({"accuracy": [90, 92, 91, 92, 80], "seconds": [1, 5, 6, 7, 1]})
    front = leaderboard.front(table, "seconds")
    slow = [
        not any(
            (table.accuracy[j] >= table.accuracy[i] and table.seconds[j] <= table.seconds[i])
            and (table.accuracy[j] > table.accuracy[i] or table.seconds[j] < table.seconds[i])
            for j in range(5)
        )
        for i in range(5)
    ]
    assert front.tolist() == slow == [True, True, False, False, False]
    shown = table.assign(front=front, name=list("abcde"))
    figure = improvement_charts.cost(shown, "seconds", "time to fit", "s")
    assert figure.layout.xaxis.title.text == "time to fit (s)"
    assert sum(len(trace.x) for trace in figure.data if trace.mode == "markers") == 5


def test_the_chart_by_class_has_signs_and_not_colour_alone():
    figure = improvement_charts.by_class(np.array([3, 0]), np.array([1, 2]), ("cat", "dog"))
    up, down = figure.data
    assert list(up.y) == [3, 0]
    assert list(down.y) == [-1, -2]
    assert list(down.text) == ["−1", "−2"]
    assert down.marker.pattern.shape == "/"


def test_the_page_has_each_result_whichever_way_it_went(small, tmp_path, monkeypatch):
    monkeypatch.setattr(ready, "EXPERIMENTS", {"sgd": {"blur=3": 1, "deskew": 1, "thin=1": 1}})
    for text in ("blur=3", "deskew"):
        running.run("sgd", Recipe.parse(text), root=tmp_path)
    text = writeup.write(tmp_path / "improvements.md", tmp_path).read_text()
    assert "Not run on this machine: `thin=1`." in text
    table = leaderboard.board("sgd", split="test", root=tmp_path).table
    for row in table.to_dict("records"):
        assert f"| {row['fixed']:,} / {row['broken']:,} |" in text
        assert row["judgement"].sentence in text
    pictures = sorted(path.name for path in (tmp_path / "improvements").iterdir())
    assert pictures == ["sgd-blur_3.png", "sgd-deskew.png"]
    for name in pictures:
        assert f"(improvements/{name})" in text
