"""The agent: which tool a question reaches, and what a language model may and may not change."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

import pytest

from bot.app import build_assistant
from bot.assistant import Assistant
from bot.document_reply import DocumentWriter
from bot.grounding import unsupported
from bot.limit_reply import LimitWriter
from bot.relation_desk import RelationDesk
from bot.routing import plan
from bot.tools import Asking
from knowledge.adapters.files import load_messages, load_question_words
from knowledge.adapters.register_files import load_register
from knowledge.adapters.rule_files import load_rule_sets
from knowledge.adapters.workplace import Workplace
from knowledge.answer import Citation, Reply
from knowledge.errors import ConfigError
from tests.fake_llm import FakeLanguageModel, serving

ON = date(2026, 11, 23)
QUESTION = "Huyện phải giảm bao nhiêu phần trăm hộ nghèo mỗi năm?"
CASE = (
    "Xã tôi ở Bến Tre cuối 2021 có 98/2000 hộ nghèo, cuối 2022 còn 100 hộ, 2023 còn 80 hộ, "
    "2024 còn 64 hộ, trình khen năm 2025 có đạt không?"
)


def _workplace(data: Path, name: str = "words.yaml") -> Workplace:
    return Workplace.open(argparse.Namespace(data=str(data), config=str(data / name)))


@pytest.fixture(scope="module")
def assistant(starter_data: Path) -> Assistant:
    return build_assistant(_workplace(starter_data))


@pytest.mark.parametrize(
    ("question", "first"),
    [
        (QUESTION, "tra_cuu"),
        ("Xã dưới 5% phải giảm bao nhiêu?", "tra_cuu"),
        ("QD 666 con hieu luc khong", "van_ban"),
        ("Nghị định 98/2023/NĐ-CP còn hiệu lực không?", "van_ban"),
        ("Văn bản nào thay thế Nghị định 98/2023/NĐ-CP?", "van_ban"),
        ("Nghị định 152/2025/NĐ-CP quy định hồ sơ Bằng khen gồm gì?", "tra_cuu"),
        ("văn bản nào quy định mức 20 %?", "van_ban"),
        ("van ban hien hanh ve chuan ngheo", "van_ban"),
        ("Kế hoạch 2870 của Ninh Thuận căn cứ vào đâu?", "van_ban"),
        ("giá vàng hôm nay", "tra_cuu"),
    ],
)
def test_the_plan(question: str, first: str) -> None:
    register, asked, say = load_register(), load_question_words(), load_messages()
    writer = DocumentWriter(register, say)
    relations = RelationDesk(
        register, writer, LimitWriter(load_rule_sets(), say), asked, lambda: ON, say
    )
    steps = plan(question, asked, relations.reads)
    assert steps[0][0] == first


def _ask(assistant: Assistant, question: str) -> Reply:
    return assistant.ask(question, thread=None, on_date=ON)


def test_a_case_reaches_the_calculator(assistant: Assistant) -> None:
    reply = _ask(assistant, CASE)
    assert reply.kind == "verdict"
    assert "\n\nĐẠT mức giảm nghèo" in reply.text
    assert reply.text.startswith("Đã hiểu: xã, Bến Tre")
    assert "(100 - 80) / 100 = 20 %" in reply.text
    assert reply.determination is not None
    assert reply.determination["verdict"] == "met"
    assert reply.determination["case"]["figures"][0] == {
        "year": 2021, "households": 2000, "poor_households": 98,
    }  # fmt: skip
    assert "20%" in reply.citations[0].quote


def test_one_household_short(assistant: Assistant) -> None:
    reply = _ask(assistant, CASE.replace("2024 còn 64", "2024 còn 65"))
    assert "KHÔNG ĐẠT" in reply.text
    assert "còn thiếu 1 hộ" in reply.text


def test_a_missing_figure_is_asked_for(assistant: Assistant) -> None:
    reply = _ask(assistant, CASE.replace(", 2024 còn 64 hộ", ""))
    assert reply.kind == "clarify"
    assert reply.determination is not None
    assert reply.determination["verdict"] == "insufficient_data"
    assert reply.determination["missing"][0] == {"year": 2024, "fact": "poor_households"}
    assert "2024" in reply.determination["next_question"]
    assert reply.determination["next_question"] in reply.text


def test_a_doubtful_figure_is_asked_not_guessed(assistant: Assistant) -> None:
    reply = _ask(assistant, CASE.replace("2024 còn 64", "2024 còn khoảng 64"))
    assert reply.kind == "clarify"
    assert "64" in reply.text


def test_an_impossible_case_is_explained(assistant: Assistant) -> None:
    reply = _ask(assistant, CASE.replace("98/2000", "2100/2000"))
    assert reply.kind == "clarify"
    assert not reply.determination


def test_other_provinces_have_no_rule(assistant: Assistant) -> None:
    reply = _ask(assistant, CASE.replace("Bến Tre", "Lạng Sơn"))
    assert reply.kind == "verdict"
    assert reply.determination is not None
    assert reply.determination["reason"] == "no_rule_on_file"


def test_a_document_and_its_state(assistant: Assistant) -> None:
    reply = _ask(assistant, "Nghị định 98/2023/NĐ-CP còn hiệu lực không?")
    assert reply.kind == "document"
    assert "hết hiệu lực từ 01/7/2025" in reply.text
    assert "152/2025/NĐ-CP" in reply.text.splitlines()[0]
    assert reply.citations[-1].in_force is False
    earlier = assistant.ask(
        "Nghị định 98/2023/NĐ-CP còn hiệu lực không?", thread="t", on_date=date(2024, 3, 1)
    )
    assert earlier.citations[-1].in_force is True


def test_a_number_nobody_has(assistant: Assistant) -> None:
    for question in (
        "Nghị định 999/2031/NĐ-CP quy định gì về hộ nghèo?",
        "qd 98765/QĐ-TTg",
        "Quyết định 25/2023 còn hiệu lực không?",
        "van ban nao thay the qd 25/2023",
    ):
        reply = _ask(assistant, question)
        assert reply.kind == "abstain"
        assert "Không tìm thấy văn bản số" in reply.text


def test_a_digest_says_that_it_is_one(assistant: Assistant) -> None:
    reply = _ask(assistant, "Hồ sơ đề nghị Bằng khen Thủ tướng gồm gì?")
    assert reply.kind == "answer"
    assert "bản tóm tắt" in reply.citations[0].title
    assert reply.notices
    assert len(reply.text) <= 600


def test_blank_questions(assistant: Assistant) -> None:
    assert _ask(assistant, "  \n ").kind == "clarify"
    for odd in ("???", "\0", "a" * 20_000, "🙂", "hộ\u200b nghèo \ud800"):
        assert _ask(assistant, odd).text


@pytest.mark.parametrize("said", ["Xin chào!", "xin chao", "Cảm ơn nhiều.", "ok"])
def test_courtesies_are_returned_without_sources(assistant: Assistant, said: str) -> None:
    reply = _ask(assistant, said)
    assert reply.kind == "answer"
    assert not reply.citations
    assert "ông/bà" in reply.text


def test_same_question_same_answer(assistant: Assistant) -> None:
    assert _ask(assistant, QUESTION) == _ask(assistant, QUESTION)


# --- with a language model ---------------------------------------------------


@pytest.fixture
def worded(starter_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Build an assistant whose language model is the given stand-in."""
    monkeypatch.setenv("OPENAI_API_KEY", "khong-phai-khoa-that")

    def build(model: FakeLanguageModel) -> Assistant:
        body = (starter_data / "words.yaml").read_text(encoding="utf-8")
        body = body.replace("name: planner", "name: openai:gpt-thu")
        body = body.replace("  base_url: null", f"  base_url: {model.url}", 1)
        if model.fault == "slow":  # the others are given time, on a busy machine too
            body = body.replace("timeout_seconds: 20", "timeout_seconds: 1")
        config = tmp_path / "llm.yaml"
        config.write_text(body, encoding="utf-8")
        options = argparse.Namespace(data=str(starter_data), config=str(config))
        return build_assistant(Workplace.open(options))

    return build


