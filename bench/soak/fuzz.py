"""B6: every reader of what people bring, on damaged files: an answer or one plain sentence.

Hypothesis takes a sound file, or the beginning of one, and changes it: bytes, lengths, pieces of
other files. Each reader works in a copy of this process, so that a crash of a library is seen, and
its memory is looked at on the way.
"""

from __future__ import annotations

import argparse
import base64
import gc
import gzip
import io
import json
import resource
import struct
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import psutil
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from PIL import Image

from bench.soak import forked
from bench.soak.noted import note
from canvas import guard, payloads
from core import StudioError
from core.analysis import verdicts_csv
from core.analysis.verdicts import Verdict
from core.data import digit_files, inputs
from core.data.labelled import LabelledImages
from core.data.reading import predictions, reader
from core.data.reading.found import Options

#: Bytes that a file may unpack to; seconds for one; megabytes that the second half may add, and
#: that one file may take at most.
MOST, LONGEST, MORE, PEAK = 1_000_000, 10.0, 20.0, 200.0
ROUND = 250
VERDICT = Verdict("2026-01-01T00:00:00.000000+00:00", "mnist", "test", 7, "cannot tell", None, "?")
#: Numbers at which lengths and counts are misread.
EDGES = [0, 1, 127, 128, 255, 256, 32_767, 65_535, 2**31 - 1, 2**31, 2**32 - 1, 2**63 - 1]


def sound() -> dict[str, bytes]:
    """Return a small sound file of every kind."""
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (4, 28, 28), np.uint8)
    labels = np.arange(4, dtype=np.uint8)
    idx = struct.pack(">IIII", 0x803, 4, 28, 28) + images.tobytes()
    digit = LabelledImages(images, labels)
    table = {"label": labels, **{f"pixel{i}": images.reshape(4, -1)[:, i] for i in range(784)}}
    parquet, npz, scores = io.BytesIO(), io.BytesIO(), io.BytesIO()
    pq.write_table(pa.table(table), parquet)
    np.savez_compressed(npz, images=images, labels=labels)
    np.savez(scores, labels=labels, pred_probs=np.eye(4, 10))
    found = {
        "idx": idx,
        "gzip": gzip.compress(idx),
        "npz": npz.getvalue(),
        "zip": digit_files.written(digit, "idx"),
        "csv": digit_files.written(digit, "csv")[:6000],
        "parquet": parquet.getvalue(),
        "scores": scores.getvalue(),
        "answers": b"true,predicted\n3,3\n5,8\n",
        "verdicts": verdicts_csv.write([VERDICT]).encode(),
    }
    for kind in ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"):
        picture = io.BytesIO()
        Image.fromarray(images[0]).save(picture, kind)
        found[kind.lower()] = picture.getvalue()
    folder = io.BytesIO()
    with zipfile.ZipFile(folder, "w") as archive:
        archive.writestr("train/3/a.png", found["png"])
        archive.writestr("train/5/b.png", found["png"])
    return {**found, "folder": folder.getvalue()}


FILES = sound()


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Return a sound file with some changes, mostly few."""
    content = bytearray(FILES[draw(st.sampled_from(sorted(FILES)))])
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(len(content) - 1, 0)))
        deed = draw(st.sampled_from(["byte", "number", "cut", "double", "other", "text"]))
        if deed == "byte":
            content[at : at + 1] = draw(st.binary(min_size=1, max_size=1))
        elif deed == "number":
            form = draw(st.sampled_from(["<I", ">I", "<H", ">H", "<Q", ">Q"]))
            number = draw(st.sampled_from(EDGES)) % 256 ** struct.calcsize(form)
            content[at : at + struct.calcsize(form)] = struct.pack(form, number)
        elif deed == "cut":
            del content[at : at + draw(st.integers(1, len(content) + 1))]
        elif deed == "double":
            content[at:at] = content[at : at + draw(st.integers(1, 400))]
        elif deed == "other":
            other = FILES[draw(st.sampled_from(sorted(FILES)))]
            content[at:at] = other[: draw(st.integers(1, 400))]
        else:
            content[at:at] = draw(st.text(max_size=20)).encode("utf-8", "surrogatepass")
    return bytes(content)


def call(content: bytes) -> object:
    """Read the body of a call of the canvas app."""
    text = base64.b64encode(content).decode()
    for body in (content, json.dumps({"data": [text]}).encode()):
        guard.names_a_file(body)
        try:
            sent = json.loads(body)
        except (ValueError, RecursionError):
            sent = body.decode("latin-1")
        for read in (payloads.any_ink, payloads.pad_ink, payloads.image_28):
            try:
                read(sent["data"][0] if isinstance(sent, dict) and "data" in sent else sent)
            except StudioError as error:
                plain(error)
    return None


def plain(error: StudioError) -> None:
    """See that an error is one sentence.

    Raises
    ------
    AssertionError : it is not
    """
    said = str(error)
    assert said, "nothing was said"
    assert "\n" not in said, said
    assert len(said) < 1000, said


@dataclass(frozen=True)
class Reader:
    """Something of ours that reads what people bring."""

    name: str
    read: Callable[[bytes], object]


READERS = [
    Reader("images", lambda content: reader.parse(content, "own", Options(most=MOST))),
    Reader("digits", lambda content: inputs.parse(content, "own")),
    Reader("handwriting", lambda content: digit_files.parsed(content, "own")),
    Reader("predictions", lambda content: predictions.parse(content, "own", most=MOST)),
    Reader("verdicts", verdicts_csv.read),
    Reader("calls", call),
]


def tried(one: Reader, times: int) -> int:
    """Let a reader read so many damaged files; return 0 as an exit code if all is well."""
    process, held, longest = psutil.Process(), [], 0.0

    def reads(content: bytes) -> None:
        nonlocal longest
        begun = time.monotonic()
        try:
            one.read(content)
        except StudioError as error:
            plain(error)
        longest = max(longest, time.monotonic() - begun)
        held.append(process.memory_info().rss / 1e6)

    for content in FILES.values():  # what is imported and kept at first does not count
        with suppress(StudioError):
            one.read(content)
    first = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    for number in range(max(1, times // ROUND)):  # Hypothesis keeps what it drew in one round
        drawn = given(damaged())(reads)
        chosen = settings(
            max_examples=min(times, ROUND),
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        seed(number)(chosen(drawn))()
        gc.collect()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000 - first
    more = held[-1] - held[len(held) // 2]
    print(
        f"{one.name}: {len(held)} files, {more:+.0f} MB in the second half, at most {most:+.0f} "
        f"MB, {longest:.2f} s for the slowest",
        flush=True,
    )
    return 0 if more <= MORE and most <= PEAK and longest <= LONGEST else 1


def main(times: int = 5000) -> bool:
    """Try all readers and note what came out."""
    failed = []
    for one in READERS:
        code = forked.ended(forked.begin(lambda one=one: tried(one, times)), within=7200)
        if code:
            failed.append(f"{one.name} ({'signal ' + str(-code) if code < 0 else 'see above'})")
    figure = f"{times:,} damaged files for each of {len(READERS)} readers: " + (
        f"failed: {', '.join(failed)}" if failed else "read or refused in a sentence, memory flat"
    )
    return note("B6", figure, not failed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=5000)
    sys.exit(not main(parser.parse_args().files))
