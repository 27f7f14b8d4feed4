"""Find what is to be translated and compile what is: `python -m tools.translations`.

Every sentence that the code says by `tr`, `ntr` or `mark` stands in `core/language/de.po` after it,
with an empty place for the German where there is none. What nothing says any longer is dropped.
"""

from __future__ import annotations

import ast
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, mofile, pofile

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "core" / "language"
SOURCES = ("core", "dashboard", "canvas")
#: How many of its arguments, the first ones, each function takes as sentences.
KEYWORDS = {"tr": 1, "ntr": 2, "mark": 1}
CODE = "de"


def said(root: Path = ROOT) -> Catalog:
    """Return every sentence of the code, with the files that say it."""
    found = Catalog(project="digit-studio", charset="utf-8")
    for path in sorted([root / "gradio_app.py", *_python_files(root)]):
        for text in sentences(path.read_text(encoding="utf-8")):
            found.add(text, locations=[(str(path.relative_to(root)), 0)])
    return found


def sentences(code: str) -> list[str | tuple[str, ...]]:
    """Return what a Python file says, in its order.

    From the syntax tree: babel's own extractor reads tokens, of which an f-string is a single one
    before Python 3.12, so that it does not see what is said inside.
    """
    found: list[str | tuple[str, ...]] = []
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    for node in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        wanted = KEYWORDS.get(node.func.id) if isinstance(node.func, ast.Name) else None
        first = [one.value for one in node.args[:wanted] if isinstance(one, ast.Constant)]
        texts = tuple(text for text in first if isinstance(text, str))
        if wanted and len(texts) == wanted:
            found.append(texts[0] if wanted == 1 else texts)
    return found


def translated(code: str = CODE, folder: Path = FOLDER) -> Catalog:
    """Return the catalogue of a language as it is stored."""
    with (folder / f"{code}.po").open("rb") as file:
        found = pofile.read_po(file, locale=code)
    # The same sentences make the same file, whenever it is compiled.
    found.creation_date = found.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    return found


def compiled(catalogue: Catalog) -> bytes:
    """Return what gettext reads."""
    out = BytesIO()
    mofile.write_mo(out, catalogue)
    return out.getvalue()


def missing(catalogue: Catalog) -> list[str]:
    """Return what has no translation, or an uncertain one."""
    return [
        str(message.id)
        for message in catalogue
        if message.id and (message.fuzzy or not all(_texts(message.string)))
    ]


def main() -> int:
    """Write both files; return how many sentences have no translation, at most 1."""
    catalogue = translated()
    catalogue.update(said(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    out = BytesIO()
    pofile.write_po(
        out, catalogue, width=100, omit_header=True, sort_by_file=True, include_lineno=False
    )
    (FOLDER / f"{CODE}.po").write_bytes(out.getvalue())
    (FOLDER / f"{CODE}.mo").write_bytes(compiled(catalogue))
    lacking = missing(catalogue)
    print(f"{len(catalogue):,} sentences, {len(lacking):,} of them without a translation")
    for each in lacking:
        print(" ", each)
    return bool(lacking)


def _texts(string: str | tuple[str, ...]) -> tuple[str, ...]:
    return string if isinstance(string, tuple) else (string,)


def _python_files(root: Path) -> list[Path]:
    return [path for folder in SOURCES for path in (root / folder).rglob("*.py")]


if __name__ == "__main__":
    sys.exit(main())
