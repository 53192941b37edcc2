"""Approved answers in the state database."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from knowledge.adapters.journal_store import JournalStore
from knowledge.adapters.state_database import StateDatabase
from knowledge.adapters.state_tables import APPROVED_ANSWERS
from knowledge.feedback import Approved, read_bases, write_bases
from knowledge.journal import Entry

_COLUMNS = tuple(column for column in APPROVED_ANSWERS.c if column.name != "withdrawn")
_KEPT = APPROVED_ANSWERS.c.withdrawn.is_(False)


class ApprovedStore:
    """:class:`~bot.ports.ApprovedStore`.

    Args:
        database: where they are kept.
        journal: the journal in the same database.
    """

    def __init__(self, database: StateDatabase, journal: JournalStore) -> None:
        self._database = database
        self._journal = journal

    def state(self) -> tuple[int, int]:
        """See :class:`~bot.ports.ApprovedStore`."""
        kept = func.count(APPROVED_ANSWERS.c.code).filter(_KEPT)
        query = select(func.count(APPROVED_ANSWERS.c.code), kept)
        with self._database.connection() as connection:
            total, held = connection.execute(query).one()
        return total, held

    def all(self) -> list[Approved]:
        """See :class:`~bot.ports.ApprovedStore`."""
        query = select(*_COLUMNS).where(_KEPT).order_by(APPROVED_ANSWERS.c.approved_on)
        with self._database.connection() as connection:
            return [_approved(row) for row in connection.execute(query)]

    def add(self, connection: Connection, approved: Approved, replaces: Collection[str]) -> None:
        """Keep an answer within a transaction of the caller, and withdraw those it replaces."""
        older = update(APPROVED_ANSWERS).where(APPROVED_ANSWERS.c.code.in_(replaces))
        connection.execute(older.values(withdrawn=True))
        columns = {name: getattr(approved, name) for name in Approved.__slots__}
        row = {**columns, "bases": write_bases(approved.bases), "withdrawn": False}
        connection.execute(insert(APPROVED_ANSWERS).values(row))

    def withdraw(self, code: str, entry: Entry) -> bool:
        """See :class:`~bot.ports.ApprovedStore`."""
        with self._database.connection() as connection:
            gone = update(APPROVED_ANSWERS).where(APPROVED_ANSWERS.c.code == code, _KEPT)
            if not connection.execute(gone.values(withdrawn=True)).rowcount:
                return False
            self._journal.write(connection, [entry])
        return True


def _approved(row: Any) -> Approved:
    return Approved(**{**row._mapping, "bases": read_bases(row.bases)})
