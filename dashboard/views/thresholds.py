"""Thresholds: one digit against the rest, and what each cut costs."""

import pandas as pd
import session
import streamlit as st

from core import figures, models

model = models.get(session.model_name())
digit, rule = session.digit(), session.question()
unit = "probability" if model.kind == "probability" else "decision score, no unit"

st.title("Thresholds")
st.caption(f"{model.title}: is it a {digit}? Positive where the score reaches the threshold.")

low, high = session.question_range()
st.slider(
    f"Threshold ({unit})",
    low,
    high,
    min(max(session.threshold(), low), high),
    step=(high - low) / 1000,
    format="%.4g",
    key="threshold_slider",
    on_change=lambda: session.set_threshold(session.event("threshold_slider")),
)

columns = {}
for which, title in [("oof", "Chosen on: out-of-fold"), ("test", "Judged on: test")]:
    now = session.question_curve(which).at(rule.threshold)
    columns[title] = {
        "Precision": f"{now.precision:.2%}",
        "Recall": f"{now.recall:.2%}",
        "F1": f"{now.f1:.2%}",
        f"{digit} found (TP)": f"{now.tp:,}",
        "False alarms (FP)": f"{now.fp:,}",
        f"{digit} missed (FN)": f"{now.fn:,}",
        "Rightly left alone (TN)": f"{now.tn:,}",
    }
st.dataframe(pd.DataFrame(columns), width="stretch")

shown = session.question_curve()
now = shown.at(rule.threshold)
st.plotly_chart(
    figures.ratios_against_threshold(shown, rule.threshold, unit),
    alt="Precision, recall and F1 against threshold",
    config={"displayModeBar": False},
)
left, right = st.columns(2)
left.plotly_chart(
    figures.precision_recall(shown, now),
    alt="Precision against recall",
    config={"displayModeBar": False},
)
right.plotly_chart(figures.roc(shown, now), alt="ROC curve", config={"displayModeBar": False})
st.caption(f"Curves of the split chosen in the sidebar: {session.SPLITS[session.split()]}.")
