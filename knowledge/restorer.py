"""Diacritics for questions typed without them, learned from the indexed passages themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.syllable_counts import SyllableCounts
from knowledge.text import fold
from knowledge.wording import Wording

_BIGRAM_SHARE = 0.9
_MOST_CANDIDATES = 24
UNKNOWN = -1
"""Stands for a word that no indexed text has."""

Likelihoods = npt.NDArray[np.float64]


class Restorer:
    """A syllable-bigram model: which accented syllables there are, and which follow which.

    Args:
        syllable_list: every accented syllable seen, most frequent first.
        counts: how often each was seen, shape ``(v,)``.
        pair_keys: ``left * v + right`` of every pair of neighbours seen, ascending, shape ``(p,)``.
        pair_counts: how often each pair was seen, shape ``(p,)``.
    """

    def __init__(
        self,
        syllable_list: list[str],
        counts: npt.NDArray[np.int64],
        pair_keys: npt.NDArray[np.int64],
        pair_counts: npt.NDArray[np.int64],
    ) -> None:
        self._syllables = syllable_list
        # The last entry of each array is that of UNKNOWN.
        self._counts = np.append(counts, 0)
        self._keys = np.append(pair_keys, np.iinfo(np.int64).max)
        self._pair_counts = np.append(pair_counts, 0)
        self._total = max(int(counts.sum()), 1)
        self._candidates: dict[str, list[int]] = {}
        for number, syllable in enumerate(syllable_list):
            found = self._candidates.setdefault(fold(syllable), [])
            if len(found) < _MOST_CANDIDATES:
                found.append(number)

    @classmethod
    def learn(cls, texts: Iterable[str]) -> Restorer:
        """Count syllables and pairs of neighbours over ``texts``."""
        return cls._of(SyllableCounts.of(Wording.read(texts)))

    @classmethod
    def load(cls, file: Path) -> Restorer:
        """Open what :meth:`~knowledge.syllable_counts.SyllableCounts.save` wrote."""
        return cls._of(SyllableCounts.load(file))

    @classmethod
    def _of(cls, seen: SyllableCounts) -> Restorer:
        return cls(seen.syllables, seen.counts, seen.pair_keys, seen.pair_counts)

    def number(self, syllable: str) -> int:
        """Return the number of an accented syllable, :data:`UNKNOWN` when no text has it."""
        return next(
            (n for n in self.forms(fold(syllable)) if self.syllable(n) == syllable), UNKNOWN
        )

    def syllable(self, number: int) -> str:
        """Return the syllable of a number."""
        return self._syllables[number]

    def forms(self, folded: str) -> Sequence[int]:
        """Return the syllables that have a folded form, the most frequent first."""
        return self._candidates.get(folded, ())

    def alone(self, numbers: npt.NDArray[np.int64]) -> Likelihoods:
        """Return the log-likelihood of each syllable by itself, shape ``(len(numbers),)``."""
        likelihood: Likelihoods = np.log((self._counts[numbers] + 0.1) / self._total)
        return likelihood

    def following(self, left: npt.NDArray[np.int64], right: npt.NDArray[np.int64]) -> Likelihoods:
        """Return the log-likelihood of each ``right`` after each ``left``, by ``[left, right]``."""
        by_chance = (1 - _BIGRAM_SHARE) * (self._counts[right] + 0.1) / self._total
        keys = left[:, np.newaxis] * len(self._syllables) + right
        at = np.searchsorted(self._keys, keys)
        met = (left[:, np.newaxis] != UNKNOWN) & (right != UNKNOWN) & (self._keys[at] == keys)
        together = np.where(met, self._pair_counts[at], 0)
        share = (
            by_chance + _BIGRAM_SHARE * together / np.maximum(self._counts[left], 1)[:, np.newaxis]
        )
        likelihood: Likelihoods = np.log(share)
        return likelihood
