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
from ingest.publish import passage_keys, publish_vectors
from knowledge.adapters.index_folder import IndexRoot, OpenIndex, VectorInfo
from knowledge.adapters.vector_cache import VectorCache, open_cache
from knowledge.messages import Messages
from knowledge.ports import Embedder
from knowledge.settings import Settings

_LONGEST_WAIT = 900
"""Seconds to wait for an ingest of words that is under way."""


def pending(data: Path, embedder: Embedder) -> int:
    """Return how many passages of the current index still need a vector."""
    index = IndexRoot(data).open_current()
    keys, _ = passage_keys(index.store.passages())
    with open_cache(data, embedder.model, embedder.dimension) as cache:
        return len(cache.missing(keys))


def complete(data: Path, embedder: Embedder, settings: Settings, messages: Messages) -> bool:
    """Compute missing vectors and publish the current index with them.

    A run that is killed loses at most one batch. When another index became current meanwhile,
    that one is completed.

    Returns:
        Whether the current index now has vectors; ``False`` when another run is at it.
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
                index = root.open_current()
                if index.manifest.vectors == info:
                    return True
                keys, texts = passage_keys(index.store.passages())
                _fill(cache, embedder, texts, settings.embedding.batch_size, messages)
                _publish(root, index, cache, info, keys, settings, messages)
    finally:
        lock.release()


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
    texts: dict[bytes, str],
    batch_size: int,
    messages: Messages,
) -> None:
    missing = cache.missing(texts)
    todo = sorted(missing, key=lambda key: (len(texts[key]), key))  # equal lengths batch best
    with tqdm(
        total=len(todo), desc=messages("ingest.progress_vectors"), unit=" đoạn", mininterval=0.5
    ) as bar:
        for batch in _batches(todo, batch_size):
            cache.add(batch, embedder.embed_passages([texts[key] for key in batch]))
            bar.update(len(batch))


def _publish(
    root: IndexRoot,
    index: OpenIndex,
    cache: VectorCache,
    info: VectorInfo,
    keys: list[bytes],
    settings: Settings,
    messages: Messages,
) -> None:
    with writing(root, messages, wait_seconds=_LONGEST_WAIT):
        if root.current() == index.manifest.fingerprint:
            publish_vectors(root, index.manifest, cache, info, keys, settings.ingest.keep_indexes)


def _batches(items: Iterable[bytes], size: int) -> Iterable[list[bytes]]:
    stream = iter(items)
    while batch := list(islice(stream, size)):
        yield batch
