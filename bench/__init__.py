"""What is measured: each module prints lines of JSON. Speed is measured here, never in a test."""

from __future__ import annotations

import json


def show(name: str, value: float, unit: str, against: float | None = None, **facts: object) -> None:
    """Print one measured figure as a line of JSON.

    `against` is the same figure of what was measured beside it, in the same run and unit;
    `ratio` is value / against. Facts, such as the model or n, are added as they are.
    """
    line: dict[str, object] = {"name": name, "value": round(float(value), 4), "unit": unit}
    if against is not None:
        line["against"] = round(float(against), 4)
        line["ratio"] = round(float(value / against), 4)
    print(json.dumps({**line, **facts}), flush=True)
