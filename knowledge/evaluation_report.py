"""What ``evaluate`` prints: tables of figures, the wrong answers, what dropped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from knowledge.evaluation import Judgement
from knowledge.evaluation_figures import DEPTHS, Drop, GroupFigures, rounded, saved_measures
from knowledge.messages import Messages
from knowledge.text import squeeze

_SHOWN = 160
"""Characters of a wrong answer that are printed."""

_NONE = "-"
_TABLES = (
    (*(f"recall@{depth}" for depth in DEPTHS), "mrr"),
    ("exact", "verdicts", "citation_precision", "abstention", "false_abstention"),
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Figures against saved ones.

    Attributes:
        saved_in: name of the file.
        tolerance: percentage points a figure may lose.
        drops: the figures that lost more.
    """

    saved_in: str
    tolerance: Decimal
    drops: Sequence[Drop]


def report_json(
    judgements: Sequence[Judgement],
    figures: Mapping[str, GroupFigures],
    comparison: Comparison | None,
) -> dict[str, Any]:
    """Return the report as JSON: figures in %, counts, latency, wrong answers, drops."""
    return {
        "questions": len(judgements),
        "figures": saved_measures(figures),
        "latency_ms": {
            name: {"p50": str(group.latency_ms[0]), "p95": str(group.latency_ms[1])}
            for name, group in figures.items()
        },
        "wrong": [_wrong_json(judged) for judged in judgements if judged.faults],
        "unsound_citations": [
            {
                "id": judged.question.id,
                "faults": [list(faults) for faults in judged.citation_faults],
            }
            for judged in judgements
            if any(judged.citation_faults)
        ],
        "drops": [
            {
                "group": drop.group,
                "measure": drop.measure,
                "before": str(drop.before),
                "now": None if drop.now is None else str(drop.now),
            }
            for drop in (comparison.drops if comparison else ())
        ],
    }


def _wrong_json(judged: Judgement) -> dict[str, Any]:
    return {
        "id": judged.question.id,
        "q": judged.question.text,
        "form": judged.question.form,
        "reason": judged.question.expected.declined or None,
        "faults": list(judged.faults),
        "missing": list(judged.missing),
        "rank": judged.rank,
        "kind": judged.answered.kind,
        "text": judged.answered.text,
    }


def report_text(
    title: str,
    judgements: Sequence[Judgement],
    figures: Mapping[str, GroupFigures],
    comparison: Comparison | None,
    messages: Messages,
) -> str:
    """Return the report for a person: ``title``, one line per group, then what is wrong."""
    lines = [title, "", *_tables(figures, messages), *_wrong(judgements, messages)]
    lines += _unsound(judgements, messages)
    if comparison is not None:
        lines += _compared(comparison, messages)
    return "\n".join(lines)


def _tables(figures: Mapping[str, GroupFigures], messages: Messages) -> Iterator[str]:
    for table in _TABLES:
        heads = [messages(f"evaluate.measure.{name.replace('@', '_')}") for name in table]
        timed = table is _TABLES[-1]
        times = [messages("evaluate.latency")] if timed else []
        yield _row(messages("evaluate.group"), messages("evaluate.questions"), *heads, *times)
        for name, group in figures.items():
            measured = group.measures()
            cells = [_percent(measured[measure]) for measure in table]
            if timed:
                cells.append(" / ".join(f"{ms:.1f}" for ms in group.latency_ms))
            yield _row(_group(name, messages), str(group.questions), *cells)
        yield ""


def _row(name: str, *cells: str) -> str:
    return f"{name:<20}" + "".join(f"{cell:>18}" for cell in cells)


def _group(name: str, messages: Messages) -> str:
    kind, _, member = name.partition(":")
    return messages(f"evaluate.{kind}", name=member)


def _percent(value: Fraction | None) -> str:
    return _NONE if value is None else str(rounded(value)).replace(".", ",")


def _wrong(judgements: Sequence[Judgement], messages: Messages) -> Iterator[str]:
    wrong = [judged for judged in judgements if judged.faults]
    yield messages("evaluate.wrong", count=len(wrong), total=len(judgements))
    for judged in wrong:
        faults = "; ".join(
            messages(f"evaluate.fault.{fault}", missing=", ".join(judged.missing))
            for fault in judged.faults
        )
        said = squeeze(judged.answered.text)
        shown = said if len(said) <= _SHOWN else f"{said[:_SHOWN].rstrip()}…"
        yield messages(
            "evaluate.wrong_line",
            id=judged.question.id,
            question=judged.question.text,
            faults=faults,
            kind=judged.answered.kind,
            said=shown,
        )


def _unsound(judgements: Sequence[Judgement], messages: Messages) -> Iterator[str]:
    unsound = [judged for judged in judgements if any(judged.citation_faults)]
    if not unsound:
        return
    yield "\n" + messages("evaluate.unsound")
    for judged in unsound:
        faults = dict.fromkeys(fault for faults in judged.citation_faults for fault in faults)
        said = "; ".join(messages(f"evaluate.citation_fault.{fault}") for fault in faults)
        yield messages(
            "evaluate.unsound_line",
            id=judged.question.id,
            question=judged.question.text,
            faults=said,
        )


def _compared(comparison: Comparison, messages: Messages) -> Iterator[str]:
    names = {"saved": comparison.saved_in, "tolerance": comparison.tolerance}
    if not comparison.drops:
        yield "\n" + messages("evaluate.no_drop", **names)
        return
    yield "\n" + messages("evaluate.dropped", **names)
    for drop in comparison.drops:
        yield messages(
            "evaluate.drop_line",
            group=messages(f"evaluate.{drop.group}"),
            measure=messages(f"evaluate.measure.{drop.measure.replace('@', '_')}"),
            before=str(drop.before).replace(".", ","),
            now=_NONE if drop.now is None else str(drop.now).replace(".", ","),
        )
