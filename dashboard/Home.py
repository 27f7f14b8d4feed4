"""The dashboard: `streamlit run dashboard/Home.py`. Pages are in views/, state is in session/.

Streamlit imports this file once for the server in `app`, and runs it as a script at every visit.
"""

import sys
from pathlib import Path

# Streamlit puts this folder on the path, not the project's; an installed `core` is not required.
PROJECT = str(Path(__file__).resolve().parents[1])
if PROJECT not in sys.path:
    sys.path.insert(0, PROJECT)

import streamlit as st

from core.data import sets

sets.prefetch()  # reading takes as long as the imports below: do both at once

from starlette.middleware import Middleware

from core import StudioError
from core.language import tr
from core.serving.first_script import FirstScript
from core.serving.front import Front
from core.serving.packed import Packed
from parts import (
    first_minute,
    jobs_panel,
    languages,
    lesson,
    opening,
    own_words,
    plainly,
    sidebar,
)
from session import reader, served, visit


@reader.spoken
def show() -> None:
    """Show the page of the address, in the frame that all pages share."""
    st.set_page_config(page_icon="🔢", layout="wide")  # before st.navigation: no font is fetched
    st.html(Path(__file__).with_name("page.css"))
    learn = tr("Learn")
    glossary = st.Page("views/learn/glossary.py", title=tr("Glossary"), icon=":material/menu_book:")
    pages = {
        "": [
            st.Page("views/overview.py", title=tr("Overview"), icon=":material/home:", default=True)
        ],
        tr("Decide"): [
            st.Page("views/thresholds.py", title=tr("Thresholds"), icon=":material/tune:"),
            st.Page("views/decisions.py", title=tr("Decisions"), icon=":material/balance:"),
        ],
        tr("Errors"): [
            st.Page("views/confusions.py", title=tr("Confusions"), icon=":material/grid_on:"),
            st.Page("views/misread.py", title=tr("Misread"), icon=":material/error:"),
            st.Page(
                "views/image.py", title=tr("One image"), icon=":material/zoom_in:", url_path="digit"
            ),
            st.Page("views/compare.py", title=tr("Compare"), icon=":material/compare_arrows:"),
            st.Page("views/map.py", title=tr("Map"), icon=":material/scatter_plot:"),
            st.Page("views/verdicts.py", title=tr("Verdicts"), icon=":material/fact_check:"),
            st.Page("views/label_errors.py", title=tr("Label errors"), icon=":material/label_off:"),
        ],
        tr("Improve"): [
            st.Page("views/improve.py", title=tr("Improve"), icon=":material/science:"),
        ],
        tr("Draw"): [
            st.Page("views/draw.py", title=tr("Draw"), icon=":material/draw:"),
            st.Page("views/handwriting.py", title=tr("Handwriting"), icon=":material/history_edu:"),
        ],
        learn: [
            st.Page("views/learn/binary.py", title=tr("Binary"), icon=":material/filter_1:"),
            st.Page(
                "views/learn/multiclass.py", title=tr("Multiclass"), icon=":material/filter_2:"
            ),
            st.Page(
                "views/learn/error_analysis.py",
                title=tr("Error analysis"),
                icon=":material/filter_3:",
            ),
            st.Page(
                "views/learn/multilabel.py", title=tr("Multilabel"), icon=":material/filter_4:"
            ),
            st.Page(
                "views/learn/multioutput.py", title=tr("Multioutput"), icon=":material/filter_5:"
            ),
            st.Page("views/learn/exercises.py", title=tr("Exercises"), icon=":material/filter_6:"),
            glossary,
        ],
    }
    # Above the page, so that the sidebar begins with the data set and the model.
    page = st.navigation(pages, position="top")
    try:
        visit.begin()
        if page in pages[learn] and page is not glossary:  # lessons have models of their own
            lesson.score()
        else:
            sidebar.show(page.url_path)
        languages.show()
        first_minute.show(page.url_path)
        plainly.notices()
        page.run()
    except StudioError as error:
        overview = page.url_path == ""
        if plainly.refuse(error, overview) and overview:
            jobs_panel.show()
    finally:
        visit.publish()


if __name__ == "__main__":
    show()
else:
    first = [
        Path(__file__).with_name(name).read_text("utf-8")
        for name in ("server.js", "history.js", "lang.js", "own_words.js")
    ]
    app = st.App(
        __file__,
        lifespan=opening.warmed,
        middleware=[
            Middleware(Front, house=served.house()),
            Middleware(Packed),
            Middleware(FirstScript, script="\n".join([own_words.script(), *first])),
        ],
    )
