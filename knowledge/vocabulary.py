"""The tokens of a word index and their numbers: syllables first, then pairs of neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.array_file import mapped
from knowledge.word_list import Numbers, WordList

_HALF = 32
_RIGHT = (1 << _HALF) - 1


def pair_keys(left: npt.NDArray[np.integer], right: npt.NDArray[np.integer]) -> Numbers:
    """Return one number for each pair of words; they sort by the left word, then the right."""
    return (left.astype(np.int64) << _HALF) | right


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every token of an index, in an order that depends on nothing but the tokens.

    Attributes:
        words: the syllables.
        pairs: :func:`pair_keys` of the pairs, ascending, shape ``(pairs,)``.
    """

    words: WordList
    pairs: Numbers

    @classmethod
    def load(cls, folder: Path) -> Vocabulary:
        """Open what :meth:`save` wrote, memory-mapped."""
        return cls(WordList.load(folder), mapped(folder / "pairs.npy"))

    def save(self, folder: Path) -> None:
        """Write the vocabulary into ``folder``."""
        self.words.save(folder)
        np.save(folder / "pairs.npy", self.pairs)

    def __len__(self) -> int:
        return len(self.words) + len(self.pairs)

    def number(self, token: str) -> int | None:
        """Return the number of a token; ``None`` when no text holds it."""
        first, _, second = token.partition(" ")
        left = self.words.number(first)
        if not second or left is None:
            return left
        right = self.words.number(second)
        if right is None:
            return None
        key = (left << _HALF) | right
        at = int(np.searchsorted(self.pairs, key))
        return len(self.words) + at if at < len(self.pairs) and self.pairs[at] == key else None

    def joined(
        self, kept: npt.NDArray[np.bool_], words: WordList, pairs: Numbers
    ) -> tuple[Vocabulary, Numbers, Numbers]:
        """Return what remains of this vocabulary together with the tokens of other texts.

        Args:
            kept: whether each token here remains; a pair's words remain with it.
            words: the syllables of the other texts.
            pairs: :func:`pair_keys` of their pairs, ascending, in the numbers of ``words``.

        Returns:
            The vocabulary, the number there of every token here (of one that goes, that of a
            neighbour, so that they ascend), and the number there of every one of ``words``.
        """
        kept_words, kept_pairs = kept[: len(self.words)], kept[len(self.words) :]
        all_words, numbers, theirs = self.words.kept(kept_words).joined(words)
        moved = np.zeros(len(self), dtype=np.int64)
        moved[: len(self.words)][kept_words] = numbers
        here = self.pairs[kept_pairs]
        left, right = here >> _HALF, here & _RIGHT
        here = pair_keys(moved[left], moved[right])
        there = pair_keys(theirs[pairs >> _HALF], theirs[pairs & _RIGHT])
        all_pairs = distinct(np.concatenate([here, there])) if len(here) else there
        moved[len(self.words) :][kept_pairs] = len(all_words) + np.searchsorted(all_pairs, here)
        return Vocabulary(all_words, all_pairs), np.maximum.accumulate(moved), theirs


def distinct(keys: Numbers) -> Numbers:
    """Return ``keys`` in ascending order, each once."""
    keys = np.sort(keys)
    return keys[first_of_run(keys)]


def first_of_run(keys: Numbers) -> npt.NDArray[np.bool_]:
    """Tell of each of the ascending ``keys`` whether it differs from the one before."""
    first = np.empty(len(keys), dtype=np.bool_)
    first[:1] = True
    np.not_equal(keys[1:], keys[:-1], out=first[1:])
    return first
