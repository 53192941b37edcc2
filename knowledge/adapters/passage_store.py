"""Passages and documents of one index in one SQLite file, written once, then only read."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from threading import local
from typing import Any

from knowledge.documents import canonical
from knowledge.errors import IndexUnavailableError
from knowledge.passages import Attribution, DocumentRecord, Passage

_SCHEMA = """
CREATE TABLE document (id TEXT PRIMARY KEY, file TEXT NOT NULL, sha256 TEXT NOT NULL,
                       number TEXT, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE passage (number INTEGER PRIMARY KEY, id TEXT NOT NULL, document_id TEXT NOT NULL,
                      cited TEXT, body TEXT NOT NULL);
CREATE INDEX passage_of ON passage (document_id, number);
CREATE INDEX passage_cited ON passage (cited) WHERE cited IS NOT NULL;
"""


def write_passages(
    file: Path, documents: Iterable[DocumentRecord], passages: Iterable[Passage]
) -> int:
    """Write a new store; the order of ``passages`` gives their numbers. Returns how many."""
    connection = sqlite3.connect(file)
    try:
        connection.executescript(_SCHEMA)
        with connection:
            numbers: dict[str, str | None] = {}
            for document in documents:
                numbers[document.id] = canonical(document.number) if document.number else None
                row = (document.id, document.file, document.sha256, numbers[document.id])
                connection.execute(
                    "INSERT INTO document VALUES (?, ?, ?, ?, ?)", (*row, _dump(document))
                )
            connection.executemany(
                "INSERT INTO passage VALUES (?, ?, ?, ?, ?)",
                (
                    (number, p.id, p.document_id, _cited(p, numbers[p.document_id]), _dump(p))
                    for number, p in enumerate(passages)
                ),
            )
        (count,) = connection.execute("SELECT count(*) FROM passage").fetchone()
        return int(count)
    finally:
        connection.close()


class PassageStore:
    """Read access to a store; safe to use from several threads.

    Raises:
        IndexUnavailableError: the file is absent or is not a store.
    """

    def __init__(self, file: Path) -> None:
        if not file.is_file():
            raise IndexUnavailableError(f"Chỉ mục thiếu tệp {file.name}; hãy nạp lại kho văn bản.")
        self._uri = f"{file.resolve().as_uri()}?mode=ro&immutable=1"
        self._threads = local()
        try:
            (self._size,) = self._one("SELECT count(*) FROM passage", ())
        except sqlite3.DatabaseError as error:
            message = f"Tệp {file.name} của chỉ mục bị hỏng ({error}); hãy nạp lại kho văn bản."
            raise IndexUnavailableError(message) from error
        self._documents = {
            row[0]: _record(row[1]) for row in self._all("SELECT id, body FROM document", ())
        }

    def __len__(self) -> int:
        return int(self._size)

    def passage(self, number: int) -> Passage:
        """Return the passage in that row."""
        (body,) = self._one("SELECT body FROM passage WHERE number = ?", (number,))
        return _passage(body)

    def passages(self) -> Iterator[Passage]:
        """Yield every passage in order of its number."""
        for (body,) in self._connection().execute("SELECT body FROM passage ORDER BY number"):
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

    def _connection(self) -> sqlite3.Connection:
        held = getattr(self._threads, "connection", None)
        if held is None:
            held = sqlite3.connect(self._uri, uri=True)
            self._threads.connection = held
        assert isinstance(held, sqlite3.Connection)  # noqa: S101 - narrows thread-local storage
        return held

    def _all(self, statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        return self._connection().execute(statement, values).fetchall()

    def _one(self, statement: str, values: tuple[Any, ...]) -> tuple[Any, ...]:
        row = self._connection().execute(statement, values).fetchone()
        if row is None:
            raise IndexUnavailableError("Chỉ mục không có đoạn văn được hỏi; hãy nạp lại kho.")
        return tuple(row)


def _cited(passage: Passage, of_document: str | None) -> str | None:
    return canonical(passage.attribution.document) if passage.attribution else of_document


def _dump(item: DocumentRecord | Passage) -> str:
    return json.dumps(asdict(item), ensure_ascii=False, default=date.isoformat)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _record(body: str) -> DocumentRecord:
    fields = json.loads(body)
    for name in ("issued_on", "effective_from", "effective_to"):
        fields[name] = _day(fields[name])
    return DocumentRecord(**fields)


def _passage(body: str) -> Passage:
    fields = json.loads(body)
    source = fields["attribution"]
    if source:
        for name in ("issued_on", "effective_from"):
            source[name] = _day(source[name])
        fields["attribution"] = Attribution(**source)
    return Passage(**fields)
