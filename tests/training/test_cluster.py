"""Training on a real scheduler and real workers: the same model, and a sentence when it fails."""

import os
import shutil
import signal
import subprocess
import sys

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from core import StudioError
from core.cli import main
from core.data import sets
from core.evaluation import tolerance
from core.improvement import running, runs
from core.improvement.recipe import Recipe
from core.improvement.runs import Identity
from core.storage import jobs, paths
from core.training import artifacts, cluster, fitting, scheduler, spread
from core.training.scheduler import connected
from core.training.tasks import Task
from dask_processes import REPOSITORY, Processes, wait_for
from shapes import shapes

pytestmark = pytest.mark.walk


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """A scheduler and two workers that tests share and leave as they are."""
    with Processes(tmp_path_factory.mktemp("pair")) as processes:
        yield processes


def assert_same_scores(name, here, there):
    """Compare both splits of a model trained here with those of one trained on a cluster."""
    for split in ("oof", "test"):
        expected, found = (artifacts.open_scores(name, split, root=root) for root in (here, there))
        assert tolerance.same(expected.values, found.values, expected.kind), split
    artifacts.verify(name, root=there)


@pytest.mark.parametrize("name", ["sgd", pytest.param("forest", marks=pytest.mark.slow)])
def test_a_cluster_gives_the_scores_of_one_machine(name, pair, small, tmp_path):
    told = []
    fitting.train(name, root=tmp_path / "here")
    with connected(pair.address) as workers:
        fitting.train(name, root=tmp_path / "there", listener=told.append, cluster=workers)
    assert_same_scores(name, tmp_path / "here", tmp_path / "there")
    manifests = [artifacts.open_manifest(name, root=tmp_path / w) for w in ("here", "there")]
    assert manifests[0].keys() == manifests[1].keys()
    assert manifests[0]["parameters"] == manifests[1]["parameters"]
    fractions = [progress.fraction for progress in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1)
    assert any(0 < fraction < 0.9 for fraction in fractions)
    assert "2 workers" in told[0].stage


@pytest.mark.slow
def test_an_ensembles_members_are_tasks_of_their_own(pair, small, tmp_path):
    sent = []
    fitting.train("champion_quick", root=tmp_path / "here")
    with connected(pair.address) as workers:
        start = workers.start
        workers.start = lambda name, tasks, *arrays: (
            sent.extend(tasks) or start(name, tasks, *arrays)
        )
        fitting.train("champion_quick", root=tmp_path / "there", cluster=workers)
    assert [task.arguments[2] for task in sent] == [0, 1] * 4  # two members: of all, and of 3 folds
    assert sum(task.weight for task in sent) == pytest.approx(3)
    assert_same_scores("champion_quick", tmp_path / "here", tmp_path / "there")


@pytest.mark.slow
def test_experiments_are_tasks_of_recipe_fold_and_seed(pair, small, tmp_path):
    recipe, of = Recipe.parse("deskew"), Identity("sgd", Recipe.parse("deskew"), 1)
    running.run("sgd", recipe, 2, root=tmp_path / "here")
    with connected(pair.address) as workers:
        running.begin("sgd", [(recipe, 2)], "mnist", tmp_path / "there", workers)
        assert sum(len(batch.tasks) for batch in workers.batches.values()) == 4 * 4
        running.run("sgd", recipe, 2, root=tmp_path / "there", cluster=workers)
    here, there = (runs.load(of, tmp_path / where).values for where in ("here", "there"))
    for split in ("oof", "test"):
        assert tolerance.same(here[split], there[split], "decision")


def test_folds_are_by_writer_there_too(pair, tmp_path, monkeypatch):
    grouped = shapes(300, 60, grouped=True)
    monkeypatch.setattr(sets, "load", lambda name="mnist", root=None: grouped)
    fitting.train("forest", "shapes", tmp_path / "here")
    with connected(pair.address) as workers:
        fitting.train("forest", "shapes", tmp_path / "there", cluster=workers)
    here, there = (
        artifacts.open_scores("forest", "oof", "shapes", tmp_path / where).values
        for where in ("here", "there")
    )
    np.testing.assert_allclose(there, here, atol=tolerance.SHARE)


def test_each_worker_runs_one_blas_thread_and_data_is_sent_once(pair, small, monkeypatch):
    sent = []
    with connected(pair.address) as workers:
        scatter = workers.client.scatter
        monkeypatch.setattr(
            workers.client, "scatter", lambda *a, **k: sent.append(a) or scatter(*a, **k)
        )
        for name in ("sgd", "dummy"):
            spread.begin(name, "mnist", workers)
        assert len(sent) == 1
        workers.start("threads", [Task(threadpool_info, ())] * 8)
        for found, _ in workers.results("threads"):
            blas = [pool["num_threads"] for pool in found if pool["user_api"] == "blas"]
            assert set(blas) == {1}


@pytest.mark.parametrize("others", [pytest.param(1, marks=pytest.mark.slow), 0])
def test_a_lost_workers_fits_are_done_by_another(others, small, tmp_path):
    """With no other worker the data is lost, too, and is sent to the next that comes."""
    fitting.train("forest", root=tmp_path / "here")
    lost = []

    def busy():
        return [worker for worker, tasks in workers.client.processing().items() if tasks]

    def lose(progress):
        if not lost:
            wait_for(busy)
            lost.append(busy()[0])
            os.kill(pids[lost[0]], signal.SIGKILL)
            if not others:
                processes.add_worker()

    with Processes(tmp_path, 1 + others) as processes, connected(processes.address) as workers:
        pids = workers.client.run(os.getpid)
        fitting.train("forest", root=tmp_path / "there", listener=lose, cluster=workers)
        assert workers.workers == 1
        assert lost[0] not in workers.client.nthreads()
    assert_same_scores("forest", tmp_path / "here", tmp_path / "there")


