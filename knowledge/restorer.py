"""Diacritics for questions typed without them, learned from the indexed passages themselves."""

from __future__ import annotations

from collections.abc import Iterable
from math import log
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.syllable_counts import SyllableCounts
from knowledge.text import fold, has_diacritics, syllables, unify
from knowledge.wording import Wording

_BIGRAM_SHARE = 0.9
_MOST_CANDIDATES = 24


class Restorer:
    """A syllable-bigram model; :meth:`restore` finds the likeliest accents (Viterbi).

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
        self._counts = counts
        self._keys = pair_keys
        self._pair_counts = pair_counts
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

    def restore(self, text: str) -> str:
        """Return the syllables of ``text`` in lower case with the likeliest accents.

        A syllable the writer accented is never changed; an unknown one stays as typed.
        """
        words = syllables(unify(text))
        if not words:
            return ""
        columns = [self._options(word) for word in words]
        best: list[tuple[float, list[int | None]]] = [
            (self._single(option), [option]) for option in columns[0]
        ]
        for column in columns[1:]:
            step: list[tuple[float, list[int | None]]] = []
            for option in column:
                score, path = max(
                    ((total + self._pair(path[-1], option), path) for total, path in best),
                    key=lambda item: item[0],
                )
                step.append((score, [*path, option]))
            best = step
        _, path = max(best, key=lambda item: item[0])
        return " ".join(
            word if option is None else self._syllables[option]
            for word, option in zip(words, path, strict=True)
        )

    def _options(self, word: str) -> list[int | None]:
        if has_diacritics(word) or not word.isalpha():
            return [None]
        return list(self._candidates.get(word, [])) or [None]

    def _single(self, option: int | None) -> float:
        seen = 0 if option is None else int(self._counts[option])
        return log((seen + 0.1) / self._total)

    def _pair(self, left: int | None, right: int | None) -> float:
        alone = (1 - _BIGRAM_SHARE) * ((0 if right is None else self._counts[right]) + 0.1)
        share = alone / self._total
        if left is not None and right is not None:
            key = left * len(self._syllables) + right
            at = int(np.searchsorted(self._keys, key))
            if at < len(self._keys) and self._keys[at] == key:
                share += _BIGRAM_SHARE * int(self._pair_counts[at]) / int(self._counts[left])
        return log(share)
