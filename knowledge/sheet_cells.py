"""One cell of a spreadsheet as plain values: exact numbers, the unit its format shows, its name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Context, Decimal
from typing import Literal

SheetValue = str | int | Decimal | bool | date | time | timedelta | None
"""What a cell holds; a binary floating point number never gets past :func:`exact_number`."""

Unit = Literal["plain", "percent", "fraction"]
"""What the number format says of a number: nothing, that it counts per cent (``0.00"%"`` shows
4.26 as 4,26%), or that it is a fraction (``0.00%`` shows 0.0426 as 4,26%)."""

State = Literal["value", "formula", "uncalculated", "error", "merged"]
"""``formula``: the value is the one stored with a formula; ``uncalculated``: a formula without one;
``error``: the value is an error such as ``#DIV/0!``; ``merged``: one figure over several cells."""

_QUOTED = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.')
_DECIMALS = re.compile(r"[0#?]\.(0+)")
_LETTERS = 26
_STORED_DIGITS = Context(prec=15)


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell that is not empty.

    Attributes:
        value: its content; for a formula the value stored with it.
        unit: what its number format says of a number.
        decimals: decimals its number format shows.
        state: where the value comes from.
    """

    value: SheetValue
    unit: Unit = "plain"
    decimals: int = 0
    state: State = "value"


@dataclass(frozen=True, slots=True)
class Span:
    """A merged range; rows and columns count from 1, both ends belong to it."""

    top: int
    left: int
    bottom: int
    right: int


def exact_number(number: float) -> int | Decimal:
    """Return the decimal number that a spreadsheet's binary number stands for.

    Spreadsheets store 4.26 as the nearest binary number and write it to the file with 17 digits
    (``4.2599999999999998``). The shortest decimal that leads to the same binary number is what was
    typed. Spreadsheets keep and show 15 significant digits; what a formula leaves beyond them
    (5.1 - 2 gives 3.0999999999999996) is noise of binary arithmetic and is dropped the way the
    spreadsheet itself shows it.
    """
    value = _STORED_DIGITS.create_decimal(repr(number))
    return int(value) if value == value.to_integral_value() else value.normalize()


def number_format(code: str) -> tuple[Unit, int]:
    """Return the unit and the decimals that a number format code shows, e.g. ``0.00%``."""
    section = code.split(";")[0]
    literal = "".join(quoted or escaped for quoted, escaped in _QUOTED.findall(section))
    bare = _QUOTED.sub("", section)
    shown = _DECIMALS.search(bare)
    decimals = len(shown[1]) if shown else 0
    if "%" in bare:
        return "fraction", decimals
    return ("percent" if "%" in literal else "plain"), decimals


def column_letters(column: int) -> str:
    """Return the letters of a column that counts from 1: 27 gives ``"AA"``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """Return the name of a cell, both counted from 1: ``"E7"``."""
    return f"{column_letters(column)}{row}"


def shown(value: SheetValue) -> str:
    """Return a value as a Vietnamese reader writes it: a comma before decimals, day first."""
    if isinstance(value, Decimal):
        return format(value, "f").replace(".", ",")
    if isinstance(value, date):
        return f"{value.day}/{value.month}/{value.year}"
    return "" if value is None else str(value)
