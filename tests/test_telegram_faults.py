"""The bot on a bad network, with a bad token, and what it leaves in logs."""

from __future__ import annotations

import asyncio
import logging
import signal
import subprocess
import sys
import time

import httpx
import pytest
from telegram import Chat, Message
from telegram.error import NetworkError

from bot.render import Part
from bot.telegram import build_application, run
from bot.telegram_log import TokenFilter
from bot.telegram_send import send_parts
from knowledge.errors import ConfigError
from tests.fake_telegram import running
from tests.fake_telegram_api import FakeTelegram
from tests.fake_telegram_world import MESSAGES, TOKEN, StubAnswerer, serving, texts, wait_texts
from tests.front_desk import simple_reception

LAN, MINH = 11, 12
REFUSED_HTML = {"code": 400, "description": "Bad Request: can't parse entities: forced"}


def tries(fake, chat_id=LAN):
    calls = fake.calls("sendMessage")
    return [call for call in calls if call["params"]["chat_id"] == str(chat_id)]


def test_t04_html_refused_is_sent_once_more_as_plain_text():
    with serving(StubAnswerer({"hỏi": "a < b & <b>c</b>"})) as fake:
        fake.fail("sendMessage", "status", **REFUSED_HTML)
        fake.say(LAN, "hỏi")
        assert wait_texts(fake, 1) == ["a < b & <b>c</b>"]
        assert [call["params"].get("parse_mode") for call in tries(fake)] == ["HTML", None]


def test_plain_text_refused_too_is_not_tried_again():
    with serving() as fake:
        fake.fail("sendMessage", "status", times=2, **REFUSED_HTML)
        fake.say(LAN, "hỏi")
        assert wait_texts(fake, 1) == [MESSAGES("telegram.failed")]
        assert len(tries(fake)) == 3


def test_too_many_requests_waits_and_sends_once():
    with serving() as fake:
        fake.fail("sendMessage", "retry_after", seconds=0.3)
        start = time.monotonic()
        fake.say(LAN, "hỏi")
        assert wait_texts(fake, 1) == ["Trả lời: hỏi"]
        assert 0.3 <= time.monotonic() - start < 3
        assert len(tries(fake)) == 2


def test_an_answer_that_may_have_arrived_is_not_repeated():
    faults = [("lost", {}, 1), ("drop", {}, 0), ("status", {"code": 502}, 0)]
    with serving() as fake:
        for chat, (kind, details, copies) in enumerate(faults, start=20):
            fake.fail("sendMessage", kind, chat_id=chat, **details)
            fake.say(chat, "hỏi")
            expected = ["Trả lời: hỏi"] * copies + [MESSAGES("telegram.send_failed")]
            assert wait_texts(fake, copies + 1, chat) == expected
            fake.say(chat, "tiếp")
            assert wait_texts(fake, copies + 2, chat)[-1] == "Trả lời: tiếp"


def test_a_failing_typing_notice_changes_nothing():
    with serving() as fake:
        fake.fail("sendChatAction", "status", code=500)
        fake.say(LAN, "hỏi")
        assert wait_texts(fake, 1) == ["Trả lời: hỏi"]


def test_a_person_who_blocked_the_bot_costs_one_call():
    with serving() as fake:
        fake.say(LAN, "hỏi")
        fake.block(LAN)
        fake.say(MINH, "hỏi")
        assert wait_texts(fake, 1, MINH) == ["Trả lời: hỏi"]
        time.sleep(0.05)
        assert len(tries(fake)) <= 1


def test_one_refusal_of_polling_does_not_make_the_bot_deaf():
    with serving() as fake:
        fake.fail("getUpdates", "status", code=401, description="Unauthorized")
        fake.say(LAN, "một")
        fake.say(LAN, "hai")
        assert wait_texts(fake, 2) == ["Trả lời: một", "Trả lời: hai"]


@pytest.mark.parametrize("token", ["", "abc", "123 456:abc", "12:abc def", ":abc", "12:", "12:á"])
def test_a_malformed_token_is_one_line(token):
    with pytest.raises(ConfigError) as caught:
        run(token, simple_reception(StubAnswerer()), MESSAGES)
    line = str(caught.value)
    assert line == MESSAGES("telegram.token_malformed")
    assert "\n" not in line


@pytest.mark.parametrize("address", ["127.0.0.1:80/bot", "", "ftp://x/bot"])
def test_a_malformed_address_is_named(address):
    with pytest.raises(ConfigError, match=f"«{address}»"):
        build_application(TOKEN, simple_reception(StubAnswerer()), MESSAGES, base_url=address)


