"""Passages and documents of one index in one SQLite file, written once, then only read."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from threading import local
from typing import Any

import msgspec

from knowledge.adapters.vector_cache import content_key
from knowledge.documents import canonical
from knowledge.errors import IndexUnavailableError
from knowledge.passages import DocumentRecord, Passage

_SCHEMA = """
CREATE TABLE document (id TEXT PRIMARY KEY, file TEXT NOT NULL, sha256 TEXT NOT NULL,
                       number TEXT, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE passage (number INTEGER PRIMARY KEY, id TEXT NOT NULL, document_id TEXT NOT NULL,
                      cited TEXT, starts TEXT, key BLOB NOT NULL, body BLOB NOT NULL);
CREATE TABLE former (document_id TEXT NOT NULL, version INTEGER NOT NULL, body BLOB NOT NULL,
                     text BLOB NOT NULL, PRIMARY KEY (document_id, version)) WITHOUT ROWID;
CREATE INDEX passage_of ON passage (document_id, number);
CREATE INDEX passage_cited ON passage (cited) WHERE cited IS NOT NULL;
CREATE INDEX passage_starts ON passage (starts) WHERE starts IS NOT NULL;
"""
_AT_ONCE = 500


class StoreWriter:
    """A new store in the making; what was added is on disk after :meth:`close`.

    Args:
        file: a file that does not exist yet. A store whose writer was killed is not to be used.
    """

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._connection.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;" + _SCHEMA
        )
        self._count = 0
        self._closed = False

    def add(self, document: DocumentRecord, passages: Iterable[Passage]) -> None:
        """Add a document; its passages get the next numbers."""
        number = canonical(document.number) if document.number else None
        row = (document.id, document.file, document.sha256, number, msgspec.json.encode(document))
        self._connection.execute("INSERT INTO document VALUES (?, ?, ?, ?, ?)", row)
        self._insert(
            (
                p.id,
                p.document_id,
                _cited(p, number),
                _starts(p),
                content_key(p.indexed_text),
                _dump(p),
            )
            for p in passages
        )

    def copy(self, source: PassageStore, document_id: str) -> None:
        """Add a document with its passages as another store holds them."""
        row = source.row_of(document_id)
        self._connection.execute("INSERT INTO document VALUES (?, ?, ?, ?, ?)", row)
        self._insert(source.rows_of(document_id))

    def keep_version(self, document_id: str, version: FormerVersion) -> None:
        """Add what a document was before; versions count from 1, the oldest first."""
        self._connection.execute(
            "INSERT INTO former SELECT ?, 1 + count(*), ?, ? FROM former WHERE document_id = ?",
            (document_id, msgspec.json.encode(version.document), version.packed, document_id),
        )

    def _insert(self, rows: Iterable[tuple[Any, ...]]) -> None:
        statement = "INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?, ?)"
        for row in rows:
            self._connection.execute(statement, (self._count, *row))
            self._count += 1

    def close(self) -> None:
        """Finish the file; nothing happens the second time."""
        if not self._closed:
            self._closed = True
            self._connection.execute("COMMIT")
            self._connection.close()


class FormerVersion(msgspec.Struct, frozen=True):
    """What a document was before it was replaced.

    Attributes:
        document: its record then.
        packed: its text then, compressed; see :attr:`text`.
    """

    document: DocumentRecord
    packed: bytes

    @classmethod
    def of(cls, document: DocumentRecord, passages: Iterable[Passage]) -> FormerVersion:
        """Return a version made of a document's passages."""
        text = "\n\n".join(passage.text for passage in passages)
        return cls(document, zlib.compress(text.encode(), 9))

    @property
    def text(self) -> str:
        """Its passages, parted by empty lines."""
        return zlib.decompress(self.packed).decode()


class PassageStore:
    """Read access to a store; safe to use from several threads.

    Raises:
        IndexUnavailableError: the file is absent or is not a store.
    """

    def __init__(self, file: Path) -> None:
        if not file.is_file():
            raise IndexUnavailableError(f"Chỉ mục thiếu tệp {file.name}; hãy nạp lại kho văn bản.")
        self._name = file.name
        self._uri = f"{file.resolve().as_uri()}?mode=ro&immutable=1"
        self._threads = local()
        (self._size,) = self._one("SELECT count(*) FROM passage", ())
        rows = self._all("SELECT id, body FROM document", ())
        self._documents = {identity: _record(body) for identity, body in rows}

    def __len__(self) -> int:
        return int(self._size)

    def close(self) -> None:
        """Let go of the file in this thread."""
        self._connection().close()
        del self._threads.connection

    def check(self) -> None:
        """Read the whole file through.

        Raises:
            IndexUnavailableError: a page of it is damaged.
        """
        verdict = self._one("PRAGMA quick_check(1)", ())
        if verdict != ("ok",):
            raise self._damaged(str(verdict[0]))

    def passage(self, number: int) -> Passage:
        """Return the passage in that row."""
        (body,) = self._one("SELECT body FROM passage WHERE number = ?", (number,))
        return _passage(body)

    def passages(self) -> Iterator[Passage]:
        """Yield every passage in order of its number."""
        for first in range(0, len(self), _AT_ONCE):
            yield from self._between(first, first + _AT_ONCE)

    def passages_of(self, document_id: str) -> Iterator[Passage]:
        """Yield the passages of one document, in reading order."""
        for *_, body in self.rows_of(document_id):
            yield _passage(body)

    def document(self, document_id: str) -> DocumentRecord:
        """Return the document a passage belongs to."""
        return self._documents[document_id]

    def documents(self) -> Iterator[DocumentRecord]:
        """Yield every document, in order of its name."""
        yield from sorted(self._documents.values(), key=lambda d: (d.file, d.id))

    def numbers_of(self, document_id: str) -> list[int]:
        """Return the rows of one document, in reading order."""
        rows = self._all(
            "SELECT number FROM passage WHERE document_id = ? ORDER BY number", (document_id,)
        )
        return [int(number) for (number,) in rows]

    def numbers_citing(self, canonical_number: str) -> list[int]:
        """Return the rows that belong to, or are attributed to, a document number."""
        rows = self._all(
            "SELECT number FROM passage WHERE cited = ? ORDER BY number", (canonical_number,)
        )
        return [int(number) for (number,) in rows]

    def numbers_starting_after(self, day: date) -> list[int]:
        """Return the rows whose clause has a first day in force of its own, after ``day``."""
        rows = self._all(
            "SELECT number FROM passage WHERE starts > ? ORDER BY number", (day.isoformat(),)
        )
        return [int(number) for (number,) in rows]

    def keys(self) -> list[bytes]:
        """Return the content key of every passage, in order of its number."""
        return [key for (key,) in self._all("SELECT key FROM passage ORDER BY number", ())]

    def former_versions(self, document_id: str) -> list[FormerVersion]:
        """Return what a document was before, the oldest first."""
        rows = self._all(
            "SELECT body, text FROM former WHERE document_id = ? ORDER BY version", (document_id,)
        )
        return [FormerVersion(_record(body), text) for body, text in rows]

    def former_count(self) -> int:
        """Return how many replaced versions are kept."""
        (count,) = self._one("SELECT count(*) FROM former", ())
        return int(count)

    def identity(self) -> Iterator[bytes]:
        """Yield, in order, what tells two stores of different content apart."""
        for document in self.documents():
            yield msgspec.json.encode(document)
        for (identity,) in self._connection().execute("SELECT id FROM passage ORDER BY number"):
            yield identity.encode()
        for row in self._all("SELECT document_id, body FROM former ORDER BY 1, version", ()):
            yield b"%s %s" % (row[0].encode(), row[1])

    def row_of(self, document_id: str) -> tuple[Any, ...]:
        """Return a document as it is stored, for :meth:`StoreWriter.copy`."""
        return self._one("SELECT * FROM document WHERE id = ?", (document_id,))

    def rows_of(self, document_id: str) -> list[tuple[Any, ...]]:
        """Return a document's passages as they are stored, without their numbers."""
        return self._all(
            "SELECT id, document_id, cited, starts, key, body FROM passage WHERE document_id = ? "
            "ORDER BY number",
            (document_id,),
        )

    def _between(self, first: int, end: int) -> list[Passage]:
        rows = self._all(
            "SELECT body FROM passage WHERE number >= ? AND number < ? ORDER BY number",
            (first, end),
        )
        return [_passage(body) for (body,) in rows]

    def _connection(self) -> sqlite3.Connection:
        held = getattr(self._threads, "connection", None)
        if held is None:
            held = sqlite3.connect(self._uri, uri=True)
            self._threads.connection = held
        assert isinstance(held, sqlite3.Connection)  # noqa: S101 - narrows thread-local storage
        return held

    def _all(self, statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        try:
            return self._connection().execute(statement, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise self._damaged(str(error)) from error

    def _one(self, statement: str, values: tuple[Any, ...]) -> tuple[Any, ...]:
        rows = self._all(statement, values)
        if not rows:
            raise IndexUnavailableError("Chỉ mục không có đoạn văn được hỏi; hãy nạp lại kho.")
        return rows[0]

    def _damaged(self, reason: str) -> IndexUnavailableError:
        return IndexUnavailableError(
            f"Tệp {self._name} của chỉ mục bị hỏng ({reason}); hãy nạp lại kho văn bản."
        )


def recorded_files(file: Path) -> list[tuple[str, str]]:
    """Return path and name of every document of a store of any version, for reading them anew.

    Args:
        file: the store; one that is absent or damaged records nothing.
    """
    if not file.is_file():
        return []
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as held:
            bodies = held.execute("SELECT body FROM document ORDER BY file").fetchall()
        records = [msgspec.json.decode(body) for (body,) in bodies]
        return [(str(record["path"]), str(record["file"])) for record in records]
    except (sqlite3.DatabaseError, msgspec.MsgspecError, KeyError, TypeError):
        return []


def _cited(passage: Passage, of_document: str | None) -> str | None:
    return canonical(passage.attribution.document) if passage.attribution else of_document


def _starts(passage: Passage) -> str | None:
    source = passage.attribution
    return source.effective_from.isoformat() if source and source.effective_from else None


def _dump(passage: Passage) -> bytes:
    return msgspec.json.encode(passage)


_record = msgspec.json.Decoder(DocumentRecord).decode
_passage = msgspec.json.Decoder(Passage).decode
