"""A question made ready for search: abbreviations, shouting, spelling, missing diacritics."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from knowledge.spelling import Speller
from knowledge.syllable_shapes import is_syllable
from knowledge.text import fold, has_diacritics, normalize, syllables

_WORD = re.compile(r"[^\W_]+")
_SHOUTING_SHARE = 0.7
_MIXED_SHARE = 0.25
_LONGEST_QUERY = 2_000
"""Characters of a question that are searched; what follows adds cost, not meaning."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question in the forms the engines want.

    Attributes:
        typed: the question in NFC, as the reader wrote it.
        text: abbreviations spelt out, shouting lowered, keystrokes and slips undone, diacritics
            restored when they were missing; for searching only, never shown as what the reader
            said.
        restored: whether diacritics were restored.
    """

    typed: str
    text: str
    restored: bool


def prepare(
    question: str,
    abbreviations: Mapping[str, str],
    known: Callable[[str], bool],
    speller: Speller | None,
    restore_below: float,
) -> Query:
    """Return ``question`` ready for search.

    Args:
        question: as it arrived.
        abbreviations: folded short form to full words, ``{"hn": "hộ nghèo"}``.
        known: whether the index holds a folded word; a short form the corpus itself uses stays.
        speller: the index's own, or ``None`` to leave the words alone.
        restore_below: restore diacritics when fewer than this share (0..1) of the words that can be
            Vietnamese carry a mark.
    """
    typed = normalize(question)[:_LONGEST_QUERY]

    def spelt_out(match: re.Match[str]) -> str:
        full = abbreviations.get(match.group().lower())
        return match.group() if full is None or known(fold(match.group())) else full

    text = _WORD.sub(spelt_out, typed.lower() if _is_shouting(typed) else typed)
    if speller is None:
        return Query(typed, text, restored=False)
    words = [word for word in syllables(text) if is_syllable(word)]
    marked = sum(map(has_diacritics, words))
    restored = marked < restore_below * len(words)
    return Query(typed, speller.mend(text, restore=restored), restored=restored)


def _is_shouting(text: str) -> bool:
    """Tell whether capitals mean nothing: nearly all letters have them, or many inside words."""
    letters = [c for c in text if c.isalpha()]
    if len(letters) > 3 and sum(c.isupper() for c in letters) > _SHOUTING_SHARE * len(letters):
        return True
    words = [word for word in syllables(text) if len(word) > 1 and word.isalpha()]
    mixed = sum(any(a.islower() and b.isupper() for a, b in pairwise(word)) for word in words)
    return mixed >= _MIXED_SHARE * len(words) > 0
