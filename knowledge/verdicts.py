"""Whether a sentence confirms or denies what a question puts forward; often it decides neither."""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import ge, gt, le, lt
from typing import Literal

from knowledge.answer_kinds import holds_role, persons
from knowledge.matter import Sentence
from knowledge.question import Question
from knowledge.terms import Piece, Term
from knowledge.text import fold, normalize, syllables, unify
from knowledge.written_figures import WrittenFigure, figures_in

Verdict = Literal["yes", "no", "right", "wrong"]
"""``yes`` and ``no`` to "có ... không", ``right`` and ``wrong`` to "phải không", "đúng không"."""

_DECIDES = 0.72
"""Share of the question's words that the sentence itself must hold to decide it."""
_DECIDES_FIGURE = 0.55
"""The same where a figure or a day is compared."""
_CLAUSES = re.compile(r"[,;:(]\s|\)\s")
_NEGATION = re.compile(
    r"\b(?:không|chưa|chẳng|ngoài|trừ|cấm|nghiêm cấm|bãi bỏ|không còn|chấm dứt|hết hiệu lực)\b"
)
_NEGATED_CLAIM = re.compile(r"\b(?:không|chưa|chẳng)\b(?!\s*(?:\?|$|nhỉ|ạ|vậy|thế|đúng))")
_ASKING_TAIL = re.compile(
    r"(?:,?\s*(?:có\s+)?(?:phải|đúng|được|đúng vậy)?\s*(?:hay\s+)?(?:không|chưa|hông|ko|chứ)"
    r"(?:\s+(?:ạ|vậy|nhỉ|thế|hả|em|anh))*\s*\??\s*)$",
    re.IGNORECASE,
)
Bound = Literal["", "above", "below", "at_least", "at_most"]

_BOUNDS = {"above": gt, "below": lt, "at_least": ge, "at_most": le}
_ABOVE = re.compile(r"\b(?:tren|hon|qua|vuot(?: qua)?)(?: muc)? $")
_BELOW = re.compile(r"\b(?:duoi|chua (?:den|toi)|chua day|it hon|thap hon)(?: muc)? $")
_AT_LEAST = re.compile(r"\b(?:it nhat|toi thieu|khong duoi|khong it hon)(?: la)? $")
_AT_MOST = re.compile(r"\b(?:nhieu nhat|toi da|khong qua|khong vuot qua|khong hon)(?: la)? $")
_UNIT = re.compile(r"\b(tinh|huyen|xa|phuong|thon|htx|hop tac xa|so|bo) ([a-z]+ [a-z]+)")
_NAMED = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*\"")
_CHANGE = re.compile(r"\b(giam|tang)(?: (?:them|duoc|khoang|tu|ty le ho ngheo|da chieu))* $")
_UP, _DOWN = re.compile(r" ?(?:tro len)\b"), re.compile(r" ?(?:tro xuong)\b")
_SINGLE = re.compile(r"\bkhông (?:những|chỉ|quá|thấp hơn|dưới|ít hơn|vượt quá)\b")


def verdict(
    question: Question,
    asked: str,
    terms: Sequence[Term],
    sentence: Sentence,
    own: float,
    *,
    sure: bool,
) -> Verdict | None:
    """Return whether a sentence confirms a question, ``None`` where it does not decide it.

    Args:
        question: the question taken apart.
        asked: the question with its diacritics, as searched.
        terms: the words of its subject.
        sentence: the sentence that answers best.
        own: share (0..1) of the question's words that the sentence itself holds.
        sure: whether the diacritics of the question are the reader's own.
    """
    if not question.confirms:
        return None
    agrees = _agrees(question, asked, terms, sentence, own, sure=sure)
    if agrees is None:
        return None
    if "confirm" in question.forms:
        return "right" if agrees else "wrong"
    return "yes" if agrees else "no"


def _agrees(
    question: Question,
    asked: str,
    terms: Sequence[Term],
    sentence: Sentence,
    own: float,
    *,
    sure: bool,
) -> bool | None:
    if question.dates or question.figures or question.years:
        compared = _compared(question, asked, terms, sentence, own, sure=sure)
        if compared is not None and not compared:
            return False
        if compared is None and (question.dates or question.figures):
            return None
        if compared and own >= _DECIDES_FIGURE and not _denies(sentence.text):
            return True
    named = _persons_agree(question, asked, sentence, own)
    if named is not None:
        return named
    others = not set(map(_bare, persons(asked))) <= set(map(_bare, persons(sentence.text)))
    if own < _DECIDES or others or _names_rivals(question, sentence):
        return None
    if _opposed(asked, sentence.text, sure=sure):
        return None
    claim = _ASKING_TAIL.sub("", normalize(asked))
    claim = re.sub(r"\bcó (?:phải|đúng)(?: là)?\b", " ", claim, flags=re.IGNORECASE)
    return _denies(_nearest_clause(terms, sentence, sure=sure)) == bool(
        _NEGATED_CLAIM.search(claim)
    )


def _names_rivals(question: Question, sentence: Sentence) -> bool:
    """Tell whether a sentence names two districts or the like, where a question names one."""
    said = fold(normalize(sentence.text))
    kinds = {kind for kind, _ in _UNIT.findall(question.folded)}
    return any(
        len({name for one, name in _UNIT.findall(said) if one == kind}) > 1 for kind in kinds
    )


