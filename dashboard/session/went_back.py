"""Back and Forward of the browser: what they ask for is the address, whatever was set since."""

from __future__ import annotations

from streamlit.runtime.scriptrunner import get_script_run_ctx


def went() -> bool:
    """Return whether Back or Forward began this run.

    Streamlit keeps this for the widgets that it binds to the address itself; ours are more than
    widgets, so it is read from the context of the run.
    """
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation
