"""Remarks beside a verdict: what the reader should know that never changes the outcome."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter

from knowledge.cases import Case, Figures
from knowledge.determination import Reason, Verdict
from knowledge.document_text import vietnamese_date
from knowledge.messages import Messages
from knowledge.ratios import Ratio, compare, in_vietnamese, minus, ratio, shown_decimal
from knowledge.reduction import YearOutcome, YearResult
from knowledge.rules import Programme, RuleSet, Unclassified, UnitClass

_unreachable = attrgetter("unreachable")


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
        self, case: Case, rule_set: RuleSet, found: UnitClass | Unclassified, figures: Figures
    ) -> list[str]:
        """Return remarks on the class found, and on the year-end ``figures`` that fix it."""
        if not isinstance(found, UnitClass) or found.baseline is not None:
            if not _remarkable(figures):
                return []
            by_stated_rate = self._other_class_by_stated_rate(case, rule_set, found, figures)
            return [*self._on_rates(figures), *by_stated_rate]
        if not found.listings:
            return []
        notes = [*self._on_rates(figures), *self._overlap(case, rule_set, found, figures.rate)]
        if case.kind not in (None, "xã"):
            notes.append(self._messages("check.note.listed_not_commune", kind=case.kind))
        return notes

    def on_years(self, results: Sequence[YearResult], already: int | None) -> tuple[str, ...]:
        """Return remarks on the reduction years; year-end ``already`` was remarked on before."""
        notes: list[str] = []
        year_ends = [results[0].outcomes[0].start]
        for result in results:
            year_ends.append(result.outcomes[0].end)
        for figures in year_ends:
            if figures.year != already and _remarkable(figures):
                notes += self._on_rates(figures)
        for result in results:
            for outcome in result.outcomes:
                if outcome.requirement.measure == "relative_reduction":
                    if outcome.verdict == "met":
                        notes += self._rate_rose(outcome)
                    continue
                if outcome.verdict != "met":
                    notes += self._start_under_limit(outcome, result)
                if outcome.start.poor_rate is not None and outcome.end.poor_rate is not None:
                    notes += self._rounding_flips(outcome, result)
        return tuple(dict.fromkeys(notes))  # alternatives may give rise to the same remark

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
        self, case: Case, rule_set: RuleSet, found: UnitClass | Unclassified, figures: Figures
    ) -> Sequence[str]:
        stated, counted = figures.stated_rate, figures.counted_rate
        if stated is None or counted is None or case.kind is None:
            return ()
        if rule_set.classify(case.kind, case.listed_as, stated) == found:
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
        before, after = outcome.start.rate, outcome.end.rate
        if before is None or after is None or compare(after, before) <= 0:
            return ()
        shown = {"before": _percent(before, after), "after": _percent(after, before)}
        return (self._messages("check.note.rate_rose", year=outcome.year, **shown),)

    def _start_under_limit(self, outcome: YearOutcome, result: YearResult) -> Sequence[str]:
        rate, requirement = outcome.start.rate, outcome.requirement
        if rate is None or not all(map(_unreachable, result.outcomes)):
            return ()
        note = self._messages(
            "check.note.start_under_limit",
            year=outcome.year,
            rate=_percent(rate, requirement.limit),
            limit=in_vietnamese(requirement.limit_text),
        )
        return (note,)

    def _rounding_flips(self, outcome: YearOutcome, result: YearResult) -> Sequence[str]:
        before, after = outcome.start.stated_rate, outcome.end.stated_rate
        if before is None or after is None or outcome.fall is None:
            return ()
        if any(one.verdict == "met" for one in result.outcomes if one is not outcome):
            return ()  # another alternative holds the year up either way
        if outcome.requirement.accepts(minus(before, after)) == (outcome.verdict == "met"):
            return ()
        return (self._messages("check.note.rounding_flips", year=outcome.year),)


def _remarkable(figures: Figures) -> bool:
    return figures.poor_rate is not None or figures.households == 0


def _beyond_rounding(written: Decimal, counted: Ratio) -> bool:
    """Tell whether a rate differs from the counted one by over half of its last digit."""
    stated, half = _precision(str(written))
    difference, common = compare(stated, counted), stated.denominator * counted.denominator
    return abs(difference) * half.denominator > half.numerator * common


@lru_cache(maxsize=4096)  # two decimals up to 40 %
def _precision(written: str) -> tuple[Ratio, Ratio]:
    """Return a rate and half of its last digit, both in %; ``"3.90"`` gives 3.9 and 0.005."""
    rate = Decimal(written)
    return ratio(rate), ratio(Decimal((0, (5,), int(rate.as_tuple().exponent) - 1)))


def _percent(value: Ratio, other: Ratio) -> str:
    """Return a rate in Vietnamese notation, never rounded onto ``other``."""
    return in_vietnamese(shown_decimal(value, other)[0])
