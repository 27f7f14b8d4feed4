"""Two small models that read, so that no artifact is needed."""

import pytest
from few_readers import fitted
from sklearn.linear_model import SGDClassifier
from sklearn.naive_bayes import GaussianNB

from canvas import reading


@pytest.fixture(scope="module")
def two_readers():
    linear = fitted("linear", SGDClassifier(random_state=0), "decision")
    bayes = fitted("bayes", GaussianNB(var_smoothing=0.1), "probability")
    return {"linear": linear, "bayes": bayes}


@pytest.fixture
def readers(two_readers, monkeypatch):
    monkeypatch.setattr(reading, "_readers", two_readers)
    monkeypatch.setattr(reading, "refresh", lambda: list(two_readers.values()))
    return two_readers
