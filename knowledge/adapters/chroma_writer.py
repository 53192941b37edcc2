"""Writing the vectors of an index: all of them, or what differs from an index before."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from knowledge.adapters.chroma_store import (
    COLLECTION,
    DATABASE,
    SAMPLE,
    identities,
    open_client,
)
from knowledge.errors import IndexUnavailableError
from knowledge.ports import Vectors

if TYPE_CHECKING:
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection

Source = Callable[[Sequence[bytes]], Iterable[Vectors]]
"""Gives the vectors of content keys, in order, in arrays of shape ``(n, dimension)``."""

_GRAPH: CreateHNSWConfiguration = {
    "space": "cosine",
    "max_neighbors": 32,
    "ef_construction": 200,
    "ef_search": 400,
}
"""With Chroma's own figures (16, 100, 100) every fifth of the 50 nearest vectors is missed when
vectors are spread as those of e5 are."""
_BATCH = 4_000
_SAMPLE = 256
_REMOVED = "removed.json"
_MOST_REMOVED = 4
"""A removed vector stays in the graph as a way to others; beyond a quarter all is written anew."""


def write_vectors(
    folder: Path, keys: Sequence[bytes], source: Source, *, model: str, dimension: int
) -> None:
    """Build a collection and a sample of unrelated vectors in ``folder``.

    Args:
        folder: new folder of the collection.
        keys: content key of every passage, in order.
        source: see :data:`Source`.
        model: embedding model, kept in the collection and checked when opened.
        dimension: components of one vector.

    Raises:
        IndexUnavailableError: the collection cannot be written.
    """
    try:
        with open_client(folder) as client:
            collection = client.create_collection(
                COLLECTION,
                configuration={"hnsw": _GRAPH},
                metadata={"model": model, "dimension": dimension},
                embedding_function=None,
            )
            _add(collection, identities(keys), source)
        _write_rest(folder, keys, source, removed=0)
    except Exception as error:  # chromadb raises its own and its Rust core's bare types
        raise _not_written(error) from error


def update_vectors(
    folder: Path, base: Path, before: Sequence[bytes], keys: Sequence[bytes], source: Source
) -> bool:
    """Copy a collection and change what differs.

    Args:
        folder: new folder of the collection.
        base: the collection of an index before, of the same model.
        before: content key of every passage of that index, in order.
        keys: content key of every passage, in order.
        source: see :data:`Source`.

    Returns:
        Whether it was done; too much of the copy would be vectors that were removed.

    Raises:
        IndexUnavailableError: the copy cannot be read or written.
    """
    held, wanted = identities(before), identities(keys)
    gone = [identity for identity in held if identity not in wanted]
    new = {identity: key for identity, key in wanted.items() if identity not in held}
    try:
        removed = len(gone) + int(json.loads((base / _REMOVED).read_text("ascii")))
        if removed * _MOST_REMOVED > len(wanted):
            return False
        _copy(base, folder)
        with open_client(folder) as client:
            collection = client.get_collection(COLLECTION, embedding_function=None)
            for part in _batches(gone, _BATCH):
                collection.delete(ids=part)
            _add(collection, new, source)
        _write_rest(folder, keys, source, removed=removed)
    except Exception as error:  # as above
        raise _not_written(error) from error
    return True


def _add(collection: Collection, wanted: dict[str, bytes], source: Source) -> None:
    names = iter(wanted)
    for batch in source(list(wanted.values())):
        for at in range(0, len(batch), _BATCH):
            part = batch[at : at + _BATCH]
            collection.add(ids=list(islice(names, len(part))), embeddings=part)


def _write_rest(folder: Path, keys: Sequence[bytes], source: Source, *, removed: int) -> None:
    every = max(len(keys) // _SAMPLE, 1)
    np.save(folder / SAMPLE, np.concatenate(list(source(keys[::every]))))
    (folder / _REMOVED).write_text(json.dumps(removed), encoding="ascii")


def _copy(base: Path, folder: Path) -> None:
    """Copy a collection that others may be opening, which writes to its database."""
    shutil.copytree(base, folder, ignore=shutil.ignore_patterns(f"{DATABASE}*"))
    uri = f"{(base / DATABASE).resolve().as_uri()}?mode=rw"
    with (
        closing(sqlite3.connect(uri, uri=True)) as source,
        closing(sqlite3.connect(folder / DATABASE)) as target,
    ):
        source.backup(target)


def _batches(items: Iterable[str], size: int) -> Iterator[list[str]]:
    stream = iter(items)
    while batch := list(islice(stream, size)):
        yield batch


def _not_written(error: Exception) -> IndexUnavailableError:
    return IndexUnavailableError(
        f"Không ghi được kho vectơ ({error}); chỉ mục theo từ vẫn dùng được. Hãy giải phóng "
        "ổ đĩa rồi chạy: python -m ingest vectors."
    )
