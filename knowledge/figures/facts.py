"""Facts stated of year-ends, and what stands in the way of the other numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from knowledge.figures.ambiguity import Ambiguity, AmbiguityCode
from knowledge.figures.tokens import Wording
from knowledge.figures.values import Value, Values

FIELDS = ("households", "poor_households", "poor_rate")
"""Fields of a figure in the calculator's input, in the order they are shown."""

_PER_YEAR = re.compile(r" *(?:%|ho(?: ngheo)?|diem(?: phan tram)?) *(?:/|moi|mot|hang) *nam\b")

_EVERY_YEAR = re.compile(r"\b(?:moi|hang|tung|binh quan|trung binh) (?:mot )?nam\b[^,;.]*$")
_NEW = re.compile(r"\b(?:phat sinh|tai ngheo|ngheo moi|cong nhan moi)\b")
_BESIDE = 20  # characters around a number, in which its households are called new
_NEAR = 40  # characters before a number, in which its pace is told
_END = 1_000_000  # beyond every text

_UNCHANGED = re.compile(
    r"\b(?:khong|ko|k|hong|hok|it) (?:he )?(?:co )?(?:thay )?doi\b|\b(?:nam nao cung|(?:cac|moi"
    r"|ba|3|4)"
    r" nam (?:deu|nhu nhau|cung vay|giong nhau))\b|\bgiu nguyen\b|\bkhong bien dong\b"
)
_EACH = re.compile(r"\b(?:deu|(?:nam nao|cac nam|moi nam) cung) (?:la |co |o muc |dat )*$")


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure of one year-end.

    Attributes:
        year: the year-end.
        name: one of :data:`FIELDS`.
        value: a count of ``hộ``, or a rate in ``%`` as text with a decimal comma.
        raw: the words it was read from.
        soft: "120 hộ" without saying which households.
        level: after "còn", "xuống": what is left, never the total.
        vague: soft, and nothing before it in the text speaks of the poor.
    """

    year: int
    name: str
    value: int | str
    raw: str
    soft: bool = False
    level: bool = False
    vague: bool = False


@dataclass(frozen=True, slots=True)
class Statements:
    """What the numbers of a text say.

    Attributes:
        facts: figures of year-ends.
        changes: falls and rises with the year they happened in, where known.
        asked: what must be asked or remarked on.
        fewer: by year-end, the largest number of near-poor households told.
    """

    facts: tuple[Fact, ...]
    changes: tuple[tuple[int | None, Value], ...]
    asked: tuple[Ambiguity, ...]
    fewer: dict[int, int]


def state_facts(wording: Wording, values: Values, asked_on: date) -> Statements:
    """Turn numbers with years into facts, changes and questions.

    Args:
        wording: the text.
        values: its numbers, each with its years.
        asked_on: the day the text was written; the year it lies in is not over.
    """
    facts: list[Fact] = []
    changes: list[tuple[int | None, Value]] = []
    asked: list[Ambiguity] = []
    values = _without_plans(values)
    constant = _constant_total(wording, values)
    poverty = [t.start for t in wording.tokens if t.kind in ("poor", "rate")]
    fewer: dict[int, int] = {}
    gained = {v.years[0] for v in values.values() if v.years and _is_newcomer(wording, v)}
    for value in values.values():
        year = value.years[0] if value.years else None
        if value.role in ("near", "mixed") and value.unit == "count" and year:
            fewer[year] = max(fewer.get(year, 0), value.number.count or 0)
        if value.role in ("near", "subset"):
            continue
        if value.change:
            changes.extend(_changes(wording, value, year, gained))
        elif code := _obstacle(value, year):
            target = value.forecast and code == "bound"  # "chỉ tiêu năm 2025 còn dưới 1,5%"
            if value is not constant and not target:
                asked.append(Ambiguity(code, year, (value.number.raw,)))
        else:
            vague = value.number.start < min(poverty, default=_END)
            for end in value.years or ():
                asked.extend(_remarks(end, value, asked_on))
                facts.extend(_facts(end, value, vague=vague))
    if constant is not None:
        years = dict.fromkeys(fact.year for fact in facts)
        total, raw = constant.number.count, constant.number.raw
        facts.extend(Fact(year, "households", total, raw) for year in years if total is not None)
    exact = {fact.year for fact in facts if fact.name == "poor_rate"}
    asked = [a for a in asked if a.code != "bound" or a.year not in exact]  # "thuộc nhóm dưới 5%"
    return Statements(tuple(facts), tuple(changes), tuple(asked), fewer)


def _changes(
    wording: Wording, value: Value, year: int | None, gained: set[int]
) -> list[tuple[int | None, Value]]:
    """Return a change with its year: none for a pace or plan, an open one beside new poor."""
    if year is None and (value.forecast or _is_yearly(wording, value)):
        return []
    gross = year is not None and year in gained
    return [(year, replace(value, doubt="change_without_base") if gross else value)]


def _without_plans(values: Values) -> Values:
    """Leave out a plan where the result of the same year is told too."""
    done = {(v.years, v.unit) for v in values.values() if not v.forecast and not v.change}
    return {
        index: value
        for index, value in values.items()
        if not (value.forecast and value.years and (value.years, value.unit) in done)
    }


def _constant_total(wording: Wording, values: Values) -> Value | None:
    """Return the one total that a text says held in every year, if there is one."""
    told = [v for v in values.values() if _EACH.search(wording.before(v.number.start))]
    if len(told) == 1 and told[0].unit == "count" and told[0].role == "total":
        return told[0]
    if not _UNCHANGED.search(wording.folded):
        return None
    open_ = [v for v in values.values() if v.unit == "count" and not v.years and not v.change]
    totals = [v for v in open_ if v.role in ("total", "count", "") and v.number.total is None]
    return totals[0] if len(totals) == 1 and totals[0].doubt in (None, "year_unknown") else None


def _is_newcomer(wording: Wording, value: Value) -> bool:
    """Tell households that became poor, which make a fall told beside them a gross one."""
    number = value.number
    around = wording.folded[max(0, number.start - _BESIDE) : number.end + _BESIDE]
    return value.role == "subset" and bool(_NEW.search(around))


def _is_yearly(wording: Wording, value: Value) -> bool:
    """Tell a pace ("mỗi năm giảm 20 hộ", "giảm 2%/năm") from a change of one year."""
    before = wording.folded[max(0, value.number.start - _NEAR) : value.number.start]
    return bool(_PER_YEAR.match(wording.folded, value.number.end) or _EVERY_YEAR.search(before))


def _obstacle(value: Value, year: int | None) -> AmbiguityCode | None:
    """Return why a number cannot be a figure of the case, or ``None``."""
    if value.doubt:
        return value.doubt
    if value.role == "mixed":
        return "near_poor_included"
    if value.unit not in ("rate", "count"):
        return "unit_unclear"
    return "year_unknown" if year is None else None


def _remarks(year: int, value: Value, asked_on: date) -> list[Ambiguity]:
    """Return the remarks on a figure that is in the case but not final."""
    raw = (value.number.raw,)
    if value.forecast:
        return [Ambiguity("forecast", year, raw, blocking=False)]
    return year_remarks(year, value.number.raw, asked_on)


def year_remarks(year: int, raw: str, asked_on: date) -> list[Ambiguity]:
    """Return the remark on a figure of a year that is not over when the text was written."""
    over = year < asked_on.year
    return [] if over else [Ambiguity("year_not_over", year, (raw,), blocking=False)]


def _facts(year: int, value: Value, *, vague: bool) -> list[Fact]:
    """Return the facts one number states: a rate, a count, or both counts of a fraction."""
    number = value.number
    if value.unit == "rate":
        return [Fact(year, "poor_rate", number.rate, number.raw, level=value.after_to)]
    if number.count is None:
        return []
    if number.total is not None:
        return [
            Fact(year, "poor_households", number.count, number.raw, level=value.after_to),
            Fact(year, "households", number.total, number.raw, level=value.after_to),
        ]
    name = "households" if value.role == "total" else "poor_households"
    soft = value.role == ""
    told = Fact(year, name, number.count, number.raw, soft, value.after_to, soft and vague)
    return [told]
