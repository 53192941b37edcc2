"""Words of the index: BM25 over syllables and adjacent pairs, with and without diacritics.

Tokens and weights follow the measurements the project keeps on retrieval: syllables plus bigrams
beat word segmenters, and a second index of folded text survives what the restorer gets wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from knowledge.merging import BM25_B, BM25_K1, Postings, Progress, write_postings
from knowledge.renumbering import Renumbering
from knowledge.text import fold, syllables, unify
from knowledge.vocabulary import Vocabulary
from knowledge.word_list import Numbers
from knowledge.wording import Wording

if TYPE_CHECKING:
    from bm25s import BM25

Scores = npt.NDArray[np.float32]

_SIZES = "sizes.npy"
_FORMS = ("accented", "folded")


def tokens(text: str) -> list[str]:
    """Return the syllables of ``text`` in lower case, then each pair of neighbours."""
    return _with_pairs(syllables(unify(text)))


def _with_pairs(words: list[str]) -> list[str]:
    return words + [f"{left} {right}" for left, right in pairwise(words)]


def folded_tokens(text: str) -> list[str]:
    """Return :func:`tokens` of ``text`` without diacritics."""
    return _with_pairs(list(map(fold, syllables(unify(text)))))


class TokenIndex:
    """One BM25 index over one form of the tokens, memory-mapped.

    Args:
        folder: where :func:`knowledge.merging.write_postings` wrote it.
        size: number of passages.
    """

    def __init__(self, folder: Path, size: int) -> None:
        self._vocabulary = Vocabulary.load(folder)
        self._bm25 = _served(folder, size)
        self._pointers = self._bm25.scores["indptr"]
        self.size = size

    def scores(self, query_tokens: Sequence[str]) -> Scores:
        """Return the BM25 score of every passage, shape ``(size,)``."""
        ids = [i for i in map(self._vocabulary.number, query_tokens) if i is not None]
        if not ids:
            return np.zeros(self.size, dtype=np.float32)
        return np.asarray(self._bm25.get_scores_from_ids(ids), dtype=np.float32)

    def idf(self, token: str) -> float:
        """Return the inverse document frequency of a token; unseen tokens weigh most."""
        position = self._vocabulary.number(token)
        count = 0
        if position is not None:
            count = int(self._pointers[position + 1] - self._pointers[position])
        return float(np.log(1 + (self.size - count + 0.5) / (count + 0.5)))

    def knows(self, token: str) -> bool:
        """Tell whether any passage holds ``token``."""
        return self._vocabulary.number(token) is not None


def _served(folder: Path, size: int) -> BM25:
    import bm25s  # late: an ingest that finds nothing new asks no question

    served = bm25s.BM25(k1=BM25_K1, b=BM25_B, method="lucene")
    served.nonoccurrence_array = None  # this variant has none; look-ups ask for it
    served.load_scores(folder, mmap=True, num_docs=size)
    return served


@dataclass(frozen=True, slots=True)
class LexicalIndex:
    """The two token indexes of a corpus: text as written, and text without diacritics."""

    accented: TokenIndex
    folded: TokenIndex

    @classmethod
    def build(cls, texts: Iterable[str]) -> LexicalIndex:
        """Index ``texts``; their order gives the passages' numbers. The files have no name."""
        wording = Wording.read(texts)
        change = Renumbering.between((), [b""] * len(wording.ends))
        with TemporaryDirectory() as folder:
            write_lexical(Path(folder), None, wording, change)
            return cls.load(Path(folder))

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Open what :func:`write_lexical` wrote."""
        size = len(_sizes(folder))
        accented, folded = (TokenIndex(folder / form, size) for form in _FORMS)
        return cls(accented, folded)

    @property
    def size(self) -> int:
        """Number of passages."""
        return self.accented.size


def write_lexical(
    folder: Path,
    base: Path | None,
    wording: Wording,
    change: Renumbering,
    progress: Progress = lambda _share: None,
) -> None:
    """Write the word index that follows from another; all of it when there is no other.

    Args:
        folder: of the new index; made when absent.
        base: folder of the index that ``change`` renumbers; ``None`` when it held nothing.
        wording: the passages that are new, in order.
        change: what becomes of the passages.
        progress: told after each step which share of the work it was.

    Raises:
        IndexUnavailableError: the corpus is too large for an index.
        OSError: the disk is full.
    """
    sizes = np.empty(change.size, dtype=np.int64)
    sizes[change.new] = wording.sizes
    if base is not None:
        stays = change.numbers >= 0
        sizes[change.numbers[stays]] = _sizes(base)[stays]
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / _SIZES, sizes)
    for form in _FORMS:
        earlier = Postings.load(base / form) if base is not None else Postings.none()
        inner = folder / form
        inner.mkdir()
        words = wording if form == "accented" else wording.folded()
        write_postings(inner, earlier, words, change, sizes, lambda share: progress(share / 2))


def _sizes(folder: Path) -> Numbers:
    """Return the syllables of each passage."""
    sizes: Numbers = np.load(folder / _SIZES, allow_pickle=False)
    return sizes
