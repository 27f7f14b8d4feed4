"""Pages of Streamlit's tests share what pages of one server share."""

from __future__ import annotations

from functools import cache
from typing import Any

from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner import script_cache
from streamlit.testing.v1 import app_test, local_script_runner


def share() -> None:
    """Let every `AppTest` of this process use one list of components and one store of scripts.

    A server reads the packages that are installed for components once, and compiles a script
    once. Each `AppTest` does both again, which takes three times as long as the page itself.
    """
    scanned: Any = manifest_scanner
    scanned.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
    one = cache(script_cache.ScriptCache)
    for module in (app_test, local_script_runner):
        tested: Any = module
        tested.ScriptCache = one
