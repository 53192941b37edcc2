"""What is known of a channel's chats, and the channel's own secret, in the state database."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from knowledge.adapters.state_database import StateDatabase
from knowledge.adapters.state_tables import CHANNEL_SECRETS, CHATS, DIALOGUES

_SECRET_BYTES = 32


class ChatTable:
    """:class:`~knowledge.ports.ChatStore`.

    Args:
        database: where it is kept.
        source: the channel and its account, e.g. ``"tg:123456"``.
    """

    def __init__(self, database: StateDatabase, source: str) -> None:
        self._database = database
        self._source = source

    def moved(self) -> Mapping[int, int]:
        """See :class:`~knowledge.ports.ChatStore`."""
        query = select(CHATS.c.chat, CHATS.c.moved_to).where(
            CHATS.c.source == self._source, CHATS.c.moved_to.is_not(None)
        )
        with self._database.connection() as connection:
            return {row.chat: row.moved_to for row in connection.execute(query)}

    def silent(self) -> frozenset[int]:
        """See :class:`~knowledge.ports.ChatStore`."""
        query = select(CHATS.c.chat).where(CHATS.c.source == self._source, CHATS.c.silent)
        with self._database.connection() as connection:
            return frozenset(connection.scalars(query))

    def move(self, old: int, new: int, threads: tuple[str, str]) -> None:
        """See :class:`~knowledge.ports.ChatStore`."""
        with self._database.connection() as connection:
            self._keep(connection, old, moved_to=new)
            _rename_dialogues(connection, *threads)

    def silence(self, chat: int, *, silent: bool) -> None:
        """See :class:`~knowledge.ports.ChatStore`."""
        with self._database.connection() as connection:
            self._keep(connection, chat, silent=silent)

    def _keep(self, connection: Connection, chat: int, **values: Any) -> None:
        row = (CHATS.c.source == self._source) & (CHATS.c.chat == chat)
        if connection.execute(update(CHATS).where(row).values(values)).rowcount == 0:
            made = {"source": self._source, "chat": chat, "silent": False}
            connection.execute(insert(CHATS).values(made | values))


def _rename_dialogues(connection: Connection, old: str, new: str) -> None:
    thread = DIALOGUES.c.thread
    found = or_(thread == old, thread.startswith(f"{old}:", autoescape=True))
    for name in connection.scalars(select(thread).where(found)).all():
        renamed = new + name[len(old) :]
        connection.execute(delete(DIALOGUES).where(thread == renamed))
        connection.execute(update(DIALOGUES).where(thread == name).values(thread=renamed))


def kept_secret(database: StateDatabase, source: str) -> str:
    """Return the secret of a channel's account, made at the first call and kept.

    Raises:
        StateUnavailableError: the database cannot be used.
    """
    made = {"source": source, "secret": secrets.token_urlsafe(_SECRET_BYTES)}
    with database.connection() as connection, suppress(IntegrityError):
        connection.execute(insert(CHANNEL_SECRETS).values(made))
    query = select(CHANNEL_SECRETS.c.secret).where(CHANNEL_SECRETS.c.source == source)
    with database.connection() as connection:
        return str(connection.scalar(query))
