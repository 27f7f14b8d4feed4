"""How often a file may be packed, and what is in it once it is unpacked."""

from __future__ import annotations

import gzip
import struct

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


def test_a_file_with_more_in_it_than_it_says_is_refused() -> None:
    two = packed(b"digits" * 10, 1) + packed(b"x", 1)  # the end speaks of the second part only
    with pytest.raises(DataError, match=r"^digits\.gz: the gzip file is longer than it says"):
        unpacked(two, "digits.gz", 1000)


def idx(count: int, height: int, width: int) -> bytes:
    """Return the header of a file of so many images, and ten bytes of them."""
    return struct.pack(">4B3I", 0, 0, 8, 3, count, height, width) + bytes(10)


@pytest.mark.parametrize(
    ("count", "height", "width"), [(2_000_000, 28, 28), (1, 10_000, 10_000), (2**32 - 1, 28, 28)]
)
def test_a_header_that_announces_far_more_than_the_file_holds_is_refused(
    count: int, height: int, width: int
) -> None:
    with pytest.raises(DataError, match=rf"announces {count:,} images of {height} × {width}"):
        unpacked(packed(idx(count, height, width), 1), "digits.gz", 10**9)


@pytest.mark.parametrize(
    ("count", "height", "width"),
    [
        (0, 2**31 - 1, 2**31 - 1),  # no image at all
        (63_775, 28, 28),  # not quite as much as does no harm
    ],
)
def test_a_header_that_does_no_harm_is_left_to_who_reads_it(
    count: int, height: int, width: int
) -> None:
    content = idx(count, height, width)
    assert unpacked(packed(content, 1), "digits.gz", 10**9) == content
