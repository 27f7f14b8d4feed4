"""The rule that all pages follow, and the answers it gives."""

from __future__ import annotations

import numpy as np

from core.analysis import receipts
from core.analysis.receipts import Figure, Receipt
from core.evaluation.coverage import decision_matrix
from core.language import tr
from core.rules.binary import Argmax, Rule
from session import choice, cut, desk, opened
from session.address import one_of
from session.parameters import Parameter

RULES = ("argmax", "threshold", "desk")
RULE: Parameter[str] = Parameter("rule", "argmax", one_of(RULES))
PARAMETERS = (RULE,)


def follow(name: str) -> None:
    """Let every page follow one of `RULES`; for callbacks."""
    RULE.set(name)


def followed(name: str) -> bool:
    """Return whether the pages follow this one of `RULES`."""
    return RULE.get() == name


def rule_named(name: str) -> Rule:
    """Return one of the rules `RULES`: argmax, the threshold's or the desk's."""
    if name == "threshold":
        return cut.threshold_rule()
    return desk.desk_rule() if name == "desk" else Argmax()


def rule_titles() -> dict[str, str]:
    """Return what each of `RULES` is called at the moment."""
    kinds = dict(zip(RULES, ("", tr("Threshold: "), tr("Desk: ")), strict=True))
    return {name: f"{kind}{words(rule_named(name))}" for name, kind in kinds.items()}


def words(rule: Rule | None = None) -> str:
    """Return a rule (by default the followed one) in words, with the names of the classes."""
    return (rule or followed_rule()).named(choice.classes())


def followed_rule() -> Rule:
    """Return the decision rule that the pages follow."""
    return rule_named(RULE.get())


def predicted(
    name: str | None = None, which: str | None = None, given: Rule | None = None
) -> np.ndarray:
    """Return the answers (n,) of a rule (the followed one); the number of classes is "rejected"."""
    name, which = name or choice.model_name(), which or choice.split()
    text, stamp = (given or followed_rule()).text(), opened.stamp(name)
    return opened.answers(choice.DATASET.get(), name, which, text, stamp)


def decided_matrix(name: str | None = None, which: str | None = None) -> np.ndarray:
    """Return the matrix of the followed rule; a last column only if it rejects images."""
    found = opened.scores(name, which)
    matrix = decision_matrix(found.labels, predicted(name, which), found.n_classes)
    return matrix if matrix[:, -1].any() else matrix[:, :-1]


def receipt(figure: Figure, which: str | None = None, given: Rule | None = None) -> Receipt:
    """Return the receipt of a rule's matrix (the followed one by default) or of the threshold."""
    rule = given or (cut.threshold_rule() if figure == "counts" else followed_rule())
    manifest = opened.manifest(choice.model_name())
    return receipts.receipt(figure, manifest, which or choice.split(), rule, choice.classes())
