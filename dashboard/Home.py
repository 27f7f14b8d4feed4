"""The dashboard: `streamlit run dashboard/Home.py`. Pages are in views/, state is in session.py."""

import sys
from pathlib import Path

# Streamlit puts this folder on the path, not the project's; an installed `core` is not required.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import streamlit as st

st.set_page_config(page_icon="🔢", layout="wide")  # before st.navigation: no font is fetched

import session
from components import sidebar

from core import StudioError

PAGES = {
    "": [
        st.Page("views/overview.py", title="Overview", icon=":material/home:", default=True),
        st.Page("views/thresholds.py", title="Thresholds", icon=":material/tune:"),
        st.Page("views/confusions.py", title="Confusions", icon=":material/grid_on:"),
        st.Page("views/misread.py", title="Misread", icon=":material/error:"),
        st.Page("views/draw.py", title="Draw", icon=":material/draw:"),
    ],
}

page = st.navigation(PAGES)
try:
    session.begin()
    sidebar.show()
    for notice in session.notices():
        st.warning(notice, icon=":material/info:")
    page.run()
except StudioError as error:
    st.error(str(error), icon=":material/build:")
finally:
    session.publish()