ARGUMENTS = '{"cau_hoi": "' + QUESTION + '"}'


def test_prose_with_sources_is_passed_on(worded) -> None:
    prose = "Thưa ông/bà, cấp huyện phải giảm 20% tổng số hộ nghèo mỗi năm, trong 2 năm liền [1]."
    with serving(FakeLanguageModel(prose=[prose], arguments=ARGUMENTS)) as model:
        reply = _ask(worded(model), QUESTION)
    assert reply.text == prose
    assert reply.model == "openai:gpt-thu"
    assert reply.citations[0].document == "Báo Đồng Khởi ngày 30/9/2022"
    offered = {tool["function"]["name"] for tool in model.requests[0]["tools"]}
    assert offered == {"tra_cuu", "van_ban", "kiem_tra"}
    assert all(tool["function"]["description"] for tool in model.requests[0]["tools"])


def test_invented_figures_are_withheld(worded) -> None:
    invented = "Cấp huyện phải giảm 35% mỗi năm theo Quyết định 999/QĐ-TTg [4]."
    with serving(FakeLanguageModel(prose=[invented], arguments=ARGUMENTS)) as model:
        reply = _ask(worded(model), QUESTION)
    assert "35%" not in reply.text
    assert "999" not in reply.text
    assert "20%" in reply.text
    assert reply.model == "planner"
    assert any("Mô hình ngôn ngữ" in notice for notice in reply.notices)
    strict = [m for m in model.requests[-1]["messages"] if "35" in str(m.get("content"))]
    assert strict, "the second try must be told what was wrong"


