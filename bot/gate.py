"""Decides at each request, by the channel's id of the person, whether it is let in."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bot.pace import Pace
from bot.visitor import LOCAL, Visitor
from knowledge.access import ROLES, AccessTable, Request, Role
from knowledge.messages import Messages
from knowledge.settings import AccessSettings
from knowledge.store_ports import MemberStore

Reason = Literal["", "stranger", "flood", "not_here", "role"]
"""``stranger``: no role; ``flood``: too many messages; ``not_here``: not in a group; ``role``: for
a higher role; empty when let in."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What was decided about a request.

    Attributes:
        role: the person's role at this moment; ``None`` for none.
        reason: why it is not let in; see :data:`Reason`.
        sentence: what to tell the person; ``None`` for silence, or when let in.
    """

    role: Role | None
    reason: Reason = ""
    sentence: str | None = None


class Gate:
    """Who is let in.

    Args:
        members: who is enrolled.
        table: who may do what.
        settings: section ``access``.
        messages: sections ``reception`` and ``role``.
        clock: gives nanoseconds.
    """

    def __init__(
        self,
        members: MemberStore,
        table: AccessTable,
        settings: AccessSettings,
        messages: Messages,
        clock: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        self._members = members
        self._table = table
        self._guest: Role | None = settings.guest_role
        self._pace = Pace(settings.most_questions, settings.within_seconds, clock)
        self._say = messages

    def judge(
        self, visitor: Visitor, request: Request, thread: str | None, sent: int | None = None
    ) -> Ruling:
        """Decide about one request, and count it.

        Args:
            visitor: who asks.
            request: what is asked for.
            thread: name of the conversation; stands in for a person without an id.
            sent: when, by the channel's clock, in seconds.

        Raises:
            StateUnavailableError: nobody knows who is enrolled.
        """
        role = self.role_of(visitor)
        if visitor == LOCAL:
            return Ruling(role)
        key = visitor.person if visitor.user_id is not None else f"{visitor.person} {thread}"
        verdict, wait = self._pace.take(key, sent)
        if role is None:
            return Ruling(None, "stranger", None if verdict != "go" else self.stranger())
        if verdict == "hush":
            return Ruling(role, "flood")
        if verdict == "tell":
            return Ruling(role, "flood", self._say("reception.flood", seconds=wait))
        if self._table.allows(request, role, private=visitor.private):
            return Ruling(role)
        return self._not_allowed(visitor, request, role)

    def role_of(self, visitor: Visitor) -> Role | None:
        """Return a person's role as it is now; ``None`` for none.

        Who has no id is never more than a reader: in a group anybody may be made an anonymous
        administrator.

        Raises:
            StateUnavailableError: nobody knows who is enrolled.
        """
        if visitor == LOCAL:
            return ROLES[-1]
        if visitor.user_id is None:
            return self._guest and ROLES[0]
        member = self._members.member(visitor.person)
        return self._guest if member is None else member.role

    def allows(self, visitor: Visitor, request: Request) -> bool:
        """Tell whether a request would be let in; does not count it.

        Raises:
            StateUnavailableError: nobody knows who is enrolled.
        """
        return self._table.allows(request, self.role_of(visitor), private=visitor.private)

    def stranger(self) -> str:
        """Return the one sentence people without access are told, whatever they send."""
        return self._say("reception.stranger")

    def _not_allowed(self, visitor: Visitor, request: Request, role: Role) -> Ruling:
        if not visitor.private and self._table.allows(request, role, private=True):
            return Ruling(role, "not_here", self._say("reception.not_here"))
        least = self._table.least(request, private=True)
        needed = self._say(f"role.{least or ROLES[-1]}")
        own = self._say(f"role.{role}")
        return Ruling(role, "role", self._say("reception.role", needed=needed, own=own))
