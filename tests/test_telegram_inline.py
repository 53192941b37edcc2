"""Inline mode: cards of documents for those who may, nothing for others, a line per look."""

from __future__ import annotations

import json
from dataclasses import replace
from threading import Event

import pytest

from bot.front import build_cards
from knowledge.adapters.register_files import load_register
from knowledge.errors import StateUnavailableError
from knowledge.inbox import Arrived
from tests.fake_telegram_api import FakeTelegram
from tests.fake_telegram_checks import RefusalError
from tests.fake_telegram_world import MESSAGES, StubAnswerer, serving, wait_texts
from tests.front_desk import SETTINGS, MemoryJournal, Office, person, simple_cards
from tests.memory_inbox import MemoryInbox
from tests.patience import PATIENCE, until

LAN, GROUP = 11, -100
CLOSED = SETTINGS.model_copy(update={"guest_role": None})
PHRASE = "079204001234"


@pytest.fixture(scope="module")
def register():
    return load_register()


def answer(fake: FakeTelegram, query: str, who: int = LAN, chat_type: str | None = "sender"):
    """What is offered for ``query``."""
    id_ = fake.type_inline(who, query, chat_type)
    assert fake.wait(lambda: fake.offered(id_) is not None)
    return id_, fake.offered(id_)


def titles(cards) -> list[str]:
    return [card.title for card in cards]


def test_a_number_typed_after_the_name_offers_its_card_and_a_tap_sends_it(register):
    journal = MemoryJournal()
    with serving(cards=simple_cards(register, journal)) as fake:
        id_, offered = answer(fake, "666", chat_type="group")
        (card,) = offered["results"]
        assert card["title"] == "Quyết định 666/QĐ-TTg"
        assert card["description"].startswith("giai đoạn đã kết thúc: Ban hành Kế hoạch")
        assert (offered["cache_time"], offered["is_personal"]) == (30, True)
        assert offered["button"] is None
        sent = fake.send_offered(id_, 0, GROUP)
    assert sent["via_bot"]["username"] == "tro_ly_bot"
    assert sent["text"].startswith("Quyết định 666/QĐ-TTg: tính đến ngày 25/11/2026, giai đoạn")
    for part in ("Thủ tướng Chính phủ, ngày 02/6/2022", "Sổ văn bản ghi theo", "[1] Quyết định"):
        assert part in sent["text"]
    assert sent["entities"]  # the renderer's own styles
    (line,) = journal.entries
    assert (line.event, line.subject or line.person) == ("answered", f"telegram:{LAN}")
    assert line.facts["request"] == "tra_nhanh"
    assert line.facts["sources"][0][2] == "register/qd-666-2022.yaml"


def test_the_line_of_a_look_holds_nothing_of_what_was_typed(register):
    journal = MemoryJournal()
    simple_cards(register, journal).look_up(person(LAN), f"666 Nguyễn Văn An {PHRASE}")
    (line,) = journal.entries
    assert PHRASE not in repr(line)
    assert "Nguyễn" not in repr(line)
    assert line.private == {}


def test_cards_are_found_by_number_kind_and_words_however_typed(register):
    desk = simple_cards(register)

    def found(words: str) -> list[str]:
        return titles(desk.look_up(person(LAN), words).cards)

    assert found("nd 98")[0] == found("98/2023/NĐ-CP")[0] == "Nghị định 98/2023/NĐ-CP"
    assert found("152/2025")[0] == "Nghị định 152/2025/NĐ-CP"
    assert "Quyết định 666/QĐ-TTg" in found("vì người ngh") == found("VI NGUOI NGH")
    for words in ("giam ngheo", "", " ", "\x00", "\u202e", "nghị định"):
        assert len(found(words)) == 10
    for words in ("không văn bản nào như thế", "🙂", "a" * 256):
        assert found(words) == []
    notes = [card.note for card in desk.look_up(person(LAN), "nghi dinh").cards]
    assert notes[0].startswith("đang có hiệu lực")


def test_what_no_editor_has_confirmed_is_no_card(register):
    entry = register.lookup("666")[0]
    draft = replace(entry, checked_on=None, relations=())
    assert simple_cards(type(register)([draft])).look_up(person(LAN), "666").cards == ()


def test_s01_a_stranger_gets_nothing_but_the_way_to_the_private_chat(register):
    journal = MemoryJournal()
    with serving(cards=simple_cards(register, journal, CLOSED)) as fake:
        _, offered = answer(fake, "666")
    assert (offered["results"], offered["cache_time"]) == ([], 0)
    assert offered["button"] == {
        "text": MESSAGES("card.invitation"),
        "start_parameter": "tra_nhanh",
    }
    (line,) = journal.entries
    assert (line.event, line.facts["reason"], line.private) == ("refused", "stranger", {})


def test_looks_have_a_pace_of_their_own_and_too_many_give_an_empty_list(register):
    settings = SETTINGS.model_copy(update={"most_questions": 3})
    journal, answerer = MemoryJournal(), StubAnswerer()
    desk = simple_cards(register, journal, settings)
    looked = [desk.look_up(person(LAN), "666") for _ in range(5)]
    assert [len(one.cards) for one in looked] == [1, 1, 1, 0, 0]
    assert [one.served for one in looked] == [True] * 3 + [False] * 2
    assert {one.invitation for one in looked} == {""}
    events = [line.event for line in journal.entries]
    assert events == ["answered"] * 3 + ["refused", "ignored"]
    assert len(desk.look_up(person(12), "666").cards) == 1
    with serving(answerer, cards=desk) as fake:  # questions are still answered
        fake.say(LAN, "hỏi")
        assert wait_texts(fake, 1) == ["Trả lời: hỏi"]


