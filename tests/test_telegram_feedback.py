"""Marks, replies to our messages, and letters on Telegram."""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from telegram.constants import CallbackQueryLimit, InlineKeyboardButtonLimit

from bot.app import build_assistant
from bot.front import build_reception
from bot.telegram.post import Postman
from knowledge.adapters.workplace import Workplace
from knowledge.answer import Reply
from knowledge.feedback import REASONS, Letter
from tests.fake_telegram_api import FakeTelegram
from tests.fake_telegram_world import MESSAGES, serving, texts
from tests.feedback_office import (
    ASKED,
    BETTER,
    CHAT,
    GIVEN,
    PLAIN,
    REGISTER,
    UNKNOWN,
    FeedbackOffice,
    repealed,
)
from tests.front_desk import RENDER, Office, person
from tests.patience import PATIENCE, until

LAN, MINH, MAI, GROUP = 11, 12, 1, -1001
THANKS = MESSAGES("feedback.reported")
ADMIN = {"from": {"id": MAI, "is_bot": False, "first_name": "Trần Thị Mai"}}
REASON = [MESSAGES(f"feedback.reason.{reason}") for reason in REASONS]

SOURCES = MESSAGES("telegram.sources")


def shown(fake: FakeTelegram, message) -> list[str]:
    """Return the buttons that stand under a message now."""
    held = fake._messages[message["chat"]["id"], message["message_id"]]
    rows = held.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


def tap(fake: FakeTelegram, message, label: str, **more) -> None:
    """Tap a button by its label, and wait for the notice."""
    chat, number = message["chat"]["id"], message["message_id"]
    rows = fake._messages[chat, number]["reply_markup"]["inline_keyboard"]
    data = next(one["callback_data"] for row in rows for one in row if one["text"] == label)
    before = len(fake.alerts())
    fake.tap(chat, number, data=data, **more)
    assert fake.wait(lambda: len(fake.alerts()) > before)


def ask(fake: FakeTelegram, words: str, chat: int = LAN, **more):
    """Let somebody ask; return the message with the answer."""
    before = len(fake.sent(chat))
    fake.say(chat, words, **more)
    assert fake.wait(lambda: len(fake.sent(chat)) > before)
    return fake.sent(chat)[-1]


def reply_to(fake: FakeTelegram, message, words: str, **more):
    """Let somebody reply to a message of ours; return what is said then."""
    return ask(fake, words, message["chat"]["id"], reply_to_message=message, **more)


def letter(fake: FakeTelegram, chat: int, count: int = 1):
    """Wait for a letter."""
    assert fake.wait(lambda: len(fake.sent(chat)) >= count)
    return fake.sent(chat)[count - 1]


@pytest.fixture
def office(tmp_path: Path) -> FeedbackOffice:
    return FeedbackOffice(tmp_path, admin_chat=None)


def test_t05_t06_marks_say_something_once_and_leave_the_choices(office: FeedbackOffice) -> None:
    office.answerer.table._replies[ASKED] = replace(GIVEN, choices=("Vẽ biểu đồ",))
    with serving(reception=office.reception) as fake:
        answer = ask(fake, ASKED)
        assert shown(fake, answer) == ["Vẽ biểu đồ", SOURCES, "👍", "Báo sai"]
        limit = InlineKeyboardButtonLimit.MAX_CALLBACK_DATA
        rows = answer["reply_markup"]["inline_keyboard"]
        assert [len(row) for row in rows] == [1, 1, 2]
        assert all(len(one["callback_data"].encode()) <= limit for row in rows for one in row)
        tap(fake, answer, "Báo sai")
        assert fake.wait(lambda: shown(fake, answer) == ["Vẽ biểu đồ", SOURCES, *REASON])
        tap(fake, answer, REASON[0])
        assert fake.wait(lambda: shown(fake, answer) == ["Vẽ biểu đồ", SOURCES])
        fake.tap(LAN, answer["message_id"], 2)  # 👍, still there on an old screen
        assert fake.wait(lambda: len(fake.alerts()) == 3)
        assert fake.alerts() == [
            MESSAGES("feedback.why"), THANKS, MESSAGES("feedback.before"),
        ]  # fmt: skip
        answer = ask(fake, ASKED, MINH)
        tap(fake, answer, "Vẽ biểu đồ")
        assert fake.wait(lambda: shown(fake, answer) == [SOURCES, "👍", "Báo sai"])
        fake.tap(MINH, answer["message_id"], 0)
        assert fake.wait(lambda: MESSAGES("telegram.button_old") in fake.alerts())
        tap(fake, answer, "👍")
        assert fake.alerts()[-1] == MESSAGES("feedback.thanks")
    ratings = [facts["rating"] for event, facts in office.facts() if event == "rated"]
    assert ratings == ["figure", "good"]


