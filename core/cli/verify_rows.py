"""`verify`: the rows of verdicts and drawings."""

from __future__ import annotations

from core import StudioError
from core.analysis import verdicts
from core.cli.verify_lines import Lines
from core.drawing import handwriting
from core.storage import backups
from core.storage.renewing import renew
from core.storage.rows import look


def databases(lines: Lines, repair: bool) -> None:
    """Print what is right and wrong with verdicts and handwriting, where there are any.

    A repair keeps a damaged file beside the one that takes its place.
    """
    for path, schema, what in (
        (verdicts.Verdicts().path, verdicts.SCHEMA, "verdicts"),
        (handwriting.place(), handwriting.SCHEMA, "drawings"),
    ):
        try:
            if repair and path.exists() and (done := renew(path, schema)):
                lines.repaired(done)
            found = look(path, schema, thorough=True)
        except StudioError as error:
            lines.failed(str(error))
            continue
        for sentence in found.refused:
            lines.failed(sentence)
        if path.exists() and not found.refused:
            later = "" if found.form == "sealed" else "; the next change gives them checksums"
            lines.right(f"{path.name}: {len(found.numbered):,} {what}, as they were kept{later}")
        for old in backups.damaged(path):
            lines.noted(f"{old.name}: a damaged file, set aside; remove it when you do not need it")
