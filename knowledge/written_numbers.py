"""Counts and rates as a case may write them: JSON numbers, or text in Vietnamese notation."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

from knowledge.text import squeeze

MAX_TEXT = 200
"""Characters of a name or of a number written as text."""

MAX_DIGITS = 40
"""Digits of a number; keeps exact arithmetic cheap whatever is sent."""

TOO_LARGE = 10**MAX_DIGITS
"""First count that is refused."""

_PLAIN_COUNT = re.compile(r"[0-9]+|[0-9]{1,3}(?:[. ][0-9]{3})+")
_NEGATIVE = re.compile(r"[-−]\s*[0-9]")
_RATE = re.compile(r"([+-]?[0-9]+(?:[.,][0-9]+)?)\s*%?")


def is_blank(value: Any) -> bool:
    """Tell whether a value says nothing: absent, or text without characters."""
    return value is None or (isinstance(value, str) and not value.strip())


def whole_number(value: Any) -> int | None:
    """Return a JSON number or text as an integer, ``None`` when it is not plainly one."""
    if type(value) is int:
        return value
    if isinstance(value, Decimal):
        return _whole_decimal(value)
    if isinstance(value, str) and len(value) <= MAX_TEXT:
        text = squeeze(value)
        if _PLAIN_COUNT.fullmatch(text):
            return int(text.replace(".", "").replace(" ", ""))
    return None


def _whole_decimal(value: Decimal) -> int | None:
    # 2000.0 comes from spreadsheets; 2.000 would be read as 2 where 2000 was meant, so refused.
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int) or not -1 <= exponent <= MAX_DIGITS:
        return None
    if len(digits) > MAX_DIGITS or (exponent == -1 and digits[-1] != 0):
        return None
    return int(value)


def count_fault(value: Any, number: int | None) -> str:
    """Return the code of the refusal of a count; ``number`` is what it was read as, if anything."""
    if number is not None:
        return "negative_count" if number < 0 else "count_too_large"
    if isinstance(value, Decimal) or (isinstance(value, str) and _NEGATIVE.match(value.strip())):
        return "negative_count" if str(value).strip()[0] in "-−" else "fractional_count"
    if isinstance(value, str) and _RATE.fullmatch(value.strip()):
        return "fractional_count"
    return "bad_count"


def rate_number(value: Any) -> Decimal | None:
    """Return a JSON number or text as a rate in %, ``None`` when it is not plainly one."""
    if isinstance(value, str):
        return _written_rate(value) if len(value) <= MAX_TEXT else None
    if type(value) is int:
        return Decimal(value) if abs(value) <= 1000 else Decimal(1000)
    if isinstance(value, Decimal):
        # Beyond these exponents a number is 0 or far over 100; exact work on it would hang.
        exponent = value.as_tuple().exponent
        if isinstance(exponent, int) and -MAX_DIGITS <= exponent <= MAX_DIGITS:
            return value
    return None


@lru_cache(maxsize=4096)  # two decimals up to 40 %
def _written_rate(text: str) -> Decimal | None:
    match = _RATE.fullmatch(text) or _RATE.fullmatch(squeeze(text).replace("−", "-"))
    if match and len(match[1]) <= MAX_DIGITS:
        return Decimal(match[1].replace(",", "."))
    return None
