"""Figures no unit can have: taken out of the table and asked about."""

from __future__ import annotations

from knowledge.figures.ambiguity import Ambiguity
from knowledge.figures.facts import Fact
from knowledge.figures.weigh import Table

_MOST_OF_COMMUNE = 200_000  # hộ; the largest ward of the country has fewer
_MOST_OF_DISTRICT = 500_000  # hộ; the former Bến Tre as a whole had 400,496


def keep_plausible(table: Table, kind: str | None) -> tuple[Table, tuple[Ambiguity, ...]]:
    """Return the table without counts too large for the unit, and the questions about them.

    A rate over 100 % and more poor households than households stay: the calculator refuses them
    with a sentence of its own.

    Args:
        table: facts by year-end and field.
        kind: kind of the unit, ``None`` when the text does not tell.
    """
    most = _MOST_OF_DISTRICT if kind in (None, "huyện") else _MOST_OF_COMMUNE
    kept: Table = {}
    odd: list[Ambiguity] = []
    for year, facts in table.items():
        fit = {name: fact for name, fact in facts.items() if not _exceeds(fact, most)}
        if fit:
            kept[year] = fit
        wrong = dict.fromkeys(f.raw for name, f in facts.items() if name not in fit)
        odd.extend(Ambiguity("implausible", year, (raw,)) for raw in wrong)
    return kept, tuple(odd)


def fits(count: int) -> bool:
    """Tell whether a unit of any kind can have as many households."""
    return count <= _MOST_OF_DISTRICT


def _exceeds(fact: Fact, most: int) -> bool:
    return isinstance(fact.value, int) and fact.value > most
