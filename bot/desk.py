"""A desk: answers one command the assistant itself does not, such as ``/nguoidung``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bot.visitor import Visitor
from knowledge.access import Request, Role
from knowledge.answer import Reply
from knowledge.journal import Entry, Event


@dataclass(frozen=True, slots=True)
class Call:
    """An admitted command.

    Attributes:
        visitor: who.
        role: the role at this moment.
        request: the command's name without slash.
        argument: what follows it; empty for nothing.
        thread: name of the conversation; ``None`` for none.
    """

    visitor: Visitor
    role: Role
    request: Request
    argument: str
    thread: str | None

    def entry(
        self, event: Event, facts: Mapping[str, Any] | None = None, subject: str | None = None
    ) -> Entry:
        """Return the journal's line for a change made by this command.

        Args:
            event: what was done.
            facts: how, as plain JSON values that speak of no person.
            subject: the person it was done to, if that is somebody else.
        """
        visitor = self.visitor
        how = {"request": self.request, "role": self.role, "channel": visitor.channel}
        private = {"thread": self.thread} if self.thread is not None else {}
        return Entry(event, visitor.person, {**how, **(facts or {})}, private, subject)


@dataclass(frozen=True, slots=True)
class Acted:
    """The reply of a desk that changed something and has written the request's line with it."""

    reply: Reply


class Desk(Protocol):
    """Answers one command; synchronous, called from several threads."""

    def __call__(self, call: Call) -> Reply | Acted:
        """Return the reply; the reception writes its line unless it is :class:`Acted`."""
        ...
