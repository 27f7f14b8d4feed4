"""The digit studio's core: data, training, metrics and stored results, without a user interface."""


class StudioError(Exception):
    """Something a person can fix; the message is one sentence that says what to do."""
