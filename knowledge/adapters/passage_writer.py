"""A new store of passages: documents added, or copied from another store as they are there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

import msgspec

from knowledge.adapters.passage_store import FormerVersion, PassageStore
from knowledge.adapters.vector_cache import content_key
from knowledge.documents import canonical
from knowledge.passages import DocumentRecord, Passage

_SCHEMA = """
CREATE TABLE document (id TEXT PRIMARY KEY, file TEXT NOT NULL, sha256 TEXT NOT NULL,
                       number TEXT, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE passage (number INTEGER PRIMARY KEY, id TEXT NOT NULL, document_id TEXT NOT NULL,
                      cited TEXT, starts TEXT, key BLOB NOT NULL, body BLOB NOT NULL);
CREATE TABLE former (document_id TEXT NOT NULL, version INTEGER NOT NULL, body BLOB NOT NULL,
                     text BLOB NOT NULL, PRIMARY KEY (document_id, version)) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX passage_of ON passage (document_id, number);
CREATE INDEX passage_cited ON passage (cited) WHERE cited IS NOT NULL;
CREATE INDEX passage_starts ON passage (starts) WHERE starts IS NOT NULL;
CREATE INDEX passage_key ON passage (key, number);
"""


class StoreWriter:
    """A new store in the making; what was added is on disk after :meth:`close`.

    Args:
        file: a file that does not exist yet. A store whose writer was killed is not to be used.
    """

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(
            file, isolation_level=None, check_same_thread=False, uri=True
        )
        self._connection.executescript(
            "PRAGMA page_size=16384; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;"
            + _SCHEMA
        )
        self._sources: list[str] = []
        self._count = 0
        self._closed = False

    def add(self, document: DocumentRecord, passages: Iterable[Passage]) -> None:
        """Add a document; its passages get the next numbers."""
        number = canonical(document.number) if document.number else None
        row = (document.id, document.file, document.sha256, number, msgspec.json.encode(document))
        self._connection.execute("INSERT INTO document VALUES (?, ?, ?, ?, ?)", row)
        for p in passages:
            key = content_key(p.indexed_text)
            self._connection.execute(
                "INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?, ?)",
                (self._count, p.id, p.document_id, _cited(p, number), _starts(p), key, _dump(p)),
            )
            self._count += 1

    def copy(self, source: PassageStore, document_id: str) -> None:
        """Add a document with its passages as another store holds them.

        Raises:
            IndexUnavailableError: the other store is damaged.
        """
        if source.uri not in self._sources:
            self._connection.execute(f"ATTACH ? AS source{len(self._sources)}", (source.uri,))
            self._sources.append(source.uri)
        held = f"source{self._sources.index(source.uri)}"
        try:
            self._connection.execute(
                f"INSERT INTO document SELECT * FROM {held}.document WHERE id = ?",  # noqa: S608
                (document_id,),
            )
            added = self._connection.execute(
                "INSERT INTO passage SELECT ? - 1 + row_number() OVER (ORDER BY number), id, "  # noqa: S608
                f"document_id, cited, starts, key, body FROM {held}.passage WHERE document_id = ? "
                "ORDER BY number",
                (self._count, document_id),
            )
        except sqlite3.OperationalError:  # our own disk is full
            raise
        except sqlite3.DatabaseError as error:
            raise source.damaged(str(error)) from error
        self._count += added.rowcount

    def keep_version(self, document_id: str, version: FormerVersion) -> None:
        """Add what a document was before; versions count from 1, the oldest first."""
        self._connection.execute(
            "INSERT INTO former SELECT ?, 1 + count(*), ?, ? FROM former WHERE document_id = ?",
            (document_id, msgspec.json.encode(version.document), version.packed, document_id),
        )

    def close(self) -> None:
        """Finish the file; nothing happens the second time."""
        if not self._closed:
            self._closed = True
            self._connection.execute("COMMIT")
            self._connection.executescript(_INDEXES)
            self._connection.close()


def _cited(passage: Passage, of_document: str | None) -> str | None:
    return canonical(passage.attribution.document) if passage.attribution else of_document


def _starts(passage: Passage) -> str | None:
    source = passage.attribution
    return source.effective_from.isoformat() if source and source.effective_from else None


def _dump(passage: Passage) -> bytes:
    return msgspec.json.encode(passage)
