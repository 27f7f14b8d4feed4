"""All terms of the glossary, in groups and in order."""

from core.analysis.glossary.term import Term
from core.analysis.glossary.terms_of_answers import ANSWERS
from core.analysis.glossary.terms_of_judgements import JUDGEMENTS

GROUPS: dict[str, tuple[Term, ...]] = {**ANSWERS, **JUDGEMENTS}
TERMS = tuple(term for terms in GROUPS.values() for term in terms)
