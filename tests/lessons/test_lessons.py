"""The lessons' computations against plain scikit-learn on few digits, and what happens to them."""

import os
import signal
import subprocess
import sys
import time
from itertools import combinations

import numpy as np
import pytest
from scipy.stats import mode
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import f1_score, precision_recall_curve
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.multioutput import ClassifierChain
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from core.data import sets, shifting
from core.data.labelled import Dataset
from core.evaluation import metrics
from core.lessons import (
    binary,
    exercises,
    golden,
    measured,
    multiclass,
    multilabel,
    multioutput,
    printed,
    report,
    stored,
)
from core.storage import progress
from few_digits import few_digits

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


@pytest.fixture(scope="module")
def few():
    return few_digits(200, 60)


@pytest.fixture
def few_only(few, monkeypatch):
    monkeypatch.setattr(sets, "load", lambda name="mnist", root=None: few)
    return few


def computed(module, dataset):
    return module.compute(dataset, progress.Clock(lambda now: None, total=1))


def rows(images):
    return images.reshape(len(images), -1).astype(float)


@pytest.fixture(scope="module")
def found(few):
    """The arrays of all five lessons, computed once."""
    modules = (binary, multiclass, multilabel, multioutput, exercises)
    return {module.__name__.rpartition(".")[2]: computed(module, few) for module in modules}


@pytest.mark.walk
def test_detectors_are_those_of_cross_val_predict(few, found):
    found = found["binary"]
    images, truth = rows(few.train.images), few.train.labels == 5
    for row, seed in enumerate(binary.SEEDS[:1]):
        expected = cross_val_predict(
            SGDClassifier(random_state=seed), images, truth, cv=3, method="decision_function"
        )
        np.testing.assert_allclose(found["sgd"][row], expected)
    forest = RandomForestClassifier(random_state=42)
    expected = cross_val_predict(forest, images, truth, cv=3, method="predict_proba")[:, 1]
    np.testing.assert_allclose(found["forest"], expected)


@pytest.fixture(scope="module")
def ten(found):
    return found["multiclass"]


@pytest.mark.parametrize("name", ["raw", "scaled"])
def test_linear_models_are_those_of_scikit_learn(few, ten, name):
    images, labels = rows(few.train.images), few.train.labels
    if name == "scaled":
        images = StandardScaler().fit_transform(images)
    inside, outside = next(iter(StratifiedKFold(3).split(images, labels)))
    assert np.flatnonzero(ten["fold"] == 0).tolist() == outside.tolist()
    model = SGDClassifier(random_state=42).fit(images[inside], labels[inside])
    expected = model.decision_function(images[outside])
    np.testing.assert_allclose(ten[name][outside], expected)
    # The stored weights take grey levels: scaling is folded into them.
    if name == "raw":
        model.fit(images, labels)
    found = measured.linear_scores(few.train.images, ten, name)
    np.testing.assert_allclose(found, model.decision_function(images), rtol=1e-6, atol=1e-6)


def test_duels_are_those_of_the_machine_and_their_winner_is_its_answer(few, ten):
    images, labels = rows(few.train.images), few.train.labels
    shown = np.vstack([images[:1], rows(few.test.images)])
    machine = SVC(random_state=42).fit(images, labels)
    won = measured.duels_won(ten["duels"])
    assert (won.sum(axis=1) == 45).all()
    assert (machine.predict(shown) == won.argmax(axis=1)).all()
    # Trained on two digits only, a machine decides their duel alike.
    for first, second in [(0, 1), (3, 5), (7, 9)]:
        pair = np.isin(labels, [first, second])
        alone = SVC(gamma=1 / (784 * images.var())).fit(images[pair], labels[pair])
        column = list(combinations(range(10), 2)).index((first, second))
        assert ((ten["duels"][:, column] > 0) == (alone.predict(shown) == first)).all()


