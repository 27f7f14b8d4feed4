"""What every lesson has: an offer to compute, a question before the answer, the book beside us."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from core import durations
from core.evaluation.metrics import Counts
from core.lessons import golden, stored
from core.lessons.questions import Question
from parts import plainly, running_job
from session import choice, lesson_results, quiz


def shares(table: pd.DataFrame) -> None:
    """Draw a table of shares as per cents."""
    st.table(table.map("{:.3%}".format))


def counts(now: Counts, what: str, but: str) -> None:
    """Draw the four counts of a yes-or-no answer as a matrix, rows true, columns predicted."""
    columns = [f"called {but}", f"called {what}"]
    st.dataframe(
        pd.DataFrame(
            [[now.tn, now.fp], [now.fn, now.tp]],
            index=[f"truly {but}", f"truly {what}"],
            columns=columns,
        ),
        column_config=dict.fromkeys(columns, st.column_config.NumberColumn(format="localized")),
    )


def begin(number: int, title: str, about: str, tries: list[str]) -> None:
    """Draw the head of a lesson: its title and what to try."""
    st.title(f"{number} · {title}")
    if not choice.about_digits():
        st.info(
            "The lessons are about MNIST, whatever data set is chosen.", icon=":material/database:"
        )
    st.write(about)
    with st.container(border=True):
        st.markdown("**Try this**\n\n" + "\n".join(f"- {line}" for line in tries))


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
            "Cancel",
            key=f"cancel_{name}",
            on_click=lesson_results.cancel,
            args=(name,),
            help="Stops the computation; nothing is stored.",
        )
        return
    if status.state in ("damaged", "stale"):
        st.warning(plainly.said(status.sentence), icon=":material/warning:")
    elif not status.ready:
        st.info(
            f"“{lesson.title}” is not computed yet: {lesson.about}. Nothing is trained until you "
            "ask for it.",
            icon=":material/hourglass_empty:",
        )
    if job and job.state in ("failed", "cancelled"):
        st.caption(job.message)
    took = durations.spoken(lesson_results.seconds(name))
    st.button(
        f"Compute {'again' if status.ready else 'it now'}: about {took}",
        key=f"compute_{name}",
        type="secondary" if status.ready else "primary",
        icon=":material/play_arrow:",
        on_click=lesson_results.start,
        args=(name,),
        help="Runs in a process of its own on all cores; you may leave the page. "
        f"In a terminal: `python -m core lessons {name}`.",
    )


def predict(page: str, make: Callable[[np.random.Generator, int], Question]) -> Question:
    """Ask the page's question; end the page here until it is answered or skipped."""
    asked = quiz.quiz_question(page, make)
    given = quiz.answered(page)
    with st.container(border=True):
        st.markdown(f"**Predict, then reveal.** {asked.text}")
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
                        help="Answers the question and reveals the lesson.",
                    )
        else:
            _verdict(asked, given)
            st.button(
                "Another question",
                key=f"{page}_another",
                on_click=quiz.ask_another,
                args=(page,),
                help="Asks of other images; the score counts on.",
            )
    if not quiz.revealed(page):
        st.button(
            "Show the lesson without answering",
            key=f"{page}_skip",
            type="tertiary",
            on_click=quiz.skip,
            args=(page,),
            help="Skips the question; the score stays as it is.",
        )
        st.stop()
    return asked


def _verdict(asked: Question, given: int) -> None:
    because = asked.because.removeprefix(f"{asked.answer}.").strip()  # said just before
    if given == asked.key:
        st.success(f"**Right: {asked.answer}.** {because}", icon=":material/check_circle:")
    else:
        st.error(
            f"**You said {asked.options[given]}; it is {asked.answer}.** {because}",
            icon=":material/cancel:",
        )


def _subject(index: int) -> None:
    st.image(
        lesson_results.digits().test.images[index],
        caption=f"test digit {index}",
        alt=f"Test digit {index}",
        width=112,
    )


def book(name: str, rows: str = "", note: str = "") -> None:
    """Draw the book's numbers beside ours; `rows` keeps those whose quantity contains it."""
    st.header("The book says, you got")
    table = lesson_results.book_table(name)
    table = table[table["quantity"].str.contains(rows, regex=False)]
    shown = pd.DataFrame(
        {
            "Book says": table["book"],
            "You got": _marks(table) + table["ours"],
            "Tolerance": table["tolerance"].map(golden.within),
        }
    )
    st.table(shown.set_index(pd.Index(table["quantity"], name="Quantity")))
    for reason, group in table.groupby("reason", sort=False):  # short: a phone has no width
        which = "; ".join(group["quantity"]) if len(group) < 3 else f"{len(group)} rows"
        st.caption(f"**{which}.** {reason}")
    st.caption(f"{note} Hands-On Machine Learning, 3rd edition, chapter 3.")
    again(name)


def again(name: str) -> None:
    """Draw where the results are from, and the offer to compute them again here."""
    facts: dict[str, Any] = lesson_results.manifest(name)
    came = "Came with the studio, computed" if "shipped" in facts else "Computed here"
    with st.container(border=True):
        st.markdown("**Run it here**")
        st.caption(
            f"{came} {facts['created'][:16].replace('T', ' ')} UTC in about "
            f"{durations.spoken(facts['seconds'])} with scikit-learn "
            f"{facts['versions']['scikit-learn']}."
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
        help="Makes this choice in the studio and opens the page that shows it.",
    ):
        st.switch_page(page)


def score() -> None:
    """Draw the session's score in the sidebar."""
    right, asked = quiz.tally()
    with st.sidebar:
        st.metric("Predicted correctly", f"{right} of {asked}" if asked else "none yet")
        st.caption("Counted in this session, over all lessons.")
