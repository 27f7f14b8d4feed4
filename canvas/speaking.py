"""The canvas page in the reader's language: its texts, and answers to those who ask for one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from core.drawing.refusals import SENTENCES
from core.language import LANGUAGES, mark, tr, using

#: What pad.html and the scripts say; `word` in words.js looks it up.
WORDS = (
    mark("Draw a digit"),
    mark("Every trained model reads along while the pen moves."),
    mark("Draw your own"),
    mark("Draw here"),
    mark("Undo"),
    mark("Redo"),
    mark("Rub out"),
    mark("Clear"),
    mark("Pen"),
    mark("What did you mean? One tap keeps it in your test set."),
    mark("Read it anyway"),
    mark("what the models see"),
    mark("As MNIST did it"),
    mark("Raw shrink"),
    mark("From your ink to what the models see"),
    mark("Nearest training digits"),
    mark("Of 60,000, by the distance between pixels: the labels are what people wrote."),
    mark("Where the evidence lies"),
    mark("speaks for it"),
    mark("against it"),
    mark("Your handwriting as a test set"),
    mark("Nothing kept yet. Draw a digit and tap what you meant; it stays on this machine."),
    mark("How often you are read right"),
    mark("Your confusions"),
    mark("Kept last"),
    mark("Save as"),
    mark("Add a file"),
    mark("Language"),
    mark("Drawing"),
    mark("Drawing pad: draw a digit with finger, pen or mouse"),
    mark("Undo (Ctrl+Z)"),
    mark("Redo (Ctrl+Shift+Z)"),
    mark("Rub out (E)"),
    mark("Clear (Delete)"),
    mark("Pen width ([ and ])"),
    mark("Pen width"),
    mark("Label this drawing"),
    mark("Answer"),
    mark("The 28 by 28 image the models see"),
    mark("How the drawing becomes 28 by 28"),
    mark("Models to show"),
    mark("From ink to image"),
    mark("Evidence map"),
    mark("Your handwriting"),
    mark("your ink"),
    mark("the box around it"),
    mark("longest side 20, lines widened"),
    mark("longest side 20"),
    mark("its centre of mass"),
    mark("in the middle of 28×28"),
    mark("{model}: what speaks for {digit} ({noun} {score})"),
    mark("Keep as {digit} (key {digit})"),
    mark("It could not be kept; reload the page."),
    mark("Kept as {label}."),
    mark("This very drawing was kept as {label} already."),
    mark("Take it back"),
    mark("Taken back."),
    mark("your {n}"),
    mark("95 % interval"),
    mark("MNIST test"),
    mark("{low} to {high}"),
    mark("{model}: rows are what you meant, columns what it read"),
    mark("right"),
    mark("It could not be saved."),
    mark("{n} digits saved as {name}."),
    mark("The file is larger than 3 MB; save it as npz or split it."),
    mark("The file did not arrive."),
    mark("{added} new, {known} known already, {disputed} labelled otherwise here."),
    mark("{added} new, {known} known already."),
    mark("probability"),
    mark("score"),
    mark("Probability of each digit, 0 to 1."),
    mark("Score of each digit; the line is 0, its border. Not a probability."),
    mark("Click to let it give the large answer."),
    mark(", {share} of {n} real drawings"),
    mark("reads {share} of MNIST's test digits"),
    mark("0 is the border; not a probability."),
    mark("{model} reads"),
    mark("All models agree."),
    mark("{n} of {shown} models reads something else."),
    mark("{n} of {shown} models read something else."),
    mark("Read {count} digits"),
    mark("{count} digits, one by one"),
    mark(
        "The app does not answer: it is busy or has ended. Your drawing stays here, and the app "
        "is asked again."
    ),
    mark("or {digit}"),
    mark("Start over"),
    mark("Repair digit {index}"),
    mark("Test digit {index}, labelled {label}. Rub out or add ink and watch."),
    mark("The app did not answer; reload the page."),
    SENTENCES["blank"],
)


def words() -> dict[str, dict[str, str]]:
    """Return the texts of the page in every language but English, which they are written in."""
    found = {}
    for code in LANGUAGES:
        with using(code):
            found[code] = {text: tr(text) for text in WORDS}
    return {code: texts for code, texts in found.items() if code != "en"}


def spoken(function: Callable[[Any], dict[str, Any]]) -> Callable[[Any], dict[str, Any]]:
    """Return a function of the page that answers in the language its payload names."""

    @wraps(function)
    def answer(payload: Any) -> dict[str, Any]:
        wanted = payload.get("language") if isinstance(payload, dict) else None
        with using(wanted if isinstance(wanted, str) else "en"):
            return function(payload)

    return answer
