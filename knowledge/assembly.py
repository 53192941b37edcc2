"""From the sentences found to a statement: one answer, two that belong together, or a conflict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.answering import Answer
from knowledge.claim import Claim
from knowledge.figure_claims import figures_about
from knowledge.question import Question
from knowledge.terms import Piece, Term
from knowledge.verdicts import Verdict, says_only, verdict
from knowledge.written_figures import WrittenFigure

_NEARLY = 0.9
"""A second sentence joins the answer when it is worth nearly as much as the first and nearly as
likely to answer: half of the answers that would be wrong then hold the right sentence."""
_BESIDE = 0.85
"""The same where a difference is asked for, which one sentence seldom tells, or where the second is
no less likely to answer."""
_FITTING = 0.1
"""Chance that having what is asked for is worth."""
_ADDS = 0.1
"""Share of the question's words that a second source must add to one that leaves them open."""
_ADDING_CHANCE = 0.4
"""How likely it must be, as a share of what is asked of an answer alone."""
_SURE = 0.85
"""Share of the question's words that both of two sources must hold to contradict each other."""


_SAME_SUBJECT = 0.98
"""Share of what one source says of the question that another must say too to contradict it."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What is said to a question.

    Attributes:
        answers: the sentences, the best first; two where both are needed or they disagree.
        verdict: what they say to a question that wants a yes or no; ``None`` for no verdict.
        conflict: whether the sentences give different figures for the same.
    """

    answers: tuple[Answer, ...]
    verdict: Verdict | None = None
    conflict: bool = False


def assemble(
    question: Question,
    asked: str,
    typed: str,
    terms: Sequence[Term],
    answers: Sequence[Answer],
    near: Sequence[Answer],
    *,
    threshold: float,
    sure: bool,
) -> Statement:
    """Return what is said to a question.

    Args:
        question: the question taken apart.
        asked: the question with its diacritics, as searched.
        typed: the question as the reader wrote it.
        terms: the words of its subject.
        answers: sentences that answer, best first; at least one.
        near: sentences that come near.
        threshold: chance from which a sentence answers by itself.
        sure: whether the diacritics of the question are the reader's own.
    """

    def claim_on(answer: Answer) -> Claim:
        document = answer.candidate.document
        title = Piece(
            f"{document.type_name} {document.number or ''} {document.title} "
            f"{document.province or ''}"
        )
        return Claim(question, asked, typed, terms, answer.sentence, answer.own, title, sure)

    first, *others = answers
    claim = claim_on(first)
    said = verdict(claim)
    for other in others:
        if _disagree(question, terms, first, other, sure=sure):
            return Statement((first, other), conflict=True)
    likelier = [other for other in others if _likelier(first, other)]
    if said and not says_only(claim) and any(verdict(claim_on(a)) != said for a in likelier):
        said = None  # the other may be the one that decides
    if question.joint and not said:
        likely = [a for a in near if a.chance >= _ADDING_CHANCE * threshold]
        added = _adding(question, terms, first, [*others, *likely])
        if added is None and "difference" in question.forms:
            beside = (a for a in others if a.fits and a.value >= _BESIDE * first.value)
            added = next(beside, None)
        if added is not None:
            return Statement((first, added))
    if said or first.sentence.items:
        return Statement((first,), said)
    others = [o for o in others if first.candidate.caption or not o.candidate.caption]
    as_likely = [a for a in others if _likelier(first, a) or _as_likely(first, a)]
    return Statement((first, *as_likely[:1]))


def _as_likely(first: Answer, other: Answer) -> bool:
    """Tell whether nothing but a hair speaks for the first: "cả nước", "dân tộc thiểu số"."""
    return (
        other.quote != first.quote
        and not other.sentence.items
        and other.fits >= first.fits
        and other.value >= _NEARLY * first.value
        and other.chance >= _NEARLY * first.chance
    )


def _likelier(first: Answer, other: Answer) -> bool:
    """Tell whether a sentence worth a little less is no less likely to answer than the first.

    One that has what is asked for, where the first has not, may be a little less likely.
    """
    chance = other.chance + (_FITTING if other.fits > first.fits else 0.0)
    return (
        other.quote != first.quote
        and not other.sentence.items
        and other.value >= _BESIDE * first.value
        and other.fits >= first.fits
        and chance >= first.chance
    )


def _adding(
    question: Question, terms: Sequence[Term], first: Answer, others: Sequence[Answer]
) -> Answer | None:
    """Return the answer that speaks most of what the first leaves open."""
    total = sum(term.weight for term in terms)

    def gain(other: Answer) -> float:
        gains = (
            term.weight * max(0.0, b - a)
            for term, a, b in zip(terms, first.spoken, other.spoken, strict=True)
        )
        further = set(question.years).intersection(other.sentence.years)
        year = _ADDS if further.difference(first.sentence.years) and len(question.years) > 1 else 0
        return sum(gains) / total + year

    fitting = [other for other in others if other.fits and other.quote != first.quote]
    best = max(fitting, key=lambda other: (gain(other), other.value), default=None)
    return best if best is not None and gain(best) >= _ADDS else None


def _shared(terms: Sequence[Term], first: Answer, other: Answer) -> float:
    """Return how much of what one answer speaks of the question the other speaks of too, 0 to 1."""
    pairs = list(zip(terms, first.spoken, other.spoken, strict=True))
    spoken = sum(term.weight * one for term, one, _ in pairs)
    both = sum(term.weight * min(one, two) for term, one, two in pairs)
    return both / spoken if spoken else 0.0


def _disagree(
    question: Question, terms: Sequence[Term], first: Answer, other: Answer, *, sure: bool
) -> bool:
    """Tell whether two documents give different figures or days for the same."""
    if first.candidate.document.id == other.candidate.document.id or question.joint:
        return False
    if min(first.own, other.own) < _SURE or first.sentence.years != other.sentence.years:
        return False
    if _shared(terms, first, other) < _SAME_SUBJECT:
        return False
    if question.kind == "time" and first.sentence.dates and other.sentence.dates:
        days = [{day[:2] for day in answer.sentence.dates} for answer in (first, other)]
        return not days[0] & days[1]
    if question.kind != "quantity":
        return False
    figures = first.sentence.figures
    unit = "%" if question.percent else next((f.unit for f in figures if f.unit), "")
    wanted = WrittenFigure(figures[0].value, unit, (0, 0)) if figures else None
    if wanted is None:
        return False
    sides = [
        {f.value for f in figures_about(wanted, terms, a.sentence, sure=sure)}
        for a in (first, other)
    ]
    return bool(sides[0] and sides[1] and not sides[0] & sides[1])
