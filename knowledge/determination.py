"""What the calculator answers: verdict, findings per year, what is missing, notes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from msgspec import Struct, to_builtins

from knowledge.cases import JsonScalar
from knowledge.rules import Measure

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


class Gap(Struct, frozen=True, gc=False):
    """A missing fact; ``year`` is the year-end it belongs to, ``None`` for facts of the case."""

    year: int | None
    fact: Fact


class Citation(Struct, frozen=True, gc=False):
    """Where a requirement is read.

    Attributes:
        document: the document with its date, ``"Báo Đồng Khởi ngày 30/9/2022"``.
        clause: clause or section of it.
        quote: the words of the rule, verbatim and short.
    """

    document: str
    clause: str
    quote: str


class Finding(Struct, frozen=True, gc=False):
    """How one reduction year stands against one requirement.

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
    source: Citation


class Margin(Struct, frozen=True, gc=False):
    """What the first failing year lacks: ``"2 hộ"``, or ``"2 hộ hoặc 0,4 điểm %"``."""

    year: int
    still_needed: str


class Determination(Struct, frozen=True):
    """The calculator's answer to one case; its fields, in this order, are the contract's.

    Attributes:
        id: the caller's label of the case.
        verdict: the outcome.
        reason: why the outcome is ``undetermined``; otherwise ``None``.
        rule: id of the class applied, ``"ben-tre/huyen"``; ``None`` when none was reached.
        findings: one per reduction year, oldest first, once a class is known; where a class names
            alternatives, one per year and alternative.
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
        shape: dict[str, Any] = to_builtins(self, builtin_types=(Decimal,))
        return shape | {key: list(shape[key]) for key in ("findings", "missing", "notes")}
