"""The calculator: does a unit reach the figures an award asks for? Deterministic and exact.

The order of precedence is that of the contract (design, section 5).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from knowledge.cases import Case, Figures
from knowledge.determination import Determination, Finding, Gap, Margin, Reason, Verdict
from knowledge.messages import Messages
from knowledge.reduction import (
    YearResult,
    evaluate_years,
    overall_verdict,
    rate_gap,
    still_missing,
)
from knowledge.remarks import Remarks
from knowledge.rules import RuleSet, UnitClass, province_key
from knowledge.signature import combined_version, signature
from knowledge.targets import YearTarget, year_targets
from knowledge.workings import Workings


class _Outcome(Struct, frozen=True):
    """A determination before it is put in words and signed."""

    verdict: Verdict
    reason: Reason | None = None
    rule: str | None = None
    findings: tuple[Finding, ...] = ()
    missing: tuple[Gap, ...] = ()
    notes: tuple[str, ...] = ()
    margin: Margin | None = None


class Calculator:
    """Decides cases by the rule sets on file.

    Args:
        rule_sets: at most one per programme and province.
        messages: section ``check``.
    """

    def __init__(self, rule_sets: Sequence[RuleSet], messages: Messages) -> None:
        self._rule_sets = tuple(rule_sets)
        self._messages = messages
        self._remarks = Remarks(messages)
        self._workings = Workings(messages)
        self._programmes = {one.programme.id: one.programme for one in self._rule_sets}
        self._by_province = {
            (one.programme.id, province_key(name)): one
            for one in self._rule_sets
            for name in (one.province, *one.aliases)
        }
        self._version = combined_version(self._rule_sets)

    @property
    def rule_sets(self) -> tuple[RuleSet, ...]:
        """The rule sets on file, for answers about criteria."""
        return self._rule_sets

    @property
    def rules_version(self) -> str:
        """Hash over all rule sets, given where no single rule set applies."""
        return self._version

    def rule_set(self, province: str, programme: str | None = None) -> RuleSet | None:
        """Return the rules of a province, ``None`` when none are on file.

        Args:
            province: name before the mergers of 2025, any spelling :func:`province_key` unifies.
            programme: id; may be left out when only one programme is on file.
        """
        identifier = programme or self._only_programme()
        return self._by_province.get((identifier or "", province_key(province)))

    def reduction_years(self, submission_year: int, province: str | None = None) -> tuple[int, ...]:
        """Return the years tested for a submission, oldest first.

        Args:
            submission_year: year in which the file is submitted.
            province: whose rules; by default the first rule set on file.
        """
        chosen = self._rule_sets[0] if province is None else self.rule_set(province)
        return () if chosen is None else chosen.reduction_years(submission_year)

    def decide(self, case: Case) -> Determination:
        """Return the determination of a case; never raises for a case that was read strictly."""
        rule_set = None if case.province is None else self.rule_set(case.province, case.programme)
        outcome = self._outcome(case, rule_set)
        version = self._version if rule_set is None else rule_set.version
        missing = outcome.missing
        return Determination(
            id=case.id,
            verdict=outcome.verdict,
            reason=outcome.reason,
            rule=outcome.rule,
            findings=outcome.findings,
            missing=missing,
            next_question=self.question(missing[0], case) if missing else None,
            notes=outcome.notes,
            margin=outcome.margin,
            rules_version=version,
            determination_id=signature(case, rule_set, version),
        )

    def targets(self, case: Case) -> tuple[YearTarget, ...]:
        """Return what each reduction year needs to pass, per alternative of the class.

        Empty when the rules do not apply, or the class of the unit is not known yet.
        """
        rule_set = None if case.province is None else self.rule_set(case.province, case.programme)
        year = case.submission_year
        if rule_set is None or year is None or _excluded(case, rule_set) is not None:
            return ()
        if _missing_basics(case, rule_set):
            return ()
        rate = case.at(rule_set.class_year).rate
        unit_class = rule_set.classify(_kind(case), case.listed_as, rate)
        if not isinstance(unit_class, UnitClass):
            return ()
        return year_targets(_results(case, rule_set, unit_class, year))

    def question(self, gap: Gap, case: Case) -> str:
        """Return the question that asks the reader for one missing fact."""
        return self._messages(f"check.question.{gap.fact}", year=gap.year, place=self._place(case))

    def _only_programme(self) -> str | None:
        return next(iter(self._programmes)) if len(self._programmes) == 1 else None

    def _outcome(self, case: Case, rule_set: RuleSet | None) -> _Outcome:
        if rule_set is None:
            return self._without_rules(case)
        closing = self._remarks.closing(rule_set.programme)
        reason = _excluded(case, rule_set)
        if reason is not None:
            sentence = self._remarks.reason(reason, case, rule_set)
            return _Outcome("undetermined", reason, notes=(sentence, *closing))
        basics = _missing_basics(case, rule_set)
        if basics or case.submission_year is None:
            return _Outcome("insufficient_data", missing=basics, notes=closing)
        return self._by_class(case, rule_set, case.submission_year)

    def _without_rules(self, case: Case) -> _Outcome:
        programme = case.programme or self._only_programme()
        if programme is None:
            return _Outcome("insufficient_data", missing=(Gap(None, "programme"),))
        known = self._programmes.get(programme)
        closing = () if known is None else self._remarks.closing(known)
        if known is not None and case.province is None:
            gaps = (Gap(None, "province"), *_missing_everywhere(case))
            return _Outcome("insufficient_data", missing=gaps, notes=closing)
        named = None if known is None else case.province
        sentence = self._remarks.no_rule(named, programme)
        return _Outcome("undetermined", "no_rule_on_file", notes=(sentence, *closing))

    def _by_class(self, case: Case, rule_set: RuleSet, submission_year: int) -> _Outcome:
        class_figures = case.at(rule_set.class_year)
        unit_class = rule_set.classify(_kind(case), case.listed_as, class_figures.rate)
        closing = self._remarks.closing(rule_set.programme)
        if not isinstance(unit_class, UnitClass):
            about = self._remarks.on_class_year(case, rule_set, unit_class, class_figures)
            if unit_class == "rate_unknown":
                gaps = (rate_gap(class_figures),)
                return _Outcome("insufficient_data", missing=gaps, notes=(*about, *closing))
            sentence = self._remarks.reason("class_not_named", case, rule_set)
            notes = (sentence, *about, *closing)
            return _Outcome("undetermined", "class_not_named", notes=notes)
        results = _results(case, rule_set, unit_class, submission_year)
        return self._over_years(case, rule_set, unit_class, class_figures, results)

    def _over_years(
        self,
        case: Case,
        rule_set: RuleSet,
        unit_class: UnitClass,
        class_figures: Figures,
        results: Sequence[YearResult],
    ) -> _Outcome:
        verdict = overall_verdict(results)
        remarked = rule_set.class_year if unit_class.baseline or unit_class.listings else None
        notes = (
            *self._remarks.on_class_year(case, rule_set, unit_class, class_figures),
            *self._remarks.on_years(results, remarked),
            *self._remarks.standing(rule_set, unit_class, verdict),
            *self._remarks.closing(rule_set.programme),
        )
        reason: Reason | None = None
        if verdict == "undetermined":
            reason = "zero_base"
            notes = (self._remarks.reason(reason, case, rule_set), *notes)
        return _Outcome(
            verdict,
            reason,
            rule_set.rule_id(unit_class),
            self._workings.findings(results, rule_set, unit_class),
            still_missing(results, verdict),
            notes,
            self._margin(results) if verdict == "not_met" else None,
        )

    def _margin(self, results: Iterable[YearResult]) -> Margin | None:
        for result in results:
            if result.verdict == "not_met":
                return self._workings.margin(result)
        return None

    def _place(self, case: Case) -> str:
        kind, name = case.kind, case.name
        if name is None:
            return kind or self._messages("check.question.unit")
        return name if kind is None or name.lower().startswith(kind) else f"{kind} {name}"


def _excluded(case: Case, rule_set: RuleSet) -> Reason | None:
    """Return why the rules cannot apply to a submission of that year, whatever the figures."""
    year, programme = case.submission_year, rule_set.programme
    if year is None:
        return None
    if year - rule_set.consecutive_years < programme.first_countable_year:
        return "standard_changed"
    if year > programme.last_submission_year:
        return "period_ended"
    for level in programme.abolished:
        if level.kind == case.kind and year >= level.from_submission_year:
            return "level_abolished"
    return None


def _missing_everywhere(case: Case) -> list[Gap]:
    gaps = []
    if case.submission_year is None:
        gaps.append(Gap(None, "submission_year"))
    if case.kind is None and not case.listed_as:
        gaps.append(Gap(None, "kind"))
    return gaps


def _missing_basics(case: Case, rule_set: RuleSet) -> tuple[Gap, ...]:
    gaps = _missing_everywhere(case)
    if gaps:
        figures = case.at(rule_set.class_year)
        kinds = [case.kind] if case.kind else sorted({k for c in rule_set.classes for k in c.kinds})
        found = [rule_set.classify(kind, case.listed_as, figures.rate) for kind in kinds]
        if "rate_unknown" in found:
            gaps.append(rate_gap(figures))
    return tuple(gaps)


def _kind(case: Case) -> str:
    # Without a level only a listed unit gets here, and the lists hold communes.
    return case.kind or "xã"


def _results(
    case: Case, rule_set: RuleSet, unit_class: UnitClass, submission_year: int
) -> list[YearResult]:
    years = rule_set.reduction_years(submission_year)
    return evaluate_years(unit_class.requirements, case.figures, years)
