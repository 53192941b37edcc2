"""Exact ratios of integers: compared without division, written as decimals.

:class:`fractions.Fraction` reduces at every step, which a stream of cases pays for; here a ratio
is never reduced.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from typing import NamedTuple

_EXACT_PLACES = 12
_EXACT_SCALE = 10**_EXACT_PLACES
_ROUNDED_PLACES = 4


class Ratio(NamedTuple):
    """A rational number, not necessarily in lowest terms; the denominator is positive.

    Compare with :func:`compare`, never with ``==`` or ``<``, which compare the pairs.
    """

    numerator: int
    denominator: int


def ratio(value: Decimal | int) -> Ratio:
    """Return a finite decimal as a ratio, exactly."""
    return Ratio(*value.as_integer_ratio())


def compare(one: Ratio, other: Ratio) -> int:
    """Return a number with the sign of ``one - other``."""
    return one[0] * other[1] - other[0] * one[1]


def minus(one: Ratio, other: Ratio) -> Ratio:
    """Return ``one - other``."""
    return Ratio(one[0] * other[1] - other[0] * one[1], one[1] * other[1])


def exact_decimal(value: Ratio) -> str | None:
    """Return ``value`` as a decimal with a point when at most 12 decimals write it exactly."""
    numerator, denominator = value
    whole, rest = divmod(numerator, denominator)
    if not rest:
        return str(whole)
    scaled, rest = divmod(numerator * _EXACT_SCALE, denominator)
    return None if rest else _trimmed(scaled, _EXACT_PLACES)


def rounded_decimal(value: Ratio, limit: Ratio) -> str:
    """Return ``value`` rounded to 4 decimals, or more where 4 would reach or cross ``limit``.

    19.99996 against 20 gives ``"19.99996"``, not ``"20"``. ``value`` must differ from ``limit``.
    """
    numerator, denominator = value
    above = compare(value, limit) > 0
    for places in count(_ROUNDED_PLACES):
        power: int = 10**places
        scaled = (2 * numerator * power + denominator) // (2 * denominator)
        distance = scaled * limit[1] - limit[0] * power
        if distance and (distance > 0) == above:
            return _trimmed(scaled, places)
    raise AssertionError  # count() does not end


def shown_decimal(value: Ratio, limit: Ratio) -> tuple[str, bool]:
    """Return ``value`` as a decimal with a point, and whether that is exact."""
    exact = exact_decimal(value)
    if exact is not None:
        return exact, True
    return rounded_decimal(value, limit), False


def ceiling_decimal(value: Ratio) -> str:
    """Return ``value``, exact or rounded up to 4 decimals: enough, never less than needed."""
    exact = exact_decimal(value)
    if exact is not None:
        return exact
    return _trimmed(-(-value[0] * 10**_ROUNDED_PLACES // value[1]), _ROUNDED_PLACES)


def in_vietnamese(decimal: str) -> str:
    """Return a decimal with a point in Vietnamese notation: ``"18.75"`` gives ``"18,75"``."""
    return decimal.replace(".", ",")


def _write(scaled: int, places: int) -> str:
    """Return ``scaled / 10 ** places`` with exactly that many decimals, at least one."""
    if scaled < 0:
        return "-" + _write(-scaled, places)
    digits = str(scaled)
    if len(digits) <= places:
        digits = digits.zfill(places + 1)
    return f"{digits[:-places]}.{digits[-places:]}"


def _trimmed(scaled: int, places: int) -> str:
    return _write(scaled, places).rstrip("0").rstrip(".")
