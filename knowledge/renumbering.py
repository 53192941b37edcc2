"""Which passages of an index the next one keeps, so that only the others are read again."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from knowledge.wording import Ids


@dataclass(frozen=True, slots=True)
class Renumbering:
    """The numbers that passages of an earlier index get in a later one.

    Passages that stay keep their order; one that moved past others counts as gone and new.

    Attributes:
        numbers: later number of each earlier passage, -1 where it goes, shape ``(earlier,)``.
        size: passages of the later index.
    """

    numbers: Ids
    size: int

    @classmethod
    def between(cls, earlier: Sequence[bytes], later: Sequence[bytes]) -> Renumbering:
        """Return the numbers for passages known by the keys of their texts, keeping the most."""
        numbers = np.full(len(earlier), -1, dtype=np.int32)
        shortest = min(len(earlier), len(later))
        start = _alike(earlier, later, shortest)
        end = _alike(earlier[::-1], later[::-1], shortest - start)
        numbers[:start] = np.arange(start)
        numbers[len(earlier) - end :] = np.arange(len(later) - end, len(later))
        places: dict[bytes, deque[int]] = defaultdict(deque)
        for number in range(start, len(earlier) - end):
            places[earlier[number]].append(number)
        pairs = [
            (places[later[number]].popleft(), number)
            for number in range(start, len(later) - end)
            if places.get(later[number])
        ]
        for old, new in _longest_rise(pairs):
            numbers[old] = new
        return cls(numbers, len(later))

    @property
    def kept(self) -> int:
        """How many passages stay."""
        return int(np.count_nonzero(self.numbers >= 0))

    @property
    def gone(self) -> Ids:
        """Earlier numbers of the passages that do not stay, ascending."""
        return np.flatnonzero(self.numbers < 0).astype(np.int32)

    @property
    def new(self) -> Ids:
        """Later numbers of the passages that were not there, ascending."""
        fresh = np.ones(self.size, dtype=np.bool_)
        fresh[self.numbers[self.numbers >= 0]] = False
        return np.flatnonzero(fresh).astype(np.int32)


def _alike(one: Sequence[bytes], other: Sequence[bytes], most: int) -> int:
    """Return how many keys at the start are the same in both, ``most`` at most."""
    pairs = islice(zip(one, other, strict=False), most)
    return next((at for at, (left, right) in enumerate(pairs) if left != right), most)


def _longest_rise(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return most of ``pairs``, whose second parts ascend, such that the first parts do too."""
    tails: list[int] = []  # lowest end of a rise of each length
    ends: list[int] = []  # its position in pairs
    before: list[int] = []
    for at, (old, _) in enumerate(pairs):
        length = bisect_left(tails, old)
        before.append(ends[length - 1] if length else -1)
        if length < len(tails):
            tails[length], ends[length] = old, at
        else:
            tails.append(old)
            ends.append(at)
    rise = []
    at = ends[-1] if ends else -1
    while at >= 0:
        rise.append(pairs[at])
        at = before[at]
    return rise[::-1]
