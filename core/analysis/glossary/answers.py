"""Examples of scores, of the four counts and of the measures made of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.analysis.glossary.seen import Example, Seen, name_of, number, question, ratio, share
from core.evaluation import metrics
from core.language import percent


def nothing(seen: Seen) -> Example | None:
    """Return no example: the term is not a number of a whole split."""
    return None


def true_class(seen: Seen) -> Example:
    """Return the label of the first image."""
    return Example(name_of(seen, seen.scores.labels[0]), f"{seen.image} at index 0, {seen.split}")


def predicted_class(seen: Seen) -> Example:
    """Return the answer to the first image."""
    return Example(name_of(seen, seen.answers[0]), f"{seen.image} at index 0 by {seen.here}")


def score(seen: Seen) -> Example:
    """Return the first image's highest score."""
    kind = "probability" if seen.scores.kind == "probability" else "decision score"
    name = name_of(seen, seen.answers[0])
    return Example(
        number(seen.scores.values[0].max()),
        f"{kind} of {name} for the {seen.image} at index 0 by {seen.here}",
    )


def margin(seen: Seen) -> Example:
    """Return the median margin."""
    return Example(number(np.median(seen.scores.margin())), f"the median of {seen.here}")


def threshold(seen: Seen) -> Example:
    """Return the threshold that is set."""
    return Example(number(seen.rule.threshold), f"set on the page Thresholds: {seen.rule_name}")


def out_of_fold(seen: Seen) -> Example:
    """Return the accuracy on the scores to choose on."""
    found = seen.chosen_on.predicted() == seen.chosen_on.labels
    return share(int(found.sum()), len(found), f"correct: {seen.model}, {seen.chosen_name}")


def judged(seen: Seen) -> Example:
    """Return the accuracy on the split in view."""
    return share(int(seen.right.sum()), len(seen.right), f"correct: {seen.here}")


def baseline(seen: Seen) -> Example:
    """Return the share of the most frequent class."""
    counts = np.bincount(seen.scores.labels, minlength=seen.scores.n_classes)
    most = int(counts.argmax())
    return share(int(counts[most]), len(seen.right), f"are truly {name_of(seen, most)}")


def of_counts(which: str) -> Callable[[Seen], Example]:
    """Return the example of one of the four counts."""

    def example(seen: Seen) -> Example:
        return Example(f"{getattr(seen.counts, which):,}", f"{seen.rule_name}: {seen.here}")

    return example


def accuracy(seen: Seen) -> Example:
    """Return the accuracy of the answers of all classes."""
    return judged(seen)


def precision(seen: Seen) -> Example:
    """Return the precision of the yes-or-no rule."""
    now = seen.counts
    return ratio(seen, now.precision, now.tp, now.tp + now.fp, "called positive")


def recall(seen: Seen) -> Example:
    """Return the recall of the yes-or-no rule."""
    now = seen.counts
    return ratio(seen, now.recall, now.tp, now.tp + now.fn, "truly positive")


def specificity(seen: Seen) -> Example:
    """Return the specificity of the yes-or-no rule."""
    now = seen.counts
    return ratio(seen, now.specificity, now.tn, now.tn + now.fp, "truly negative")


def false_positive_rate(seen: Seen) -> Example:
    """Return the false positive rate of the yes-or-no rule."""
    now = seen.counts
    return ratio(seen, 1 - now.specificity, now.fp, now.tn + now.fp, "truly negative")


def f1(seen: Seen) -> Example:
    """Return F1 of the yes-or-no rule."""
    now = seen.counts
    whole = 2 * now.tp + now.fp + now.fn
    return ratio(seen, now.f1, 2 * now.tp, whole, "(2 TP + FP + FN)")


def macro(seen: Seen) -> Example:
    """Return the macro average of recall."""
    found = metrics.summary(seen.matrix)["recall_macro"]
    return Example(percent(found), f"recall over {seen.scores.n_classes:,} classes: {seen.here}")


def support(seen: Seen) -> Example:
    """Return how many images are of the first class."""
    count = int((seen.scores.labels == 0).sum())
    return Example(f"{count:,}", f"{seen.image}s of {name_of(seen, 0)}, {seen.split}")


def roc_auc(seen: Seen) -> Example:
    """Return the area under the ROC curve of the yes-or-no rule at all thresholds."""
    return Example(f"{seen.curve.roc_auc:.4f}", f"all thresholds of {question(seen)}: {seen.here}")


def average_precision(seen: Seen) -> Example:
    """Return the average precision of the yes-or-no rule at all thresholds."""
    found = seen.curve.average_precision
    return Example(f"{found:.4f}", f"all thresholds of {question(seen)}: {seen.here}")
