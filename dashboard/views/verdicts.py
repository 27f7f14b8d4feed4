"""Verdicts: what people decided about single images, and what that does to the accuracy."""

from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from core import StudioError
from core.analysis import corrected, verdicts_csv
from core.analysis.disputed import DISPUTED, LICENCE, SOURCE
from core.analysis.verdicts import restated
from core.language import moment, ntr, percent, tr
from parts.tiles import tiles
from session import choice, following, verdicts
from widgets.sortable import sortable

st.title(tr("Verdicts"))
st.caption(
    tr(
        "Open an image to decide about it. Verdicts stay in one file under `artifacts/`; training "
        "never touches them, and no label is changed by them."
    )
)

for sentence in verdicts.refused():
    st.warning(
        tr("{sentence} The rest counts here and is exported.", sentence=sentence),
        icon=":material/warning:",
    )
for sentence in verdicts.set_aside():
    st.info(sentence, icon=":material/inventory_2:")

classes, digits = choice.classes(), choice.about_digits()
test = choice.split() == "test" and digits  # the voters saw digits of that set only
voters = digits and st.toggle(
    tr("Count the five voters where you have not decided"),
    value=True,
    disabled=not test,
    help=tr("They saw digits of the test set only."),
)
found = verdicts.verdicts(voters=voters and test)
accuracies = restated(choice.images().labels, following.predicted(), found)
for column, accuracy in zip(st.columns(3), accuracies, strict=True):
    low, high = accuracy.interval
    column.metric(accuracy.title, percent(accuracy.share), border=True)
    column.caption(
        tr(
            "{hits:,} of {n:,}; 95 % Wilson interval {low:.2%} to {high:.2%}",
            hits=accuracy.hits,
            n=accuracy.n,
            low=low,
            high=high,
        )
    )

if test:
    st.header(tr("{n} disputed test labels", n=len(DISPUTED)))
    st.caption(
        tr(
            "Five people voted on each; under a tile stand the votes for the given "
            "and for the suggested label. The given one got fewer than three. "
            "[Source]({source}), licence {licence}.",
            source=SOURCE,
            licence=LICENCE,
        )
    )
    tiles(
        np.array(sorted(DISPUTED)),
        key="disputed",
        label=tr("disputed labels"),
        height=200,
        about={index: str(digit) for index, digit in DISPUTED.items()},
        marks={
            index: f"{digit.given}:{digit.for_given} {digit.suggested}:{digit.for_suggested}"
            for index, digit in DISPUTED.items()
        },
    )

own, wanted = verdicts.verdicts(), dict(enumerate(classes))
st.header(
    ntr("{n:,} verdict of yours on this split", "{n:,} verdicts of yours on this split", len(own))
)
if own:
    since = tr("Since (UTC)")
    sortable(
        pd.DataFrame(
            {
                tr("Index"): [v.index for v in own],
                tr("Verdict"): [tr(v.choice) for v in own],
                tr("Should be"): [
                    None if v.should_be is None else classes[v.should_be] for v in own
                ],
                tr("Note"): [v.note for v in own],
                since: pd.to_datetime([v.at for v in own], utc=True),
            }
        ),
        {since: lambda at: moment(at.isoformat())},
        hide_index=True,
    )
    tiles(
        np.array([v.index for v in own]),
        key="own",
        label=tr("{images} with a verdict", images=choice.image_words()),
        height=200,
    )

left, right = st.columns(2)
left.download_button(
    tr("Export all as CSV"),
    lambda: verdicts_csv.write(verdicts.all_verdicts()).encode(),
    "verdicts.csv",
    on_click="ignore",
    icon=":material/download:",
    help=tr("Saves the verdicts on both splits."),
)
with right.form("import_verdicts", clear_on_submit=True, border=False):
    file = st.file_uploader(
        tr("Verdicts as CSV"),
        type="csv",
        help=tr("A file that this page exported, also after Excel or pandas wrote it."),
    )
    asked = st.form_submit_button(
        tr("Import"), help=tr("Adds the file's verdicts; of two on one image the later holds.")
    )
    if asked and file is None:
        st.error(tr("Choose a file first: a CSV that this page exported."))
    elif asked and file is not None:
        try:
            changed = verdicts.merge(verdicts_csv.read(file.getvalue()))
            st.success(
                ntr("{n:,} verdict was new or newer.", "{n:,} verdicts were new or newer.", changed)
            )
        except StudioError as error:
            st.error(str(error))

st.header(tr("The whole set with corrected labels"))
changed = sum(verdict.should_be is not None for verdict in verdicts.all_verdicts())
st.caption(
    ntr(
        "All images of both splits, {n:,} label changed by your verdicts “label wrong”; a column "
        "says which, when and by whom. The npz can be imported as a data set.",
        "All images of both splits, {n:,} labels changed by your verdicts “label wrong”; a column "
        "says which, when and by whom. The npz can be imported as a data set.",
        changed,
    )
)
with st.container(horizontal=True):
    for kind, title, make in [
        ("csv", tr("Labels as CSV"), corrected.csv),
        ("npz", tr("Images and labels as npz"), corrected.npz),
    ]:
        st.download_button(
            title,
            partial(make, choice.dataset(), verdicts.all_verdicts()),
            f"{choice.dataset().name}-corrected.{kind}",
            on_click="ignore",
            icon=":material/download:",
            key=f"corrected_{kind}",
            help=tr("Saves the labels with your corrections."),
        )