def test_a_board_shows_each_duel_from_both_sides(ten):
    board = measured.duel_board(ten["duels"][0])
    assert (board == -board.T).all()
    assert (board > 0).sum(axis=1).tolist() == measured.duels_won(ten["duels"][:1])[0].tolist()


def test_shift_accuracy_is_that_of_shifted_images(few, ten):
    accuracy = measured.shift_accuracy(few.test.images, few.test.labels, ten, "raw", reach=2)
    for dx, dy in [(0, 0), (1, 0), (-2, 1)]:
        moved = shifting.shifted(few.test.images, dx, dy)
        right = measured.linear_scores(moved, ten, "raw").argmax(axis=1) == few.test.labels
        assert accuracy[dy + 2, dx + 2] == right.mean()


def test_neighbours_and_chain_are_those_of_scikit_learn(few, found):
    found = found["multilabel"]
    images, wanted = rows(few.train.images), multilabel.answers(few.train.labels)
    expected = cross_val_predict(KNeighborsClassifier(), images, wanted, cv=3)
    assert (found["neighbours"] == expected).all()
    assert measured.label_f1(found, few) == pytest.approx(
        (
            f1_score(wanted, expected, average="macro"),
            f1_score(wanted, expected, average="weighted"),
        )
    )
    chain = ClassifierChain(SVC(), cv=3, random_state=42).fit(images, wanted)
    assert (found["chain"][1:] == chain.predict(rows(few.test.images))).all()


def test_cleaning_is_that_of_scikit_learn(few):
    for_train, for_test = multioutput.base_noise(len(few.train), len(few.test))
    for level in (100, 180):
        noisy = multioutput.noisy(few.train.images, for_train, level)
        pictures = multioutput.noisy(few.test.images, for_test, level)
        model = KNeighborsClassifier().fit(noisy.astype(float), rows(few.train.images))
        for picture, expected in zip(
            pictures[:12], model.predict(pictures[:12].astype(float)), strict=True
        ):
            nearest = multioutput.nearest_noisy(few.train.images, for_train, level, picture)
            votes = few.train.images[nearest].reshape(len(nearest), -1)
            assert (mode(votes).mode == expected).all()


def test_noise_is_the_books():
    random = np.random.RandomState(42)
    train, test = random.randint(0, 100, (5001, 784)), random.randint(0, 100, (7, 784))
    ours = multioutput.base_noise(5001, 7)
    assert (ours[0] == train).all()
    assert (ours[1] == test).all()
    assert multioutput.noisy(np.zeros((1, 28, 28), np.uint8), ours[1][:1], 250).max() <= 249


def test_shifted_copies_are_those_of_one_large_training_set(few, found):
    found = found["exercises"]
    images = [shifting.shifted(few.train.images, *shift) for shift in exercises.SHIFTS]
    settings = {
        "n_neighbors": int(found["best"][0]),
        "weights": "distance" if found["best"][1] else "uniform",
    }
    model = KNeighborsClassifier(**settings)
    model.fit(rows(np.concatenate(images)), np.tile(few.train.labels, 5))
    assert (found["augmented"] == model.predict(rows(few.test.images))).all()
    plain = KNeighborsClassifier().fit(rows(few.train.images), few.train.labels)
    assert (found["baseline"] == plain.predict(rows(few.test.images))).all()


@pytest.mark.parametrize("weights", ["uniform", "distance"])
def test_votes_are_those_of_scikit_learn(few, weights):
    images, labels = rows(few.train.images), few.train.labels
    model = KNeighborsClassifier(4, weights=weights).fit(images, labels)
    queries = np.vstack([rows(few.test.images), images[:5]])  # the last ones are at distance 0
    distances, found = model.kneighbors(queries)
    voted = exercises.vote(labels[found], distances, weights, 10)
    assert (voted == model.predict(queries)).all()


