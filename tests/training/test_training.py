"""Training: honest out-of-fold scores, forests grown in steps, and nothing lost on the way."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.metrics import accuracy_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from core import StudioError
from core.models import registry
from core.storage import jobs
from core.storage.progress import Progress
from core.training import artifacts, fits, fitting

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("name", "method"), [("sgd", "decision_function"), ("forest", "predict_proba")]
)
def test_out_of_fold_scores_are_scikit_learns(name, method, small, tmp_path):
    fitting.train(name, root=tmp_path)
    expected = cross_val_predict(
        registry.get(name).make(),
        small.train.images,
        small.train.labels,
        cv=StratifiedKFold(3),
        method=method,
    )
    found = artifacts.open_scores(name, "oof", root=tmp_path)
    np.testing.assert_allclose(found.values, expected, rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(found.labels, small.train.labels)


@pytest.mark.parametrize("name", ["forest", "extra_trees"])
def test_a_forest_grown_in_steps_is_the_forest_of_one_fit(name, small):
    whole = registry.get(name).make().fit(small.train.images, small.train.labels)
    grown = fits.fit(registry.get(name).make(), small.train)
    np.testing.assert_array_equal(
        grown.predict_proba(small.test.images), whole.predict_proba(small.test.images)
    )
    assert clone(grown[-1]).get_params() == whole[-1].get_params()


def test_the_stored_model_is_fitted_on_all_digits_and_judged_on_the_test_set(small, tmp_path):
    fitting.train("forest", root=tmp_path)
    whole = registry.get("forest").make().fit(small.train.images, small.train.labels)
    found = artifacts.open_scores("forest", "test", root=tmp_path)
    expected = whole.predict_proba(small.test.images)
    np.testing.assert_allclose(found.values, expected, rtol=1e-5, atol=1e-5)
    manifest = artifacts.open_manifest("forest", root=tmp_path)
    judged = accuracy_score(small.test.labels, whole.predict(small.test.images))
    assert accuracy_score(found.labels, found.predicted()) == pytest.approx(judged)
    assert not {"metrics", "accuracy"} & set(manifest)  # derived from the scores when shown
    assert (manifest["n_train"], manifest["n_test"]) == (600, 200)


def test_progress_rises_to_the_end_and_tells_the_time_left(small, tmp_path):
    told: list[Progress] = []
    fitting.train("forest", root=tmp_path, listener=told.append)
    fractions = [progress.fraction for progress in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1)
    assert len({progress.stage for progress in told}) == 5
    assert all(progress.seconds_left is not None for progress in told[-5:])


def test_what_is_trained_is_not_trained_again_unless_forced(small, tmp_path):
    assert fitting.train("dummy", root=tmp_path) is not None
    assert fitting.train("dummy", root=tmp_path) is None
    assert fitting.train("dummy", root=tmp_path, force=True) is not None


def test_an_interrupted_training_leaves_the_last_model_in_use(small, tmp_path):
    fitting.train("dummy", root=tmp_path)
    before = artifacts.stamp("dummy", root=tmp_path)

    def interrupt(progress: Progress) -> None:
        if progress.fraction > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fitting.train("dummy", root=tmp_path, listener=interrupt, force=True)
    assert artifacts.stamp("dummy", root=tmp_path) == before
    artifacts.verify("dummy", root=tmp_path)
    assert jobs.progress("dummy", root=tmp_path).state == "cancelled"


def test_the_second_training_names_the_first_and_a_killed_one_lets_go(small, tmp_path):
    script = (
        "import sys, time; from pathlib import Path; from core.storage import jobs\n"
        "with jobs.working('dummy', root=Path(sys.argv[1])):\n"
        "    print('at work', flush=True); time.sleep(60)\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    )
    try:
        holder.stdout.readline()
        assert fitting.is_training("dummy", root=tmp_path)
        with pytest.raises(StudioError, match=f"Process {holder.pid}"):
            fitting.train("dummy", root=tmp_path)
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    assert not fitting.is_training("dummy", root=tmp_path)
    assert fitting.train("dummy", root=tmp_path) is not None
