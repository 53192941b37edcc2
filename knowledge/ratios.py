"""Exact ratios of integers: compared without division, written as decimals.

:class:`fractions.Fraction` reduces at every step, which a stream of cases pays for; here a ratio
is never reduced.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import count

from msgspec import Struct

_EXACT_PLACES = 12
_EXACT_SCALE = 10**_EXACT_PLACES
_ROUNDED_PLACES = 4


class Ratio(Struct, frozen=True, gc=False):
    """A rational number, not necessarily in lowest terms; the denominator is positive.

    Compare with :func:`compare`, never with ``==``, which compares the pairs.
    """

    numerator: int
    denominator: int


def ratio(value: Decimal | int) -> Ratio:
    """Return a finite decimal as a ratio, exactly."""
    return Ratio(*value.as_integer_ratio())


def compare(one: Ratio, other: Ratio) -> int:
    """Return a number with the sign of ``one - other``."""
    return one.numerator * other.denominator - other.numerator * one.denominator


def minus(one: Ratio, other: Ratio) -> Ratio:
    """Return ``one - other``."""
    return Ratio(compare(one, other), one.denominator * other.denominator)


def exact_decimal(value: Ratio) -> str | None:
    """Return ``value`` as a decimal with a point when at most 12 decimals write it exactly."""
    scaled, rest = divmod(value.numerator * _EXACT_SCALE, value.denominator)
    return None if rest else _trimmed(scaled, _EXACT_PLACES)


def rounded_decimal(value: Ratio, limit: Ratio) -> str:
    """Return ``value`` rounded to 4 decimals, or more where 4 would reach or cross ``limit``.

    19.99996 against 20 gives ``"19.99996"``, not ``"20"``. ``value`` must differ from ``limit``.
    """
    side, denominator = compare(value, limit), 2 * value.denominator
    for places in count(_ROUNDED_PLACES):
        power: int = 10**places
        scaled = (2 * value.numerator * power + value.denominator) // denominator
        if side * (scaled * limit.denominator - limit.numerator * power) > 0:
            return _trimmed(scaled, places)
    raise AssertionError  # count() does not end


def shown_decimal(value: Ratio, limit: Ratio) -> tuple[str, bool]:
    """Return ``value`` as a decimal with a point, and whether that is exact."""
    exact = exact_decimal(value)
    return (rounded_decimal(value, limit), False) if exact is None else (exact, True)


def ceiling_decimal(value: Ratio) -> str:
    """Return ``value``, exact or rounded up to 4 decimals: enough, never less than needed."""
    exact = exact_decimal(value)
    if exact is not None:
        return exact
    scaled = -(-value.numerator * 10**_ROUNDED_PLACES // value.denominator)
    return _trimmed(scaled, _ROUNDED_PLACES)


def in_vietnamese(decimal: str) -> str:
    """Return a decimal with a point in Vietnamese notation: ``"18.75"`` gives ``"18,75"``."""
    return decimal.replace(".", ",")


def _trimmed(scaled: int, places: int) -> str:
    """Return ``scaled / 10 ** places`` without trailing zeros."""
    if scaled < 0:
        return "-" + _trimmed(-scaled, places)
    digits = str(scaled).zfill(places + 1)
    fraction = digits[-places:].rstrip("0")
    return f"{digits[:-places]}.{fraction}" if fraction else digits[:-places]
