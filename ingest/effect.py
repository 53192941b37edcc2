"""When a text begins and ceases to be in force, as its own words say it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ingest.dates import WORDED, read_dates
from ingest.kinds import ACTS
from ingest.quotations import own_words

_DATE = rf"(?:{WORDED.pattern}|\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{4}})"
_NAMES = f"{ACTS}|văn bản"
_CLAUSE = re.compile(
    rf"(?:{_NAMES})\s+(?:này\b[^.;]{{0,250}}?(?<!hết )|(?:bắt đầu )?có )"
    r"hiệu lực(?: thi hành| áp dụng)?(?=([^.;]{0,160}(?:\.\d[^.;]{0,80}){0,4}))",
    re.IGNORECASE,
)
_ON = re.compile(rf"^[^.;]{{0,40}}?\btừ (?:ngày\s+)?({_DATE})", re.IGNORECASE)
_UNTIL = re.compile(rf"\b(?:đến|cho đến)(?: hết)?\s+(?:ngày\s+)?({_DATE})", re.IGNORECASE)
_AFTER = re.compile(
    r"^\s*(?:thi hành )?sau\s+(\d{1,3})\s*(?:\([^)]{1,30}\)\s*)?ngày\s*,?\s*(?:kể |tính )?(?:kể )?"
    r"từ ngày\s+(?:được\s+)?(ký|ban hành|thông qua)\b(?!\s*\w*\s*công báo)",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"^[^.;]{0,30}?\btừ ngày (?:được )?(?:ký|ban hành)\b", re.IGNORECASE)
_ENDS = re.compile(
    rf"(?:{_NAMES})\s+này\b[^.;]{{0,160}}?\bhết hiệu lực(?: thi hành)?[^.;]{{0,40}}?"
    rf"\b(từ|vào|sau)(?: ngày)?\s+({_DATE})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Effect:
    """Days of effect as read.

    Attributes:
        start: first day in force.
        end: last day in force.
        clause: the words on the beginning of effect; empty when the text has none. Words without
            ``start`` name a day that cannot be computed, as that of publication in a gazette.
    """

    start: date | None = None
    end: date | None = None
    clause: str = ""


def read_effect(paragraphs: Sequence[str], issued: date | None) -> Effect:
    """Return the days of effect a text states about itself; what it quotes does not count.

    Args:
        paragraphs: the text.
        issued: day of issue, from which "sau 45 ngày kể từ ngày ký" is counted: a text of 1
            October is in force on 15 November.
    """
    text = " ".join(part for part in own_words(paragraphs) if "hiệu lực" in part)
    start: date | None = None
    end = _end(text)
    clause = ""
    for found in _CLAUSE.finditer(text):
        tail = found.group(1)
        start = _start(tail, issued)
        words = " ".join(f"{found.group()}{tail}".split())
        if start is not None:
            until = _UNTIL.search(tail)
            if until is not None and end is None:
                end = next(iter(read_dates(until.group(1))), None)
            return Effect(start, end, words)
        if re.search(r"\bngày\b", tail) and not clause:
            clause = words
    return Effect(None, end, clause)


def _start(tail: str, issued: date | None) -> date | None:
    if (found := _AFTER.match(tail)) is not None:
        return issued + timedelta(days=int(found.group(1))) if issued else None
    if (found := _ON.match(tail)) is not None:
        return next(iter(read_dates(found.group(1))), None)
    return issued if _SIGNED.match(tail) else None


def _end(text: str) -> date | None:
    found = _ENDS.search(text)
    days = read_dates(found.group(2)) if found else []
    if found is None or not days:
        return None
    return days[0] - timedelta(days=1) if found.group(1).lower() == "từ" else days[0]
