"""What each reduction year asks for in households and rates: "còn thiếu bao nhiêu?"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.cases import Figures
from knowledge.determination import Verdict
from knowledge.ratios import Ratio, minus
from knowledge.reduction import YearOutcome, YearResult
from knowledge.rules import Comparison, Requirement


@dataclass(frozen=True, slots=True)
class YearTarget:
    """What one reduction year needs to pass one requirement.

    Attributes:
        year: the reduction year.
        requirement: the requirement; where a class names alternatives, each has its own target.
        start: figures of the year-end before.
        end: figures of the year's own end.
        verdict: of the year against this requirement alone.
        most_poor: largest number of poor households at the end of the year that passes (``hộ``).
            ``None`` when it cannot be computed: the start is unknown or zero, no number passes,
            or, for the points measure, the households at the end are unknown.
        highest_rate: bound of the poverty rate at the end of the year, in %, for the points
            measure: it passes itself when the comparison is ``>=``, only rates under it when the
            comparison is ``>``. ``None`` otherwise, when the start is unknown or no rate passes.
        households_over: households by which the known end exceeds ``most_poor``; 0 when the year
            passed, ``None`` when unknown.
        points_short: percentage points that a failed year lacks, for the points measure; 0 when a
            strict limit was reached and not exceeded. ``None`` otherwise.
        unreachable: even zero poor households at the end would not pass.
    """

    year: int
    requirement: Requirement
    start: Figures
    end: Figures
    verdict: Verdict
    most_poor: int | None
    highest_rate: Ratio | None
    households_over: int | None
    points_short: Ratio | None
    unreachable: bool


def year_targets(results: Iterable[YearResult]) -> tuple[YearTarget, ...]:
    """Return what tested years need: one target per year and alternative, in their order."""
    return tuple(_target(outcome) for result in results for outcome in result.outcomes)


def households_over(outcome: YearOutcome) -> int | None:
    """Return by how many households the end of a year exceeds what passes; 0 when it passed.

    ``None`` when unknown, or when no number of poor households would pass.
    """
    if outcome.verdict == "met":
        return 0
    most_poor, poor = _most_poor(outcome), outcome.end.poor_households
    return None if most_poor is None or poor is None else max(0, poor - most_poor)


def points_short(outcome: YearOutcome) -> Ratio | None:
    """Return the percentage points a failed year lacks, ``None`` unless it failed in points."""
    if outcome.requirement.measure != "point_reduction" or outcome.verdict != "not_met":
        return None
    return None if outcome.fall is None else minus(outcome.requirement.limit, outcome.fall)


def _target(outcome: YearOutcome) -> YearTarget:
    return YearTarget(
        year=outcome.year,
        requirement=outcome.requirement,
        start=outcome.start,
        end=outcome.end,
        verdict=outcome.verdict,
        most_poor=_most_poor(outcome),
        highest_rate=_highest_rate(outcome),
        households_over=households_over(outcome),
        points_short=points_short(outcome),
        unreachable=outcome.unreachable,
    )


def _highest_rate(outcome: YearOutcome) -> Ratio | None:
    rate = outcome.start.rate
    if outcome.requirement.measure != "point_reduction" or rate is None or outcome.unreachable:
        return None
    return minus(rate, outcome.requirement.limit)


def _most_poor(outcome: YearOutcome) -> int | None:
    """Return the largest number ``q`` of poor households at the end that passes.

    From ``p`` at the start, a relative limit of ``a/b`` % leaves ``q <= p * (100b - a) / 100b``;
    a highest rate of ``c/d`` % of ``n`` households leaves ``q <= c * n / 100d``.
    """
    requirement, poor_at_start = outcome.requirement, outcome.start.poor_households
    if requirement.measure == "relative_reduction":
        if not poor_at_start:
            return None
        whole = 100 * requirement.limit.denominator
        left = poor_at_start * (whole - requirement.limit.numerator)
        return _largest_within(Ratio(left, whole), requirement.comparison)
    highest, households = _highest_rate(outcome), outcome.end.households
    if highest is None or not households:
        return None
    bound = Ratio(highest.numerator * households, 100 * highest.denominator)
    return _largest_within(bound, requirement.comparison)


def _largest_within(bound: Ratio, comparison: Comparison) -> int:
    """Return the largest integer up to ``bound``, or under it when the comparison is strict."""
    whole, rest = divmod(bound.numerator, bound.denominator)
    return whole if rest or comparison == ">=" else whole - 1
