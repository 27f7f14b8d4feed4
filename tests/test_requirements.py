"""requirements.txt pins and hashes every package, those that pyproject.toml asks for too."""

import re
import tomllib
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REPOSITORY = Path(__file__).resolve().parents[1]
REQUIREMENTS = (REPOSITORY / "requirements.txt").read_text(encoding="utf-8")
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def entries(text):
    """Return each package's requirement and its hashes: an entry's lines end in a backslash."""
    joined = re.sub(r"\\\n\s*", " ", re.sub(r"^\s*#.*\n", "", text, flags=re.M))
    found = {}
    for line in joined.splitlines():
        needed, *hashes = line.split("--hash=")
        requirement = Requirement(needed)
        name = canonicalize_name(requirement.name)
        assert name not in found
        found[name] = (requirement, [value.strip() for value in hashes])
    return found


PINNED = entries(REQUIREMENTS)
ASKED = [
    Requirement(line) for line in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]
]


def test_what_the_project_asks_for_is_installed_at_that_version():
    for asked in ASKED:
        pinned, _ = PINNED[canonicalize_name(asked.name)]
        assert str(pinned.specifier) == str(asked.specifier), f"{asked}: run `make requirements`"
        assert pinned.marker is None, f"{asked} would be left out where not: {pinned.marker}"


def test_what_training_on_a_cluster_asks_for_is_there_for_its_tests():
    extras = PROJECT["optional-dependencies"]
    assert set(extras["cluster"]) <= set(extras["dev"])


def test_every_package_has_one_version_and_a_hash():
    for name, (requirement, hashes) in PINNED.items():
        assert re.fullmatch(r"==[\w.]+", str(requirement.specifier)), name
        assert hashes, name
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in hashes), name


def test_it_names_no_address_and_no_folder():
    lines = [re.sub(r"\s*\\$", "", line) for line in REQUIREMENTS.splitlines()]
    assert [line for line in lines if re.search(r"[/\\@]|^\s*-(?!-hash=)", line)] == []


def test_python_3_13_gets_the_module_that_it_lost():
    marker = PINNED["audioop-lts"][0].marker  # pydub, which gradio needs, imports audioop
    assert marker == Marker("python_full_version >= '3.13'")


def imported(folders):
    """Return the top-level names that the Python files of these folders import."""
    files = [file for folder in folders for file in (REPOSITORY / folder).rglob("*.py")]
    pattern = re.compile(r"^\s*(?:from|import) (\w+)", re.M)
    return {name for file in files for name in pattern.findall(file.read_text(encoding="utf-8"))}


def test_what_the_apps_import_is_asked_for():
    modules = {"PIL": "pillow", "sklearn": "scikit-learn"}
    asked = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["cluster"]
    runtime = {canonicalize_name(Requirement(line).name) for line in asked} - {"dask"}
    used = imported(["core", "canvas", "dashboard"])
    # `distributed` is imported, and brings dask, whose version must be the same.
    third_party = {canonicalize_name(modules.get(name, name)) for name in used} & PINNED.keys()
    assert third_party == runtime