def test_without_a_journal_nothing_is_offered(register):
    class Broken(MemoryJournal):
        def append(self, entry):
            raise StateUnavailableError("đĩa đầy")

    looked = simple_cards(register, Broken()).look_up(person(LAN), "666")
    assert (looked.cards, looked.served, looked.invitation) == ((), False, "")


def test_a_look_does_not_wait_for_an_answer_being_made_nor_unblocks_a_chat(register):
    release = Event()
    answerer = StubAnswerer({"lâu": lambda: release.wait(PATIENCE) and "xong"})
    with serving(answerer, cards=simple_cards(register)) as fake:
        fake.say(LAN, "lâu")
        assert until(lambda: answerer.asked)
        answer(fake, "666")
        assert fake.sent() == []
        release.set()
        assert wait_texts(fake, 1) == ["xong"]
        fake.block(LAN)
        fake.say(LAN, "hỏi")
        assert fake.wait(lambda: fake.calls("sendMessage")[-1]["status"] == 403)
        before = len(fake.calls("sendMessage"))
        answer(fake, "nd 98")
        assert len(fake.calls("sendMessage")) == before


def test_a_query_that_came_too_late_or_whose_html_is_refused_harms_nothing(register):
    with serving(cards=simple_cards(register)) as fake:
        fake.fail(
            "answerInlineQuery", "status", code=400, description="Bad Request: QUERY_ID_INVALID"
        )
        fake.type_inline(LAN, "666")
        assert fake.wait(lambda: bool(fake.calls("answerInlineQuery")))
        why = "Bad Request: can't parse entities: unsupported start tag"
        fake.fail("answerInlineQuery", "status", code=400, description=why)
        _, offered = answer(fake, "666")
        assert "parse_mode" not in offered["results"][0]["input_message_content"]
        assert "<" not in offered["results"][0]["shown"]["text"]
        assert fake.sent() == []


def test_s03_a_role_given_or_withdrawn_counts_at_the_next_look(tmp_path):
    office = Office(tmp_path, StubAnswerer(), guest_role=None)
    desk, lan = build_cards(office.work), person(LAN)
    assert desk.look_up(lan, "666").cards == ()
    office.enrol(lan, "nguoi_xem")
    assert titles(desk.look_up(lan, "666").cards) == ["Quyết định 666/QĐ-TTg"]
    office.enrol(lan, None)
    assert desk.look_up(lan, "666").cards == ()
    events = [event for event, facts in office.facts() if facts.get("request") == "tra_nhanh"]
    assert events == ["refused", "answered", "refused"]


def test_a_look_left_by_an_earlier_run_is_passed_over(register):
    inbox, journal = MemoryInbox(), MemoryJournal()
    query = {"id": "1", "from": {"id": LAN, "is_bot": False, "first_name": "Lan"}}
    update = {"update_id": 7, "inline_query": query | {"query": "666", "offset": ""}}
    inbox.apply([Arrived(7, json.dumps(update))])
    with serving(cards=simple_cards(register, journal), inbox=inbox) as fake:
        fake.say(LAN, "hỏi")
        assert wait_texts(fake, 1) == ["Trả lời: hỏi"]
    assert (inbox.unfinished(), journal.entries) == ([], [])
    assert fake.calls("answerInlineQuery") == []


def test_the_fake_refuses_what_telegram_would():
    fake, article = FakeTelegram(), {"type": "article", "title": "t", "id": "1"}
    article["input_message_content"] = {"message_text": "x"}
    id_ = fake.type_inline(LAN, "666")

    def refused(results, **more) -> str:
        status, body = fake.handle(
            "1:a", "answerInlineQuery", {"inline_query_id": id_, "results": results} | more
        )
        return body["description"] if status == 400 else ""

    many = [article | {"id": str(n)} for n in range(51)]
    assert refused(many).endswith("RESULTS_TOO_MUCH")
    assert refused([article, article]).endswith("RESULT_ID_DUPLICATE")
    for bad in ("", "ă" * 33, "x" * 65):
        assert refused([article | {"id": bad}]).endswith("RESULT_ID_INVALID")
    assert refused([article | {"title": " "}]).endswith("ARTICLE_TITLE_EMPTY")
    assert refused([article], next_offset="x" * 65).endswith("NEXT_OFFSET_INVALID")
    assert refused([article], cache_time=-1).endswith("negative")
    button = {"text": "Mở", "start_parameter": "có dấu"}
    assert refused([], button=button).endswith("START_PARAM_INVALID")
    broken = {"message_text": "<b>x", "parse_mode": "HTML"}
    assert "can't parse entities" in refused([article | {"input_message_content": broken}])
    assert refused(many[:50]) == ""
    assert "too old" in refused([article])
    with pytest.raises(ValueError, match="no query"):
        fake.type_inline(LAN, "x" * 257)
    with pytest.raises(RefusalError):
        fake._answer_inline_query("1:a", {"inline_query_id": "none", "results": []})
