"""From documents and passages to an index folder, built aside and made current in one rename."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from knowledge.adapters.chroma_store import write_vectors
from knowledge.adapters.index_folder import (
    FORMAT,
    IndexRoot,
    KnownAnswer,
    Manifest,
    VectorInfo,
    open_index,
)
from knowledge.adapters.passage_store import write_passages
from knowledge.adapters.vector_cache import VectorCache, content_key
from knowledge.errors import IndexUnavailableError
from knowledge.lexical import LexicalIndex, folded_tokens
from knowledge.passages import DocumentRecord, Passage
from knowledge.restorer import Restorer
from knowledge.text import syllables

CHUNKER = "1"
"""Version of reading and cutting; raised when the same file would give other passages."""

_KNOWN_ANSWERS = 5
_KNOWN_SYLLABLES = 12


def publish_words(
    root: IndexRoot, documents: Sequence[DocumentRecord], passages: Sequence[Passage], keep: int
) -> Manifest:
    """Build an index that answers by words and make it current.

    Args:
        root: where indexes live.
        documents: every document, in the order of their passages.
        passages: every passage; the position is its number.
        keep: indexes to keep, the new one included.

    Returns:
        The manifest of the current index; an equal index already on disk is used again.
    """
    corpus_hash = _corpus_hash(documents, passages)
    fingerprint = _fingerprint(corpus_hash, None)
    if not _is_whole(root.path(fingerprint)):
        with _draft(root, fingerprint) as folder:
            write_passages(folder / "passages.db", documents, passages)
            texts = [passage.indexed_text for passage in passages]
            lexical = LexicalIndex.build(texts)
            lexical.save(folder / "lexical")
            Restorer.learn(texts).save(folder / "restorer.npz")
            manifest = Manifest(
                format=FORMAT,
                fingerprint=fingerprint,
                corpus_hash=corpus_hash,
                chunker=CHUNKER,
                documents=len(documents),
                passages=len(passages),
                vectors=None,
                known_answers=_known_answers(lexical, passages),
            )
            _write_manifest(folder, manifest)
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
        keep: indexes to keep, the new one included.
    """
    fingerprint = _fingerprint(words.corpus_hash, info)
    if not _is_whole(root.path(fingerprint)):
        with _draft(root, fingerprint) as folder:
            source = root.path(words.fingerprint)
            shutil.copytree(source, folder, copy_function=_link, dirs_exist_ok=True)
            (folder / "manifest.json").unlink()
            write_vectors(
                folder / "chroma", cache.batches(keys), total=len(keys), **info.model_dump()
            )
            manifest = words.model_copy(update={"fingerprint": fingerprint, "vectors": info})
            _write_manifest(folder, manifest)
    return _make_current(root, fingerprint, keep)


def passage_keys(passages: Iterator[Passage]) -> tuple[list[bytes], dict[bytes, str]]:
    """Return the content key of every passage in order, and the text of each key."""
    keys: list[bytes] = []
    texts: dict[bytes, str] = {}
    for passage in passages:
        key = content_key(passage.indexed_text)
        keys.append(key)
        texts[key] = passage.indexed_text
    return keys, texts


def _link(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target


def _corpus_hash(documents: Sequence[DocumentRecord], passages: Sequence[Passage]) -> str:
    digest = hashlib.sha256(f"{FORMAT}/{CHUNKER}\n".encode())
    for document in documents:
        digest.update(f"{document!r}\n".encode())
    for passage in passages:
        digest.update(f"{passage.id} {passage.ordinal} {passage.section}\n".encode())
    return digest.hexdigest()


def _fingerprint(corpus_hash: str, vectors: VectorInfo | None) -> str:
    model = f"{vectors.model}/{vectors.dimension}" if vectors else "words"
    return hashlib.sha256(f"{corpus_hash} {model}".encode()).hexdigest()[:16]


def _known_answers(lexical: LexicalIndex, passages: Sequence[Passage]) -> tuple[KnownAnswer, ...]:
    """Return queries made of passages spread over the corpus, that do find their passage."""
    known: list[KnownAnswer] = []
    every = max(len(passages) // (4 * _KNOWN_ANSWERS), 1)
    for number in range(0, len(passages), every):
        query = " ".join(syllables(passages[number].text)[:_KNOWN_SYLLABLES])
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
def _draft(root: IndexRoot, fingerprint: str) -> Iterator[Path]:
    """Give a folder to build in; on success it gets its final name, on failure it goes."""
    root.folder.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".draft-", dir=root.folder))
    try:
        yield folder
        final = root.path(fingerprint)
        if final.exists():
            shutil.rmtree(final)
        folder.rename(final)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _write_manifest(folder: Path, manifest: Manifest) -> None:
    body = manifest.model_dump_json(indent=1)
    (folder / "manifest.json").write_text(body + "\n", encoding="utf-8")


def _make_current(root: IndexRoot, fingerprint: str, keep: int) -> Manifest:
    opened = open_index(root.path(fingerprint))
    root.point_to(fingerprint)
    _prune(root, fingerprint, keep)
    return opened.manifest


def _prune(root: IndexRoot, current: str, keep: int) -> None:
    """Remove drafts left by killed runs and all but the newest ``keep`` indexes.

    The index that was current until now stays among them: a reader may be in the middle of it.
    """
    for draft in root.folder.glob(".draft-*"):
        shutil.rmtree(draft, ignore_errors=True)
    others = [
        folder
        for folder in root.folder.iterdir()
        if folder.is_dir() and not folder.name.startswith(".") and folder.name != current
    ]
    others.sort(key=lambda folder: folder.stat().st_mtime, reverse=True)
    for folder in others[keep - 1 :]:
        shutil.rmtree(folder, ignore_errors=True)


def is_current_chunker(manifest: Manifest) -> bool:
    """Tell whether an index was cut by this version, so that unchanged files may be skipped."""
    return manifest.chunker == CHUNKER
