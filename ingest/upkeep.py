"""The life of the index between ingests: take a document out, go back to an earlier index."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.base import find_base
from ingest.contents import Contents
from ingest.pipeline import writing
from ingest.publish import STORE, drafting, publish_words
from knowledge.adapters.index_folder import IndexRoot, Manifest, open_index, read_manifest
from knowledge.adapters.passage_store import PassageStore
from knowledge.errors import DocumentError, IndexUnavailableError
from knowledge.messages import Messages
from knowledge.passages import DocumentRecord
from knowledge.references import canonical, find_references
from knowledge.settings import IngestSettings
from knowledge.text import squeeze


@dataclass(frozen=True, slots=True)
class Removal:
    """What was taken out.

    Attributes:
        removed: the documents, in order of their names.
        manifest: of the index without them.
    """

    removed: tuple[DocumentRecord, ...]
    manifest: Manifest


def find_documents(
    store: PassageStore, wanted: str, messages: Messages
) -> tuple[DocumentRecord, ...]:
    """Return the documents a person names: by number, by the name shown, by path, by file name.

    Raises:
        DocumentError: ``not_in_index``, or ``ambiguous`` for a file name that several folders hold.
    """
    documents = tuple(store.documents())
    numbers = {canonical(wanted), *(r.canonical for r in find_references(wanted) if r.complete)}
    path = str(Path(wanted).resolve())
    found = tuple(d for d in documents if d.number and canonical(d.number) in numbers)
    found = found or tuple(d for d in documents if d.file == squeeze(wanted) or d.path == path)
    if found:
        return found
    named = tuple(d for d in documents if Path(d.file).name == squeeze(wanted))
    if not named:
        raise DocumentError("not_in_index", messages("ingest.not_in_index", wanted=wanted))
    if len(named) > 1:
        files = ", ".join(document.file for document in named)
        raise DocumentError("ambiguous", messages("ingest.ambiguous", wanted=wanted, files=files))
    return named


def remove_documents(
    wanted: Sequence[str],
    root: IndexRoot,
    settings: IngestSettings,
    messages: Messages,
    *,
    purge: bool = False,
) -> Removal:
    """Take documents out of the index; readers no longer find them when this returns.

    Args:
        wanted: numbers or files, see :func:`find_documents`.
        root: where indexes live.
        settings: how many indexes are kept.
        messages: sentences for readers.
        purge: remove the earlier indexes too, which still hold the documents; there is no way
            back then.

    Raises:
        DocumentError: one of ``wanted`` is not in the index; nothing is removed.
        IndexUnavailableError: there is no index, another process is writing, the disk is full.
    """
    with writing(root, messages), drafting(root) as draft:
        base = find_base(root)
        if base.store is None or base.manifest is None:
            raise IndexUnavailableError(base.fault or messages("ingest.no_index"))
        found = {d.id: d for name in wanted for d in find_documents(base.store, name, messages)}
        contents = Contents(base.store, base.manifest.personal_data, draft)
        try:
            for identity in found:
                contents.drop(identity)
            contents.write(draft / STORE)
        finally:
            contents.close()
        manifest = publish_words(
            root,
            draft,
            base.manifest.chunker,
            settings.keep_indexes,
            contents.personal_data,
            base.words,
        )
        if purge:
            for folder in root.kept():
                if folder.name != manifest.fingerprint:
                    shutil.rmtree(folder)
    removed = sorted(found.values(), key=lambda document: (document.file, document.id))
    return Removal(tuple(removed), manifest)


def roll_back(root: IndexRoot, messages: Messages, wanted: str | None = None) -> Manifest:
    """Make the index before the current one current again; once more goes further back.

    Args:
        root: where indexes live.
        messages: sentences for readers.
        wanted: fingerprint, or its beginning, of the kept index to go to; also forward again.

    Returns:
        The manifest of the index that is current now.

    Raises:
        IndexUnavailableError: there is none to go to, it is damaged, or another process is writing.
    """
    with writing(root, messages):
        current = root.current()
        kept = root.kept()
        if wanted is not None:
            kept = [folder for folder in kept if folder.name.startswith(wanted)]
            if len(kept) != 1:
                raise IndexUnavailableError(messages("ingest.no_such_index", wanted=wanted))
        else:
            kept = _before(kept, current)
        for folder in kept:
            try:
                manifest = open_index(folder).manifest
            except IndexUnavailableError:
                if wanted is not None:
                    raise
                continue
            root.point_to(folder.name)
            return manifest
        raise IndexUnavailableError(messages("ingest.no_earlier_index"))


def _before(kept: list[Path], current: str | None) -> list[Path]:
    """Return the folders published before the current one that hold something else."""
    names = [folder.name for folder in kept]
    older = kept[names.index(current) + 1 :] if current in names else kept
    content = next((_content(folder) for folder in kept if folder.name == current), None)
    return [folder for folder in older if _content(folder) != content]


def _content(folder: Path) -> str | None:
    try:
        return read_manifest(folder).corpus_hash
    except IndexUnavailableError:
        return None
