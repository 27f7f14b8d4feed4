"""The parts of the page that shows one image close up."""

import streamlit as st

from core.analysis import reasons
from core.analysis.disputed import DISPUTED, LICENCE, SOURCE, Disputed
from core.analysis.verdicts import CHOICES, LONGEST_NOTE
from core.figures import charts, image_charts
from core.models import registry
from parts import no_images
from parts.tiles import openable
from session import choice, known, opened, verdicts, walk
from widgets.verbatim import verbatim

PLAIN = {"displayModeBar": False}
NEAREST = 6


def steps(index: int, row: list[int]) -> None:
    """Offer the previous and the next image, by button or arrow key, and another like this."""
    place = row.index(index) if index in row else -1
    another = reasons.another_like(known.case(), index, walk.passed())
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Previous",
            key="previous",
            icon=":material/arrow_back:",
            shortcut="Left",
            disabled=place < 1,
            on_click=walk.go_to,
            args=(row[max(place - 1, 0)] if row else index,),
            help="Opens the image before in this row; the left arrow key does the same.",
        )
        st.button(
            "Next",
            key="next",
            icon=":material/arrow_forward:",
            shortcut="Right",
            disabled=place + 1 >= len(row),
            on_click=walk.go_to,
            args=(row[min(place + 1, len(row) - 1)] if row else index,),
            help="Opens the next image in this row; the right arrow key does the same.",
        )
        st.button(
            "Another like this",
            icon=":material/shuffle:",
            disabled=another is None,
            help=f"The same true {choice.class_word()} and answer, the nearest in margin, "
            "until all were shown.",
            on_click=walk.open_another,
            args=(another,),
        )
        if place >= 0:
            st.caption(f"{place + 1:,} of {len(row):,}")


def scores_of_all(index: int, true: int) -> None:
    """Draw every trained model's scores of an image, each in its own kind."""
    names, classes = opened.trained(), choice.classes()
    columns = st.columns(2)
    for number, name in enumerate(names):
        scores = opened.scores(name)
        values = scores.values[index]
        columns[number % 2].plotly_chart(
            charts.score_bars(
                values,
                true,
                scores.kind,
                f"{registry.title(name)}: {classes[int(values.argmax())]}",
                classes,
                choice.class_word(),
            ).update_layout(height=270),
            alt=f"Scores of {registry.title(name)}",
            key=f"bars_{name}",
            config=PLAIN,
        )


def neighbours(index: int, true: int, answer: int) -> None:
    """Show the nearest training images of the true and of the predicted class."""
    if not choice.dataset().pictured:
        no_images.say()
        return
    train, classes, word = choice.dataset().train, choice.classes(), choice.image_word()
    labels = [true] if answer in (true, len(classes)) else [true, answer]
    for label, column in zip(labels, st.columns(2), strict=False):
        found, distances = known.nearest(index, label, NEAREST)
        with column:
            kind = f"the true {choice.class_word()}" if label == true else "the answer"
            if not len(found):
                st.markdown(
                    f"**{verbatim(classes[label])}**, {kind}: no training {word} is labelled so."
                )
                continue
            st.markdown(f"**{verbatim(classes[label])}**, {kind}: {distances[0]:.2f} away")
            openable(
                found,
                "oof",
                [
                    f"training index {i}, label {classes[label]}, distance {d:.2f}"
                    for i, d in zip(found, distances, strict=True)
                ],
                key=f"near_{label}",
                label=f"nearest training {word}s of {classes[label]}",
                marks=[f"{d:.2f}" for d in distances],
            )
    st.caption(
        f"Out of the {len(train):,} training {word}s; the number is the Euclidean distance of the "
        "pixels, each between 0 and 1. Nearest in pixels is not nearest in meaning."
    )


def attribution(index: int, true: int, answer: int) -> None:
    """Draw which pixels speak for the answer, in one model."""
    names = [name for name in opened.trained() if opened.has_model(name)]
    present = choice.model_name()
    if present not in names:
        st.info(f"{present!r} is predictions only: where the evidence lies needs the model itself.")
        return
    left, right = st.columns(2)
    name = left.selectbox(
        "Model to ask",
        names,
        index=names.index(present),
        format_func=lambda name: registry.title(name),
        help="The model whose evidence is drawn.",
    )
    scores = opened.scores(name)
    label = int(scores.values[index].argmax())
    classes = choice.classes()
    indices, named = range(len(classes)), classes.__getitem__
    wanted = right.selectbox(
        "Evidence for",
        indices,
        index=label,
        format_func=named,
        help="The class that the orange pixels speak for.",
    )
    alone: dict[int | None, str] = {None: "the intercept alone"}
    others = alone | {i: classes[i] for i in indices if i != wanted}
    against = right.selectbox(
        "Rather than",
        list(others),
        index=list(others).index(true) if true != wanted else 0,
        format_func=others.__getitem__,
        help="The class that it is compared with; the intercept is the score of an empty image.",
    )
    found = known.attribution(name, index, wanted, against)
    rather = "" if against is None else f" rather than {classes[against]}"
    before = scores.kind == "probability" and found.method == "contributions"  # before softmax
    unit = "of the score" if before or scores.kind == "decision" else "probability"
    left.plotly_chart(
        image_charts.attribution_map(
            found.values, choice.images().images[index], f"For {classes[wanted]}{rather}", unit
        ),
        alt=f"Where the evidence for {classes[wanted]} lies",
        config=PLAIN,
    )
    right.markdown(f"**{found.method.capitalize()}.** {found.about}")
    right.markdown("Orange speaks for it, blue against it; the line is the edge of the ink.")
    if before:
        right.markdown(
            "The score is what this model adds up before the softmax makes probabilities of all "
            f"{choice.class_words()}; two {choice.class_words()}' scores differ by the log-odds "
            "between them."
        )
    if found.intercept is not None:
        right.markdown(
            f"Score {found.score:.3f} = pixels {found.values.sum():.3f} + intercept "
            f"{found.intercept:.3f}."
        )


