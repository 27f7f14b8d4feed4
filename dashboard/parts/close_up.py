"""The parts of the page that shows one image close up."""

from typing import NamedTuple

import streamlit as st

from core.analysis import reasons
from core.figures import charts, image_charts
from core.language import mark, number, tr
from core.models import registry
from parts import no_images
from parts.tiles import openable
from session import choice, known, opened, walk
from widgets.verbatim import verbatim

PLAIN = {"displayModeBar": False}
NEAREST = 6

METHODS = {"contributions": mark("Contributions"), "occlusion": mark("Occlusion")}


def steps(index: int, row: list[int]) -> None:
    """Offer the previous and the next image, by button or arrow key, and another like this."""
    place = row.index(index) if index in row else -1
    another = reasons.another_like(known.case(), index, walk.passed())
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            tr("Previous"),
            key="previous",
            icon=":material/arrow_back:",
            shortcut="Left",
            disabled=place < 1,
            on_click=walk.go_to,
            args=(row[max(place - 1, 0)] if row else index,),
            help=tr("Opens the image before in this row; the left arrow key does the same."),
        )
        st.button(
            tr("Next"),
            key="next",
            icon=":material/arrow_forward:",
            shortcut="Right",
            disabled=place + 1 >= len(row),
            on_click=walk.go_to,
            args=(row[min(place + 1, len(row) - 1)] if row else index,),
            help=tr("Opens the next image in this row; the right arrow key does the same."),
        )
        st.button(
            tr("Another like this"),
            icon=":material/shuffle:",
            disabled=another is None,
            help=tr(
                "The same true {class_word} and answer, the nearest in margin, until "
                "all were shown.",
                class_word=choice.class_word(),
            ),
            on_click=walk.open_another,
            args=(another,),
        )
        if place >= 0:
            st.caption(tr("{place:,} of {n:,}", place=place + 1, n=len(row)))


def scores_of_all(index: int, true: int) -> None:
    """Draw every trained model's scores of an image, each in its own kind."""
    classes = choice.classes()
    for at, name in enumerate(opened.trained()):
        if at % 2 == 0:  # side by side, however many lines a title takes
            pair = st.columns(2)
        scores = opened.scores(name)
        values = scores.values[index]
        answer = classes[int(values.argmax())]
        pair[at % 2].markdown(f"**{verbatim(registry.title(name))}: {verbatim(answer)}**")
        pair[at % 2].plotly_chart(
            charts.score_bars(
                values, true, scores.kind, "", classes, choice.class_word()
            ).update_layout(height=230, margin_t=5),
            alt=tr("Scores of {title}", title=registry.title(name)),
            key=f"bars_{name}",
            config=PLAIN,
        )


class Nearest(NamedTuple):
    """How the nearest images are spoken of: each one, all of them, none, and what they are."""

    one: str
    all: str
    none: str
    about: str


OF_TRAINING = Nearest(
    mark("training index {i}, label {class_name}, distance {distance:.2f}"),
    mark("nearest training {images} of {class_name}"),
    mark("**{class_name}**, {kind}: no training image is labelled so."),
    mark(
        "Out of the {n:,} training images; the number is the Euclidean "
        "distance of the pixels, each between 0 and 1. Nearest in pixels is "
        "not nearest in meaning."
    ),
)
TO_CHOOSE_ON = Nearest(
    mark("index {i} of those to choose on, label {class_name}, distance {distance:.2f}"),
    mark("nearest images of {class_name}"),
    mark("**{class_name}**, {kind}: no image to choose on is labelled so."),
    mark(
        "Out of the {n:,} images that thresholds are chosen on; the number is "
        "the Euclidean distance of the pixels, each between 0 and 1. Nearest "
        "in pixels is not nearest in meaning."
    ),
)


