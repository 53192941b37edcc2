"""What the stored case tells of a number that comes without a unit or without a year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from knowledge.figures.ambiguity import Ambiguity
from knowledge.figures.facts import FIELDS
from knowledge.figures.numerals import Number
from knowledge.figures.tokens import tokenize

_SETTLED_BY_STORE = ("unit_unclear", "count_unclear", "year_unknown")
_CLOSE = 3  # times larger or smaller, within which a number corrects the stored one


def fact_by_old(case: Mapping[str, Any], old: Number) -> list[tuple[int, str]]:
    """Return the year-ends and fields of the stored case that hold a number."""
    return [
        (figure["year"], name)
        for figure in case.get("figures", [])
        for name in FIELDS
        if name in figure and _holds(figure[name], old)
    ]


def field_of(case: Mapping[str, Any], year: int, number: Number) -> str | None:
    """Return the field a bare number of a year-end is for, ``None`` when that is not sure.

    A number with decimals is a rate. A whole one is for the only field stored for that year, or
    for the only one whose value it is close to; for a year without figures, for the only field of
    poor households stored at all.

    Args:
        case: the stored case in the calculator's input shape.
        year: the year-end.
        number: the number.
    """
    if number.count is None:
        return "poor_rate" if number.rate else None
    figures: list[dict[str, Any]] = [f for f in case.get("figures", []) if f["year"] == year]
    stored = figures[0] if figures else {}
    held = [name for name in FIELDS if name in stored]
    if not held:
        said = {n for f in case.get("figures", []) for n in FIELDS[1:] if n in f}
        if said == {"poor_rate"} and number.count > 100:
            return None
        return said.pop() if len(said) == 1 else None
    fitting = [name for name in held if name != "poor_rate" or number.count <= 100]
    near = [name for name in fitting if _is_close(stored[name], number.count)]
    if len(near) == 1:
        return near[0]
    return held[0] if len(held) == 1 and held != ["poor_rate"] else None


def settle_bare(
    found: tuple[Ambiguity, ...],
    said: str,
    asked_on: date,
    stored: Mapping[str, Any],
    denied: str = "",
) -> tuple[list[dict[str, Any]], tuple[Ambiguity, ...]]:
    """Give numbers whose unit, field or year is open what the stored case tells.

    Args:
        found: what reading the text left open.
        said: the text.
        asked_on: the day it was written.
        stored: the stored case in the calculator's input shape.
        denied: the words said to be wrong, which may hold the value replaced.

    Returns:
        figures in the calculator's input shape, and what stays open.
    """
    olds = [t.number for t in tokenize(denied, asked_on).tokens if t.number]
    places = fact_by_old(stored, olds[0]) if len(olds) == 1 else []
    numbers = {t.number.raw: t.number for t in tokenize(said, asked_on).tokens if t.number}
    figures: list[dict[str, Any]] = []
    open_: list[Ambiguity] = []
    for item in found:
        number = numbers.get(item.words[0]) if len(item.words) == 1 else None
        year, field = item.year, None
        if number and item.code in _SETTLED_BY_STORE:
            fitting = [p for p in places if year in (None, p[0])]
            if len(fitting) == 1:
                year, field = fitting[0]
            elif year is not None:
                field = field_of(stored, year, number)
        value = number and (number.rate if field == "poor_rate" else number.count)
        if field and value is not None:
            figures.append({"year": year, field: value})
        else:
            open_.append(item)
    return figures, tuple(open_)


def has_counts(case: Mapping[str, Any]) -> bool:
    """Tell whether the stored case has a number of households anywhere."""
    return any(name in figure for figure in case.get("figures", []) for name in FIELDS[:2])


def stored_value(case: Mapping[str, Any], year: int, field: str) -> int | str | None:
    """Return a figure of the stored case, ``None`` when it has none."""
    for figure in case.get("figures", []):
        if figure["year"] == year:
            value: int | str | None = figure.get(field)
            return value
    return None


def _amount(value: int | str) -> Decimal:
    return Decimal(str(value).replace(",", "."))


def _holds(value: int | str, number: Number) -> bool:
    if isinstance(value, int):
        return number.count == value
    return bool(number.rate) and _amount(number.rate) == _amount(value)


def _is_close(value: int | str, count: int) -> bool:
    held = _amount(value)
    return held == count == 0 or (held <= _CLOSE * count and count <= _CLOSE * held)
