"""What the calculator answers: verdict, findings per year, what is missing, notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from knowledge.cases import JsonScalar
from knowledge.rules import Measure, Source

Verdict = Literal["met", "not_met", "insufficient_data", "undetermined"]
"""``undetermined``: the rules on file do not decide; ``insufficient_data``: a figure is missing."""

Reason = Literal[
    "no_rule_on_file",
    "standard_changed",
    "period_ended",
    "level_abolished",
    "class_not_named",
    "zero_base",
]
"""Why a verdict is ``undetermined``."""

Fact = Literal[
    "programme",
    "province",
    "submission_year",
    "kind",
    "poor_rate",
    "poor_households",
    "households",
]
"""What can be missing, by its key in a case."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A missing fact; ``year`` is the year-end it belongs to, ``None`` for facts of the case."""

    year: int | None
    fact: Fact


@dataclass(frozen=True, slots=True)
class Finding:
    """How one reduction year stands against the requirement.

    Attributes:
        year: the reduction year, compared with the year-end before it.
        condition: what is measured.
        value: the fall as a decimal with a point, in ``unit``; exact when it has at most 12
            decimals, otherwise rounded without crossing the limit; ``None`` when not computable.
        limit: the limit as a decimal with a point, in ``unit``.
        unit: ``"%"`` or ``"điểm %"``.
        verdict: of this year alone.
        working: the arithmetic in Vietnamese notation, or why there is none.
        source: the clause of the requirement.
    """

    year: int
    condition: Measure
    value: str | None
    limit: str
    unit: str
    verdict: Verdict
    working: str
    source: Source


@dataclass(frozen=True, slots=True)
class Margin:
    """What the first failing year lacks, e.g. ``"2 hộ"`` or ``"0,4 điểm %"``."""

    year: int
    still_needed: str


@dataclass(frozen=True, slots=True)
class Determination:
    """The calculator's answer to one case.

    Attributes:
        id: the caller's label of the case.
        verdict: the outcome.
        reason: why the outcome is ``undetermined``; otherwise ``None``.
        rule: id of the class applied, ``"ben-tre/huyen"``; ``None`` when none was reached.
        findings: one per reduction year, oldest first, once a class is known.
        missing: facts that can still change the outcome; the first is what is asked next.
        next_question: question for the first missing fact; ``None`` when nothing is missing.
        notes: remarks that never change the verdict.
        margin: shortfall of the first failing year; ``None`` unless ``not_met``.
        rules_version: hash of the rule files used.
        determination_id: hash of the case (without its label) and of ``rules_version``.
    """

    id: JsonScalar
    verdict: Verdict
    reason: Reason | None
    rule: str | None
    findings: tuple[Finding, ...]
    missing: tuple[Gap, ...]
    next_question: str | None
    notes: tuple[str, ...]
    margin: Margin | None
    rules_version: str
    determination_id: str

    def to_json(self) -> dict[str, Any]:
        """Return the determination in the output shape of the calculator's contract."""
        margin = self.margin
        return {
            "id": self.id,
            "verdict": self.verdict,
            "reason": self.reason,
            "rule": self.rule,
            "findings": [_finding_to_json(finding) for finding in self.findings],
            "missing": [{"year": gap.year, "fact": gap.fact} for gap in self.missing],
            "next_question": self.next_question,
            "notes": list(self.notes),
            "margin": margin and {"year": margin.year, "still_needed": margin.still_needed},
            "rules_version": self.rules_version,
            "determination_id": self.determination_id,
        }


def _finding_to_json(finding: Finding) -> dict[str, Any]:
    source = finding.source
    return {
        "year": finding.year,
        "condition": finding.condition,
        "value": finding.value,
        "limit": finding.limit,
        "unit": finding.unit,
        "verdict": finding.verdict,
        "working": finding.working,
        "source": {
            "document": source.document,
            "clause": source.clause,
            "quote": source.quote,
        },
    }