def neighbours(index: int, true: int, answer: int) -> None:
    """Show the nearest images of the true and of the predicted class, out of the training set.

    Of predictions alone they are out of the part that thresholds are chosen on.
    """
    if not choice.dataset().pictured:
        no_images.say()
        return
    train, classes = choice.dataset().train, choice.classes()
    said = OF_TRAINING if choice.dataset().chosen_on == "out-of-fold" else TO_CHOOSE_ON
    labels = [true] if answer in (true, len(classes)) else [true, answer]
    for label, column in zip(labels, st.columns(2), strict=False):
        found, distances = known.nearest(index, label, NEAREST)
        with column:
            kind = (
                tr("the true {class_word}", class_word=choice.class_word())
                if label == true
                else tr("the answer")
            )
            if not len(found):
                st.markdown(tr(said.none, class_name=verbatim(classes[label]), kind=kind))
                continue
            st.markdown(
                tr(
                    "**{class_name}**, {kind}: {distance:.2f} away",
                    class_name=verbatim(classes[label]),
                    kind=kind,
                    distance=distances[0],
                )
            )
            openable(
                found,
                "oof",
                [
                    tr(said.one, i=int(i), class_name=classes[label], distance=d)
                    for i, d in zip(found, distances, strict=True)
                ],
                key=f"near_{label}",
                label=tr(said.all, images=choice.image_words(), class_name=classes[label]),
                marks=[number(d, ".2f") for d in distances],
            )
    st.caption(tr(said.about, n=len(train)))


def attribution(index: int, true: int, answer: int) -> None:
    """Draw which pixels speak for the answer, in one model."""
    names = [name for name in opened.trained() if opened.has_model(name)]
    present = choice.model_name()
    if present not in names:
        st.info(
            tr(
                "{present!r} is predictions only: where the evidence lies needs the model itself.",
                present=present,
            )
        )
        return
    left, right = st.columns(2)
    name = left.selectbox(
        tr("Model to ask"),
        names,
        index=names.index(present),
        format_func=lambda name: registry.title(name),
        help=tr("The model whose evidence is drawn."),
    )
    scores = opened.scores(name)
    label = int(scores.values[index].argmax())
    classes = choice.classes()
    indices, named = range(len(classes)), classes.__getitem__
    wanted = right.selectbox(
        tr("Evidence for"),
        indices,
        index=label,
        format_func=named,
        help=tr("The class that the orange pixels speak for."),
    )
    alone: dict[int | None, str] = {None: tr("the intercept alone")}
    others = alone | {i: classes[i] for i in indices if i != wanted}
    against = right.selectbox(
        tr("Rather than"),
        list(others),
        index=list(others).index(true) if true != wanted else 0,
        format_func=others.__getitem__,
        help=tr(
            "The class that it is compared with; the intercept is the score of an empty image."
        ),
    )
    found = known.attribution(name, index, wanted, against)
    rather = "" if against is None else tr(" rather than {other}", other=classes[against])
    before = scores.kind == "probability" and found.method == "contributions"  # before softmax
    unit = tr("of the score") if before or scores.kind == "decision" else tr("probability")
    left.plotly_chart(
        image_charts.attribution_map(
            found.values,
            choice.images().images[index],
            tr("For {class_name}{rather}", class_name=classes[wanted], rather=rather),
            unit,
        ),
        alt=tr("Where the evidence for {class_name} lies", class_name=classes[wanted]),
        config=PLAIN,
    )
    right.markdown(f"**{tr(METHODS[found.method])}.** {found.about}")
    right.markdown(tr("Orange speaks for it, blue against it; the line is the edge of the ink."))
    if before:
        right.markdown(
            tr(
                "The score is what this model adds up before the softmax makes "
                "probabilities of all {class_words}; two {class_words}' scores differ "
                "by the log-odds between them.",
                class_words=choice.class_words(),
            )
        )
    if found.intercept is not None:
        right.markdown(
            tr(
                "Score {score:.3f} = pixels {sum:.3f} + intercept {intercept:.3f}.",
                score=found.score,
                sum=found.values.sum(),
                intercept=found.intercept,
            )
        )
