"""The ready set's results as a page of the documentation, with pictures."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from core.analysis import sprites
from core.data import mnist, sets
from core.improvement import leaderboard, ready
from core.improvement.comparing import Comparison
from core.improvement.leaderboard import Board
from core.improvement.recipe import Recipe
from core.language import points
from core.models import registry
from core.training.keys import versions

PAGE = Path(__file__).resolve().parents[2] / "docs" / "improvements.md"
#: Images in a picture, of the fixed and of the broken ones.
SHOWN = 20
SPLITS = ("oof", "test")
WORDS = {"better": "better", "worse": "worse", "same": "no difference", "cannot tell": "?"}


def write(path: Path = PAGE, root: Path | None = None) -> Path:
    """Write the page and its pictures from the experiments that were run; it names the others."""
    pictures = path.with_suffix("")
    pictures.mkdir(exist_ok=True)
    for old in pictures.glob("*.png"):
        old.unlink()
    parts = [
        "# What helps, and what only seems to",
        "Written by `python -m core experiment --ready --write-docs`; do not edit it by hand. "
        f"Measured with {', '.join(f'{name} {version}' for name, version in versions().items())}.",
        "Each experiment changes one thing of a model and trains it again on the 60,000. Recipes "
        "are judged on out-of-fold answers for the training images; the test set is looked at "
        "once, for this page. *Fixed* and *broken* are images that only the changed or only the "
        "plain model reads correctly; a difference within ±0.1 points counts as none. p is "
        "McNemar's, exact, corrected for all experiments on one model (Holm). The same results, "
        "image by image, are on the page *Improve* of the dashboard.",
    ]
    for model in ready.EXPERIMENTS:
        boards = {split: leaderboard.board(model, split=split, root=root) for split in SPLITS}
        parts += _of_model(model, boards, pictures)
    parts += [
        "## Run it again",
        "`python -m core experiment --ready --write-docs` runs what is missing and goes on where "
        "it was stopped; `--force` runs all of it again.",
    ]
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return path


def _of_model(model: str, boards: dict[str, Board], pictures: Path) -> list[str]:
    """Return the parts about one model: a table, its sentence, and a picture per change."""
    parts = [f"## {registry.title(model)}"]
    rows = {
        split: {row["experiment"]: row for row in board.table.to_dict("records")}
        for split, board in boards.items()
    }
    wanted = [Recipe.parse(text).text() for text in ready.EXPERIMENTS[model]]
    there = [text for text in rows["oof"] if text in wanted]
    missing = [text for text in wanted if text not in there]
    if missing:
        parts.append("Not run on this machine: " + ", ".join(f"`{text}`" for text in missing) + ".")
    if not there:
        return parts
    base = boards["oof"].baseline[0]
    parts.append(
        f"As it is: {100 * base.accuracy('oof'):.2f} % out-of-fold, "
        f"{100 * base.accuracy('test'):.2f} % on the test set."
    )
    parts.append(_table(there, rows))
    whole = sets.load(mnist.NAME)
    for text in there:
        if text.startswith(("data", "trees")):
            continue
        compared: Comparison = rows["test"][text]["comparison"]
        flips = compared.flips
        name = f"{model}-{''.join(c if c.isalnum() else '_' for c in text)}.png"
        images = _picture(whole.test.images, (flips.fixed, flips.broken))
        (pictures / name).write_bytes(images)
        parts.append(
            f"**{Recipe.parse(text).sentence()}** (`{text}`). "
            f"{rows['test'][text]['judgement'].sentence} "
            f"Test images that it fixed (upper row, of {len(flips.fixed):,}) and broke (lower row, "
            f"of {len(flips.broken):,}):\n\n![{text} on {model}: fixed above, broken below]"
            f"({pictures.name}/{name})"
        )
    return parts


def _table(texts: Iterable[str], rows: dict[str, dict[str, dict[str, Any]]]) -> str:
    """Return the experiments as a Markdown table, the most accurate out-of-fold first."""
    lines = [
        "| change | out-of-fold | points | fixed / broken | p | verdict | test | points | "
        "fixed / broken | p | verdict | fit |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for text in texts:
        cells = [f"{Recipe.parse(text).sentence()}"]
        for split in SPLITS:
            row = rows[split][text]
            p = row["p"]
            cells += [
                f"{100 * row['accuracy']:.2f} %",
                points(row["difference"]),
                f"{row['fixed']:,} / {row['broken']:,}",
                "<0.001" if p < 0.001 else f"{p:.3f}",
                WORDS[row["judgement"].verdict],
            ]
        seeds = rows["oof"][text]["seeds"]
        cells[0] += f" ({seeds} seeds)" if seeds > 1 else ""
        cells.append(f"{rows['oof'][text]['seconds']:.0f} s")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _picture(images: np.ndarray, chosen: tuple[np.ndarray, np.ndarray]) -> bytes:
    """Return a PNG of two rows: the first fixed and the first broken images."""
    rows = np.zeros((2, SHOWN, *images.shape[1:]), np.uint8)
    for row, indices in zip(rows, chosen, strict=True):
        part = images[indices[:SHOWN]]
        row[: len(part)] = part
    return sprites.contact_sheet(rows.reshape(-1, *images.shape[1:]), SHOWN)
