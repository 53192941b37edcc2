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

from knowledge.postings import CompactBM25, Ids
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


def _index(rows: list[Ids], vocabulary: dict[str, int]) -> TokenIndex:
    vocabulary.setdefault("", len(vocabulary))
    bm25 = CompactBM25(k1=BM25_K1, b=BM25_B, method="lucene")
    bm25.index((rows, vocabulary), create_empty_token=False, show_progress=False)
    return TokenIndex(bm25)


def _folded(vocabulary: Iterable[str]) -> tuple[dict[str, int], Ids]:
    """Return the vocabulary without diacritics, and the number there of every token here."""
    bare: dict[str, str] = {}  # a language has few syllables: each is folded once
    folded: dict[str, int] = {}
    numbers = array("i")
    for token in vocabulary:
        words = token.split(" ")
        for word in words:
            if word not in bare:
                bare[word] = fold(word)
        numbers.append(folded.setdefault(" ".join([bare[word] for word in words]), len(folded)))
    return folded, np.frombuffer(numbers, dtype=np.int32)


def _rows(flat: Ids, ends: Sequence[int]) -> list[Ids]:
    return [flat[start:end] for start, end in pairwise([0, *ends])]


@dataclass(frozen=True, slots=True)
class LexicalIndex:
    """The two token indexes of a corpus: text as written, and text without diacritics."""

    accented: TokenIndex
    folded: TokenIndex

    @classmethod
    def build(cls, texts: Iterable[str]) -> LexicalIndex:
        """Index ``texts``, read once; their order gives the passages' numbers."""
        vocabulary: dict[str, int] = {}
        ids, ends = array("i"), array("q")
        for text in texts:
            ids.extend([vocabulary.setdefault(t, len(vocabulary)) for t in tokens(text)])
            ends.append(len(ids))
        flat = np.frombuffer(ids, dtype=np.int32) if ids else np.empty(0, dtype=np.int32)
        folded, numbers = _folded(vocabulary)
        accented = _index(_rows(flat, ends), vocabulary)
        return cls(accented, _index(_rows(numbers[flat], ends), folded))

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
