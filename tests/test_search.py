"""Words, restored diacritics, fusion: the parts of search, on small corpora."""

from pathlib import Path

import numpy as np
import pytest

from knowledge.adapters.files import load_abbreviations, load_settings
from knowledge.lexical import LexicalIndex, folded_tokens, tokens, write_lexical
from knowledge.query import prepare
from knowledge.renumbering import Renumbering
from knowledge.restorer import Restorer
from knowledge.retrieval import Retriever, _best
from knowledge.sentences import excerpt, split_sentences
from knowledge.spelling import Speller
from knowledge.syllable_counts import SyllableCounts
from knowledge.wording import Wording

ROOT = Path(__file__).resolve().parents[1]
PASSAGES = [
    "Cấp huyện phải giảm 20% tổng số hộ nghèo mỗi năm.",
    "Xã đảo phải giảm tỷ lệ hộ nghèo đa chiều từ 2% trở lên.",
    "Quỹ vì người nghèo đã vận động được nhiều tỷ đồng để xây nhà.",
    "Hồ sơ khen thưởng gồm tờ trình và báo cáo thành tích.",
]


@pytest.fixture(scope="module")
def lexical() -> LexicalIndex:
    return LexicalIndex.build(PASSAGES)


@pytest.fixture(scope="module")
def restorer() -> Restorer:
    return Restorer.learn(PASSAGES)


def test_tokens_are_syllables_then_pairs() -> None:
    assert tokens("Hộ nghèo, 20%") == ["hộ", "nghèo", "20", "hộ nghèo", "nghèo 20"]
    assert folded_tokens("Hộ nghèo") == ["ho", "ngheo", "ho ngheo"]


def test_saved_index_scores_the_same(lexical: LexicalIndex, tmp_path: Path) -> None:
    wording = Wording.read(PASSAGES)
    write_lexical(tmp_path, None, wording, Renumbering.between((), [b""] * len(PASSAGES)))
    again = LexicalIndex.load(tmp_path)
    query = tokens("giảm hộ nghèo")
    assert np.array_equal(lexical.accented.scores(query), again.accented.scores(query))
    assert again.size == len(PASSAGES)


def test_unknown_words_score_zero(lexical: LexicalIndex) -> None:
    assert not lexical.accented.scores(tokens("bóng đá")).any()
    assert not lexical.accented.scores([]).any()


def test_rare_words_weigh_more(lexical: LexicalIndex) -> None:
    assert lexical.folded.idf("khongco") > lexical.folded.idf("quy") > lexical.folded.idf("ngheo")


def test_accents_are_brought_back(restorer: Restorer, tmp_path: Path) -> None:
    assert Speller(restorer).mend("ho ngheo da chieu", restore=True) == "hộ nghèo đa chiều"
    SyllableCounts.of(Wording.read(PASSAGES)).save(tmp_path / "r.npz")
    again = Speller(Restorer.load(tmp_path / "r.npz"))
    assert again.mend("To trinh, bao cao?", restore=True) == "Tờ trình, báo cáo?"


def test_what_was_accented_is_never_changed(restorer: Restorer) -> None:
    speller = Speller(restorer)
    assert speller.mend("hố ngheo", restore=True) == "hố nghèo"
    assert speller.mend("xyz 20 ho", restore=True) == "xyz 20 hộ"
    assert speller.mend("", restore=True) == ""


def test_an_index_without_words_mends_nothing() -> None:
    assert Speller(Restorer.learn([])).mend("ho ngheof, nhà", restore=True) == "ho ngheof, nhà"


def _never(_word: str) -> bool:
    return False


def test_accented_questions_are_left_alone(restorer: Restorer) -> None:
    query = prepare("Hộ nghèo có giảm không?", {}, _never, Speller(restorer), 0.6)
    assert not query.restored
    assert query.text == "Hộ nghèo có giảm không?"


def test_shouting_is_lowered_and_short_forms_spelt_out() -> None:
    query = prepare("HN GIẢM KO?", load_abbreviations(), _never, None, 0.6)
    assert query.text == "hộ nghèo giảm không?"


def test_short_forms_of_the_corpus_stay() -> None:
    query = prepare("ubnd", {"ubnd": "ủy ban nhân dân"}, lambda word: word == "ubnd", None, 0.6)
    assert query.text == "ubnd"