def verdict(index: int, true: int, answer: int) -> None:
    """Ask what a person thinks of the image, beside what five others said."""
    disputed = _disputed(index)
    if disputed:
        st.warning(f"{disputed} ([source]({SOURCE}), {LICENCE})", icon=":material/groups:")
    present = verdicts.verdict(index)
    classes = choice.classes()
    suggestion = _suggested(index, answer)
    with st.form(f"verdict_{choice.split()}_{index}", border=False):
        left, right = st.columns([3, 2])
        who = left.radio(
            "Who is wrong?",
            CHOICES,
            index=CHOICES.index(present.choice) if present else None,
            horizontal=True,
            key=f"choice_{choice.split()}_{index}",
            help="What you think of this image; it stays on this machine and changes no label.",
        )
        should_be = right.selectbox(
            "If the label is wrong: it should be",
            range(len(classes)),
            format_func=classes.__getitem__,
            index=suggestion,
            help="The class that you see; it counts only with “label wrong”.",
        )
        note = st.text_input(
            "Note",
            present.note if present else "",
            max_chars=LONGEST_NOTE,
            key=f"note_{index}",
            help="For yourself, and exported with the verdict.",
        )
        saved = st.form_submit_button(
            "Save the verdict",
            type="primary",
            help="Keeps the verdict; the last one on an image holds.",
        )
    if saved and who == "model wrong" and answer == true:
        st.error("The model answers as the label says, so it is not the one that is wrong.")
    elif saved and who:
        verdicts.decide(index, who, should_be, note)
        st.success(f"Saved: {who}.")
    elif saved:
        st.error("Choose who is wrong first.")
    elif present:
        st.caption(
            f"Your verdict: {present.choice}, since {present.at[:16].replace('T', ' ')} UTC."
        )
        st.button(
            "Take it back",
            on_click=verdicts.withdraw,
            args=(index,),
            help="Removes your verdict on this image.",
        )
    st.page_link(
        "views/verdicts.py",
        label="All verdicts, and what they do to the accuracy",
        help="Opens the page Verdicts.",
    )


def _disputed(index: int) -> Disputed | None:
    """Return what five people said of an image, where they were asked."""
    return DISPUTED.get(index) if choice.split() == "test" and choice.about_digits() else None


def _suggested(index: int, answer: int) -> int:
    """Return what the label should be, if it is wrong: as decided, as people said, as answered."""
    present, disputed = verdicts.verdict(index), _disputed(index)
    if present and present.should_be is not None:
        return present.should_be
    found = disputed.suggested if disputed else answer
    return found if found < len(choice.classes()) else 0


def verdict_keys(index: int, true: int, answer: int) -> None:
    """Offer each verdict as one key that also opens the next image, and one that takes it back."""
    row, decided = walk.present_row(), verdicts.decided_indices()
    suggestion = _suggested(index, answer)
    with st.container(horizontal=True, vertical_alignment="center"):
        for number, what in enumerate(CHOICES, start=1):
            st.button(
                f"{what.capitalize()}, next",
                key=f"quick_{number}",
                shortcut=str(number),
                disabled=what == "model wrong" and answer == true,
                on_click=verdicts.decide_and_go_on,
                args=(index, what, suggestion),
                help="Saves the verdict and opens the next image of the row. "
                + (f"The label is then {choice.classes()[suggestion]}; " * (number == 2))
                + "the form below has a note and other labels.",
            )
        st.button(
            "Take the last one back",
            key="quick_back",
            shortcut="Backspace",
            icon=":material/undo:",
            disabled=not verdicts.can_undo(),
            on_click=verdicts.undo,
            help="Restores what was decided before and opens that image; Backspace does the same.",
        )
        if index in row:
            done = sum(each in decided for each in row)
            st.caption(f"{done:,} of the {len(row):,} that you walk through have a verdict.")
