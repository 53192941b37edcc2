"""Dates as Vietnamese documents and web pages write them."""

from __future__ import annotations

import re
from datetime import date

_SLASHED = re.compile(r"(?<!\d)(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})(?!\d)")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
WORDED = re.compile(
    r"(\d{1,2})\s*th[áa]ng\s*(\d{1,2}|giêng|tư)\s*n[ăa]m\s*(\d{4})(?!\d)", re.IGNORECASE
)
_MONTHS = {"giêng": 1, "tư": 4}


def read_date(text: str) -> date | None:
    """Return the first date in ``text``: 15/05/2026, 2026-05-15 or "15 tháng 5 năm 2026"."""
    dates = read_dates(text)
    return dates[0] if dates else None


def read_dates(text: str) -> list[date]:
    """Return every date in ``text`` that exists in the calendar, in order of appearance."""
    found: list[tuple[int, date]] = []
    for match in WORDED.finditer(text):
        month = match.group(2).lower()
        _add(found, match.start(), match.group(3), str(_MONTHS.get(month, month)), match.group(1))
    for match in _SLASHED.finditer(text):
        _add(found, match.start(), match.group(3), match.group(2), match.group(1))
    for match in _ISO.finditer(text):
        _add(found, match.start(), match.group(1), match.group(2), match.group(3))
    return [day for _, day in sorted(found)]


def _add(found: list[tuple[int, date]], at: int, year: str, month: str, day: str) -> None:
    try:
        found.append((at, date(int(year), int(month), int(day))))
    except ValueError:
        return
