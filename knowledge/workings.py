"""How a year's arithmetic is shown: findings with their working, and the shortfall."""

from __future__ import annotations

from knowledge.cases import Figures
from knowledge.determination import Finding, Gap, Margin
from knowledge.messages import Messages
from knowledge.ratios import Ratio, ceiling_decimal, in_vietnamese, minus, shown_decimal
from knowledge.reduction import YearOutcome, households_short
from knowledge.rules import UNITS, UnitClass


class Workings:
    """Turns year outcomes into findings.

    Args:
        messages: sections ``check.working``, ``check.margin`` and ``check.fact``.
    """

    def __init__(self, messages: Messages) -> None:
        self._messages = messages

    def finding(self, outcome: YearOutcome, unit_class: UnitClass) -> Finding:
        """Return the finding of one year, with its source."""
        requirement = outcome.requirement
        value, exact = _shown(outcome.fall, requirement.limit)
        return Finding(
            year=outcome.year,
            condition=requirement.measure,
            value=value,
            limit=requirement.limit_text,
            unit=UNITS[requirement.measure],
            verdict=outcome.verdict,
            working=self._working(outcome, value, exact),
            source=unit_class.source,
        )

    def margin(self, outcome: YearOutcome) -> Margin:
        """Return what a failing year lacks.

        Households for the relative measure; points, never rounded down, for the other.
        """
        if outcome.fall is None:
            raise ValueError(outcome.year)
        if outcome.requirement.measure == "relative_reduction":
            short = self._messages("check.margin.households", count=households_short(outcome))
            return Margin(outcome.year, short)
        key = "points" if outcome.requirement.comparison == ">=" else "points_more"
        points = in_vietnamese(ceiling_decimal(minus(outcome.requirement.limit, outcome.fall)))
        return Margin(outcome.year, self._messages(f"check.margin.{key}", points=points))

    def fact(self, gap: Gap) -> str:
        """Return a missing figure in words: ``"số hộ nghèo cuối năm 2023"``."""
        return self._messages(
            "check.working.fact", what=self._messages(f"check.fact.{gap.fact}"), year=gap.year
        )

    def _working(self, outcome: YearOutcome, value: str | None, exact: bool) -> str:
        if value is None:
            if not outcome.missing:
                return self._messages("check.working.zero_base", year=outcome.start.year)
            facts = ", ".join(self.fact(gap) for gap in outcome.missing)
            return self._messages("check.working.missing", facts=facts)
        result = f"{'=' if exact else '≈'} {in_vietnamese(value)}"
        start, end = outcome.start, outcome.end
        requirement = outcome.requirement
        if requirement.measure == "relative_reduction":
            p, q = start.poor_households, end.poor_households
            return f"({p} - {q}) / {p} {result} {UNITS[requirement.measure]}"
        before, after = _rate(start, requirement.limit), _rate(end, requirement.limit)
        return f"{before} - {after} {result} {UNITS[requirement.measure]}"


def _rate(figures: Figures, limit: Ratio) -> str:
    """Return a rate in Vietnamese notation, with the counts it comes from."""
    value, _ = _shown(figures.rate, limit)
    rate = f"{in_vietnamese(value or '')} %"
    if figures.counted_rate is None:
        return rate
    return f"{rate} ({figures.poor_households}/{figures.households})"


def _shown(value: Ratio | None, limit: Ratio) -> tuple[str | None, bool]:
    return (None, False) if value is None else shown_decimal(value, limit)
