"""Two numbers of one change: "năm 2022 từ 120 xuống còn 90" is the start and the end of 2022."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from knowledge.figures.tokens import Token, Wording
from knowledge.figures.values import Value, Values

_LISTED = re.compile(r" *(?:,|;|-|–|va|den|&)+ *")


def align_pairs(wording: Wording, values: Values) -> Values:
    """Attach the numbers on both sides of "xuống", "còn" or an arrow to two year-ends.

    Chains with too few years ("120 -> 90 -> 70") are left open.
    """
    aligned = dict(values)
    items = wording.items()
    for at, (first, second) in enumerate(pairwise(items)):
        if not _is_pair(wording, aligned, first, second):
            continue
        years = _pair_years(wording, aligned, items, at)
        if years is None:
            _leave_chain(wording, aligned, items[at:])
        else:
            aligned[first] = replace(aligned[first], years=years[0])
            aligned[second] = replace(aligned[second], years=years[1])
    return aligned


def _is_pair(wording: Wording, values: Values, first: int, second: int) -> bool:
    """Tell whether two neighbouring tokens are levels before and after a change."""
    start, end = values.get(first), values.get(second)
    if start is None or end is None or start.change or end.change or start.unit != end.unit:
        return False
    if start.years is not None or end.years is not None:
        return False
    clauses_apart = wording.tokens[second].clause - wording.tokens[first].clause
    return wording.leads_on(first, second) and clauses_apart <= int(start.after_from)


def _leave_chain(wording: Wording, values: Values, items: list[int]) -> None:
    """Ask about the numbers that follow one another, from the first of ``items`` on."""
    before = items[0]
    for index in items:
        if index not in values or not (index == before or wording.leads_on(before, index)):
            return
        values[index] = replace(values[index], years=(), doubt="year_unknown")
        before = index


def _pair_years(
    wording: Wording, values: Values, items: list[int], at: int
) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """Return the years of the numbers at ``items[at]`` and after it; ``None`` if unclear."""
    first = values[items[at]]
    before = _year_before(wording, values, items[:at], first)
    after = wording.tokens[items[at + 2]] if at + 2 < len(items) else None
    if after and after.number and wording.tokens[items[at + 2] - 1].kind == "to":
        return None
    clause = wording.tokens[items[at + 1]].clause
    if before and first.after_from and _names_both_ends(wording, before):
        return before.years[:1], before.years[-1:]
    one = before.years if before else ()
    two = after.years if after and after.clause == clause else ()
    if len(one) > 1 or len(two) > 1 or (two and _is_listed(wording, items, at + 2)):
        return None
    if two:
        named = before and one and before.clause == wording.tokens[items[at]].clause
        return (one if named else (two[0] - 1,)), two
    stated_end = before and before.mark and before.mark.moment == "end"
    if one and (first.after_from or not stated_end):
        return (one[0] - 1,), one
    return None


def _names_both_ends(wording: Wording, mark: Token) -> bool:
    """Tell "từ cuối 2022 đến cuối 2024" from a period, which has its start a year earlier."""
    said = wording.folded[mark.start : mark.end]
    return len(mark.years) > 1 and said.count("cuoi") > 1


def _is_listed(wording: Wording, items: list[int], at: int) -> bool:
    """Tell whether a year begins a list of years: one change over several years is left open."""
    if at + 1 >= len(items) or wording.tokens[items[at + 1]].mark is None:
        return False
    return wording.joined(items[at], items[at + 1], _LISTED)


def _year_before(wording: Wording, values: Values, items: list[int], first: Value) -> Token | None:
    """Return the mention of a year before a pair, unless a number of its unit comes between."""
    for index in reversed(items):
        other = values.get(index)
        if other is None and wording.is_base(index):
            continue
        if other is None:
            return wording.tokens[index]
        if other.unit == first.unit and not other.change:
            return None
    return None