class _OneNeighbour:
    """Vectors that always find the last passage."""

    def nearest(self, vector: np.ndarray, k: int) -> list[tuple[int, float]]:
        return [(3, 0.9), (0, 0.1)][:k]

    def floor(self, vector: np.ndarray) -> float:
        return 0.0


class _Flat:
    model, dimension = "flat", 2

    def embed_query(self, text: str) -> np.ndarray:
        return np.array([1, 0], dtype=np.float32)

    def embed_passages(self, texts: list[str]) -> np.ndarray:
        return np.ones((len(texts), 2), dtype=np.float32)


def _retriever(lexical: LexicalIndex, restorer: Restorer, *, vectors: bool) -> Retriever:
    settings = load_settings(ROOT / "config.yaml").retrieval
    extra = (_OneNeighbour(), _Flat()) if vectors else (None, None)
    return Retriever(lexical, restorer, *extra, settings, {})


@pytest.mark.parametrize("question", ["giảm hộ nghèo cấp huyện", "giam ho ngheo cap huyen"])
def test_words_alone(lexical: LexicalIndex, restorer: Restorer, question: str) -> None:
    found = _retriever(lexical, restorer, vectors=False).search(question, 4)
    assert found.hits[0].number == 0
    assert found.hits[0].score == pytest.approx(1.0)


def test_order_is_that_of_a_stable_sort() -> None:
    chance = np.random.default_rng(3)
    for size in (1, 2, 7, 300):
        for _ in range(20):
            score = chance.integers(-1, 5, size).astype(np.float32)  # many equals
            order = np.argsort(-score, kind="stable")
            for k in (1, 3, size, size + 2):
                best = [n for n in order[:k] if score[n] > 0]
                assert _best(score, k).tolist() == best


def test_limits_of_a_search(lexical: LexicalIndex, restorer: Restorer) -> None:
    search = _retriever(lexical, restorer, vectors=True).search

    def numbers(**limits: object) -> list[int]:
        return [hit.number for hit in search("giảm hộ nghèo", 4, **limits).hits]

    whole = numbers()
    assert set(whole) == {0, 1, 2, 3}
    assert numbers(left_out=[whole[0]]) == whole[1:]
    assert numbers(left_out=[whole[0]], elsewhere=[whole[1]]) == whole[2:]
    assert numbers(within=whole[2:]) == whole[2:]
    assert numbers(left_out=[whole[1]], boosted=[whole[1], whole[3]]) == [
        whole[3], whole[0], whole[2],
    ]  # fmt: skip
    assert numbers() == whole  # what was left out once is not left out for good


def test_vectors_join_the_sum(lexical: LexicalIndex, restorer: Restorer) -> None:
    hits = _retriever(lexical, restorer, vectors=True).search("vận động quỹ", 4).hits
    assert {hit.number: hit.cosine for hit in hits}[3] == 0.9
    assert hits[0].number in (2, 3)


def test_named_passages_come_first(lexical: LexicalIndex, restorer: Restorer) -> None:
    hits = _retriever(lexical, restorer, vectors=False).search("hộ nghèo", 2, boosted=[3]).hits
    assert hits[0].number == 3


@pytest.mark.parametrize("question", ["", "   ", "???", "\0", "a" * 5000])
def test_odd_questions_do_no_harm(lexical: LexicalIndex, restorer: Restorer, question: str) -> None:
    assert _retriever(lexical, restorer, vectors=True).search(question, 3) is not None


def test_long_sentences_are_cut_around_what_is_asked() -> None:
    sentence = "Phần mở đầu rất dài, " * 40 + "quỹ đạt 28,7 tỷ đồng, " + "phần sau cũng dài, " * 40
    cut = excerpt(sentence, 200, {"quy": 3.0, "ty": 1.0})
    assert "28,7 tỷ đồng" in cut
    assert len(cut) <= 200
    assert cut.strip("…").strip() in sentence
    assert excerpt("ngắn", 200, {}) == "ngắn"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Một câu. Ủy ban họp.", ["Một câu.", "Ủy ban họp."]),
        (
            "Ở TP. Bến Tre có 17.060 hộ. Năm 2022 giảm.",
            ["Ở TP. Bến Tre có 17.060 hộ.", "Năm 2022 giảm."],
        ),
        ("1. Mục tiêu chung.\na) Giảm nghèo;", ["Mục tiêu chung.", "Giảm nghèo;"]),
        ("Ngày 30/9/2022. “Trích dẫn” tiếp.", ["Ngày 30/9/2022.", "“Trích dẫn” tiếp."]),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert split_sentences(text) == expected
