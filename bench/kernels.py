"""How far scores move on other processors: `python -m bench.kernels`.

Every trained model scores the test set once per BLAS kernel that this processor can run, with one
thread and with two, each time in a process of its own; printed is the largest difference from the
stored scores, and how many answers changed. `core.evaluation.tolerance` is judged by these figures.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys

import numpy as np

from bench import show
from core.data import sets
from core.evaluation.scores import score_images
from core.evaluation.tolerance import allowed, largest_difference
from core.training import artifacts

#: OpenBLAS's names; a processor that lacks the instructions falls back to a kernel it can run.
KERNELS = ("", "Haswell", "Zen", "SkylakeX")
THREADS = (1, 2)


def main() -> None:
    """Print one line per model, kernel and number of threads."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    if parser.parse_args().child:
        measure()
        return
    for kernel in KERNELS:
        for threads in THREADS:
            environment = {**os.environ, "OPENBLAS_NUM_THREADS": str(threads)}
            environment.pop("OPENBLAS_CORETYPE", None)
            if kernel:
                environment["OPENBLAS_CORETYPE"] = kernel
            done = subprocess.run(
                [sys.executable, "-m", "bench.kernels", "--child"],
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                print(f"{kernel or 'as set'}: {done.stderr.strip()[-200:]}", file=sys.stderr)
                continue
            for line in done.stdout.splitlines():
                facts = json.loads(line)
                value = facts.pop("largest_difference")
                show("kernel_difference", value, "of what is allowed", asked=kernel, **facts)


def measure() -> None:
    """Print, for each trained model, how its scores in this process differ from the stored ones."""
    from threadpoolctl import threadpool_info

    images = sets.load().test.images
    running = {info["architecture"] for info in threadpool_info() if info["user_api"] == "blas"}
    for name in artifacts.trained():
        stored = artifacts.open_scores(name, "test")
        model = artifacts.open_model(name)
        parts = [
            score_images(model, images[start : start + 1000])[0]
            for start in range(0, len(images), 1000)
        ]
        values = np.concatenate(parts)
        difference = np.abs(values - stored.values)
        facts = {
            "model": name,
            "running": sorted(running),
            "threads": int(os.environ["OPENBLAS_NUM_THREADS"]),
            "largest_difference": largest_difference(stored.values, values, stored.kind),
            "absolute": float(difference.max()),
            "allowed": allowed(stored.values, stored.kind),
            "answers_changed": int((values.argmax(axis=1) != stored.predicted()).sum()),
        }
        print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    main()
