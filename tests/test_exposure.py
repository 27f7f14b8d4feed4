"""Who can reach an app, and which settings are refused where others can."""

import pytest

from core.serving.exposure import exposure

PUBLIC = {"DIGIT_STUDIO_PUBLIC": "1"}


@pytest.mark.parametrize(
    ("host", "environment", "private"),
    [
        ("127.0.0.1", {}, True),
        ("localhost", PUBLIC, True),
        ("127.0.0.1", {"DIGIT_STUDIO_PROXY": "1"}, False),
        ("127.0.0.1", {"DIGIT_STUDIO_HOSTS": "digits.example.org"}, False),
        ("0.0.0.0", PUBLIC, False),
        (None, {}, False),
    ],
)
def test_an_app_is_private_if_this_machine_alone_can_open_it(host, environment, private):
    assert exposure(host, environment).private is private


@pytest.mark.parametrize(
    ("host", "environment", "unsafe", "found"),
    [
        ("127.0.0.1", {}, {"SHOW": True}, ""),
        ("0.0.0.0", {}, {}, "DIGIT_STUDIO_PUBLIC=1"),
        (None, {}, {}, "DIGIT_STUDIO_PUBLIC=1"),
        ("0.0.0.0", {"DIGIT_STUDIO_PUBLIC": "0"}, {}, "DIGIT_STUDIO_PUBLIC=1"),
        ("0.0.0.0", PUBLIC, {"SHOW": False}, ""),
        ("0.0.0.0", PUBLIC, {"SHOW": True}, "SHOW"),
        ("127.0.0.1", {"DIGIT_STUDIO_PROXY": "1"}, {"SHOW": True}, "SHOW"),
    ],
)
def test_what_is_not_safe_is_named_in_one_sentence(host, environment, unsafe, found):
    told = exposure(host, environment).problem("ADDRESS", unsafe)
    assert found in told
    assert bool(told) is bool(found)
    assert not told or (told.endswith(".") and told.count(". ") == 0)


@pytest.mark.parametrize(
    "environment",
    [
        {"DIGIT_STUDIO_PUBLIC": "please"},
        {"DIGIT_STUDIO_PROXY": "10.0.0.1"},
        {"DIGIT_STUDIO_HOSTS": "*"},
        {"DIGIT_STUDIO_HOSTS": "http://digits.example.org"},
        {"DIGIT_STUDIO_HOSTS": "digits.example.org:80"},
    ],
    ids=str,
)
def test_a_variable_that_cannot_be_meant_is_named(environment):
    [name] = environment
    with pytest.raises(ValueError, match=name):
        exposure("127.0.0.1", environment)
