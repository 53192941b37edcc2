"""Whether a count spelt out in a question is the one a sentence gives: "bốn phần", "04 phần"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.claim import Claim
from knowledge.text import normalize

_SPELT = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_COUNT = re.compile(rf"\b({'|'.join(_SPELT)}|\d{{1,2}})\s+([^\W\d_]+)", re.IGNORECASE)
_NO_COUNT = frozenset({"nay", "sau", "trước", "nào", "qua", "tới", "và", "đến", "là"})
"""What follows "năm" where it is a year."""


def counts_differ(claim: Claim) -> bool:
    """Tell whether a sentence counts what a question counts in words, but never to that number."""
    said: dict[str, set[int]] = {}
    for count, what in _counts(claim.sentence.text):
        said.setdefault(what, set()).add(count)
    return any(
        what in said and count not in said[what]
        for count, what in _counts(claim.put, spelt_only=True)
    )


def _counts(text: str, *, spelt_only: bool = False) -> Iterator[tuple[int, str]]:
    for match in _COUNT.finditer(normalize(text)):
        number, what = match[1].lower(), match[2].lower()
        if what in _NO_COUNT or (spelt_only and number.isdigit()):
            continue
        yield int(number) if number.isdigit() else _SPELT.index(number) + 1, what
