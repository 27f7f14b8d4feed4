"""Write the software bill of materials, CycloneDX 1.6 JSON: `python -m tools.sbom [FILE]`.

It lists what requirements.txt pins, with licences and what needs what, from the metadata of the
installed packages. It holds no date, so that the same pins give the same file.
"""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

from tools.packages import REQUIREMENTS, Package, normal, pinned


def bill() -> dict[str, Any]:
    """Return the bill of materials."""
    packages = list(pinned())
    refs = {package.name: ref(package) for package in packages}
    project = tomllib.loads((REQUIREMENTS.parent / "pyproject.toml").read_text("utf-8"))["project"]
    own = {"type": "application", "name": project["name"], "version": project["version"]}
    asked = {normal(line.split("==")[0]) for line in project["dependencies"]}
    needs = [
        (ref(package), [refs[n] for n in package.needs() if n in refs]) for package in packages
    ]
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {**own, "bom-ref": project["name"]}},
        "components": [component(package) for package in packages],
        "dependencies": [
            {"ref": name, "dependsOn": found}
            for name, found in [(project["name"], sorted(refs[name] for name in asked)), *needs]
        ],
    }


def ref(package: Package) -> str:
    """Return the address of a package among all packages."""
    return f"pkg:pypi/{package.name}@{package.version}"


def component(package: Package) -> dict[str, Any]:
    """Return a package's entry."""
    entry = {
        "type": "library",
        "bom-ref": ref(package),
        "name": package.name,
        "version": package.version,
        "purl": ref(package),
    }
    if package.installed is None:
        return entry
    licence: dict[str, Any] = {"license": {"name": package.licence}}
    if package.is_expression:
        licence = {"expression": package.licence}
    return {**entry, "licenses": [licence]}


def main() -> None:
    """Write the bill to a file, or print it."""
    text = json.dumps(bill(), indent=1) + "\n"
    if len(sys.argv) > 1:
        Path(sys.argv[1]).parent.mkdir(parents=True, exist_ok=True)
        Path(sys.argv[1]).write_text(text, encoding="utf-8")
        print(f"{len(bill()['components'])} packages: {sys.argv[1]}")
    else:
        print(text, end="")


if __name__ == "__main__":
    main()
