"""Overview: the models beside one another, and a way to train the rest."""

import streamlit as st

from core.analysis import overview
from core.models import registry
from core.rules.binary import Argmax
from parts import jobs_panel, receipt, writers
from session import choice, following, opened
from widgets import comparison
from widgets.folded import folded
from widgets.gallery import gallery

st.title("The digit studio")
st.caption(
    "Compare classifiers on MNIST, move a threshold, open a cell of the confusion matrix and look "
    "at the digits in it."
)

ready = opened.trained()
if ready:
    st.subheader("Models on the 10,000 test digits")
    table = overview.comparison({name: opened.manifest(name) for name in ready})
    comparison.table(table)
    st.caption(
        "Precision, recall and F1 are macro averages. “Set out with” is the accuracy that the "
        f"project set out with; {overview.GOAL:.0f} % was the least to reach. Fits were timed "
        "where the model was trained; the champion comes trained."
    )
    receipt.show(following.receipt("matrix", "test", Argmax()))
    recalls = {
        registry.get(name).title: opened.per_class(name, "test")
        for name in ready
        if name != "dummy"
    }
    if recalls:
        st.subheader("Recall of each digit")
        comparison.recalls(recalls)
        st.caption("The baseline is left out: it always gives the same answer.")
    folded(
        "The same figures as tables, to sort and to download",
        lambda: comparison.sortable(table, recalls),
        key="tables",
        icon=":material/table:",
    )
    writers.overview(ready)

    st.subheader("What they read")
    chosen = overview.examples(choice.images("test").labels)
    with st.container(width=650):  # ten digits wide, or five on a phone: a class is a column
        gallery(
            choice.images("test").images[chosen],
            chosen.tolist(),
            [f"index {i}, true {choice.images('test').labels[i]}" for i in chosen],
            key="examples",
        )
    st.caption("Five test digits of each class, the first in the order of the set.")
else:
    st.info("No model is trained yet: start with the two that the comparison is about.")

st.subheader("Training")
jobs_panel.show()
