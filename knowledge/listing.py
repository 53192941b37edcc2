"""Lists that go on over several passages, put together and cut to the room there is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from knowledge.answering import Answer, Candidate
from knowledge.passages import BREADCRUMB_JOINT
from knowledge.sentences import items_of, shorten

_SHORTEST_ITEM = 36
_LONGEST_LEAD = 150
_MOST_PASSAGES = 8


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as found.

    Attributes:
        lead: the words that lead to it, verbatim.
        items: its items, each with the passage it stands in.
    """

    lead: str
    items: tuple[tuple[str, Candidate], ...]

    def fitted(self, room: int) -> tuple[str, list[str], int]:
        """Return lead, items and how many were left out, in at most ``room`` characters.

        Items are cut at a word before any is left out.
        """
        lead = shorten(self.lead, _LONGEST_LEAD)
        left = room - len(lead)
        if sum(len(item) + 3 for item, _ in self.items) <= left:
            return lead, [item for item, _ in self.items], 0
        count = len(self.items)
        while count > 1 and left // count - 3 < _SHORTEST_ITEM:
            count -= 1
        lengths = _shares([len(item) for item, _ in self.items[:count]], left - 3 * count)
        shown = [shorten(item, n) for (item, _), n in zip(self.items[:count], lengths, strict=True)]
        return lead, shown, len(self.items) - count


def _shares(lengths: Sequence[int], room: int) -> list[int]:
    """Share ``room`` among items so that the short ones stand whole."""
    limit, left, waiting = 0, room, sorted(lengths)
    for at, length in enumerate(waiting):
        limit = left // (len(waiting) - at)
        if length > limit:
            break
        left -= length
        limit = length
    return [min(length, max(limit, _SHORTEST_ITEM)) for length in lengths]


def listing_of(answer: Answer, following: Callable[[Candidate], Candidate | None]) -> Listing:
    """Return the list an answer opens, with what the passages after it add.

    Args:
        answer: an answer whose sentence has items.
        following: gives the passage after one in the same document.
    """
    lead = answer.sentence.text.partition("\n")[0]
    if "\n" not in answer.sentence.text:
        lead, colon, _ = lead.partition(": ")
        lead = lead + ":" if colon and ";" not in lead else ""
    items = [(item, answer.candidate) for item in answer.sentence.items]
    passage = answer.candidate.passage
    if passage.text.rstrip().endswith(answer.sentence.text.rstrip()):
        last = answer.candidate
        for _ in range(_MOST_PASSAGES):
            after = following(last)
            if after is None or not _goes_on(lead, after):
                break
            items += [(item, after) for item in items_of(after.passage.text)]
            last = after
    return Listing(lead, tuple(items))


def _goes_on(lead: str, after: Candidate) -> bool:
    """Tell whether a passage goes on with a list: its heading is what led to the list."""
    heading = after.passage.breadcrumb.rpartition(BREADCRUMB_JOINT)[2].rstrip("… ")
    return len(heading) > 10 and (lead.startswith(heading) or heading.endswith(lead))
