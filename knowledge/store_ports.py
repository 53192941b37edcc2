"""Ports of what is kept in the state database: conversations, people, what arrived, the journal."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from knowledge.access import Member, Role
    from knowledge.evidence import Evidence
    from knowledge.inbox import Change, Unfinished
    from knowledge.journal import Entry, Head, Line


Vectors = npt.NDArray[np.float32]


class DialogueStore(Protocol):
    """What conversations have reached; kept over a restart, forgotten after a while."""

    def dialogue(self, thread: str) -> Mapping[str, Any] | None:
        """Return what was kept for a conversation, ``None`` when nothing or too long ago.

        Raises:
            StateUnavailableError: the store cannot be read.
        """

    def keep_dialogue(self, thread: str, content: Mapping[str, Any] | None) -> None:
        """Keep plain JSON values for a conversation, or forget it.

        Raises:
            StateUnavailableError: the store cannot be written.
        """


class EvidenceStore(Protocol):
    """Evidence messages, kept for good."""

    def evidence(self, identity: str) -> Evidence | None:
        """Return a message by its id, or the latest one of a determination by its id.

        Raises:
            StateUnavailableError: the store cannot be read.
        """

    def keep_evidence(self, evidence: Evidence) -> None:
        """Keep a message; one that is kept already stays as it is.

        Raises:
            StateUnavailableError: the store cannot be written.
        """


class PersonalStore(Protocol):
    """Something that keeps what a person said or is."""

    def forget(self, person: str, threads: Collection[str]) -> None:
        """Erase what is kept of a person; done again it changes nothing.

        Args:
            person: channel and id, ``"telegram:42"``.
            threads: names of the conversations the person has had.

        Raises:
            StateUnavailableError: the store cannot be written.
        """


class Inbox(Protocol):
    """The messages of one channel, kept from their arrival until they are answered."""

    def apply(self, changes: Sequence[Change]) -> list[int | None]:
        """Make the changes durable, all or none.

        Returns:
            For every change, in order: the key of a message that arrived, or ``None`` when it had
            arrived before (its number is remembered for two days after it was done); ``None`` for
            every other change.

        Raises:
            StateUnavailableError: the store cannot be written; nothing was changed.
        """

    def unfinished(self) -> list[Unfinished]:
        """Return what was left to do, in order of arrival.

        Raises:
            StateUnavailableError: the store cannot be read.
        """

    def prune(self) -> None:
        """Forget the numbers of what was done more than two days ago.

        Raises:
            StateUnavailableError: the store cannot be written.
        """


class Journal(Protocol):
    """The lines of who asked, got and changed what; append-only, chained by digests.

    Every method raises StateUnavailableError when the store cannot be read or written.
    """

    def append(self, entry: Entry) -> None:
        """Write one line; it is on the disk when this returns. Threads and processes may."""

    def erase(self, person: str, entry: Entry) -> frozenset[str]:
        """Blank what speaks of a person, and write ``entry``, in one transaction.

        What the person did as an administrator stays, see :data:`knowledge.journal.ERASABLE`.

        Args:
            person: channel and id.
            entry: a line ``erased``; which lines were blanked is added to its facts.

        Returns:
            The names of the conversations the person has had.
        """

    def lines(self, since: str = "") -> Iterator[Line]:
        """Yield the lines made at ``since`` (UTC, ISO 8601) or later, by number."""

    def head(self) -> Head:
        """Return the last line's number and digest."""


class MemberStore(PersonalStore, Protocol):
    """Who is enrolled, and the codes that enrol. A change is one transaction with its line.

    Every method raises StateUnavailableError when the store cannot be read or written; nothing is
    changed then.
    """

    def member(self, person: str) -> Member | None:
        """Return what is on file for a person; ``None`` for nobody."""

    def members(self) -> list[Member]:
        """Return everybody on file, by number."""

    def set_role(self, person: str, name: str, role: Role | None, entry: Entry) -> None:
        """Give a person a role, ``None`` to withdraw access; an empty ``name`` keeps the old."""

    def add_code(self, digest: str, role: Role, hours: int, entry: Entry) -> datetime:
        """Keep a code's digest for so many hours; return when it ends (UTC)."""

    def redeem(self, digest: str, person: str, name: str) -> Role | None:
        """Take a code for a person: it is used up, and its role given and noted in the journal.

        Returns:
            The role; ``None`` when the code is unknown, used or out of date, when the person has
            that role or a higher one, or when their access was withdrawn; the code stays then.
        """


class ChatStore(Protocol):
    """What is known of the chats of one channel: where they moved, which take no messages."""

    def moved(self) -> Mapping[int, int]:
        """Return the chats that have another number now, with that number.

        Raises:
            StateUnavailableError: the store cannot be read.
        """

    def silent(self) -> frozenset[int]:
        """Return the chats that take no messages from us.

        Raises:
            StateUnavailableError: the store cannot be read.
        """

    def move(self, old: int, new: int, threads: tuple[str, str]) -> None:
        """Keep that ``old`` is ``new`` now; its conversations go on under the new name.

        Args:
            old: number of the chat.
            new: its number from now on.
            threads: how the names of its conversations began, and how they begin from now on.

        Raises:
            StateUnavailableError: the store cannot be written.
        """

    def silence(self, chat: int, *, silent: bool) -> None:
        """Keep whether a chat takes messages from us.

        Raises:
            StateUnavailableError: the store cannot be written.
        """


class ProvinceStore(PersonalStore, Protocol):
    """Which province each person has chosen; kept over a restart.

    Every method raises StateUnavailableError when the store cannot be read or written.
    """

    def provinces(self, person: str) -> Sequence[str | None]:
        """Return what a person chose, newest first; the first, if any, holds now (``None``: none).

        Args:
            person: channel and id, ``"telegram:42"``.
        """

    def choose_province(self, person: str, province: str | None) -> None:
        """Remember a choice; ``None`` clears it, and keeps those before to be offered again."""
