"""What is kept of the messages of a channel on their way: arrived, being answered, done."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message came in.

    Attributes:
        number: its number with the sender.
        content: the whole of it as canonical JSON; what has the same number and the same content
            is the same message.
    """

    number: int
    content: str


@dataclass(frozen=True, slots=True)
class Begun:
    """Work on a message begins; counted, so that one that ends the program is found out."""

    key: int


@dataclass(frozen=True, slots=True)
class Step:
    """A part of the work that must not be done twice: an answer made, a message sent.

    Attributes:
        key: the message worked on.
        number: the part's place in the work, from 0.
        digest: what the part was about, to know it again.
        result: what came of it, as JSON.
    """

    key: int
    number: int
    digest: str
    result: str


@dataclass(frozen=True, slots=True)
class Released:
    """Work on a message was given up in good order; its beginning does not count."""

    key: int


@dataclass(frozen=True, slots=True)
class Finished:
    """A message needs no more work; of what it said nothing is kept."""

    key: int


Change = Arrived | Begun | Step | Released | Finished


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A message that an earlier run of the program has left.

    Attributes:
        key: its key in the store.
        content: as in :class:`Arrived`.
        attempts: how many times work on it began and was never finished.
        steps: the parts already done, in order.
    """

    key: int
    content: str
    attempts: int
    steps: tuple[Step, ...]
