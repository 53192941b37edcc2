"""A supposition about the stored case: "nếu năm 2024 còn 60 hộ thì sao?"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from knowledge.figures.ambiguity import Ambiguity
from knowledge.figures.changes import CaseChange, Shift, facts_of, moved_by
from knowledge.figures.classify import classify
from knowledge.figures.reading import read_case
from knowledge.figures.stored import has_counts, settle_bare, stored_value
from knowledge.figures.submission import take_submission
from knowledge.figures.tokens import Wording, tokenize
from knowledge.figures.values import Value
from knowledge.places import AdminUnits
from knowledge.text import fold, normalize

_LONGEST = 500  # characters; a longer text is no supposition about one case
_SUPPOSES = re.compile(
    r"\b(?:neu(?: nhu)?|gia su|gia du|gia dinh|gia thiet|vi du(?: nhu)?|lo nhu|lo|thu(?:"
    r" tinh)?(?: voi)?"
    r"|(?:trong )?truong hop|cho la|coi nhu)\b[ ,:]*"
)
_THEN = re.compile(
    r"[,. ]*\bthi\b(?! (?:tran|xa)\b).*|[,. ]*(?:\b(?:co )?(?:dat|duoc|du)(?: \w+){0,3}? (?:khong"
    r"|ko|chua|hok)"
    r"|\b(?:lieu|the) .*|\b(?:ra sao|the nao|sao)\b.*)\W*$",
    re.DOTALL,
)
_CRITERIA = re.compile(
    r"\b(?:ap dung|muc nao|nhom nao|bao nhieu|quy dinh|tieu chi nao|moi nam|bao gio|khi nao|o dau"
    r"|thu tuc|can gi|lam gi)\b"
)
_MORE_OF = re.compile(
    r"(?<!giảm )(?<!giam )(?<!tăng )(?<!tang )(?<!bớt )\b(?:có |co )?(?:thêm|them) "
    r"(?=\d+ *(?:hộ|ho)\b(?P<out> (?:thoát|thoat))?)",
    re.IGNORECASE,
)
_INSTEAD = re.compile(r",? *\b(?:thay vì|thay cho|thay vi) [^,;]*", re.IGNORECASE)
_FURTHER = re.compile(r"\b(?:them|nua|bot|hon)\b")
_OF_KIND = re.compile(r"\b(?:la|thuoc|khong phai|khong thuoc)\b")


def read_what_if(
    text: str, *, asked_on: date, case: Mapping[str, Any], units: AdminUnits | None = None
) -> CaseChange | None:
    """Read a supposition about the stored case.

    "giảm thêm 5 hộ" moves the stored figure. A whole number without a unit counts poor households
    when the stored case has counts.

    Args:
        text: what was written.
        asked_on: the day it was written.
        case: the stored case in the calculator's input shape.
        units: knows old districts; see :func:`knowledge.places.find_place`.

    Returns:
        what is supposed; ``None`` when nothing is ("nếu không đạt thì sao?").
    """
    text = normalize(text).strip()
    folded = fold(text)
    opening = _SUPPOSES.search(folded)
    if opening is None or len(text) > _LONGEST or _CRITERIA.search(folded):
        return None
    said = text[opening.end() :]
    tail = said[len(said) - len(_tail(fold(said))) :]
    said = _INSTEAD.sub("", said[: len(said) - len(tail)]).strip(" ,.?!:")
    said = _MORE_OF.sub(lambda match: "giảm thêm " if match["out"] else "tăng thêm ", said)
    wording = tokenize(said, asked_on)
    shifted = _shifts(wording, case)
    if shifted is not None:
        return shifted
    reading = read_case(_counted(said, wording, case), asked_on=asked_on, units=units)
    facts = facts_of(reading.case)
    submissions, _ = take_submission(tokenize(tail, asked_on))
    if len(submissions) == 1:  # "thì trình năm 2026 được không"
        facts.setdefault("submission_year", submissions[0])
    settled, open_ = settle_bare(reading.ambiguities, said, asked_on, case)
    if settled:
        facts["figures"] = [*facts.get("figures", []), *settled]
    if not _OF_KIND.search(fold(said)):
        facts.pop("place", None)
    open_ = tuple(item for item in open_ if item.blocking)
    change = CaseChange(facts, ambiguities=open_)
    return None if change.says_nothing else change


def _tail(folded: str) -> str:
    """Return "thì sao?" and the like at the end of a supposition."""
    match = _THEN.search(folded)
    return folded[match.start() :] if match else ""


def _counted(said: str, wording: Wording, case: Mapping[str, Any]) -> str:
    """Return a supposition with "hộ nghèo" for its bare whole numbers, if the case has counts."""
    values = classify(wording).values()
    bare = [v for v in values if not v.unit and v.role in ("", "poor") and not v.change]
    if not has_counts(case) or any(value.number.count is None for value in bare):
        return said
    for value in reversed(bare):
        said = f"{said[: value.number.end]} hộ{said[value.number.end :]}"
    return said


def _shifts(wording: Wording, case: Mapping[str, Any]) -> CaseChange | None:
    """Read "giảm thêm 5 hộ năm 2024"; ``None`` when no stored figure is moved."""
    values = [value for value in classify(wording).values() if value.change]
    if not values:
        return None
    years = {year for token in wording.tokens for year in token.years}
    if not years:
        years = {f["year"] for f in case.get("figures", []) if "poor_households" in f}
        years = years if len(years) == 1 else set()
    shifts: list[Shift] = []
    figures: list[dict[str, Any]] = []
    open_: list[Ambiguity] = []
    for value in values:
        year = min(years) if len(years) == 1 else None
        moved = _shift(wording, value, year, case)
        if isinstance(moved, Shift):
            shifts.append(moved)
        elif isinstance(moved, Ambiguity):
            open_.append(moved)
        else:
            figures.append(moved)
    return CaseChange(
        {"figures": figures} if figures else {}, shifts=tuple(shifts), ambiguities=tuple(open_)
    )


def _shift(
    wording: Wording, value: Value, year: int | None, case: Mapping[str, Any]
) -> Shift | Ambiguity | dict[str, Any]:
    """Return one stored figure moved, a figure worked out from the year before, or what is open.

    Of a year that has its figure, "giảm 5 hộ" without "thêm" may start from it or from the year
    before: it is asked about.
    """
    number = value.number
    further = _FURTHER.search(wording.folded)
    if value.unit == "rate" or (not value.unit and number.count is None):
        return Ambiguity("change_percent", year, (number.raw,))
    if value.unit == "points":
        field = "poor_rate"
    else:
        field = "households" if value.role == "total" else "poor_households"
    if year is None:
        return Ambiguity("year_unknown", None, (number.raw,))
    if field != "poor_rate" and number.count is None:
        return Ambiguity("decimal_count", year, (number.raw,))
    signed = f"{'-' if value.change < 0 else ''}{number.rate}"
    shift = Shift(
        year, field, signed if field == "poor_rate" else value.change * (number.count or 0)
    )
    held, before = stored_value(case, year, field), stored_value(case, year - 1, field)
    if held is not None and further:
        return shift
    if held is None and before is not None:
        return {"year": year, field: moved_by(before, shift.delta)}
    return Ambiguity("change_without_base", year, (number.raw,))
