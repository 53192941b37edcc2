"""What a text leaves open: to be asked or remarked on, never guessed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

AmbiguityCode = Literal[
    "alternatives", "approximate", "bound", "change_percent", "change_without_base", "conflict",
    "count_unclear", "decimal_count", "forecast", "hardship_list", "implausible", "merged_unit",
    "near_poor_included", "negative", "not_year_end", "province", "several_units",
    "too_long", "unclear_number", "unit_unclear", "year_not_over", "year_unknown",
]  # fmt: skip
"""Each code has its sentence in the section ``figures.open`` of the messages file."""


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """Something a text leaves open; to be asked or remarked on, never guessed.

    Attributes:
        code: what is open, see :data:`AmbiguityCode`.
        year: year-end concerned, where known.
        words: the words or numbers as written.
        blocking: the figure was left out of the case until the person answers; otherwise it is a
            remark (a forecast figure is in the case, and marked).
    """

    code: AmbiguityCode
    year: int | None
    words: tuple[str, ...]
    blocking: bool = True
