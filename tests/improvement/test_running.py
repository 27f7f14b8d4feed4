"""Runs of experiments: the same as plain fits, nothing learned from outside, resumed, compared."""

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from sklearn.model_selection import StratifiedKFold

from core import StudioError
from core.data import sets
from core.evaluation import tolerance
from core.evaluation.scores import score_images
from core.improvement import leaderboard, looks, parts, running, runs
from core.improvement.recipe import Recipe
from core.improvement.runs import Identity
from core.models import registry
from core.storage import jobs
from core.training import artifacts, fitting
from few_digits import few_digits


@pytest.fixture
def small(monkeypatch):
    """Fewer digits than elsewhere: every experiment fits four times."""
    dataset = few_digits(240, 80)
    monkeypatch.setattr(sets, "load", lambda name="mnist", root=None: dataset)
    return dataset


def run(model, text, root, seeds=1, **more):
    """Run an experiment and return its first run."""
    recipe = Recipe.parse(text)
    running.run(model, recipe, seeds, root=root, **more)
    return runs.load(Identity(model, recipe), root)


def test_the_scores_are_those_of_plain_fits_without_the_fold(small, tmp_path):
    found = run("sgd", "blur=1 shifts=1", tmp_path)
    recipe, train, test = Recipe.parse("blur=1 shifts=1"), small.train, small.test
    expected = np.empty((len(train), 10), np.float32)
    for inside, outside in StratifiedKFold(3).split(train.images, train.labels):
        learned = recipe.training_set(train.take(inside), 0)
        assert len(learned) == 5 * len(inside)
        fitted = recipe.pipeline("sgd").fit(learned.images, learned.labels)
        expected[outside] = score_images(fitted, train.images[outside])[0]
    assert tolerance.same(expected, found.values["oof"], "decision")
    learned = recipe.training_set(train, 0)
    fitted = recipe.pipeline("sgd").fit(learned.images, learned.labels)
    values = score_images(fitted, test.images)[0]
    assert tolerance.same(values, found.values["test"], "decision")
    assert found.facts["n_learned"] == 5 * len(train)


def test_nothing_learns_from_the_fold_that_is_scored(small):
    """What lies outside is turned into something else: the scores of the rest stay the same."""
    train, which = small.train, ("sgd", "mnist", "deskew shifts=1 scaling pca=20", 0)
    inside, outside = next(iter(StratifiedKFold(3).split(train.images, train.labels)))
    images, labels = train.images.copy(), train.labels.copy()
    images[outside], labels[outside] = 255 - images[outside], 9 - labels[outside]
    probe = inside[:20]
    clean = parts.of_fold(train.images, train.labels, small.test.images, which, inside, probe)
    other = parts.of_fold(images, labels, small.test.images, which, inside, probe)
    np.testing.assert_array_equal(clean["scores"], other["scores"])
    seen = parts.of_fold(images, labels, small.test.images, which, inside, outside)
    before = parts.of_fold(train.images, train.labels, small.test.images, which, inside, outside)
    assert np.abs(seen["scores"] - before["scores"]).max() > 0.1  # the change was not nothing


def test_the_recipe_without_steps_is_the_trained_model(small, tmp_path):
    fitting.train("forest", root=tmp_path)
    found = run("forest", "trees=20", tmp_path)
    base = runs.load(Identity("forest", Recipe()), tmp_path)
    for split in ("oof", "test"):
        stored = artifacts.open_scores("forest", split, root=tmp_path).values
        np.testing.assert_array_equal(base.values[split], stored)
    assert found.facts["bytes"] < base.facts["bytes"] / 2
    assert found.facts["train_accuracy"] > 0.95


def test_a_change_of_nothing_fixes_and_breaks_nothing(small, tmp_path):
    run("sgd", "data=1", tmp_path)
    board = leaderboard.board("sgd", root=tmp_path)
    [row] = board.table.to_dict("records")
    assert (row["fixed"], row["broken"], row["p"]) == (0, 0, 1)
    assert row["judgement"].verdict in ("same", "cannot tell")
    assert row["difference"] == 0


@pytest.mark.walk
def test_the_same_seed_gives_the_same_and_another_seed_another_result(small, tmp_path):
    text = "rotations=10 trees=15"
    first = run("forest", text, tmp_path / "one", seeds=2)
    again = run("forest", text, tmp_path / "two")
    np.testing.assert_allclose(first.values["oof"], again.values["oof"], atol=tolerance.SHARE)
    second = runs.load(Identity("forest", Recipe.parse(text), 1), tmp_path / "one")
    assert np.abs(first.values["oof"] - second.values["oof"]).max() > 0.05


