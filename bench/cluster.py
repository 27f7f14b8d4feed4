"""What a cluster costs and gains: `python -m bench.cluster` (about five minutes; Linux).

The forest is trained here, then on one and on two workers of one thread each, all on this machine.
`cluster_training` is seconds from the command to the stored model, against those without a cluster
on all cores. `processor_seconds` are those of the workers, which other programs on the machine
disturb less. `cluster_traffic` is what went over loopback meanwhile, other programs' traffic
included, against what is to be expected: see `expected_bytes`. `cluster_memory` is the largest
worker's peak.
"""

from __future__ import annotations

import io
import resource
import tempfile
import time
from pathlib import Path

import joblib
import numpy as np
from distributed import LocalCluster

from bench import show
from core.data import sets
from core.data.labelled import Dataset
from core.training import artifacts, fitting, spread
from core.training.folds import FOLDS
from core.training.scheduler import connected

NAME = "forest"


def main() -> None:
    """Print the figures."""
    whole = sets.load()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        begun = time.perf_counter()
        fitting.train(NAME, root=root)
        alone = time.perf_counter() - begun
        show("cluster_none", alone, "s", model=NAME)
        dumped = io.BytesIO()
        joblib.dump(artifacts.open_model(NAME, root=root), dumped)
        model = len(dumped.getbuffer())
        for workers in (1, 2):
            with LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                host="127.0.0.1",
                dashboard_address=None,
            ) as local:
                measure(workers, local.scheduler_address, whole, model, alone, root)


def measure(
    workers: int, address: str, whole: Dataset, model: int, alone: float, root: Path
) -> None:
    """Train on a cluster of so many workers and print seconds and bytes."""
    bytes_before, begun = loopback(), time.perf_counter()
    with connected(address) as cluster:
        ready = time.perf_counter() - begun
        spread.begin(NAME, whole.name, cluster)
        sent = time.perf_counter() - begun - ready
        fitting.train(NAME, root=root, force=True, cluster=cluster)
        used = sum(cluster.client.run(time.process_time).values())
        peak = max(cluster.client.run(peak_memory).values())
    seconds, moved = time.perf_counter() - begun, loopback() - bytes_before
    facts = artifacts.open_manifest(NAME, root=root)
    show(
        "cluster_training",
        seconds,
        "s",
        against=alone,
        model=NAME,
        workers=workers,
        connect_seconds=round(ready, 2),
        send_seconds=round(sent, 2),
        seconds_per_fold=round(facts["out_of_fold_seconds"] / FOLDS, 2),
        seconds_on_all=round(facts["fit_seconds"], 2),
        processor_seconds=round(used, 2),
    )
    wanted = expected_bytes(whole, workers, model)
    show("cluster_traffic", moved / 1e6, "MB", against=wanted / 1e6, workers=workers)
    show("cluster_memory", peak / 1e6, "MB", workers=workers)


def expected_bytes(whole: Dataset, workers: int, model: int) -> int:
    """Return the bytes that a training moves.

    The data goes to the scheduler and from there to every worker; each fold's indices go the same
    way, and its scores and the model of so many bytes come back by it.
    """
    train = whole.train
    data = train.images.nbytes + train.labels.nbytes
    indices = FOLDS * len(train) * np.dtype(np.int32).itemsize
    scores = len(train) * whole.n_classes * np.dtype(np.float32).itemsize
    return (workers + 1) * data + 2 * (indices + scores + model)


def peak_memory() -> int:
    """Return the most bytes that this process had in memory."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def loopback() -> int:
    """Return the bytes that loopback has carried since the machine started."""
    for line in Path("/proc/net/dev").read_text().splitlines():
        name, _, numbers = line.partition(":")
        if name.strip() == "lo":
            return int(numbers.split()[0])
    raise SystemExit("This machine's loopback is not called lo.")


if __name__ == "__main__":
    main()
