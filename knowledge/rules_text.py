"""The rules on file as a list for whoever keeps them: words, source, and when to check again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from knowledge.document_text import vietnamese_date
from knowledge.messages import Messages
from knowledge.ratios import in_vietnamese
from knowledge.rules import Requirement, RuleSet, Source, UnitClass


def requirement_text(requirements: Sequence[Requirement], messages: Messages) -> str:
    """Return the yearly fall a class asks for in words, alternatives joined by "hoặc".

    ``"giảm từ 20% số hộ nghèo mỗi năm trở lên"``
    """
    return messages("check.or").join(_in_words(one, messages) for one in requirements)


def dated_document(source: Source, messages: Messages) -> str:
    """Return a rule's document with its date: ``"Báo Đồng Khởi ngày 30/9/2022"``."""
    day = vietnamese_date(source.issued_on)
    return messages("check.source", document=source.document, day=day)


def rules_json(rule_sets: Iterable[RuleSet], on: date, messages: Messages) -> list[dict[str, Any]]:
    """Return every class on file as plain data, those to be checked again first.

    A class is overdue the day after its ``recheck_by``. Dates are written year-month-day.
    """
    return [_entry(*one, on, messages) for one in _overdue_first(rule_sets, on)]


def rules_text(rule_sets: Iterable[RuleSet], on: date, messages: Messages) -> str:
    """Return every class on file in sentences, those to be checked again first."""
    listed = _overdue_first(rule_sets, on)
    head = messages(
        "check.rules.head",
        count=len(listed),
        overdue=sum(_overdue(unit_class, on) for _, unit_class in listed),
        day=vietnamese_date(on),
    )
    return "\n\n".join([head, *[_paragraph(*one, on, messages) for one in listed]])


def _overdue_first(rule_sets: Iterable[RuleSet], on: date) -> list[tuple[RuleSet, UnitClass]]:
    listed = [(rules, unit_class) for rules in rule_sets for unit_class in rules.classes]
    return sorted(listed, key=lambda one: not _overdue(one[1], on))


def _overdue(unit_class: UnitClass, on: date) -> bool:
    return unit_class.recheck_by < on


def _entry(rules: RuleSet, unit_class: UnitClass, on: date, messages: Messages) -> dict[str, Any]:
    source = unit_class.source
    return {
        "rule": rules.rule_id(unit_class),
        "programme": rules.programme.id,
        "province": rules.province,
        "class": unit_class.label,
        "requirement": _over_years(rules, unit_class, messages),
        "document": source.document,
        "issued_on": source.issued_on.isoformat(),
        "clause": source.clause,
        "quote": source.quote,
        "checked_on": unit_class.checked_on.isoformat(),
        "recheck_by": unit_class.recheck_by.isoformat(),
        "overdue": _overdue(unit_class, on),
        "not_covered": list(unit_class.not_covered),
        "caveats": list(unit_class.caveats),
    }


def _paragraph(rules: RuleSet, unit_class: UnitClass, on: date, messages: Messages) -> str:
    source = unit_class.source
    mark = messages("check.rules.overdue") if _overdue(unit_class, on) else ""
    lines = [
        mark
        + messages(
            "check.rules.required",
            province=rules.province,
            label=unit_class.label,
            requirement=_over_years(rules, unit_class, messages),
        ),
        messages(
            "check.rules.source",
            document=dated_document(source, messages),
            clause=source.clause,
            quote=source.quote,
        ),
        messages(
            "check.rules.checked",
            checked=vietnamese_date(unit_class.checked_on),
            recheck=vietnamese_date(unit_class.recheck_by),
        ),
    ]
    if unit_class.not_covered:
        conditions = "; ".join(unit_class.not_covered)
        lines.append(messages("check.rules.not_covered", conditions=conditions))
    lines += [messages("check.rules.caveat", caveat=caveat) for caveat in unit_class.caveats]
    return "\n".join(lines)


def _over_years(rules: RuleSet, unit_class: UnitClass, messages: Messages) -> str:
    return messages(
        "check.rules.over_years",
        requirement=requirement_text(unit_class.requirements, messages),
        years=rules.consecutive_years,
    )


def _in_words(requirement: Requirement, messages: Messages) -> str:
    reaching = "at_least" if requirement.comparison == ">=" else "over"
    limit = in_vietnamese(requirement.limit_text)
    return messages(f"check.requirement.{requirement.measure}.{reaching}", limit=limit)
