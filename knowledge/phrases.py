"""Phrases of a closed list found in what people type, with diacritics or without."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from knowledge.text import fold, has_diacritics, normalize, unify

_WORD = re.compile(r"[^\W_]+|(?<!\d)(?<!\d )%")
_SPELT = {"%": ("phần", "trăm")}


class Word(NamedTuple):
    """A word as typed, in lower case and one placement of tones, and where it stands."""

    text: str
    start: int
    end: int


class Found(NamedTuple):
    """A phrase found: as the list has it, its first word, the word after its last."""

    phrase: str
    first: int
    last: int


def words_of(text: str) -> list[Word]:
    """Return the words of ``text``; offsets are those of the normalised text.

    A "%" that follows no figure counts as the words "phần trăm".
    """
    return [
        Word(part, match.start(), match.end())
        for match in _WORD.finditer(normalize(text))
        for part in _SPELT.get(match.group(), (unify(match.group()),))
    ]


def is_word(typed: str, syllable: str) -> bool:
    """Tell whether a typed word may be a syllable: the same, or typed without its marks."""
    return typed == syllable or (not has_diacritics(typed) and typed == fold(syllable))


class Phrases:
    """A closed list of phrases, the longest found first.

    Args:
        phrases: the phrases with their diacritics.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        listed = [(phrase, [unify(word.text) for word in words_of(phrase)]) for phrase in phrases]
        listed.sort(key=lambda one: -len(one[1]))
        self._by_first: dict[str, list[tuple[str, list[str]]]] = {}
        for phrase, syllables in listed:
            self._by_first.setdefault(fold(syllables[0]), []).append((phrase, syllables))

    def at(self, words: Sequence[Word], first: int) -> Found | None:
        """Return the longest phrase that begins at a word."""
        for phrase, syllables in self._by_first.get(fold(words[first].text), ()):
            last = first + len(syllables)
            typed = words[first:last]
            if len(typed) == len(syllables) and all(
                is_word(word.text, syllable)
                for word, syllable in zip(typed, syllables, strict=True)
            ):
                return Found(phrase, first, last)
        return None

    def all(self, words: Sequence[Word]) -> list[Found]:
        """Return the phrases in a row of words, from the left, none within another."""
        found: list[Found] = []
        first = 0
        while first < len(words):
            here = self.at(words, first)
            if here:
                found.append(here)
            first = here.last if here else first + 1
        return found

    def opening(self, words: Sequence[Word]) -> Found | None:
        """Return the longest phrase the words begin with."""
        return self.at(words, 0) if words else None

    def closing(self, words: Sequence[Word]) -> Found | None:
        """Return the longest phrase the words end with."""
        for first in range(len(words)):
            here = self.at(words, first)
            if here and here.last == len(words):
                return here
        return None

    def hold(self, words: Sequence[Word]) -> bool:
        """Tell whether the words are nothing but phrases of the list."""
        return sum(found.last - found.first for found in self.all(words)) == len(words)


class Vocabulary:
    """A closed list of single words.

    Args:
        words: the words with their diacritics; a phrase counts as its words.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._marked = frozenset(word.text for phrase in words for word in words_of(phrase))
        self._plain = frozenset(map(fold, self._marked))

    def __contains__(self, word: Word) -> bool:
        """Tell whether a typed word may be one of the list."""
        return word.text in (self._marked if has_diacritics(word.text) else self._plain)
