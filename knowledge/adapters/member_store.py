"""Enrolled persons and enrolment codes in the state database."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from knowledge.access import ROLES, Member, Role
from knowledge.adapters.journal_store import JournalStore
from knowledge.adapters.state_database import StateDatabase, utc_now
from knowledge.adapters.state_tables import CODES, MEMBERS
from knowledge.journal import Entry

_COLUMNS = (MEMBERS.c.number, MEMBERS.c.person, MEMBERS.c.name, MEMBERS.c.role)
_LONGEST_NAME = 200  # characters
_SHOWN_DIGITS = 8  # of a code's digest, to tell in the journal which code enrolled whom


class _NotRedeemedError(Exception):
    """The transaction is undone: the code stays."""


class MemberStore:
    """:class:`~knowledge.ports.MemberStore`.

    Args:
        database: where persons and codes are kept.
        journal: where changes are written, in the same database.
    """

    def __init__(self, database: StateDatabase, journal: JournalStore) -> None:
        self._database = database
        self._journal = journal

    def member(self, person: str) -> Member | None:
        """See :class:`~knowledge.ports.MemberStore`."""
        with self._database.connection() as connection:
            return _found(connection, person)

    def members(self) -> list[Member]:
        """See :class:`~knowledge.ports.MemberStore`."""
        with self._database.connection() as connection:
            rows = connection.execute(select(*_COLUMNS).order_by(MEMBERS.c.number)).all()
        return [_member(row) for row in rows]

    def set_role(self, person: str, name: str, role: Role | None, entry: Entry) -> None:
        """See :class:`~knowledge.ports.MemberStore`."""
        with self._database.connection() as connection:
            self._journal.write(connection, [entry])
            _give(connection, person, name, role)

    def add_code(self, digest: str, role: Role, hours: int, entry: Entry) -> datetime:
        """See :class:`~knowledge.ports.MemberStore`."""
        ends = utc_now() + timedelta(hours=hours)
        entry = Entry(entry.event, entry.person, {**entry.facts, **_facts(digest, role)})
        with self._database.connection() as connection:
            self._journal.write(connection, [entry])
            connection.execute(delete(CODES).where(CODES.c.expires_at <= utc_now()))
            row = {"digest": digest, "role": role, "expires_at": ends}
            connection.execute(insert(CODES).values(row))
        return ends

    def redeem(self, digest: str, person: str, name: str) -> Role | None:
        """See :class:`~knowledge.ports.MemberStore`."""
        try:
            with self._database.connection() as connection:
                role = _use_up(connection, digest, person)
                self._journal.write(connection, [Entry("enrolled", person, _facts(digest, role))])
                _give(connection, person, name, role)
        except _NotRedeemedError:
            return None
        return role

    def forget(self, person: str, threads: Collection[str]) -> None:
        """See :class:`~knowledge.ports.PersonalStore`.

        Of somebody whose access was withdrawn the id stays, or anybody could have it back.
        """
        of_person = MEMBERS.c.person == person
        with self._database.connection() as connection:
            connection.execute(update(MEMBERS).where(of_person).values(name=""))
            enrolled = (of_person, MEMBERS.c.role.is_not(None))
            connection.execute(delete(MEMBERS).where(*enrolled))


def _use_up(connection: Connection, digest: str, person: str) -> Role:
    """Take a code away and return its role.

    Raises:
        _NotRedeemedError: it is not there, or gives the person nothing.
    """
    unused = (CODES.c.digest == digest, CODES.c.expires_at > utc_now())
    # The write comes first: of two who send the same code one waits for the other.
    connection.execute(update(CODES).where(*unused).values(digest=digest))
    role: Role | None = connection.scalar(select(CODES.c.role).where(*unused))
    if role is None or not _may_rise(_found(connection, person), role):
        raise _NotRedeemedError
    connection.execute(delete(CODES).where(*unused))
    return role


def _found(connection: Connection, person: str) -> Member | None:
    row = connection.execute(select(*_COLUMNS).where(MEMBERS.c.person == person)).first()
    return None if row is None else _member(row)


def _may_rise(member: Member | None, role: Role) -> bool:
    if member is None:
        return True
    return member.role is not None and ROLES.index(member.role) < ROLES.index(role)


def _give(connection: Connection, person: str, name: str, role: Role | None) -> None:
    values: dict[str, Any] = {"role": role, "changed_at": utc_now()}
    if name:
        values["name"] = name[:_LONGEST_NAME]
    of_person = MEMBERS.c.person == person
    if not connection.execute(update(MEMBERS).where(of_person).values(values)).rowcount:
        connection.execute(insert(MEMBERS).values({"name": "", "person": person, **values}))


def _facts(digest: str, role: Role) -> dict[str, str]:
    return {"code": digest[:_SHOWN_DIGITS], "role": role}


def _member(row: Any) -> Member:
    return Member(row.number, row.person, row.name, row.role)
