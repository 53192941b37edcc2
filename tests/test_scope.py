"""Whose rule a passage is, and what stands around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from knowledge.adapters.answer_files import load_gate
from knowledge.adapters.files import load_question_words, load_settings
from knowledge.adapters.register_files import load_register
from knowledge.lexical import LexicalIndex
from knowledge.library import Library
from knowledge.passages import DocumentRecord, Passage
from knowledge.restorer import Restorer
from knowledge.retrieval import Rerank, Retriever
from knowledge.scope import rows_at_home, rows_elsewhere, speaks_for
from knowledge.surroundings import around
from knowledge.terms import Vocabulary
from knowledge.validity import Validity
from tests.conftest import ROOT

ON = date(2026, 11, 23)


def _document(name: str, province: str | None, title: str = "Kế hoạch") -> DocumentRecord:
    return DocumentRecord(
        id=name, file=f"{name}.md", path=f"/{name}.md", sha256=name, title=title,
        kind="bai_viet", province=province,
    )  # fmt: skip


def _passages(name: str, *rows: tuple[str, str, str]) -> list[Passage]:
    return [Passage(f"{name}{n}", name, n, *row) for n, row in enumerate(rows)]


class _Store:
    """Passages in memory; see :class:`knowledge.ports.PassageReader`."""

    def __init__(self, documents: Sequence[DocumentRecord], passages: Sequence[Passage]) -> None:
        self._documents = {document.id: document for document in documents}
        self._passages = list(passages)

    def __len__(self) -> int:
        return len(self._passages)

    def passage(self, number: int) -> Passage:
        return self._passages[number]

    def document(self, document_id: str) -> DocumentRecord:
        return self._documents[document_id]

    def documents(self) -> Iterator[DocumentRecord]:
        yield from self._documents.values()

    def numbers_of(self, document_id: str) -> list[int]:
        return [n for n, p in enumerate(self._passages) if p.document_id == document_id]

    def numbers_citing(self, canonical_number: str) -> list[int]:
        return []

    def numbers_starting_after(self, day: date) -> list[int]:
        return []


DIGEST = _document("digest", None, "Kế hoạch của các tỉnh")
STORE = _Store(
    [
        *(_document(name, home) for name, home in (("bt", "Bến Tre"), ("bk", "Bắc Kạn"))),
        *(_document(name, None) for name in ("all", "other")),
        DIGEST,
    ],
    [
        *_passages("bt", ("", "Mức giảm", "Xã phải giảm 20% số hộ nghèo mỗi năm.")),
        *_passages(
            "bk", *[("", "Mức giảm", f"Xã phải giảm {n}% số hộ nghèo mỗi năm.") for n in (4, 5)]
        ),
        *_passages("all", ("", "Mức giảm", "Cả nước phải giảm 1% số hộ nghèo mỗi năm.")),
        *_passages("other", ("", "Thể thao", "Giải bóng chuyền mùa xuân.")),
        *_passages("digest", ("", "Kế hoạch › Hà Nội", "Xã phải giảm 30% số hộ nghèo mỗi năm.")),
    ],
)


def _library(**changes: object) -> Library:
    settings = load_settings(ROOT / "config.yaml")
    retrieval = settings.retrieval.model_copy(update=changes)
    texts = [STORE.passage(n).indexed_text for n in range(len(STORE))]
    retriever = Retriever(
        LexicalIndex.build(texts), Restorer.learn(texts), None, None, retrieval, {}
    )
    words = load_question_words()
    vocabulary = Vocabulary(words.compounds, words.synonyms, words.light)
    validity = Validity(load_register())
    return Library(retriever, STORE, words, vocabulary, load_gate(), retrieval, validity)


def test_rows_by_province() -> None:
    assert rows_at_home(STORE, ("tỉnh Bến Tre",)) == {0}
    assert rows_elsewhere(STORE, ("Bến Tre",)) == {1, 2}
    assert rows_elsewhere(STORE, ()) == rows_at_home(STORE, ()) == frozenset()


@pytest.mark.parametrize("top_k", [1, 8])
def test_a_readers_own_province_comes_first_and_no_other_is_given(top_k: int) -> None:
    question = "Xã phải giảm bao nhiêu phần trăm số hộ nghèo mỗi năm?"
    found = _library(top_k=top_k).find(question, "Bến Tre", ON).candidates
    assert [c.document.id for c in found] == ["bt", "all"][:top_k]
    found = _library(top_k=8).find(question, "Bắc Kạn", ON).candidates
    assert [c.document.id for c in found] == ["bk", "bk", "all"]
    found = _library(top_k=8).find(question, None, ON).candidates
    assert {c.document.id for c in found} == {"bt", "bk", "all", "digest"}


def test_a_named_province_wins_over_the_readers_own() -> None:
    question = "Xã ở Bắc Kạn phải giảm bao nhiêu phần trăm số hộ nghèo mỗi năm?"
    finding = _library().find(question, "Bến Tre", ON)
    assert {c.document.id for c in finding.candidates} == {"bk"}
    question = question.replace("Bắc Kạn", "Sơn La")
    assert _library().find(question, "Bến Tre", ON).candidates == ()


def test_headings_of_another_province() -> None:
    passage = STORE.passage(5)
    assert not speaks_for(passage, DIGEST, ("Bến Tre",), named=False)
    assert speaks_for(passage, DIGEST, ("Hà Nội",), named=False)
    assert speaks_for(passage, DIGEST, (), named=False)
    both = replace(passage, breadcrumb="Kế hoạch › Hà Nội, Bến Tre")
    assert speaks_for(both, DIGEST, ("Bến Tre",), named=False)
    assert speaks_for(both, DIGEST, ("Bến Tre",), named=True)


LAW = _Store(
    [_document("law", None)],
    _passages(
        "law",
        ("", "Luật", "Căn cứ Hiến pháp;"),
        ("Điều 1", "Luật › Điều 1. Phạm vi", "Phạm vi."),
        ("khoản 1 Điều 2", "Luật › Điều 2. Mức", "1. Mức chung."),
        ("điểm a khoản 2 Điều 2", "Luật › Điều 2. Mức › 2. Mức riêng", "a) Mức a."),
        ("điểm b khoản 2 Điều 2", "Luật › Điều 2. Mức › 2. Mức riêng", "b) Mức b."),
        ("Điều 3", "Luật › Điều 3. Hiệu lực", "Có hiệu lực."),
        ("", "Phụ lục", "Mẫu 1"),
        ("", "Phụ lục", "Mẫu 2"),
    ),
)


def test_around_a_clause_is_its_whole_dieu() -> None:
    found = around(LAW, LAW.passage(3))
    assert [p.section for p in found.passages] == [LAW.passage(n).section for n in (2, 3, 4)]
    assert found.passages[found.marked] == LAW.passage(3)
    assert found.headings == ("Luật", "Điều 2. Mức", "2. Mức riêng")
    assert (found.before, found.after) == (LAW.passage(1), LAW.passage(5))
    assert found.text == "1. Mức chung.\na) Mức a.\nb) Mức b."


def test_around_prose_is_what_stands_under_its_heading() -> None:
    found = around(LAW, LAW.passage(7))
    assert [p.text for p in found.passages] == ["Mẫu 1", "Mẫu 2"]
    assert (found.marked, found.after) == (1, None)
    assert around(LAW, LAW.passage(0)).before is None
    assert _library().surroundings(STORE.passage(3)).passages == (STORE.passage(3),)


class _LongestFirst:
    def scores(self, question: str, passages: Sequence[str]) -> np.ndarray:
        return np.array([len(passage) for passage in passages], dtype=np.float32)


def test_a_second_look_reorders_the_best_and_keeps_named_passages_first() -> None:
    texts = ["hộ nghèo", "hộ nghèo của xã", "hộ nghèo của toàn tỉnh", "hộ nghèo năm nay của ấp"]
    texts.append("giải bóng chuyền")
    settings = load_settings(ROOT / "config.yaml").retrieval
    rerank = Rerank(_LongestFirst(), texts.__getitem__, 3)
    index = (LexicalIndex.build(texts), Restorer.learn(texts), None, None, settings, {})
    plain = Retriever(*index).search("hộ nghèo", 4).hits
    second = Retriever(*index, rerank).search("hộ nghèo", 4).hits
    assert [hit.number for hit in plain] == [0, 1, 2, 3]
    assert [hit.number for hit in second] == [2, 1, 0, 3]
    assert [hit.score for hit in second] == [hit.score for hit in plain]
    named = Retriever(*index, rerank).search("hộ nghèo", 1, boosted=[0]).hits
    assert [hit.number for hit in named] == [0]