def test_a_lost_scheduler_is_told_and_the_last_model_stays(small, tmp_path):
    fitting.train("forest", root=tmp_path)
    before = artifacts.stamp("forest", root=tmp_path)
    with (
        Processes(tmp_path) as processes,
        pytest.raises(StudioError, match=rf"{processes.address} is gone.*still in use"),
        connected(processes.address) as workers,
    ):
        fitting.train(
            "forest",
            root=tmp_path,
            listener=lambda progress: processes.scheduler.kill(),
            force=True,
            cluster=workers,
        )
    assert artifacts.stamp("forest", root=tmp_path) == before
    artifacts.verify("forest", root=tmp_path)
    job = jobs.progress("forest", root=tmp_path)
    assert (job.state, "is gone" in job.message) == ("failed", True)


def test_no_worker_left_ends_the_training(small, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 1.0)
    with (
        Processes(tmp_path, 1) as processes,
        connected(processes.address) as workers,
        pytest.raises(StudioError, match="no worker for 1 s"),
    ):
        fitting.train(
            "forest", root=tmp_path, listener=lambda _: processes.kill(0), cluster=workers
        )
    assert artifacts.status("forest", root=tmp_path).state == "missing"


def test_a_scheduler_without_workers_is_told_with_the_command(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "DEADLINE", 0.2)
    with (
        Processes(tmp_path, 0) as processes,
        pytest.raises(StudioError, match=f"dask worker {processes.address}"),
        connected(processes.address),
    ):
        pass


def test_a_worker_with_other_code_is_named_also_if_it_joins_later(tmp_path):
    named = r"worker tcp://127\.0\.0\.1:\d+ .*the studio's code"
    ignore = shutil.ignore_patterns("__pycache__")
    other = tmp_path / "other"
    shutil.copytree(REPOSITORY / "core", other / "core", ignore=ignore)
    with (other / "core" / "durations.py").open("a") as file:
        file.write("# another commit\n")
    with Processes(tmp_path, 1) as processes:
        with connected(processes.address) as workers:
            processes.freeze(0)  # so that it cannot do all tasks alone
            processes.add_worker(other)
            wait_for(lambda: workers.workers == 2)
            workers.start("threads", [Task(threadpool_info, ())] * 4)
            with pytest.raises(StudioError, match=named):
                workers.results("threads")
        processes.kill(0)
        with pytest.raises(StudioError, match=named), connected(processes.address):
            pass


def test_a_worker_without_the_program_is_named(tmp_path):
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "__init__.py").touch()
    with Processes(tmp_path, 0) as processes:
        processes.add_worker(tmp_path)
        with (
            pytest.raises(StudioError, match=r"worker tcp://\S+ cannot run this program"),
            connected(processes.address),
        ):
            pass


@pytest.mark.parametrize(
    "address",
    [
        "localhost:8786",
        "tcp://localhost",
        "tcp://:8786",
        "tcp://a:0",
        "tcp://a:99999",
        "http://a:1",
    ],
)
def test_a_bad_address_is_told_at_once(address):
    with pytest.raises(StudioError, match=r"write it as tcp://HOST:8786"), connected(address):
        pass


def test_an_address_where_no_scheduler_is_is_told(pair, monkeypatch):
    monkeypatch.setattr(scheduler, "DEADLINE", 0.5)
    with connected(pair.address) as workers:
        worker = next(iter(workers.client.nthreads()))
    for address in ("tcp://127.0.0.1:1", worker):
        with pytest.raises(StudioError, match=f"No Dask scheduler.*{address}"), connected(address):
            pass


def test_without_dask_the_command_that_installs_it_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(StudioError, match=r"pip install dask==\S+ distributed==\S+"),
        connected("tcp://127.0.0.1:1"),
    ):
        pass
    project = (REPOSITORY / "pyproject.toml").read_text()
    for package in scheduler.INSTALL.split()[2:]:
        assert f'"{package}"' in project.split("cluster = ")[1].splitlines()[0]


def test_the_command_line_trains_several_models_there(pair, capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "ARTIFACTS", tmp_path)
    sets.store(shapes())
    words = ["train", "dummy", "sgd", "--dataset", "shapes", "--scheduler", pair.address]
    assert main(words) == 0
    out, errors = capsys.readouterr()
    assert [line.split(",")[0] for line in out.splitlines()] == ["dummy: trained", "sgd: trained"]
    assert "fitting on a cluster of 2 workers" in errors
    assert main(words) == 0
    assert capsys.readouterr().out.count("trained already") == 2


def test_ctrl_c_ends_it_and_the_cluster_is_free_again(pair, tmp_path):
    sets.store(shapes(4000, 200), tmp_path)
    words = ["train", "extra_trees", "--dataset", "shapes", "--scheduler", pair.address]
    process = subprocess.Popen(
        [sys.executable, "-m", "core", *words],
        cwd=REPOSITORY,
        env={**os.environ, "DIGIT_STUDIO_ARTIFACTS": str(tmp_path)},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert "fitting on a cluster" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    errors = process.communicate(timeout=30)[1]
    assert process.returncode == 130
    assert errors.splitlines() == [
        "Stopped while training extra_trees; the last complete models are still in use."
    ]
    assert not (tmp_path / "models").exists()
    with connected(pair.address) as workers:
        wait_for(lambda: not any(workers.client.processing().values()))
