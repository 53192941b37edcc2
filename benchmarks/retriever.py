"""The product's own retriever over a list of passages, for retrieval benchmarks.

``make(passages)`` gives ``search(query, k)``, ranked passage numbers.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from knowledge.adapters.chroma_store import ChromaVectors
from knowledge.adapters.chroma_writer import write_vectors
from knowledge.adapters.embedders import open_embedder
from knowledge.adapters.files import load_abbreviations, load_settings
from knowledge.adapters.vector_cache import content_key
from knowledge.lexical import LexicalIndex
from knowledge.ports import Embedder
from knowledge.restorer import Restorer
from knowledge.retrieval import Retriever

ROOT = Path(__file__).resolve().parents[1]


def make(passages: list[str]) -> Callable[[str, int], list[int]]:
    """Index ``passages`` with words and vectors as ``config.yaml`` says."""
    settings = load_settings(ROOT / "config.yaml")
    return make_with(passages, open_embedder(settings.embedding, settings.thread_count))


def make_with(passages: list[str], embedder: Embedder | None) -> Callable[[str, int], list[int]]:
    """Index ``passages`` with an engine of the caller's, or with words only."""
    vectors = None
    if embedder is not None:
        folder = Path(tempfile.mkdtemp(prefix="bench-vectors-"))
        info = {"model": embedder.model, "dimension": embedder.dimension}
        keys = [content_key(passage) for passage in passages]
        made = dict(zip(keys, embedder.embed_passages(passages), strict=True))
        write_vectors(folder, keys, lambda wanted: [np.stack([made[k] for k in wanted])], **info)
        rows: dict[bytes, list[int]] = {}
        for row, key in enumerate(keys):
            rows.setdefault(key, []).append(row)
        vectors = ChromaVectors(folder, lambda _keys: rows, total=len(passages), **info)
    retriever = Retriever(
        LexicalIndex.build(passages),
        Restorer.learn(passages),
        vectors,
        embedder,
        load_settings(ROOT / "config.yaml").retrieval,
        load_abbreviations(),
    )
    return lambda query, k: [hit.number for hit in retriever.search(query, k).hits]
