"""How much the assistant is used and how well it answers, counted from the journal."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import Literal

from knowledge.journal import Line
from knowledge.references import find_references

Span = Literal["day", "week"]

_QUESTION, _LOCAL = "cau_hoi", "local"
_HUNDRED = 100


@dataclass(slots=True)
class Usage:
    """What happened in one stretch of time.

    Attributes:
        first: its first day.
        answered: questions that got an answer, a document or a verdict.
        asked_back: questions that were answered with a question.
        unanswered: questions for which nothing was found.
        refused: requests turned away, or left without a word.
        failed: requests that ended in an error.
        wrong: answers reported as wrong.
        good: answers said to be good.
        times: milliseconds each question took.
        documents: how often each was cited.
    """

    first: date
    answered: int = 0
    asked_back: int = 0
    unanswered: int = 0
    refused: int = 0
    failed: int = 0
    wrong: int = 0
    good: int = 0
    times: list[int] = field(default_factory=list)
    documents: Counter[str] = field(default_factory=Counter)

    @property
    def questions(self) -> int:
        """All questions."""
        return self.answered + self.asked_back + self.unanswered

    def time_of(self, percent: int) -> int:
        """Return the milliseconds within which ``percent`` of the questions were answered.

        The nearest rank; 0 where there were none.
        """
        ranked = sorted(self.times)
        return ranked[-(-percent * len(ranked) // _HUNDRED) - 1] if ranked else 0

    def add(self, other: Usage) -> None:
        """Add what happened in another stretch."""
        for name in ("answered", "asked_back", "unanswered", "refused", "failed", "wrong", "good"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.times += other.times
        self.documents += other.documents


def stretches(last: date, count: int, span: Span) -> list[date]:
    """Return the first days of ``count`` days or weeks (from Monday) up to a day, in order."""
    if span == "day":
        return [last - timedelta(days=back) for back in range(count - 1, -1, -1)]
    monday = last - timedelta(days=last.weekday())
    return [monday - timedelta(weeks=back) for back in range(count - 1, -1, -1)]


def count_usage(lines: Iterable[Line], starts: Iterable[date], zone: tzinfo) -> list[Usage]:
    """Return what happened in each stretch of time.

    What was typed at the machine's own command line does not count.

    Args:
        lines: the journal.
        starts: first days of the stretches, ascending; the last goes on.
        zone: time zone of the days.
    """
    counted = [Usage(first) for first in starts]
    for line in lines:
        day = datetime.fromisoformat(line.made_at).astimezone(zone).date()
        within = [one for one in counted if one.first <= day]
        if within:
            _count(within[-1], line)
    return counted


def _count(usage: Usage, line: Line) -> None:
    facts = json.loads(line.facts)
    if facts.get("channel") == _LOCAL:
        return
    match line.event:
        case "answered" if facts.get("request") == _QUESTION:
            _count_answer(usage, facts["kind"])
            usage.times.append(facts["ms"])
            usage.documents.update({_named(source[0]) for source in facts["sources"]})
        case "refused" | "ignored":
            usage.refused += 1
        case "failed":
            usage.failed += 1
        case "rated" if facts["rating"] == "good":
            usage.good += 1
        case "rated":
            usage.wrong += 1


def _named(document: str) -> str:
    """Return the number a source is cited by, with or without its kind; else its name."""
    found = find_references(document)
    return found[0].number if found else document


def _count_answer(usage: Usage, kind: str) -> None:
    if kind == "abstain":
        usage.unanswered += 1
    elif kind == "clarify":
        usage.asked_back += 1
    else:
        usage.answered += 1
