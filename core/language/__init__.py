"""Two languages: `tr` gives a sentence in the reader's, with its numbers as that one writes them.

A sentence stands in the code in English and is looked up in a catalogue of gettext's
(`core/language/de.po`; `make translations` finds what is new and compiles it). Who reads is asked
at every sentence, as one server speaks with many: the dashboard looks into the session, the canvas
into the request, a command into DIGIT_STUDIO_LANGUAGE.
"""

from core.language.formulas import numeral, spoken
from core.language.numbers import count, day, moment, number, percent, points, signed
from core.language.readers import LANGUAGES, VARIABLE, asked_of, current, nearest, using
from core.language.sentences import either, inside, joined, mark, ntr, tr

__all__ = [
    "LANGUAGES",
    "VARIABLE",
    "asked_of",
    "count",
    "current",
    "day",
    "either",
    "inside",
    "joined",
    "mark",
    "moment",
    "nearest",
    "ntr",
    "number",
    "numeral",
    "percent",
    "points",
    "signed",
    "spoken",
    "tr",
    "using",
]
