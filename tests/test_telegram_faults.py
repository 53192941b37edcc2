"""The bot on a bad network, with a bad token, and what it leaves in logs."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys

import pytest

from bot.telegram.log import TokenFilter
from bot.telegram.wiring import build, run
from knowledge.errors import ConfigError
from tests.fake_telegram import running
from tests.fake_telegram_api import FakeTelegram
from tests.fake_telegram_world import (
    MESSAGES,
    TOKEN,
    StubAnswerer,
    channel,
    serving,
    texts,
    wait_texts,
)
from tests.front_desk import simple_reception
from tests.patience import PATIENCE

LAN = 11
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


def test_a_failing_typing_notice_changes_nothing():
    with serving() as fake:
        fake.fail("sendChatAction", "status", code=500)
        fake.say(LAN, "hỏi")
        assert wait_texts(fake, 1) == ["Trả lời: hỏi"]


@pytest.mark.parametrize("token", ["", "abc", "123 456:abc", "12:abc def", ":abc", "12:", "12:á"])
def test_a_malformed_token_is_one_line(token):
    with pytest.raises(ConfigError) as caught:
        run(channel("http://127.0.0.1:1", token=token), simple_reception(StubAnswerer()))
    line = str(caught.value)
    assert line == MESSAGES("telegram.token_malformed")
    assert "\n" not in line


@pytest.mark.parametrize("address", ["127.0.0.1:80/bot", "", "ftp://x/bot"])
def test_a_malformed_address_is_named(address):
    with pytest.raises(ConfigError, match=f"«{address}»"):
        build(channel("", base_url=address), simple_reception(StubAnswerer()))


@pytest.mark.parametrize("code", [401, 404])
def test_a_refused_token_is_one_line_without_the_token(code, capfd):
    fake = FakeTelegram()
    fake.fail("getMe", "status", code=code, description="Unauthorized")
    with running(fake) as root, pytest.raises(ConfigError) as caught:
        run(channel(root), simple_reception(StubAnswerer()))
    assert str(caught.value) == MESSAGES("telegram.token_refused")
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    out, err = capfd.readouterr()
    assert out + err == ""


def test_a_token_withdrawn_in_service_stops_the_program(monkeypatch):
    monkeypatch.setattr("bot.telegram.refusals._MOST_REFUSALS", 1)
    fake = FakeTelegram()
    with running(fake) as root:
        fake.fail("getUpdates", "status", times=9, code=401, description="Unauthorized")
        with pytest.raises(ConfigError, match="từ chối"):
            run(channel(root), simple_reception(StubAnswerer()))


PROGRAM = """
import logging, sys
logging.basicConfig(level=logging.DEBUG)
from bot.telegram.wiring import run
from knowledge.answer import Reply
from tests.fake_telegram_world import StubAnswerer, channel
from tests.front_desk import simple_reception
replies = {"gửi lúc chưa chạy": Reply("clarify", "Chọn?", choices=("có",))}
run(channel(sys.argv[1]), simple_reception(StubAnswerer(replies)))
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
            assert fake.wait(lambda: texts(fake) == ["Chọn?"])
            fake.tap(LAN, fake.sent()[0]["message_id"])
            assert fake.wait(lambda: texts(fake)[-1] == "Trả lời: có")
            fake.send_file(LAN, "xã.csv", "a;b")
            assert fake.wait(lambda: texts(fake)[-1] == "Đã nhận xã.csv: 3 byte")
        finally:
            bot.send_signal(signal.SIGTERM)
            log = bot.communicate(timeout=PATIENCE)[1]
    assert bot.returncode == 0
    assert "DEBUG" in log
    assert "Traceback" not in log
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
