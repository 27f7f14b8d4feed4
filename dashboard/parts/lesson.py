"""What every lesson has: an offer to compute, a question before the answer, the book beside us."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from core import durations
from core.evaluation.metrics import Counts
from core.language import moment, percent, tr
from core.lessons import golden, stored
from core.lessons.questions import Question
from parts import plainly, running_job, tiles
from session import choice, lesson_links, lesson_results, quiz
from widgets.gallery import gallery
from widgets.sortable import COUNT, sortable


def shares(table: pd.DataFrame) -> None:
    """Draw a table of shares as per cents."""
    st.table(table.map(partial(percent, decimals=3)))


def counts(now: Counts, what: str, but: str) -> None:
    """Draw the four counts of a yes-or-no answer as a matrix, rows true, columns predicted."""
    columns = [tr("called {but}", but=but), tr("called {what}", what=what)]
    sortable(
        pd.DataFrame(
            [[now.tn, now.fp], [now.fn, now.tp]],
            index=[tr("truly {but}", but=but), tr("truly {what}", what=what)],
            columns=columns,
        ),
        dict.fromkeys(columns, COUNT),
    )


def digits(
    indices: np.ndarray,
    which: str,
    captions: Sequence[str],
    *,
    key: str,
    label: str,
    right: Sequence[bool] | None = None,
    marks: Sequence[str] | None = None,
    tile: int = 56,
    height: int = 420,
) -> None:
    """Draw MNIST's digits at indices of a split with a caption each; a pick opens one close up.

    The other arguments are those of `widgets.gallery.gallery`.
    """
    images = lesson_results.digits().split(which).images[indices]
    picked = gallery(images, indices, captions, key=key, label=label, right=right, marks=marks,
                     tile=tile, height=height,
                     on_pick=partial(lesson_links.open_digit, which, indices))  # fmt: skip
    if picked is not None:
        st.switch_page(tiles.CLOSE_UP)


def begin(number: int, title: str, about: str, tries: list[str]) -> None:
    """Draw the head of a lesson: its title and what to try."""
    st.title(f"{number} · {title}")
    if not choice.about_digits():
        st.info(
            tr("The lessons are about MNIST, whatever data set is chosen."),
            icon=":material/database:",
        )
    st.write(about)
    with st.container(border=True):
        st.markdown(tr("**Try this**\n\n") + "\n".join(f"- {line}" for line in tries))


def need(name: str) -> None:
    """Go on if the lesson is computed; else offer to compute it and end the page here."""
    problem = lesson_results.problem(name)
    if not problem and lesson_results.status(name).ready:
        return
    with st.container(border=True):
        if problem and lesson_results.status(name).ready:  # the files are there, and one is damaged
            st.warning(plainly.said(problem), icon=":material/warning:")
        compute(name)
    st.stop()


def compute(name: str) -> None:
    """Draw how a computation stands, with the button that starts or cancels it."""
    lesson, job, status = stored.get(name), lesson_results.job(name), lesson_results.status(name)
    if job and job.running:
        running_job.bar(name, lesson_results.job)
        st.button(
            tr("Cancel"),
            key=f"cancel_{name}",
            on_click=lesson_results.cancel,
            args=(name,),
            help=tr("Stops the computation; nothing is stored."),
        )
        return
    if status.state in ("damaged", "stale"):
        st.warning(plainly.said(status.sentence), icon=":material/warning:")
    elif not status.ready:
        st.info(
            tr(
                "“{title}” is not computed yet: {about}. Nothing is trained until you ask for it.",
                title=tr(lesson.title),
                about=tr(lesson.about),
            ),
            icon=":material/hourglass_empty:",
        )
    if job and job.state in ("failed", "cancelled"):
        st.caption(job.message)
    took = durations.spoken(lesson_results.seconds(name))
    st.button(
        tr("Compute again: about {took}", took=took)
        if status.ready
        else tr("Compute it now: about {took}", took=took),
        key=f"compute_{name}",
        type="secondary" if status.ready else "primary",
        icon=":material/play_arrow:",
        on_click=lesson_results.start,
        args=(name,),
        help=tr(
            "Runs in a process of its own on all cores; you may leave the page. In "
            "a terminal: `python -m core lessons {name}`.",
            name=name,
        ),
    )


def predict(page: str, make: Callable[[np.random.Generator, int], Question]) -> Question:
    """Ask the page's question; end the page here until it is answered or skipped."""
    asked = quiz.quiz_question(page, make)
    given = quiz.answered(page)
    with st.container(border=True):
        st.markdown(tr("**Predict, then reveal.** {text}", text=asked.text))
        if asked.subject is not None:
            _subject(asked.subject)
        if given is None:
            with st.container(horizontal=True):
                for number, option in enumerate(asked.options):
                    st.button(
                        option,
                        key=f"{page}_option_{number}",
                        on_click=quiz.answer,
                        args=(page, number, number == asked.key),
                        help=tr("Answers the question and reveals the lesson."),
                    )
        else:
            _verdict(asked, given)
            st.button(
                tr("Another question"),
                key=f"{page}_another",
                on_click=quiz.ask_another,
                args=(page,),
                help=tr("Asks of other images; the score counts on."),
            )
    if not quiz.revealed(page):
        st.button(
            tr("Show the lesson without answering"),
            key=f"{page}_skip",
            type="tertiary",
            on_click=quiz.skip,
            args=(page,),
            help=tr("Skips the question; the score stays as it is."),
        )
        st.stop()
    return asked


