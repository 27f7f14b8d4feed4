"""A few of the real digits, so that training takes moments."""

from core.data import sets
from core.data.labelled import Dataset


def few_digits(train: int, test: int) -> Dataset:
    """Return the first of MNIST's training and test digits, as a data set under its name."""
    whole = sets.load()
    return Dataset(
        "mnist", whole.train.take(slice(train)), whole.test.take(slice(test)), whole.classes
    )
