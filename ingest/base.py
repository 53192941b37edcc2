"""The index that the next one is built upon: the current one, or what can be saved of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.publish import STORE
from ingest.words import EarlierWords
from knowledge.adapters.index_folder import IndexRoot, Manifest, check_index, read_manifest
from knowledge.adapters.passage_store import PassageStore, recorded_files
from knowledge.errors import IndexUnavailableError


@dataclass(frozen=True, slots=True)
class Base:
    """What is known before anything is read.

    Attributes:
        manifest: of the index built upon; ``None`` when there is none.
        store: its passages.
        words: its words; ``None`` when they must be read anew.
        fault: why the current index cannot be used; empty when it is whole or there is none.
        recorded: path and name of the documents to read anew, because the current index holds
            them and ``store`` may not.
    """

    manifest: Manifest | None = None
    store: PassageStore | None = None
    words: EarlierWords | None = None
    fault: str = ""
    recorded: tuple[tuple[str, str], ...] = ()


def find_base(root: IndexRoot) -> Base:
    """Return what the next index is built upon.

    Of a damaged index whose passages are whole, nothing needs to be read again. Otherwise the
    newest kept index serves, and the documents recorded since are read anew where their files
    still stand.
    """
    current = root.current()
    if current is None:
        return Base()
    try:
        manifest, store = check_index(root.path(current))
        return Base(manifest, store, EarlierWords(root.path(current), store))
    except IndexUnavailableError as error:
        fault = str(error)
    for folder in (root.path(current), *root.kept()):
        try:
            manifest, store = read_manifest(folder), PassageStore(folder / STORE)
            store.check()
        except IndexUnavailableError:
            continue
        if len(store) == manifest.passages:
            recorded = () if folder.name == current else _recorded(root.path(current))
            return Base(manifest, store, None, fault, tuple(recorded))
    return Base(fault=fault, recorded=tuple(_recorded(root.path(current))))


def _recorded(folder: Path) -> Iterator[tuple[str, str]]:
    return ((path, file) for path, file in recorded_files(folder / STORE) if Path(path).is_file())
