"""Figures, years and days as running Vietnamese text writes them, read to be compared exactly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from knowledge.references import find_references
from knowledge.text import fold, normalize

_YEAR = r"(?:19|20)\d\d"
_SPAN = re.compile(
    rf"(?<![\d/.,])({_YEAR})\s?(?:[-–—]|đến|tới|den|toi)\s?(?:(?:hết|cuối|het|cuoi)\s)?(?:năm\s|nam\s)?({_YEAR})(?![\d/])"
)
_ONE_YEAR = re.compile(rf"(?<![\d.,])({_YEAR})(?![\d/.,]*\d|\s?/)")
_DAY = re.compile(
    rf"(?<![\d/.,])(?:(\d{{1,2}})\s?[/.-]\s?(\d{{1,2}})(?:\s?[/.-]\s?({_YEAR}))?(?![\d/]|[.,]\d|\s?%)"
    rf"|(\d{{1,2}}) tháng (\d{{1,2}})(?:,? năm ({_YEAR}))?)"
)
_DAY_AHEAD = re.compile(r"(?:ngày|ngay|sáng|chiều|hôm|từ|đến|và|,)\s*$|/\d{4}$", re.IGNORECASE)
_CLAUSE = re.compile(
    r"\b(?:điều|khoản|chương|mục|phụ lục|mẫu số|vụ|khu vực|hạng|quý|lần thứ|thứ|khóa|dieu|khoan)"
    r"\s+\d{1,3}[a-zđ]?\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"(?<![\w.,/])(\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?|\d+\.\d{1,2})(?![\d/]|[.,]\d)"
    r"\s*(%|phần trăm|điểm phần trăm|phan tram|[^\W\d_]+(?:\s[^\W\d_]+)?)?"
)
_PART_OF = re.compile(r"(?<![\w.,/])(\d{1,5})/(\d{1,5})(?![\d/]|[.,]\d)\s*([^\W\d_]+)")
"""So many of so many: "10/54 xã"."""
_SCALES = {
    "nghìn": 10**3, "ngàn": 10**3, "nghin": 10**3, "ngan": 10**3,
    "triệu": 10**6, "trieu": 10**6, "tỷ": 10**9, "tỉ": 10**9, "ty": 10**9, "ti": 10**9,
}  # fmt: skip
_MONEY = frozenset({"đồng", "dong", "đ", "vnđ", "vnd"})


@dataclass(frozen=True, slots=True)
class WrittenFigure:
    """A figure in a text.

    Attributes:
        value: its exact value, ``17000`` for "17.000", ``28.7`` * 10^9 for "28,7 tỷ".
        unit: ``"%"``, ``"dong"``, or the folded word after it; empty for none.
        span: where it stands in ``normalize(text)``, its unit included.
    """

    value: Decimal
    unit: str
    span: tuple[int, int]


def years_in(text: str) -> tuple[tuple[int, int], ...]:
    """Return the years and spans of years of a text; a single year is a span of itself.

    Numbers of documents do not count; the year of a full date does.
    """
    text = without_references(text)
    spans = [(int(a), int(b)) for a, b in _SPAN.findall(text) if int(a) < int(b)]
    rest = _SPAN.sub(" ", text)
    singles = [(int(year), int(year)) for year in _ONE_YEAR.findall(rest)]
    dated = [(d[2], d[2]) for d in dates_in(rest) if d[2]]
    return tuple(dict.fromkeys(spans + singles + dated))


def dates_in(text: str) -> tuple[tuple[int, int, int], ...]:
    """Return the days of a text as ``(day, month, year)``, the year 0 where it is not given."""
    return tuple(day for day, _ in days_at(normalize(text)))


def years_at(text: str) -> list[tuple[tuple[int, int, int], tuple[int, int]]]:
    """Return the years and spans of years of a normalized text, as :func:`years_in`, and where.

    Each is ``((first, last, 0), (start, end))``, in the order they stand.
    """
    rest = without_references(text)
    found = []
    for match in _SPAN.finditer(rest):
        if int(match[1]) < int(match[2]):
            found.append(((int(match[1]), int(match[2]), 0), match.span()))
    rest = _SPAN.sub(lambda match: " " * len(match.group()), rest)
    for match in _ONE_YEAR.finditer(rest):
        found.append(((int(match[1]), int(match[1]), 0), match.span()))
    found += [((day[2], day[2], 0), span) for day, span in days_at(rest) if day[2]]
    return sorted(found, key=lambda year: year[1])


def days_at(text: str) -> list[tuple[tuple[int, int, int], tuple[int, int]]]:
    """Return the days of a normalized text, as :func:`dates_in`, and where each stands."""
    found = []
    for match in _DAY.finditer(text):
        day, month, year = (match[1] or match[4]), (match[2] or match[5]), (match[3] or match[6])
        plain = match[1] is not None and not year
        if plain and not ("/" in match.group() and _may_be_day(text, match)):
            continue
        if 1 <= int(day) <= 31 and 1 <= int(month) <= 12:
            found.append(((int(day), int(month), int(year or 0)), match.span()))
    return found


def _may_be_day(text: str, match: re.Match[str]) -> bool:
    """Tell "ngày 28/11" from "10/54 xã" and "3/9 công trình"."""
    if _DAY_AHEAD.search(text[: match.start()]):
        return True
    after = text[match.end() :].lstrip()
    return not after[:1].isalpha() or text[: match.start()].rstrip().endswith(("-", "–"))


def figures_in(text: str) -> tuple[WrittenFigure, ...]:
    """Return the figures of a text in order: not dates, years, document or clause numbers."""
    text = normalize(text)
    blanked = text
    taken = [reference.span for reference in find_references(text)]
    taken += [span for _, span in days_at(text)]
    taken += [match.span() for pattern in (_SPAN, _CLAUSE) for match in pattern.finditer(text)]
    for start, end in taken:
        blanked = f"{blanked[:start]}{' ' * (end - start)}{blanked[end:]}"
    for match in _ONE_YEAR.finditer(blanked):
        start, end = match.span()
        blanked = f"{blanked[:start]}{' ' * (end - start)}{blanked[end:]}"
    parts = [
        WrittenFigure(Decimal(number), fold(match[3]), match.span())
        for match in _PART_OF.finditer(blanked)
        for number in match.group(1, 2)
    ]
    found = [_read(match) for match in _FIGURE.finditer(blanked)]
    return tuple(sorted([*found, *parts], key=lambda figure: figure.span[0]))


def _read(match: re.Match[str]) -> WrittenFigure:
    number = match[1]
    thousands = re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", number)
    plain = number.replace(".", "") if thousands else number
    value = Decimal(plain.replace(",", "."))
    words = (match[2] or "").lower().split()
    if words[:1] == ["%"] or words[:2] in (["phần", "trăm"], ["phan", "tram"]):
        return WrittenFigure(value, "%", match.span())
    if words and words[0] in _SCALES:
        value *= _SCALES[words[0]]
        words = words[1:] or ["đồng"]
    unit = "dong" if words and words[0] in _MONEY else fold(words[0]) if words else ""
    return WrittenFigure(value, unit, match.span())


def without_references(text: str) -> str:
    """Return a text with blanks of equal length where it names documents."""
    text = normalize(text)
    for reference in find_references(text):
        start, end = reference.span
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text
