"""Distinct words in alphabetical order, looked up where they lie on the disk."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate
from pathlib import Path
from typing import overload

import numpy as np
import numpy.typing as npt

from knowledge.array_file import mapped

Numbers = npt.NDArray[np.int64]

_REMEMBERED = 20_000
"""Words whose place is remembered; questions and answers ask for the same ones again and again."""


class WordList(Sequence[bytes]):
    """Words as UTF-8, each after the one before; a word's number is its rank.

    The order of UTF-8 is that of the characters, so equal words give an equal list.

    Args:
        body: the bytes of all words, without separators.
        ends: where each word ends in ``body``, shape ``(n,)``.
    """

    def __init__(self, body: npt.NDArray[np.uint8], ends: Numbers) -> None:
        self._body = body
        self._bytes = body.data
        self._ends = ends
        self._found: dict[str, int | None] = {}

    @classmethod
    def of(cls, words: Iterable[str]) -> WordList:
        """Return the list of ``words``, distinct and in alphabetical order already."""
        encoded = [word.encode() for word in words]
        ends = np.fromiter(accumulate(map(len, encoded)), dtype=np.int64, count=len(encoded))
        return cls(np.frombuffer(b"".join(encoded), dtype=np.uint8), ends)

    @classmethod
    def load(cls, folder: Path) -> WordList:
        """Open what :meth:`save` wrote, memory-mapped."""
        return cls(mapped(folder / "words.npy"), mapped(folder / "word_ends.npy"))

    def save(self, folder: Path) -> None:
        """Write the list into ``folder``."""
        np.save(folder / "words.npy", self._body)
        np.save(folder / "word_ends.npy", self._ends)

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, number: int) -> bytes: ...

    @overload
    def __getitem__(self, number: slice) -> list[bytes]: ...

    def __getitem__(self, number: int | slice) -> bytes | list[bytes]:
        if isinstance(number, slice):
            return [self[one] for one in range(*number.indices(len(self)))]
        start = self._ends[number - 1] if number else 0
        return bytes(self._bytes[start : self._ends[number]])

    def number(self, word: str) -> int | None:
        """Return the number of a word; ``None`` when it is not in the list."""
        if word not in self._found:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            self._found[word] = self._find(word.encode())
        return self._found[word]

    def _find(self, encoded: bytes) -> int | None:
        at = bisect_left(self, encoded)
        return at if at < len(self) and self[at] == encoded else None

    def kept(self, mask: npt.NDArray[np.bool_]) -> WordList:
        """Return the words where ``mask`` is true."""
        if mask.all():
            return self
        starts, sizes = self._spans()
        return WordList(*_gathered(self._body, starts[mask], sizes[mask]))

    def joined(self, others: WordList) -> tuple[WordList, Numbers, Numbers]:
        """Return the words of both lists, and the new numbers of this list's and of the others'."""
        if not len(self):
            return others, np.empty(0, dtype=np.int64), np.arange(len(others))
        places = np.fromiter((bisect_left(self, word) for word in others), np.int64, len(others))
        fresh = np.array(
            [at == len(self) or self[at] != word for at, word in zip(places, others, strict=True)],
            dtype=np.bool_,
        )
        numbers = np.arange(len(self)) + np.searchsorted(
            places[fresh], np.arange(len(self)), side="right"
        )
        theirs = places + np.cumsum(fresh) - fresh  # a fresh word stands before its place's word
        theirs[~fresh] = numbers[places[~fresh]]
        starts, sizes = self._spans()
        other_starts, other_sizes = others._spans()
        size = len(self) + int(fresh.sum())
        all_starts, all_sizes = np.empty(size, np.int64), np.empty(size, np.int64)
        all_starts[numbers], all_sizes[numbers] = starts, sizes
        all_starts[theirs[fresh]] = len(self._body) + other_starts[fresh]
        all_sizes[theirs[fresh]] = other_sizes[fresh]
        body = np.concatenate([self._body, others._body])
        return WordList(*_gathered(body, all_starts, all_sizes)), numbers, theirs

    def _spans(self) -> tuple[Numbers, Numbers]:
        """Return where each word starts, and its bytes."""
        starts = np.zeros(len(self), dtype=np.int64)
        starts[1:] = self._ends[:-1]
        return starts, self._ends - starts


def _gathered(
    body: npt.NDArray[np.uint8], starts: Numbers, sizes: Numbers
) -> tuple[npt.NDArray[np.uint8], Numbers]:
    """Return the pieces of ``body`` one after the other, and where each ends."""
    ends = np.cumsum(sizes)
    at = np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - (ends - sizes), sizes)
    return body[at], ends
