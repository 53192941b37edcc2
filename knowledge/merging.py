"""The postings of an earlier index and those of new passages, merged into the next index.

Nothing that stays is counted again. The files are the same as those of a first build of the same
passages, because numbers of tokens and passages and the weights follow from the content alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.array_file import ArrayFile, mapped
from knowledge.postings import Keys, Packing, count_postings, pairs_of
from knowledge.renumbering import Renumbering
from knowledge.vocabulary import Vocabulary
from knowledge.word_list import Numbers, WordList
from knowledge.wording import Ids, Wording

BM25_K1 = 1.2
BM25_B = 0.75

DATA, INDICES, INDPTR = "data.csc.index.npy", "indices.csc.index.npy", "indptr.csc.index.npy"
"""Names that bm25s gives the files of weights, passages and the first posting of each token."""
COUNTS = "counts.npy"

_AT_ONCE = 250_000
"""Postings merged at a time."""

Progress = Callable[[float], object]
"""Told after each step which share of all postings it wrote."""


@dataclass(frozen=True, slots=True)
class Postings:
    """What an index on disk says of its passages, memory-mapped.

    Attributes:
        vocabulary: the tokens.
        pointers: first posting of each token and the end of the last, shape ``(tokens + 1,)``.
        passages: passage of each posting, ascending for each token, shape ``(postings,)``.
        counts: how often it holds the token.
    """

    vocabulary: Vocabulary
    pointers: Numbers
    passages: Ids
    counts: npt.NDArray[np.unsignedinteger]

    @classmethod
    def load(cls, folder: Path) -> Postings:
        """Open the index in ``folder``."""
        pointers, passages, counts = (mapped(folder / name) for name in (INDPTR, INDICES, COUNTS))
        return cls(Vocabulary.load(folder), pointers, passages, counts)

    @classmethod
    def none(cls) -> Postings:
        """Return what an index without passages says."""
        empty = np.empty(0, dtype=np.int64)
        vocabulary = Vocabulary(WordList.of(()), empty)
        return cls(vocabulary, np.zeros(1, np.int64), empty.astype(np.int32), empty.astype("u1"))


def write_postings(
    folder: Path,
    earlier: Postings,
    wording: Wording,
    change: Renumbering,
    sizes: Numbers,
    progress: Progress,
) -> None:
    """Write the next index into ``folder``: vocabulary, postings and BM25 weights (Lucene's).

    Args:
        folder: exists and is empty.
        earlier: the index before.
        wording: the passages that are new, in order.
        change: what becomes of the passages.
        sizes: syllables of every passage of the next index, shape ``(change.size,)``.
        progress: see :data:`Progress`.

    Raises:
        IndexUnavailableError: the corpus is too large for an index.
    """
    staying = _staying(earlier, change)
    vocabulary, moved, theirs = earlier.vocabulary.joined(
        staying > 0, wording.words, pairs_of(wording)
    )
    vocabulary.save(folder)
    longest = int(sizes.max(initial=0))
    packing = Packing.of(len(vocabulary), change.size, longest)
    wording = wording.renumbered(vocabulary.words, theirs)
    added = count_postings(wording, change.new, vocabulary, packing)
    holding = np.diff(np.searchsorted(added, packing.lowest(np.arange(len(vocabulary) + 1))))
    holding[moved[staying > 0]] += staying[staying > 0]
    places = change.numbers.astype(np.int64) << packing.count_bits
    pointers = np.concatenate([np.zeros(1, np.int64), np.cumsum(holding)])
    np.save(folder / INDPTR, pointers)
    weights = _Weights(holding, sizes)
    total = int(pointers[-1])
    with (
        ArrayFile(folder / INDICES, np.int32, total) as indices,
        ArrayFile(folder / COUNTS, np.min_scalar_type(longest), total) as all_counts,
        ArrayFile(folder / DATA, np.float32, total) as data,
    ):
        for first, end in _parts(pointers):
            low, high = np.searchsorted(moved, (first, end))
            numbers = packing.lowest(moved[low:high])
            own = _kept(earlier, slice(low, high + 1), numbers, places)
            keys = _merged(own, _between(added, packing, first, end))
            passages, counts = packing.passages(keys), packing.counts(keys)
            indices.append(passages)
            all_counts.append(counts)
            data.append(weights.of(slice(first, end), passages, counts))
            progress(len(keys) / total)


class _Weights:
    """BM25 as Lucene has it: what a token in a passage adds to the passage's score."""

    def __init__(self, holding: Numbers, sizes: Numbers) -> None:
        passages = len(sizes)
        idf = np.log(1 + (passages - holding + 0.5) / (holding + 0.5))
        self._idf = idf.astype(np.float32)
        self._holding = holding
        lengths = np.maximum(2 * sizes - 1, 0)  # tokens: the syllables, and a pair less
        usual = lengths.mean() if lengths.any() else 1.0
        self._norm = BM25_K1 * ((1 - BM25_B) + BM25_B * lengths / usual)

    def of(self, tokens: slice, passages: Keys, counts: Keys) -> npt.NDArray[np.float64]:
        """Return the weight of every posting of some tokens."""
        weights: npt.NDArray[np.float64] = self._norm[passages]
        weights += counts
        np.divide(counts, weights, out=weights)
        weights *= np.repeat(self._idf[tokens], self._holding[tokens])
        return weights


def _staying(earlier: Postings, change: Renumbering) -> Numbers:
    """Return how many postings of each earlier token belong to passages that stay."""
    staying = np.diff(earlier.pointers)
    if change.kept == len(change.numbers):
        return staying
    for start in range(0, len(earlier.passages), _AT_ONCE):
        goes = change.numbers[earlier.passages[start : start + _AT_ONCE]] < 0
        places = start + np.flatnonzero(goes)
        tokens = np.searchsorted(earlier.pointers, places, side="right") - 1
        np.subtract.at(staying, tokens, 1)
    return staying


def _parts(pointers: Numbers) -> Iterator[tuple[int, int]]:
    """Yield ranges of tokens that hold about :data:`_AT_ONCE` postings each."""
    steps = np.arange(_AT_ONCE, pointers[-1], _AT_ONCE)
    edges = [0, *np.searchsorted(pointers, steps).tolist(), len(pointers) - 1]
    return ((first, end) for first, end in pairwise(edges) if first < end)


def _kept(earlier: Postings, tokens: slice, numbers: Keys, places: Keys) -> Keys:
    """Return those postings of some earlier tokens that stay, packed.

    Args:
        earlier: the index before.
        tokens: the tokens, and the one after them.
        numbers: what packing makes of each token.
        places: what packing makes of each passage; negative for those that go.
    """
    pointers = earlier.pointers[tokens]
    part = slice(pointers[0], pointers[-1])
    keys = np.repeat(numbers, np.diff(pointers))
    keys |= places[earlier.passages[part]]
    keys |= earlier.counts[part]
    stays = keys >= 0
    return keys if stays.all() else keys[stays]


def _between(added: Keys, packing: Packing, first: int, end: int) -> Keys:
    low, high = np.searchsorted(added, packing.lowest(np.array([first, end])))
    return added[low:high]


def _merged(own: Keys, added: Keys) -> Keys:
    if not len(own):
        return added
    return np.insert(own, np.searchsorted(own, added), added) if len(added) else own
