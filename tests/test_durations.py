"""The time that work still takes: one estimate, and one wording on pages and in the terminal."""

import pytest

from core import durations


def test_the_time_left_goes_on_as_it_began():
    assert durations.seconds_left(30, 0.25) == 90
    assert durations.seconds_left(30, 1.0) == 0
    assert durations.seconds_left(1, 0.0) is None
    assert durations.seconds_left(1, 0.005) is None  # nobody can tell yet


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "1 s"),
        (45.4, "45 s"),
        (89.9, "90 s"),
        (90, "2 min"),
        (125, "2 min"),
        (3600, "60 min"),
        (5400, "1.5 h"),
    ],
)
def test_a_duration_is_said_as_exactly_as_an_estimate_deserves(seconds, words):
    assert durations.spoken(seconds) == words


def test_how_far_work_is_fits_on_one_line():
    assert durations.progress("forest", 0.42, 65.0) == "forest (42\u00a0%, about 65 s left)"
    assert durations.progress("forest", 0.0, None) == "forest (0\u00a0%)"
