"""What the picture of a verdict shows: year-ends, required levels and their labels, all exact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import Any

from knowledge.case_reading import CaseReader
from knowledge.cases import Case, Figures
from knowledge.messages import Messages
from knowledge.ratios import Ratio, compare, minus, ratio
from knowledge.rules import Measure

LONGEST_SPAN = 5
"""Year-ends side by side, at most, as 2021-2025; more would not be readable on a phone."""

_LEAST_PLACES = 2  # officials write rates with two decimals
_MOST_PLACES = 4
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
        determination: in the calculator's output shape. Of several conditions the first one with
            values is drawn; without findings, the households, else the rates.
        messages: section ``chart``.

    Raises:
        CaseError: ``case`` is not a case.
    """
    read = CaseReader(messages).read(dict(case))
    conditions = _conditions(determination["findings"])
    tested = [key for key, group in conditions.items() if any(f["value"] for f in group)]
    untested: list[tuple[Measure, str]] = [(measure, "") for measure in _MEASURES]
    for measure, limit in (*tested, *conditions) or untested:
        findings = conditions.get((measure, limit), ())
        years = _years(read, measure, [finding["year"] for finding in findings])
        levels = {year: _level(read.at(year), measure) for year in years}
        if sum(level is not None for level in levels.values()) >= 2:
            reduced = [f["year"] for f in findings if _has_level(measure, levels[f["year"] - 1])]
            limits = {year: ratio(Decimal(limit)) for year in reduced}
            labels = _Labels(messages, _places(read, measure, levels, limits))
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
) -> dict[tuple[Measure, str], list[Mapping[str, Any]]]:
    """Return the findings by what they test, measure and limit, in the order of the findings."""
    groups: dict[tuple[Measure, str], list[Mapping[str, Any]]] = {}
    for finding in findings:
        groups.setdefault((finding["condition"], finding["limit"]), []).append(finding)
    return groups


def grouped(number: int) -> str:
    """Return an integer with dots between thousands, ``"17.060"``."""
    return f"{number:,}".replace(",", ".")


def short_decimal(value: str, limit: str) -> str:
    """Return a decimal in Vietnamese notation with few decimals, not rounded onto the limit.

    Args:
        value: zero or more, with a decimal point, as findings hold it.
        limit: in the same unit; 19.99996 against 20 stays ``"19,99996"``.
    """
    exact, bound = ratio(Decimal(value)), ratio(Decimal(limit))
    side, places = _sign(compare(exact, bound)), max(1, len(value.partition(".")[2]))
    if side and places > _MOST_PLACES:
        places = next(p for p in count(_MOST_PLACES) if _side(exact, bound, p) == side)
    return _written(_rounded(exact, places), places)


def _side(value: Ratio, limit: Ratio, places: int) -> int:
    """Return on which side of ``limit`` the rounded ``value`` lies."""
    return _sign(_rounded(value, places) * limit.denominator - limit.numerator * 10**places)


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


class _Labels:
    """Writes the levels of one chart.

    Args:
        messages: section ``chart``.
        places: decimals of a rate.
    """

    def __init__(self, messages: Messages, places: int) -> None:
        self._messages = messages
        self._places = places

    def of(self, value: Ratio | None, measure: Measure) -> str:
        """Return a level in words, rates rounded half up; nothing for an unknown one."""
        if value is None:
            return ""
        if measure == "relative_reduction":
            return self._messages("chart.households", count=grouped(value.numerator))
        return self._rate(_rounded(value, self._places))

    def at_most(self, value: Ratio, measure: Measure, standing: int | None) -> str:
        """Return a required level in words; it never reads higher than it is.

        Unless the year ended right on it: then both are written alike.
        """
        if value.numerator < 0:
            return self._messages("chart.impossible")
        level = self.of(value, measure)
        if measure == "point_reduction" and standing != 0:
            level = self._rate(_floored(value, self._places))
        return self._messages("chart.at_most", level=level)

    def _rate(self, scaled: int) -> str:
        return self._messages("chart.rate", rate=_written(scaled, self._places))


def _required(
    measure: Measure, year: int, limit: Ratio, levels: Mapping[int, Ratio | None], labels: _Labels
) -> RequiredLevel:
    """Return the highest level that passes, computed from the start of the year.

    Relative: of ``p`` households at the start at most ``p * (100 - limit) / 100``, rounded down
    to whole households. Points: the rate at the start less the limit.
    """
    start, end = levels[year - 1], levels.get(year)
    if start is None:
        raise ValueError(year)
    value = minus(start, limit)
    if measure == "relative_reduction":
        left = start.numerator * (100 * limit.denominator - limit.numerator)
        value = Ratio(left // (100 * limit.denominator), 1)
    standing = None if end is None else _sign(compare(end, value))
    return RequiredLevel(year, start, value, labels.at_most(value, measure, standing), standing)


def _written(scaled: int, places: int) -> str:
    """Return ``scaled / 10 ** places``, zero or more, in Vietnamese notation."""
    digits = str(scaled).zfill(places + 1)
    whole, decimals = digits[:-places], digits[-places:].rstrip("0")
    return f"{grouped(int(whole))},{decimals}" if decimals else grouped(int(whole))


def _rounded(value: Ratio, places: int) -> int:
    """Return ``value * 10 ** places``, rounded half up."""
    scaled: int = 2 * value.numerator * 10**places + value.denominator
    return scaled // (2 * value.denominator)


def _floored(value: Ratio, places: int) -> int:
    scaled: int = value.numerator * 10**places
    return scaled // value.denominator


def _places(
    case: Case,
    measure: Measure,
    levels: Mapping[int, Ratio | None],
    limits: Mapping[int, Ratio],
) -> int:
    """Return how many decimals of a rate tell the same story as the exact rates.

    With them a fall computed from the labels compares with the limit as the exact fall does, and
    so does the label of a year-end with that of its required level.
    """
    if measure == "relative_reduction":
        return 0
    stated = [_decimals(one.poor_rate) for one in case.figures if one.year in levels]
    least = max(_LEAST_PLACES, min(max(stated, default=0), _MOST_PLACES))
    return next(
        places
        for places in count(least)
        if all(10**places % limit.denominator == 0 for limit in limits.values())
        and all(
            _sign(exact) == _sign(by_label) and (exact == 0 or _sign(exact) == _sign(to_level))
            for exact, by_label, to_level in _distances(levels, limits, places)
        )
    )


def _decimals(rate: Decimal | None) -> int:
    exponent = None if rate is None else rate.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _distances(
    levels: Mapping[int, Ratio | None], limits: Mapping[int, Ratio], places: int
) -> Iterator[tuple[int, int, int]]:
    """Give, for each decided year, how far its fall lies beyond the limit: exactly, by labels."""
    for year, limit in limits.items():
        start, end = levels[year - 1], levels.get(year)
        if start is None or end is None:
            continue
        level = minus(start, limit)
        before, after = _rounded(start, places), _rounded(end, places)
        by_label = (before - after) * limit.denominator - limit.numerator * 10**places
        yield compare(level, end), by_label, _floored(level, places) - after


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)
