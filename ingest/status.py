"""What the index holds and how it is: for the eye or for a program; nothing is changed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

from ingest.upkeep import find_documents
from knowledge.adapters.index_folder import (
    IndexRoot,
    Manifest,
    VectorInfo,
    open_index,
    read_manifest,
)
from knowledge.adapters.vector_cache import open_cache
from knowledge.errors import DocumentError, IndexUnavailableError
from knowledge.messages import Messages
from knowledge.ports import Embedder
from knowledge.ratios import grouped


@dataclass(frozen=True, slots=True)
class KeptIndex:
    """One index on disk.

    Attributes:
        index: its fingerprint.
        current: whether it is the one in use.
        documents: how many; ``None`` when it cannot be read.
        passages: how many; ``None`` when it cannot be read.
        vectors: the model of its vectors; ``None`` for words only.
        published: when, ISO 8601 in the configured time zone.
        fault: what is wrong with it; empty when it is whole.
    """

    index: str
    current: bool
    documents: int | None
    passages: int | None
    vectors: str | None
    published: str
    fault: str


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a data folder.

    Attributes:
        index: fingerprint of the index in use; ``None`` when there is none.
        documents: how many documents it holds.
        passages: how many passages.
        former: replaced versions that are kept.
        personal_data: documents that list persons, by an administrator's leave.
        model: model of the settings; ``None`` when vectors are switched off.
        vectors_pending: passages without a vector of that model.
        vectors_published: whether the index in use answers with vectors of that model.
        size_bytes: room taken by all indexes and vectors on disk.
        kept: indexes on disk, the one published last first.
    """

    index: str | None
    documents: int
    passages: int
    former: int
    personal_data: int
    model: str | None
    vectors_pending: int
    vectors_published: bool
    size_bytes: int
    kept: tuple[KeptIndex, ...]


def read_status(data: Path, embedder: Embedder | None, zone: tzinfo) -> Status:
    """Return the state of a data folder.

    Args:
        data: the folder.
        embedder: the engine of the settings.
        zone: the time zone for dates.
    """
    root = IndexRoot(data)
    current = root.current()
    kept = tuple(_kept(folder, current, zone) for folder in root.kept())
    manifest: Manifest | None = None
    missing, published = 0, False
    whole = [one.index for one in kept if not one.fault]
    in_use = current if current in whole else next(iter(whole), None)
    if in_use is not None and current is not None:
        index = open_index(root.path(in_use))
        manifest = index.manifest
        if embedder is not None:
            info = VectorInfo(model=embedder.model, dimension=embedder.dimension)
            published = manifest.vectors == info
            with open_cache(data, embedder.model, embedder.dimension) as cache:
                missing = len(cache.missing(index.store.keys()))
    return Status(
        index=manifest.fingerprint if manifest else None,
        documents=manifest.documents if manifest else 0,
        passages=manifest.passages if manifest else 0,
        former=manifest.former if manifest else 0,
        personal_data=len(manifest.personal_data) if manifest else 0,
        model=embedder.model if embedder else None,
        vectors_pending=missing,
        vectors_published=published,
        size_bytes=_size(root.folder, data / "vectors"),
        kept=kept,
    )


def describe_status(status: Status, messages: Messages) -> str:
    """Return the status for a person, a fact a line."""
    if status.index is None:
        faults = [one.fault for one in status.kept if one.fault]
        return "\n".join([messages("ingest.no_index"), *faults])
    vectors = "vectors_off"
    if status.model is not None:
        vectors = "published" if status.vectors_published else "pending"
    lines = [
        messages(
            "ingest.status.index",
            index=status.index,
            documents=grouped(status.documents),
            passages=grouped(status.passages),
            former=grouped(status.former),
        ),
        messages(
            f"ingest.status.{vectors}", model=status.model, pending=grouped(status.vectors_pending)
        ),
        messages("ingest.status.size", size=grouped(status.size_bytes // 1_000_000)),
    ]
    if status.personal_data:
        lines.append(messages("ingest.status.personal_data", count=status.personal_data))
    for one in status.kept:
        key = "damaged" if one.fault else "current" if one.current else "kept"
        lines.append(messages(f"ingest.status.{key}", **asdict(one)))
    return "\n".join(lines)


def document_status(data: Path, wanted: str, messages: Messages) -> list[dict[str, Any]]:
    """Return each document a person names, with its former versions, the oldest first.

    Raises:
        DocumentError: it is not in the index.
        IndexUnavailableError: there is no index.
    """
    store = IndexRoot(data).open_current().store
    return [
        {
            **_record(document),
            "passages": len(store.numbers_of(document.id)),
            "former": [_record(version.document) for version in store.former_versions(document.id)],
        }
        for document in find_documents(store, wanted, messages)
    ]


def former_text(data: Path, wanted: str, version: int, messages: Messages) -> str:
    """Return the text a document had before it was replaced.

    Args:
        data: the data folder.
        wanted: number or file.
        version: 1 for the oldest.
        messages: sentences for readers.

    Raises:
        DocumentError: there is no such document or version.
    """
    store = IndexRoot(data).open_current().store
    for document in find_documents(store, wanted, messages):
        versions = store.former_versions(document.id)
        if 1 <= version <= len(versions):
            return versions[version - 1].text
    raise DocumentError("no_version", messages("ingest.no_version", wanted=wanted, version=version))


def _record(document: Any) -> dict[str, Any]:
    return {
        "file": document.file,
        "document": document.number,
        "title": document.title,
        "issued_on": document.issued_on.isoformat() if document.issued_on else None,
        "sha256": document.sha256,
    }


def _kept(folder: Path, current: str | None, zone: tzinfo) -> KeptIndex:
    when = datetime.fromtimestamp(folder.stat().st_mtime, UTC).astimezone(zone)
    manifest, fault = None, ""
    try:
        manifest = read_manifest(folder)
        open_index(folder)
    except IndexUnavailableError as error:
        fault = str(error)
    return KeptIndex(
        index=folder.name,
        current=folder.name == current,
        documents=manifest.documents if manifest else None,
        passages=manifest.passages if manifest else None,
        vectors=manifest.vectors.model if manifest and manifest.vectors else None,
        published=when.isoformat(timespec="seconds"),
        fault=fault,
    )


def _size(*folders: Path) -> int:
    """Return the bytes on disk; a file that two indexes share counts once."""
    seen: dict[tuple[int, int], int] = {}
    for folder in folders:
        for file in folder.rglob("*"):
            if file.is_file():
                stat = file.stat()
                seen[stat.st_dev, stat.st_ino] = stat.st_size
    return sum(seen.values())
