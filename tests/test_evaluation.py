"""Measuring answers: what counts as right, exact figures, bad sets refused, drops failed."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from knowledge.__main__ import main
from knowledge.adapters import evaluation_command
from knowledge.adapters.evaluation_files import load_figures, load_questions, save_figures
from knowledge.errors import ConfigError, DataFileError
from knowledge.evaluation import (
    Answered,
    Cited,
    EvaluationQuestion,
    Expectation,
    Hit,
    Judgement,
    judge,
)
from knowledge.evaluation_figures import Share, drops, group_figures, rounded
from knowledge.evaluation_text import figures, holds, opening_verdict
from tests.conftest import ROOT

HIT = Hit("articles/001_x.txt", "Bài 001", "Cấp huyện phải giảm 20% tổng số hộ nghèo/năm.")
OTHER = Hit("articles/000_y.txt", "Bài 000", "Tỷ lệ hộ nghèo còn 2,4%, xây 417 nhà.")


def _cited(hit: Hit = HIT, *, quote: str | None = None, section: str = "", in_force=None) -> Cited:
    said = hit.text if quote is None else quote
    return Cited(hit.document, "", section, said, hit.file, in_force)


def _said(text: str, *sources: Cited, kind: str = "answer", ms: str = "10") -> Answered:
    return Answered(kind, text, sources, False, Decimal(ms))


def _asked(text: str = "Huyện phải giảm bao nhiêu?", form: str = "how_much", **wanted):
    given = {"documents": ("001_",), "must_contain": (("20%",),)} | wanted
    return EvaluationQuestion("q1", text, "articles", form, Expectation(**given))


def _unanswerable(why: str = "near_miss", text: str = "Bao nhiêu xã?") -> EvaluationQuestion:
    return EvaluationQuestion("q2", text, "articles", "how_much", Expectation(declined=why))


ABSTAINED = _said("Không tìm thấy.", kind="abstain")


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("phải giảm 20 % hộ nghèo", "20%", True),
        ("phải giảm 120% hộ nghèo", "20%", False),
        ("còn 1,20%", "20%", False),
        ("xây 1.417 nhà", "417", False),
        ("xây 417 nhà.", "417", True),
        ("ngày 02 tháng 6 năm 2022", "2/6/2022", True),
        ("ngày 02/06/2022", "02/6/2022", True),
        ("ngày 15 tháng 10 hằng năm", "15/10", True),
        ("Từ ngày 9 – 10/11", "10/11", True),
        ("trong 05 ngày làm việc", "5 ngày làm việc", True),
        ("XOÁ BỎ phân biệt", "xóa bỏ", True),
        ("ở thôn Nà Ítx", "Nà Ít", False),
        ("Số 152/2025/NĐ-CP; 161/2026/NĐ-CP", "161/2026/NĐ-CP", True),
    ],
)
def test_a_text_holds_whole_figures_and_names(text: str, wanted: str, found: bool) -> None:
    assert holds(text, wanted) is found


def test_figures_are_read_without_the_labels_of_sources() -> None:
    assert figures("Giảm 2,5% trong 05 năm, 17.000 hộ [1] ngày 02/6/2022 [2]") == {
        "2,5",
        "5",
        "17.000",
        "2/6/2022",
    }


def test_the_first_word_says_yes_or_no() -> None:
    assert opening_verdict("Đúng, huyện phải giảm 20%.") == "affirm"
    assert opening_verdict("“Không bắt buộc.”") == "deny"
    assert opening_verdict("Huyện phải giảm 20%.") is None
    assert opening_verdict("") is None


def test_an_exact_answer_holds_the_figure_and_cites_the_document() -> None:
    judged = judge(_asked(), _said("Phải giảm 20%. [1]", _cited()), [OTHER, HIT])
    assert (judged.rank, judged.faults, judged.citation_faults) == (2, (), ((),))


@pytest.mark.parametrize(
    ("answered", "faults"),
    [
        (_said("Phải giảm nhiều.", _cited(quote="Cấp huyện")), ("missing",)),
        (_said("Phải giảm 20%.", _cited(OTHER)), ("uncited",)),
        (_said("Phải giảm nhiều."), ("missing", "uncited")),
        (ABSTAINED, ("declined",)),
    ],
)
def test_a_wrong_answer_says_why(answered: Answered, faults: tuple[str, ...]) -> None:
    assert judge(_asked(), answered, [HIT]).faults == faults


def test_both_sources_must_be_cited_where_both_are_needed() -> None:
    question = _asked(and_documents=("000_",), must_contain=(("20%",), ("2,4%", "2,40%")))
    one = judge(question, _said("20% và 2,4%", _cited()), [HIT])
    both = judge(question, _said("20% và 2,4%", _cited(), _cited(OTHER)), [HIT])
    assert (one.faults, both.faults) == (("uncited",), ())


@pytest.mark.parametrize(
    ("cited", "faults"),
    [
        ("khoản 2 Điều 3", ()),
        ("điểm a khoản 2 Điều 3", ()),
        ("Điều 3", ()),
        ("khoản 2 Điều 33", ("uncited",)),
        ("khoản 12 Điều 3", ("uncited",)),
        ("", ("uncited",)),
    ],
)
def test_the_clause_asked_for_is_cited(cited: str, faults: tuple[str, ...]) -> None:
    question = _asked(section="khoản 2 Điều 3")
    assert judge(question, _said("20%", _cited(section=cited)), [HIT]).faults == faults


def test_nothing_on_file_must_be_declined_but_a_greeting_may_be_greeted() -> None:
    greeted = _said("Xin chào ông/bà.")
    assert judge(_unanswerable(), ABSTAINED, []).faults == ()
    assert judge(_unanswerable(), greeted, []).faults == ("answered",)
    assert judge(_unanswerable("small_talk"), greeted, []).faults == ()
    assert judge(_unanswerable("small_talk"), _said("20%", _cited()), [HIT]).faults == ("answered",)


def test_a_sound_citation_was_retrieved_is_in_force_and_holds_the_figures() -> None:
    def faults(answered: Answered, hits: list[Hit]) -> tuple[tuple[str, ...], ...]:
        return judge(_asked(), answered, hits).citation_faults

    quoted = _cited(quote="…phải giảm 20% tổng số hộ nghèo…")
    assert faults(_said("20%", quoted), [OTHER, HIT]) == ((),)
    assert faults(_said("20%", quoted), [OTHER]) == (("not_retrieved",),)
    assert faults(_said("20%", quoted), [OTHER] * 10 + [HIT]) == (("not_retrieved",),)
    assert faults(_said("20% và 35%", quoted), [HIT]) == (("figure_not_quoted",),)
    old = _cited(in_force=False)
    assert faults(_said("20%", old), [HIT]) == (("not_in_force",),)
    assert faults(_said("20% (văn bản đã hết hiệu lực)", old), [HIT]) == ((),)
    own = Cited("98/2023/NĐ-CP", "", "", "", "register/nd-98-2023.yaml", True)
    assert faults(_said("Từ 01/7/2025.", own), []) == ((),)


def _four() -> list[Judgement]:
    """Right, rank 1; wrong, rank 4, typed plainly; declined, not found; answered in vain."""
    return [
        judge(_asked(verdict="affirm"), _said("Đúng, 20%.", _cited(), ms="10"), [HIT]),
        judge(
            _asked("huyen giam bao nhieu", "colloquial"),
            _said("417 nhà", _cited(OTHER), ms="20"),
            [OTHER] * 3 + [HIT],
        ),
        judge(_asked(verdict="deny"), _said("Không tìm thấy.", kind="abstain", ms="30"), [OTHER]),
        judge(_unanswerable(), _said("5 xã", _cited(OTHER), ms="40.5"), [OTHER]),
    ]


def test_the_figures_of_four_answers_by_hand() -> None:
    groups = group_figures(_four())
    assert list(groups) == [
        *("all", "with_diacritics", "without_diacritics"),
        *("form:colloquial", "form:how_much"),
    ]
    every = groups["all"]
    assert every.questions == 4
    assert [every.recall[depth].hits for depth in (1, 3, 5, 8)] == [1, 1, 2, 2]
    assert every.measures() == {
        "recall@1": Fraction(100, 3),
        "recall@3": Fraction(100, 3),
        "recall@5": Fraction(200, 3),
        "recall@8": Fraction(200, 3),
        "mrr": Fraction(125, 3),  # (1 + 1/4 + 0) / 3
        "exact": Fraction(100, 3),
        "verdicts": Fraction(50),  # "Không tìm thấy" denies nothing
        "citation_precision": Fraction(200, 3),  # "5" stands in no quote
        "abstention": Fraction(0),
        "false_abstention": Fraction(100, 3),
    }
    assert every.latency_ms == (Decimal(20), Decimal("40.5"))
    plain = groups["without_diacritics"]
    assert (plain.exact, plain.recall[5]) == (Share(0, 1), Share(1, 1))
    assert plain.measures()["abstention"] is None
    assert rounded(Fraction(200, 3)) == Decimal("66.67")


def test_register_questions_expect_no_passage() -> None:
    judged = judge(_asked(form="validity"), _said("20%", _cited()), [HIT])
    assert group_figures([judged])["all"].measures()["mrr"] is None


def test_a_drop_is_a_loss_over_the_tolerance() -> None:
    now = group_figures(_four())
    saved = {"all": {"exact": Decimal("35.33"), "false_abstention": Decimal("31.33")}}
    assert drops(now, saved, Decimal(2)) == []
    assert [d.measure for d in drops(now, saved, Decimal("1.99"))] == ["exact", "false_abstention"]
    gone = drops(now, {"without_diacritics": {"abstention": Decimal(0)}}, Decimal(2))
    assert [(d.measure, d.now) for d in gone] == [("abstention", None)]
    assert drops(now, {"form:how_much": {"exact": Decimal(100)}}, Decimal(2)) == []


GOOD = """asked_on: 2026-11-23
questions:
  - id: a
    q: "Huyện giảm bao nhiêu?"
    form: how_much
    expect: {document: "001_", must_contain: ["20%"]}
  - {id: b, q: "Thơ về mưa", corpus: x, expect: {abstain: true, reason: poem}}
