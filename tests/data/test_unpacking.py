"""How often a file may be packed, and what is in it once it is unpacked."""

from __future__ import annotations

import gzip

import pytest

from core.data.labelled import DataError
from core.data.reading.unpacking import unpacked


def packed(content: bytes, times: int) -> bytes:
    for _ in range(times):
        content = gzip.compress(content, mtime=0)
    return content


@pytest.mark.parametrize("times", [0, 1, 2, 3])
def test_what_is_packed_up_to_three_times_is_opened(times: int) -> None:
    assert unpacked(packed(b"digits", times), "digits.gz", 100) == b"digits"


@pytest.mark.parametrize("times", [4, 5])
def test_what_is_packed_more_often_is_refused(times: int) -> None:
    with pytest.raises(DataError, match=r"^digits\.gz: it is packed more than 3 times; unpack it"):
        unpacked(packed(b"digits", times), "digits.gz", 100)