def test_shifts_move_ink_and_lose_it_at_the_edge():
    image = np.zeros((28, 28), np.uint8)
    image[3, 27], image[5, 6] = 9, 8
    assert shifting.shifted(image, 1, 0)[5, 7] == 8
    assert shifting.shifted(image, 1, 0).sum() == 8
    assert shifting.shifted(image, 0, -2)[1, 27] == 9
    assert (shifting.shifted(image, 0, 0) == image).all()


def test_the_threshold_for_a_precision_is_the_books():
    rng = np.random.default_rng(0)
    truth = rng.random(500) < 0.3
    score = truth + rng.normal(0, 0.6, 500)
    precision, _, thresholds = precision_recall_curve(truth, score)
    expected = thresholds[np.argmax(precision >= 0.9)]
    assert measured.threshold_for_precision(metrics.curve(truth, score), 0.9) == expected


# --- what happens to a computation ----------------------------------------------------------


def test_a_missing_lesson_names_the_command(few_only, tmp_path):
    status = stored.status("exercises", root=tmp_path)
    assert (status.state, status.ready) == ("missing", False)
    assert "python -m core lessons exercises" in status.sentence
    with pytest.raises(stored.LessonError, match="not computed yet"):
        stored.open_lesson("exercises", root=tmp_path)
    assert stored.expected_seconds("exercises", root=tmp_path) > 1


def test_an_unknown_lesson_names_those_there_are():
    with pytest.raises(stored.LessonError, match="binary, multiclass"):
        stored.get("titanic")


def test_a_lesson_is_computed_once_and_says_how_long_it_took(few_only, tmp_path):
    told = []
    assert stored.compute("multioutput", root=tmp_path, listener=told.append)
    assert told[-1].fraction == 1
    assert stored.compute("multioutput", root=tmp_path) is None
    seconds = stored.open_manifest("multioutput", root=tmp_path)["seconds"]
    assert stored.expected_seconds("multioutput", root=tmp_path) == seconds


def test_cancelled_leaves_the_last_complete_one(few_only, tmp_path, monkeypatch):
    stored.compute("multioutput", root=tmp_path)
    before = stored.open_lesson("multioutput", root=tmp_path)

    def stopped(progress):
        if progress.fraction > 0.3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stored.compute("multioutput", root=tmp_path, listener=stopped, force=True)
    after = stored.open_lesson("multioutput", root=tmp_path)
    assert all((before[name] == after[name]).all() for name in before)
    assert stored.compute("multioutput", root=tmp_path, force=True)  # the lock is free again


def test_killed_leaves_the_last_complete_one(few_only, tmp_path):
    stored.compute("multioutput", root=tmp_path)
    created = stored.open_manifest("multioutput", root=tmp_path)
    worker = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, time; from pathlib import Path; from core.lessons import stored\n"
            "def tell(now): print('at work', flush=True); time.sleep(60)\n"
            "stored.compute('multioutput', root=Path(sys.argv[1]), listener=tell, force=True)",
            str(tmp_path),
        ],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert worker.stdout.readline()
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    assert stored.open_manifest("multioutput", root=tmp_path) == created
    for _ in range(50):  # the kernel frees the lock
        if not stored.jobs.is_running("lesson_multioutput", root=tmp_path):
            break
        time.sleep(0.1)
    assert stored.compute("multioutput", root=tmp_path, force=True)


def test_damaged_and_foreign_results_are_refused(few_only, tmp_path, monkeypatch):
    folder = stored.compute("multioutput", root=tmp_path)
    content = (folder / "accuracy.npy").read_bytes()
    (folder / "accuracy.npy").write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(stored.LessonError, match="--force"):
        stored.open_lesson("multioutput", root=tmp_path)
    (folder / "accuracy.npy").write_bytes(content)
    other = Dataset("mnist", few_only.test, few_only.train, few_only.classes)
    monkeypatch.setattr(sets, "load", lambda name="mnist", root=None: other)
    assert stored.status("multioutput", root=tmp_path).state == "stale"


# --- the book -------------------------------------------------------------------------------