def _verdict(asked: Question, given: int) -> None:
    because = asked.because.removeprefix(f"{asked.answer}.").strip()  # said just before
    if given == asked.key:
        st.success(
            tr("**Right: {answer}.** {because}", answer=asked.answer, because=because),
            icon=":material/check_circle:",
        )
    else:
        st.error(
            tr(
                "**You said {options}; it is {answer}.** {because}",
                options=asked.options[given],
                answer=asked.answer,
                because=because,
            ),
            icon=":material/cancel:",
        )


def _subject(index: int) -> None:
    st.image(
        lesson_results.digits().test.images[index],
        caption=tr("test digit {index}", index=index),
        alt=tr("Test digit {index}", index=index),
        width=112,
    )


def book(name: str, rows: str = "", note: str = "") -> None:
    """Draw the book's numbers beside ours; `rows` keeps those whose quantity contains it."""
    st.header(tr("The book says, you got"))
    table = lesson_results.book_table(name)
    table = table[table["quantity"].str.contains(rows, regex=False)]
    shown = pd.DataFrame(
        {
            tr("Book says"): table["book"],
            tr("You got"): _marks(table) + table["ours"],
            tr("Tolerance"): table["tolerance"].map(golden.within),
        }
    )
    quantities = table["quantity"].map(tr)
    st.table(shown.set_index(pd.Index(quantities, name=tr("Quantity"))))
    for reason, group in table.groupby("reason", sort=False):  # short: a phone has no width
        which = "; ".join(quantities[group.index])
        if len(group) > 2:
            which = tr("{n} rows", n=len(group))
        st.caption(f"**{which}.** {tr(str(reason))}")
    st.caption(tr("{note} Hands-On Machine Learning, 3rd edition, chapter 3.", note=note))
    again(name)


def again(name: str) -> None:
    """Draw where the results are from, and the offer to compute them again here."""
    facts: dict[str, Any] = lesson_results.manifest(name)
    came = tr("Came with the studio, computed") if "shipped" in facts else tr("Computed here")
    with st.container(border=True):
        st.markdown(tr("**Run it here**"))
        st.caption(
            tr(
                "{came} {replace} UTC in about {spoken} with scikit-learn {facts}.",
                came=came,
                replace=moment(facts["created"]),
                spoken=durations.spoken(facts["seconds"]),
                facts=facts["versions"]["scikit-learn"],
            )
        )
        compute(name)


def _marks(table: pd.DataFrame) -> np.ndarray:
    """Return a sign for each row: equal, other for a known reason, or drifted."""
    known = np.where(table["drifts"], "✗\u00a0", "≠\u00a0")
    return np.where(table["agrees"], "✓\u00a0", known)


def go(label: str, page: str, icon: str, choose: Callable[..., None], *args: Any) -> None:
    """Draw a button that makes a choice of the studio's and opens the page that shows it."""
    if st.button(
        label,
        icon=icon,
        on_click=choose,
        args=args,
        help=tr("Makes this choice in the studio and opens the page that shows it."),
    ):
        st.switch_page(page)


def score() -> None:
    """Draw the session's score in the sidebar."""
    right, asked = quiz.tally()
    with st.sidebar:
        st.metric(
            tr("Predicted correctly"),
            tr("{right} of {asked}", right=right, asked=asked) if asked else tr("none yet"),
        )
        st.caption(tr("Counted in this session, over all lessons."))
