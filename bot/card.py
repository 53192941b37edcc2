"""A document as it is offered while somebody types, and which of several comes first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from knowledge.answer import Reply
from knowledge.kinds import rank
from knowledge.messages import Messages
from knowledge.sentences import shorten

_LONGEST_TITLE = 90  # characters of a subject line under a card's name
_IN_FORCE_FIRST = (True, None, False)


@dataclass(frozen=True, slots=True)
class Card:
    """One document as it is offered, and as it is sent.

    Attributes:
        title: what it is called.
        note: whether it is in force today, and its subject line.
        reply: the message sent when it is chosen.
    """

    title: str
    note: str
    reply: Reply


class Place(NamedTuple):
    """Where a document stands among others: in force, high and new comes first."""

    state: int
    rank: int
    age: int
    id: str

    @classmethod
    def of(cls, in_force: bool | None, kind: str, day: date | None, id_: str) -> Place:
        """Return the place of a document by its state, its kind, its day of issue and its id."""
        age = -(day or date.min).toordinal()
        return cls(_IN_FORCE_FIRST.index(in_force), rank(kind), age, id_)


Found = tuple[Place, Callable[[], Card]]
"""A document that fits what is typed; its card is made only when it is offered."""

Fits = Callable[[frozenset[str]], bool]
"""Tells whether the words of a document fit what is typed."""


def card_note(state: str, title: str, messages: Messages) -> str:
    """Return what stands under a card's name: the state in a few words, and the subject line."""
    shown = shorten(title, _LONGEST_TITLE)
    return messages("card.titled" if shown else "card.untitled", state=state, title=shown)
