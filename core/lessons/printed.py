"""The numbers printed in the book's chapter 3, each with where ours is found and a reason."""

from __future__ import annotations

import numpy as np

from core.language import mark
from core.lessons import measured
from core.lessons.golden import Golden

EXACT = mark(
    "Equal: the book's recipe with its seed on raw grey levels as floats repeats exactly, on any "
    "number of cores."
)
STOPS = mark(
    "Not equal: SGD now stops by its loss with the penalty, the book's version by the "
    "loss alone (scikit-learn's pull request 31856), so some of the ten detectors stop after "
    "another round. Seed, scaling and folds are the book's; the number of cores changes nothing."
)
COUNTED = mark("Equal: counting; nothing is drawn at random.")
DISTANCE = mark("Equal: distances between whole numbers are exact, so every machine agrees.")
LIBSVM = mark("Equal: support vector machines draw no random numbers here.")

GOLDEN = [
    Golden(
        "binary",
        mark("SGD detector of fives, accuracy of three folds"),
        (0.95035, 0.96035, 0.9604),
        measured.detector_folds,
        5e-6,
        ".5f",
        EXACT,
    ),
    Golden(
        "binary",
        mark("Never a five (dummy), accuracy of three folds"),
        (0.90965,) * 3,
        measured.dummy_folds,
        5e-6,
        ".5f",
        COUNTED,
    ),
    Golden(
        "binary",
        mark("Out-of-fold matrix: TN, FP, FN, TP"),
        (53892, 687, 1891, 3530),
        measured.detector_matrix,
        0,
        ",.0f",
        EXACT,
    ),
    Golden(
        "binary",
        mark("Precision, recall, F1 of the detector"),
        (0.83709, 0.65117, 0.73252),
        measured.detector_ratios,
        5e-6,
        ".5f",
        EXACT,
    ),
    Golden(
        "binary",
        mark("Score of the first digit"),
        (2164.22,),
        lambda arrays, dataset: (float(arrays["first"][0]),),
        0.005,
        ",.2f",
        EXACT,
    ),
    Golden(
        "binary",
        mark("Lowest threshold with 90 % precision"),
        (3370.0195,),
        measured.threshold,
        5e-5,
        ",.4f",
        EXACT,
    ),
    Golden(
        "binary",
        mark("Precision and recall there"),
        (0.90003, 0.47999),
        measured.ratios_at_threshold,
        5e-6,
        ".5f",
        EXACT,
    ),
    Golden(
        "binary",
        mark("Area under the SGD detector's ROC curve"),
        (0.96049,),
        lambda arrays, dataset: (measured.detector_curve(arrays, dataset).roc_auc,),
        5e-6,
        ".5f",
        EXACT,
    ),
    Golden(
        "binary",
        mark("Forest at 0.5: F1, precision, recall"),
        (0.92745, 0.98975, 0.87253),
        measured.forest_ratios,
        5e-6,
        ".5f",
        EXACT,
    ),
    Golden(
        "binary",
        mark("Area under the forest's ROC curve"),
        (0.99834,),
        lambda arrays, dataset: (measured.detector_curve(arrays, dataset, "forest").roc_auc,),
        5e-6,
        ".5f",
        EXACT,
    ),
    Golden(
        "binary",
        mark("Fives among digits that the forest calls 50 to 60 % likely, in %"),
        (94.0,),
        measured.forest_unsure,
        0.05,
        ".1f",
        EXACT,
    ),
    Golden(
        "multiclass",
        mark("SVC's ten scores of the first digit (one against one)"),
        (3.79, 0.73, 6.06, 8.3, -0.29, 9.3, 1.75, 2.77, 7.21, 4.82),
        lambda arrays, dataset: tuple(arrays["won"][0].tolist()),
        0.005,
        ".2f",
        LIBSVM,
    ),
    Golden(
        "multiclass",
        mark("First digit as read by SVC one against one and one against the rest"),
        (5, 5),
        lambda arrays, dataset: (
            float(arrays["won"][0].argmax()),
            float(arrays["rest"][0].argmax()),
        ),
        0,
        ".0f",
        LIBSVM,
    ),
    Golden(
        "multiclass",
        mark("SGD's scores of the first digit for 0 and 2 to 9, highest for 3"),
        (-31893, -9531, 1824, -22320, -1386, -26189, -16148, -4604, -12051),
        lambda arrays, dataset: tuple(np.delete(measured.first_scores(arrays, dataset), 1)),
        0.5,
        ",.0f",
        EXACT,
    ),
    Golden(
        "multiclass",
        mark("SGD's score of the first digit for 1"),
        (-34420,),
        lambda arrays, dataset: measured.first_scores(arrays, dataset)[1:2],
        0.5,
        ",.0f",
        STOPS,
        (-19048,),
    ),
    Golden(
        "multiclass",
        mark("SGD on raw pixels, accuracy of three folds"),
        (0.87365, 0.85835, 0.8689),
        measured.folds("raw"),
        5e-6,
        ".5f",
        STOPS,
        (0.87745, 0.85835, 0.8698),
    ),
    Golden(
        "multiclass",
        mark("SGD on scaled pixels, accuracy of three folds"),
        (0.8983, 0.891, 0.9018),
        measured.folds("scaled"),
        5e-5,
        ".4f",
        STOPS,
        (0.8983, 0.8902, 0.901),
    ),
    Golden(
        "multilabel",
        mark("F1 of large and odd by nearest neighbours, macro and weighted"),
        (0.97641, 0.97784),
        measured.label_f1,
        5e-6,
        ".5f",
        DISTANCE,
    ),
    Golden(
        "multilabel",
        mark("Chain of SVCs on the first digit: large, odd"),
        (0, 1),
        lambda arrays, dataset: tuple(arrays["chain"][0].astype(float).tolist()),
        0,
        ".0f",
        LIBSVM,
    ),
    Golden(
        "exercises",
        mark("Nearest neighbours as they come, test accuracy"),
        (0.9688,),
        measured.accuracy("baseline"),
        5e-5,
        ".4f",
        DISTANCE,
    ),
    Golden(
        "exercises",
        mark("Best of the grid: k, by distance (1 = yes)"),
        (4, 1),
        lambda arrays, dataset: tuple(arrays["best"].astype(float).tolist()),
        0,
        ".0f",
        DISTANCE,
    ),
    Golden(
        "exercises",
        mark("Its cross-validated accuracy on 10,000 digits"),
        (0.9442,),
        lambda arrays, dataset: (float(arrays["grid_mean"].max()),),
        5e-5,
        ".4f",
        DISTANCE,
    ),
    Golden(
        "exercises",
        mark("Refit on all digits, test accuracy"),
        (0.9714,),
        measured.accuracy("tuned"),
        5e-5,
        ".4f",
        DISTANCE,
    ),
    Golden(
        "exercises",
        mark("With digits shifted four ways, test accuracy"),
        (0.9763,),
        measured.accuracy("augmented"),
        5e-5,
        ".4f",
        DISTANCE,
    ),
    Golden(
        "exercises",
        mark("Change of the error rate by the shifts, in %"),
        (-17,),
        measured.fewer_errors,
        0.5,
        ".0f",
        DISTANCE,
    ),
]
