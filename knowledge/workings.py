"""How a year's arithmetic is shown: findings with their working and source, and the shortfall."""

from __future__ import annotations

from knowledge.cases import Figures
from knowledge.determination import Citation, Finding, Gap, Margin
from knowledge.document_text import vietnamese_date
from knowledge.messages import Messages
from knowledge.ratios import Ratio, ceiling_decimal, in_vietnamese, shown_decimal
from knowledge.reduction import YearOutcome, YearResult
from knowledge.rules import UNITS, RuleSet, Source, UnitClass
from knowledge.targets import households_over, points_short


class Workings:
    """Turns year results into findings.

    Args:
        messages: sections ``check.working``, ``check.margin``, ``check.fact``, ``check.source``.
    """

    def __init__(self, messages: Messages) -> None:
        self._messages = messages
        self._citations: dict[tuple[str, str], Citation] = {}  # one per class on file

    def findings(self, result: YearResult, rule_set: RuleSet, unit_class: UnitClass) -> list[Finding]:
        """Return the findings of one year, one per alternative, with their source."""
        citation = self._citation(rule_set, unit_class)
        return [self._finding(outcome, citation) for outcome in result.outcomes]

    def margin(self, result: YearResult) -> Margin:
        """Return what a failed year lacks, by each alternative.

        Households for the relative measure; points, never rounded down, for the other.
        """
        year, ways = result.outcomes[0].year, [self._shortfall(one) for one in result.outcomes]
        if len(ways) == 1:
            return Margin(year, ways[0])
        return Margin(year, self._messages("check.margin.or").join(ways))

    def fact(self, gap: Gap) -> str:
        """Return a missing figure in words: ``"số hộ nghèo cuối năm 2023"``."""
        return self._messages(
            "check.working.fact", what=self._messages(f"check.fact.{gap.fact}"), year=gap.year
        )

    def document(self, source: Source) -> str:
        """Return a document with its date: ``"Báo Đồng Khởi ngày 30/9/2022"``."""
        day = vietnamese_date(source.issued_on)
        return self._messages("check.source", document=source.document, day=day)

    def _citation(self, rule_set: RuleSet, unit_class: UnitClass) -> Citation:
        key = (rule_set.version, unit_class.id)
        held = self._citations.get(key)
        if held is None:
            source = unit_class.source
            held = Citation(self.document(source), source.clause, source.quote)
            self._citations[key] = held
        return held

    def _finding(self, outcome: YearOutcome, citation: Citation) -> Finding:
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
            source=citation,
        )

    def _shortfall(self, outcome: YearOutcome) -> str:
        points = points_short(outcome)
        if points is None:
            return self._messages("check.margin.households", count=households_over(outcome))
        key = "points" if outcome.requirement.comparison == ">=" else "points_more"
        return self._messages(f"check.margin.{key}", points=in_vietnamese(ceiling_decimal(points)))

    def _working(self, outcome: YearOutcome, value: str | None, exact: bool) -> str:
        if value is None:
            if not outcome.missing:
                return self._messages("check.working.zero_base", year=outcome.start.year)
            facts = ", ".join([self.fact(gap) for gap in outcome.missing])
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
    counted = figures.counted_rate
    if counted is None:
        return f"{in_vietnamese(_shown(figures.stated_rate, limit)[0] or '')} %"
    value = in_vietnamese(shown_decimal(counted, limit)[0])
    return f"{value} % ({figures.poor_households}/{figures.households})"


def _shown(value: Ratio | None, limit: Ratio) -> tuple[str | None, bool]:
    return (None, False) if value is None else shown_decimal(value, limit)
