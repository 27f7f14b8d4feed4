"""Short of memory: a command says so in a sentence, and what was stored before is as it was."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.storage import paths
from core.training import artifacts, fitting

pytestmark = pytest.mark.walk

#: What a command may take beyond what its imports took. The limit is set once they are done:
#: libraries that do not get their first memory end the process in ways of their own.
LIMITED = """
import resource, sys
import core.cli, core.training.fitting, core.models.registry, core.data.sets
held = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (held + int(sys.argv[1]), resource.RLIM_INFINITY))
sys.exit(core.cli.main(sys.argv[2:]))
"""


def limited(megabytes: int, words: list[str], environment: dict[str, str], root: Path) -> str:
    ended = subprocess.run(
        [sys.executable, "-c", LIMITED, str(megabytes * 1_000_000), *words],
        env={**environment, "DIGIT_STUDIO_ARTIFACTS": str(root), "OPENBLAS_NUM_THREADS": "1"},
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1, ended.stderr[-1500:]
    return ended.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limit is Linux's")
def test_a_training_without_memory_says_so_and_the_model_before_stays(
    own_root: Path, environment: dict[str, str], small
) -> None:
    fitting.train("dummy", root=own_root)
    told = limited(120, ["train", "dummy", "--force"], environment, own_root)
    *_, sentence = told.strip().splitlines()
    assert sentence.startswith("There is not enough memory")
    assert "Traceback" not in told
    artifacts.verify("dummy", root=own_root)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limit is Linux's")
def test_a_file_that_does_not_fit_into_memory_is_refused_in_a_sentence(
    trained: list[str], own_root: Path, environment: dict[str, str]
) -> None:
    (own_root / "models").symlink_to((paths.ARTIFACTS / "models").resolve())
    np.savez_compressed(own_root / "own.npz", images=np.zeros((20_000, 28, 28), np.uint8))
    told = limited(30, ["predict", "dummy", str(own_root / "own.npz")], environment, own_root)
    assert told.startswith("There is not enough memory")
    assert "Traceback" not in told
