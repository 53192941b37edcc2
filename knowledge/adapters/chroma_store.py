"""Vectors of one index in an embedded Chroma collection, built aside and then only read."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from knowledge.errors import IndexUnavailableError
from knowledge.ports import Vectors

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

_COLLECTION = "passages"
_BATCH = 4_000
_SAMPLE = 256
_SAME = 1e-3


def write_vectors(
    folder: Path, batches: Iterator[Vectors], *, model: str, dimension: int, total: int
) -> None:
    """Build the collection and a sample of unrelated vectors in ``folder``.

    Args:
        folder: new folder of the collection.
        batches: vectors in passage order, arrays of shape ``(n, dimension)``.
        model: embedding model, kept in the collection and checked when opened.
        dimension: components of one vector.
        total: number of vectors to come.

    Raises:
        IndexUnavailableError: the collection cannot be written.
    """
    try:
        _write(folder, batches, model=model, dimension=dimension, total=total)
    except Exception as error:  # chromadb raises its own and its Rust core's bare types
        raise IndexUnavailableError(
            f"Không ghi được kho vectơ ({error}); chỉ mục theo từ vẫn dùng được. Hãy giải phóng "
            "ổ đĩa rồi chạy: python -m ingest vectors."
        ) from error


def _write(
    folder: Path, batches: Iterator[Vectors], *, model: str, dimension: int, total: int
) -> None:
    with _client(folder) as client:
        collection = client.create_collection(
            _COLLECTION,
            configuration={"hnsw": {"space": "cosine"}},
            metadata={"model": model, "dimension": dimension},
            embedding_function=None,
        )
        sample = _add_all(collection, batches, every=max(total // _SAMPLE, 1))
    np.save(folder / "sample.npy", sample)


def _add_all(collection: Collection, batches: Iterator[Vectors], every: int) -> Vectors:
    """Add all vectors; returns each ``every``-th of them."""
    sample: list[Vectors] = []
    start = 0
    for batch in batches:
        for at in range(0, len(batch), _BATCH):
            part = batch[at : at + _BATCH]
            ids = [str(start + at + i) for i in range(len(part))]
            collection.add(ids=ids, embeddings=part)
        sample.append(batch[(-start) % every :: every])
        start += len(batch)
    return np.concatenate(sample)


class ChromaVectors:
    """Read access to a collection.

    Raises:
        IndexUnavailableError: the collection is missing or damaged, holds another number of
            vectors than ``total``, or was built with another model or dimension.
    """

    def __init__(self, folder: Path, *, model: str, dimension: int, total: int) -> None:
        if not (folder / "chroma.sqlite3").is_file():
            raise IndexUnavailableError("Chỉ mục thiếu kho vectơ; hãy nạp lại kho văn bản.")
        try:
            client = _client(folder)
            self._collection = client.get_collection(_COLLECTION, embedding_function=None)
            held = self._collection.count()
            self._sample: Vectors = np.load(folder / "sample.npy", allow_pickle=False)
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
        pairs = zip(found["ids"][0], distances[0], strict=True)
        return [(int(number), 1 - float(distance)) for number, distance in pairs]

    def floor(self, vector: Vectors) -> float:
        """Return the lowest cosine of ``vector`` to a spread sample of this index."""
        return float((self._sample @ vector).min())


def _close(client: Client) -> None:
    with suppress(Exception):  # its files may be gone; nothing depends on how it ends
        client.close()


def _client(folder: Path) -> Client:
    import chromadb  # late: costs a second that lexical answers need not pay
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False, is_persistent=True)
    client = chromadb.PersistentClient(path=str(folder), settings=settings)
    return cast("Client", client)  # declared without its close()