def _opposed(asked: str, said: str, *, sure: bool) -> bool:
    """Tell whether one speaks of the old and the other of the new, and the like."""
    form = unify if sure else fold
    one, other = set(syllables(form(asked))), set(syllables(form(said)))
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


def _nearest_clause(terms: Sequence[Term], sentence: Sentence, *, sure: bool) -> str:
    """Return the part of a sentence that holds most of the question."""
    parts = re.split(r";\s", sentence.text)
    return max(parts, key=lambda part: _share(terms, part, sure=sure))


def _share(terms: Sequence[Term], text: str, *, sure: bool) -> float:
    piece = Piece(text)
    return sum(term.weight * term.held_by(piece, sure=sure) for term in terms if term.weight)


def _compared(
    question: Question,
    asked: str,
    terms: Sequence[Term],
    sentence: Sentence,
    own: float,
    *,
    sure: bool,
) -> bool | None:
    """Return whether days and figures of a question are those of a sentence.

    ``None`` where the sentence has none of their sort in the part that speaks of the subject.
    """
    if own < _DECIDES_FIGURE:
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
        said = figures_about(figure, terms, sentence, sure=sure)
        if not said:
            return None
        outcome = _within(figure, asked, bound_of(asked, figure), said, sentence)
        if not outcome:
            return outcome
    if outcome is None and question.years and sentence.years:
        return all(span in sentence.years for span in question.years)
    return outcome


def bound_of(text: str, figure: WrittenFigure) -> Bound:
    """Return which bound a text makes of a figure it gives; empty for the figure itself."""
    folded = fold(normalize(text))
    for one in figures_in(text):
        if (one.value, one.unit) != (figure.value, figure.unit):
            continue
        start, end = one.span
        before, after = folded[:start], folded[end:]
        if _BELOW.search(before):
            return "below"
        if _AT_MOST.search(before) or _DOWN.match(after):
            return "at_most"
        if _ABOVE.search(before):
            return "above"
        if _AT_LEAST.search(before) or _UP.match(after):
            return "at_least"
    return ""


def _changes(text: str, figure: WrittenFigure) -> str:
    """Return which change a text says a figure is: "giảm 1,1%"; empty for none."""
    folded = fold(normalize(text))
    found = (
        _CHANGE.search(folded[: one.span[0]])
        for one in figures_in(text)
        if (one.value, one.unit) == (figure.value, figure.unit)
    )
    return next((match[1] for match in found if match), "")


def _within(
    figure: WrittenFigure,
    asked: str,
    bound: Bound,
    said: Sequence[WrittenFigure],
    sentence: Sentence,
) -> bool | None:
    """Return whether all figures said are the one asked, or within its bound; ``None`` for some."""
    equal = any(other.value == figure.value for other in said)
    changes = _changes(asked, figure)
    alike = [f for f in sentence.figures if _same_unit(figure, f) and f.value == figure.value]
    if alike and changes != _changes(sentence.text, figure):
        return None  # the figure is there, but said of something else
    if alike and changes:
        return True
    if not bound or (equal and bound_of(sentence.text, figure) == bound):
        return equal
    held = {_BOUNDS[bound](other.value, figure.value) for other in said}
    return held.pop() if len(held) == 1 else None


def figures_about(
    asked: WrittenFigure, terms: Sequence[Term], sentence: Sentence, *, sure: bool
) -> list[WrittenFigure]:
    """Return the figures of one unit in the part of a sentence nearest to the question."""
    text = normalize(sentence.text)
    alike = [f for f in sentence.figures if _same_unit(asked, f)]
    if len(alike) < 2:
        return alike
    subject = [t for t in terms if t.folded != fold(asked.unit) and not _is_number(t)]
    best: list[WrittenFigure] = []
    most = -1.0
    for start, end in _clause_spans(text):
        inside = [f for f in alike if start <= f.span[0] < end]
        if not inside:
            continue
        share = _share(subject, text[start:end], sure=sure)
        if share > most + 1e-9:
            most, best = share, inside
        elif abs(share - most) <= 1e-9:
            best = [*best, *inside]
    return best


def _is_number(term: Term) -> bool:
    return term.folded.replace(" ", "").isdigit()


def _clause_spans(text: str) -> list[tuple[int, int]]:
    starts = [0, *(match.end() for match in _CLAUSES.finditer(text))]
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


def _same_unit(asked: WrittenFigure, said: WrittenFigure) -> bool:
    if not asked.unit or not said.unit:
        return asked.unit == said.unit
    return asked.unit == said.unit or {asked.unit, said.unit} <= {"%", "diem"}


def _persons_agree(question: Question, asked: str, sentence: Sentence, own: float) -> bool | None:
    """Return whether the person a question names for a post is the one the sentence names."""
    if not question.roles or own < _DECIDES_FIGURE - 0.2:
        return None
    claimed, said = persons(asked), persons(sentence.text)
    if not claimed or not said:
        return None
    if not all(holds_role(role, sentence.text) for role in question.roles):
        deputies = (f"pho {role}" for role in question.roles)
        return False if any(map(fold(sentence.text).__contains__, deputies)) else None
    names = {_bare(name) for name in said}
    return all(_bare(name) in names for name in claimed) or (False if own >= 0.4 else None)


def _bare(name: str) -> str:
    return re.sub(r"^(?:dong chi|ong|ba|d/c) ", "", fold(name))
