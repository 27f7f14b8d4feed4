"""Examples of scores, of the four counts and of the measures made of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.analysis.glossary.seen import Example, Seen, name_of, number, question, ratio, share
from core.evaluation import metrics
from core.language import count, percent, tr
from core.language import number as written


def nothing(seen: Seen) -> Example | None:
    """Return no example: the term is not a number of a whole split."""
    return None


def true_class(seen: Seen) -> Example:
    """Return the label of the first image."""
    return Example(
        name_of(seen, seen.scores.labels[0]),
        tr("{image} at index 0, {split}", image=seen.image, split=seen.split),
    )


def predicted_class(seen: Seen) -> Example:
    """Return the answer to the first image."""
    return Example(
        name_of(seen, seen.answers[0]),
        tr("{image} at index 0 by {here}", image=seen.image, here=seen.here),
    )


def score(seen: Seen) -> Example:
    """Return the first image's highest score."""
    kind = tr("probability") if seen.scores.kind == "probability" else tr("decision score")
    name = name_of(seen, seen.answers[0])
    return Example(
        number(seen.scores.values[0].max()),
        tr(
            "{kind} of {name} for the {image} at index 0 by {here}",
            kind=kind,
            name=name,
            image=seen.image,
            here=seen.here,
        ),
    )


def margin(seen: Seen) -> Example:
    """Return the median margin."""
    return Example(
        number(np.median(seen.scores.margin())), tr("the median of {here}", here=seen.here)
    )


def threshold(seen: Seen) -> Example:
    """Return the threshold that is set."""
    return Example(
        number(seen.rule.threshold),
        tr("set on the page Thresholds: {rule_name}", rule_name=seen.rule_name),
    )


def out_of_fold(seen: Seen) -> Example:
    """Return the accuracy on the scores to choose on."""
    found = seen.chosen_on.predicted() == seen.chosen_on.labels
    return share(
        int(found.sum()),
        len(found),
        tr("correct: {model}, {chosen_name}", model=seen.model, chosen_name=seen.chosen_name),
    )


def judged(seen: Seen) -> Example:
    """Return the accuracy on the split in view."""
    return share(int(seen.right.sum()), len(seen.right), tr("correct: {here}", here=seen.here))


def baseline(seen: Seen) -> Example:
    """Return the share of the most frequent class."""
    counts = np.bincount(seen.scores.labels, minlength=seen.scores.n_classes)
    most = int(counts.argmax())
    return share(
        int(counts[most]), len(seen.right), tr("are truly {name_of}", name_of=name_of(seen, most))
    )


def of_counts(which: str) -> Callable[[Seen], Example]:
    """Return the example of one of the four counts."""

    def example(seen: Seen) -> Example:
        return Example(count(getattr(seen.counts, which)), f"{seen.rule_name}: {seen.here}")

    return example


def accuracy(seen: Seen) -> Example:
    """Return the accuracy of the answers of all classes."""
    return judged(seen)


def precision(seen: Seen) -> Example:
    """Return the precision of the yes-or-no rule."""
    now = seen.counts
    return ratio(seen, now.precision, now.tp, now.tp + now.fp, tr("called positive"))


def recall(seen: Seen) -> Example:
    """Return the recall of the yes-or-no rule."""
    now = seen.counts
    return ratio(seen, now.recall, now.tp, now.tp + now.fn, tr("truly positive"))


def specificity(seen: Seen) -> Example:
    """Return the specificity of the yes-or-no rule."""
    now = seen.counts
    return ratio(seen, now.specificity, now.tn, now.tn + now.fp, tr("truly negative"))


def false_positive_rate(seen: Seen) -> Example:
    """Return the false positive rate of the yes-or-no rule."""
    now = seen.counts
    return ratio(seen, 1 - now.specificity, now.fp, now.tn + now.fp, tr("truly negative"))


def f1(seen: Seen) -> Example:
    """Return F1 of the yes-or-no rule."""
    now = seen.counts
    whole = 2 * now.tp + now.fp + now.fn
    return ratio(seen, now.f1, 2 * now.tp, whole, tr("(2 TP + FP + FN)"))


def macro(seen: Seen) -> Example:
    """Return the macro average of recall."""
    found = metrics.summary(seen.matrix)["recall_macro"]
    return Example(
        percent(found),
        tr(
            "recall over {n_classes:,} classes: {here}",
            n_classes=seen.scores.n_classes,
            here=seen.here,
        ),
    )


def support(seen: Seen) -> Example:
    """Return how many images are of the first class."""
    n = int((seen.scores.labels == 0).sum())
    return Example(
        count(n),
        tr(
            "{images} of {name_of}, {split}",
            images=seen.image_words,
            name_of=name_of(seen, 0),
            split=seen.split,
        ),
    )


def roc_auc(seen: Seen) -> Example:
    """Return the area under the ROC curve of the yes-or-no rule at all thresholds."""
    return Example(
        written(seen.curve.roc_auc, ".4f"),
        tr("all thresholds of {question}: {here}", question=question(seen), here=seen.here),
    )


def average_precision(seen: Seen) -> Example:
    """Return the average precision of the yes-or-no rule at all thresholds."""
    found = seen.curve.average_precision
    return Example(
        written(found, ".4f"),
        tr("all thresholds of {question}: {here}", question=question(seen), here=seen.here),
    )
