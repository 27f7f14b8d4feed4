"""The rule that all pages follow, and the answers it gives."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.analysis import receipts
from core.analysis.receipts import Figure, Receipt
from core.evaluation.coverage import decision_matrix
from core.rules.binary import Argmax, Rule
from session.decision_desk import desk
from session.lab import question, scaled
from session.opened import manifest, scores
from session.view import RULES, model_name, set_values, split


def follow(name: str) -> None:
    """Let every page follow one of `RULES`; for callbacks."""
    set_values(rule=name)


def followed(name: str) -> bool:
    """Return whether the pages follow this one of `RULES`."""
    return st.session_state.rule == name


def rule_named(name: str) -> Rule:
    """Return one of the rules `RULES`: argmax, the threshold's or the desk's."""
    return {"argmax": Argmax, "threshold": question, "desk": desk}[name]()


def rule_titles() -> dict[str, str]:
    """Return what each of `RULES` is called at the moment."""
    kinds = dict(zip(RULES, ("", "Threshold: ", "Desk: "), strict=True))
    return {name: f"{kind}{rule_named(name)}" for name, kind in kinds.items()}


def rule() -> Rule:
    """Return the decision rule that the pages follow."""
    return rule_named(st.session_state.rule)


def predicted(name: str | None = None, which: str | None = None) -> Any:
    """Return the answers (n,) of the chosen rule; 10 stands for "not read"."""
    return rule().predicted(scaled(name, which, rule().scale))


def decided_matrix(name: str | None = None, which: str | None = None) -> Any:
    """Return the matrix of the chosen rule; an eleventh column only if it leaves images unread."""
    found = scores(name, which)
    matrix = decision_matrix(found.labels, predicted(name, which), found.n_classes)
    return matrix if matrix[:, -1].any() else matrix[:, :-1]


def receipt(figure: Figure, which: str | None = None, given: Rule | None = None) -> Receipt:
    """Return the receipt of a rule's matrix (the chosen one by default) or of the question."""
    chosen = given or (question() if figure == "counts" else rule())
    return receipts.receipt(figure, manifest(model_name()), which or split(), chosen)
