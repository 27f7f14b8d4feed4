"""What was measured, with the day, the commit and the machine it was measured on."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path
from typing import Any

from bench import show

PLACE = Path(__file__).with_name("measured.json")
ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("core", "canvas", "dashboard", "gradio_app.py", "artifacts")


def note(name: str, figure: str, passed: bool) -> bool:
    """Print what came out for an entry of the catalogue and note it; return whether it passed."""
    result = {
        "figure": figure,
        "passed": passed,
        "date": time.strftime("%Y-%m-%d"),
        "commit": commit(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
    }
    found = stored()
    found[name] = result
    PLACE.write_text(json.dumps(dict(sorted(found.items())), indent=1) + "\n", encoding="utf-8")
    show(name, float(passed), "passed", figure=figure)
    return passed


def stored() -> dict[str, Any]:
    """Return what was noted so far, by the entry's name."""
    return json.loads(PLACE.read_text(encoding="utf-8")) if PLACE.exists() else {}


def commit() -> str:
    """Return the commit that was measured; a + says that the product had changed since."""

    def git(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["git", *words], cwd=ROOT, capture_output=True, text=True, check=False
        )

    name = git("rev-parse", "--short", "HEAD").stdout.strip() or "unknown"
    return name + "+" * git("diff", "--quiet", "HEAD", "--", *PRODUCT).returncode
