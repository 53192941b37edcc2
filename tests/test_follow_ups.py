"""Questions that lean on what was said before: what they stand for, and what is never bent."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from bot.app import build_assistant
from bot.assistant import Assistant
from bot.conversation import WINDOW, Conversation, Pending
from bot.dialogue import Dialogue
from bot.follow_up import FollowUps
from bot.follow_up_reading import Reading, Recall, Resolved, Unclear
from bot.topic import Topic, topic_of
from knowledge.adapters.answer_files import load_small_talk
from knowledge.adapters.files import (
    load_follow_up_words,
    load_messages,
    load_question_words,
    load_yaml,
)
from knowledge.adapters.workplace import Workplace
from knowledge.answer import Citation, Reply
from knowledge.messages import Messages
from knowledge.text import fold, has_diacritics

HERE = Path(__file__).parent
ON = date(2026, 11, 25)
CONVERSATIONS = load_yaml(HERE / "follow_ups" / "conversations.yaml")
READINGS = load_yaml(HERE / "follow_ups" / "readings.yaml")
FOLLOW_UPS = FollowUps(
    load_follow_up_words(load_question_words()), load_messages(), rule_sources={"Báo Đồng Khởi"}
)


def _open(data: Path) -> Assistant:
    place = argparse.Namespace(data=str(data), config=str(data / "words.yaml"))
    work = Workplace.open(place)
    object.__setattr__(work, "today", lambda: ON)
    return build_assistant(work)


@pytest.fixture(scope="module")
def assistants(starter_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Give two assistants over one state by turns: what one keeps, the other must find."""
    state = tmp_path_factory.mktemp("follow_ups") / "state.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRO_LY_STATE_URL", f"sqlite:///{state}")
        yield cycle((_open(starter_data), _open(starter_data)))


def echoed(reply: Reply, messages: Messages) -> str:
    """Return the whole question a reply says it answers, empty for none."""
    before, after = messages("follow_up.understood", question="|").split("|")
    found = [n for n in reply.notices[:1] if n.startswith(before) and n.endswith(after)]
    return found[0][len(before) : len(found[0]) - len(after)] if found else ""


def check(turn: dict[str, Any], reply: Reply, messages: Messages) -> None:
    said = "\n".join((reply.text, *reply.notices))
    assert echoed(reply, messages) == turn.get("asked", ""), said
    assert turn.get("kind", reply.kind) == reply.kind, said
    if "verdict" in turn:
        assert reply.determination is not None, said
        assert reply.determination["verdict"] == turn["verdict"], said
    cited = [citation.document for citation in reply.citations]
    for name in turn.get("cites", ()):
        assert any(name in document for document in cited), (name, cited, said)
    assert [words for words in turn.get("holds", ()) if words not in said] == [], said
    assert [words for words in turn.get("lacks", ()) if words in said] == [], said
    assert list(turn.get("choices", reply.choices)) == list(reply.choices)


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda one: one["title"])
def test_conversation(conversation: dict[str, Any], assistants: Any, messages: Messages) -> None:
    for turn in conversation["says"]:
        reply = next(assistants).ask(turn["say"], thread=conversation["title"])
        check(turn, reply, messages)
        if turn.get("alone"):
            fresh = next(assistants).ask(turn["say"], thread=None)
            assert (reply.text, reply.citations) == (fresh.text, fresh.citations)


def test_the_table_is_large_and_half_of_it_typed_without_diacritics() -> None:
    turns = [turn for one in CONVERSATIONS for turn in one["says"] if not turn.get("alone")]
    leaning = [turn["say"] for turn in turns if "asked" in turn]
    assert len(leaning) >= 40
    assert sum(not has_diacritics(say) for say in leaning) >= 0.45 * len(leaning)


def topic(content: dict[str, Any]) -> Topic:
    sources = [Citation(name, "", "", "…", "", None) for name in content.pop("cites", ())]
    lists = {name: tuple(v) for name, v in content.items() if isinstance(v, list)}
    return Topic(**{**content, **lists, "sources": tuple(sources)})


def conversation_after(table: dict[str, Any]) -> Conversation:
    return Conversation(topics=tuple(topic(dict(content)) for content in table["after"]))


def forms(message: str) -> list[str]:
    return list(dict.fromkeys((message, fold(message), f"  {message.upper()}  ")))


