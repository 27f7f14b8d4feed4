"""A page of one button and one number, the least that Streamlit can rerun (bench.thresholds).

It has the settings of the dashboard, so that the difference is the page's own work.
"""

import streamlit as st

st.session_state.setdefault("runs", 0)
st.session_state.runs += 1
st.button("Run again")
st.html(f"<p id='runs'>{st.session_state.runs}</p>")
