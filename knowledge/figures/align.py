"""Every number attached to a year-end: lists first, then changes, then clause by clause."""

from __future__ import annotations

from knowledge.figures.clauses import align_clauses
from knowledge.figures.lists import align_lists
from knowledge.figures.pairs import align_pairs
from knowledge.figures.tokens import Wording
from knowledge.figures.values import Values


def align(wording: Wording, values: Values) -> Values:
    """Return the numbers of a text with their year-ends, empty where the text does not tell."""
    for step in (align_lists, align_pairs, align_clauses):
        values = step(wording, values)
    return values
