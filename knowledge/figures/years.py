"""Mentions of time, and the year-ends they mean: "đầu năm 2023" is the end of 2022."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

Moment = Literal[
    "end", "plain", "bare_start", "bare_end", "next", "previous", "now", "middle", "range"
]
"""What a mention of time says: the stated end of a year (``end``), a year (``plain``), "đầu năm" or
"cuối năm" without a number, "năm sau", "năm trước đó", "hiện nay", a moment that is no year-end, or
a run of years."""

TimeKind = Literal["date", "middle", "now", "range", "year", "next", "previous", "relative", "edge"]
"""The sort of pattern that found a mention; see :mod:`knowledge.figures.scan`."""

_SHIFTS = {"nay": 0, "kia": -2, "truoc nua": -2, "toi": 1, None: 1}
"""Years from this one for the word after "năm", ``None`` for "sang năm"; any other means last."""


@dataclass(frozen=True, slots=True)
class YearMark:
    """A mention of a year-end; "năm trước nữa" has one of its own where nothing was said before.

    Attributes:
        start: offset of its first character in the normalised text.
        end: offset after its last character.
        moment: see :data:`Moment`.
        years: the year-ends meant (start of 2023 is year-end 2022); empty when only the context
            can tell.
        calendar: the calendar year named, which a submission year is read from.
        current: the words were "năm nay".
    """

    start: int
    end: int
    moment: Moment
    years: tuple[int, ...] = ()
    calendar: int | None = None
    current: bool = False


def year_mark(kind: TimeKind, match: re.Match[str], asked_on: date) -> YearMark:
    """Return the year mark for a match of a time pattern.

    Args:
        kind: the sort of pattern.
        match: its match in the folded text; which groups it has follows from ``kind``.
        asked_on: the day "năm nay" and "năm ngoái" are counted from.
    """
    groups = match.groupdict()
    at = match.span()
    match kind:
        case "middle" | "next" | "previous" | "now":
            named = groups.get("year")
            return YearMark(*at, kind, calendar=int(named) if named else None)
        case "edge":
            return YearMark(*at, "bare_start" if groups["edge"] == "dau" else "bare_end")
        case "range":
            first, last = _full(groups["first"]), _full(groups["last"])
            return YearMark(*at, "range", tuple(range(first, last + 1)))
        case "relative":
            word = groups["round"] or groups["word"]
            year = asked_on.year + _SHIFTS.get(word, -1)
            if word == "truoc nua":
                return YearMark(*at, "previous", (year,), year)
            return _edged(at, year, groups["edge"], current=word == "nay")
        case "year":
            edge = groups.get("edge")
            return _edged(at, _full(groups["year"]), "dau" if edge == "d" else edge)
        case "date":
            day, month = int(groups.get("day") or 31), int(groups["month"])
            return _dated(at, _full(groups["year"]), month, day)


def _full(year: str) -> int:
    """Return a year written with four or two digits: ``"22"`` gives 2022."""
    return int(year) + (2000 if int(year) < 100 else 0)


def _edged(at: tuple[int, int], year: int, edge: str | None, *, current: bool = False) -> YearMark:
    """Return the mark of a year with the part of it that was named, if any."""
    if edge == "giua":
        return YearMark(*at, "middle", calendar=year)
    end_of = year - 1 if edge == "dau" else year
    return YearMark(*at, "end" if edge else "plain", (end_of,), year, current)


def _dated(at: tuple[int, int], year: int, month: int, day: int) -> YearMark:
    """Return the mark of a day or month; only New Year's Eve and Day are year-ends."""
    if (day, month) == (31, 12):
        return YearMark(*at, "end", (year,), year)
    if (day, month) == (1, 1):
        return YearMark(*at, "end", (year - 1,), year)
    return YearMark(*at, "middle", calendar=year)
