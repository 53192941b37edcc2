"""Passages and documents of one index in one SQLite file, read only."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from threading import local
from typing import Any

import msgspec

from knowledge.errors import IndexUnavailableError
from knowledge.passages import DocumentRecord, Passage

_AT_ONCE = 500
_IDS_AT_ONCE = 10_000


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
        self.uri = f"{file.resolve().as_uri()}?mode=ro&immutable=1"
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
            raise self.damaged(str(verdict[0]))

    def passage(self, number: int) -> Passage:
        """Return the passage in that row."""
        (body,) = self._one("SELECT body FROM passage WHERE number = ?", (number,))
        return _passage(body)

    def passages(self) -> Iterator[Passage]:
        """Yield every passage in order of its number."""
        yield from self.passages_at(range(len(self)))

    def passages_at(self, numbers: Sequence[int]) -> Iterator[Passage]:
        """Yield the passages in some rows, which ascend."""
        for first in range(0, len(numbers), _AT_ONCE):
            part = numbers[first : first + _AT_ONCE]
            marks = ",".join("?" * len(part))
            rows = self._all(
                f"SELECT body FROM passage WHERE number IN ({marks}) ORDER BY number",  # noqa: S608
                part,
            )
            yield from (_passage(body) for (body,) in rows)

    def passages_of(self, document_id: str) -> Iterator[Passage]:
        """Yield the passages of one document, in reading order."""
        return self.passages_at(self.numbers_of(document_id))

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

    def numbers_with(self, keys: Sequence[bytes]) -> dict[bytes, list[int]]:
        """Return for each of some content keys the rows that have it, in ascending order."""
        found: dict[bytes, list[int]] = {}
        for first in range(0, len(keys), _AT_ONCE):
            part = keys[first : first + _AT_ONCE]
            marks = ",".join("?" * len(part))
            statement = f"SELECT key, number FROM passage WHERE key IN ({marks}) ORDER BY number"  # noqa: S608
            for key, number in self._all(statement, part):
                found.setdefault(key, []).append(number)
        return found

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
        ids = self._connection().execute("SELECT id FROM passage ORDER BY number")
        while rows := ids.fetchmany(_IDS_AT_ONCE):
            yield "\n".join([identity for (identity,) in rows]).encode()
        for row in self._all("SELECT document_id, body FROM former ORDER BY 1, version", ()):
            yield b"%s %s" % (row[0].encode(), row[1])

    def _connection(self) -> sqlite3.Connection:
        held = getattr(self._threads, "connection", None)
        if held is None:
            held = sqlite3.connect(self.uri, uri=True)
            self._threads.connection = held
        assert isinstance(held, sqlite3.Connection)  # noqa: S101 - narrows thread-local storage
        return held

    def _all(self, statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        try:
            return self._connection().execute(statement, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise self.damaged(str(error)) from error

    def _one(self, statement: str, values: Sequence[Any]) -> tuple[Any, ...]:
        rows = self._all(statement, values)
        if not rows:
            raise IndexUnavailableError("Chỉ mục không có đoạn văn được hỏi; hãy nạp lại kho.")
        return rows[0]

    def damaged(self, reason: str) -> IndexUnavailableError:
        """Return what to say of a file that turned out damaged."""
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


_record = msgspec.json.Decoder(DocumentRecord).decode
_passage = msgspec.json.Decoder(Passage).decode
