"""Counts over judged answers, exact rates, and the comparison with figures saved before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import TypeVar

from knowledge.evaluation import Judgement

DEPTHS = (1, 3, 5, 8)
"""Depths of recall: the answering passage is among that many hits."""

OVERALL = ("all", "with_diacritics", "without_diacritics")
"""Groups whose figures are compared; single corpora and forms are too few questions for it."""

_LOWER_IS_BETTER = frozenset({"false_abstention"})
_Entry = TypeVar("_Entry")
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    hits: int
    total: int

    @property
    def percent(self) -> Fraction | None:
        """The share in %, exact; ``None`` of nothing."""
        return Fraction(100 * self.hits, self.total) if self.total else None


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """The figures of one group of questions.

    Attributes:
        questions: how many were asked.
        recall: depth to the questions whose answering passage is among that many hits.
        reciprocal_ranks: sum of 1/rank over the questions a passage is expected for.
        searched: how many those are.
        exact: answerable questions with the right figure or name and the right source.
        verdicts: yes/no questions that say the right one first.
        precision: citations that are sound.
        abstention: unanswerable questions that were declined.
        false_abstention: answerable questions that were declined.
        latency_ms: median and 95th percentile of the time of an answer, milliseconds.
    """

    questions: int
    recall: Mapping[int, Share]
    reciprocal_ranks: Fraction
    searched: int
    exact: Share
    verdicts: Share
    precision: Share
    abstention: Share
    false_abstention: Share
    latency_ms: tuple[Decimal, Decimal]

    def measures(self) -> dict[str, Fraction | None]:
        """Return every figure but the latency by its name, in % (MRR times 100)."""
        mrr = 100 * self.reciprocal_ranks / self.searched if self.searched else None
        return {
            **{f"recall@{depth}": self.recall[depth].percent for depth in DEPTHS},
            "mrr": mrr,
            "exact": self.exact.percent,
            "verdicts": self.verdicts.percent,
            "citation_precision": self.precision.percent,
            "abstention": self.abstention.percent,
            "false_abstention": self.false_abstention.percent,
        }


@dataclass(frozen=True, slots=True)
class Drop:
    """A figure that got worse.

    Attributes:
        group: group of questions.
        measure: name of the figure.
        before: saved, %.
        now: measured, %; ``None`` when it can no longer be measured.
    """

    group: str
    measure: str
    before: Decimal
    now: Decimal | None


def group_figures(judgements: Sequence[Judgement]) -> dict[str, GroupFigures]:
    """Return the figures of all questions, by diacritics, by corpus and by form.

    Corpora stand under ``corpus:NAME`` (only where there are several) and forms under
    ``form:NAME``, in order of name; groups without a question are left out.
    """
    corpora = {judged.question.corpus for judged in judgements}
    groups: dict[str, list[Judgement]] = {name: [] for name in OVERALL}
    groups |= {f"corpus:{name}": [] for name in sorted(corpora) if len(corpora) > 1}
    groups |= {f"form:{form}": [] for form in sorted({j.question.form for j in judgements})}
    for judged in judgements:
        asked = judged.question
        marks = "with_diacritics" if asked.accented else "without_diacritics"
        for name in ("all", marks, f"corpus:{asked.corpus}", f"form:{asked.form}"):
            if name in groups:
                groups[name].append(judged)
    return {name: _figures(members) for name, members in groups.items() if members}


def _figures(judged: Sequence[Judgement]) -> GroupFigures:
    searched = [entry for entry in judged if entry.searched]
    answerable = [entry for entry in judged if not entry.question.expected.declined]
    unanswerable = [entry for entry in judged if entry.question.expected.declined]
    said = [entry.verdict_said for entry in judged if entry.verdict_said is not None]
    citations = [faults for entry in judged for faults in entry.citation_faults]
    ranks = [entry.rank for entry in searched if entry.rank is not None]
    return GroupFigures(
        len(judged),
        {depth: Share(sum(rank <= depth for rank in ranks), len(searched)) for depth in DEPTHS},
        sum((Fraction(1, rank) for rank in ranks), Fraction(0)),
        len(searched),
        _share(answerable, lambda entry: not entry.faults),
        Share(sum(said), len(said)),
        _share(citations, lambda faults: not faults),
        _share(unanswerable, lambda entry: not entry.faults),
        _share(answerable, lambda entry: "declined" in entry.faults),
        _percentiles(entry.answered.elapsed_ms for entry in judged),
    )


def _share(entries: Sequence[_Entry], right: Callable[[_Entry], bool]) -> Share:
    return Share(sum(map(right, entries)), len(entries))


def _percentiles(times: Iterable[Decimal]) -> tuple[Decimal, Decimal]:
    """Return the times at rank ceil(p * n): the median and the 95th percentile."""
    ordered = sorted(times)
    return (ordered[-(-len(ordered) // 2) - 1], ordered[-(-19 * len(ordered) // 20) - 1])


def rounded(percent: Fraction) -> Decimal:
    """Return a percentage with two decimals, half to even: how figures are saved and shown."""
    exact = Decimal(percent.numerator) / Decimal(percent.denominator)
    return exact.quantize(_CENT, rounding=ROUND_HALF_EVEN)


def saved_measures(figures: Mapping[str, GroupFigures]) -> dict[str, dict[str, str]]:
    """Return what is saved: group to figure to % with two decimals."""
    return {
        name: {
            measure: str(rounded(percent))
            for measure, percent in group.measures().items()
            if percent is not None
        }
        for name, group in figures.items()
    }


def drops(
    figures: Mapping[str, GroupFigures],
    saved: Mapping[str, Mapping[str, Decimal]],
    tolerance: Decimal,
) -> list[Drop]:
    """Return the figures of the overall groups that are worse than saved by over ``tolerance``.

    Args:
        figures: measured now.
        saved: saved before, group to figure to %.
        tolerance: percentage points a figure may lose (or false abstention gain).
    """
    now = saved_measures(figures)
    found = []
    for group in OVERALL:
        for measure, before in saved.get(group, {}).items():
            text = now.get(group, {}).get(measure)
            value = None if text is None else Decimal(text)
            if value is None or _loss(measure, before, value) > tolerance:
                found.append(Drop(group, measure, before, value))
    return found


def _loss(measure: str, before: Decimal, now: Decimal) -> Decimal:
    return now - before if measure in _LOWER_IS_BETTER else before - now
