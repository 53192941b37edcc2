"""A question made ready for search: abbreviations, shouting, missing diacritics."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from knowledge.restorer import Restorer
from knowledge.text import fold, has_diacritics, normalize, syllables

_WORD = re.compile(r"[^\W_]+")
_SHOUTING_SHARE = 0.7
_LONGEST_QUERY = 2_000
"""Characters of a question that are searched; what follows adds cost, not meaning."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question in the forms the engines want.

    Attributes:
        typed: the question in NFC, as the reader wrote it.
        text: abbreviations spelt out, shouting lowered, diacritics restored when they were
            missing; for searching only, never shown as what the reader said.
        restored: whether diacritics were restored.
    """

    typed: str
    text: str
    restored: bool


def prepare(
    question: str,
    abbreviations: Mapping[str, str],
    known: Callable[[str], bool],
    restorer: Restorer | None,
    restore_below: float,
) -> Query:
    """Return ``question`` ready for search.

    Args:
        question: as it arrived.
        abbreviations: folded short form to full words, ``{"hn": "hộ nghèo"}``.
        known: whether the index holds a folded word; a short form the corpus itself uses stays.
        restorer: the index's own model, or ``None`` to leave the text alone.
        restore_below: restore when fewer than this share (0..1) of the words carry a mark.
    """
    typed = normalize(question)[:_LONGEST_QUERY]

    def spelt_out(match: re.Match[str]) -> str:
        full = abbreviations.get(match.group().lower())
        return match.group() if full is None or known(fold(match.group())) else full

    text = _WORD.sub(spelt_out, typed.lower() if _is_shouting(typed) else typed)
    words = [word for word in syllables(text) if word.isalpha()]
    marked = sum(map(has_diacritics, words))
    if restorer is None or not words or marked >= restore_below * len(words):
        return Query(typed, text, restored=False)
    return Query(typed, restorer.restore(text), restored=True)


def _is_shouting(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 3 and sum(c.isupper() for c in letters) > _SHOUTING_SHARE * len(letters)
