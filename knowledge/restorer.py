"""Diacritics for questions typed without them, learned from the indexed passages themselves."""

from __future__ import annotations

from collections.abc import Iterable
from math import log
from pathlib import Path

import numpy as np

from knowledge.syllable_counts import SyllableCounts
from knowledge.text import fold, has_diacritics, syllables, unify
from knowledge.wording import Wording

_BIGRAM_SHARE = 0.9
_MOST_CANDIDATES = 24


class Restorer:
    """A syllable-bigram model; :meth:`restore` finds the likeliest accents (Viterbi).

    Args:
        seen: what the passages hold.
    """

    def __init__(self, seen: SyllableCounts) -> None:
        self.seen = seen
        self._syllables = seen.syllables
        self._counts = seen.counts
        self._keys = seen.pair_keys
        self._pair_counts = seen.pair_counts
        self._total = max(int(seen.counts.sum()), 1)
        self._candidates: dict[str, list[int]] = {}
        for number, syllable in enumerate(seen.syllables):
            found = self._candidates.setdefault(fold(syllable), [])
            if len(found) < _MOST_CANDIDATES:
                found.append(number)

    @classmethod
    def learn(cls, texts: Iterable[str]) -> Restorer:
        """Learn from ``texts``."""
        return cls(SyllableCounts.of(Wording.read(texts)))

    def save(self, file: Path) -> None:
        """Write the model as one ``.npz`` file."""
        self.seen.save(file)

    @classmethod
    def load(cls, file: Path) -> Restorer:
        """Open what :meth:`save` wrote."""
        return cls(SyllableCounts.load(file))

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
