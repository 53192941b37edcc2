"""Postings: which passages hold a token and how often, in one order by token and passage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.errors import IndexUnavailableError
from knowledge.vocabulary import Vocabulary, distinct, first_of_run, pair_keys
from knowledge.word_list import Numbers
from knowledge.wording import Ids, Wording

Keys = npt.NDArray[np.int64]

_SYLLABLES_AT_ONCE = 1_000_000
_TEXT_BITS = 20
"""Bits for the number of a text among those counted at once, fewer where words need the room."""
_BITS = 63


@dataclass(frozen=True, slots=True)
class Packing:
    """How a posting is one number, so that numbers sort as postings do.

    Attributes:
        passage_bits: bits of the passage's number.
        count_bits: bits of the count.
    """

    passage_bits: int
    count_bits: int

    @classmethod
    def of(cls, tokens: int, passages: int, longest: int) -> Packing:
        """Return the packing of an index.

        Args:
            tokens: how many there are.
            passages: how many there are.
            longest: syllables of the longest passage; no count is larger.

        Raises:
            IndexUnavailableError: 63 bits do not hold a posting, as with 30 million tokens in
                4 million passages of 60,000 syllables.
        """
        packing = cls(passages.bit_length(), longest.bit_length())
        if tokens.bit_length() + packing.passage_bits + packing.count_bits > _BITS:
            raise IndexUnavailableError(
                f"Kho quá lớn cho một chỉ mục ({passages} đoạn, {tokens} từ); hãy chia kho ra."
            )
        return packing

    def pack(self, tokens: Keys, passages: Keys, counts: Keys) -> Keys:
        """Return the number of each posting."""
        return (((tokens << self.passage_bits) | passages) << self.count_bits) | counts

    def tokens(self, keys: Keys) -> Keys:
        """Return the token of each posting."""
        return keys >> (self.passage_bits + self.count_bits)

    def passages(self, keys: Keys) -> Keys:
        """Return the passage of each posting."""
        return (keys >> self.count_bits) & ((1 << self.passage_bits) - 1)

    def counts(self, keys: Keys) -> Keys:
        """Return the count of each posting."""
        return keys & ((1 << self.count_bits) - 1)

    def lowest(self, tokens: Keys) -> Keys:
        """Return the lowest number that a posting of each token may have."""
        return tokens << (self.passage_bits + self.count_bits)


def pairs_of(wording: Wording) -> Keys:
    """Return :func:`pair_keys` of all pairs of neighbours, ascending, each once."""
    found = [np.empty(0, dtype=np.int64)]
    for _, block in wording.blocks(len(wording.ends), _SYLLABLES_AT_ONCE):
        left, right, _ = block.neighbours()
        found.append(distinct(pair_keys(left, right)))
    return distinct(np.concatenate(found))


def count_postings(
    wording: Wording, passages: Ids, vocabulary: Vocabulary, packing: Packing
) -> Keys:
    """Return the postings of some texts, packed, in ascending order.

    Args:
        wording: the texts, in the numbers of ``vocabulary``.
        passages: number of the passage that each text is, ascending.
        vocabulary: holds every token of the texts.
        packing: of the index they go into.
    """
    bits = len(vocabulary.words).bit_length()
    room = min(_BITS - 2 * bits, _TEXT_BITS)
    inside = (1 << room) - 1
    found = [np.empty(0, dtype=np.int64)]
    for first, block in wording.blocks(1 << room, _SYLLABLES_AT_ONCE):
        numbers = passages[first : first + len(block.ends)].astype(np.int64)
        texts = np.repeat(np.arange(len(numbers)), block.sizes)
        words, counts = _runs((block.flat.astype(np.int64) << room) | texts)
        found.append(packing.pack(words >> room, numbers[words & inside], counts))
        left, right, holders = block.neighbours()
        pairs = (left.astype(np.int64) << bits) | right
        found_pairs, counts = _runs((pairs << room) | holders)
        texts, pairs = found_pairs & inside, found_pairs >> room
        opens = first_of_run(pairs)
        unlike = pairs[opens]
        keys = pair_keys(unlike >> bits, unlike & ((1 << bits) - 1))
        tokens = len(vocabulary.words) + np.searchsorted(vocabulary.pairs, keys)
        found.append(packing.pack(tokens[np.cumsum(opens) - 1], numbers[texts], counts))
    keys = np.concatenate(found)
    keys.sort()
    return keys


def _runs(keys: Keys) -> tuple[Keys, Numbers]:
    """Return the distinct ones of ``keys`` in ascending order, and how often each occurs."""
    keys.sort()
    opens = np.flatnonzero(first_of_run(keys))
    return keys[opens], np.diff(opens, append=len(keys))
