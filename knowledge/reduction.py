"""One reduction year against one requirement, in exact arithmetic."""

from __future__ import annotations

from typing import NamedTuple

from knowledge.cases import Figures
from knowledge.determination import Fact, Gap, Verdict
from knowledge.ratios import Ratio, minus
from knowledge.rules import Requirement


class YearOutcome(NamedTuple):
    """Result of one reduction year.

    Attributes:
        year: the reduction year.
        requirement: what was tested.
        start: figures of the year-end before.
        end: figures of the year's own end.
        verdict: ``undetermined`` stands for a year that starts at zero poor households.
        fall: the fall in the unit of the measure; ``None`` when it cannot be computed.
        missing: facts the test lacks.
    """

    year: int
    requirement: Requirement
    start: Figures
    end: Figures
    verdict: Verdict
    fall: Ratio | None = None
    missing: tuple[Gap, ...] = ()


def evaluate_year(requirement: Requirement, start: Figures, end: Figures) -> YearOutcome:
    """Test the year that ends with ``end`` against the year-end before it.

    The relative measure needs the counts of poor households: with ``p`` at the start and ``q`` at
    the end, a limit of 20 % tests ``5 * (p - q) >= p``. The points measure takes the rate of each
    year-end from its counts when both are given, else as stated, and never rounds (design,
    section 5, item 4; domain sheet, 6.4).
    """
    year = end.year
    if requirement.measure == "relative_reduction":
        poor_at_start, poor_at_end = start.poor_households, end.poor_households
        if poor_at_start == 0:
            return YearOutcome(year, requirement, start, end, "undetermined")
        if poor_at_start is None or poor_at_end is None:
            missing = _missing_counts(start, end)
            return YearOutcome(year, requirement, start, end, "insufficient_data", None, missing)
        fall = Ratio(100 * (poor_at_start - poor_at_end), poor_at_start)
    else:
        rate_at_start, rate_at_end = start.rate, end.rate
        if rate_at_start is None or rate_at_end is None:
            missing = tuple(rate_gap(one) for one in (start, end) if one.rate is None)
            return YearOutcome(year, requirement, start, end, "insufficient_data", None, missing)
        fall = minus(rate_at_start, rate_at_end)
    verdict: Verdict = "met" if requirement.accepts(fall) else "not_met"
    return YearOutcome(year, requirement, start, end, verdict, fall)


def rate_gap(figures: Figures) -> Gap:
    """Return the fact that would give the unknown rate of a year-end."""
    fact: Fact = "poor_rate"
    if figures.households and figures.poor_households is None:
        fact = "poor_households"
    elif figures.poor_households is not None and figures.households is None:
        fact = "households"
    return Gap(figures.year, fact)


def may_still_fail(outcome: YearOutcome) -> bool:
    """Tell whether the missing facts of a year could make it fail.

    A year that ends at zero poor households cannot fail the relative measure.
    """
    if not outcome.missing:
        return False
    relative = outcome.requirement.measure == "relative_reduction"
    return not (relative and outcome.end.poor_households == 0)


def households_short(outcome: YearOutcome) -> int:
    """Return how many more households had to leave poverty for the year to pass (``hộ``).

    Defined for a failing year of the relative measure; at least 1.
    """
    start, end = outcome.start.poor_households, outcome.end.poor_households
    if start is None or end is None:
        raise ValueError(outcome.year)
    limit, denominator = outcome.requirement.limit
    whole, rest = divmod(start * limit, 100 * denominator)
    exactly_is_enough = outcome.requirement.comparison == ">="
    least_fall = whole if exactly_is_enough and rest == 0 else whole + 1
    return least_fall - (start - end)


def _missing_counts(start: Figures, end: Figures) -> tuple[Gap, ...]:
    return tuple(
        Gap(one.year, "poor_households") for one in (start, end) if one.poor_households is None
    )