def test_complete_runs_are_left_alone_and_force_runs_again(small, tmp_path):
    recipe = Recipe.parse("blur=1")
    assert running.run("dummy", recipe, root=tmp_path) == 2  # its baseline, too
    assert running.run("dummy", recipe, root=tmp_path) == 0
    assert running.run("dummy", recipe, 2, root=tmp_path) == 2
    assert running.run("dummy", recipe, root=tmp_path, force=True) == 1


def test_an_interrupted_run_goes_on_with_the_fold_it_was_at(small, tmp_path, monkeypatch):
    run("dummy", "deskew", tmp_path)  # so that the baseline is there
    done, of_fold = [], parts.of_fold

    def stopped(*arguments):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(1)
        return of_fold(*arguments)

    monkeypatch.setattr(parts, "of_fold", stopped)
    with pytest.raises(KeyboardInterrupt):
        run("dummy", "blur=1", tmp_path)
    name = running.job("dummy", Recipe.parse("blur=1"))
    assert jobs.progress(name, root=tmp_path).state == "cancelled"
    assert name in running.last_jobs("dummy", root=tmp_path)
    done.clear()
    monkeypatch.setattr(parts, "of_fold", lambda *a: done.append(1) or of_fold(*a))
    monkeypatch.setattr(parts, "of_all", lambda *a: pytest.fail("the fit on all was complete"))
    run("dummy", "blur=1", tmp_path)
    assert len(done) == 1
    assert not list(tmp_path.glob("experiments/**/parts"))


def test_two_of_the_same_at_once_cannot_happen(small, tmp_path):
    recipe = Recipe.parse("blur=1")
    with (
        jobs.working(running.job("dummy", recipe), root=tmp_path),
        pytest.raises(StudioError, match=r"does 'experiment_dummy_\w+' already"),
    ):
        running.run("dummy", recipe, root=tmp_path)


@pytest.mark.walk
def test_a_killed_experiment_leaves_what_was_complete(own_root, environment, trained):
    """A real process is killed in its second run; the first is kept and used."""
    words = ["experiment", "dummy", "--recipe", "elastic", "--seeds", "3"]
    process = subprocess.Popen(
        [sys.executable, "-m", "core", *words],
        env={**environment, "DIGIT_STUDIO_ARTIFACTS": str(own_root)},
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and not list(runs.stored(root=own_root)):
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    kept = list(runs.stored(root=own_root))
    assert kept
    for of in kept:
        runs.load(of, own_root)
    running.run("dummy", Recipe.parse("blur=1"), root=own_root)
    assert len(list(runs.stored(root=own_root))) > len(kept)


def test_damaged_and_outdated_runs_are_named_and_not_shown(small, tmp_path):
    run("dummy", "blur=1", tmp_path)
    of = Identity("dummy", Recipe.parse("blur=1"))
    [scores] = of.place(tmp_path).glob("*/oof.npy")
    content = bytearray(scores.read_bytes())
    content[-1] ^= 1
    scores.write_bytes(content)
    with pytest.raises(runs.RunError, match=r"python -m core experiment dummy --recipe \"blur=1\""):
        runs.load(of, tmp_path)
    assert leaderboard.board("dummy", root=tmp_path).table.empty


def test_each_experiment_judged_on_the_test_set_is_counted_once(small, tmp_path):
    for text in ("blur=1", "deskew"):
        run("dummy", text, tmp_path)
    assert leaderboard.board("dummy", split="oof", root=tmp_path).looks == 0
    assert leaderboard.board("dummy", split="test", root=tmp_path).looks == 2
    assert leaderboard.board("dummy", split="test", root=tmp_path).looks == 2
    assert len(looks.seen("dummy", root=tmp_path)) == 2


@pytest.mark.parametrize(
    ("model", "text", "seeds", "sentence"),
    [
        ("sgd", "trees=5", 1, "does not suit the model 'sgd'"),
        ("champion", "pca=5", 1, "does not suit the model 'champion'"),
        ("sgd", "blur=1", 0, "1 to 20 seeds, not 0"),
        ("sgd", "blur=1", 21, "1 to 20 seeds, not 21"),
        ("sdg", "blur=1", 1, "no model named 'sdg'"),
    ],
)
def test_what_cannot_be_run_is_refused_in_one_sentence(
    small, tmp_path, model, text, seeds, sentence
):
    with pytest.raises(StudioError, match=sentence):
        running.run(model, Recipe.parse(text), seeds, root=tmp_path)
    assert not (tmp_path / "experiments").exists()


def test_every_model_of_the_registry_can_be_a_baseline():
    for name, model in registry.MODELS.items():
        recipe = Recipe.parse("deskew shifts=1")
        running.check(name, recipe, 1)
        assert recipe.pipeline(name)[-1].get_params() == model.make()[-1].get_params()
