"""Whether a figure put forward in a question is the one a sentence gives of the same thing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import ge, gt, le, lt
from typing import Literal

from knowledge.matter import Sentence
from knowledge.terms import Piece, Term
from knowledge.text import fold, normalize
from knowledge.written_figures import WrittenFigure, figures_in

_CLOSE = 1e-9
_HELD = 0.5
_CLAUSES = re.compile(r"[,;:(]\s|\)\s")
_JOINTS = re.compile(r"[,;]\s|\b(?:và|nhưng)\b")
_RANGE = re.compile(r"\s*(?:[-–—]|đến|tới)\s*")
_ASIDE = re.compile(r"[\s,]*\(")
_RECEIVER = re.compile(r"\b(?:cho|đối với|ở|tại) .*")
Bound = Literal["", "above", "below", "at_least", "at_most"]

_BOUNDS = {"above": gt, "below": lt, "at_least": ge, "at_most": le}
_ABOVE = re.compile(r"\b(?:tren|hon|qua|vuot(?: qua)?)(?: muc)? $")
_BELOW = re.compile(r"\b(?:duoi|chua (?:den|toi)|chua day|it hon|thap hon)(?: muc)? $")
_AT_LEAST = re.compile(r"\b(?:it nhat|toi thieu|khong duoi|khong it hon)(?: la)? $")
_AT_MOST = re.compile(r"\b(?:nhieu nhat|toi da|khong qua|khong vuot qua|khong hon)(?: la)? $")
_CHANGE = re.compile(r"\b(giam|tang)(?: (?:them|duoc|khoang|tu|ty le ho ngheo|da chieu))* $")
_UP, _DOWN = re.compile(r" ?(?:tro len)\b"), re.compile(r" ?(?:tro xuong)\b")


def share_of(terms: Sequence[Term], text: str, *, sure: bool) -> float:
    """Return the weight of the terms that a text holds."""
    piece = Piece(text)
    return sum(term.weight * term.held_by(piece, sure=sure) for term in terms if term.weight)


def said_of_another(
    terms: Sequence[Term],
    said: Sequence[WrittenFigure],
    sentence: Sentence,
    *,
    sure: bool,
    exact: bool,
    asked: Sequence[WrittenFigure],
) -> bool:
    """Tell whether a sentence may say what is asked of another figure than ``said``.

    Of "17.000 hộ nghèo được cấp thẻ, 25.100 thẻ cấp cho hộ cận nghèo" the second counts no cards
    for poor households: the part with the first holds more of the question. Where the figure is
    the very one asked, only a word put forward that is said of another tells: of "xây mới 417 nhà,
    sửa chữa 190 nhà đại đoàn kết" 190 were not built.

    Args:
        terms: the words of the question's subject.
        said: the figures compared.
        sentence: the sentence that gives them.
        sure: whether the diacritics of the question are the reader's own.
        exact: whether the figure asked is one of them.
        asked: the figures of the question.
    """
    subject = _subject(terms)
    if exact:
        values = {figure.value for figure in asked}
        said = [figure for figure in sentence.figures if figure in said or figure.value in values]
        here, there = _segments(said, sentence)
        return not _tells_apart(said, terms, sentence, sure=sure) and any(
            any(term.held_by(other, sure=sure) >= _HELD for other in there)
            and not any(term.held_by(own, sure=sure) >= _HELD for own in here)
            for term in subject
        )
    text = normalize(sentence.text)
    nearest = other = 0.0
    for start, end in _clause_spans(text):
        inside = [f for f in sentence.figures if start <= f.span[0] < end]
        share = share_of(subject, text[start:end], sure=sure)
        if any(figure in said for figure in inside):
            nearest = max(nearest, share)
        elif inside:
            other = max(other, share)
    return other > nearest + _CLOSE


def bounds(word: str) -> bool:
    """Tell whether a folded word only makes a bound of the figure after it."""
    return any(pattern.fullmatch(f"{word} ") for pattern in (_ABOVE, _BELOW, _AT_LEAST, _AT_MOST))


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


def within(
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
        share = share_of(subject, text[start:end], sure=sure)
        if share > most + _CLOSE:
            most, best = share, inside
        elif abs(share - most) <= _CLOSE:
            best = [*best, *inside]
    return best


def told_apart(
    asked: WrittenFigure,
    terms: Sequence[Term],
    said: Sequence[WrittenFigure],
    sentence: Sentence,
    *,
    sure: bool,
    others: Sequence[WrittenFigure],
) -> list[WrittenFigure]:
    """Return the figure asked where a later part of a sentence gives it, and says so of what.

    Of "tỷ lệ hộ nghèo giảm 2%, huyện nghèo giảm 3,5%" the second figure is of the rate too: the
    words before it tell a subject of the question that those before the first do not.

    Args:
        asked: the figure of the question.
        terms: the words of the question's subject.
        said: the figures in the part nearest to the question.
        sentence: the sentence.
        sure: whether the diacritics of the question are the reader's own.
        others: all figures of the question.
    """
    equal = [f for f in sentence.figures if _same_unit(asked, f) and f.value == asked.value]
    if not said or not equal or equal[0].span[0] < max(f.span[0] for f in said):
        return []
    values = {figure.value for figure in others}
    put = [figure for figure in sentence.figures if figure.value in values]
    return equal if _tells_apart(put, terms, sentence, sure=sure) else []


def _tells_apart(
    said: Sequence[WrittenFigure], terms: Sequence[Term], sentence: Sentence, *, sure: bool
) -> bool:
    """Tell whether of figures after the first in a sentence is said what is of no other there."""
    if all(figure in said for figure in sentence.figures[:1]):
        return False
    here, there = _segments(said, sentence)
    return any(
        any(term.held_by(own, sure=sure) >= _HELD for own in here)
        and all(term.held_by(other, sure=sure) < _HELD for other in there)
        for term in _subject(terms)
    )


def _subject(terms: Sequence[Term]) -> list[Term]:
    return [term for term in terms if term.weight and not (term.light or _is_number(term))]


def _segments(said: Sequence[WrittenFigure], sentence: Sentence) -> tuple[list[Piece], list[Piece]]:
    """Return what a sentence says of some of its figures, and what it says of others of that sort.

    Of "4,5 lần cho cá nhân và 9,0 lần cho tập thể" each figure has the words on its side of "và".
    Other words after a figure go for all before it: "xây mới 417 nhà, sửa 190 nhà đại đoàn kết".
    """
    text = normalize(sentence.text)
    spans = [figure.span for figure in sentence.figures]
    here: list[Piece] = []
    there: list[Piece] = []
    start, lead = 0, ""
    for at, figure in enumerate(sentence.figures):
        begin, end = figure.span
        last = at + 1 == len(spans)
        between = _CLAUSES.split(text[end:])[0] if last else text[end : spans[at + 1][0]]
        cut = max((mark.start() for mark in _JOINTS.finditer(between)), default=len(between))
        joint = text[spans[at - 1][1] : begin] if at else ""
        if _ASIDE.match(joint):  # "còn 2,93% (giảm 1,1%)"
            lead += joint
        elif not _RANGE.fullmatch(joint):
            lead = text[start:begin]
        receiver = _RECEIVER.search(text[begin : end + cut])
        piece = Piece(lead + (receiver.group() if receiver else ""))
        if figure in said:
            here.append(piece)
        elif any(_same_unit(figure, other) for other in said):
            there.append(piece)
        start = end + cut
    return here, there


def _is_number(term: Term) -> bool:
    return term.folded.replace(" ", "").isdigit()


def _clause_spans(text: str) -> list[tuple[int, int]]:
    starts = [0, *(match.end() for match in _CLAUSES.finditer(text))]
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


def _same_unit(asked: WrittenFigure, said: WrittenFigure) -> bool:
    if not asked.unit or not said.unit:
        return asked.unit == said.unit
    return asked.unit == said.unit or {asked.unit, said.unit} <= {"%", "diem"}
