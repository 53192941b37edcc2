"""One reduction year against the requirements of a class, in exact arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from knowledge.cases import Figures
from knowledge.determination import Fact, Gap, Verdict
from knowledge.ratios import Ratio, minus
from knowledge.rules import Requirement

_FAVOURABLE_FIRST: tuple[Verdict, ...] = ("met", "insufficient_data", "undetermined")
_UNFAVOURABLE_FIRST: tuple[Verdict, ...] = ("not_met", "undetermined", "insufficient_data")


class YearOutcome(Struct, frozen=True):
    """Result of one reduction year against one requirement.

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

    @property
    def unreachable(self) -> bool:
        """Whether even zero poor households at the end of the year would fail the requirement.

        Only the points measure knows this: a rate of 1.7 % cannot fall 2 points. A year that
        starts at zero poor households is undetermined by the relative measure, not unreachable.
        """
        if self.requirement.measure == "relative_reduction":
            return False
        rate = self.start.rate
        return rate is not None and not self.requirement.accepts(rate)


class YearResult(Struct, frozen=True):
    """Result of one reduction year over the alternatives of a class.

    Attributes:
        verdict: of the year; see :func:`year_verdict`.
        outcomes: one per requirement, in the order of the rule file; mostly one.
    """

    verdict: Verdict
    outcomes: tuple[YearOutcome, ...]


def evaluate_years(
    requirements: Sequence[Requirement], figures: Iterable[Figures], years: Iterable[int]
) -> list[YearResult]:
    """Test reduction years, oldest first, each against the year-end before it.

    Args:
        requirements: of a class; one of them suffices in each year.
        figures: year-ends, at most one per year; a year without any is all unknown.
        years: adjacent reduction years, oldest first.
    """
    known = {one.year: one for one in figures}
    results = []
    for year in years:
        start, end = known.get(year - 1) or Figures(year - 1), known.get(year) or Figures(year)
        outcomes = tuple([_outcome(requirement, start, end) for requirement in requirements])
        results.append(YearResult(year_verdict(outcomes), outcomes))
    return results


def year_verdict(outcomes: Sequence[YearOutcome]) -> Verdict:
    """Return the verdict of a year from those of its alternatives: the most favourable decides.

    Met when any is met; else open while any is unknown; else undetermined when any starts at
    zero; else failed.
    """
    if len(outcomes) == 1:
        return outcomes[0].verdict
    verdicts = [outcome.verdict for outcome in outcomes]
    for verdict in _FAVOURABLE_FIRST:
        if verdict in verdicts:
            return verdict
    return "not_met"


def overall_verdict(results: Iterable[YearResult]) -> Verdict:
    """Return the verdict over all years: the least favourable decides (design, section 5, item 5).

    Failed when any year failed; else undetermined when any starts at zero; else open while any is
    unknown; else met.
    """
    verdicts = [result.verdict for result in results]
    for verdict in _UNFAVOURABLE_FIRST:
        if verdict in verdicts:
            return verdict
    return "met"


def _outcome(requirement: Requirement, start: Figures, end: Figures) -> YearOutcome:
    """Test one requirement.

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


def still_missing(results: Iterable[YearResult], verdict: Verdict) -> tuple[Gap, ...]:
    """Return the facts that can still change the verdict over all years, oldest first.

    Nothing changes ``met`` or ``not_met``. A year that is met by one alternative, or has failed,
    asks nothing. ``undetermined`` can only become ``not_met``, so only years that may fail ask.
    """
    if verdict in ("met", "not_met"):
        return ()
    gaps = {
        gap: None
        for result in results
        if result.verdict == "insufficient_data"
        and (verdict == "insufficient_data" or all(map(_may_fail, result.outcomes)))
        for outcome in result.outcomes
        for gap in outcome.missing
    }
    return tuple(sorted(gaps, key=lambda gap: gap.year or 0))


def _may_fail(outcome: YearOutcome) -> bool:
    """Tell whether an outcome failed or could, once its missing facts are known.

    A year that ends at zero poor households cannot fail the relative measure.
    """
    if not outcome.missing:
        return outcome.verdict == "not_met"
    relative = outcome.requirement.measure == "relative_reduction"
    return not (relative and outcome.end.poor_households == 0)


def _missing_counts(start: Figures, end: Figures) -> tuple[Gap, ...]:
    return tuple(
        Gap(one.year, "poor_households") for one in (start, end) if one.poor_households is None
    )
