"""The summary of a checked sheet: counts, rules and columns used, bad rows, caveats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from knowledge.eligibility import Calculator
from knowledge.messages import Messages
from knowledge.ratios import grouped
from knowledge.rules import RuleSet, UnitClass
from knowledge.rules_text import dated_document
from knowledge.sheet_cells import cell_name, shown
from knowledge.sheet_layout import Layout, column_label
from knowledge.sheet_result import (
    Outcome,
    RowResult,
    applied_class,
    fault_messages,
    standing_notes,
)

OUTCOMES: tuple[Outcome, ...] = (
    "met", "not_met", "insufficient_data", "undetermined", "error", "skipped",
)  # fmt: skip

_LISTED_FAULTS = 200


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One row of the summary sheet.

    Attributes:
        style: how it looks.
        cells: its texts and counts, from the left.
        outcome: the outcome a row of counts is about, for its colour.
    """

    style: Literal["title", "heading", "head", "line", "text"]
    cells: tuple[str | int, ...]
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """What the summary is about.

    Attributes:
        name: name of the file.
        sheet: name of the sheet that was read.
        others: names of the sheets that were left alone.
        layout: columns of the sheet.
        results: its rows.
        remarks: what a reader should know of the file as a whole.
        on: day of the check.
        province: assumed for rows that name none; ``None`` when nothing was assumed.
        submission_year: assumed for rows that give none, likewise.
    """

    name: str
    sheet: str
    others: tuple[str, ...]
    layout: Layout
    results: Sequence[RowResult]
    remarks: tuple[str, ...]
    on: date
    province: str | None = None
    submission_year: int | None = None

    def counts(self) -> dict[Outcome, int]:
        """Return how many rows had each outcome, in the order of :data:`OUTCOMES`."""
        found = Counter(result.outcome for result in self.results)
        return {outcome: found[outcome] for outcome in OUTCOMES}


def summary_line(counts: Mapping[Outcome, int], messages: Messages) -> str:
    """Return the counts in one sentence: ``"Đã xét 10.000 dòng: 4.210 đạt, ..."``."""
    parts = [
        messages(f"sheet.count.{outcome}", count=grouped(counts.get(outcome, 0)))
        for outcome in OUTCOMES
        if counts.get(outcome, 0) or outcome in ("met", "not_met")
    ]
    rows = sum(count for outcome, count in counts.items() if outcome != "skipped")
    return messages("sheet.summary_line", rows=grouped(rows), parts=", ".join(parts))


def summary_rows(
    checked: CheckedFile, calculator: Calculator, messages: Messages
) -> Iterator[SummaryRow]:
    """Yield the rows of the summary sheet.

    Args:
        checked: what was read and decided.
        calculator: the rules.
        messages: section ``sheet.summary``.
    """
    counts = checked.counts()
    yield SummaryRow("title", (messages("sheet.summary.title"),))
    yield SummaryRow("text", (summary_line(counts, messages),))
    yield SummaryRow("line", (messages("sheet.summary.file"), checked.name))
    yield SummaryRow("line", (messages("sheet.summary.sheet"), checked.sheet))
    if checked.others:
        others = ", ".join(checked.others)
        yield SummaryRow("line", (messages("sheet.summary.other_sheets"), others))
    yield SummaryRow("line", (messages("sheet.summary.day"), shown(checked.on)))
    if checked.province is not None:
        assumed = messages("sheet.summary.assumed_province")
        yield SummaryRow("line", (assumed, checked.province))
    if checked.submission_year is not None:
        assumed = messages("sheet.summary.assumed_year")
        yield SummaryRow("line", (assumed, str(checked.submission_year)))
    yield from _counts(checked, counts, messages)
    yield from _rules(checked, calculator, messages)
    yield from _columns(checked.layout, messages)
    yield from _faults(checked, messages)
    yield from _caveats(checked, calculator, messages)


