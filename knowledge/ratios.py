"""Exact ratios of integers: compared without division, written as decimals.

:class:`fractions.Fraction` reduces at every step, which a stream of cases pays for; here a ratio
is never reduced.
"""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

_ROUNDED_PLACES = 4
_ROUNDED_SCALE = 10**_ROUNDED_PLACES
_EXACT_PLACES = 12
_FURTHER_SCALE = 10 ** (_EXACT_PLACES - _ROUNDED_PLACES)


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


def shown_decimal(value: Ratio, limit: Ratio) -> tuple[str, bool]:
    """Return ``value`` as a decimal with a point, and whether that is exact.

    Exact when at most 12 decimals write it; otherwise rounded to 4 decimals, or more where 4 would
    reach or cross ``limit``: 19.99996 against 20 gives ``"19.99996"``, not ``"20"``.
    """
    denominator = value.denominator
    scaled, rest = divmod(value.numerator * _ROUNDED_SCALE, denominator)
    if not rest:
        return _trimmed(scaled, _ROUNDED_PLACES), True
    more, beyond = divmod(rest * _FURTHER_SCALE, denominator)
    if not beyond:
        return _trimmed(scaled * _FURTHER_SCALE + more, _EXACT_PLACES), True
    side, places, power = compare(value, limit), _ROUNDED_PLACES, _ROUNDED_SCALE
    while True:
        rounded = scaled + (2 * rest >= denominator)
        if side * (rounded * limit.denominator - limit.numerator * power) > 0:
            return _trimmed(rounded, places), False
        places, power = places + 1, power * 10
        scaled, rest = divmod(value.numerator * power, denominator)


def ceiling_decimal(value: Ratio) -> str:
    """Return ``value``, exact or rounded up to 4 decimals: enough, never less than needed."""
    return _bounded_decimal(value, 1)


def floor_decimal(value: Ratio) -> str:
    """Return ``value``, exact or rounded down to 4 decimals: allowed, never more than that."""
    return _bounded_decimal(value, 0)


def _bounded_decimal(value: Ratio, step: int) -> str:
    """Return ``value`` exactly where few decimals write it, else rounded down plus ``step``."""
    scaled, rest = divmod(value.numerator * _ROUNDED_SCALE, value.denominator)
    if rest:
        more, beyond = divmod(rest * _FURTHER_SCALE, value.denominator)
        if not beyond:
            return _trimmed(scaled * _FURTHER_SCALE + more, _EXACT_PLACES)
        scaled += step
    return _trimmed(scaled, _ROUNDED_PLACES)


def grouped(count: int) -> str:
    """Return a count in Vietnamese notation, dots between thousands: 17060 gives ``"17.060"``."""
    return f"{count:,}".replace(",", ".")


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