@pytest.mark.slow
def test_t06_old_foreign_and_forged_marks(office: FeedbackOffice) -> None:
    with serving(reception=office.reception) as fake:
        answer = ask(fake, f"@tro_ly_bot {ASKED}", GROUP)
        number = answer["message_id"]
        tap(fake, answer, "👍", person=MINH)
        tap(fake, answer, "👍", accessible=False)
        for data in ("m:", "m:x.g", "m:0123456789ab.g"):
            fake.tap(GROUP, number, data=data)
        assert fake.wait(lambda: len(fake.alerts()) == 5)
        assert fake.alerts() == [
            MESSAGES("telegram.button_foreign"), MESSAGES("telegram.button_old"),
            MESSAGES("feedback.gone"), MESSAGES("feedback.gone"), MESSAGES("feedback.gone"),
        ]  # fmt: skip
    refused = [facts["reason"] for event, facts in office.facts() if event == "refused"]
    assert refused == ["button_foreign", "button_old"]
    assert not [event for event, _ in office.facts() if event == "rated"]


@pytest.mark.slow
def test_what_else_is_wrong_and_remarks_are_typed_in_reply(office: FeedbackOffice) -> None:
    with serving(reception=office.reception) as fake:
        answer = ask(fake, ASKED)
        tap(fake, answer, "Báo sai")
        assert fake.wait(lambda: REASON[4] in shown(fake, answer))
        tap(fake, answer, REASON[4])
        prompt = letter(fake, LAN, 2)
        assert '"force_reply": true' in fake.calls("sendMessage")[-1]["params"]["reply_markup"]
        assert shown(fake, answer) == [SOURCES]
        assert reply_to(fake, prompt, "thiếu biên bản họp")["text"] == MESSAGES("feedback.remarked")
        prompt = ask(fake, "/gopy")
        assert reply_to(fake, prompt, "cần thêm mẫu")["text"] == MESSAGES("feedback.remarked")
        assert reply_to(fake, prompt, "/help")["text"].startswith("Ông/bà gõ câu hỏi")
        stranger = {**prompt, "from": {"id": MINH, "is_bot": False, "first_name": "Minh"}}
        assert reply_to(fake, stranger, ASKED)["text"].startswith("Gồm tờ trình")
    (code,) = (item.code for item in office.work.feedback.open_items(9) if item.kind == "wrong")
    (report,) = office.work.feedback.item(code).reports
    assert (report.reason, report.words) == ("other", "thiếu biên bản họp")


@pytest.mark.parametrize("key", ["thanks", "why", "reported", "reported_group", "before", "gone"])
def test_what_a_tap_says_fits_its_notice(key: str) -> None:
    limit = CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH
    assert len(MESSAGES(f"feedback.{key}")) <= limit


@pytest.mark.slow
def test_a_failing_chat_of_administrators_harms_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.adapters.outbox_store._FIRST_WAIT", 0)
    monkeypatch.setattr("bot.telegram.post._ROUND", 0.2)
    office, fake = FeedbackOffice(tmp_path), FakeTelegram()
    with serving(fake=fake, reception=office.reception):
        assert "Không tìm thấy." in ask(fake, UNKNOWN)["text"]  # the chat is not known: 400
        fake.block(CHAT)
        tap(fake, ask(fake, ASKED, MINH), "👍")

        def called() -> bool:
            return any(c["params"]["chat_id"] == str(CHAT) for c in fake.calls("sendMessage"))

        assert fake.wait(called)
        assert not fake.sent(CHAT)
    office.ask(person(LAN), "/gopy hay")
    fake._blocked.clear()
    fake.say(CHAT, "chào")
    fake.fail("sendMessage", "lost", chat_id=CHAT)  # may have arrived: told again
    with serving(fake=fake, reception=FeedbackOffice(tmp_path).reception):
        assert fake.wait(lambda: len(fake.sent(CHAT)) >= 3)
        assert until(lambda: office.work.outbox.count() == 0)
        said = texts(fake, CHAT)
    assert sum("Chưa trả lời được" in text for text in said) in (1, 2)
    assert sum("Góp ý" in text for text in said) in (1, 2)
    assert office.letters() == []


