import csv
import io
import random
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import StudioError
from core.analysis import verdicts_csv
from core.analysis.disputed import DISPUTED
from core.analysis.verdicts import CHOICES, Verdict, Verdicts, from_voters, restated
from core.data import sets

TIME = "2026-01-01T00:00:0{}.000000+00:00"


def verdict(index, second=0, choice="model wrong", should_be=None, note=""):
    return Verdict(TIME.format(second), "mnist", "test", index, choice, should_be, note)


notes = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)


@given(
    st.lists(
        st.builds(
            lambda index, second, choice, digit, note: verdict(
                index, second, choice, digit if choice == "label wrong" else None, note
            ),
            st.integers(0, 9999),
            st.integers(0, 9),
            st.sampled_from(CHOICES),
            st.integers(0, 9),
            notes,
        )
    )
)
@settings(max_examples=100)
def test_csv_brings_back_exactly_what_was_written(given_verdicts):
    text = verdicts_csv.write(given_verdicts)
    assert verdicts_csv.read(text.encode()) == given_verdicts


@pytest.mark.parametrize("note", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "'=1", "＝1", '"=1'])
def test_no_cell_begins_as_a_formula_does(note):
    text = verdicts_csv.write([verdict(1, note=note)])
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row if cell]
    assert all(cell[0].isalnum() or cell[0] == "'" for cell in cells)
    assert verdicts_csv.read(text.encode())[0].note == note


@pytest.mark.parametrize("divider", [",", ";", "\t"])
def test_csv_that_a_spreadsheet_or_pandas_wrote_again_is_read(divider):
    """Reordered columns, an index in front, labels as 9.0, a byte-order mark, blank rows, CRLF."""
    wanted = [
        verdict(7, 1, "label wrong", 9, "a five; or a nine,\r\nwho knows"),
        verdict(8, 2, "cannot tell", None, "=1+1"),
    ]
    table = pd.read_csv(io.StringIO(verdicts_csv.write(wanted), newline=""))
    table = table[["note", "at", "should_be", "verdict", "index", "split", "dataset"]]
    assert table["should_be"].dtype == float
    text = table.to_csv(sep=divider, lineterminator="\r\n") + divider * 7 + "\r\n\r\n"
    assert verdicts_csv.read(b"\xef\xbb\xbf" + text.encode()) == wanted


def test_merging_in_any_order_gives_the_same(tmp_path):
    rows = [
        verdict(5, 3, "cannot tell"),
        verdict(5, 1),
        verdict(5, 3, "model wrong", note="at the same time"),
        verdict(5, 3, "label wrong", 4),
        verdict(6, 2),
    ]
    results = []
    for seed in range(6):
        shuffled = random.Random(seed).sample(rows, len(rows))
        store = Verdicts(tmp_path / str(seed))
        half = seed % 5
        store.merge(shuffled[:half])
        store.merge(shuffled[half:])
        store.merge(rows[:2])
        results.append(store.all())
    assert all(result == results[0] for result in results)
    assert [v.index for v in results[0]] == [5, 6]
    assert results[0][0].at == TIME.format(3)


def test_a_verdict_is_replaced_taken_back_and_seen_by_the_next_process(tmp_path):
    Verdicts(tmp_path).save(verdict(9, 1))
    Verdicts(tmp_path).save(verdict(9, 2, "label wrong", 4, "looks like 4"))
    assert Verdicts(tmp_path).all() == [verdict(9, 2, "label wrong", 4, "looks like 4")]
    Verdicts(tmp_path).withdraw("mnist", "test", 9)
    assert Verdicts(tmp_path).all() == []


WRITER = """
import sys
from pathlib import Path
from core.analysis.verdicts import Verdict, Verdicts
start = int(sys.argv[2])
for i in range(start, start + 40):
    Verdicts(Path(sys.argv[1])).save(
        Verdict("2026-01-01T00:00:00.000000+00:00", "mnist", "test", i, "model wrong")
    )
"""


@pytest.mark.parametrize("processes", [2, pytest.param(8, marks=pytest.mark.slow)])
def test_processes_writing_at_once_lose_nothing(tmp_path, processes):
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    starts = range(0, 1000 * processes, 1000)
    writers = [subprocess.Popen([*command, str(start)]) for start in starts]
    assert [writer.wait(timeout=60) for writer in writers] == [0] * processes
    found = [verdict.index for verdict in Verdicts(tmp_path).all()]
    assert found == [start + number for start in starts for number in range(40)]


def test_a_bad_file_is_refused_as_a_whole(tmp_path):
    good = verdicts_csv.write([verdict(1), verdict(2)])
    for bad, words in [
        (good.replace('"2"', '"10000"'), "Row 3"),
        (good.replace('"2"', '"-2"'), "Row 3"),
        (good.replace("model wrong", "label wrong"), "Row 2"),
        (good.replace("mnist", "../x"), "Row 2"),
        ("index\n1\n", "first line"),
    ]:
        with pytest.raises(StudioError, match=words):
            verdicts_csv.read(bad.encode())
    with pytest.raises(StudioError, match="UTF-8"):
        verdicts_csv.read(b"\xff\xfe\x00")


def test_a_damaged_file_is_named_in_one_sentence_and_stays_beside_the_next_one(tmp_path):
    content = b"not a database at all, really" * 50
    (tmp_path / "verdicts.sqlite").write_bytes(content)
    store = Verdicts(tmp_path)
    assert store.all() == []
    [sentence] = store.refused()
    assert sentence.startswith("verdicts.sqlite is damaged (it is not a database)")
    store.save(verdict(2))
    assert store.all() == [verdict(2)]
    assert not store.refused()
    [old] = tmp_path.glob("verdicts.sqlite.damaged-*")
    assert old.read_bytes() == content


def test_the_three_accuracies_equal_a_recount():
    rng = np.random.default_rng(0)
    labels, predicted = rng.integers(0, 10, 200), rng.integers(0, 10, 200)
    decided = [verdict(i, 0, "label wrong", int(predicted[i])) for i in range(0, 60, 2)]
    decided += [verdict(i, 0, "cannot tell") for i in range(1, 60, 3) if i % 2]
    given_, corrected, decidable = restated(labels, predicted, decided)
    asked = {v.index: v for v in decided}
    hits = total = fixed = 0
    for i in range(200):
        v = asked.get(i)
        label = v.should_be if v and v.should_be is not None else labels[i]
        fixed += label == predicted[i]
        if not (v and v.choice == "cannot tell"):
            total += 1
            hits += label == predicted[i]
    assert (given_.hits, given_.n) == ((labels == predicted).sum(), 200)
    assert (corrected.hits, corrected.n) == (fixed, 200)
    assert (decidable.hits, decidable.n) == (hits, total)
    low, high = decidable.interval
    p, z = hits / total, 1.959963984540054  # the two roots of the quadratic that Wilson solves
    for bound in (low, high):
        assert abs(p - bound) == pytest.approx(z * np.sqrt(bound * (1 - bound) / total))


def test_the_disputed_labels_are_those_of_the_source():
    assert sorted(DISPUTED) == [
        947, 1621, 1901, 2130, 2462, 2597, 2654, 3520, 3558, 5937, 6651, 6783, 8527, 9679, 9729,
    ]  # fmt: skip
    labels = sets.load().test.labels
    for digit in DISPUTED.values():
        assert labels[digit.index] == digit.given  # indices are in the test set's own order
        assert digit.for_given < 3
        assert digit.for_given + digit.for_suggested + digit.for_neither == 5
    voted = {v.index: v for v in from_voters()}
    assert voted[947].should_be == 9
    assert voted[3520].choice == "cannot tell"
