"""What the glossary's examples are computed from: the model, the split and the rule in view."""

from __future__ import annotations

from core.analysis.glossary.seen import Seen
from core.language import inside
from core.models import registry
from session import better, choice, cut, following, opened, verdicts


def seen() -> Seen:
    """Return the chosen model's scores, the threshold's rule, and another model beside it."""
    rule = cut.threshold_rule()
    names = choice.split_names()
    other = _other()
    return Seen(
        scores=opened.scores(),
        chosen_on=opened.scores(which="oof"),
        rule=rule,
        scaled=opened.scores_on(rule.scale),
        images=choice.images().images[: None if choice.dataset().pictured else 0],
        model=registry.title(choice.model_name()),
        split=inside(names[choice.split()]),
        chosen_name=names["oof"],
        image=choice.image_word(),
        image_words=choice.image_words(),
        verdicts=len(verdicts.decided_indices()),
        other="" if other is None else registry.title(other),
        other_answers=None if other is None else opened.scores(other).predicted(),
    )


def rule_words() -> str:
    """Return the yes-or-no rule that examples follow, in words."""
    return following.words(cut.threshold_rule())


def _other() -> str | None:
    """Return the best model beside the chosen one, None without one."""
    best = better.best_two()
    if best is None:
        return None
    return best[0] if best[1] == choice.model_name() else best[1]
