"""Guided conversations about a case, with the real assistant: every turn is checked and on file."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.app import build_assistant
from bot.assistant import Assistant
from bot.render import PART_LIMIT
from knowledge.adapters.files import load_yaml
from knowledge.adapters.state_database import StateDatabase
from knowledge.adapters.state_store import StateStore
from knowledge.adapters.workplace import Workplace
from knowledge.answer import Reply
from knowledge.messages import Messages
from tests.front_desk import RENDER

HERE = Path(__file__).parent
SCRIPTS = sorted((HERE / "dialogues").glob("*.yaml"))
# Written anew, to be read before they are kept, when RENEW_TRANSCRIPTS is set.
TRANSCRIPTS = HERE / "transcripts"
ON = date(2026, 11, 25)

Open = Callable[[], Assistant]


@pytest.fixture
def open_assistant(starter_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Open the assistant, each time as after a restart, over one state of its own."""
    monkeypatch.setenv("TRO_LY_STATE_URL", f"sqlite:///{tmp_path / 'state.db'}")
    place = argparse.Namespace(data=str(starter_data), config=str(starter_data / "words.yaml"))
    return lambda: build_assistant(Workplace.open(place))


def test_there_are_five() -> None:
    assert len(SCRIPTS) >= 5


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_conversation(script: Path, open_assistant: Open, messages: Messages) -> None:
    content = load_yaml(script)
    assistant = open_assistant()
    page = [f"# {content['title']}"]
    for turn in content["says"]:
        reply = assistant.ask(turn["say"], thread="t", on_date=ON)
        page += [f"## Ông/bà\n\n{turn['say']}", f"## Trợ lý\n\n{shown(reply, messages)}"]
        check(turn, reply, RENDER.text(reply))
    transcript = "\n\n".join(page) + "\n"
    kept = TRANSCRIPTS / f"kiem_tra_{script.stem}.md"
    if os.environ.get("RENEW_TRANSCRIPTS"):
        kept.write_text(transcript, encoding="utf-8")
    assert transcript == kept.read_text(encoding="utf-8")


def shown(reply: Reply, messages: Messages) -> str:
    files = "".join(f"\n\n(tệp {file.name}: {file.caption})" for file in reply.attachments)
    return RENDER.text(reply) + files


def check(turn: dict[str, Any], reply: Reply, text: str) -> None:
    held = reply.determination or {}
    assert turn.get("kind", reply.kind) == reply.kind, text
    for key in ("verdict", "reason"):
        assert turn.get(key, held.get(key)) == held.get(key), text
    if "asks" in turn:
        assert {"year": turn.get("year"), "fact": turn["asks"]} in held["missing"], text
        assert reply.kind == "clarify"
    assert all(words in text for words in turn.get("holds", ())), text
    assert [file.name.rsplit(".")[-1] for file in reply.attachments] == turn.get("files", [])


def test_the_conversation_goes_on_after_a_restart(open_assistant: Open) -> None:
    before = open_assistant()
    first = before.ask("Xã tôi ở Bến Tre trình năm 2025 có đạt không?", thread="t", on_date=ON)
    assert first.kind == "clarify"
    reply = open_assistant().ask("98/2000", thread="t", on_date=ON)
    assert reply.determination is not None
    assert reply.determination["case"]["figures"] == [
        {"year": 2021, "households": 2000, "poor_households": 98}
    ]
    other = open_assistant().ask("98/2000", thread="khac", on_date=ON)
    assert other.determination is not None
    assert other.determination["case"]["place"] == {}


def test_xem_shows_the_same_message_again(open_assistant: Open, messages: Messages) -> None:
    made = decided(open_assistant())
    assert made.determination is not None
    identity = made.determination["evidence_id"]
    text = RENDER.text(made).split("\n\nCó thể nhắn")[0]
    assert f"Mã {identity}" in text
    for typed in (f"/xem {identity}", f"/xem_{identity}", f"/XEM {identity.upper()}", "/xem"):
        again = open_assistant().ask(typed, thread="t", on_date=date(2027, 1, 1))
        assert RENDER.text(again) == text
    by_determination = made.determination["determination_id"]
    again = open_assistant().ask(f"/xem {by_determination}", thread="khac", on_date=ON)
    assert RENDER.text(again) == text
    unknown = open_assistant().ask("/xem 0000000000", thread="t", on_date=ON)
    assert unknown.kind == "abstain"
    assert "0000000000" in unknown.text


def decided(assistant: Assistant, thread: str | None = "t") -> Reply:
    return assistant.ask(
        "Xã Phú Hưng, Bến Tre cuối 2021 có 98/2000 hộ nghèo, 2022 còn 78, 2023 còn 62, năm 2024 "
        "trình khen có đạt không?",
        thread=thread,
        on_date=ON,
    )


def test_a_message_is_one_and_fits(open_assistant: Open, messages: Messages) -> None:
    reply = decided(open_assistant())
    (part,) = RENDER.html(reply)
    assert len(part.plain.encode("utf-16-le")) // 2 < PART_LIMIT
    text = part.plain
    # inputs as understood, verdict, finding per year, clause and source, rules, date, id
    order = ["Đã hiểu", "98/2.000 hộ nghèo", "ĐẠT", "Năm 2022", "Năm 2023", "Lưu ý", "lập ngày"]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)
    assert "25/11/2026" in text
    assert "Báo Đồng Khởi" in text
    assert "phải giảm từ 20% tổng số hộ nghèo/năm trở lên" in text


def test_without_a_place_to_keep_it_the_verdict_still_comes(
    open_assistant: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "hong.db").write_bytes(b"khong phai co so du lieu" * 100)
    monkeypatch.setenv("TRO_LY_STATE_URL", f"sqlite:///{tmp_path / 'hong.db'}")
    assistant = open_assistant()
    reply = decided(assistant)
    assert reply.kind == "verdict"
    again = assistant.ask("/xem 0123456789", thread="t", on_date=ON)
    assert again.kind == "abstain"
    assert "hong.db" in again.text
    assert any("Chưa lưu được" in notice for notice in reply.notices)
    assert not any("/xem" in notice for notice in reply.notices)


@pytest.mark.slow
def test_a_batch_answers_every_question_anew(open_assistant: Open) -> None:
    assistant = open_assistant()
    decided(assistant, None)
    reply = assistant.ask("còn thiếu bao nhiêu?", thread=None, on_date=ON)
    assert reply.determination is None


def test_what_another_version_kept_is_begun_anew(
    open_assistant: Open, tmp_path: Path, messages: Messages
) -> None:
    url = f"sqlite:///{tmp_path / 'state.db'}"
    StateStore(StateDatabase(url, tmp_path, messages), hours=1).keep_dialogue(
        "t", {"case": {}, "khac": 1}
    )
    assert decided(open_assistant()).kind == "verdict"
