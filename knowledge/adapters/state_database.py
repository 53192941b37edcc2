"""The database that keeps what must outlive a restart: SQLite here, or any SQLAlchemy URL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock, RLock
from typing import Any

from filelock import FileLock
from sqlalchemy import Connection, Engine, create_engine, event, insert, make_url, select, update
from sqlalchemy.exc import ArgumentError, IntegrityError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.schema import CreateIndex, CreateTable

from knowledge.adapters.state_tables import SCHEMA, TABLES, VERSION
from knowledge.errors import ConfigError, StateUnavailableError
from knowledge.messages import Messages

_OPENING_SECONDS = 10


class StateDatabase:
    """Connections to the state; opened at the first use, by several processes and threads.

    Args:
        url: SQLAlchemy URL, ``None`` for ``state.db`` in ``folder``.
        folder: data folder.
        messages: section ``state``.
    """

    def __init__(self, url: str | None, folder: Path, messages: Messages) -> None:
        self._file = None if url else folder / "state.db"
        self._url = url or f"sqlite:///{self._file}"
        self._say = messages
        self._engine: Engine | None = None
        self._opening = Lock()
        # SQLite has one writer; the others would ask again and again, and some too often in vain.
        self._turn: AbstractContextManager[object] = nullcontext()

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Give a connection in a transaction, committed at the end.

        Raises:
            StateUnavailableError: the database cannot be reached, read or written.
            ConfigError: the URL is none.
        """
        try:
            with self._opening:
                self._engine = self._engine or self._opened()
            with self._turn, self._engine.begin() as connection:
                yield connection
        except (SQLAlchemyError, sqlite3.Error, OSError) as error:
            reason = " ".join(str(getattr(error, "orig", None) or error).split())[:200]
            place = self._file or make_url(self._url).render_as_string(hide_password=True)
            raise StateUnavailableError(
                self._say("state.unavailable", place=place, reason=reason), reason
            ) from error

    def settle(self) -> None:
        """Bring what was written into the file, so that nothing erased stands in SQLite's log.

        Done as far as nobody reads at the moment; the next call does the rest.

        Raises:
            StateUnavailableError: as :meth:`connection`.
        """
        with self.connection() as connection:
            sqlite = connection.dialect.name == "sqlite"
            log = connection.connection.driver_connection if sqlite else None
            if log is not None:
                log.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _opened(self) -> Engine:
        try:
            engine = create_engine(self._url)
        except (ArgumentError, NoSuchModuleError, ImportError) as error:
            raise ConfigError(self._say("state.bad_url", reason=type(error).__name__)) from error
        if self._file is not None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.touch(mode=0o600, exist_ok=True)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _prepare_sqlite)
            self._turn = RLock()
        with _alone(engine):
            found = _prepared(engine)
        if found > SCHEMA:
            raise StateUnavailableError(self._say("state.newer", version=found))
        return engine


def utc_now() -> datetime:
    """Return the moment without its time zone, which SQLite does not keep."""
    return datetime.now(UTC).replace(tzinfo=None)


def _alone(engine: Engine) -> AbstractContextManager[object]:
    """Keep other openers of a SQLite file out: its switch to WAL fails when another is at it."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return nullcontext()
    return FileLock(f"{engine.url.database}.lock", timeout=_OPENING_SECONDS)


def _prepared(engine: Engine) -> int:
    """Make the tables that are absent, unless a later program wrote here; return the version.

    Several processes may do so at once.
    """
    with engine.begin() as connection:
        connection.execute(CreateTable(VERSION, if_not_exists=True))
        found = int(connection.scalar(select(VERSION.c.version)) or 0)
    if found >= SCHEMA:
        return found
    with engine.begin() as connection:
        for table in TABLES.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
            for index in table.indexes:
                connection.execute(CreateIndex(index, if_not_exists=True))
    with suppress(IntegrityError), engine.begin() as connection:
        row = {"version": SCHEMA}
        write = update(VERSION).where(VERSION.c.version < SCHEMA) if found else insert(VERSION)
        connection.execute(write.values(row))
    return SCHEMA


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Let readers and one writer work at once; a power loss must not lose a kept message.

    What is deleted is overwritten, or an erased person could still be read in the file.
    """
    pragmas = ("busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL", "secure_delete=ON")
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")
