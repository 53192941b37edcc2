"""What the picture of a verdict shows: year-ends, required levels and their labels, all exact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bot.chart_labels import Labels, places_needed, sign
from knowledge.case_reading import CaseReader
from knowledge.cases import Case, Figures
from knowledge.messages import Messages
from knowledge.ratios import Ratio, compare, minus, ratio
from knowledge.rules import Measure

LONGEST_SPAN = 5
"""Year-ends side by side, at most, as 2021-2025; more would not be readable on a phone."""

_Condition = tuple[Measure, str, bool]
"""Measure, limit in its unit, and whether the limit must be exceeded."""
_MEASURES: tuple[Measure, ...] = ("relative_reduction", "point_reduction")


@dataclass(frozen=True, slots=True)
class YearEnd:
    """One year-end.

    Attributes:
        year: whose end it is.
        value: poor households (``hộ``) or poverty rate (``%``); ``None`` when not known.
        label: the value in words, ``"98 hộ"``; empty when not known.
    """

    year: int
    value: Ratio | None
    label: str


@dataclass(frozen=True, slots=True)
class RequiredLevel:
    """The highest level at the end of a reduction year that still passes.

    Attributes:
        year: the reduction year; its start is the year-end before.
        start: level at the start of the year, in the unit of the chart.
        value: the highest level; below zero where the requirement cannot be reached.
        label: in words, ``"tối đa 80 hộ"``.
        standing: whether the year ended below (-1), on (0) or above (1) the level; ``None`` when
            its end is not known.
    """

    year: int
    start: Ratio
    value: Ratio
    label: str
    standing: int | None


@dataclass(frozen=True, slots=True)
class ChartData:
    """Everything the picture shows of a case but its layout.

    Attributes:
        measure: decides the unit: poor households, or the poverty rate.
        year_ends: without gaps in the years, oldest first.
        required: one for each reduction year whose start is known.
        findings: the calculator's findings on this measure.
        others: whether the calculator also tested another condition.
    """

    measure: Measure
    year_ends: tuple[YearEnd, ...]
    required: tuple[RequiredLevel, ...]
    findings: tuple[Mapping[str, Any], ...]
    others: bool


def chart_data(
    case: Mapping[str, Any], determination: Mapping[str, Any], messages: Messages
) -> ChartData | None:
    """Return what to draw, or ``None`` when fewer than two year-ends are known.

    Args:
        case: in the calculator's input shape.
        determination: in the calculator's output shape, a finding of a limit that must be exceeded
            marked with ``"comparison": ">"``. Of several conditions the first one with values is
            drawn; without findings, the households, else the rates.
        messages: section ``chart``.

    Raises:
        CaseError: ``case`` is not a case.
    """
    read = CaseReader(messages).read(dict(case))
    conditions = _conditions(determination["findings"])
    tested = [key for key, group in conditions.items() if any(f["value"] for f in group)]
    untested: list[_Condition] = [(measure, "", False) for measure in _MEASURES]
    for measure, limit, strict in (*tested, *conditions) or untested:
        findings = conditions.get((measure, limit, strict), ())
        years = _years(read, measure, [finding["year"] for finding in findings])
        levels = {year: _level(read.at(year), measure) for year in years}
        if sum(level is not None for level in levels.values()) >= 2:
            reduced = [f["year"] for f in findings if _has_level(measure, levels[f["year"] - 1])]
            limits = {year: ratio(Decimal(limit)) for year in reduced}
            labels = Labels(messages, places_needed(read, measure, levels, limits), strict=strict)
            return ChartData(
                measure=measure,
                year_ends=tuple(YearEnd(y, v, labels.of(v, measure)) for y, v in levels.items()),
                required=tuple(_required(measure, y, limits[y], levels, labels) for y in limits),
                findings=tuple(findings),
                others=len(conditions) > 1,
            )
    return None


def _conditions(
    findings: Sequence[Mapping[str, Any]],
) -> dict[_Condition, list[Mapping[str, Any]]]:
    """Return the findings by what they test, in their order."""
    groups: dict[_Condition, list[Mapping[str, Any]]] = {}
    for finding in findings:
        condition = (finding["condition"], finding["limit"], is_strict(finding))
        groups.setdefault(condition, []).append(finding)
    return groups


def is_strict(finding: Mapping[str, Any]) -> bool:
    """Tell whether a finding's limit must be exceeded, not only reached."""
    return bool(finding.get("comparison") == ">")


def _level(figures: Figures, measure: Measure) -> Ratio | None:
    if measure == "point_reduction":
        return figures.rate
    return None if figures.poor_households is None else Ratio(figures.poor_households, 1)


def _has_level(measure: Measure, start: Ratio | None) -> bool:
    """Tell whether a year has a required level: its start is known and, relatively, not zero."""
    return start is not None and (measure == "point_reduction" or start.numerator > 0)


def _years(case: Case, measure: Measure, reduction_years: Sequence[int]) -> range:
    """Return the year-ends to show: those tested, and what is known around them."""
    known = {one.year for one in case.figures if _level(one, measure) is not None}
    if not known:
        return range(0)
    last = max(reduction_years, default=max(known))
    tested = {min(reduction_years, default=last + 1) - 1, last}
    first = min(tested | {year for year in known if last - LONGEST_SPAN < year < last})
    later = {year for year in known if last < year < first + LONGEST_SPAN}
    return range(first, max(later | {last}) + 1)


def _required(
    measure: Measure, year: int, limit: Ratio, levels: Mapping[int, Ratio | None], labels: Labels
) -> RequiredLevel:
    """Return the highest level that passes, computed from the start of the year.

    Relative: of ``p`` households at the start at most ``p * (100 - limit) / 100``, rounded down
    to whole households; fewer than that when the limit must be exceeded. Points: the rate at the
    start less the limit.
    """
    start, end = levels[year - 1], levels.get(year)
    if start is None:
        raise ValueError(year)
    value = minus(start, limit)
    if measure == "relative_reduction":
        left = start.numerator * (100 * limit.denominator - limit.numerator)
        value = Ratio((left - labels.strict) // (100 * limit.denominator), 1)
    standing = None if end is None else sign(compare(end, value))
    return RequiredLevel(year, start, value, labels.at_most(value, measure, standing), standing)
