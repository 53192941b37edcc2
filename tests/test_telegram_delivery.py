"""Nothing lost, nothing twice, nobody forgotten: the bot beside the fake, in one process."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from threading import Event

import pytest

from bot.telegram.wiring import build, run
from knowledge.answer import Attachment, Reply
from knowledge.errors import ConfigError
from knowledge.inbox import Arrived, Begun, Finished, Step
from tests.fake_telegram import Place, running
from tests.fake_telegram_api import FakeTelegram
from tests.fake_telegram_world import (
    MESSAGES,
    StubAnswerer,
    channel,
    serving,
    texts,
    wait_texts,
)
from tests.front_desk import simple_reception
from tests.memory_inbox import MemoryChats, MemoryInbox
from tests.patience import PATIENCE, until

LAN, MINH, GROUP = 11, 12, -7
SORRY = MESSAGES("telegram.send_failed")


@pytest.fixture
def quick(monkeypatch):
    """Pauses between two tries of polling are short."""
    monkeypatch.setattr("bot.telegram.polling._FIRST_PAUSE", 0.02)
    monkeypatch.setattr("bot.telegram.polling._LONGEST_PAUSE", 0.05)


def tries(fake, chat_id=LAN):
    calls = fake.calls("sendMessage")
    return [call for call in calls if call.get("params", {}).get("chat_id") == str(chat_id)]


@pytest.mark.slow
def test_t08_too_many_requests_in_one_chat_delays_only_that_chat():
    """One chat must wait for longer than the test takes, one for less than a second."""
    with serving(stop_seconds=0) as fake:
        fake.fail("sendMessage", "retry_after", seconds=600, chat_id=LAN)
        fake.fail("sendMessage", "retry_after", seconds=0.4, chat_id=MINH)
        for chat in (LAN, MINH):
            fake.say(chat, "hỏi")
            assert fake.wait(lambda chat=chat: bool(tries(fake, chat)))
        for chat in range(20, 30):
            fake.say(chat, "hỏi")
        assert fake.wait(lambda: len(fake.sent()) == 11)
        assert {message["chat"]["id"] for message in fake.sent()} == {MINH, *range(20, 30)}
        assert len(tries(fake)) == 1
        first, second = tries(fake, MINH)
    assert second["at"] - first["at"] >= 0.4


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "details"), [("status", {"code": 502}), ("status", {"code": 500}), ("reset", {})]
)
def test_t09_a_failure_of_the_line_ends_in_an_apology_after_few_tries(kind, details):
    with serving() as fake:
        fake.say(LAN, "trước")
        wait_texts(fake, 1)
        fake.fail("sendMessage", kind, **details)
        fake.say(LAN, "hỏi")
        assert wait_texts(fake, 2)[1:] == [SORRY]
        assert len(fake.calls("sendMessage")) <= 3
        fake.say(LAN, "tiếp")
        assert wait_texts(fake, 3)[2] == "Trả lời: tiếp"


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "details"), [("lost", {}), ("late", {"code": 502})])
def test_t10_an_answer_that_arrived_unheard_is_not_sent_again(kind, details):
    with serving() as fake:
        fake.fail("sendMessage", kind, **details)
        fake.say(LAN, "hỏi")
        assert wait_texts(fake, 2) == ["Trả lời: hỏi", SORRY]
        fake.say(LAN, "tiếp")
        assert wait_texts(fake, 3)[2] == "Trả lời: tiếp"


@pytest.mark.slow
def test_t11_a_person_who_blocked_the_bot_costs_one_call_until_they_write_again():
    chats = MemoryChats()
    with serving(StubAnswerer({"dài": "a. " * 5000}), chats=chats) as fake:
        fake.say(LAN, "chào")
        wait_texts(fake, 1)
        fake.block(LAN)
        fake.say(LAN, "dài")
        fake.say(MINH, "hỏi")
        assert wait_texts(fake, 1, MINH) == ["Trả lời: hỏi"]
        assert fake.wait(lambda: len(tries(fake)) == 2)
        assert until(lambda: chats.silenced == {LAN})
        fake.block(LAN, blocked=False)
        fake.say(LAN, "tôi đây")
        assert wait_texts(fake, 2, LAN)[1] == "Trả lời: tôi đây"
        assert len(tries(fake)) == 3
    assert chats.silenced == set()


@pytest.mark.slow
def test_t11_a_group_that_became_a_supergroup_keeps_its_place():
    chats, answerer = MemoryChats(), StubAnswerer()
    said = {"entities": [{"type": "mention", "offset": 0, "length": 11}]}
    with serving(answerer, chats=chats) as fake:
        fake.say(GROUP, "@tro_ly_bot một", **said)
        wait_texts(fake, 1)
        fake.migrate(GROUP, -1007)
        assert until(lambda: chats.moves == {GROUP: -1007})
        fake.say(GROUP, "@tro_ly_bot hai", **said)  # sent before the move, arriving after it
        assert wait_texts(fake, 1, -1007) == ["Trả lời: hai"]
        assert len(fake.calls("sendMessage")) == 2
    assert [thread for thread, _ in answerer.asked] == ["tg:-7:0:7", "tg:-1007:0:7"]
    assert chats.threads == [("tg:-7", "tg:-1007")]


@pytest.mark.slow
def test_t12_polling_goes_on_after_twenty_failures(quick):
    with serving() as fake:
        fake.fail("getUpdates", "status", times=20, code=502)
        fake.say(LAN, "hỏi")
        assert wait_texts(fake, 1) == ["Trả lời: hỏi"]


@pytest.mark.slow
@pytest.mark.parametrize("code", [401, 404])
def test_t13_one_refusal_of_polling_does_not_make_the_bot_deaf(code, quick):
    with serving() as fake:
        fake.fail("getUpdates", "status", code=code, description="Unauthorized")
        for said in ("một", "hai"):
            fake.say(LAN, said)
        assert wait_texts(fake, 2) == ["Trả lời: một", "Trả lời: hai"]


@pytest.mark.slow
def test_t13_a_poll_that_hangs_is_given_up(monkeypatch, quick):
    monkeypatch.setattr("bot.telegram.request._CALL_SECONDS", 0.5)  # of polling alone
    monkeypatch.setattr("bot.telegram.polling._POLL_SECONDS", 0)
    with serving() as fake:
        fake.fail("getUpdates", "hang", seconds=PATIENCE)
        fake.say(LAN, "một")
        fake.say(LAN, "hai")
        assert wait_texts(fake, 2) == ["Trả lời: một", "Trả lời: hai"]


@pytest.mark.slow
@pytest.mark.parametrize("fault", [RuntimeError("hỏng"), ConfigError("mã sai")])
def test_t13_a_polling_task_that_dies_ends_the_program(fault, monkeypatch):
    async def dies(self, seconds):
        raise fault

    monkeypatch.setattr("bot.telegram.polling.Poller._fetch", dies)
    with running(FakeTelegram()) as root, pytest.raises(type(fault), match=str(fault)):
        run(channel(root), simple_reception(StubAnswerer()))


def test_t13_an_order_to_stop_while_it_ends_does_not_hide_what_it_died_of(monkeypatch):
    async def dies(self, seconds):
        raise RuntimeError("hỏng")

    async def main(root):
        stop = asyncio.Event()

        async def ordered_to_stop(self):
            stop.set()
            await asyncio.sleep(0.01)

        monkeypatch.setattr("bot.telegram.polling.Poller._fetch", dies)
        monkeypatch.setattr("bot.telegram.polling.Poller.stop", ordered_to_stop)
        with pytest.raises(RuntimeError, match="hỏng"):
            await build(channel(root), simple_reception(StubAnswerer())).serve(stop)

    with running(FakeTelegram()) as root:
        asyncio.run(main(root))


POISON = [
    {"callback_query": {"id": "1"}},
    {"message": {"text": "không có gì khác"}},
    {"message": "chữ"},
    {"message": {"message_id": 1, "date": "hôm qua", "chat": {"id": LAN, "type": "private"}}},
]


def test_t14_poison_is_skipped_and_logged_and_the_rest_served(caplog):
    inbox = MemoryInbox()
    with serving(inbox=inbox) as fake:
        numbers = [fake.inject(**update) for update in POISON]
        fake.say(LAN, "hỏi")
        assert wait_texts(fake, 1) == ["Trả lời: hỏi"]
    for number in numbers:
        assert f"skipped update {number}: it cannot be parsed" in caplog.text
    assert inbox.unfinished() == []


def test_t16_the_same_update_twice_is_handled_once():
    inbox, answerer = MemoryInbox(), StubAnswerer()
    with serving(answerer, inbox=inbox) as fake:
        message = fake.say(LAN, "một lần")
        number = fake._last_update
        fake.inject(update_id=number, message=message)
        fake.say(LAN, "xong")
        assert wait_texts(fake, 2) == ["Trả lời: một lần", "Trả lời: xong"]
    again = FakeTelegram()
    again.inject(update_id=number, message=message)
    again.say(LAN, "sau khi khởi động lại")
    with serving(answerer, fake=again, inbox=inbox):
        assert wait_texts(again, 1) == ["Trả lời: sau khi khởi động lại"]
    assert len(answerer.asked) == 3


@pytest.mark.slow
def test_an_update_is_kept_before_it_is_confirmed_and_not_confirmed_while_it_cannot(quick, caplog):
    inbox = MemoryInbox()
    inbox.broken = True
    with serving(inbox=inbox) as fake:
        fake.say(LAN, "hỏi")
        assert until(lambda: "cannot be written" in caplog.text)
        time.sleep(0.1)
        assert len(fake._updates) == 1
        assert not fake.sent()
        inbox.broken = False
        assert wait_texts(fake, 1) == ["Trả lời: hỏi"]
    first, *_ = (change for commit in inbox.commits for change in commit)
    assert isinstance(first, Arrived)
    assert json.loads(first.content)["message"]["text"] == "hỏi"


@pytest.mark.slow
def test_a_done_mark_that_cannot_be_written_is_written_later():
    inbox = MemoryInbox()

    def breaks():
        inbox.broken = True
        return "xong"

    with serving(StubAnswerer({"hỏi": breaks}), inbox=inbox) as fake:
        fake.say(LAN, "hỏi")
        assert wait_texts(fake, 1) == ["xong"]
        assert len(inbox.unfinished()) == 1
        inbox.broken = False
        assert until(lambda: not inbox.unfinished())


FILE = Attachment("a.bin", b"x", "document", "tệp")


def test_t17_what_was_answered_and_sent_is_not_done_again_after_a_restart():
    """The first run is cut off while it sends the file; the second sends only that."""
    inbox, answerer = MemoryInbox(), StubAnswerer({"hỏi": Reply("answer", "Đạt.", choices=("có",),
        suggestions=("nữa?",), attachments=(FILE,))})  # fmt: skip
    fake = FakeTelegram()
    with serving(answerer, fake=fake, inbox=inbox, stop_seconds=0):
        fake.fail("sendDocument", "retry_after", seconds=60)
        fake.say(LAN, "hỏi")
        assert fake.wait(lambda: bool(fake.calls("sendDocument")))
    (left,) = inbox.unfinished()
    assert left.attempts == 0  # it was stopped in good order
    with serving(answerer, fake=fake, inbox=inbox):
        assert fake.wait(lambda: len(fake.sent_files()) == 1)
    assert len(fake.sent()) == len(answerer.asked) == 1
    assert fake.sent_files()[0]["caption"] == "tệp"


@pytest.mark.slow
def test_t17_a_tap_cut_off_after_its_buttons_were_taken_away_is_still_answered():
    inbox = MemoryInbox()
    fake = FakeTelegram()
    choices = StubAnswerer({"hỏi": Reply("clarify", "Chọn?", choices=("xã",))})
    with serving(choices, fake=fake, inbox=inbox):
        fake.say(LAN, "hỏi")
        wait_texts(fake, 1)
        message = fake.sent()[0]["message_id"]
    fake.handle("1:a", "editMessageReplyMarkup", {"chat_id": LAN, "message_id": message})
    fake.tap(LAN, message, before_last_edit=True)
    update = fake._updates.pop()
    key = inbox.apply([Arrived(update["update_id"], json.dumps(update))])[0]
    inbox.apply([Begun(key)])
    with serving(choices, fake=fake, inbox=inbox):
        assert wait_texts(fake, 3)[1:] == ["Ông/bà chọn: xã", "Trả lời: xã"]


def arrived(inbox, number, chat, text, attempts=0):
    message = {"message_id": number, "date": 1, "chat": {"id": chat, "type": "private"}}
    content = {"update_id": number, "message": message | {"text": text}}
    key = inbox.apply([Arrived(number, json.dumps(content))])[0]
    inbox.apply([Begun(key)] * attempts)
    return key


def known(fake, *chats):
    """Let the people of ``chats`` have written before."""
    for chat in chats:
        fake.say(chat, "trước")
    fake._updates.clear()


def test_t17_what_is_left_is_answered_in_order_before_anything_new():
    inbox, fake = MemoryInbox(), FakeTelegram()
    known(fake, LAN, MINH)
    for number, chat in enumerate((LAN, MINH, LAN, MINH, LAN)):
        arrived(inbox, number, chat, f"{number}")
    fake.say(LAN, "mới")
    with serving(fake=fake, inbox=inbox):
        assert fake.wait(lambda: len(fake.sent()) == 6)
    assert texts(fake, LAN) == ["Trả lời: 0", "Trả lời: 2", "Trả lời: 4", "Trả lời: mới"]
    assert texts(fake, MINH) == ["Trả lời: 1", "Trả lời: 3"]


@pytest.mark.slow
def test_t14_an_update_the_program_dies_of_is_given_up_and_the_person_told(caplog):
    inbox, fake, answerer = MemoryInbox(), FakeTelegram(), StubAnswerer()
    known(fake, LAN, MINH)
    arrived(inbox, 1, LAN, "chết", attempts=5)
    arrived(inbox, 2, LAN, "sau đó")
    arrived(inbox, 3, MINH, "vô can", attempts=2)
    with serving(answerer, fake=fake, inbox=inbox):
        assert fake.wait(lambda: len(fake.sent()) == 3)
    assert texts(fake, LAN) == [MESSAGES("telegram.given_up"), "Trả lời: sau đó"]
    assert texts(fake, MINH) == ["Trả lời: vô can"]
    assert [asked for _, asked in answerer.asked] == ["vô can", "sau đó"]
    assert "update 1 given up" in caplog.text
    assert inbox.unfinished() == []


@pytest.mark.slow
def test_t14_suspects_are_handled_one_at_a_time_the_most_suspected_last():
    inbox, fake = MemoryInbox(), FakeTelegram()
    known(fake, *range(20, 24))
    at_work, most, order = 0, 0, []

    def slow(name):
        def answer():
            nonlocal at_work, most
            at_work += 1
            most = max(most, at_work)
            order.append(name)
            time.sleep(0.02)
            at_work -= 1
            return name

        return answer

    for number, attempts in enumerate((4, 2, 3, 2)):
        arrived(inbox, number, 20 + number, f"{number}", attempts)
    stub = StubAnswerer({f"{number}": slow(number) for number in range(4)})
    with serving(stub, fake=fake, inbox=inbox):
        assert fake.wait(lambda: len(fake.sent()) == 4)
    assert most == 1
    assert order == [1, 3, 2, 0]


@pytest.mark.slow
def test_t18_what_is_not_answered_in_time_stays_in_the_inbox():
    inbox, fake, release = MemoryInbox(), FakeTelegram(), Event()
    stub = StubAnswerer({"lâu": lambda: release.wait(PATIENCE) and "muộn"})
    with serving(stub, fake=fake, inbox=inbox, stop_seconds=0):
        for chat in (LAN, MINH):
            fake.say(chat, "lâu")
        assert until(lambda: len(stub.asked) == 2)
    assert [one.attempts for one in inbox.unfinished()] == [0, 0]
    release.set()
    with serving(stub, fake=fake, inbox=inbox):
        assert fake.wait(lambda: len(fake.sent()) == 2)


@pytest.mark.slow
def test_a_turn_that_takes_too_long_is_given_up(monkeypatch):
    release = Event()
    monkeypatch.setattr("bot.telegram.service._LONGEST_TURN", 0.4)
    with serving(StubAnswerer({"lâu": lambda: release.wait(PATIENCE) and "muộn"})) as fake:
        fake.say(LAN, "lâu")
        assert wait_texts(fake, 1) == [MESSAGES("telegram.given_up")]
        monkeypatch.undo()  # what follows may take as long as it takes
        fake.say(LAN, "tiếp")
        assert wait_texts(fake, 2)[1] == "Trả lời: tiếp"
        release.set()
        fake.say(LAN, "rồi")
        assert wait_texts(fake, 3)[2] == "Trả lời: rồi"


@pytest.mark.slow
def test_t19_answers_made_while_telegram_is_away_wait_for_it(monkeypatch):
    """Telegram goes while five questions are being answered, and comes back at the same place."""
    monkeypatch.setattr("bot.telegram.line._LONGEST_PAUSE", 0.05)
    monkeypatch.setattr("bot.telegram.polling._LONGEST_PAUSE", 0.05)
    fake, release = FakeTelegram(), Event()
    place = Place(fake)
    stub = StubAnswerer({f"{n}": lambda: release.wait(PATIENCE) and "xong" for n in range(5)})
    with serving(stub, fake=fake, root=place.root):
        for chat in range(20, 25):
            fake.say(chat, f"{chat - 20}")
        assert until(lambda: len(stub.asked) == 5)
        place.go()
        release.set()
        time.sleep(0.3)
        fake.say(20, "tiếp")
        assert not fake.sent()
        place.come()
        assert fake.wait(lambda: len(fake.sent()) == 6)
        assert texts(fake, 20) == ["xong", "Trả lời: tiếp"]
    assert {call["status"] for call in fake.calls("sendMessage")} == {200}
    place.go()


def test_the_record_of_an_update_is_cleared_when_it_is_done():
    inbox = MemoryInbox()
    with serving(inbox=inbox) as fake:
        fake.say(LAN, "hỏi")
        wait_texts(fake, 1)
    kinds = [type(change) for commit in inbox.commits for change in commit]
    assert kinds.count(Arrived) == kinds.count(Finished) == 1
    assert kinds.count(Step) == 2  # the answer, and the message
    assert inbox.unfinished() == []


@pytest.mark.slow
def test_no_log_holds_what_people_wrote(caplog):
    caplog.set_level(logging.INFO)
    with serving() as fake:
        fake.inject(message={"text": "lời riêng tư"})
        fake.say(LAN, "lời riêng tư")
        wait_texts(fake, 1)
    assert "lời riêng tư" not in caplog.text
