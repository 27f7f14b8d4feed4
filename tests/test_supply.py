"""Licences and the bill of materials, from the metadata of what is pinned."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools import licences, sbom
from tools.packages import REQUIREMENTS, UNKNOWN, Package, pinned

PACKAGES = list(pinned())


def test_every_pinned_package_is_listed_with_its_licence(capsys: pytest.CaptureFixture) -> None:
    assert licences.main() == 0
    lines = capsys.readouterr().out.splitlines()
    wanted = re.findall(r"^([\w.-]+)==([\w.]+)", REQUIREMENTS.read_text("utf-8"), re.M)
    assert [tuple(line.split()[:2]) for line in lines] == wanted
    assert any(re.fullmatch(r"numpy .* BSD-3-Clause.*", line) for line in lines)
    assert not [line for line in lines if line.endswith(UNKNOWN)]


@pytest.mark.parametrize("licence", [UNKNOWN, "GPL-3.0-only", "AGPL-3.0", "GNU General Public"])
def test_a_licence_that_binds_or_is_not_stated_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture, licence: str
) -> None:
    monkeypatch.setattr(Package, "licence", licence)
    monkeypatch.setattr(licences, "pinned", lambda: PACKAGES[:1])
    assert licences.main() == 1
    assert capsys.readouterr().err == f"look at {PACKAGES[0].name}: {licence}\n"


def test_the_bill_of_materials_is_whole_and_the_same_each_time() -> None:
    bill = sbom.bill()
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    refs = [entry["bom-ref"] for entry in bill["components"]]
    assert refs == [f"pkg:pypi/{package.name}@{package.version}" for package in PACKAGES]
    known = {*refs, bill["metadata"]["component"]["bom-ref"]}
    needs = {entry["ref"]: entry["dependsOn"] for entry in bill["dependencies"]}
    assert set(needs) == known
    assert {name for found in needs.values() for name in found} <= known
    version = {package.name: package.version for package in PACKAGES}
    learn, numpy = (f"pkg:pypi/{name}@{version[name]}" for name in ("scikit-learn", "numpy"))
    assert numpy in needs[learn]
    assert learn in needs["digit-studio"]
    assert json.dumps(bill) == json.dumps(sbom.bill())


def test_the_bill_is_written_where_one_says(tmp_path: Path) -> None:
    place = tmp_path / "new" / "sbom.json"
    told = subprocess.run(
        [sys.executable, "-m", "tools.sbom", str(place)],
        cwd=REQUIREMENTS.parent,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert told.startswith(f"{len(PACKAGES)} packages")
    assert json.loads(place.read_text(encoding="utf-8")) == sbom.bill()
