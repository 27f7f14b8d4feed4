"""What was tried for the champion: the tables of docs/champion.md that other commands measured."""

from __future__ import annotations

import json
from typing import Any

from bench import champion_plans
from bench.champion_ablation import RESULTS

#: What judges the trials of `bench.champion_ablation`.
JUDGES = ("held_out", "drawings", "hands")


def ablation() -> list[str]:
    """Return the tables of members, views and distortions, nothing if they were not measured."""
    if not RESULTS.exists():
        return []
    stored: dict[str, Any] = json.loads(RESULTS.read_text())
    recipe = stored["recipe"]
    lines = [
        "",
        f"The same networks after {recipe['epochs']} epochs of {recipe['digits']:,} digits "
        "(`python -m bench.champion_ablation`), judged on the 10,000 others of the training "
        "set, on the real drawings, and on drawings with what other hands add (the table above). "
        "So short a schedule tells the direction; differences below 0.1 % are within its noise.",
        "",
        "| members that vote | held out | drawings | other hands |",
        "|---|---|---|---|",
        *[
            f"| {size} | {' | '.join(percent(row[name]) for name in JUDGES)} |"
            for size, row in enumerate(stored["members"], start=1)
        ],
        "",
        "| views of each image | held out | drawings | other hands |",
        "|---|---|---|---|",
    ]
    for name, title in (("one", "as it is"), ("five", "and moved by half a pixel, four ways")):
        row = stored["views"][name]
        lines.append(f"| {title} | {' | '.join(percent(row[name]) for name in JUDGES)} |")
    lines += [
        "",
        "The champion reads each image once.",
        "",
        "| distortions, two members | held out: vote | members | drawings: vote | members "
        "| other hands: vote | members |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in stored["rows"]:
        cells = [f"{percent(row[name])} | {shares(row[f'{name}_members'])}" for name in JUDGES]
        lines.append(f"| {row['name']} | {' | '.join(cells)} |")
    return lines


def plans() -> list[str]:
    """Return the table of other plans of the networks, nothing if they were not measured."""
    if not champion_plans.RESULTS.exists():
        return []
    rows = json.loads(champion_plans.RESULTS.read_text())["rows"]
    lines = [
        "",
        "Other plans of the networks, trained and judged in the same way "
        "(`python -m bench.champion_plans`), with the distortions of the second champion; those "
        "named after the third with its own. The log-loss of the vote tells more than so few "
        "misread digits (without smoothed labels it is lower in itself: the shipped vote is "
        "sharpened by its temperature instead); products are the multiplications that the "
        "convolutions spend on an image, minutes those of a processor.",
        "",
        "| plan | members | epochs | products | minutes | held out: vote | members | log-loss "
        "| drawings: vote | members | log-loss |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        cells = [str(row["members"]), str(row["epochs"]), f"{row['products'] / 1e6:.1f} M"]
        cells.append(f"{row['processor_seconds'] / 60:.1f}")
        for name in ("held_out", "drawings"):
            cells += [percent(row[name]), shares(row[f"{name}_members"])]
            cells.append(f"{row[f'{name}_log_loss']:.4f}")
        lines.append(f"| {row['name']} | {' | '.join(cells)} |")
    return lines


def percent(share: float) -> str:
    """Return a share as a percentage with two decimals."""
    return f"{share * 100:.2f} %"


def shares(values: list[float]) -> str:
    """Return several shares as percentages."""
    return ", ".join(f"{value * 100:.2f}" for value in values)
