"""How a year's arithmetic is shown: findings with their working and source, and the shortfall."""

from __future__ import annotations

from collections.abc import Iterable

from knowledge.cases import Figures
from knowledge.determination import Citation, Finding, Gap, Margin
from knowledge.messages import Messages
from knowledge.ratios import Ratio, ceiling_decimal, in_vietnamese, shown_decimal
from knowledge.reduction import YearOutcome, YearResult
from knowledge.rules import UNITS, RuleSet, UnitClass
from knowledge.rules_text import dated_document
from knowledge.targets import households_over, points_short


class Workings:
    """Turns year results into findings.

    Args:
        messages: sections ``check.working``, ``check.margin``, ``check.fact``, ``check.source``,
            ``check.or``.
    """

    def __init__(self, messages: Messages) -> None:
        self._messages = messages
        self._citations: dict[tuple[str, str], Citation] = {}  # one per class on file

    def findings(
        self, results: Iterable[YearResult], rule_set: RuleSet, unit_class: UnitClass
    ) -> tuple[Finding, ...]:
        """Return the findings of all years, one per alternative, with their source."""
        citation = self._citation(rule_set, unit_class)
        found = []
        for result in results:
            for outcome in result.outcomes:
                found.append(self._finding(outcome, citation))
        return tuple(found)

    def margin(self, result: YearResult) -> Margin:
        """Return what a failed year lacks, by each alternative.

        Households for the relative measure; points, never rounded down, for the other.
        """
        first, *others = [self._shortfall(outcome) for outcome in result.outcomes]
        way = self._messages("check.or").join([first, *others]) if others else first
        return Margin(result.outcomes[0].year, way)

    def fact(self, gap: Gap) -> str:
        """Return a missing figure in words: ``"số hộ nghèo cuối năm 2023"``."""
        return self._messages(
            "check.working.fact", what=self._messages(f"check.fact.{gap.fact}"), year=gap.year
        )

    def _citation(self, rule_set: RuleSet, unit_class: UnitClass) -> Citation:
        key = (rule_set.version, unit_class.id)
        held = self._citations.get(key)
        if held is None:
            source = unit_class.source
            held = Citation(dated_document(source, self._messages), source.clause, source.quote)
            self._citations[key] = held
        return held

    def _finding(self, outcome: YearOutcome, citation: Citation) -> Finding:
        requirement, fall = outcome.requirement, outcome.fall
        value = None
        if fall is None:
            working = self._open(outcome)
        else:
            value, exact = shown_decimal(fall, requirement.limit)
            result = f"{'=' if exact else '≈'} {in_vietnamese(value)}"
            working = f"{_difference(outcome)} {result} {UNITS[requirement.measure]}"
        return Finding(
            outcome.year,
            requirement.measure,
            value,
            requirement.limit_text,
            UNITS[requirement.measure],
            outcome.verdict,
            working,
            citation,
        )

    def _open(self, outcome: YearOutcome) -> str:
        if not outcome.missing:
            return self._messages("check.working.zero_base", year=outcome.start.year)
        facts = ", ".join([self.fact(gap) for gap in outcome.missing])
        return self._messages("check.working.missing", facts=facts)

    def _shortfall(self, outcome: YearOutcome) -> str:
        points = points_short(outcome)
        if points is None:
            return self._messages("check.margin.households", count=households_over(outcome))
        key = "points" if outcome.requirement.comparison == ">=" else "points_more"
        return self._messages(f"check.margin.{key}", points=in_vietnamese(ceiling_decimal(points)))


def _difference(outcome: YearOutcome) -> str:
    """Return the sum that gives the fall of a year, in Vietnamese notation."""
    start, end, requirement = outcome.start, outcome.end, outcome.requirement
    if requirement.measure == "relative_reduction":
        p, q = start.poor_households, end.poor_households
        return f"({p} - {q}) / {p}"
    return f"{_rate(start, requirement.limit)} - {_rate(end, requirement.limit)}"


def _rate(figures: Figures, limit: Ratio) -> str:
    """Return a known rate in Vietnamese notation, with the counts it comes from."""
    rate = figures.rate
    shown = "" if rate is None else in_vietnamese(shown_decimal(rate, limit)[0])
    if figures.poor_households is None or not figures.households:
        return f"{shown} %"
    return f"{shown} % ({figures.poor_households}/{figures.households})"
