"""Receipts: where a number comes from, and the few lines of Python that give it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from core.data import mnist
from core.language import count, moment, tr
from core.rules.binary import Rule

Figure = Literal["matrix", "counts"]

_LINES: dict[Figure, str] = {
    "matrix": """\
matrix = decision_matrix(scores.labels, rule.predicted(scores), scores.n_classes)
print(matrix)
print(metrics.summary(matrix[:, :-1]) if not matrix[:, -1].any() else "")""",
    "counts": """\
asked = rule.asked(scores)
print(metrics.count(rule.truth(scores)[asked], rule.decided(scores)[asked]))""",
}


@dataclass(frozen=True)
class Receipt:
    """What a number depends on, and code that runs by itself and prints it."""

    facts: dict[str, str]
    code: str


def receipt(
    figure: Figure,
    manifest: dict[str, Any],
    split: str,
    rule: Rule,
    classes: Sequence[str] = tuple("0123456789"),
) -> Receipt:
    """Return the receipt of a confusion matrix or of the four counts of a yes-or-no rule.

    Parameters
    ----------
    figure : "matrix" or "counts"
    manifest : of the model's artifact
    split : "test" or "oof"
    rule : the rule whose answers are counted; "counts" needs one that asks yes or no
    classes : names of the data set's classes
    """
    name, dataset = manifest["model"], manifest["dataset"]
    further = "" if dataset == mnist.NAME else f", {dataset!r}"
    known = "" if len(classes) == 10 else f", {len(classes)}"
    versions = ", ".join(f"{package} {number}" for package, number in manifest["versions"].items())
    facts = {
        tr("model"): tr("{name}, trained {when} UTC", name=name, when=moment(manifest["created"])),
        tr("images"): f"{count(manifest['n_test' if split == 'test' else 'n_train'])} ({split})",
        tr("rule"): rule.named(classes),
        tr("versions"): versions,
        tr("data (SHA-256)"): manifest["data_sha256"][:16],
    }
    lines = [
        "from core.evaluation import calibration, metrics",
        "from core.evaluation.coverage import decision_matrix",
        "from core.rules import notation",
        "from core.training import artifacts",
        "",
        f"rule = notation.parse({rule.text()!r}{known})",
        f"scores = artifacts.open_scores({name!r}, {split!r}{further})",
    ]
    if rule.scale != "own":
        lines.append(
            f"chosen_on = artifacts.open_scores({name!r}, 'oof'{further})\n"
            "scores = calibration.fit(chosen_on, rule.scale).apply(scores)"
        )
    return Receipt(facts, "\n".join([*lines, _LINES[figure]]) + "\n")
