"""What the next index will hold: documents kept from the one before, and those read anew."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.adapters.passage_store import FormerVersion, PassageStore
from knowledge.passages import DocumentRecord

if TYPE_CHECKING:
    from ingest.worker import Outcome
    from knowledge.adapters.passage_writer import StoreWriter


class Contents:
    """Documents on their way into an index; what is read waits on disk, not in memory.

    Args:
        base: what the index before holds; ``None`` when there is none.
        allowed: ids of its documents that list persons by an administrator's leave.
        folder: where to keep what is read until :meth:`write`.

    Attributes:
        documents: every document by its id.
        changed: whether anything differs from ``base``.
    """

    def __init__(self, base: PassageStore | None, allowed: tuple[str, ...], folder: Path) -> None:
        self._base = base
        self._read_file = folder / "read.db"
        self._held: StoreWriter | None = None
        self._sources: dict[str, str] = {}
        self._personal = set(allowed)
        held = base.documents() if base is not None else ()
        self.documents: dict[str, DocumentRecord] = {document.id: document for document in held}
        self._former: dict[str, list[FormerVersion]] = {}
        if base is not None:
            self._former = {identity: base.former_versions(identity) for identity in self.documents}
        self.changed = False

    @property
    def personal_data(self) -> tuple[str, ...]:
        """Ids of the documents that list persons by an administrator's leave, in order."""
        return tuple(sorted(self._personal & self.documents.keys()))

    def put(self, outcome: Outcome, *, instead_of: str | None = None) -> DocumentRecord:
        """Take in a document that was read.

        What it replaces, when the file's bytes differ, stays as a former version.

        Args:
            outcome: a document.
            instead_of: id of the document it takes the place of, beside its own: the same file
                under an earlier name, or an earlier version.
        """
        assert outcome.document is not None  # noqa: S101 - refusals do not come here
        record = outcome.document.record
        versions = self._versions(record.id, record.sha256)
        if instead_of is not None:
            versions = [*self._versions(instead_of, record.sha256), *versions]
            self.drop(instead_of)
        self._former[record.id] = versions
        self._read().add(record, outcome.document.passages)
        self.documents[record.id] = record
        self._sources[record.id] = record.sha256
        self._personal.discard(record.id)
        if outcome.holds_personal_list:
            self._personal.add(record.id)
        self.changed = True
        return record

    def _versions(self, document_id: str, sha256: str) -> list[FormerVersion]:
        """Return the former versions of a document that other bytes are taking the place of."""
        before = self.documents.get(document_id)
        versions = self._former.get(document_id, [])
        if before is None or before.sha256 == sha256 or self._base is None:
            return versions
        return [*versions, FormerVersion.of(before, self._base.passages_of(document_id))]

    def drop(self, document_id: str) -> None:
        """Take a document out, with its former versions."""
        del self.documents[document_id]
        self._former.pop(document_id, None)
        self._sources.pop(document_id, None)
        self.changed = True

    def write(self, file: Path) -> None:
        """Write everything as the store of the next index; the order is that of the names."""
        self._read().close()
        read = PassageStore(self._read_file)
        writer = _new_store(file)
        try:
            for document in sorted(self.documents.values(), key=lambda d: (d.file, d.id)):
                source = read if document.id in self._sources else self._base
                assert source is not None  # noqa: S101 - what was not read was kept
                writer.copy(source, document.id)
                for version in self._former.get(document.id, ()):
                    writer.keep_version(document.id, version)
        finally:
            writer.close()
            read.close()
            self._read_file.unlink()

    def close(self) -> None:
        """Let go of what was read; the folder is the caller's to remove."""
        if self._held is not None:
            self._held.close()

    def _read(self) -> StoreWriter:
        """Return the store of what was read."""
        if self._held is None:
            self._held = _new_store(self._read_file)
        return self._held


def _new_store(file: Path) -> StoreWriter:
    from knowledge.adapters.passage_writer import StoreWriter  # late: often nothing is new

    return StoreWriter(file)
