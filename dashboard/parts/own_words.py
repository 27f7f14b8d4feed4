"""Streamlit's own words in the reader's language: it writes English alone.

Each belongs to parts of the page that Streamlit makes by itself, so nothing of a data set, a model
or a person is ever taken for one.
"""

from __future__ import annotations

import json

from core import language
from core.language import LANGUAGES, mark, tr

#: What Streamlit writes, in which of its parts, as CSS selectors. Of {rest} a word is kept.
TEXTS: dict[str, tuple[str, ...]] = {
    "[data-testid=stSkipToContent]": (mark("Skip to main content"),),
    "[data-testid=stMainMenuPopover]": (
        mark("System"),
        mark("Light"),
        mark("Dark"),
        mark("Print"),
        mark("Record screen"),
        mark("Made with Streamlit v"),
    ),
    "[data-testid=stStatusWidget]": (mark("Running..."), mark("Stop")),
    "[data-testid=stTopNavSection]": (mark("{rest} more"),),
    "[data-testid=stSidebarNavViewButton]": (mark("View {rest} more"), mark("View less")),
    "[data-testid=stDialog]": (
        mark("Page not found"),
        mark(
            "The page that you have requested does not seem to exist. Running the app's main page."
        ),
    ),
    "[data-testid$=Dropdown] [role=option]": (mark("No results"), mark("Select all")),
    "[data-testid=InputInstructions]": (mark("Press Enter to apply"),),
    "[data-testid=stFileUploader] button": (mark("Upload"),),
    "[data-testid=stFileUploaderDropzoneInstructions]": (mark("{rest} per file"),),
    "[data-testid=stTooltipContent]": (
        mark("Copy to clipboard"),
        mark("Show/hide columns"),
        mark("Download as CSV"),
        mark("Search"),
        mark("Fullscreen"),
        mark("Close fullscreen"),
    ),
    "[data-testid=stDataFrameColumnVisibilityMenu]": (mark("Select all"),),
    "[data-testid=stDataFrameColumnMenu]": (
        mark("Sort ascending"),
        mark("Sort descending"),
        mark("Statistics"),
        mark("Format"),
        mark("Autosize"),
        mark("Pin column"),
        mark("Unpin column"),
        mark("Hide column"),
    ),
}
#: What it calls parts for those who listen, and writes into empty boxes.
LABELS: dict[str, tuple[str, ...]] = {
    "[data-testid=stSidebar]": (mark("Sidebar"),),
    "[data-testid=stSidebarCollapseButton] button": (mark("Collapse sidebar"),),
    "[data-testid=stExpandSidebarButton]": (mark("Expand sidebar"),),
    "[data-testid=stTopNav], [data-testid=stSidebarNav]": (mark("App pages"),),
    "[data-testid=stMainMenuButton], [data-testid=stMainMenuList]": (mark("Main menu"),),
    "[data-testid=stMainMenuPopover] [role=radiogroup]": (mark("Theme"),),
    "[data-testid=stStatusWidget] *": (mark("Running..."), mark("Stop script")),
    "[data-testid=stHeaderActionElements] a": (mark("Link to heading"),),
    "[data-testid=stTooltipIcon] button": (mark("Help for {rest}"),),
    "kbd": (mark("Shortcut {rest}"),),
    "[role=combobox]": (mark("Choose an option"),),
    "[data-testid=stSelectbox] button, [data-testid=stMultiSelect] button": (
        mark("Open"),
        mark("Clear value"),
        mark("Clear all"),
        mark("Remove {rest}"),
    ),
    "[data-testid=stMultiSelectTagsContainer] [role=group]": (mark("Selected values"),),
    "[data-testid=stDialog] button": (mark("Close"),),
    "[data-testid=stNumberInputStepDown]": (mark("Decrement"),),
    "[data-testid=stNumberInputStepUp]": (mark("Increment"),),
    "[data-testid=stFileUploaderDropzoneInput]": (mark("file upload"),),
    "[data-testid=stFileUploader] button": (mark("Remove {rest}"),),
    "[data-testid=stDataFrame] button": (
        mark("Close Search"),
        mark("Next Result"),
        mark("Previous Result"),
    ),
    "[data-testid=stElementToolbarButton] button": TEXTS["[data-testid=stTooltipContent]"],
}


def script() -> str:
    """Return the JavaScript that names the words, for dashboard/own_words.js."""
    said = {code: _in(code) for code in LANGUAGES if code != "en"}
    return f"const ownWords = {json.dumps(said).replace('<', chr(92) + 'u003c')};"


def _in(code: str) -> list[list[list[object]]]:
    """Return both tables, each selector with its words in English and in a language."""
    with language.using(code):
        return [
            [
                [where, [[text, tr(text, rest="{rest}")] for text in texts]]
                for where, texts in table.items()
            ]
            for table in (TEXTS, LABELS)
        ]
