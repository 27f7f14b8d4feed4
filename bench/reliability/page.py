"""Writes docs/reliability.md."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from bench.reliability.catalogue import ROOT, Entry, required
from bench.soak import noted

PLACE = ROOT / "docs" / "reliability.md"
GROUPS = {
    "L": "Load",
    "F": "Faults",
    "B": "Bad input to the canvas",
    "D": "Bad addresses and files in the dashboard",
    "I": "Data files",
    "S": "Supply chain and settings",
}
HEAD = Path(__file__).with_name("promises.md")


def text(entries: list[Entry]) -> str:
    """Return the document."""
    measured = noted.stored()
    states = Counter(entry.state for entry in entries)
    lines = [HEAD.read_text(encoding="utf-8").rstrip(), ""]
    lines.append(
        f"Of {len(entries)} entries {states['yes']} are tried, {states['in part']} in part and "
        f"{states['no']} not; what is open is said in the row."
    )
    for letter, title in GROUPS.items():
        lines += ["", f"### {title}", "", "| id | tried | by | came out |", "|---|---|---|---|"]
        lines += [row(one, measured.get(one.name)) for one in entries if one.name[0] == letter]
    return "\n".join([*lines, "", *machine(measured), ""])


def row(entry: Entry, result: dict[str, Any] | None) -> str:
    """Return an entry's line of the table."""
    files = dict.fromkeys(file for file, _ in entry.tests)
    commands = [one for one in entry.by if "::" not in one]
    by = ", ".join([*(f"`{one}`" for one in commands), *(f"`{file}`" for file in files)])
    told = []
    if result:
        told.append(("" if result["passed"] else "**did not hold**: ") + result["figure"])
    elif entry.tests:
        told.append(required(entry))
    elif entry.by:
        told.append("not measured here")
    if entry.open:
        told.append(f"*open*: {entry.open}")
    return f"| {entry.name} | {entry.tried} | {by or 'nothing'} | {'; '.join(told)} |"


def machine(measured: dict[str, Any]) -> list[str]:
    """Return where and when each figure was measured."""
    lines = ["### Where the figures are from", "", "| id | day | commit | cores | load |"]
    lines.append("|---|---|---|---|---|")
    for name, one in sorted(measured.items()):
        facts = (name, one["date"], f"`{one['commit']}`", one["cores"], one["load"])
        lines.append(f"| {' | '.join(map(str, facts))} |")
    return lines
