"""Texts as numbers of their syllables, from which every part of the word index is counted."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from knowledge.text import fold, syllables, unify
from knowledge.word_list import Numbers, WordList

Ids = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Wording:
    """The syllables of some texts, in lower case, each text after the one before.

    Attributes:
        words: every syllable that occurs.
        flat: numbers in ``words`` of the syllables of all texts, shape ``(syllables,)``.
        ends: where each text ends in ``flat``, shape ``(texts,)``.
    """

    words: WordList
    flat: Ids
    ends: Numbers

    @classmethod
    def read(cls, texts: Iterable[str]) -> Wording:
        """Take ``texts`` apart; they are read once."""
        seen: dict[str, int] = _Numbering()
        flat, ends = array("i"), array("q")
        for text in texts:
            flat.extend(map(seen.__getitem__, syllables(unify(text))))
            ends.append(len(flat))
        return _numbered(list(seen), np.asarray(flat), np.asarray(ends))

    def folded(self) -> Wording:
        """Return the same texts without diacritics."""
        bare = [word.decode() if word.isascii() else fold(word.decode()) for word in self.words]
        seen = _Numbering()
        first = np.fromiter(map(seen.__getitem__, bare), dtype=np.int32, count=len(bare))
        return _numbered(list(seen), first[self.flat], self.ends)

    def renumbered(self, words: WordList, numbers: Numbers) -> Wording:
        """Return the same with the numbers of a list that holds these words and more."""
        return replace(self, words=words, flat=numbers.astype(np.int32)[self.flat])

    @property
    def sizes(self) -> Numbers:
        """Syllables of each text, shape ``(texts,)``."""
        return np.diff(self.ends, prepend=0)

    def blocks(self, texts: int, syllable_count: int) -> Iterator[tuple[int, Wording]]:
        """Yield some texts at a time, and the number of the first of them.

        Args:
            texts: at most so many.
            syllable_count: so many syllables together, or the one text that holds more.
        """
        first = 0
        while first < len(self.ends):
            start = int(self.ends[first - 1]) if first else 0
            last = int(np.searchsorted(self.ends, start + syllable_count, side="right"))
            last = min(max(last, first + 1), first + texts)
            ends = self.ends[first:last]
            yield first, Wording(self.words, self.flat[start : ends[-1]], ends - start)
            first = last

    def neighbours(self) -> tuple[Ids, Ids, Ids]:
        """Return the pairs of neighbours in reading order: left, right, and the text's number."""
        texts = np.repeat(np.arange(len(self.ends), dtype=np.int32), self.sizes)
        within = texts[1:] == texts[:-1]
        return self.flat[:-1][within], self.flat[1:][within], texts[1:][within]


class _Numbering(dict[str, int]):
    """Gives each new word the next number."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


def _numbered(seen: list[str], flat: Ids, ends: Numbers) -> Wording:
    """Return a wording whose numbers, until now in the order of ``seen``, are ranks."""
    order = sorted(range(len(seen)), key=seen.__getitem__)
    ranks = np.empty(len(seen), dtype=np.int32)
    ranks[order] = np.arange(len(seen), dtype=np.int32)
    return Wording(WordList.of([seen[number] for number in order]), ranks[flat], ends)
