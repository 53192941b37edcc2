"""How often syllables and pairs of neighbours occur: counted once, then added and taken away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.vocabulary import first_of_run
from knowledge.word_list import Numbers
from knowledge.wording import Wording


@dataclass(frozen=True, slots=True)
class SyllableCounts:
    """What some texts hold of syllables made of letters only.

    Equal texts give equal counts, however they were added up.

    Attributes:
        syllables: every one seen, most frequent first, then in alphabetical order.
        counts: how often each was seen, shape ``(v,)``.
        pair_keys: ``left * v + right`` of every pair of neighbours seen, ascending, shape ``(p,)``.
        pair_counts: how often each pair was seen, shape ``(p,)``.
    """

    syllables: list[str]
    counts: Numbers
    pair_keys: Numbers
    pair_counts: Numbers

    @classmethod
    def of(cls, wording: Wording) -> SyllableCounts:
        """Count over some texts; what stands between two syllables may be a number."""
        words = [word.decode() for word in wording.words]
        letters = np.array([word.isalpha() for word in words], dtype=np.bool_)
        ranks = np.cumsum(letters) - 1
        alone = [word for word, plain in zip(words, letters, strict=True) if plain]
        held = letters[wording.flat] if len(words) else np.empty(0, dtype=np.bool_)
        ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(held)])[wording.ends]
        bare = Wording(wording.words, wording.flat[held], ends)
        left, right, _ = bare.neighbours()
        keys = ranks[left] * len(alone) + ranks[right]
        keys.sort()
        opens = np.flatnonzero(first_of_run(keys))
        counts = np.bincount(ranks[bare.flat], minlength=len(alone))
        return _ordered(alone, counts, keys[opens], np.diff(opens, append=len(keys)))

    def changed(self, added: SyllableCounts, removed: SyllableCounts) -> SyllableCounts:
        """Return the counts with those of some texts added and of others taken away."""
        numbers: dict[str, int] = {}
        for part in (self, added, removed):
            for syllable in part.syllables:
                numbers.setdefault(syllable, len(numbers))
        size = len(numbers)
        counts = np.zeros(size, dtype=np.int64)
        keys, shares = [], []
        for part, sign in ((self, 1), (added, 1), (removed, -1)):
            there = np.fromiter((numbers[s] for s in part.syllables), np.int64)
            counts[there] += sign * part.counts
            left, right = np.divmod(part.pair_keys, max(len(there), 1))
            keys.append(there[left] * size + there[right])
            shares.append(sign * part.pair_counts)
        pair_keys, pair_counts = _summed(np.concatenate(keys), np.concatenate(shares))
        return _ordered(list(numbers), counts, pair_keys, pair_counts)

    def save(self, file: Path) -> None:
        """Write the counts as one ``.npz`` file."""
        text = "\n".join(self.syllables).encode()
        np.savez(
            file,
            syllables=np.frombuffer(text, dtype=np.uint8),
            counts=self.counts,
            pair_keys=self.pair_keys,
            pair_counts=self.pair_counts,
        )

    @classmethod
    def load(cls, file: Path) -> SyllableCounts:
        """Open what :meth:`save` wrote."""
        with np.load(file, allow_pickle=False) as held:
            syllables = held["syllables"].tobytes().decode().split()
            return cls(syllables, held["counts"], held["pair_keys"], held["pair_counts"])


def _summed(keys: Numbers, shares: Numbers) -> tuple[Numbers, Numbers]:
    """Return the distinct keys, ascending, and the sum of the shares of each."""
    order = np.argsort(keys, kind="stable")
    keys, shares = keys[order], shares[order]
    opens = np.flatnonzero(first_of_run(keys))
    return keys[opens], np.add.reduceat(shares, opens) if len(opens) else shares


def _ordered(
    syllables: Iterable[str], counts: Numbers, pair_keys: Numbers, pair_counts: Numbers
) -> SyllableCounts:
    """Return the counts in their one order, without what was not seen."""
    names = list(syllables)
    seen = [number for number in range(len(names)) if counts[number]]
    order = np.array(sorted(seen, key=lambda n: (-int(counts[n]), names[n])), dtype=np.int64)
    ranks: npt.NDArray[np.int64] = np.zeros(len(names), dtype=np.int64)
    ranks[order] = np.arange(len(order))
    occurs = pair_counts > 0
    left, right = np.divmod(pair_keys[occurs], max(len(names), 1))
    keys = ranks[left] * len(order) + ranks[right]
    sort = np.argsort(keys)
    return SyllableCounts(
        [names[n] for n in order], counts[order], keys[sort], pair_counts[occurs][sort]
    )
