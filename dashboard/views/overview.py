"""Overview: the models beside one another, and a way to train the rest."""

import session
import streamlit as st
from components import jobs_panel, receipt
from components.gallery import gallery

from core import figures, models, overview
from core.decisions import Argmax

st.title("The digit studio")
st.caption(
    "Compare classifiers on MNIST, move a threshold, open a cell of the confusion matrix and look "
    "at the digits in it."
)

ready = session.trained()
if ready:
    st.subheader("Models on the 10,000 test digits")
    table = overview.comparison({name: session.manifest(name) for name in ready})
    st.dataframe(
        table,
        hide_index=True,
        width="stretch",
        column_config={
            "Model": st.column_config.TextColumn(width="medium", pinned=True),
            **{
                column: st.column_config.NumberColumn(format="%.2f %%")
                for column in table.columns
                if column in overview.PERCENT
            },
            "Time to fit": st.column_config.NumberColumn(format="%.1f s"),
            "Size": st.column_config.NumberColumn(format="%.2f MB"),
        },
    )
    st.caption(
        "Precision, recall and F1 are macro averages. “Set out with” is the accuracy that the "
        f"project set out with; {overview.GOAL:.0f} % was the least to reach. Fits were timed on "
        "this machine."
    )
    receipt.show(session.receipt("matrix", "test", Argmax()))
    seeing = [name for name in ready if name != "dummy"]
    st.plotly_chart(
        figures.recall_by_class(
            {models.get(name).title: session.per_class(name, "test") for name in seeing}
        ),
        alt="Bar chart of each model's recall of every digit on the test set",
        config={"displayModeBar": False},
    )

    st.caption("The baseline is left out: it always gives the same answer.")

    st.subheader("What they read")
    chosen = overview.examples(session.digits("test").labels)
    gallery(
        session.digits("test").images[chosen],
        chosen.tolist(),
        [f"index {i}, true {session.digits('test').labels[i]}" for i in chosen],
        key="examples",
    )
    st.caption("Five test digits of each class, the first in the order of the set.")
else:
    st.info("No model is trained yet: start with the two that the comparison is about.")

st.subheader("Training")
jobs_panel.show()
