"""Whether a sentence confirms or denies what a question puts forward; often it decides neither."""

from __future__ import annotations

from typing import Literal

from knowledge.claim import Claim
from knowledge.count_claims import counts_differ
from knowledge.denials import affirms, denies_anything, says_contrary
from knowledge.figure_claims import bound_of, figures_about, said_of_another, told_apart, within
from knowledge.moment_claims import days_agree, put_day_agrees, puts_year, years_agree
from knowledge.named_claims import names_agree, names_open
from knowledge.text import fold, syllables
from knowledge.written_figures import WrittenFigure

Verdict = Literal["yes", "no", "done", "not_yet", "right", "wrong"]
"""``yes`` and ``no`` to "có ... không", ``done`` and ``not_yet`` to "đã ... chưa", ``right`` and
``wrong`` to "phải không", "đúng không"."""

_DECIDES = 0.72
"""Share of the question's words that the sentence itself must hold to decide it."""
_DECIDES_FIGURE = 0.55
"""The same where a figure or a day is compared."""

_MORE = 0.2
"""Share of a sentence's words that may be more than what is put forward."""


def verdict(claim: Claim) -> Verdict | None:
    """Return whether a sentence confirms a question, ``None`` where it does not decide it."""
    if not claim.question.confirms:
        return None
    agrees = _agrees(claim)
    if agrees is None:
        return None
    if "confirm" in claim.question.forms:
        return "right" if agrees else "wrong"
    if claim.asks_done:
        return "done" if agrees else "not_yet"
    return "yes" if agrees else "no"


def says_only(claim: Claim) -> bool:
    """Tell whether a sentence says what is put forward and hardly a word more."""
    said = set(syllables(fold(claim.sentence.text)))
    more = said.difference(syllables(fold(claim.asked)), syllables(fold(claim.typed)))
    return len(more) <= _MORE * len(said)


def _agrees(claim: Claim) -> bool | None:
    decided, agrees = _by_figures(claim)
    if decided:
        return agrees
    named = names_agree(claim)
    if named is not None:
        return named
    missing = claim.missing()
    if counts_differ(claim):
        return None if missing else False
    contrary = [term for term in missing if says_contrary(claim, term.folded)]
    if names_open(claim) or len(contrary) < len(missing):
        return None
    if claim.share < _DECIDES and not contrary:
        return None
    return affirms(claim)


def _by_figures(claim: Claim) -> tuple[bool, bool | None]:
    """Return whether days, years and figures decide, and what: perhaps that nothing is certain."""
    question = claim.question
    sure_of_it = claim.own >= _DECIDES_FIGURE
    if question.years and not question.dates and years_agree(claim) is False:
        denied = puts_year(claim) and not question.figures and sure_of_it
        return True, False if denied else None
    day = put_day_agrees(claim)
    if day is not None and not question.figures:
        return True, day if sure_of_it and not claim.missing() else None
    if not (question.dates or question.figures or question.years):
        return False, None
    compared = _compared(claim)
    if compared is None and (question.dates or question.figures):
        return True, None
    put = question.dates or question.figures or puts_year(claim)
    lacking = any(len(term.parts) > 1 for term in claim.missing())
    told = put and sure_of_it and not lacking and not denies_anything(claim.sentence.text)
    if compared is False or (compared and told):
        return True, compared
    return False, None


def _compared(claim: Claim) -> bool | None:
    """Return whether days, figures and years of a question are those of a sentence.

    ``None`` where the sentence has none of their sort in the part that speaks of the subject.
    """
    question, sentence = claim.question, claim.sentence
    if claim.own < _DECIDES_FIGURE:
        return None
    if question.dates:
        days = days_agree(claim)
        if not days or not question.figures:
            return days
    outcome: bool | None = None
    for figure in question.figures:
        said = figures_about(figure, claim.terms, sentence, sure=claim.sure)
        if not said:
            return None
        bound = bound_of(claim.asked, figure)
        apart = told_apart(
            figure, claim.terms, said, sentence, sure=claim.sure, others=question.figures
        )
        if apart and not bound:
            outcome = within(figure, claim.asked, bound, apart, sentence)
            if not outcome:
                return None
            continue
        outcome = within(figure, claim.asked, bound, said, sentence)
        equal = [other for other in said if other.value == figure.value]
        exact = bool(outcome and equal and not bound)
        told = equal if exact else said
        if said_of_another(
            claim.terms, told, sentence, sure=claim.sure, exact=exact, asked=question.figures
        ):
            return None
        if not outcome:
            return outcome if _is_of_another(claim, figure) else None
    return years_agree(claim) if outcome is None else outcome


def _is_of_another(claim: Claim, figure: WrittenFigure) -> bool:
    """Tell whether a figure asked is not in a sentence, or plainly said of something else there."""
    sentence = claim.sentence
    there = [f for f in sentence.figures if (f.value, f.unit) == (figure.value, figure.unit)]
    return not there or said_of_another(
        claim.terms, there, sentence, sure=claim.sure, exact=True, asked=[figure]
    )
