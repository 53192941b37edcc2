"""The year of every other number: the one beside it in its clause, or the one last spoken of."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace

from knowledge.figures.ambiguity import AmbiguityCode
from knowledge.figures.tokens import Wording
from knowledge.figures.values import Value, Values
from knowledge.figures.years import YearMark

_INTO_PARENTHESIS = re.compile(r"[ a-z%]{0,12}\( *")
_OF_YEAR = re.compile(r" *(?:ho|hn|%)?(?: ngheo)? *(?:cua|hoi) *")
_STATES = re.compile(r"(?: so ho(?: ngheo)?)? *(?:la|co|con|:|=|\() *")
_REPORTS = re.compile(r"\b(?:ghi|bao cao|lai bao|bao la|cho biet|cong bo|lai noi)\b")
_AMONG = "trong do"
_ITEM_END = re.compile(r"[;\n?!]|\.(?!\w)")
_NEAR = 24  # characters from a clause within which "trong đó" belongs to it


def align_clauses(wording: Wording, values: Values) -> Values:
    """Attach the numbers that have no year yet, clause by clause.

    A number waits when its clause names no year and none was spoken of that lacks such a figure;
    in the end the only year of the text takes it, else it is asked about.
    """
    aligned = dict(values)
    clauses: dict[int, list[int]] = {}
    for index in wording.items():
        clauses.setdefault(wording.tokens[index].clause, []).append(index)
    waiting: list[int] = []
    lone = _lone_marks(wording)
    spoken_of: YearMark | None = None
    for clause, inside in clauses.items():
        marks = {i: mark for i in inside if (mark := wording.tokens[i].mark)}
        bases = {i for i in marks if wording.is_base(i)}
        plain = [i for i in marks if i not in bases]
        loose = [i for i in inside if i not in marks and aligned[i].years is None]
        for index in loose:
            told = marks and _mark_beside(wording, aligned[index], index, inside, plain, bases)
            own = told or lone.get(index)
            mark = own or spoken_of
            if mark and (own or _takes(wording, aligned, index, mark)):
                aligned[index] = _attached(aligned[index], mark)
            else:
                waiting.append(index)
        spoken_of = marks[plain[-1]] if plain else spoken_of
        listed = inside[-1] + 1 < len(wording.tokens) and wording.tokens[inside[-1] + 1].mark
        if len(inside) == len(marks) == 1 and spoken_of and not listed:
            waiting = _attach_waiting(aligned, waiting, spoken_of)
        if waiting and loose == inside[:1] != waiting[-1:] and _is_among(wording, clause):
            _attach_totals(aligned, waiting, aligned[loose[0]].years or ())
            waiting = []
    _attach_rest(wording, aligned, waiting)
    return aligned


def _attached(value: Value, mark: YearMark) -> Value:
    """Return a number with its year, and with the doubt the mention of it casts."""
    years = mark.years if len(mark.years) == 1 else ()
    doubt: AmbiguityCode | None = None
    if mark.current and years and mark.moment != "end":
        doubt = "not_year_end"
    elif not years and not value.change:
        doubt = "not_year_end" if mark.moment == "middle" else "year_unknown"
    return replace(value, years=years, doubt=value.doubt or doubt)


def _mark_beside(
    wording: Wording,
    value: Value,
    index: int,
    inside: list[int],
    plain: list[int],
    bases: set[int],
) -> YearMark | None:
    """Return the year a number belongs to in a clause that names one or more, ``plain`` ones.

    A year after "so với", one of ``bases``, is the base of a change: it takes only the number
    stated of it, and the change itself happened in the year after it.
    """
    at = bisect_left(inside, index)
    left = inside[at - 1] if at else index
    right = inside[at + 1] if at + 1 < len(inside) else index
    if _takes_before(wording, index, right):
        return wording.tokens[right].mark
    if left in bases and wording.joined(left, index, _STATES):
        return wording.tokens[left].mark
    if not plain:
        base = wording.tokens[min(bases)].mark
        changed = base is not None and base.years and value.change
        return replace(base, years=(base.years[-1] + 1,)) if base and changed else base
    passed = bisect_left(plain, index)
    before, after = plain[passed - 1 : passed], plain[passed : passed + 1]
    numbers_first = wording.tokens[inside[0]].number and wording.tokens[inside[-1]].mark
    if after and (not before or numbers_first):
        return wording.tokens[after[0]].mark
    return wording.tokens[before[-1]].mark if before else None


def _takes_before(wording: Wording, index: int, right: int) -> bool:
    """Tell whether the year after a number is its own: "80 hộ (2022)", "80 hộ của năm 2022"."""
    if wording.tokens[right].mark is None or _opens_aside(wording, right):
        return False
    return any(wording.joined(index, right, words) for words in (_INTO_PARENTHESIS, _OF_YEAR))


def _lone_marks(wording: Wording) -> dict[int, YearMark]:
    """Return the year of every token of a sentence, line or item that names exactly one."""
    ends = [match.start() for match in _ITEM_END.finditer(wording.folded)]
    items: dict[int, list[int]] = {}
    for index, token in enumerate(wording.tokens):
        items.setdefault(bisect_left(ends, token.start), []).append(index)
    lone: dict[int, YearMark] = {}
    for inside in items.values():
        marks = [
            m for i in inside if (m := wording.tokens[i].mark) and not _opens_aside(wording, i)
        ]
        if len(marks) == 1 and len(marks[0].years) == 1:
            lone.update(dict.fromkeys(inside, marks[0]))
    return lone


def _opens_aside(wording: Wording, index: int) -> bool:
    """Tell whether a year heads figures of its own in parentheses: "(2021: 98 hộ)"."""
    start = wording.tokens[index].start
    before = wording.folded[max(0, start - _NEAR) : start].rstrip()
    after = wording.tokens[index + 1 : index + 1 + _NEAR]
    follows = next((t for t in after if t.number or t.mark), None)
    if not before.endswith("(") or follows is None or follows.number is None:
        return False
    return ")" not in wording.folded[wording.tokens[index].end : follows.start]


def _takes(wording: Wording, values: Values, index: int, mark: YearMark) -> bool:
    """Tell whether the year last spoken of lacks a figure like this one."""
    if _is_lone_total(wording, values, index):
        return False
    sort = values[index].sort
    rivals = (v for v in values.values() if v.years == mark.years and v.sort == sort)
    behind = next((i for i in range(index - 1, -1, -1) if i in values), index)
    reported = behind in values and bool(_REPORTS.search(wording.gap(behind, index)))
    return reported or all({values[index].role, r.role} == {"", "poor"} for r in rivals)


def _is_lone_total(wording: Wording, values: Values, index: int) -> bool:
    """Tell "…, tổng số hộ 2000" after a listing of years: one total, no year of its own."""
    if values[index].role != "total" and not values[index].number.total:
        return False
    totals = [i for i, v in values.items() if v.role == "total" or v.number.total]
    years = {token.years for token in wording.tokens[:index] if token.years}
    return totals == [index] and len(years) > 1


def _attach_waiting(values: Values, waiting: list[int], mark: YearMark) -> list[int]:
    """Attach waiting numbers to a year that stands alone; totals keep waiting."""
    for index in waiting:
        if values[index].role != "total":
            values[index] = _attached(values[index], mark)
    return [index for index in waiting if values[index].role == "total"]


def _is_among(wording: Wording, clause: int) -> bool:
    """Tell whether a clause opens with "trong đó"."""
    first = next(token for token in wording.tokens if token.clause == clause)
    return _AMONG in wording.folded[max(0, first.start - _NEAR) : first.end + _NEAR]


def _attach_totals(values: Values, waiting: list[int], years: tuple[int, ...]) -> None:
    """Read "tổng số 2000 hộ, trong đó 98 hộ nghèo cuối 2021"."""
    for index in waiting:
        values[index] = replace(values[index], years=years, role=values[index].role or "total")


def _attach_rest(wording: Wording, values: Values, waiting: list[int]) -> None:
    """Attach what waits to the only year of the text; otherwise ask."""
    years = {year for token in wording.tokens for year in token.years}
    for index in waiting:
        value = values[index]
        if len(years) == 1:
            values[index] = replace(value, years=tuple(years))
        else:
            values[index] = replace(value, years=(), doubt=value.doubt or "year_unknown")
