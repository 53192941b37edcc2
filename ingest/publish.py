"""From documents and passages to an index folder, built aside and made current in one rename."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from ingest.refusals import sentences
from ingest.words import LEXICAL, EarlierWords, write_words
from knowledge.adapters.checksums import damaged_file, seal, sync_folder, unseal
from knowledge.adapters.chroma_store import ChromaVectors
from knowledge.adapters.chroma_writer import update_vectors, write_vectors
from knowledge.adapters.index_folder import (
    FORMAT,
    IndexRoot,
    KnownAnswer,
    Manifest,
    VectorInfo,
    open_index,
    read_manifest,
)
from knowledge.adapters.passage_store import PassageStore
from knowledge.adapters.vector_cache import VectorCache
from knowledge.errors import IndexUnavailableError
from knowledge.lexical import LexicalIndex, folded_tokens
from knowledge.settings import IngestSettings
from knowledge.text import syllables

CHUNKER = "3"
"""Version of reading and cutting; raised when the same file would give other passages."""

STORE = "passages.db"
"""Name of the store of passages in a draft."""

_log = logging.getLogger(__name__)

_DRAFT = ".draft-"
_KNOWN_ANSWERS = 5
_KNOWN_SYLLABLES = 12


def chunker(settings: IngestSettings) -> str:
    """Return what decides how a file is cut, so that unchanged files may be skipped."""
    return f"{CHUNKER}/{settings.passage_syllables}/{settings.longest_passage_syllables}"


def publish_words(
    root: IndexRoot,
    draft: Path,
    made_by: str,
    keep: int,
    personal_data: tuple[str, ...] = (),
    earlier: EarlierWords | None = None,
) -> Manifest:
    """Build an index that answers by words and make it current.

    Args:
        root: where indexes live.
        draft: a folder of :func:`drafting` that holds the store of passages.
        made_by: the :func:`chunker` that cut them.
        keep: contents to keep for going back, the new one included.
        personal_data: ids of documents that list persons by an administrator's leave.
        earlier: the words to build upon; without them every passage is read.

    Returns:
        The manifest of the current index; an equal index already on disk is used again.
    """
    store = PassageStore(draft / STORE)
    corpus_hash = _corpus_hash(store, made_by, personal_data)
    fingerprint = _fingerprint(corpus_hash, None)
    if not _is_whole(root.path(fingerprint)):
        write_words(draft, store, earlier)
        manifest = Manifest(
            format=FORMAT,
            fingerprint=fingerprint,
            corpus_hash=corpus_hash,
            chunker=made_by,
            documents=sum(1 for _ in store.documents()),
            passages=len(store),
            former=store.former_count(),
            personal_data=personal_data,
            vectors=None,
            known_answers=_known_answers(LexicalIndex.load(draft / LEXICAL), store),
        )
        _finish(root, draft, manifest)
    return _make_current(root, fingerprint, keep)


def publish_vectors(
    root: IndexRoot,
    words: Manifest,
    cache: VectorCache,
    info: VectorInfo,
    keys: Sequence[bytes],
    keep: int,
) -> Manifest:
    """Build the twin of a word index that has vectors too, and make it current.

    Args:
        root: where indexes live.
        words: manifest of the index to complete.
        cache: holds a vector for each of ``keys``.
        info: the model of those vectors.
        keys: content key of every passage, in order.
        keep: contents to keep for going back, the new one included.
    """
    fingerprint = _fingerprint(words.corpus_hash, info)
    if not _is_whole(root.path(fingerprint)):
        with drafting(root) as draft:
            source = root.path(words.fingerprint)
            without = shutil.ignore_patterns("chroma")  # of another model
            shutil.copytree(source, draft, copy_function=_link, dirs_exist_ok=True, ignore=without)
            unseal(draft)
            (draft / "manifest.json").unlink()
            _write_vectors(root, draft, cache, info, keys)
            manifest = words.model_copy(update={"fingerprint": fingerprint, "vectors": info})
            _finish(root, draft, manifest)
    return _make_current(root, fingerprint, keep)


def _write_vectors(
    root: IndexRoot, draft: Path, cache: VectorCache, info: VectorInfo, keys: Sequence[bytes]
) -> None:
    """Write the collection of a draft, from the newest one of the same model where that serves."""
    folder, described = draft / "chroma", info.model_dump()
    base = next(_with_vectors(root, info), None)
    try:
        if base is not None:
            before = PassageStore(base / STORE).keys()
            if update_vectors(folder, base / "chroma", before, keys, cache.batches):
                rows = PassageStore(draft / STORE).numbers_with
                ChromaVectors(folder, rows, total=len(keys), **described)  # checks itself
                return
    except IndexUnavailableError as error:
        _log.warning("%s", error)
    shutil.rmtree(folder, ignore_errors=True)
    write_vectors(folder, keys, cache.batches, **described)


def _with_vectors(root: IndexRoot, info: VectorInfo) -> Iterator[Path]:
    """Yield the whole indexes that have vectors of a model, the one published last first."""
    for folder in root.kept():
        with suppress(IndexUnavailableError):
            if read_manifest(folder).vectors == info and damaged_file(folder) is None:
                yield folder


def _link(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target


def _corpus_hash(store: PassageStore, made_by: str, personal_data: Sequence[str]) -> str:
    digest = hashlib.sha256(f"{FORMAT}/{made_by}/{','.join(personal_data)}\n".encode())
    for part in store.identity():
        digest.update(part + b"\n")
    return digest.hexdigest()


def _fingerprint(corpus_hash: str, vectors: VectorInfo | None) -> str:
    model = f"{vectors.model}/{vectors.dimension}" if vectors else "words"
    return hashlib.sha256(f"{corpus_hash} {model}".encode()).hexdigest()[:16]


def _known_answers(lexical: LexicalIndex, store: PassageStore) -> tuple[KnownAnswer, ...]:
    """Return queries made of passages spread over the corpus, that do find their passage."""
    known: list[KnownAnswer] = []
    every = max(len(store) // (4 * _KNOWN_ANSWERS), 1)
    for number in range(0, len(store), every):
        query = " ".join(syllables(store.passage(number).text)[:_KNOWN_SYLLABLES])
        scores = lexical.folded.scores(folded_tokens(query))
        if scores[number] > 0 and scores[number] == scores.max():
            known.append(KnownAnswer(query=query, number=number))
        if len(known) == _KNOWN_ANSWERS:
            break
    return tuple(known)


def _is_whole(folder: Path) -> bool:
    try:
        open_index(folder)
    except IndexUnavailableError:
        return False
    return True


@contextmanager
def drafting(root: IndexRoot) -> Iterator[Path]:
    """Give a folder to build an index in; what is not published of it goes at the end.

    Only the holder of the right to write may come here: drafts of killed runs go first.

    Raises:
        IndexUnavailableError: the disk is full or not writable; nothing that is stored changed.
    """
    root.folder.mkdir(parents=True, exist_ok=True)
    for left in root.folder.glob(f"{_DRAFT}*"):
        shutil.rmtree(left, ignore_errors=True)
    try:
        folder = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=root.folder))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except (OSError, sqlite3.OperationalError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = sentences()("ingest.not_written", folder=root.folder, reason=reason)
        raise IndexUnavailableError(message) from error


def _finish(root: IndexRoot, draft: Path, manifest: Manifest) -> None:
    """Complete a draft and give it its name; a damaged folder of that name makes way."""
    body = manifest.model_dump_json(indent=1)
    (draft / "manifest.json").write_text(body + "\n", encoding="utf-8")
    seal(draft)
    final = root.path(manifest.fingerprint)
    if final.exists():
        final.rename(Path(tempfile.mkdtemp(prefix=_DRAFT, dir=root.folder)) / "damaged")
    draft.rename(final)
    sync_folder(root.folder)


def _make_current(root: IndexRoot, fingerprint: str, keep: int) -> Manifest:
    opened = open_index(root.path(fingerprint), checked=True)
    before = root.current()
    os.utime(root.path(fingerprint))  # its place in the order of publication
    root.point_to(fingerprint)
    _prune(root, {fingerprint, before}, keep)
    return opened.manifest


def _prune(root: IndexRoot, spared: set[str | None], keep: int) -> None:
    """Remove all but the newest ``keep`` contents; an index with vectors shares its words' files.

    The index that was current until now stays whatever its age: a reader may be in the middle of
    it.
    """
    contents: dict[str, None] = {}
    for folder in root.kept():
        try:
            content = read_manifest(folder).corpus_hash
        except IndexUnavailableError:
            content = folder.name
        contents.setdefault(content)
        if list(contents).index(content) >= keep and folder.name not in spared:
            shutil.rmtree(folder, ignore_errors=True)
