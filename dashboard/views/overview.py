"""Overview: the models beside one another, and a way to train the rest."""

import streamlit as st

from core.analysis import overview
from core.figures.model_colours import model_colour
from core.language import tr
from core.models import registry
from core.rules.binary import Argmax
from parts import add_data_set, better, jobs_panel, next_steps, receipt, tiles, writers
from session import better as session
from session import choice, following, opened
from widgets import comparison
from widgets.folded import folded

#: Classes of which images are shown, a column each.
MOST_COLUMNS = 20

digits, classes, split = choice.about_digits(), choice.classes(), choice.images("test")
images, a_class = choice.image_words(), choice.class_word()
st.title(tr("The digit studio") if digits else tr("The studio"))
st.caption(
    tr(
        "Compare classifiers on {dataset}, move a threshold, open a cell of the "
        "confusion matrix and look at the {images} in it.",
        dataset="MNIST" if digits else choice.dataset().name,
        images=images,
    )
)

ready = opened.trained()
pair = session.best_two() if ready else None
if pair is not None:
    st.header(tr("Which is better?"))
    better.which_is_better(*pair, key="best")
    next_steps.show(pair[1])
if ready:
    halved = choice.dataset().chosen_on == "half"
    st.header(
        tr("Models on the {n:,} {images} of the half to judge on", n=len(split), images=images)
        if halved
        else tr("Models on the {n:,} test {images}", n=len(split), images=images)
    )
    table = overview.comparison(
        {name: opened.manifest(name) for name in ready},
        {name: opened.matrix(name, "test") for name in ready},
        {name: opened.matrix(name, "oof") for name in ready},
        choice.sides().column,
    )
    targets = tr(
        "“Target” is the accuracy that this project expected of a model; "
        "{goal:.0f} % was the least to reach. ",
        goal=overview.GOAL,
    )
    if not digits:  # the targets are MNIST's
        table = table.drop(columns="Target")
    timed = bool(table["Time to fit"].notna().any())
    if not timed:  # predictions alone
        table = table.drop(columns="Time to fit")
    comparison.table(table)
    st.caption(
        tr(
            "Precision, recall and F1 are macro averages. {targets}",
            targets=targets if digits else "",
        )
        + tr("Fits were timed where the model was trained") * timed
        + (tr("; the champion comes trained.") if digits else "." if timed else "")
    )
    receipt.show(following.receipt("matrix", "test", Argmax()))
    recalls = {
        registry.title(name): opened.per_class(name, "test") for name in ready if name != "dummy"
    }
    if recalls:
        st.header(tr("Recall of each {class_word}", class_word=a_class))
        comparison.recalls(
            recalls, a_class, {registry.title(name): model_colour(name) for name in ready}
        )
        lowest = tr(
            "The {most} lowest of {n:,}. ",
            most=comparison.MOST_CLASSES,
            n=len(classes),
        )
        st.caption(
            (lowest if len(classes) > comparison.MOST_CLASSES else "")
            + tr("The baseline is left out: it always gives the same answer.") * ("dummy" in ready)
        )
    folded(
        tr("The same figures as tables, to sort and to download"),
        lambda: comparison.as_tables(table, recalls, a_class),
        key="tables",
        icon=":material/table:",
    )
    writers.overview(ready)

if ready and choice.dataset().pictured:
    st.header(tr("What they read"))
    columns = min(len(classes), MOST_COLUMNS)
    chosen = overview.examples(split.labels, columns)
    caption = tr("index {i}, true {true}")
    # as wide as the classes are many, if the page is: a class is a column
    with st.container(width=min(65 * columns, 1300)):
        tiles.openable(
            chosen,
            choice.split(),
            [caption.format(i=i, true=classes[split.labels[i]]) for i in chosen],
            key="examples",
            label=images.capitalize(),
            height=420,
        )
    each = len(chosen) // columns
    how_many = tr("Five") if each == 5 else f"{each}"
    of_which = (
        tr("each class")
        if columns == len(classes)
        else tr("each of the first {columns} classes", columns=columns)
    )
    st.caption(
        tr(
            "{how_many} {images} of {of_which}, the first in the order of the set.",
            how_many=how_many,
            images=images,
            of_which=of_which,
        )
    )
if not ready:
    st.info(tr("No model is trained yet: start with the two that the comparison is about."))

if choice.dataset().pictured:
    st.header(tr("Training"))
    jobs_panel.show()

st.header(tr("Your own images"))
with st.expander(tr("Add a data set"), icon=":material/database:"):
    add_data_set.show()