@pytest.mark.parametrize("code", [401, 404])
def test_a_refused_token_is_one_line_without_the_token(code, capfd):
    fake = FakeTelegram()
    fake.fail("getMe", "status", code=code, description="Unauthorized")
    with running(fake) as root, pytest.raises(ConfigError) as caught:
        run(TOKEN, simple_reception(StubAnswerer()), MESSAGES, base_url=f"{root}/bot")
    assert str(caught.value) == MESSAGES("telegram.token_refused")
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    out, err = capfd.readouterr()
    assert out + err == ""


def test_a_token_withdrawn_in_service_stops_the_program(monkeypatch):
    monkeypatch.setattr("bot.telegram_polling._MOST_REFUSALS", 1)
    fake = FakeTelegram()
    with running(fake) as root:
        fake.fail("getUpdates", "status", times=9, code=401, description="Unauthorized")
        with pytest.raises(ConfigError, match="từ chối"):
            run(TOKEN, simple_reception(StubAnswerer()), MESSAGES, base_url=f"{root}/bot")


PROGRAM = """
import logging, sys
logging.basicConfig(level=logging.DEBUG)
from bot.telegram import run
from knowledge.answer import Reply
from tests.fake_telegram_world import MESSAGES, TOKEN, StubAnswerer
from tests.front_desk import simple_reception
replies = {"gửi lúc chưa chạy": Reply("clarify", "Chọn?", choices=("có",))}
run(TOKEN, simple_reception(StubAnswerer(replies)), MESSAGES, base_url=sys.argv[1] + "/bot")
"""


@pytest.mark.slow
def test_run_serves_until_told_to_stop_and_logs_no_token():
    """One whole process: waits for Telegram, answers words, a tap, a file; its log has no token."""
    fake = FakeTelegram()
    with running(fake) as root:
        fake.fail("getMe", "status", code=502)
        fake.say(LAN, "gửi lúc chưa chạy")
        bot = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, root], stderr=subprocess.PIPE, text=True
        )
        try:
            assert fake.wait(lambda: texts(fake) == ["Chọn?"], 10)
            fake.tap(LAN, fake.sent()[0]["message_id"])
            assert fake.wait(lambda: texts(fake)[-1] == "Trả lời: có")
            fake.send_file(LAN, "xã.csv", "a;b")
            assert fake.wait(lambda: texts(fake)[-1] == "Đã nhận xã.csv: 3 byte")
        finally:
            bot.send_signal(signal.SIGTERM)
            log = bot.communicate(timeout=10)[1]
    assert bot.returncode == 0
    assert "DEBUG" in log
    assert "Traceback" in log
    assert TOKEN not in log
    assert TOKEN.split(":")[1] not in log


def test_the_filter_cleans_message_arguments_and_traceback():
    secret = "99999999:" + "A" * 35
    try:
        int(f"https://x/bot{secret}/getMe")
    except ValueError:
        record = logging.getLogger("x").makeRecord(
            "x", logging.ERROR, "f", 1, "%s and %s", (secret, TOKEN), sys.exc_info()
        )
    assert TokenFilter(TOKEN).filter(record)
    shown = logging.Formatter("%(message)s").format(record)
    assert shown.startswith("<token> and <token>\nTraceback")
    assert "AAA" not in shown
    assert "https://x/bot<token>/getMe" in shown


def test_a_record_whose_arguments_do_not_fit_is_kept():
    record = logging.getLogger("x").makeRecord("x", 20, "f", 1, "%d " + TOKEN, ("a",), None)
    assert TokenFilter(TOKEN).filter(record)
    assert record.getMessage() == "%d <token>"


def test_an_unreachable_telegram_is_tried_three_times(monkeypatch):
    waits: list[float] = []

    async def sleep(seconds):
        waits.append(seconds)

    calls = []

    class Bot:
        async def send_message(self, **params):
            calls.append(params)
            raise NetworkError("down") from httpx.ConnectError("refused")

    message = Message(1, None, Chat(LAN, "private"))
    message.set_bot(Bot())
    monkeypatch.setattr("bot.telegram_send.asyncio.sleep", sleep)
    with pytest.raises(NetworkError):
        asyncio.run(send_parts(message, [Part("a", "a"), Part("b", "b")]))
    assert [call["text"] for call in calls] == ["a"] * 3
    assert waits == [1, 2]