@pytest.mark.slow
def test_t10_a_person_is_told_once_whatever_the_network_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.adapters.outbox_store._FIRST_WAIT", 0)
    monkeypatch.setattr("bot.telegram.post._ROUND", 0.2)
    office, fake = FeedbackOffice(tmp_path, admin_chat=None), FakeTelegram()
    for chat in (LAN, MINH, 13):
        office.ask(person(chat), UNKNOWN)
        fake.say(chat, "/help")
    fake.reset()
    for chat in (LAN, MINH, 13):
        fake.say(chat, "/help")
    office.approve(office.codes()[0], "Chưa có mức thưởng.")
    fake.fail("sendMessage", "lost", chat_id=LAN)
    fake.fail("sendMessage", "status", code=400, description="Bad Request: can't parse entities",
              chat_id=13)  # fmt: skip
    fake.block(MINH)
    with serving(fake=fake, reception=office.reception):
        assert until(lambda: office.work.outbox.count() == 0)
    for chat in (LAN, 13):
        told = [text for text in texts(fake, chat) if "Chưa có mức thưởng" in text]
        assert len(told) <= 1
    assert "Chưa có mức thưởng" in "".join(texts(fake, 13))
    blocked = [call for call in fake.calls("sendMessage") if call["params"]["chat_id"] == str(MINH)]
    assert len([one for one in blocked if "Chưa có mức" in one["params"]["text"]]) <= 1


def real_office(starter: Path, patch: pytest.MonkeyPatch, state: Path, register=REGISTER) -> Office:
    """The whole assistant over the starter corpus, with its own state."""
    patch.setenv("TRO_LY_STATE_URL", f"sqlite:///{state / 'state.db'}")
    options = argparse.Namespace(data=str(starter), config=str(starter / "words.yaml"))
    work = Workplace.open(options)
    access = work.settings.access.model_copy(update={"admin_chat": CHAT})
    work = replace(work, settings=work.settings.model_copy(update={"access": access}))
    work.__dict__["register"] = register
    return build_reception(work, build_assistant(work))


@pytest.mark.slow
def test_from_a_wrong_answer_to_an_approved_one_to_a_repealed_document(
    starter_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = FakeTelegram()
    reception = real_office(starter_data, monkeypatch, tmp_path)
    invited = FeedbackOffice(tmp_path)  # the same state; enrols the administrator
    assert invited.members.member("telegram:1") is not None
    fake.say(CHAT, "chào cả tổ", **ADMIN)
    with serving(fake=fake, reception=reception):
        answer = ask(fake, ASKED)
        assert "bốn phần" in answer["text"]
        tap(fake, answer, "Báo sai")
        assert fake.wait(lambda: REASON[0] in shown(fake, answer))
        tap(fake, answer, REASON[0])
        notice = letter(fake, CHAT)
        assert "Báo sai: sai số liệu" in notice["text"]
        preview = reply_to(fake, notice, BETTER, **ADMIN)
        assert "Trần Thị Mai xác nhận" in preview["text"]
        assert "khoản 1 Điều 42" in preview["text"]
        assert len(fake.sent(LAN)) == 1
        confirm = next(label for label in shown(fake, preview) if label == "Duyệt")
        tap(fake, preview, confirm, person=MINH)  # who did not ask for the preview
        assert fake.alerts()[-1] == MESSAGES("telegram.button_foreign")
        tap(fake, preview, confirm, person=MAI, name="Trần Thị Mai")
        told = letter(fake, LAN, 2)
        assert told["text"].startswith(f"Ông/bà đã hỏi: «{ASKED}»")
        for words in (ASKED, PLAIN):
            served = ask(fake, words, MINH)
            assert served["text"].startswith(BETTER)
            assert "đã được cán bộ Trần Thị Mai xác nhận, ngày" in served["text"]
            assert shown(fake, served) == [SOURCES, "👍", "Báo sai"]
    yesterday = Workplace.today(invited.work) - timedelta(days=1)
    later = real_office(starter_data, monkeypatch, tmp_path, repealed(yesterday))
    with serving(fake=fake, reception=later):
        for words in (ASKED, PLAIN):
            again = ask(fake, words, MINH)
            assert "Trần Thị Mai" not in again["text"]
        listed = ask(fake, "/chuatraloi", MAI, **ADMIN)
        assert "không còn hiệu lực" in listed["text"]


def test_neither_a_bad_letter_nor_a_bad_round_ends_the_delivery(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.telegram.post._ROUND", 0.01)
    letters = [
        Letter(f"tg:{chat}", Reply("answer", "Nay có trả lời."), key=chat) for chat in (1, 2)
    ]
    rounds, sent = iter([RuntimeError("no letters"), letters]), []

    class Box:
        wake = staticmethod(lambda: None)

        def done(self, letter: Letter) -> None:
            sent.append(letter)

        def take(self) -> list[Letter]:
            found = next(rounds, [])
            if isinstance(found, RuntimeError):
                raise found
            return found

    class Bot:
        async def send_message(self, chat: int, text: str, **_: object) -> None:
            if chat == 1:
                raise ValueError("a fault of ours")

    async def deliver() -> None:
        work = asyncio.create_task(Postman(Bot(), Box(), RENDER).run())
        while not sent:
            assert not work.done()
            await asyncio.sleep(0.01)
        work.cancel()

    asyncio.run(asyncio.wait_for(deliver(), PATIENCE))
    assert sent == letters[1:]
