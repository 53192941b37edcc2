"""/nguon: the sources of the last answers, whole, in their own conversation, over a restart."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.app import build_assistant
from bot.assistant import Assistant
from bot.conversation import ANSWERS, Conversation
from bot.shown import KEY_LENGTH, Shown, sources_key
from knowledge.adapters.workplace import Workplace
from knowledge.answer import Citation
from knowledge.messages import Messages

ON = date(2026, 11, 25)
ASKED = "Hồ sơ đề nghị Bằng khen của Thủ tướng gồm những gì?"
OTHER = "Quyết định 666/QĐ-TTg quy định gì?"


@pytest.fixture
def open_assistant(
    starter_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], Assistant]:
    """Open the assistant, each time as after a restart, over one state of its own."""
    monkeypatch.setenv("TRO_LY_STATE_URL", f"sqlite:///{tmp_path / 'state.db'}")
    place = argparse.Namespace(data=str(starter_data), config=str(starter_data / "words.yaml"))
    return lambda: build_assistant(Workplace.open(place))


@pytest.mark.slow
def test_the_sources_of_an_answer_come_back_whole_after_a_restart(
    open_assistant: Callable[[], Assistant], messages: Messages
) -> None:
    assistant = open_assistant()
    nothing = assistant.ask("/nguon", thread="a", on_date=ON)
    assert nothing.text == messages("follow_up.none_yet")
    first = assistant.ask(ASKED, thread="a", on_date=ON)
    assert first.citations
    second = assistant.ask(OTHER, thread="a", on_date=ON)
    assert second.citations
    assistant = open_assistant()
    assert assistant.ask("/nguon", thread="a", on_date=ON).citations == second.citations
    older = assistant.ask(f"/nguon {sources_key(first.citations)}", thread="a", on_date=ON)
    assert older.citations == first.citations
    assert ASKED in older.text
    for thread, words in (
        ("a", "/nguon 0123456789"),
        ("b", f"/nguon {sources_key(first.citations)}"),
    ):
        gone = assistant.ask(words, thread=thread, on_date=ON)
        assert (gone.text, gone.citations) == (messages("follow_up.gone"), ())


def source(number: int) -> Citation:
    return Citation(f"{number}/QĐ-TTg", "", "", "trích dẫn " * number, "a.md", None)


def test_a_conversation_keeps_the_sources_of_the_last_answers() -> None:
    conversation = Conversation()
    for number in range(ANSWERS + 2):
        conversation = conversation.showing(Shown.of(f"hỏi {number}", [source(number)]))
    conversation = Conversation.from_json(conversation.to_json())
    assert len(conversation.shown) == ANSWERS
    assert conversation.sources("") == conversation.shown[0]
    assert conversation.sources(sources_key([source(0)])) is None
    kept = conversation.sources(sources_key([source(3)]))
    assert kept is not None
    assert kept.citations == (source(3),)
    again = conversation.showing(kept)
    assert [one.question for one in again.shown[:2]] == ["hỏi 3", "hỏi 6"]
    assert len(again.shown) == ANSWERS


def test_a_key_names_the_sources_and_nothing_else() -> None:
    one, other = sources_key([source(1)]), sources_key([source(2)])
    assert len(one) == len(other) == KEY_LENGTH
    assert one != other
    assert one == sources_key((source(1),))
    assert sources_key(()) == ""
    assert Conversation().sources("") is None
    assert Conversation.from_json({"dialogue": None, "topics": [], "pending": None}).shown == ()
