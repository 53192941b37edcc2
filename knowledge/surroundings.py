"""What stands around a passage in its document: the headings above it and its whole điều."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.passages import BREADCRUMB_JOINT, Passage
from knowledge.ports import PassageReader

_DIEU = re.compile(r"\bĐiều [\w.]+$")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A passage in its place.

    Attributes:
        headings: the headings above it, outermost first.
        passages: the passages of its điều, or under its heading where there are no điều, in
            reading order, the passage itself included.
        marked: position of the passage among them.
        before: the passage before those, ``None`` at the beginning of the document.
        after: the passage after them, ``None`` at its end.
    """

    headings: tuple[str, ...]
    passages: tuple[Passage, ...]
    marked: int
    before: Passage | None
    after: Passage | None

    @property
    def text(self) -> str:
        """The whole, verbatim, a passage a paragraph."""
        return "\n".join(passage.text for passage in self.passages)


def around(store: PassageReader, passage: Passage) -> Surroundings:
    """Return what stands around a passage.

    Args:
        store: the index the passage comes from.
        passage: one of its passages.

    Raises:
        IndexUnavailableError: the index is damaged.
    """
    rows = store.numbers_of(passage.document_id)
    unit = _unit(passage)

    def at(position: int) -> Passage | None:
        return store.passage(rows[position]) if 0 <= position < len(rows) else None

    first = last = passage.ordinal
    together = [passage]
    while (before := at(first - 1)) is not None and _unit(before) == unit:
        together.insert(0, before)
        first -= 1
    while (after := at(last + 1)) is not None and _unit(after) == unit:
        together.append(after)
        last += 1
    headings = passage.breadcrumb.split(BREADCRUMB_JOINT) if passage.breadcrumb else []
    return Surroundings(tuple(headings), tuple(together), passage.ordinal - first, before, after)


def _unit(passage: Passage) -> str:
    """Return what the passages of one điều share; for other texts, the headings above."""
    dieu = _DIEU.search(passage.section)
    if dieu is None:
        return passage.breadcrumb
    above = passage.breadcrumb.split(BREADCRUMB_JOINT)
    own = [heading for heading in above if dieu.group() in heading]
    return BREADCRUMB_JOINT.join([*above[: above.index(own[0])], own[0]] if own else [dieu.group()])