"""


def _file(folder: Path, text: str) -> Path:
    file = folder / "set.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_set_is_read(tmp_path: Path) -> None:
    doubled = GOOD.replace("questions:", "also_without_diacritics: true\nquestions:", 1)
    asked = load_questions(_file(tmp_path, doubled))
    assert [(q.id, q.text) for q in asked.questions[:2]] == [
        ("a", "Huyện giảm bao nhiêu?"),
        ("a-plain", "huyen giam bao nhieu?"),
    ]
    assert asked.questions[2].expected == Expectation(declined="poem")
    assert asked.corpora == ("", "x")
    decomposed = load_questions(_file(tmp_path, GOOD.replace("form:", "nfd: true\n    form:", 1)))
    assert len(decomposed.questions[0].text) > len("Huyện giảm bao nhiêu?")
    assert decomposed.questions[0].accented


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("form: how_much", "forms: how_much", "questions.0.forms"),
        ('    q: "Huyện giảm bao nhiêu?"\n', "", "questions.0.q"),
        ("id: b", "id: a", "«a» viết hai lần"),
        ("id: b", "id: b, id: c", "khóa «id» viết hai lần"),
        ("2026-11-23", '"23/11/2026"', "asked_on"),
        ("2026-11-23", "2026-02-30", "set.yaml"),
        (", reason: poem", "", "questions.1.expect"),
        ("abstain: true", 'document: "001_"', "questions.1.expect"),
        ("reason: poem", 'reason: poem, document: "001_"', "questions.1.expect"),
        ('{document: "001_", must_contain: ["20%"]}', "{}", "questions.0.expect"),
        ('must_contain: ["20%"]', "must_contain: [20]", "questions.0.expect.must_contain.0"),
        ('["20%"]', "[[]]", "questions.0.expect.must_contain.0"),
        ("form: how_much", "form: How much", "questions.0.form"),
        ("reason: poem", 'reason: poem, verdict: "yes"', "questions.1.expect.verdict"),
    ],
)
def test_a_bad_set_is_refused_by_file_and_key(
    tmp_path: Path, old: str, new: str, named: str
) -> None:
    with pytest.raises(DataFileError, match=r"^set\.yaml") as refused:
        load_questions(_file(tmp_path, GOOD.replace(old, new, 1)))
    assert named in str(refused.value)


def test_saved_figures_are_read_again_and_belong_to_their_set(tmp_path: Path) -> None:
    asked = load_questions(_file(tmp_path, GOOD))
    saved = tmp_path / "figures.json"
    save_figures(saved, asked, group_figures(_four()))
    assert load_figures(saved, asked)["all"]["mrr"] == Decimal("41.67")
    changed = load_questions(_file(tmp_path, GOOD.replace("20%", "21%")))
    with pytest.raises(DataFileError, match="bộ câu hỏi khác"):
        load_figures(saved, changed)
    saved.write_text(saved.read_text().replace('"41.67"', "41.67"))
    with pytest.raises(DataFileError, match=r"figures\.all\.mrr"):
        load_figures(saved, asked)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command with its asking replaced: the four answers above, whatever is asked."""
    monkeypatch.setattr(evaluation_command, "_judged", lambda *_: _four())


