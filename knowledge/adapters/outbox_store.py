"""Letters that wait to be sent, in the state database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from knowledge.adapters.state_database import StateDatabase, utc_now
from knowledge.adapters.state_tables import OUTBOX
from knowledge.feedback import Letter, read_reply, write_reply

_FIRST_WAIT, _LONGEST_WAIT = 60, 3600  # seconds between two attempts


class OutboxStore:
    """:class:`~bot.ports.Outbox`.

    Args:
        database: where letters are kept.
    """

    def __init__(self, database: StateDatabase) -> None:
        self._database = database

    def post(self, connection: Connection, letters: Sequence[Letter]) -> None:
        """Keep letters within a transaction of the caller."""
        for letter in letters:
            row: dict[str, Any] = {
                "address": letter.address,
                "person": letter.person,
                "item": letter.item,
                "content": write_reply(letter.reply),
                "attempts": 0,
                "due_at": utc_now() + timedelta(seconds=letter.wait),
            }
            connection.execute(insert(OUTBOX).values(row))

    def drop(self, connection: Connection, item: str) -> None:
        """Forget what administrators were to be told of an item, within a caller's transaction."""
        to_administrators = (OUTBOX.c.item == item, OUTBOX.c.person.is_(None))
        connection.execute(delete(OUTBOX).where(*to_administrators))

    def take(self) -> list[Letter]:
        """See :class:`~bot.ports.Outbox`."""
        due = OUTBOX.c.due_at <= utc_now()
        with self._database.connection() as connection:
            if connection.execute(select(OUTBOX.c.key).where(due).limit(1)).first() is None:
                return []
        with self._database.connection() as connection:
            # A write first: SQLite refuses a reader that turns writer.
            connection.execute(update(OUTBOX).where(due).values(attempts=OUTBOX.c.attempts + 1))
            query = select(*OUTBOX.c).where(due).order_by(OUTBOX.c.key)
            rows = connection.execute(query).all()
            for row in rows:
                wait = min(_FIRST_WAIT * 2 ** min(row.attempts - 1, 10), _LONGEST_WAIT)
                next_time = utc_now() + timedelta(seconds=wait)
                of_row = OUTBOX.c.key == row.key
                connection.execute(update(OUTBOX).where(of_row).values(due_at=next_time))
        return [_letter(row) for row in rows]

    def count(self) -> int:
        """Return how many letters wait to be sent."""
        with self._database.connection() as connection:
            return int(connection.scalar(select(func.count(OUTBOX.c.key))) or 0)

    def done(self, key: int) -> None:
        """See :class:`~bot.ports.Outbox`."""
        with self._database.connection() as connection:
            connection.execute(delete(OUTBOX).where(OUTBOX.c.key == key))


def _letter(row: Any) -> Letter:
    return Letter(row.address, read_reply(row.content), row.person, row.item, key=row.key)
