"""The glossary's terms of images, answers, counts and measures."""

from __future__ import annotations

from core.analysis.glossary import answers
from core.analysis.glossary.term import Term
from core.language import mark

ANSWERS: dict[str, tuple[Term, ...]] = {
    mark("Images and answers"): (
        Term(
            mark("True class"),
            mark("What the label of an image says it is; the rows of every matrix."),
            "",
            answers.true_class,
            "label",
        ),
        Term(
            mark("Predicted class"),
            mark(
                "What the decision rule answers; the columns of every matrix. Pages say “read as”."
            ),
            "",
            answers.predicted_class,
            mark("read as answer"),
        ),
        Term(
            mark("Score"),
            mark(
                "What a model says for one class of one image; more means more of that class. "
                "Probabilities lie between 0 and 1; decision scores are signed distances without a "
                "unit."
            ),
            "",
            answers.score,
            mark("probability decision score"),
        ),
        Term(
            mark("Margin"),
            mark(
                "How far the highest score of an image lies above the second; near 0 is a near tie."
            ),
            r"s_{(1)} - s_{(2)}",
            answers.margin,
            mark("near tie smallest margin"),
        ),
        Term(
            mark("Threshold"),
            mark("A score that reaches it is called positive."),
            r"\text{positive} \iff s \ge t",
            answers.threshold,
            "cut",
        ),
        Term(
            mark("Out-of-fold"),
            mark(
                "The training set is cut into folds, and each is scored by a model that did not "
                "learn from it. Thresholds and calibrations are chosen on these scores."
            ),
            "",
            answers.out_of_fold,
            mark("folds chosen on data split"),
        ),
        Term(
            mark("Test set"),
            mark("Images that nothing was learned from and nothing chosen on; they only judge."),
            "",
            answers.judged,
            mark("judged on data split"),
        ),
        Term(
            mark("Baseline"),
            mark(
                "A rule that always gives the most frequent class; a model must be better than "
                "that."
            ),
            r"\max_c \frac{n_c}{n}",
            answers.baseline,
            mark("always the same"),
        ),
    ),
    mark("The four counts"): (
        Term(
            mark("True positive (TP)"),
            mark("An image of the class that is looked for, and called so."),
            r"\mathrm{TP}",
            answers.of_counts("tp"),
            "hit",
        ),
        Term(
            mark("False positive (FP)"),
            mark("An image of another class that is called positive."),
            r"\mathrm{FP}",
            answers.of_counts("fp"),
        ),
        Term(
            mark("False negative (FN)"),
            mark("An image of the class that is looked for, and missed."),
            r"\mathrm{FN}",
            answers.of_counts("fn"),
            "missed",
        ),
        Term(
            mark("True negative (TN)"),
            mark("An image of another class that is left alone."),
            r"\mathrm{TN}",
            answers.of_counts("tn"),
            "spared",
        ),
    ),
    mark("Measures"): (
        Term(
            mark("Accuracy"),
            mark("The share of all images that are read correctly."),
            r"\frac{\text{correct}}{n}",
            answers.accuracy,
        ),
        Term(
            mark("Precision"),
            mark("The share of the positive answers that are right."),
            r"\frac{\mathrm{TP}}{\mathrm{TP} + \mathrm{FP}}",
            answers.precision,
        ),
        Term(
            mark("Recall"),
            mark("The share of the positives that are found."),
            r"\frac{\mathrm{TP}}{\mathrm{TP} + \mathrm{FN}}",
            answers.recall,
            mark("true positive rate sensitivity"),
        ),
        Term(
            mark("Specificity"),
            mark("The share of the negatives that are left alone."),
            r"\frac{\mathrm{TN}}{\mathrm{TN} + \mathrm{FP}}",
            answers.specificity,
            mark("true negative rate"),
        ),
        Term(
            mark("False positive rate"),
            mark("The share of the negatives that are called positive; 1 less the specificity."),
            r"\frac{\mathrm{FP}}{\mathrm{FP} + \mathrm{TN}}",
            answers.false_positive_rate,
            mark("FPR"),
        ),
        Term(
            "F1",
            mark("The harmonic mean of precision and recall: high only where both are."),
            r"\frac{2\,\mathrm{TP}}{2\,\mathrm{TP} + \mathrm{FP} + \mathrm{FN}}",
            answers.f1,
            mark("F-score"),
        ),
        Term(
            mark("Macro average"),
            mark("The mean over the classes, each counting alike however many images it has."),
            r"\frac{1}{k} \sum_{c=1}^{k} m_c",
            answers.macro,
        ),
        Term(
            mark("Support"),
            mark("How many images truly are of a class."),
            r"n_c",
            answers.support,
        ),
        Term(
            mark("Area under the ROC curve"),
            mark(
                "The chance that a positive image scores higher than a negative one, ties counting "
                "half."
            ),
            r"\int_0^1 \text{recall}\; d(\text{false positive rate})",
            answers.roc_auc,
            mark("ROC AUC"),
        ),
        Term(
            mark("Average precision"),
            mark("The mean of the precision over the recalls that thresholds can reach."),
            r"\sum_i (R_i - R_{i-1})\, P_i",
            answers.average_precision,
            mark("precision-recall curve area"),
        ),
    ),
}
