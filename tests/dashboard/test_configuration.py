"""Settings that keep both apps private and quiet; changing one is a decision, not an accident."""

import tomllib
from pathlib import Path

from streamlit import config

from canvas import app as canvas_app

REPOSITORY = Path(__file__).resolve().parents[2]

STREAMLIT = {
    "browser.gatherUsageStats": False,
    "browser.serverAddress": "127.0.0.1",
    "server.address": "127.0.0.1",
    "server.headless": True,
    "server.fileWatcherType": "none",
    "server.maxUploadSize": 10,
    "server.maxWidgetStateSize": 2,
    "server.allowedHosts": ["localhost", "127.0.0.1"],
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.toolbarMode": "viewer",
}
#: What is safe as Streamlit ships it; the file must not loosen it.
UNTOUCHED = {
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    "server.enableStaticServing": False,
    "server.enableAgentApi": False,
}
GRADIO = {
    "server_name": "127.0.0.1",
    "share": False,
    "show_error": False,
    "run_history": False,
    "footer_links": [],
    "enable_monitoring": False,
    "mcp_server": False,
    "ssr_mode": False,
    "strict_cors": True,
}


def test_the_dashboard_is_private_and_quiet():
    path = REPOSITORY / "dashboard" / ".streamlit" / "config.toml"
    sections = tomllib.loads(path.read_text(encoding="utf-8"))
    found = {f"{s}.{key}": value for s, keys in sections.items() for key, value in keys.items()}
    assert {name: found.get(name) for name in STREAMLIT} == STREAMLIT
    assert not set(found) & set(UNTOUCHED)
    for name, value in UNTOUCHED.items():
        assert config.get_config_options()[name].default_val == value, name


def test_the_canvas_app_is_private_and_quiet():
    assert {name: canvas_app.LAUNCH.get(name) for name in GRADIO} == GRADIO
    assert canvas_app.LAUNCH["_app"].openapi_url is None
    assert "allowed_paths" not in canvas_app.LAUNCH
    assert canvas_app.demo.analytics_enabled is False
