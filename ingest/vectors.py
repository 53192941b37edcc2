"""Vectors for the current index: computed once per passage, resumable, published when complete."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from filelock import FileLock, Timeout
from tqdm import tqdm

from ingest.pipeline import writing
from ingest.publish import STORE, publish_vectors
from knowledge.adapters.index_folder import IndexRoot, Manifest, VectorInfo
from knowledge.adapters.passage_store import PassageStore
from knowledge.adapters.vector_cache import VectorCache, open_cache
from knowledge.adapters.workplace import Workplace
from knowledge.messages import Messages
from knowledge.ports import Embedder
from knowledge.settings import Settings

_LONGEST_WAIT = 900
"""Seconds to wait for an ingest of words that is under way."""
_LARGE = 50
"""Times ``foreground_passages`` from which writing even ready vectors is left to the background."""


def pending(data: Path, embedder: Embedder) -> int:
    """Return how many passages of the index just published still need a vector."""
    root = IndexRoot(data)
    keys = PassageStore(root.path(root.current() or "") / STORE).keys()
    with open_cache(data, embedder.model, embedder.dimension) as cache:
        return len(cache.missing(keys))


def complete(data: Path, embedder: Embedder, settings: Settings, messages: Messages) -> bool:
    """Compute missing vectors and publish the current index with them.

    A run that is killed loses at most one batch. When another index became current meanwhile,
    that one is completed.

    Returns:
        Whether the current index now has vectors; ``False`` when another run is at it.

    Raises:
        IndexUnavailableError: there is no index, or the disk is full.
    """
    root = IndexRoot(data)
    info = VectorInfo(model=embedder.model, dimension=embedder.dimension)
    lock = FileLock(root.folder / ".vectors.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return False
    try:
        with open_cache(data, embedder.model, embedder.dimension) as cache:
            while True:
                current = root.current()
                index = root.open_current()
                if index.manifest.vectors == info or not len(index.store):
                    return True
                _fill(cache, embedder, index.store, settings.embedding.batch_size, messages)
                with writing(root, messages, wait_seconds=_LONGEST_WAIT):
                    if root.current() == current:
                        keep = settings.ingest.keep_indexes
                        keys = index.store.keys()
                        publish_vectors(root, index.manifest, cache, info, keys, keep)
                        return True
    finally:
        lock.release()


def bring_vectors(work: Workplace, current: Manifest) -> tuple[str, int]:
    """Give the current index its vectors: now when that is soon done, else in the background.

    Args:
        work: settings and data folder.
        current: manifest of the current index, which was found whole.

    Returns:
        ``off``, ``complete``, ``background`` or ``elsewhere`` (another run is at it), and the
        passages that had no vector.
    """
    embedder = work.embedder
    if embedder is None:
        return "off", 0
    if current.vectors == VectorInfo(model=embedder.model, dimension=embedder.dimension):
        return "complete", 0
    left = pending(work.data, embedder)
    soon = work.settings.embedding.foreground_passages
    if left > soon or current.passages > _LARGE * soon:
        start_in_background(work.data, work.config_file)
        return "background", left
    done = complete(work.data, embedder, work.settings, work.messages)
    return ("complete" if done else "elsewhere"), left


def start_in_background(data: Path, config_file: Path) -> None:
    """Start ``python -m ingest vectors`` as a process of its own, logging below ``data``."""
    with (data / "vectors.log").open("ab") as log:
        subprocess.Popen(  # noqa: S603 - our own module, no shell
            [
                *(sys.executable, "-m", "ingest", "vectors"),
                *("--data", str(data.resolve()), "--config", str(config_file.resolve())),
            ],
            cwd=config_file.resolve().parent,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _fill(
    cache: VectorCache,
    embedder: Embedder,
    store: PassageStore,
    batch_size: int,
    messages: Messages,
) -> None:
    """Compute the vectors that are missing; texts are fetched by the batch, not held."""
    missing = cache.missing(store.keys())
    todo: dict[bytes, tuple[int, int]] = {}  # equal lengths batch best
    for number, key in enumerate(store.keys()):
        if key in missing and key not in todo:
            todo[key] = (len(store.passage(number).indexed_text), number)
    ordered = sorted(todo, key=lambda key: (todo[key][0], key))
    with tqdm(
        total=len(todo), desc=messages("ingest.progress_vectors"), unit=" đoạn", mininterval=0.5
    ) as bar:
        for batch in _batches(ordered, batch_size):
            texts = [store.passage(todo[key][1]).indexed_text for key in batch]
            cache.add(batch, embedder.embed_passages(texts))
            bar.update(len(batch))


def _batches(items: Iterable[bytes], size: int) -> Iterable[list[bytes]]:
    stream = iter(items)
    while batch := list(islice(stream, size)):
        yield batch
