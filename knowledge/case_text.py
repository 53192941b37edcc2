"""A case said back in Vietnamese: what was understood, and what a message changed in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from knowledge.figures import FIELDS
from knowledge.messages import Messages
from knowledge.ratios import grouped

_SHORTEST = Decimal("1e-12")
Case = Mapping[str, Any]
"""A case in the calculator's input shape (design, section 5)."""


def describe_case(case: Case, messages: Messages) -> str:
    """Return a case in two lines, unit and figures; empty when nothing is known of it.

    Counts have dots between thousands (``hộ``), rates a decimal comma (``%``); what is not in the
    case is not mentioned. Needs the section ``case`` of the messages file.
    """
    lines = [messages("case.unit", unit=unit)] if (unit := _unit(case, messages)) else []
    figures = "; ".join(_year_end(entry, messages) for entry in case.get("figures", ()))
    if figures:
        lines.append(messages("case.figures", figures=figures))
    return "\n".join(lines)


def unit_name(case: Case, messages: Messages) -> str:
    """Return the unit of a case, ``"xã Phú Hưng, Bến Tre"``; empty when it has none."""
    place = case.get("place") or {}
    kind, name = place.get("kind") or "", place.get("name") or ""
    if name.lower().startswith(kind):
        kind = ""
    unit = " ".join(filter(None, (kind, name)))
    return ", ".join(filter(None, (unit, place.get("province"))))


def describe_changes(before: Case, after: Case, messages: Messages) -> list[str]:
    """Return one phrase per fact known before that is different or gone now."""
    old, new = _facts(before), _facts(after)
    changes = []
    for key, value in old.items():
        said = {"what": fact_name(key[1], key[0], messages), "before": _value(key[1], value)}
        if key not in new:
            changes.append(messages("case.struck", **said))
        elif new[key] != value:
            changes.append(messages("case.change", **said, after=_value(key[1], new[key])))
    return changes


def describe_additions(before: Case, after: Case, messages: Messages) -> list[str]:
    """Return one phrase per fact that is different or was not known before."""
    old, new = _facts(before), _facts(after)
    return [
        messages(
            "case.supposed",
            what=fact_name(key[1], key[0], messages),
            value=_value(key[1], value),
        )
        for key, value in new.items()
        if old.get(key) != value
    ]


def fact_name(fact: str, year: int | None, messages: Messages) -> str:
    """Return a fact in words: ``"số hộ nghèo cuối năm 2023"``, ``"tỉnh"``."""
    own = fact in ("name", "listed_as")  # the calculator never asks for these
    what = messages(f"case.fact.{fact}") if own else messages(f"check.fact.{fact}")
    return what if year is None else messages("check.working.fact", what=what, year=year)


def _unit(case: Case, messages: Messages) -> str:
    place = case.get("place") or {}
    parts = [unit_name(case, messages)]
    if place.get("listed_as"):
        parts.append(messages("case.listed", listings=", ".join(place["listed_as"])))
    if case.get("submission_year"):
        parts.append(messages("case.submission", year=case["submission_year"]))
    return "; ".join(filter(None, parts))


def _year_end(entry: Mapping[str, Any], messages: Messages) -> str:
    total, poor, rate = (entry.get(fact) for fact in FIELDS)
    known = [name for name, value in zip(("total", "poor"), (total, poor), strict=True)
             if value is not None]  # fmt: skip
    parts = []
    if known:
        key = "both" if len(known) == 2 else known[0]
        parts.append(
            messages(
                f"case.counts.{key}",
                poor="" if poor is None else grouped(int(poor)),
                total="" if total is None else grouped(int(total)),
            )
        )
    if rate is not None:
        parts.append(messages("case.rate", rate=_rate(rate)))
    return messages("case.year_end", year=entry["year"], parts=", ".join(parts))


def _facts(case: Case) -> dict[tuple[int | None, str], Any]:
    """Return every known fact of a case by its year-end (``None``: of the case) and its key."""
    place = case.get("place") or {}
    found: dict[tuple[int | None, str], Any] = {}
    for key in ("province", "kind", "name", "listed_as"):
        if place.get(key):
            found[None, key] = place[key]
    if case.get("submission_year"):
        found[None, "submission_year"] = case["submission_year"]
    for entry in case.get("figures", ()):
        for fact in FIELDS:
            if entry.get(fact) is not None:
                value = entry[fact]
                found[entry["year"], fact] = _rate(value) if fact == "poor_rate" else value
    return found


def _value(fact: str, value: Any) -> str:
    if fact == "poor_rate":
        return f"{_rate(value)}%"
    if fact in FIELDS:
        return f"{grouped(int(value))} hộ"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(value)
    return str(value)


def _rate(value: Any) -> str:
    """Return a rate with a decimal comma, as it was written otherwise."""
    text = str(value).strip().rstrip("%").strip()
    try:
        Decimal(text.replace(",", "."))
    except InvalidOperation:
        return text
    return text.replace(".", ",")
