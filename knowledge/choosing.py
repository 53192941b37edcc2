"""Choosing the sentences that answer a question, out of the passages found, or finding none.

A sentence counts as an answer when it holds what is asked for (a figure, a date, a name), speaks of
the year, the amounts and the names of the question, and is likely enough by the words it shares
with the question and by how close its passage is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from knowledge.answer_scope import names_held
from knowledge.answering import Answer, Candidate, Choice
from knowledge.figure_claims import bounds
from knowledge.gate import Logistic
from knowledge.matter import Matter
from knowledge.question import Question
from knowledge.sight import Sight
from knowledge.terms import Term


def choose(
    question: Question,
    candidates: Sequence[Candidate],
    terms: Sequence[Term],
    logistic: Logistic,
    *,
    matter_of: Callable[[Candidate], Matter],
    floor: float | None,
    sure: bool,
) -> Choice:
    """Return the sentences that answer.

    Args:
        question: the question taken apart.
        candidates: the passages found, best first.
        terms: the words of its subject.
        logistic: gives the chance that a sentence answers, and the chance from which it does.
        matter_of: takes a passage apart.
        floor: cosine of the question to an unrelated passage; ``None`` without vectors.
        sure: whether the diacritics of the question are the reader's own; where they were
            restored, a word that differs in marks only counts in full.
    """
    total = sum(term.weight for term in terms)
    if not candidates or not total:
        return Choice((), (), tuple(terms))
    top = max(candidate.score for candidate in candidates) or 1.0
    answers: list[Answer] = []
    near: list[Answer] = []
    for candidate in candidates:
        matter = matter_of(candidate)
        meant = _meant(question, terms, matter, sure=sure)
        weight = sum(term.weight for term in meant) or total
        sight = Sight(question, meant, weight, candidate, matter, sure)
        best = sight.best(candidate.score / top, floor, logistic)
        if best is None:
            continue
        (answers if best.chance >= logistic.threshold else near).append(best)
    answers.sort(key=lambda answer: -answer.value)
    near.sort(key=lambda answer: -answer.chance)
    return Choice(tuple(answers), tuple(near), tuple(terms))


def _meant(
    question: Question, terms: Sequence[Term], matter: Matter, *, sure: bool
) -> tuple[Term, ...]:
    """Return the terms a passage is held to.

    Of two places asked for it may speak of one; of a statement to be confirmed, the figures are
    compared as such, and who is said to hold a post or to have issued a text may be what is denied.
    """
    if not (question.joint or question.confirms):
        return tuple(terms)
    apart = question.joint or question.claims_name

    def optional(term: Term) -> bool:
        unsaid = apart and term.named and not names_held([term], matter, sure=sure)
        compared = term.folded.replace(" ", "").isdigit()
        compared = compared or bool(question.figures and bounds(term.folded))
        return bool(unsaid or compared)

    return tuple(replace(term, weight=0.0) if optional(term) else term for term in terms)
