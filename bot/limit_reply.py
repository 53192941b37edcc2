"""Replies on which award rule sets a percentage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from bot.rule_citation import rule_citation
from knowledge.answer import Citation, Reply
from knowledge.document_text import vietnamese_date
from knowledge.messages import Messages
from knowledge.ratios import compare, in_vietnamese, ratio
from knowledge.references import find_references
from knowledge.rules import Requirement, RuleSet, UnitClass

_UNITS_NAMED = {"huyen": "huyện", "phuong": "phường", "thi tran": "thị trấn"}


class LimitWriter:
    """Words replies about the limits of the award rules on file.

    Args:
        rule_sets: the rules.
        messages: sections ``relation.limit`` and ``answer``.
    """

    def __init__(self, rule_sets: Sequence[RuleSet], messages: Messages) -> None:
        self._rule_sets = rule_sets
        self._say = messages

    def reply(self, percent: str, folded: str, on: date) -> Reply | None:
        """Return the rules that set a percentage, else all limits on file; ``None`` without rules.

        Args:
            percent: the percentage asked for, a decimal with a point.
            folded: the whole question without diacritics, for the units it names.
            on: the day the answer is for.
        """
        lines: list[str] = []
        citations: list[Citation] = []
        found = [(rules, _classes(rules, folded, percent)) for rules in self._rule_sets]
        is_set = any(classes for _, classes in found)
        if not is_set:
            found = [(rules, _classes(rules, folded)) for rules in self._rule_sets]
        for rules, classes in found:
            if not classes:
                continue
            lines.append(self._head(rules, classes, percent if is_set else ""))
            for unit_class in classes:
                citations.append(rule_citation(rules, unit_class, self._say))
                lines += self._limits(unit_class, percent if is_set else "", len(citations))
            lines += self._remarks(rules, classes, on)
        if not lines:
            return None
        if not is_set:
            lines.insert(0, self._say("relation.limit.none", percent=in_vietnamese(percent)))
        return Reply("document", "\n".join(lines), tuple(citations))

    def _head(self, rules: RuleSet, classes: Sequence[UnitClass], percent: str) -> str:
        source = classes[0].source
        return self._say(
            f"relation.limit.{'head' if percent else 'others'}",
            percent=in_vietnamese(percent),
            province=rules.province,
            source=source.document,
            issued=vietnamese_date(source.issued_on),
        )

    def _limits(self, unit_class: UnitClass, percent: str, label: int) -> Iterator[str]:
        """Yield the limits of a class, or only those that are a percentage."""
        for requirement in unit_class.requirements:
            if not percent or _is_limit(requirement, percent):
                yield self._say(
                    f"relation.limit.{requirement.measure}",
                    unit=unit_class.label,
                    limit=in_vietnamese(requirement.limit_text),
                    label=label,
                )

    def _remarks(self, rules: RuleSet, classes: Sequence[UnitClass], on: date) -> Iterator[str]:
        if not find_references(classes[0].source.document):
            yield self._say("relation.limit.reported")
        programme = rules.programme
        if programme.closed_on and programme.closed_on <= on:
            closed = vietnamese_date(programme.closed_on)
            document = programme.closed_document
            yield self._say("relation.limit.closed", on=closed, document=document)


def _classes(rules: RuleSet, folded: str, percent: str = "") -> list[UnitClass]:
    """Return the classes of units that the question names, or all; of a percentage, where given."""
    classes = [
        one
        for one in rules.classes
        if not percent or any(_is_limit(requirement, percent) for requirement in one.requirements)
    ]
    return [one for one in classes if _is_meant(one, folded)] or classes


def _is_limit(requirement: Requirement, percent: str) -> bool:
    """Tell whether a limit, in % or percentage points, is a percentage."""
    return compare(requirement.limit, ratio(Decimal(percent))) == 0


def _is_meant(unit_class: UnitClass, folded: str) -> bool:
    """Tell whether the question names the units of a class."""
    listed = bool(unit_class.listings) and ("bai ngang" in folded or "xa dao" in folded)
    return listed or any(
        word in folded and kind in unit_class.kinds for word, kind in _UNITS_NAMED.items()
    )
