"""Vectors by content: a passage is embedded once per model, whatever index it is in."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from knowledge.errors import IndexUnavailableError
from knowledge.ports import Vectors

_READ_AT_ONCE = 500


def content_key(text: str) -> bytes:
    """Return the key of a text in the cache: 16 bytes of its SHA-256."""
    return hashlib.sha256(text.encode()).digest()[:16]


class VectorCache:
    """One SQLite file per model; a killed run keeps every batch it had finished."""

    def __init__(self, connection: sqlite3.Connection, dimension: int) -> None:
        self._connection = connection
        self._dimension = dimension

    def missing(self, keys: Iterable[bytes]) -> set[bytes]:
        """Return those of ``keys`` that have no vector yet."""
        held = {key for (key,) in self._connection.execute("SELECT key FROM vector")}
        return set(keys) - held

    def add(self, keys: Sequence[bytes], vectors: Vectors) -> None:
        """Store vectors, shape ``(len(keys), dimension)``, and commit.

        Raises:
            IndexUnavailableError: the disk is full or not writable; earlier batches stay.
        """
        rows = zip(keys, (row.astype("<f4").tobytes() for row in vectors), strict=True)
        try:
            with self._connection:
                self._connection.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?)", rows)
        except sqlite3.Error as error:
            raise IndexUnavailableError(
                f"Không ghi được vectơ ({error}); hãy giải phóng ổ đĩa rồi chạy: "
                "python -m ingest vectors."
            ) from error

    def batches(self, keys: Sequence[bytes]) -> Iterator[Vectors]:
        """Yield the vectors of ``keys`` in order, in arrays of shape ``(n, dimension)``."""
        for start in range(0, len(keys), _READ_AT_ONCE):
            part = keys[start : start + _READ_AT_ONCE]
            marks = ",".join("?" * len(part))
            found = dict(
                self._connection.execute(
                    f"SELECT key, body FROM vector WHERE key IN ({marks})",  # noqa: S608 - marks only
                    part,
                )
            )
            body = b"".join(found[key] for key in part)
            yield np.frombuffer(body, dtype="<f4").reshape(len(part), self._dimension)


@contextmanager
def open_cache(data: Path, model: str, dimension: int) -> Iterator[VectorCache]:
    """Open the cache of one model below ``data``, making it when it is new."""
    folder = data / "vectors"
    folder.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^\w.@-]", "_", model)
    connection = sqlite3.connect(folder / f"{name}-{dimension}.db", timeout=30)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS vector (key BLOB PRIMARY KEY, body BLOB NOT NULL)"
        )
        yield VectorCache(connection, dimension)
    finally:
        connection.close()
