"""Compressed files and archives, unpacked no further than was announced and is allowed."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from core.data.labelled import DataError
from core.language import tr

GZIP, ZIP = b"\x1f\x8b", (b"PK\x03\x04", b"PK\x05\x06")
#: How often a file may be packed inside itself.
DEEPEST = 3
#: More than deflate can shrink anything.
MOST_GROWTH = 1_040
#: Honest files shrink to a hundredth at most; what would grow more than this is not unpacked.
LARGEST_GROWTH = 400
#: Below this many bytes growth does no harm.
HARMLESS = 50_000_000
WEB_PAGE = (b"<!doctype html", b"<html")
#: Members that systems add to archives by themselves.
UNWANTED = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")


def by_systems(path: str) -> bool:
    """Return whether a path is, or lies in, what systems hide or add by themselves."""
    return any(part.startswith(".") or part in UNWANTED for part in path.split("/"))


def unpacked(content: bytes, name: str, most: int) -> bytes:
    """Return the content of a gzip file, as often as it was packed; other bytes as they are.

    Raises
    ------
    DataError
        If it is damaged, unpacks to more than `most` bytes or is a web page; the sentence begins
        with `name`.
    """
    for _ in range(DEEPEST):
        if not content.startswith(GZIP):
            break
        content = _gunzipped(content, name, most)
    if content.startswith(GZIP):
        raise DataError(
            tr(
                "{name}: it is packed more than {deepest} times; unpack it first.",
                name=name,
                deepest=DEEPEST,
            )
        )
    if content[:300].lstrip().lower().startswith(WEB_PAGE):
        raise DataError(
            tr("{name}: this is a web page, not a data file: download it again.", name=name)
        )
    return content


def _gunzipped(content: bytes, name: str, most: int) -> bytes:
    # The last four bytes say how long the content is; it is read no further than that.
    announced = struct.unpack("<I", content[-4:])[0] if len(content) >= 18 else 0
    if announced > 2_000 + MOST_GROWTH * len(content):
        raise DataError(
            tr(
                "{name}: the gzip file is damaged (its end is missing); download it again.",
                name=name,
            )
        )
    _check_size(announced, len(content), name, most)
    try:
        with gzip.open(io.BytesIO(content)) as packed:
            head = packed.read(16)
            _check_idx(head, announced, name)
            found = head + packed.read(max(announced - len(head), 0) + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(
            tr("{name}: the gzip file is damaged ({error}).", name=name, error=error)
        ) from None
    if len(found) > announced:
        raise DataError(
            tr("{name}: the gzip file is longer than it says; pack it again.", name=name)
        )
    return found


def _check_idx(head: bytes, announced: int, name: str) -> None:
    """Refuse an IDX header that announces far more than the gzip file says it holds."""
    if head[:3] == b"\x00\x00\x08" and len(head) == 16 and head[3] == 3:
        count, height, width = struct.unpack(">III", head[4:])
        if count > 0 and count * height * width > max(4 * announced, HARMLESS):
            raise DataError(
                tr(
                    "{name}: the IDX header announces {count:,} images of {height} × "
                    "{width}, too much for a file of {announced:,} bytes.",
                    name=name,
                    count=count,
                    height=height,
                    width=width,
                    announced=announced,
                )
            )


def _check_size(size: int, packed: int, name: str, most: int) -> None:
    if size <= most and size > HARMLESS and size > packed * LARGEST_GROWTH:
        raise DataError(
            tr(
                "{name}: its {packed:,.1f} MB unpack to {size:,.0f} MB; no honest file of data "
                "shrinks that much, so it is not opened.",
                name=name,
                packed=packed / 1e6,
                size=size / 1e6,
            )
        )
    if size > most:
        raise DataError(
            tr(
                "{name}: it unpacks to {size:,.0f} MB, too much to read at once (at "
                "most {most:,.0f} MB).",
                name=name,
                size=size / 1e6,
                most=most / 1e6,
            )
        )


#: What zipfile raises for damaged archives and for those of a kind that it does not know.
BROKEN = (zipfile.BadZipFile, ValueError, EOFError, OSError, zlib.error, RuntimeError)


class Archive:
    """A zip file whose members are named and sized safely.

    Parameters
    ----------
    content : the bytes of the file
    name : what sentences begin with
    most : the most bytes that all members together may unpack to

    Attributes
    ----------
    folders : the folders that the archive names by themselves

    Raises
    ------
    DataError
        If it is damaged, too large, or a member would leave the folder it is unpacked to.
    """

    def __init__(self, content: bytes, name: str, most: int) -> None:
        self.name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except BROKEN as error:
            raise DataError(
                tr("{name}: the zip is damaged ({error}); save it again.", name=name, error=error)
            ) from None
        members = self._zip.infolist()
        if not all(member.filename for member in members):  # `is_dir` looks at its last letter
            raise DataError(
                tr("{name}: the zip is damaged (a name is missing); save it again.", name=name)
            )
        self.folders = [member.filename.rstrip("/") for member in members if member.is_dir()]
        members = [member for member in members if not member.is_dir()]
        for member in members:
            path = PurePosixPath(member.filename.replace("\\", "/"))
            if path.is_absolute() or ".." in path.parts:
                raise DataError(
                    tr(
                        "{name}: {filename!r} has no place in an archive of images; it would "
                        "leave its folder.",
                        name=name,
                        filename=member.filename,
                    )
                )
        self._members = {
            member.filename: member
            for member in members
            if not any(part in UNWANTED for part in PurePosixPath(member.filename).parts)
        }
        size = sum(member.file_size for member in self._members.values())
        _check_size(size, len(content), name, most)

    @property
    def names(self) -> list[str]:
        """Names of the members, in the order of the archive."""
        return list(self._members)

    def read(self, member: str) -> bytes:
        """Return a member's bytes; raises DataError if it is damaged."""
        try:
            return self._zip.read(self._members[member])
        except BROKEN:
            raise DataError(
                tr(
                    "{name}: the zip is damaged at {member!r}; save it again.",
                    name=self.name,
                    member=member,
                )
            ) from None

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        for member in self._members:
            yield member, self.read(member)
