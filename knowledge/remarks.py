"""Remarks beside a verdict: what the reader should know that never changes the outcome."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from knowledge.cases import Case, Figures
from knowledge.determination import Reason, Verdict
from knowledge.document_text import vietnamese_date
from knowledge.messages import Messages
from knowledge.ratios import Ratio, compare, in_vietnamese, minus, ratio, shown_decimal
from knowledge.reduction import YearOutcome, YearResult
from knowledge.rules import Programme, RuleSet, UnitClass


class Remarks:
    """Composes the notes of a determination.

    Args:
        messages: sections ``check.reason`` and ``check.note``.
    """

    def __init__(self, messages: Messages) -> None:
        self._messages = messages
        self._closing: dict[str, tuple[str, ...]] = {}
        self._standing: dict[tuple[str, str, bool], tuple[str, ...]] = {}

    def reason(self, reason: Reason, case: Case, rule_set: RuleSet) -> str:
        """Return why the rules of a province do not decide the case."""
        programme, years = rule_set.programme, rule_set.reduction_years(case.submission_year or 0)
        return self._messages(
            f"check.reason.{reason}",
            province=rule_set.province,
            kind=case.kind or self._messages("check.question.unit"),
            submission_year=case.submission_year,
            first_year=programme.first_year,
            last_year=programme.last_year,
            first_countable_year=programme.first_countable_year,
            last_submission_year=programme.last_submission_year,
            years=", ".join(map(str, years)),
            class_year=rule_set.class_year,
            document=next((o.document for o in programme.abolished if o.kind == case.kind), ""),
        )

    def no_rule(self, province: str | None, programme: str | None) -> str:
        """Return the sentence for a province or programme without rules on file."""
        if province is None:
            return self._messages("check.reason.no_programme", programme=programme)
        return self._messages("check.reason.no_rule_on_file", province=province)

    def closing(self, programme: Programme) -> tuple[str, ...]:
        """Return the remark that the campaign was closed, when it was."""
        if programme.id not in self._closing:
            self._closing[programme.id] = self._closed(programme)
        return self._closing[programme.id]

    def on_class_year(
        self, case: Case, rule_set: RuleSet, unit_class: UnitClass | None
    ) -> list[str]:
        """Return remarks on the class, and on the rates of the year-end that fixes it."""
        figures = case.at(rule_set.class_year)
        by_rate = unit_class is None or unit_class.baseline is not None
        notes: list[str] = []
        if by_rate or (unit_class is not None and unit_class.listings):
            notes += self._on_rates(figures)
        if by_rate:
            notes += self._other_class_by_stated_rate(case, rule_set, figures)
        elif unit_class is not None and unit_class.listings:
            notes += self._overlap(case, rule_set, unit_class, figures.rate)
            if case.kind not in (None, "xã"):
                notes.append(self._messages("check.note.listed_not_commune", kind=case.kind))
        return notes

    def on_years(self, results: Sequence[YearResult], already: int | None) -> list[str]:
        """Return remarks on the reduction years; year-end ``already`` was remarked on before."""
        notes: list[str] = []
        for figures in [results[0].outcomes[0].start, *[one.outcomes[0].end for one in results]]:
            if figures.year != already:
                notes += self._on_rates(figures)
        for result in results:
            for outcome in result.outcomes:
                if outcome.requirement.measure == "relative_reduction":
                    notes += self._rate_rose(outcome)
                else:
                    notes += self._start_under_limit(outcome, result)
                    notes += self._rounding_flips(outcome, result)
        return notes

    def standing(
        self, rule_set: RuleSet, unit_class: UnitClass, verdict: Verdict
    ) -> tuple[str, ...]:
        """Return the remarks that go with a class whatever the figures."""
        key = (rule_set.version, unit_class.id, verdict == "not_met")
        held = self._standing.get(key)
        if held is None:
            general = self._messages("check.note.approved_figures")
            beyond = self._beyond_figures(unit_class, verdict)
            held = self._standing[key] = (*unit_class.caveats, *beyond, general)
        return held

    def _closed(self, programme: Programme) -> tuple[str, ...]:
        closed = programme.closed_on
        if closed is None:
            return ()
        day, document = vietnamese_date(closed), programme.closed_document
        return (self._messages("check.note.campaign_closed", day=day, document=document),)

    def _beyond_figures(self, unit_class: UnitClass, verdict: Verdict) -> tuple[str, ...]:
        """Return what the rule asks for besides figures; shown with every verdict."""
        conditions = "; ".join(unit_class.not_covered)
        if verdict == "not_met":
            if not conditions:
                return ()
            return (self._messages("check.note.outside_figures", conditions=conditions),)
        key = "necessary_with" if conditions else "necessary"
        return (self._messages(f"check.note.{key}", conditions=conditions),)

    def _on_rates(self, figures: Figures) -> Sequence[str]:
        if figures.households == 0:
            return (self._messages("check.note.no_households", year=figures.year),)
        written = figures.poor_rate
        if written is None:
            return ()
        counted = figures.counted_rate
        if counted is None or not _beyond_rounding(written, counted):
            return ()
        stated = ratio(written)
        note = self._messages(
            "check.note.rate_disagrees",
            year=figures.year,
            stated=_percent(stated, counted),
            counted=_percent(counted, stated),
            poor=figures.poor_households,
            total=figures.households,
        )
        return (note,)

    def _other_class_by_stated_rate(
        self, case: Case, rule_set: RuleSet, figures: Figures
    ) -> Sequence[str]:
        counted = figures.counted_rate
        if figures.poor_rate is None or counted is None or case.kind is None:
            return ()
        stated = ratio(figures.poor_rate)
        by_counts = rule_set.classify(case.kind, case.listed_as, counted)
        if rule_set.classify(case.kind, case.listed_as, stated) is by_counts:
            return ()
        note = self._messages(
            "check.note.rounded_other_class",
            year=figures.year,
            stated=_percent(stated, counted),
            counted=_percent(counted, stated),
        )
        return (note,)

    def _overlap(
        self, case: Case, rule_set: RuleSet, unit_class: UnitClass, rate: Ratio | None
    ) -> Sequence[str]:
        other = rule_set.classify(case.kind or "xã", frozenset(), rate)
        applied = unit_class.label
        if isinstance(other, UnitClass):
            return (self._messages("check.note.overlap", applied=applied, other=other.label),)
        if other == "rate_unknown":
            year = rule_set.class_year
            return (self._messages("check.note.overlap_possible", applied=applied, year=year),)
        return ()

    def _rate_rose(self, outcome: YearOutcome) -> Sequence[str]:
        if outcome.verdict != "met":
            return ()
        before, after = outcome.start.rate, outcome.end.rate
        if before is None or after is None or compare(after, before) <= 0:
            return ()
        shown = {"before": _percent(before, after), "after": _percent(after, before)}
        return (self._messages("check.note.rate_rose", year=outcome.year, **shown),)

    def _start_under_limit(self, outcome: YearOutcome, result: YearResult) -> Sequence[str]:
        if outcome.verdict == "met" or not all([one.unreachable for one in result.outcomes]):
            return ()
        rate, requirement = outcome.start.rate, outcome.requirement
        if rate is None:
            return ()
        note = self._messages(
            "check.note.start_under_limit",
            year=outcome.year,
            rate=_percent(rate, requirement.limit),
            limit=in_vietnamese(requirement.limit_text),
        )
        return (note,)

    def _rounding_flips(self, outcome: YearOutcome, result: YearResult) -> Sequence[str]:
        before, after = outcome.start.poor_rate, outcome.end.poor_rate
        if before is None or after is None or outcome.fall is None:
            return ()
        if any(one.verdict == "met" for one in result.outcomes if one is not outcome):
            return ()  # another alternative holds the year up either way
        if outcome.requirement.accepts(minus(ratio(before), ratio(after))) == (outcome.verdict == "met"):
            return ()
        return (self._messages("check.note.rounding_flips", year=outcome.year),)


def _beyond_rounding(written: Decimal, counted: Ratio) -> bool:
    """Tell whether a rate differs from the counted one by over half of its last digit."""
    difference = minus(ratio(written), counted)
    distance = 2 * abs(difference.numerator)
    decimals = -int(written.as_tuple().exponent)
    unit: int = 10 ** abs(decimals)
    if decimals >= 0:
        return distance * unit > difference.denominator
    return distance > difference.denominator * unit


def distinct(notes: Iterable[str]) -> tuple[str, ...]:
    """Return the notes in order, each once."""
    return tuple(dict.fromkeys(notes))


def _percent(value: Ratio, other: Ratio) -> str:
    """Return a rate in Vietnamese notation, never rounded onto ``other``."""
    return in_vietnamese(shown_decimal(value, other)[0])
