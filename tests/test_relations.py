"""The relation graph, asked in words: each answer opens with a sentence of its own, facts only."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.app import build_assistant
from bot.assistant import Assistant
from knowledge.adapters.files import load_question_words
from knowledge.adapters.workplace import Workplace
from knowledge.relation_question import read_relation
from knowledge.text import fold, has_diacritics, syllables
from tests.conftest import ROOT

ON = date(2026, 11, 23)
EVALS: list[dict[str, Any]] = yaml.safe_load(
    (ROOT / "tests/evals/relations.yaml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def assistant(starter_data: Path) -> Assistant:
    options = argparse.Namespace(data=str(starter_data), config=str(starter_data / "words.yaml"))
    work = Workplace.open(options)
    object.__setattr__(work, "today", lambda: ON)
    return build_assistant(work)


def test_the_questions_are_many_and_half_of_them_plain() -> None:
    plain = [e["q"] for e in EVALS if not any(map(has_diacritics, syllables(e["q"])))]
    assert len(EVALS) >= 60
    assert len(plain) >= len(EVALS) // 2 - 1


@pytest.mark.parametrize("entry", EVALS, ids=lambda entry: entry["q"])
def test_the_register_answers(assistant: Assistant, entry: dict[str, Any]) -> None:
    reply = assistant.ask(entry["q"], thread=None)
    first = reply.text.splitlines()[0]
    assert reply.kind == "document"
    assert [part for part in entry["first"] if part not in first] == [], first
    assert [part for part in entry.get("holds", ()) if part not in reply.text] == [], reply.text
    shown = "\n".join([reply.text, *reply.notices, *(c.document for c in reply.citations)])
    assert [part for part in entry.get("lacks", ()) if part in shown] == []
    cited = [citation.document for citation in reply.citations]
    assert all(any(number in name for name in cited) for number in entry.get("cites", ()))
    assert cited


@pytest.mark.parametrize(
    "text",
    [
        "Nghị định 152/2025/NĐ-CP quy định hồ sơ Bằng khen gồm gì?",
        "Quyết định 666/QĐ-TTg đặt mục tiêu giảm tỷ lệ hộ nghèo mỗi năm bao nhiêu?",
        "QĐ 666 triển khai như thế nào",
        "Mức lương cơ sở hiện nay là bao nhiêu?",
        "Phường có 6% hộ nghèo áp dụng mức nào?",
        "Xã có tỷ lệ hộ nghèo dưới 5% phải giảm bao nhiêu để được trình khen?",
        "Giám sát phong trào thi đua được thực hiện theo quyết định nào của Ban Trung ương?",
        "Điều kiện sửa đổi hồ sơ theo NĐ 152 là gì?",
        "NĐ 98, NĐ 152 và NĐ 28 văn bản nào thay thế văn bản nào",
        "giá vàng hôm nay",
        "",
    ],
)
def test_other_questions_are_left_to_search(text: str) -> None:
    asked = load_question_words()
    for spelling in (text, fold(text)):
        assert read_relation(spelling, asked) is None, spelling


@pytest.mark.parametrize("text", ["van ban nao " * 4000, "NĐ 98 thay thế " * 3000, "20% " * 9000])
def test_hostile_text_is_read_to_its_end(text: str) -> None:
    read_relation(text, load_question_words())