@pytest.mark.usefixtures("answers")
def test_the_command_fails_on_a_dropped_figure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(_file(tmp_path, GOOD.replace("corpus: x, ", "")))
    saved = tmp_path / "figures.json"
    assert main(["evaluate", file, "--save", str(saved)]) == 0
    text = capsys.readouterr().out
    assert "4 câu, trả lời cho ngày 23/11/2026" in text
    assert "Trả lời chưa đúng: 3 trên 4 câu." in text
    assert "có con số không nằm trong đoạn trích" in text
    assert main(["evaluate", file, "--baseline", str(saved)]) == 0
    assert "không số liệu nào giảm quá 2 điểm" in capsys.readouterr().out
    better = json.loads(saved.read_text())
    better["figures"]["all"]["exact"] = "36.00"
    saved.write_text(json.dumps(better))
    assert main(["evaluate", file, "--baseline", str(saved)]) == 1
    assert "- Tất cả, Đúng %: 36,00 còn 33,33" in capsys.readouterr().out
    assert main(["evaluate", file, "--baseline", str(saved), "--tolerance", "3", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["figures"]["all"]["exact"] == "33.33"
    assert [entry["faults"] for entry in report["wrong"]][1] == ["declined"]
    assert report["drops"] == []


@pytest.mark.usefixtures("answers")
def test_a_corpus_must_be_named_where_a_set_asks_several(tmp_path: Path) -> None:
    file = _file(tmp_path, GOOD)
    for options, named in (
        ([], "--corpus"),
        (["--corpus", "y"], "«y»"),
        (["--corpora", str(tmp_path)], "«-»"),
        (["--corpora", str(tmp_path), "--data", str(tmp_path)], "--data"),
    ):
        with pytest.raises(ConfigError, match=named):
            main(["evaluate", str(file), *options])


def test_the_sets_on_file_are_sound() -> None:
    folder = ROOT / "tests" / "evals"
    halves = [load_questions(file).questions for file in sorted(folder.glob("questions_*.yaml"))]
    for questions in halves:
        assert len(questions) >= 100
        assert sum(q.corpus == "articles" for q in questions) >= 60
        assert 4 * sum(q.expected.declined != "" for q in questions) >= len(questions)
        assert len({question.text for question in questions}) == len(questions)
    every = [question for questions in halves for question in questions]
    plain = sum(not question.accented for question in every)
    assert abs(2 * plain - len(every)) <= len(every) // 10
