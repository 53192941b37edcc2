"""What a reply, a correction or a supposition changes in a case already begun."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from knowledge.figures.ambiguity import Ambiguity
from knowledge.figures.facts import FIELDS

_OF_PLACE = ("province", "kind", "name", "listed_as")


@dataclass(frozen=True, slots=True)
class Shift:
    """A stored figure moved by an amount ("nếu giảm thêm 5 hộ năm 2024").

    Attributes:
        year: the year-end of the figure.
        fact: one of :data:`knowledge.figures.FIELDS`.
        delta: ``hộ``, or points of % as text with a decimal comma; below zero for a fall.
    """

    year: int
    fact: str
    delta: int | str


@dataclass(frozen=True, slots=True)
class CaseChange:
    """What was said about a case already begun.

    Attributes:
        facts: what is set, in the calculator's input shape, with the keys ``place``,
            ``submission_year`` and ``figures`` only where said; counts are whole numbers, rates
            text with a decimal comma.
        declined: the person does not know what was asked.
        removed: facts struck out as year-end and field; without a field all of that year, without
            a year that fact everywhere, without both all figures.
        shifts: stored figures to be moved.
        ambiguities: what is to be asked; a figure that blocks is not in ``facts``.
    """

    facts: dict[str, Any]
    declined: bool = False
    removed: tuple[tuple[int | None, str | None], ...] = ()
    shifts: tuple[Shift, ...] = ()
    ambiguities: tuple[Ambiguity, ...] = ()

    @property
    def says_nothing(self) -> bool:
        """Whether nothing is set, removed, moved or to be asked."""
        said = self.facts or self.removed or self.shifts or self.ambiguities
        return not said and not self.declined


def facts_of(case: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of a case that was read, without its programme and what is empty."""
    keys = ("place", "submission_year", "figures")
    return {key: case[key] for key in keys if case.get(key)}


def apply_change(case: Mapping[str, Any], change: CaseChange) -> dict[str, Any]:
    """Return a case after a change: removals first, then facts, then shifts.

    Place keys and the figures of a year are merged, figures are in the order of their years. A
    shift of a figure that is not there is left out.

    Args:
        case: the case in the calculator's input shape; it stays as it is.
        change: what was said about it.
    """
    result = dict(case)
    place = dict(case.get("place", {}))
    table = {figure["year"]: dict(figure) for figure in case.get("figures", [])}
    for year, fact in change.removed:
        if fact == "submission_year":
            result.pop(fact, None)
        elif fact in _OF_PLACE:
            place.pop(fact, None)
        else:
            _strike(table, year, fact)
    place |= change.facts.get("place", {})
    for figure in change.facts.get("figures", []):
        table[figure["year"]] = table.get(figure["year"], {}) | figure
    for shift in change.shifts:
        held = table.get(shift.year, {}).get(shift.fact)
        if held is not None:
            table[shift.year][shift.fact] = moved_by(held, shift.delta)
    if "submission_year" in change.facts:
        result["submission_year"] = change.facts["submission_year"]
    told = [table[year] for year in sorted(table) if set(table[year]) & set(FIELDS)]
    return result | {"place": place, "figures": told}


def _strike(table: dict[int, dict[str, Any]], year: int | None, fact: str | None) -> None:
    """Remove figures from a table, see :attr:`CaseChange.removed`."""
    for one in [year] if year is not None else list(table):
        for name in [fact] if fact else FIELDS:
            table.get(one, {}).pop(name, None)


def moved_by(held: int | str, delta: int | str) -> int | str:
    """Return a stored figure moved by an amount of its kind."""
    moved = Decimal(str(held).replace(",", ".")) + Decimal(str(delta).replace(",", "."))
    return int(moved) if isinstance(held, int) else format(moved, "f").replace(".", ",")