def _counts(
    checked: CheckedFile, counts: Mapping[Outcome, int], messages: Messages
) -> Iterator[SummaryRow]:
    yield SummaryRow("heading", (messages("sheet.summary.by_verdict"),))
    head = (messages("sheet.summary.verdict"), messages("sheet.summary.rows"))
    yield SummaryRow("head", head)
    for outcome, count in counts.items():
        if count or outcome not in ("error", "skipped"):
            label = messages(f"sheet.outcome.{outcome}")
            yield SummaryRow("line", (label, count), outcome)
    yield SummaryRow("line", (messages("sheet.summary.total"), len(checked.results)))
    yield SummaryRow("heading", (messages("sheet.summary.by_reason"),))
    yield SummaryRow("head", (*head, messages("sheet.summary.reason")))
    causes = Counter((result.outcome, result.cause) for result in checked.results)
    ordered = sorted(causes.items(), key=lambda one: (OUTCOMES.index(one[0][0]), -one[1]))
    for (outcome, cause), count in ordered:
        yield SummaryRow("line", (messages(f"sheet.outcome.{outcome}"), count, cause), outcome)


def _rules(
    checked: CheckedFile, calculator: Calculator, messages: Messages
) -> Iterator[SummaryRow]:
    applied = Counter(result.rule for result in checked.results if result.rule is not None)
    yield SummaryRow("heading", (messages("sheet.summary.rules"),))
    if not applied:
        yield SummaryRow("text", (messages("sheet.summary.no_rules"),))
        return
    keys = ("rule", "rows", "document", "clause", "quote", "checked_on", "rules_version")
    yield SummaryRow("head", tuple(messages(f"sheet.summary.{key}") for key in keys))
    for rule, count in applied.items():
        rule_set, unit_class = _class(calculator, rule)
        source = unit_class.source
        yield SummaryRow(
            "line",
            (
                unit_class.label,
                count,
                dated_document(source, messages),
                source.clause,
                source.quote,
                shown(unit_class.checked_on),
                rule_set.version,
            ),
        )


def _class(calculator: Calculator, rule: str) -> tuple[RuleSet, UnitClass]:
    return next(
        (rule_set, found)
        for rule_set in calculator.rule_sets
        if (found := applied_class(rule_set, rule)) is not None
    )


def _columns(layout: Layout, messages: Messages) -> Iterator[SummaryRow]:
    yield SummaryRow("heading", (messages("sheet.summary.columns"),))
    keys = ("header", "cell", "meaning")
    yield SummaryRow("head", tuple(messages(f"sheet.summary.{key}") for key in keys))
    for column in layout.used:
        label = column_label(column.meaning, column.year, messages)
        yield SummaryRow("line", (column.text, cell_name(layout.header_row, column.number), label))
    for column in layout.unused:
        label = messages(f"sheet.unused.{column.meaning}")
        yield SummaryRow("line", (column.text, cell_name(layout.header_row, column.number), label))


def _faults(checked: CheckedFile, messages: Messages) -> Iterator[SummaryRow]:
    bad = [result for result in checked.results if result.faults]
    if not bad:
        return
    yield SummaryRow("heading", (messages("sheet.summary.faults", count=grouped(len(bad))),))
    keys = ("row", "cell", "fault")
    yield SummaryRow("head", tuple(messages(f"sheet.summary.{key}") for key in keys))
    for result in bad[:_LISTED_FAULTS]:
        row = messages("sheet.summary.row_number", row=result.row)
        cells = ", ".join(
            cell_name(one.row, one.column) for one in result.faults if one.column is not None
        )
        yield SummaryRow("line", (row, cells, "\n".join(fault_messages(result.faults))))
    if len(bad) > _LISTED_FAULTS:
        more = grouped(len(bad) - _LISTED_FAULTS)
        yield SummaryRow("text", (messages("sheet.summary.more_faults", count=more),))


def _caveats(
    checked: CheckedFile, calculator: Calculator, messages: Messages
) -> Iterator[SummaryRow]:
    yield SummaryRow("heading", (messages("sheet.summary.caveats"),))
    versions = {result.rules_version for result in checked.results}
    asked = [one for one in calculator.rule_sets if one.version in versions]
    applied = {result.rule for result in checked.results if result.rule is not None}
    notes = [note for one in asked for note in standing_notes(one, messages, applied)]
    for note in dict.fromkeys((*checked.remarks, messages("sheet.summary.margin_note"), *notes)):
        yield SummaryRow("text", (note,))
