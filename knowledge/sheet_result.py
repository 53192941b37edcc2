"""What is written beside a row: verdict, reason, working, what is missing, all in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from knowledge.cases import Case
from knowledge.determination import Determination, Finding, Gap, Verdict
from knowledge.eligibility import Calculator
from knowledge.messages import Messages
from knowledge.ratios import in_vietnamese
from knowledge.remarks import Remarks
from knowledge.rules import RuleSet, UnitClass
from knowledge.sheet_case import CellFault, RowReading

Outcome = Literal["met", "not_met", "insufficient_data", "undetermined", "error", "skipped"]
"""A verdict, or ``error`` for a row with faults, or ``skipped`` for one that is not a unit's."""

RESULTS = ("verdict", "reason", "findings", "missing", "margin", "notes", "determination_id")
"""The columns added at the right, in order."""

_DECIDED: tuple[Verdict, ...] = ("met", "not_met")


@dataclass(frozen=True, slots=True)
class RowResult:
    """What is written beside one row.

    Attributes:
        row: from 1.
        outcome: the verdict, or why there is none.
        cause: what the summary counts the row under, in words.
        texts: one text per column of :data:`RESULTS`.
        faults: the cells to mark.
        rule: id of the rule applied.
        rules_version: version of the rules asked; ``None`` when the row was not decided.
    """

    row: int
    outcome: Outcome
    cause: str
    texts: tuple[str, ...]
    faults: tuple[CellFault, ...] = ()
    rule: str | None = None
    rules_version: str | None = None


class RowDecider:
    """Decides rows and words the outcome.

    Args:
        calculator: decides.
        messages: sections ``sheet`` and ``check``.
    """

    def __init__(self, calculator: Calculator, messages: Messages) -> None:
        self._calculator = calculator
        self._messages = messages
        self._classes = {
            rule_set.rule_id(one): one
            for rule_set in calculator.rule_sets
            for one in rule_set.classes
        }
        self._standing = frozenset(
            note for rule_set in calculator.rule_sets for note in standing_notes(rule_set, messages)
        )

    def decide(self, reading: RowReading) -> RowResult:
        """Return what is written beside a row."""
        remarks = reading.remarks
        if reading.skipped is not None:
            texts = self._texts("skipped", reason=reading.skipped)
            return RowResult(reading.row, "skipped", reading.skipped, texts)
        if reading.case is None:
            reason = _lines(_sentence(message) for message in fault_messages(reading.faults))
            texts = self._texts("error", reason=reason, notes=_lines(remarks))
            cause = self._messages("sheet.cause.error")
            return RowResult(reading.row, "error", cause, texts, reading.faults)
        if reading.merged:
            return self._for_review(reading, reading.case)
        return self._decided(reading.row, reading.case, remarks)

    def _for_review(self, reading: RowReading, case: Case) -> RowResult:
        """Return the result of a unit whose territory changed: a person has to look at it."""
        found = self._calculator.decide(case)
        texts = self._texts(
            "undetermined",
            reason=self._messages("sheet.reason.merged"),
            notes=_lines(reading.remarks),
        )
        cause = self._messages("sheet.cause.merged")
        version = found.rules_version
        return RowResult(reading.row, "undetermined", cause, texts, rules_version=version)

    def _decided(self, row: int, case: Case, remarks: tuple[str, ...]) -> RowResult:
        found = self._calculator.decide(case)
        notes = [note for note in found.notes if note not in self._standing]
        reason, cause = self._reason(found)
        if found.verdict == "undetermined" and notes:
            notes = notes[1:]  # the first says why, and stands in its own column
        gaps = [self._gap(gap) for gap in found.missing]
        margin = found.margin
        texts = self._texts(
            found.verdict,
            reason=reason,
            findings=_lines(self._finding(one) for one in found.findings),
            missing=_lines(gaps),
            margin=""
            if margin is None
            else self._messages("sheet.margin", year=margin.year, needed=margin.still_needed),
            notes=_lines((*remarks, *notes)),
            determination_id=found.determination_id,
        )
        return RowResult(
            row, found.verdict, cause, texts, rule=found.rule, rules_version=found.rules_version
        )

    def _reason(self, found: Determination) -> tuple[str, str]:
        """Return why the verdict is what it is, and what the summary counts it under."""
        if found.verdict in _DECIDED:
            rule = self._classes.get(found.rule or "")
            label = "" if rule is None else rule.label
            years = ", ".join(
                str(year)
                for year in dict.fromkeys(
                    one.year for one in found.findings if one.verdict == found.verdict
                )
            )
            return (
                self._messages(f"sheet.reason.{found.verdict}", years=years, rule=label),
                self._messages(f"sheet.cause.{found.verdict}", rule=label),
            )
        if found.verdict == "insufficient_data":
            facts = ", ".join(self._gap(gap) for gap in found.missing)
            first = self._fact(found.missing[0]) if found.missing else ""
            return (
                self._messages("sheet.reason.insufficient_data", facts=facts),
                self._messages("sheet.cause.insufficient_data", fact=first),
            )
        reason = next((note for note in found.notes if note not in self._standing), "")
        return reason, self._messages(f"sheet.cause.{found.reason}")

    def _finding(self, finding: Finding) -> str:
        if finding.value is None:
            return self._messages("sheet.finding_open", year=finding.year, working=finding.working)
        return self._messages(
            "sheet.finding",
            year=finding.year,
            working=finding.working,
            limit=in_vietnamese(finding.limit),
            unit=finding.unit,
            verdict=self._messages(f"sheet.year_verdict.{finding.verdict}"),
        )

    def _gap(self, gap: Gap) -> str:
        if gap.year is None:
            return self._fact(gap)
        return self._messages("check.working.fact", what=self._fact(gap), year=gap.year)

    def _fact(self, gap: Gap) -> str:
        return self._messages(f"check.fact.{gap.fact}")

    def _texts(self, outcome: Outcome, **parts: str) -> tuple[str, ...]:
        verdict = self._messages(f"sheet.outcome.{outcome}")
        return (verdict, *(parts.get(name, "") for name in RESULTS[1:]))


def fault_messages(faults: Iterable[CellFault]) -> tuple[str, ...]:
    """Return what is wrong, each fault once though it may lie in several cells."""
    return tuple(dict.fromkeys(fault.message for fault in faults))


def standing_notes(
    rule_set: RuleSet, messages: Messages, applied: Collection[str] | None = None
) -> tuple[str, ...]:
    """Return the notes that go with a province's rules whatever a row's figures.

    They are said once in the summary instead of ten thousand times in the sheet.

    Args:
        rule_set: the rules.
        messages: section ``check.note``.
        applied: ids of the rules that were applied; by default all.
    """
    remarks = Remarks(messages)
    verdicts: tuple[Verdict, ...] = ("met", "not_met")
    notes = [
        note
        for unit_class in rule_set.classes
        if applied is None or rule_set.rule_id(unit_class) in applied
        for verdict in verdicts
        for note in remarks.standing(rule_set, unit_class, verdict)
    ]
    return tuple(dict.fromkeys((*notes, *remarks.closing(rule_set.programme))))


def applied_class(rule_set: RuleSet, rule: str) -> UnitClass | None:
    """Return the class of a rule set that a rule id names, ``None`` when it is not of this set."""
    return next((one for one in rule_set.classes if rule_set.rule_id(one) == rule), None)


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(texts)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].removesuffix(".") + "."
