"""The phrases questions are asked with, as the data file gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from knowledge.text import fold, unify

_PAIR = 2


@dataclass(frozen=True)
class QuestionWords:
    """The phrases of ``question_words.yaml``.

    Attributes:
        kinds: what is asked for, to the phrases that ask for it, in order of precedence.
        forms: how the answer is to be given, to the phrases that ask for it.
        light: words that say little of the subject.
        roles: posts a person holds, without diacritics, longest first.
        synonyms: groups of words that stand for each other.
        fillers: syllables that carry no subject, with their diacritics.
        plain_fillers: the same for text typed without diacritics.
        document_words: syllables of questions about a document itself: its dates, its validity.
        compounds: words of two syllables, with their diacritics.
    """

    kinds: Mapping[str, Sequence[str]]
    forms: Mapping[str, Sequence[str]]
    light: Sequence[str]
    roles: Sequence[str]
    synonyms: Sequence[Sequence[str]]
    fillers: frozenset[str]
    plain_fillers: frozenset[str]
    document_words: frozenset[str]
    compounds: Sequence[str] = ()

    @cached_property
    def pairs(self) -> frozenset[tuple[str, ...]]:
        """Words of two syllables, which stay whole though one of them may be a filler."""
        same = (word for group in self.synonyms for word in group)
        words = (tuple(unify(word).split()) for word in (*self.compounds, *same))
        return frozenset(word for word in words if len(word) == _PAIR)

    @cached_property
    def bare_pairs(self) -> frozenset[tuple[str, ...]]:
        """The same without diacritics."""
        return frozenset(tuple(map(fold, pair)) for pair in self.pairs)


@lru_cache(maxsize=2048)
def spelt(phrase: str, *, sure: bool) -> tuple[str, ...]:
    """Return the syllables of a phrase, without diacritics where those of a question are unsure."""
    return tuple((phrase if sure else fold(phrase)).split())
