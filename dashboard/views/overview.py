"""Overview: the models beside one another, and a way to train the rest."""

import streamlit as st

from core.analysis import overview
from core.figures.model_colours import model_colour
from core.models import registry
from core.rules.binary import Argmax
from parts import add_data_set, better, jobs_panel, next_steps, receipt, writers
from session import better as session
from session import choice, following, opened
from widgets import comparison
from widgets.folded import folded
from widgets.gallery import gallery

#: Classes of which images are shown, a column each.
MOST_COLUMNS = 20

digits, classes, split = choice.about_digits(), choice.classes(), choice.images("test")
image, a_class = choice.image_word(), choice.class_word()
st.title("The digit studio" if digits else "The studio")
st.caption(
    f"Compare classifiers on {'MNIST' if digits else choice.dataset().name}, move a threshold, "
    f"open a cell of the confusion matrix and look at the {image}s in it."
)

ready = opened.trained()
pair = session.best_two() if ready else None
if pair is not None:
    st.header("Which is better?")
    better.which_is_better(*pair, key="best")
    next_steps.show(pair[1])
if ready:
    judged = "test " * (choice.dataset().chosen_on != "half")
    st.header(
        f"Models on the {len(split):,} {judged}{image}s"
        + (" of the half to judge on" if not judged else "")
    )
    table = overview.comparison(
        {name: opened.manifest(name) for name in ready},
        {name: opened.matrix(name, "test") for name in ready},
        {name: opened.matrix(name, "oof") for name in ready},
        choice.sides().column,
    )
    targets = (
        "“Target” is the accuracy that this project expected of a model; "
        f"{overview.GOAL:.0f} % was the least to reach. "
    )
    if not digits:  # the targets are MNIST's
        table = table.drop(columns="Target")
    timed = bool(table["Time to fit"].notna().any())
    if not timed:  # predictions alone
        table = table.drop(columns="Time to fit")
    comparison.table(table)
    st.caption(
        f"Precision, recall and F1 are macro averages. {targets if digits else ''}"
        + "Fits were timed where the model was trained" * timed
        + ("; the champion comes trained." if digits else "." if timed else "")
    )
    receipt.show(following.receipt("matrix", "test", Argmax()))
    recalls = {
        registry.title(name): opened.per_class(name, "test") for name in ready if name != "dummy"
    }
    if recalls:
        st.header(f"Recall of each {a_class}")
        comparison.recalls(
            recalls, a_class, {registry.title(name): model_colour(name) for name in ready}
        )
        lowest = f"The {comparison.MOST_CLASSES} lowest of {len(classes):,}. "
        st.caption(
            (lowest if len(classes) > comparison.MOST_CLASSES else "")
            + "The baseline is left out: it always gives the same answer." * ("dummy" in ready)
        )
    folded(
        "The same figures as tables, to sort and to download",
        lambda: comparison.sortable(table, recalls, a_class),
        key="tables",
        icon=":material/table:",
    )
    writers.overview(ready)

if ready and choice.dataset().pictured:
    st.header("What they read")
    columns = min(len(classes), MOST_COLUMNS)
    chosen = overview.examples(split.labels, columns)
    # as wide as the classes are many, if the page is: a class is a column
    with st.container(width=min(65 * columns, 1300)):
        gallery(
            split.images[chosen],
            chosen.tolist(),
            [f"index {i}, true {classes[split.labels[i]]}" for i in chosen],
            key="examples",
            label=f"{image.capitalize()}s",
        )
    each = len(chosen) // columns
    how_many = "Five" if each == 5 else f"{each}"
    of_which = "each class" if columns == len(classes) else f"each of the first {columns} classes"
    st.caption(f"{how_many} {judged}{image}s of {of_which}, the first in the order of the set.")
if not ready:
    st.info("No model is trained yet: start with the two that the comparison is about.")

if choice.dataset().pictured:
    st.header("Training")
    jobs_panel.show()

st.header("Your own images")
with st.expander("Add a data set", icon=":material/database:"):
    add_data_set.show()
