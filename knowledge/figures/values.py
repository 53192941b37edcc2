"""A number with what its surroundings say about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from knowledge.figures.ambiguity import AmbiguityCode
from knowledge.figures.numerals import Number

Unit = Literal["", "rate", "count", "points"]
"""What a number measures: ``%`` of the households, ``hộ``, ``điểm phần trăm``, or unknown."""


@dataclass(frozen=True, slots=True)
class Value:
    """A number with what its surroundings say about it.

    Attributes:
        number: the number.
        unit: its unit; empty when nothing beside the number says.
        role: what it counts, one of :data:`knowledge.figures.cues.ROLES`, or empty.
        change: -1 for a fall by that much, 1 for a rise, 0 for a level.
        doubt: why it cannot be used as it stands.
        forecast: it is an estimate, a plan or a target.
        aside: it stands in parentheses.
        after_to: it follows "còn", "xuống", "lên" or an arrow.
        after_from: it follows "từ".
        owns_next: the cue word after it belongs to it, not to the number that follows.
        years: the year-ends it was attached to, empty when they are unclear; ``None`` before.
    """

    number: Number
    unit: Unit = ""
    role: str = ""
    change: int = 0
    doubt: AmbiguityCode | None = None
    forecast: bool = False
    aside: bool = False
    after_to: bool = False
    after_from: bool = False
    owns_next: bool = False
    years: tuple[int, ...] | None = None

    @property
    def sort(self) -> tuple[str, str, int]:
        """What makes two numbers comparable: a listing holds numbers of one sort."""
        role = self.role if self.role in ("total", "near", "subset", "mixed") else ""
        return self.unit, role, self.change


Values = dict[int, Value]
"""The numbers of a text by the index of their token, in order."""
