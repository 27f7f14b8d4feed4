"""A download that is killed: the digits that were there stay, and the next one comes complete."""

import os
import random
import tempfile
import time
from pathlib import Path

import pytest

from bench.soak import forked
from core.data import mnist, sets
from core.data.fetch import fetch
from core.data.labelled import array_hashes
from openml_server import arff, playing

#: Seconds within which a kill falls; a download of the forty digits takes about two.
LATEST = 2.5


@pytest.fixture
def own(tmp_path, monkeypatch):
    """Return an artifacts folder of the test's own; temporary files lie beside it."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    (tmp_path / "artifacts").mkdir()
    return tmp_path / "artifacts"


@pytest.mark.slow
def test_a_download_killed_100_times_leaves_the_digits_and_the_next_one_is_complete(own):
    first = sets.load().train.take(slice(0, 40))
    draw, bundle = random.Random(1), own / mnist.BUNDLE
    hashes = array_hashes([first.images], [first.labels])

    def download(address):
        fetch(own, base=address, n_train=30, hashes=hashes)
        return 0

    with playing(arff(first.images, first.labels), 40) as openml:
        download(openml.address)
        killed = 0
        for _ in range(100):
            child = forked.begin(lambda: download(openml.address))
            killed += forked.killed_after(child, draw.uniform(0, LATEST))
            assert len(mnist.read_bundle(bundle)[0]) == 30  # whole, and what it was
        assert killed >= 25
        download(openml.address)
    assert list(own.iterdir()) == [bundle]  # nothing beside it
    assert list((own.parent / "temporary").iterdir()) == []


@pytest.mark.skipif(not os.path.isdir("/proc"), reason="processes are read from /proc")
def test_what_a_killed_download_had_started_ends_too(own):
    first = sets.load().train.take(slice(0, 40))
    with playing(arff(first.images, first.labels), 40, "stalled") as openml:
        child = forked.begin(lambda: fetch(own, base=openml.address) and 0)
        wait_for(lambda: helpers(openml.address))
        forked.killed_after(child, 0)
        wait_for(lambda: not helpers(openml.address))


def helpers(address):
    """Return the processes that were told to download from there."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if address.encode() in path.read_bytes():
                found.append(path)
        except OSError:  # it has ended meanwhile
            continue
    return found


def wait_for(condition):
    until = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < until, "nothing happened in time"
        time.sleep(0.05)
