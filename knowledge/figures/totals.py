"""An unqualified count of households ("2000 hộ"): all of them, or the poor ones?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from knowledge.figures.ambiguity import Ambiguity
from knowledge.figures.facts import Fact

_FEWEST_HOUSEHOLDS = 100  # fewer are never taken for all the households of a commune
_MANY = 500  # from here on a count may be that of a commune's households
_MOST_HOUSEHOLDS = 20_000  # a commune of the former provinces had fewer
_FAR_MORE = 5  # times the poor households, from which an unqualified count is the total
_MORE = 3  # the same beside the poor households of that very year


def settle_totals(
    facts: Sequence[Fact], fewer: Mapping[int, int]
) -> tuple[list[Fact], list[Ambiguity]]:
    """Tell totals among unqualified counts; what may be either is left out and asked about.

    Args:
        facts: the facts stated.
        fewer: by year-end, the largest number of near-poor households, which the total exceeds.
    """
    settled: list[Fact] = []
    asked: list[Ambiguity] = []
    for fact in facts:
        if _is_total(fact, facts, fewer):
            settled.append(replace(fact, name="households"))
        elif _is_unclear(fact):
            asked.append(Ambiguity("count_unclear", fact.year, (fact.raw,)))
        else:
            settled.append(fact)
    return [_like_a_total(fact, settled) for fact in settled], asked


def _like_a_total(fact: Fact, settled: Sequence[Fact]) -> Fact:
    """Return an unqualified count as a total when it is about that of another year."""
    if not fact.soft or fact.level or fact.name != "poor_households":
        return fact
    count = int(fact.value)
    totals = [int(other.value) for other in settled if other.name == "households"]
    told = {other.name for other in settled if other.year == fact.year}
    near = any(2 * count < 3 * total and 2 * total < 3 * count for total in totals)
    return replace(fact, name="households") if near and "households" not in told else fact


def _is_total(fact: Fact, facts: Sequence[Fact], fewer: Mapping[int, int]) -> bool:
    """Tell "2000 hộ" beside far fewer poor households, or a rate it cannot be the poor of."""
    if not fact.soft or fact.level or not isinstance(fact.value, int):
        return False
    count = fact.value
    poor = [
        (other, other.value)
        for other in facts
        if other.name == "poor_households" and other is not fact and isinstance(other.value, int)
    ]
    many = count >= _FEWEST_HOUSEHOLDS
    told = [n for other, n in poor if other.year == fact.year and not other.soft and (n or many)]
    if told and many and count > _MORE * max(told):
        return True
    if poor and many and count > _FAR_MORE * max(n for _, n in poor):
        return True
    if not fact.vague or count < _MANY:
        return False
    rates = [o.value for o in facts if o.year == fact.year and o.name == "poor_rate"]
    shares = [Decimal(str(rate).replace(",", ".")) for rate in rates]
    if any(share and 100 * count / share > _MOST_HOUSEHOLDS for share in shares):
        return True
    return count > _MORE * fewer.get(fact.year, count)


def _is_unclear(fact: Fact) -> bool:
    """Tell a large count before any word of poverty: "xã tôi năm 2021 có 2000 hộ"."""
    return fact.vague and not fact.level and isinstance(fact.value, int) and fact.value >= _MANY
