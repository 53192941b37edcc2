"""Words of the index: BM25 over syllables and adjacent pairs, with and without diacritics.

Tokens and weights follow the measurements the project keeps on retrieval: syllables plus bigrams
beat word segmenters, and a second index of folded text survives what the restorer gets wrong.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import bm25s
import numpy as np
import numpy.typing as npt

from knowledge.text import fold, syllables, unify

Scores = npt.NDArray[np.float32]

BM25_K1 = 1.2
BM25_B = 0.75


def tokens(text: str) -> list[str]:
    """Return the syllables of ``text`` in lower case, then each pair of neighbours."""
    return _with_pairs(syllables(unify(text)))


def _with_pairs(words: list[str]) -> list[str]:
    return words + [f"{left} {right}" for left, right in pairwise(words)]


def folded_tokens(text: str) -> list[str]:
    """Return :func:`tokens` of ``text`` without diacritics."""
    return _with_pairs(list(map(fold, syllables(unify(text)))))


class TokenIndex:
    """One BM25 index over one form of the tokens."""

    def __init__(self, bm25: bm25s.BM25) -> None:
        self._bm25 = bm25
        self._vocabulary: dict[str, int] = bm25.vocab_dict
        self._pointers = bm25.scores["indptr"]
        self.size = int(bm25.scores["num_docs"])

    @classmethod
    def load(cls, folder: Path) -> TokenIndex:
        """Open an index written by :meth:`save`, memory-mapped."""
        return cls(bm25s.BM25.load(folder, mmap=True, load_vocab=True))

    def save(self, folder: Path) -> None:
        """Write the index into ``folder``."""
        self._bm25.save(folder, show_progress=False)

    def scores(self, query_tokens: Sequence[str]) -> Scores:
        """Return the BM25 score of every passage, shape ``(size,)``."""
        ids = [i for i in map(self._vocabulary.get, query_tokens) if i is not None]
        if not ids:
            return np.zeros(self.size, dtype=np.float32)
        return np.asarray(self._bm25.get_scores_from_ids(ids), dtype=np.float32)

    def idf(self, token: str) -> float:
        """Return the inverse document frequency of a token; unseen tokens weigh most."""
        position = self._vocabulary.get(token)
        count = 0
        if position is not None:
            count = int(self._pointers[position + 1] - self._pointers[position])
        return float(np.log(1 + (self.size - count + 0.5) / (count + 0.5)))

    def knows(self, token: str) -> bool:
        """Tell whether any passage holds ``token``."""
        return token in self._vocabulary


class _Numbering:
    """Tokens turned into numbers as they come, passage by passage."""

    def __init__(self) -> None:
        self._vocabulary: dict[str, int] = {}
        self._rows: list[array[int]] = []  # a list would take three times the room

    def add(self, row: list[str]) -> None:
        """Take in the tokens of the next passage."""
        known = self._vocabulary
        self._rows.append(array("i", [known.setdefault(token, len(known)) for token in row]))

    def index(self) -> TokenIndex:
        """Return the BM25 index over all passages taken in."""
        self._vocabulary.setdefault("", len(self._vocabulary))
        bm25 = bm25s.BM25(k1=BM25_K1, b=BM25_B, method="lucene")
        bm25.index((self._rows, self._vocabulary), create_empty_token=False, show_progress=False)
        return TokenIndex(bm25)


@dataclass(frozen=True, slots=True)
class LexicalIndex:
    """The two token indexes of a corpus: text as written, and text without diacritics."""

    accented: TokenIndex
    folded: TokenIndex

    @classmethod
    def build(cls, texts: Iterable[str]) -> LexicalIndex:
        """Index ``texts``, read once; their order gives the passages' numbers."""
        folded: dict[str, str] = {}  # a language has few syllables: each is folded once
        accented_ids, folded_ids = _Numbering(), _Numbering()
        for text in texts:
            words = syllables(unify(text))
            accented_ids.add(_with_pairs(words))
            for word in words:
                if word not in folded:
                    folded[word] = fold(word)
            folded_ids.add(_with_pairs([folded[word] for word in words]))
        return cls(accented_ids.index(), folded_ids.index())

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Open what :meth:`save` wrote."""
        return cls(TokenIndex.load(folder / "accented"), TokenIndex.load(folder / "folded"))

    def save(self, folder: Path) -> None:
        """Write both indexes below ``folder``."""
        self.accented.save(folder / "accented")
        self.folded.save(folder / "folded")

    @property
    def size(self) -> int:
        """Number of passages."""
        return self.accented.size
