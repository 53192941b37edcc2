"""Vectors of one index in an embedded Chroma collection, built aside and then only read."""

from __future__ import annotations

import sqlite3
import weakref
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from knowledge.errors import IndexUnavailableError
from knowledge.ports import Vectors

if TYPE_CHECKING:
    from chromadb.api.client import Client

COLLECTION = "passages"
DATABASE = "chroma.sqlite3"
SAMPLE = "sample.npy"

Rows = Callable[[Sequence[bytes]], Mapping[bytes, Sequence[int]]]
"""Gives the passages, in order, that have each content key."""

_SAME = 1e-3


class ChromaVectors:
    """Read access to a collection; it knows passages by the key of their content.

    Args:
        folder: of the collection.
        rows: see :data:`Rows`.
        model: embedding model it must have been built with.
        dimension: components of one vector.
        total: number of vectors it must hold.

    Raises:
        IndexUnavailableError: the collection is missing or damaged, holds another number of
            vectors than ``total``, or was built with another model or dimension.
    """

    def __init__(self, folder: Path, rows: Rows, *, model: str, dimension: int, total: int) -> None:
        if not (folder / DATABASE).is_file():
            raise IndexUnavailableError("Chỉ mục thiếu kho vectơ; hãy nạp lại kho văn bản.")
        self._rows = rows
        try:
            client = open_client(folder)
            self._collection = client.get_collection(COLLECTION, embedding_function=None)
            held = self._collection.count()
            self._sample: Vectors = np.load(folder / SAMPLE, allow_pickle=False)
        except Exception as error:  # chromadb raises its own and its Rust core's bare types
            message = f"Kho vectơ bị hỏng ({error}); hãy nạp lại kho văn bản."
            raise IndexUnavailableError(message) from error
        # Clients of one path share what is open: of a folder that is replaced it must be let go.
        close = weakref.finalize(self, _close, client)
        try:
            self._check(held, model=model, dimension=dimension, total=total)
        except IndexUnavailableError:
            close()
            raise

    def _check(self, held: int, *, model: str, dimension: int, total: int) -> None:
        described = self._collection.metadata or {}
        if (described.get("model"), described.get("dimension")) != (model, dimension):
            raise IndexUnavailableError(
                f"Kho vectơ lập bằng mô hình {described.get('model')}, cấu hình đang đặt {model}; "
                "hãy nạp lại kho văn bản hoặc sửa embedding.model."
            )
        if held != total:
            raise IndexUnavailableError(
                f"Kho vectơ có {held} vectơ, danh mục ghi {total}; hãy nạp lại kho văn bản."
            )
        # A lost HNSW folder opens without complaint and only then finds too little.
        wanted = min(10, total)
        known = self.nearest(self._sample[0], wanted)
        if len(known) < wanted or known[0][1] < 1 - _SAME:
            raise IndexUnavailableError(
                "Kho vectơ không tìm lại được vectơ đã biết; hãy nạp lại kho văn bản."
            )

    def nearest(self, vector: Vectors, k: int) -> list[tuple[int, float]]:
        """Return up to ``k`` pairs (passage number, cosine), best first.

        Raises:
            IndexUnavailableError: the collection is damaged.
        """
        try:
            found = self._collection.query(
                query_embeddings=vector[np.newaxis], n_results=k, include=["distances"]
            )
        except Exception as error:  # as above
            message = f"Kho vectơ bị hỏng ({error}); hãy nạp lại kho văn bản."
            raise IndexUnavailableError(message) from error
        distances = found["distances"] or [[]]
        places = [place_of(identity) for identity in found["ids"][0]]
        rows = self._rows([key for key, _ in places])
        return [
            (rows[key][repetition], 1 - float(distance))
            for (key, repetition), distance in zip(places, distances[0], strict=True)
        ]

    def floor(self, vector: Vectors) -> float:
        """Return the lowest cosine of ``vector`` to a spread sample of this index."""
        return float((self._sample @ vector).min())


def _close(client: Client) -> None:
    with suppress(Exception):  # its files may be gone; nothing depends on how it ends
        client.close()


def check_database(folder: Path) -> None:
    """Read a collection's database through, without opening it for questions.

    Raises:
        IndexUnavailableError: it is absent or damaged.
    """
    try:
        uri = f"{(folder / DATABASE).resolve().as_uri()}?mode=rw"
        with closing(sqlite3.connect(uri, uri=True)) as database:
            (verdict,) = database.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        verdict = str(error)
    if verdict != "ok":
        raise IndexUnavailableError(f"Kho vectơ bị hỏng ({verdict}); hãy nạp lại kho văn bản.")


def identities(keys: Sequence[bytes]) -> dict[str, bytes]:
    """Return the identity of every vector, with its content key, in order.

    Passages of equal text have equal vectors: which of them is which does not matter, so an
    identity is the key and a repetition, and stays whatever passages come before it.
    """
    repetitions: Counter[bytes] = Counter()
    found = {}
    for key in keys:
        found[f"{key.hex()}-{repetitions[key]}"] = key
        repetitions[key] += 1
    return found


def place_of(identity: str) -> tuple[bytes, int]:
    """Return the content key and the repetition that an identity names."""
    key, _, repetition = identity.partition("-")
    return bytes.fromhex(key), int(repetition)


def open_client(folder: Path) -> Client:
    """Return a client of the collection's folder, to be closed."""
    try:
        return _client(folder)
    except Exception:
        # Chroma keeps what failed to start for the next client of the path, which throws it away.
        with suppress(Exception):
            _client(folder).close()
        raise


def _client(folder: Path) -> Client:
    import chromadb  # late: costs a second that lexical answers need not pay
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False, is_persistent=True)
    client = chromadb.PersistentClient(path=str(folder), settings=settings)
    return cast("Client", client)  # declared without its close()
