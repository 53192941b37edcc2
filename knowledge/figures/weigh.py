"""Facts weighed against each other: totals told apart, contradictions opened, changes carried."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from knowledge.figures.ambiguity import Ambiguity, AmbiguityCode
from knowledge.figures.facts import Fact
from knowledge.figures.values import Value

Table = dict[int, dict[str, Fact]]
"""Facts by year-end and field; at most one each."""


def weigh_facts(
    facts: Sequence[Fact], changes: Iterable[tuple[int | None, Value]]
) -> tuple[Table, tuple[Ambiguity, ...]]:
    """Return one fact per year-end and field, years in order, and what must be asked.

    Args:
        facts: the facts stated, in the order of the text.
        changes: falls and rises, each with its year where known; a count is worked out from the
            year before.
    """
    table: Table = {}
    clashes: set[tuple[int, str]] = set()
    for fact in facts:
        held = table.setdefault(fact.year, {}).setdefault(fact.name, fact)
        if _amount(held) != _amount(fact):
            clashes.add((fact.year, fact.name))
    asked: list[Ambiguity] = []
    for year, name in sorted(clashes):
        rivals = [fact.raw for fact in facts if (fact.year, fact.name) == (year, name)]
        asked.append(Ambiguity("conflict", year, tuple(dict.fromkeys(rivals))))
        del table[year][name]
    for change in sorted(changes, key=lambda change: change[0] or 0):
        asked.extend(_carry(table, *change))
    return {year: table[year] for year in sorted(table) if table[year]}, tuple(asked)


def _amount(fact: Fact) -> Decimal:
    return Decimal(str(fact.value).replace(",", "."))


def _carry(table: Table, year: int | None, value: Value) -> list[Ambiguity]:
    """Work out "giảm 20 hộ", "giảm 1,2 điểm %" from the year before; else ask about the change."""
    number = value.number
    counted = value.unit == "count"
    name = "poor_households" if counted else "poor_rate"
    stated = table.get(year or 0, {})
    base = table.get((year or 0) - 1, {}).get(name)
    amount = _by_how_much(value)
    if amount is None or not year or not base:
        code: AmbiguityCode = "change_without_base" if counted else "change_percent"
        return [] if stated else [Ambiguity(code, year, (number.raw,))]
    after = _amount(base) + value.change * amount
    if after < 0:
        return [Ambiguity("negative", year, (f"{base.raw} - {number.raw}",))]
    level = stated.get(name)
    if level is None:
        shown: int | str = int(after) if counted else str(after).replace(".", ",")
        raw = f"{base.raw} → {number.raw}"
        table.setdefault(year, {})[name] = Fact(year, name, shown, raw)
    elif _amount(level) != after:
        del table[year][name]
        return [Ambiguity("conflict", year, (level.raw, number.raw))]
    return []


def _by_how_much(value: Value) -> Decimal | None:
    """Return a change in ``hộ`` or ``điểm %``; ``None`` when it is neither for sure.

    "giảm 2%" may be points or a share of the households: it is asked about.
    """
    number = value.number
    if value.doubt or (value.unit == "count" and number.count is None):
        return None
    if value.unit == "count":
        return Decimal(number.count or 0)
    return Decimal(number.rate.replace(",", ".")) if value.unit == "points" else None
