"""L1 to L5 and L12: the figures of `bench.load`, held against what is wanted.

`python -m bench.soak.loads --seconds 30`; bench/load.py says what the people do.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from typing import Any

from bench.soak.noted import note

#: What is noted under an id: the part of `bench.load`, and the most milliseconds (p95).
CANVAS = {"L1": ("canvas_30", 300), "L2": ("canvas_100", 500), "L3": ("canvas_300", 700)}
DASHBOARD = {"dashboard_30": 250, "dashboard_100": 500, "dashboard_300": 500}
#: Milliseconds within which "busy" is told, megabytes that the dashboard may hold.
BUSY, MOST = 1000, 650


def measured(seconds: float) -> dict[str, dict[str, Any]]:
    """Run the load and return its lines by their names."""
    command = [sys.executable, "-m", "bench.load", "--seconds", str(seconds)]
    out = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    return {line["name"]: line for line in map(json.loads, out.splitlines())}


def part(found: dict[str, dict[str, Any]], name: str, most: float) -> tuple[str, bool]:
    """Return the figure of one part in words, and whether it is as wanted."""
    p50, p95, p99 = (found[f"{name}_p{percent}_ms"] for percent in (50, 95, 99))
    words = (
        f"p50 {p50['value']:.0f}, p95 {p95['value']:.0f}, p99 {p99['value']:.0f} ms, "
        f"{p95['n']} answers, {p95['busy']} busy, {p95['errors']} errors"
    )
    return words, p95["value"] <= most and p95["errors"] == 0


def main(seconds: float = 30.0) -> bool:
    """Measure and note what came out."""
    found = measured(seconds)
    held = []
    for name, (piece, most) in CANVAS.items():
        words, sound = part(found, piece, most)
        held.append(note(name, f"{seconds:g} s: {words}", sound))
    held.append(flood(found))
    parts = {name: part(found, name, most) for name, most in DASHBOARD.items()}
    words = "; ".join(f"{name.split('_')[1]} people {told}" for name, (told, _) in parts.items())
    held.append(
        note("L5", f"{seconds:g} s each: {words}", all(sound for _, sound in parts.values()))
    )
    memory = found["dashboard_memory"]["value"]
    held.append(note("L12", f"{memory:.0f} MB after L5", memory <= MOST))
    return all(held)


def flood(found: dict[str, dict[str, Any]]) -> bool:
    """Note what became of three times as many drawings as can be read."""
    flooded, after = found["canvas_flood_p95_ms"], found["canvas_after_flood_p95_ms"]
    told = found.get("canvas_flood_told_busy_p95_ms", {"value": 0.0})["value"]
    figure = (
        f"{flooded['asked_per_s']} a second for {found['canvas_capacity']['value']:.0f} that can "
        f"be read: {flooded['n']} answered (p95 {flooded['value']:.0f} ms), "
        f"{flooded['busy']} told busy (p95 {told:.0f} ms), "
        f"{flooded['errors']} errors; p95 {after['value']:.0f} ms in the 10 s after"
    )
    sound = told <= BUSY and not flooded["errors"] and after["value"] <= CANVAS["L1"][1]
    return note("L4", figure, sound)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0)
    sys.exit(not main(parser.parse_args().seconds))
