"""Rows taken out of a damaged SQLite file, page by page, without its tree of pages.

Every page of a table's rows names its rows by itself, so damage elsewhere does not matter. Nothing
here decides what is sound: whoever asks checks each row. The layout is that of
https://www.sqlite.org/fileformat2.html, sections 1.6 and 2.1.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from core.storage.seals import Row, Value

#: A page that holds rows begins with this byte.
LEAF = 0x0D
#: SQLite's page size unless a file says otherwise.
USUAL = 4096
#: Bytes at the front of the first page that are about the file.
HEADER = 100


def rows(content: bytes, columns: int) -> Iterator[tuple[int, Row]]:
    """Yield (rowid, values) of whatever looks like a row with this number of columns.

    Parameters
    ----------
    content : the file's bytes, whole or not
    columns : of the table that is wanted; rows of others are skipped
    """
    stated = int.from_bytes(content[16:18], "big")
    sizes = {USUAL, stated if stated in (512, 1024, 2048, 8192, 16384, 32768) else USUAL}
    for size in sorted(sizes):
        for start in range(0, len(content), size):
            yield from _page(content, start, size, columns)


def _page(content: bytes, start: int, size: int, columns: int) -> Iterator[tuple[int, Row]]:
    page = content[start : start + size]
    head = HEADER if start == 0 else 0
    if len(page) < head + 8 or page[head] != LEAF:
        return
    cells = int.from_bytes(page[head + 3 : head + 5], "big")
    for number in range(min(cells, size // 4)):
        at = head + 8 + 2 * number
        place = int.from_bytes(page[at : at + 2], "big")
        try:
            length, place = _number(page, place)
            rowid, place = _number(page, place)
            values = _values(_payload(content, page, place, length, size), columns)
        except (IndexError, ValueError, struct.error):
            continue  # not a cell, or one whose rest lies in what is damaged
        if values is not None:
            yield rowid, values


def _payload(content: bytes, page: bytes, place: int, length: int, size: int) -> bytes:
    """Return a row's bytes; what does not fit its page lies in a chain of others."""
    if length > len(content):
        raise ValueError("longer than the file")
    most, least = size - 35, (size - 12) * 32 // 255 - 23
    if length <= most:
        return page[place : place + length]
    here = least + (length - least) % (size - 4)
    here = here if here <= most else least
    found = page[place : place + here]
    following = int.from_bytes(page[place + here : place + here + 4], "big")
    while len(found) < length and following:  # each page adds to it: a circle ends, too
        other = content[(following - 1) * size : following * size]
        if len(other) < 5:
            raise ValueError("cut off")
        found += other[4:]
        following = int.from_bytes(other[:4], "big")
    return found[:length]


def _values(payload: bytes, columns: int) -> Row | None:
    """Return the values in a record, None if it has not that many."""
    end, place = _number(payload, 0)
    kinds = []
    while place < end:
        kind, place = _number(payload, place)
        kinds.append(kind)
        if len(kinds) > columns:
            return None
    if len(kinds) != columns or place != end:
        return None
    values: list[Value] = []
    for kind in kinds:
        size = _size(kind)
        piece = payload[place : place + size]
        if len(piece) != size:
            raise ValueError("cut off")
        values.append(_value(kind, piece))
        place += size
    return tuple(values)


def _size(kind: int) -> int:
    if kind >= 12:
        return (kind - 12) // 2
    return (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)[kind]


def _value(kind: int, piece: bytes) -> Value:
    if kind >= 12:
        return piece.decode("utf-8", "surrogateescape") if kind % 2 else piece
    if kind == 0:
        return None
    if kind == 7:
        return float(struct.unpack(">d", piece)[0])
    if kind in (8, 9):
        return kind - 8
    return int.from_bytes(piece, "big", signed=True)


def _number(content: bytes, place: int) -> tuple[int, int]:
    """Return the whole number of 1 to 9 bytes at a place, and the place behind it."""
    found = 0
    for extra in range(9):
        byte = content[place + extra]
        if extra == 8:
            return found << 8 | byte, place + 9
        found = found << 7 | byte & 0x7F
        if byte < 0x80:
            return found, place + extra + 1
    raise ValueError("not a number")
