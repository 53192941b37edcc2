"""Stores of passages for tests of the index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from knowledge.adapters.passage_writer import StoreWriter
from knowledge.passages import DocumentRecord, Passage


def write_passages(
    file: Path, documents: Iterable[DocumentRecord], passages: Sequence[Passage]
) -> None:
    """Write a new store of ``documents``, each with those of ``passages`` that belong to it."""
    writer = StoreWriter(file)
    try:
        for document in documents:
            writer.add(document, [p for p in passages if p.document_id == document.id])
    finally:
        writer.close()
