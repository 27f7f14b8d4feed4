"""What the command line writes where it is narrow, full, closed or of another coding."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from core.cli import main
from core.evaluation import metrics
from core.models import registry
from core.training import artifacts


def run(environment: dict[str, str], *words: str, **options: object) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "core", *words]
    return subprocess.run(
        command, env=environment, capture_output=True, timeout=120, check=False, **options
    )


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux has a disk that is full")
def test_a_full_disk_is_one_sentence(trained: list[str], environment: dict[str, str]) -> None:
    with open("/dev/full", "wb") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "core", "models", "--json"],
            env=environment, stdout=full, stderr=subprocess.PIPE, timeout=120, check=False,
        )  # fmt: skip
    assert ended.returncode == 1
    assert ended.stderr.decode().splitlines() == [
        "The output could not be written: no space is left there."
    ]


def test_a_pipe_that_is_closed_early_is_no_error(
    trained: list[str], environment: dict[str, str]
) -> None:
    first = subprocess.Popen(
        [sys.executable, "-m", "core", "models", "--json"],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert first.stdout is not None
    assert first.stderr is not None
    first.stdout.close()
    assert first.stderr.read() == b""
    assert first.wait(120) in (0, 120)


def test_another_coding_loses_no_sentence(environment: dict[str, str]) -> None:
    ended = run({**environment, "PYTHONIOENCODING": "cp1252"}, "predict", "champion", "nö→.png")
    assert ended.returncode == 1
    assert b"there is no such file" in ended.stderr
    assert b"Traceback" not in ended.stderr


@pytest.mark.parametrize("seconds", [0.05, 0.3, 0.6])
def test_ctrl_c_at_any_time_leaves_no_traceback(
    environment: dict[str, str], seconds: float
) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "core", "verify"],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    time.sleep(seconds)
    running.send_signal(signal.SIGINT)
    assert running.stderr is not None
    said = running.stderr.read().decode()
    code = running.wait(60)
    if seconds > 0.2:  # before that Python itself may still be starting
        assert "Traceback" not in said
        assert code in (0, 130, -signal.SIGINT)


@pytest.mark.parametrize("width", [20, 30, 50, 80])
def test_figures_are_whole_however_narrow_it_is(
    trained: list[str], width: int, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    assert main(["models"]) == 0
    lines = capsys.readouterr().out.splitlines()
    scores = artifacts.open_scores("forest", "test")
    matrix = metrics.confusion_matrix(scores.labels, scores.predicted(), scores.n_classes)
    accuracy = f"{metrics.summary(matrix)['accuracy']:.4f}"
    [row] = [line for line in lines if "forest" in line]
    assert width < 24 or accuracy in row
    assert all(len(line) <= width for line in lines)


def test_help_is_short_too_and_the_version_is_told(capsys) -> None:
    assert main(["-h"]) == 0
    assert main(["train", "-h"]) == 0
    assert "--scheduler" in capsys.readouterr().out
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("digit-studio ")


@pytest.mark.parametrize(
    ("line", "meant"),
    [(["evaluate", "forrest"], "forest"), (["models", "--dataset", "mnits"], "mnist")],
)
def test_a_name_that_is_nearly_right_is_recognised(line: list[str], meant: str, capsys) -> None:
    assert main(line) == 1
    err = capsys.readouterr().err
    assert f"did you mean {meant!r}? Choose one of" in err
    assert main(["evaluate", "quite_another"]) == 1
    assert f"; choose one of {', '.join(registry.MODELS)}." in capsys.readouterr().err
