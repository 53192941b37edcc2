"""Whether a sentence speaks of the time, the figures and the names that a question gives.

A question about another year, another amount or another person must not be answered with what a
passage says of this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from knowledge.amounts import asks_change
from knowledge.matter import Matter, Sentence
from knowledge.question import Question
from knowledge.terms import Term
from knowledge.text import fold, syllables

_NAMED = 0.5
"""How far a name of the question must be held by the passage and what stands around it."""

_Span = tuple[int, int]


def in_scope(question: Question, sentence: Sentence, matter: Matter) -> bool:
    """Tell whether years, days and figures of a question are those of a sentence.

    What the sentence leaves open, the passage, its headings or the date of the document may say.
    """
    # A plan's last year is no year of a level reached: "đến năm 2025 còn bao nhiêu".
    level = question.kind == "quantity" and not asks_change(question)
    of_years = [_of_year(span, sentence, matter, level=level) for span in question.years]
    # A year may be what is to be confirmed: then another one denies it.
    claimed = question.confirms and not (question.figures or question.dates) and sentence.years
    if of_years and not claimed and not (any(of_years) if question.joint else all(of_years)):
        return False
    asked = _FOLDED_BODIES.sub(" ", question.folded)
    if _AWARD.search(asked) and not _for_award(sentence, matter):
        return False
    if question.confirms:  # a figure to be confirmed may be denied
        return True
    if not all(_of_day(day, sentence, matter) for day in question.dates):
        return False
    return _has_figures(question, sentence, matter)


_AWARD = re.compile(
    r"\b(?:giam(?! sat| doc)|nguong|muc|tieu chi)\b.*\bkhen"
    r"|\bkhen\b.*\b(?:giam(?! sat)|nguong|muc)\b"
)
_FOLDED_BODIES = re.compile(r"thi dua (?:va )?khen thuong")
_BODIES = re.compile(r"thi đua\s*[-–,]?\s*khen thưởng", re.IGNORECASE)
"""Bodies named after awards, whatever is said of them."""
_AWARDED = re.compile(r"\b(?:khen|thưởng|tặng)\b", re.IGNORECASE)


def _for_award(sentence: Sentence, matter: Matter) -> bool:
    """Tell whether a sentence speaks of awards where an award is what is asked about."""
    return any(
        _AWARDED.search(_BODIES.sub(" ", text)) for text in (sentence.text, matter.heading.text)
    )


def names_held(terms: Iterable[Term], matter: Matter, *, sure: bool) -> bool:
    """Tell whether every proper name of a question stands in a passage or around it."""
    return all(
        max(term.held_by(piece, sure=sure) for piece in (matter.around, matter.before)) >= _NAMED
        for term in terms
        if term.named
    )


def of_unit(question: Question, matter: Matter) -> bool:
    """Tell whether a passage speaks of the district or commune whose figure is asked for.

    That the headline of an article names it does not make every figure one of its own.
    """
    if question.kind != "quantity" or matter.document.kind != "bai_viet":
        return True
    text = fold(matter.passage.text)
    return all(
        name in text for _, name in _UNIT.findall(question.folded) if _is_name(question, name)
    )


def _is_name(question: Question, name: str) -> bool:
    parts = name.split()
    if question.names:
        return all(part in question.names for part in parts)
    return not _NO_NAMES.intersection(parts)


_NO_NAMES = frozenset(
    syllables(
        "ngheo nao nay mien thuoc duoi tren tu co phai dac bai dao va do con nong trong la dat giam"
        " hoi duoc nam thi ven bien moi biet kho khan ho cua o tai dieu kien doan gan vung khong"
        " muon xa huyen phuong tran pho cu may bao nhieu de thoat ra khoi them bi se da dang cung"
        " nao y te tren ca toan lam theo cho hien ngan sach cuoi dau lap rut xet tham gia"
    )
)
"""Words that follow "xã" or "huyện" and are no name."""


_UNIT = re.compile(r"\b(huyen|xa|phuong|thi tran|thi xa|thanh pho|thon|ap) ([a-z]+ [a-z]+)\b")


def _of_year(asked: _Span, sentence: Sentence, matter: Matter, *, level: bool) -> bool:
    if asked in sentence.years:
        return True
    single = asked[0] == asked[1]
    own = [span for span in sentence.years if (span[0] == span[1]) == single]
    if own:
        return single and _closes(asked[0], sentence.years) and not _singles(sentence.years)
    if single and level and (before := _years_before(sentence, matter)):
        return asked in before
    around = (*matter.whole.years, *matter.headings.years)
    if asked in around:
        return True
    if single:
        if _singles(matter.whole.years):
            return False
        return asked[0] == matter.issued or (not level and _closes(asked[0], around))
    others = [span for span in around if span[0] != span[1]]
    return not others and asked[0] <= matter.issued <= asked[1]


def _years_before(sentence: Sentence, matter: Matter) -> list[_Span]:
    """Return the single years of the last sentence before one that names any."""
    found: list[_Span] = []
    for other in matter.sentences:
        if other is sentence:
            break
        if not other.items:
            found = [span for span in other.years if span[0] == span[1]] or found
    return found


def _singles(spans: Sequence[_Span]) -> list[int]:
    return [first for first, last in spans if first == last]


def _closes(year: int, spans: Sequence[_Span]) -> bool:
    """Tell whether a year opens or ends a span: "đến năm 2025" of "2021-2025"."""
    return any(first < last and year in (first, last) for first, last in spans)


def _of_day(asked: tuple[int, int, int], sentence: Sentence, matter: Matter) -> bool:
    days = (*sentence.dates, *matter.whole.dates, *matter.headings.dates)
    source = matter.passage.attribution
    issued = (source.issued_on if source else None) or matter.document.issued_on
    if issued:
        days = (*days, (issued.day, issued.month, issued.year))
    return any(
        asked[:2] == day[:2] and (not asked[2] or not day[2] or asked[2] == day[2]) for day in days
    )


def _has_figures(question: Question, sentence: Sentence, matter: Matter) -> bool:
    if not question.figures:
        return True
    parts = (sentence, matter.whole, matter.headings)
    held = {(f.value, f.unit) for part in parts for f in part.figures}
    values = {value for value, _ in held}
    for figure in question.figures:
        if figure.unit == "%" or figure.value >= _TELLING:
            if figure.value not in values:
                return False
        elif figure.unit in _TELLING_UNITS and (figure.value, figure.unit) not in held:
            return False
    return True


_TELLING = 10
"""From here on a number without % is taken to say which thing is meant."""
_TELLING_UNITS = frozenset({"sao", "tuoi", "bac", "hang", "cap", "loai", "nhom", "lop"})
"""What a smaller number tells apart as well: "OCOP 2 sao"."""
