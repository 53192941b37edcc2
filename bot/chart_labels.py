"""Labels of the picture: few decimals, yet never contradicting the exact numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import count

from knowledge.cases import Case
from knowledge.messages import Messages
from knowledge.ratios import Ratio, compare, grouped, minus, ratio
from knowledge.rules import Measure

_LEAST_PLACES = 2  # officials write rates with two decimals
_MOST_PLACES = 4


def short_decimal(value: str, limit: str) -> str:
    """Return a decimal in Vietnamese notation with few decimals, not rounded onto the limit.

    Args:
        value: zero or more, with a decimal point, as findings hold it.
        limit: in the same unit; 19.99996 against 20 stays ``"19,99996"``.
    """
    exact, bound = ratio(Decimal(value)), ratio(Decimal(limit))
    side, places = sign(compare(exact, bound)), max(1, len(value.partition(".")[2]))
    if side and places > _MOST_PLACES:
        places = next(p for p in count(_MOST_PLACES) if _side(exact, bound, p) == side)
    return _written(_rounded(exact, places), places)


def _side(value: Ratio, limit: Ratio, places: int) -> int:
    """Return on which side of ``limit`` the rounded ``value`` lies."""
    return sign(_rounded(value, places) * limit.denominator - limit.numerator * 10**places)


class Labels:
    """Writes the levels of one chart.

    Args:
        messages: section ``chart``.
        places: decimals of a rate.
        strict: whether the required level itself does not pass; then so only of rates, since the
            households are counted down to one that passes.
    """

    def __init__(self, messages: Messages, places: int, *, strict: bool) -> None:
        self._messages = messages
        self._places = places
        self.strict = strict

    def of(self, value: Ratio | None, measure: Measure) -> str:
        """Return a level in words, rates rounded half up; nothing for an unknown one."""
        if value is None:
            return ""
        if measure == "relative_reduction":
            return self._messages("chart.households", count=grouped(value.numerator))
        return self._rate(_rounded(value, self._places))

    def at_most(self, value: Ratio, measure: Measure, standing: int | None) -> str:
        """Return a required level in words; it never reads higher than it is.

        Unless the year ended right on it: then both are written alike.
        """
        if value.numerator < 0:
            return self._messages("chart.impossible")
        level = self.of(value, measure)
        if measure == "point_reduction" and standing != 0:
            level = self._rate(_floored(value, self._places))
        below = self.strict and measure == "point_reduction"
        return self._messages("chart.below" if below else "chart.at_most", level=level)

    def _rate(self, scaled: int) -> str:
        return self._messages("chart.rate", rate=_written(scaled, self._places))


def _written(scaled: int, places: int) -> str:
    """Return ``scaled / 10 ** places``, zero or more, in Vietnamese notation."""
    digits = str(scaled).zfill(places + 1)
    whole, decimals = digits[:-places], digits[-places:].rstrip("0")
    return f"{grouped(int(whole))},{decimals}" if decimals else grouped(int(whole))


def _rounded(value: Ratio, places: int) -> int:
    """Return ``value * 10 ** places``, rounded half up."""
    scaled: int = 2 * value.numerator * 10**places + value.denominator
    return scaled // (2 * value.denominator)


def _floored(value: Ratio, places: int) -> int:
    scaled: int = value.numerator * 10**places
    return scaled // value.denominator


def places_needed(
    case: Case,
    measure: Measure,
    levels: Mapping[int, Ratio | None],
    limits: Mapping[int, Ratio],
) -> int:
    """Return how many decimals of a rate tell the same story as the exact rates.

    With them a fall computed from the labels compares with the limit as the exact fall does, and
    so does the label of a year-end with that of its required level.
    """
    if measure == "relative_reduction":
        return 0
    stated = [_decimals(one.poor_rate) for one in case.figures if one.year in levels]
    least = max(_LEAST_PLACES, min(max(stated, default=0), _MOST_PLACES))
    return next(
        places
        for places in count(least)
        if all(10**places % limit.denominator == 0 for limit in limits.values())
        and all(
            sign(exact) == sign(by_label) and (exact == 0 or sign(exact) == sign(to_level))
            for exact, by_label, to_level in _distances(levels, limits, places)
        )
    )


def _decimals(rate: Decimal | None) -> int:
    exponent = None if rate is None else rate.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _distances(
    levels: Mapping[int, Ratio | None], limits: Mapping[int, Ratio], places: int
) -> Iterator[tuple[int, int, int]]:
    """Give, for each decided year, how far its fall lies beyond the limit: exactly, by labels."""
    for year, limit in limits.items():
        start, end = levels[year - 1], levels.get(year)
        if start is None or end is None:
            continue
        level = minus(start, limit)
        before, after = _rounded(start, places), _rounded(end, places)
        by_label = (before - after) * limit.denominator - limit.numerator * 10**places
        yield compare(level, end), by_label, _floored(level, places) - after


def sign(number: int) -> int:
    """Return -1, 0 or 1."""
    return (number > 0) - (number < 0)
