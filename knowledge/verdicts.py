"""Whether a sentence confirms or denies what a question puts forward; often it decides neither."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.answer_kinds import holds_role, persons
from knowledge.figure_claims import bound_of, figures_about, said_of_another, share_of, within
from knowledge.matter import Sentence
from knowledge.question import Question
from knowledge.terms import Term
from knowledge.text import fold, normalize, syllables, unify

Verdict = Literal["yes", "no", "right", "wrong"]
"""``yes`` and ``no`` to "có ... không", ``right`` and ``wrong`` to "phải không", "đúng không"."""

_DECIDES = 0.72
"""Share of the question's words that the sentence itself must hold to decide it."""
_DECIDES_FIGURE = 0.55
"""The same where a figure or a day is compared."""
_SAID = 0.3
"""How far a sentence must hold a word put forward for it to be said there."""
_NEGATION = re.compile(
    r"\b(?:không|chưa|chẳng|ngoài|trừ|cấm|nghiêm cấm|bãi bỏ|không còn|chấm dứt|hết hiệu lực)\b"
)
_NEGATED_CLAIM = re.compile(r"\b(?:không|chưa|chẳng)\b(?!\s*(?:\?|$|nhỉ|ạ|vậy|thế|đúng))")
_ASKING_TAIL = re.compile(
    r"(?:,?\s*(?:có\s+)?(?:phải|đúng|được|đúng vậy)?\s*(?:hay\s+)?(?:không|chưa|hông|ko|chứ)"
    r"(?:\s+(?:ạ|vậy|nhỉ|thế|hả|em|anh))*\s*\??\s*)$",
    re.IGNORECASE,
)
_UNIT = re.compile(r"\b(tinh|huyen|xa|phuong|thon|htx|hop tac xa|so|bo) ([a-z]+ [a-z]+)")
_NAMED = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*\"")
_SINGLE = re.compile(r"\bkhông (?:những|chỉ|quá|thấp hơn|dưới|ít hơn|vượt quá)\b")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a question puts forward, and the sentence that may confirm or deny it.

    Attributes:
        question: the question taken apart.
        asked: the question with its diacritics, as searched.
        terms: the words of its subject.
        sentence: the sentence that answers best.
        own: share (0..1) of the question's words that the sentence itself holds.
        sure: whether the diacritics of the question are the reader's own.
    """

    question: Question
    asked: str
    terms: Sequence[Term]
    sentence: Sentence
    own: float
    sure: bool


def verdict(claim: Claim) -> Verdict | None:
    """Return whether a sentence confirms a question, ``None`` where it does not decide it."""
    if not claim.question.confirms:
        return None
    agrees = _agrees(claim)
    if agrees is None:
        return None
    if "confirm" in claim.question.forms:
        return "right" if agrees else "wrong"
    return "yes" if agrees else "no"


def _agrees(claim: Claim) -> bool | None:
    question, sentence = claim.question, claim.sentence
    if question.dates or question.figures or question.years:
        compared = _compared(claim)
        if compared is not None and not compared:
            return False
        if compared is None and (question.dates or question.figures):
            return None
        if compared and claim.own >= _DECIDES_FIGURE and not _denies(sentence.text):
            return True
    named = _persons_agree(claim)
    if named is not None:
        return named
    others = not set(map(_bare, persons(claim.asked))) <= set(map(_bare, persons(sentence.text)))
    if claim.own < _DECIDES or others or _names_rivals(question, sentence):
        return None
    if not _says_all(claim) or _opposed(claim):
        return None
    put = _ASKING_TAIL.sub("", normalize(claim.asked))
    put = re.sub(r"\bcó (?:phải|đúng)(?: là)?\b", " ", put, flags=re.IGNORECASE)
    return _denies(_nearest_clause(claim)) == bool(_NEGATED_CLAIM.search(put))


def _says_all(claim: Claim) -> bool:
    """Tell whether a sentence itself holds every word put forward, save places and light words.

    The one it lacks may be what is not so: whose the model is, not that there is one.
    """
    weighed = (
        term
        for term in claim.terms
        if term.weight and not term.light and not _is_place(claim.question, term)
    )
    return all(term.held_by(claim.sentence.piece, sure=claim.sure) >= _SAID for term in weighed)


def _is_place(question: Question, term: Term) -> bool:
    return " " in term.folded and term.folded in question.names


def _names_rivals(question: Question, sentence: Sentence) -> bool:
    """Tell whether a sentence names two districts or the like, where a question names one."""
    said = fold(normalize(sentence.text))
    kinds = {kind for kind, _ in _UNIT.findall(question.folded)}
    return any(
        len({name for one, name in _UNIT.findall(said) if one == kind}) > 1 for kind in kinds
    )


def _opposed(claim: Claim) -> bool:
    """Tell whether one speaks of the old and the other of the new, and the like."""
    form = unify if claim.sure else fold
    one, other = set(syllables(form(claim.asked))), set(syllables(form(claim.sentence.text)))
    return any(
        (a in one and b in other and a not in other) or (b in one and a in other and b not in other)
        for a, b in ((form(a), form(b)) for a, b in _OPPOSITES)
    )


_OPPOSITES = (
    ("cũ", "mới"), ("tăng", "giảm"), ("trên", "dưới"), ("cao", "thấp"), ("đủ", "thiếu"),
    ("trước", "sau"), ("nhiều", "ít"), ("trong", "ngoài"), ("bắt", "miễn"),
)  # fmt: skip


def _denies(text: str) -> bool:
    said = _NAMED.sub(" ", text.lower())  # "Không để ai bị bỏ lại phía sau" denies nothing
    return bool(_NEGATION.search(_SINGLE.sub(" ", said)))


def _nearest_clause(claim: Claim) -> str:
    """Return the part of a sentence that holds most of the question."""
    parts = re.split(r";\s", claim.sentence.text)
    return max(parts, key=lambda part: share_of(claim.terms, part, sure=claim.sure))


def _compared(claim: Claim) -> bool | None:
    """Return whether days and figures of a question are those of a sentence.

    ``None`` where the sentence has none of their sort in the part that speaks of the subject.
    """
    question, sentence = claim.question, claim.sentence
    if claim.own < _DECIDES_FIGURE:
        return None
    if question.dates:
        if not sentence.dates:
            return None
        return all(
            any(a[:2] == b[:2] and (not a[2] or not b[2] or a[2] == b[2]) for b in sentence.dates)
            for a in question.dates
        )
    outcome: bool | None = None
    for figure in question.figures:
        said = figures_about(figure, claim.terms, sentence, sure=claim.sure)
        if not said:
            return None
        bound = bound_of(claim.asked, figure)
        outcome = within(figure, claim.asked, bound, said, sentence)
        equal = [other for other in said if other.value == figure.value]
        exact = bool(outcome and equal and not bound)
        told = equal if exact else said
        if said_of_another(claim.terms, told, sentence, sure=claim.sure, exact=exact):
            return None
        if not outcome:
            return outcome
    if outcome is None and question.years and sentence.years:
        return all(span in sentence.years for span in question.years)
    return outcome


def _persons_agree(claim: Claim) -> bool | None:
    """Return whether the person a question names for a post is the one the sentence names."""
    question, sentence = claim.question, claim.sentence
    if not question.roles or claim.own < _DECIDES_FIGURE - 0.2:
        return None
    claimed, said = persons(claim.asked), persons(sentence.text)
    if not claimed or not said:
        return None
    if not all(holds_role(role, sentence.text) for role in question.roles):
        deputies = (f"pho {role}" for role in question.roles)
        return False if any(map(fold(sentence.text).__contains__, deputies)) else None
    names = {_bare(name) for name in said}
    return all(_bare(name) in names for name in claimed) or (False if claim.own >= 0.4 else None)


def _bare(name: str) -> str:
    return re.sub(r"^(?:dong chi|ong|ba|d/c) ", "", fold(name))