def test_the_second_try_may_succeed(worded) -> None:
    good = "Cấp huyện phải giảm 20% mỗi năm [1]."
    with serving(FakeLanguageModel(prose=["Phải giảm 77%.", good], arguments=ARGUMENTS)) as model:
        assert _ask(worded(model), QUESTION).text == good


@pytest.mark.slow
def test_a_model_is_asked_the_whole_question(
    worded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRO_LY_STATE_URL", f"sqlite:///{tmp_path / 'state.db'}")
    whole = "Phường phải giảm bao nhiêu phần trăm hộ nghèo mỗi năm?"
    with serving(FakeLanguageModel(prose=["Xem nguồn [1]."], arguments=ARGUMENTS)) as model:
        assistant = worded(model)
        assistant.ask(QUESTION, thread="t", on_date=ON)
        reply = assistant.ask("con phuong thi sao", thread="t", on_date=ON)
    asked = [m["content"] for m in model.requests[-1]["messages"] if m["role"] == "user"]
    assert asked == [whole]
    assert whole in reply.notices[0]


def test_figures_are_read_from_what_was_typed() -> None:
    asking = Asking("Xã có 98/2000 hộ nghèo năm 2023?", ON, None, typed="còn năm 2023?")
    assert asking.said == "còn năm 2023?"
    assert Asking("98/2000", ON, None).said == "98/2000"


def test_a_case_needs_no_language_model(worded) -> None:
    with serving(FakeLanguageModel(prose=["Xong."], tool="kiem_tra")) as model:
        reply = _ask(worded(model), CASE.replace("2024 còn 64", "2024 còn 65"))
    assert "KHÔNG ĐẠT" in reply.text
    assert model.requests == []


def test_a_model_cannot_touch_the_verdict(worded) -> None:
    prose = "Chúc mừng, huyện ĐẠT mức giảm nghèo: mỗi năm giảm 20 %."
    with serving(FakeLanguageModel(prose=[prose], tool="kiem_tra")) as model:
        reply = _ask(worded(model), QUESTION)
    assert model.requests
    assert reply.determination is not None
    assert reply.determination["verdict"] == "insufficient_data"
    assert "Chúc mừng" not in reply.text


@pytest.mark.parametrize(
    "fault",
    ["500", *(pytest.param(one, marks=pytest.mark.slow)
              for one in ("429", "garbage", "html", "empty", "slow"))],
)  # fmt: skip
def test_a_failing_endpoint_leaves_the_planner(worded, fault: str) -> None:
    with serving(FakeLanguageModel(fault=fault)) as model:
        reply = _ask(worded(model), QUESTION)
    assert "20%" in reply.text
    assert reply.model == "planner"
    assert any("Mô hình ngôn ngữ" in notice for notice in reply.notices)
    assert len(model.requests) <= 3


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [("xoa_het", "{}"), ("tra_cuu", "{"), ("tra_cuu", '{"cau_hoi": 5, "tep": "/etc/passwd"}')],
)
def test_odd_tool_calls_do_no_harm(worded, tool: str, arguments: str) -> None:
    with serving(FakeLanguageModel(tool=tool, arguments=arguments, prose=["Xong."])) as model:
        reply = _ask(worded(model), QUESTION)
    assert "20%" in reply.text
    assert len(model.requests) <= 8


def test_a_model_that_never_ends_is_stopped(worded) -> None:
    with serving(FakeLanguageModel(arguments=ARGUMENTS, endless=True)) as model:
        reply = _ask(worded(model), QUESTION)
    assert "20%" in reply.text
    assert reply.model == "planner"
    assert len(model.requests) <= 4


def test_a_wrong_model_name_is_one_line(starter_data: Path, tmp_path: Path) -> None:
    body = (starter_data / "words.yaml").read_text(encoding="utf-8")
    config = tmp_path / "c.yaml"
    config.write_text(body.replace("name: planner", "name: khong:co"), encoding="utf-8")
    work = Workplace.open(argparse.Namespace(data=str(starter_data), config=str(config)))
    with pytest.raises(ConfigError, match="khong:co") as caught:
        build_assistant(work)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("prose", "missing"),
    [
        ("Giảm 20% theo Nghị định 152/2025/NĐ-CP ngày 14/6/2025 [1].", []),
        ("Giảm 25%.", ["25"]),
        ("Theo Quyết định 1/QĐ-TTg.", ["1/QĐ-TTg"]),
        ("Xem [2].", ["[2]"]),
        ("Ngày 15/6/2025.", ["15/6/2025"]),
        ("Ngày 14/06/2025.", []),
    ],
)
def test_grounding(prose: str, missing: list[str]) -> None:
    citation = Citation("152/2025/NĐ-CP", "Nghị định", "Điều 1", "giảm 20%", "a.md", True)
    reply = Reply("answer", "Ban hành ngày 14/6/2025 [1].", (citation,))
    found = unsupported(prose, [reply])
    assert [item for item in missing if item in found] == missing
    assert bool(found) == bool(missing)
