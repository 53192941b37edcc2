"""Whether a sentence gives the number, rate or sum that a question asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.matter import Sentence
from knowledge.question import Question
from knowledge.text import fold, normalize, syllables
from knowledge.written_figures import WrittenFigure

_RATE_OF = re.compile(r"\b(?:ty le|ti le) (?:giam )?(?:(?:so )?(?:ho|xa|huyen|nguoi) )?(\w+)")
"""What the rate asked for is a rate of: "tỷ lệ hộ nghèo"."""
_SPELLED_COUNT = re.compile(
    r"\b(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\s+((?:[^\W\d_]+\s*){1,3})", re.IGNORECASE
)
_EACH_ONE = re.compile(r"\bmỗi [^,;.]{1,40}? một\b", re.IGNORECASE)
"""What tells out one to each and counts nothing: "Mỗi xã phường một sản phẩm"."""
_NEAR_UNIT, _FAR_UNIT = 2, 6
"""Words between a figure and what it counts; more after a word such as "đơn vị"."""
_GENERIC = frozenset({"don", "dai", "tap", "ca"})
_MONEY_WORDS = frozenset({"tien", "dong", "kinh", "trieu", "ty", "von"})
_MEASURES = frozenset(
    syllables(
        "ho xa huyen tinh nguoi nha can thon ap to ha km met tan lan phan diem phieu buoc con cay"
        " sao suat ban the phuong mau loai nhom cap bac vu cuoc dot ky gio ngay thang nam kg"
    )
)
"""Things counted by one syllable; others need two, so that "đại biểu" is not "đại diện"."""
_UNIT_AFTER = 40
"""Characters after a figure in which the word for what it counts is looked for."""
_CHANGE = re.compile(r"\b(?:giam(?! sat| doc)|tang|ha|keo|them)\b")
_FALL_ASKED = re.compile(
    r"\b(?:giam|thoat)\b(?: \w+){0,3} (?:bao nhieu|may)\b"
    r"|\b(?:bao nhieu|may)(?: \w+){1,3} (?:giam|thoat)\b"
)
_FALL = re.compile(r"\b(?:giam|thoat|ha|xoa)\b")
_AIM = re.compile(
    r"\b(?:muc tieu|chi tieu|phan dau|phai|yeu cau|tieu chi|muc|nguong|dat|ke hoach)\b"
)
_CONDITION = re.compile(r"\bbao nhieu (?:phan tram )?(?:thi|moi|tro|la duoc)\b")
_LIMIT = re.compile(r"\b(?:duoi|tren|tu|it nhat|toi thieu|qua|dat)$")
_LEFT = re.compile(r"\bcon (?:khoang |duoi )?$")


def fits_quantity(question: Question, sentence: Sentence) -> bool:
    """Tell whether a sentence gives a number of what is counted, a rate or an amount of money."""
    figures = sentence.figures
    if _FALL_ASKED.search(question.folded) and not _FALL.search(fold(sentence.text)):
        return False
    if question.percent:
        rates = [figure for figure in figures if figure.unit in ("%", "diem")]
        of = _RATE_OF.search(question.folded)
        if of and of[1] not in sentence.piece.folded:
            return False
        return bool(rates) and _is_level_or_change(question, sentence, rates)
    money = question.money or _counts_money(question)
    if question.counted and not _counts_money(question):
        units = tuple(u for u in question.counted if " " in u or u in _MEASURES)
        units = units or question.counted
        if any(_counts(units, figure, sentence) for figure in figures if figure.unit != "%"):
            return True
        text = _EACH_ONE.sub(" ", sentence.text)
        if any(fold(m[1]).startswith(units) for m in _SPELLED_COUNT.finditer(text)):
            return True
        falls = _CHANGE.search(question.folded) and question.counted[0].startswith("ho")
        return bool(falls) and any(figure.unit == "%" for figure in figures)
    if money:
        return any(figure.unit in ("dong", "lan") for figure in figures)
    return bool(figures)


def _counts_money(question: Question) -> bool:
    return bool(question.counted) and question.counted[0].split()[0] in _MONEY_WORDS


def _counts(units: tuple[str, ...], figure: WrittenFigure, sentence: Sentence) -> bool:
    """Tell whether a figure counts what is asked for: "17.000 hộ nghèo", "Hộ nghèo: 1.240"."""
    folded = fold(normalize(sentence.text))
    start, end = figure.span
    number_end = start + len(re.match(r"[\d.,]*\d|", folded[start:]).group())  # type: ignore[union-attr]
    after = re.split(r"[,;:.()]|\d", folded[number_end : end + _UNIT_AFTER])[0].split()
    reach = _FAR_UNIT if after[:1] and after[0] in _GENERIC else _NEAR_UNIT
    for unit in units:
        words = unit.split()
        starts = range(min(reach + 1, len(after)))
        if any(after[at : at + len(words)] == words for at in starts):
            return True
    if sentence.header:
        return any(unit in fold(sentence.header) for unit in units)
    before = re.split(r"[,;.]", folded[:start])[-1]
    return before.rstrip().endswith(":") and any(unit in before for unit in units[:1])


def asks_change(question: Question) -> bool:
    """Tell whether a rise or fall is asked for, or what is aimed at."""
    return bool(_CHANGE.search(question.folded) or _AIM.search(question.folded))


def _is_level_or_change(
    question: Question, sentence: Sentence, figures: Sequence[WrittenFigure]
) -> bool:
    """Tell whether a sentence gives a level where a level is asked for, not a fall or a limit."""
    if asks_change(question) or question.figures or _CONDITION.search(question.folded):
        return True
    folded = fold(normalize(sentence.text))
    changing = False
    for at, figure in enumerate(figures):
        start = figures[at - 1].span[1] if at else 0
        before = folded[start : figure.span[0]]
        words = re.split(r"[,;(]", before)[-1] if re.search(r"[,;(]", before) else before
        if re.search(r"\w", words):
            changing = bool(_CHANGE.search(words)) or bool(_LIMIT.search(words.rstrip()))
            changing = changing and not _LEFT.search(words)
        if not changing:
            return True
    return False
