"""Numerals as officials type them, read exactly: counts, decimals and fractions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_CHUNK = re.compile(
    r"(?<!\w)(?:\d{1,3}(?: \d{3})+(?= *(?:ho|hn)\b)|\d+ phay \d+|\d+ ,\d+(?= *(?:%|phan tram))"
    r"|\d+(?:/\d+){2,}|\d*[ol]\d+(?= *(?:ho|hn|%)(?!\w))|\d+[ol]\d*(?= *(?:ho|hn|%)(?!\w))"
    r"|\d+(?:[.,]\d+)*)"
)
_BLURRED = re.compile(r"(?:[kxy*]+|\?+(?= *(?:ho|hn|%)\b))(?![^\W_])")
_DECIMAL_SIGN = re.compile(r" phay | ,")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:([., ])\d{3})(?:\1\d{3})*")
_DECIMAL = re.compile(r"\d+[.,]\d{1,3}|\d{1,3}(?:\.\d{3})+,\d+")
_SCALED = re.compile(r" *(?P<scale>chuc|tram|nghin|ngan)\b(?! *(?:trieu|ty|dong|nguoi))")
_SCALES = {"chuc": 10, "tram": 100, "nghin": 1000, "ngan": 1000}
_MORE = re.compile(
    r" *(?:\d|(?:mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin|muoi|ruoi|linh|le)\b)(?! *20)"
)
_MOST_DIGITS = 18  # a longer run of digits is no figure, and Python refuses to read a huge one
_TOO_LONG = re.compile(rf"\d{{{_MOST_DIGITS + 1}}}")
_STROKE = re.compile(r" */ *(\d+(?:\.\d{3})*)(?![\d/])")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text.

    Attributes:
        start: offset of its first character in the normalised text.
        end: offset after its last character.
        raw: the number as written.
        count: its reading as a whole number; ``None`` when it has decimals.
        rate: its reading as a decimal in Vietnamese notation (``"4,26"``).
        total: for a fraction ("98/2000") the number under the stroke, else ``None``.
    """

    start: int
    end: int
    raw: str
    count: int | None
    rate: str
    total: int | None = None


def whole(numeral: str) -> int | None:
    """Return a numeral as a whole number: ``"17.060"``, ``"2 000"``, ``"2,000"`` or ``"2000"``.

    A dot or comma before exactly three digits separates thousands; anything else after it makes
    the numeral a decimal, and the result ``None``; so do more than 18 digits.
    """
    if not numeral.isdecimal() and not _GROUPED.fullmatch(numeral):
        return None
    digits = re.sub(r"\D", "", numeral)
    return int(digits) if len(digits) <= _MOST_DIGITS else None


def decimal_text(numeral: str) -> str:
    """Return a numeral as decimal text with a comma: ``"4.26"`` gives ``"4,26"``.

    With both signs present the dot separates thousands (``"1.234,5"`` gives ``"1234,5"``), and so
    does a sign that comes twice (``"2,000,000"`` gives ``"2000000"``).
    """
    dots, commas = numeral.count("."), numeral.count(",")
    bare = numeral.replace(" ", "")
    if commas > 1:
        return bare.replace(",", "")
    return bare.replace(".", "" if commas or dots > 1 else ",")


def written(text: str, folded: str, taken: bytearray) -> Iterator[Number]:
    """Yield the numerals and fractions of a text, in order.

    Args:
        text: the normalised text.
        folded: its folded form.
        taken: one byte per character, not zero where the text says something else.
    """
    clear = "".join(" " if used else letter for letter, used in zip(folded, taken, strict=True))
    under = -1
    for match in _CHUNK.finditer(clear):
        start, end = match.span()
        if start < under or _TOO_LONG.search(match.group()):
            continue
        numeral = _DECIMAL_SIGN.sub(",", match.group())
        if re.search("[ol]", numeral):  # "8o hộ": a letter for a digit
            yield Number(start, end, text[start:end], None, "")
            continue
        count = whole(numeral)
        if count is None and not _DECIMAL.fullmatch(numeral):
            yield from _list_of_numbers(match)
            continue
        stroke = _STROKE.match(clear, end)
        total = whole(stroke.group(1)) if stroke else None
        if stroke and count is not None and total is not None and _is_total(total, count):
            under = stroke.end()
            yield Number(start, under, text[start:under], count, "", total)
        elif _BLURRED.match(folded, end):  # "2k hộ": rounded; "5x hộ": a digit not known
            yield Number(start, end + 1, text[start : end + 1], None, "")
        elif scaled := _SCALED.match(clear, end):
            partial = count is None or bool(_MORE.match(clear, scaled.end()))
            value = None if partial or count is None else count * _SCALES[scaled["scale"]]
            yield Number(start, scaled.end(), text[start : scaled.end()], value, "")
        else:
            yield Number(start, end, text[start:end], count, decimal_text(numeral))


def _is_total(total: int, count: int) -> bool:
    """Tell a fraction from a day and month: "98/2000", "0/12", but not "30/9"."""
    return total > 12 or total >= count


def _list_of_numbers(match: re.Match[str]) -> Iterator[Number]:
    """Yield the numbers of "100,80,64" or "100/80/64", a list without spaces."""
    for part in re.finditer(r"\d+", match.group()):
        start, end = match.start() + part.start(), match.start() + part.end()
        yield Number(start, end, part.group(), int(part.group()), part.group())