@pytest.mark.parametrize("table", READINGS, ids=lambda table: table["title"])
def test_reading(table: dict[str, Any]) -> None:
    before = conversation_after(table)

    def read(message: str) -> Reading | None:
        return FOLLOW_UPS.read(message, before)

    for message, asked in table.get("asked", {}).items():
        assert read(message) == Resolved(asked)
        plain = read(fold(message))
        assert isinstance(plain, Resolved), message
        assert fold(plain.question) == fold(asked)
    for message, asked in table.get("marked", {}).items():
        assert read(message) == Resolved(asked)
    for what, messages in table.get("recalled", {}).items():
        for message in messages:
            assert [read(form) for form in forms(message)] == [Recall(what)] * len(forms(message))
    for key, messages in table.get("unclear", {}).items():
        for message in messages:
            for form in forms(message):
                reading = read(form)
                assert isinstance(reading, Unclear), form
                assert reading.key == key, form
    for message in table.get("alone", ()):
        assert [read(form) for form in forms(message)] == [None] * len(forms(message))


SMALL_TALK = load_small_talk()


def questions() -> list[str]:
    """Return the questions of the evaluation files that reach this far: all stand alone."""
    files = [load_yaml(file) for file in sorted((HERE / "evals").glob("*.yaml"))]
    lists = [file["questions"] if isinstance(file, dict) else file for file in files]
    asked = [row["q"] for rows in lists for row in rows]
    return [question for question in asked if not SMALL_TALK.before(question)]


@pytest.mark.parametrize("table", READINGS[:4:2], ids=lambda table: table["title"])
def test_whole_questions_stand_alone(table: dict[str, Any]) -> None:
    before = conversation_after(table)
    asked = questions()
    assert len(asked) > 100
    assert [q for q in asked if FOLLOW_UPS.read(q, before) is not None] == []


@pytest.mark.slow
@pytest.mark.parametrize("table", READINGS, ids=lambda table: table["title"])
def test_whole_questions_stand_alone_however_typed(table: dict[str, Any]) -> None:
    before = conversation_after(table)
    typed = [form for question in questions() for form in forms(question)]
    assert [form for form in typed if FOLLOW_UPS.read(form, before) is not None] == []


def test_what_is_kept_is_read_back() -> None:
    source = Citation("Báo Đồng Khởi", "bài", "Điều 1", "lời", "a.md", in_force=True)
    case = Dialogue({"figures": []}, declined=())
    topics = (
        Topic("Ai ký?", named=("A",), given=("B", "C"), limits=("20",), sources=(source,)),
        Topic("", is_case=True, evidence="0123456789", kind="verdict"),
    )
    held = Conversation(case, topics, Pending("{} còn hiệu lực không?", ("A", "B")))
    assert Conversation.from_json(held.to_json()) == held
    assert Conversation.from_json(Conversation().to_json()) == Conversation()


def test_what_the_version_before_kept_is_read() -> None:
    case = Dialogue({"place": {"province": "Bến Tre"}, "figures": []}, evidence="0123456789")
    assert Conversation.from_json(case.to_json()) == Conversation(case)


def test_only_the_last_topics_are_kept_and_sources_of_the_last() -> None:
    held = Conversation()
    source = Citation("A", "", "", "", "", None)
    for number in range(WINDOW + 2):
        held = held.about(Topic(f"Câu {number}?", sources=(source,)))
    assert [one.question for one in held.topics] == ["Câu 4?", "Câu 3?", "Câu 2?"]
    assert [bool(one.sources) for one in held.topics] == [True, False, False]
    held = held.about(Topic("", is_case=True)).about(Topic("", is_case=True, evidence="1"))
    assert [one.is_case for one in held.topics] == [True, False, False]


def test_a_document_has_the_whole_number_and_kind_the_answer_gives() -> None:
    cited = [Citation(name, "", "", "", "", None) for name in ("06/2022/QH15", "Luật 06/2022/QH15")]
    law = topic_of(
        "Luật Thi đua, khen thưởng còn hiệu lực không?", Reply("document", "", (*cited,))
    )
    assert (law.named, law.given) == ((), ("Luật 06/2022/QH15",))
    decree = Citation("Nghị định 98/2023/NĐ-CP", "", "", "", "", None)
    assert topic_of("nd 98 con hl ko", Reply("document", "", (decree,))).named == (
        "Nghị định 98/2023/NĐ-CP",
    )
    nothing = Reply("abstain", "Kho hiện có: Kế hoạch 511/KH-UBND.")
    assert topic_of("thời tiết hôm nay?", nothing).says_nothing


def test_without_its_memory_every_message_stands_alone(
    assistants: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, starter_data: Path
) -> None:
    (tmp_path / "hong.db").write_bytes(b"khong phai co so du lieu" * 100)
    monkeypatch.setenv("TRO_LY_STATE_URL", f"sqlite:///{tmp_path / 'hong.db'}")
    assistant = _open(starter_data)
    assert assistant.ask("Quyết định 666 do ai ký?", thread="t").citations
    assert assistant.ask("còn hiệu lực không?", thread="t").kind == "clarify"
