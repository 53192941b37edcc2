"""Enrolment by one-time code: an administrator makes it, the person sends it, it is used up."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from hashlib import sha256

from bot.desk import Acted
from bot.pace import Pace
from bot.visitor import Visitor
from knowledge.access import Role
from knowledge.answer import Reply
from knowledge.journal import Entry
from knowledge.messages import Messages
from knowledge.store_ports import MemberStore

# 32 signs that are not mistaken for each other: no I, O, 0, 1. Twelve of them are 60 random bits.
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
# Read with signs that are in no code, so that one with a slip is not passed on as a question; with
# a letter at least, as three years in a row are none.
_CODE = re.compile(
    r"(?:/start[ _])?\s*((?=[\d-]*[a-z])[a-z\d]{4}-[a-z\d]{4}-[a-z\d]{4})",
    re.IGNORECASE | re.ASCII,
)
_TRIES, _HOUR = 5, 3600  # codes one person may try within an hour (s)


def read_code(message: str) -> str | None:
    """Return the enrolment code a message is, alone or after ``/start``; ``None`` for another."""
    found = _CODE.fullmatch(message.strip())
    return found[1].upper() if found else None


class Enrolment:
    """Makes and takes codes.

    Args:
        members: keeps the digests of codes, and gives their roles.
        hours: how long a code may be used.
        zone: time zone in which its end is told.
        messages: sections ``reception`` and ``role``.
        clock: gives nanoseconds.
    """

    def __init__(
        self,
        members: MemberStore,
        hours: int,
        zone: tzinfo,
        messages: Messages,
        clock: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        self._members = members
        self._hours = hours
        self._zone = zone
        self._say = messages
        self._tries = Pace(_TRIES, _HOUR, clock)

    def make(self, role: Role, entry: Entry) -> str:
        """Make a code and return the only message that ever shows it.

        Args:
            role: what it gives.
            entry: the journal's line ``code_made``.

        Raises:
            StateUnavailableError: it could not be kept; there is no code then.
        """
        signs = [secrets.choice(_ALPHABET) for _ in range(12)]
        code = "-".join("".join(signs[start : start + 4]) for start in (0, 4, 8))
        ends = self._members.add_code(_digest(code), role, self._hours, entry)
        return self._say(
            "reception.code_made", code=code, role=self._say(f"role.{role}"), until=self._told(ends)
        )

    def redeem(self, visitor: Visitor, code: str) -> Acted | str:
        """Take a code from a person.

        Returns:
            The reply, or the sentence that says why the code was not taken.

        Raises:
            StateUnavailableError: nobody knows whether the code is good; it stays.
        """
        if visitor.user_id is None or not visitor.private:
            return self._say("reception.code_not_here")
        verdict, _ = self._tries.take(visitor.person)
        if verdict != "go":
            return self._say("reception.code_tries")
        role = self._members.redeem(_digest(code), visitor.person, visitor.name)
        if role is None:
            return self._say("reception.code_wrong")
        named = self._say(f"role.{role}")
        return Acted(Reply("answer", self._say("reception.enrolled", role=named)))

    def _told(self, moment: datetime) -> str:
        local = moment.replace(tzinfo=UTC).astimezone(self._zone)
        return f"{local:%H:%M} ngày {local.day}/{local.month}/{local.year}"


def _digest(code: str) -> str:
    return sha256(code.encode()).hexdigest()