def test_the_table_sees_a_drift(few):
    row = golden.Golden(
        "binary",
        "a number",
        (0.5, 2.0),
        lambda arrays, dataset: (0.5, arrays["x"][0]),
        0.01,
        ".2f",
        "because",
    )
    for value, agrees in [(2.005, True), (2.02, False), (1.98, False)]:
        table = golden.table([row], {"binary": {"x": np.array([value])}}, few)
        assert table["agrees"].tolist() == [agrees]
        assert table["drifts"].tolist() == [not agrees]
        assert table["book"][0] == "0.50; 2.00"


def test_a_known_difference_is_no_drift_and_a_drift_from_it_is(few):
    row = golden.Golden(
        "binary",
        "a number",
        (2.0,),
        lambda arrays, dataset: arrays["x"],
        0.01,
        ".2f",
        "older",
        (3,),
    )
    for value, words, reason in [
        (2.0, "0 of 1 agree", None),
        (3.0, "0 of 1 agree, 1 differ for a known reason", "older"),
        (3.1, "0 of 1 agree, 1 drift", golden.OTHER_DIGITS),
    ]:
        table = golden.table([row], {"binary": {"x": (value,)}}, few)
        if reason is None:
            assert table["agrees"][0]
            assert table["drifts"][0]
        else:
            assert golden.verdict(table) == words
            assert table["reason"][0] == reason


def test_what_is_quick_repeats_the_book():
    """The machines that learn from 2,000 digits, and what only needs counting."""
    dataset = sets.load()
    train = dataset.train
    images = rows(train.images[:2000])
    machine = SVC(random_state=42).fit(images, train.labels[:2000])
    chain = ClassifierChain(SVC(), cv=3, random_state=42)
    chain.fit(images, multilabel.answers(train.labels[:2000]))
    found = {
        "binary": {"fold": np.repeat([0, 1, 2], 20000)},
        "multiclass": {"won": machine.decision_function(images[:1])},
        "multilabel": {"chain": chain.predict(images[:1])},
    }
    wanted = ("SVC's ten scores", "Chain of SVCs")
    chosen = [row for row in printed.GOLDEN if row.quantity.startswith(wanted)]
    table = golden.table(chosen, found, dataset)
    assert len(table) == 2
    assert table["agrees"].all(), table


@pytest.mark.slow
@pytest.mark.parametrize("name", stored.LESSONS)
def test_everything_repeats_the_book(name):
    """All golden numbers, from the stored lessons; computed first where they are not."""
    stored.compute(name)
    table = golden.table(printed.GOLDEN, {name: stored.open_lesson(name)}, sets.load())
    assert len(table) or name == "multioutput"
    assert table.empty or not table["drifts"].any(), table[table["drifts"]]


def test_the_documentation_says_what_the_results_say(few, found):
    fact = {"seconds": 60.0, "cpu_seconds": 90.0, "versions": {"scikit-learn": "1.9"}}
    page = report.page(found, dict.fromkeys(found, fact), few)
    verdict = golden.verdict(golden.table(printed.GOLDEN, found, few))
    assert f"Numbers of the book: {verdict}." in page
    assert "8 min of processor time and 5 min by the clock" in page
    for row in printed.GOLDEN:
        assert f"| {row.quantity} | {row.written(row.book)} |" in page


def test_the_written_documentation_has_the_books_numbers_and_no_drift():
    page = report.PAGE.read_text(encoding="utf-8")
    lines = page.splitlines()
    missing = [name for name in stored.LESSONS if f"core lessons {name}`" in page]
    rows = [row for row in printed.GOLDEN if row.lesson not in missing]
    equal = sum(row.pinned is None for row in rows)
    assert f"{equal} of {len(rows)} agree" in page
    assert "drift." not in page.split("##")[0].split("**")[1]
    for row in rows:
        line = next(line for line in lines if line.startswith(f"| {row.quantity} |"))
        assert line.split(" | ")[1] == row.written(row.book)
