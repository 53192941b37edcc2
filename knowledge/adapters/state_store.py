"""Conversations and evidence in a database: SQLite beside the index, or any SQLAlchemy URL."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any

from filelock import FileLock
from sqlalchemy import (
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    delete,
    event,
    insert,
    make_url,
    select,
)
from sqlalchemy.exc import (
    ArgumentError,
    IntegrityError,
    NoSuchModuleError,
    SQLAlchemyError,
)
from sqlalchemy.schema import CreateIndex, CreateTable

from knowledge.errors import ConfigError, StateUnavailableError
from knowledge.evidence import Evidence
from knowledge.messages import Messages

_SCHEMA = 1
"""Version of the tables; a database written by a later version is refused."""

_OPENING_SECONDS = 10

_TABLES = MetaData()
_VERSION = Table("schema_version", _TABLES, Column("version", Integer, primary_key=True))
_DIALOGUES = Table(
    "dialogues",
    _TABLES,
    Column("thread", String(200), primary_key=True),
    Column("content", Text, nullable=False),
    Column("updated_at", DateTime, nullable=False),  # UTC
)
_EVIDENCE = Table(
    "evidence",
    _TABLES,
    Column("id", String(40), primary_key=True),
    Column("determination_id", String(40), nullable=False),
    Column("made_on", Date, nullable=False),
    Column("content", Text, nullable=False),
    Column("kept_at", DateTime, nullable=False),  # UTC
    Index("evidence_by_determination", "determination_id", "kept_at"),
)


class StateStore:
    """:class:`~knowledge.ports.DialogueStore` and :class:`~knowledge.ports.EvidenceStore`.

    Opened at the first use; several processes and threads may use one database.

    Args:
        url: SQLAlchemy URL, ``None`` for ``state.db`` in ``folder``.
        folder: data folder.
        messages: section ``state``.
        hours: how long a conversation is remembered.
    """

    def __init__(self, url: str | None, folder: Path, messages: Messages, *, hours: int) -> None:
        self._file = None if url else folder / "state.db"
        self._url = url or f"sqlite:///{self._file}"
        self._say = messages
        self._hours = hours
        self._engine: Engine | None = None
        self._opening = Lock()

    def dialogue(self, thread: str) -> Mapping[str, Any] | None:
        """See :class:`~knowledge.ports.DialogueStore`."""
        since = _now() - timedelta(hours=self._hours)
        query = select(_DIALOGUES.c.content).where(
            _DIALOGUES.c.thread == thread, _DIALOGUES.c.updated_at > since
        )
        with self._connection() as connection:
            content = connection.scalar(query)
        return None if content is None else _mapping(content)

    def keep_dialogue(self, thread: str, content: Mapping[str, Any] | None) -> None:
        """See :class:`~knowledge.ports.DialogueStore`."""
        with self._connection() as connection:
            connection.execute(delete(_DIALOGUES).where(_DIALOGUES.c.thread == thread))
            if content is not None:
                row = {"thread": thread, "content": _text(content), "updated_at": _now()}
                connection.execute(insert(_DIALOGUES).values(row))

    def evidence(self, identity: str) -> Evidence | None:
        """See :class:`~knowledge.ports.EvidenceStore`."""
        columns = (_EVIDENCE.c.id, _EVIDENCE.c.made_on, _EVIDENCE.c.content)
        latest = select(*columns).order_by(_EVIDENCE.c.kept_at.desc()).limit(1)
        with self._connection() as connection:
            for column in (_EVIDENCE.c.id, _EVIDENCE.c.determination_id):
                row = connection.execute(latest.where(column == identity)).first()
                if row is not None:
                    return Evidence(row.id, row.made_on, _mapping(row.content))
        return None

    def keep_evidence(self, evidence: Evidence) -> None:
        """See :class:`~knowledge.ports.EvidenceStore`."""
        row = {
            "id": evidence.id,
            "determination_id": evidence.determination["determination_id"],
            "made_on": evidence.made_on,
            "content": _text(evidence.content),
            "kept_at": _now(),
        }
        # Written at once, without a look before: SQLite refuses a reader that turns writer.
        with self._connection() as connection, suppress(IntegrityError):
            connection.execute(insert(_EVIDENCE).values(row))

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        """Give a connection in a transaction; a failure of the database is one readable line."""
        try:
            with self._opening:
                self._engine = self._engine or self._opened()
            with self._engine.begin() as connection:
                yield connection
        except (SQLAlchemyError, sqlite3.Error, OSError) as error:
            reason = " ".join(str(getattr(error, "orig", None) or error).split())[:200]
            place = self._file or make_url(self._url).render_as_string(hide_password=True)
            raise StateUnavailableError(
                self._say("state.unavailable", place=place, reason=reason)
            ) from error

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
        with _alone(engine):
            found = _prepared(engine)
        if found > _SCHEMA:
            raise StateUnavailableError(self._say("state.newer", version=found))
        return engine


def _alone(engine: Engine) -> AbstractContextManager[object]:
    """Keep other openers of a SQLite file out: its switch to WAL fails when another is at it."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return nullcontext()
    return FileLock(f"{engine.url.database}.lock", timeout=_OPENING_SECONDS)


def _prepared(engine: Engine) -> int:
    """Make the tables when they are absent; return the version of their schema.

    Several processes may do so at once.
    """
    with engine.begin() as connection:
        for table in _TABLES.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
            for index in table.indexes:
                connection.execute(CreateIndex(index, if_not_exists=True))
    with engine.begin() as connection:
        found = connection.scalar(select(_VERSION.c.version))
    if found is None:
        with suppress(IntegrityError), engine.begin() as connection:
            connection.execute(insert(_VERSION).values(version=_SCHEMA))
    return int(found or _SCHEMA)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Let readers and one writer work at once; a power loss must not lose a kept message."""
    for pragma in ("busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)  # SQLite keeps no time zone


def _text(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False)


def _mapping(text: str) -> Mapping[str, Any]:
    content: Mapping[str, Any] = json.loads(text)
    return content
