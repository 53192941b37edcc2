"""Updates by webhook, and the health page."""

from __future__ import annotations

import http.client
import json
import time
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import httpx
import pytest

from bot.front import build_channel
from knowledge.adapters.workplace import Workplace
from knowledge.errors import ConfigError
from knowledge.settings import HealthSettings, TelegramSettings, WebhookSettings
from tests.fake_telegram_api import FakeTelegram
from tests.fake_telegram_world import (
    TOKEN,
    StubAnswerer,
    serving,
    texts,
    wait_texts,
)
from tests.memory_inbox import MemoryInbox
from tests.patience import PATIENCE, until
from tests.stub_process import free_port

LAN = 11
PUBLIC = "https://bot.vidu.vn"
SECRET = "mot-bi-mat-du-dai-0123456789"


@contextmanager
def called(answerer=None, inbox=None, fake=None):
    """Run the bot with a webhook; gives the fake and the address the bot listens at."""
    fake, port = fake or FakeTelegram(), free_port()
    place = WebhookSettings(url=f"{PUBLIC}/cho", listen="127.0.0.1", port=port, path="/cho")
    fake.route(PUBLIC, f"http://127.0.0.1:{port}")
    fake.handle("1:a", "setWebhook", {"url": ""})
    with serving(
        answerer, fake, webhook=place, webhook_secret=SECRET, inbox=inbox or MemoryInbox()
    ):
        assert fake.wait(lambda: any(c["params"]["url"] for c in fake.calls("setWebhook")))
        yield fake, f"http://127.0.0.1:{port}"


def test_updates_by_webhook_are_answered_in_order_and_repeated_ones_once():
    answerer = StubAnswerer()
    with called(answerer) as (fake, _):
        (registered,) = [c["params"] for c in fake.calls("setWebhook") if c["params"]["url"]]
        assert registered["secret_token"] == SECRET
        assert registered["drop_pending_updates"] == "false"
        for n in range(4):
            for chat in range(20, 24):
                fake.say(chat, str(n))
        assert fake.wait(lambda: len(fake.sent()) == 16)
        for chat in range(20, 24):
            assert texts(fake, chat) == [f"Trả lời: {n}" for n in range(4)]
        assert fake.wait(lambda: not fake._updates)
        fake.repeat(fake._last_update)
        assert fake.wait(lambda: len(fake.deliveries) == 17)
        assert {status for _, status in fake.deliveries} == {200}
        fake.say(LAN, "xong")
        assert wait_texts(fake, 1, LAN) == ["Trả lời: xong"]
    assert len(answerer.asked) == 17


@pytest.mark.slow
def test_t14_poison_by_webhook_is_taken_once_and_the_rest_served(caplog):
    with called() as (fake, _):
        number = fake.inject(callback_query={"id": "1"})
        fake.say(LAN, "hỏi")
        assert wait_texts(fake, 1) == ["Trả lời: hỏi"]
        assert fake.wait(lambda: number in dict(fake.deliveries))  # it belongs to no chat
    assert f"skipped update {number}" in caplog.text
    assert [one for one in fake.deliveries if one[0] == number] == [(number, 200)]


@pytest.mark.slow
def test_an_update_that_cannot_be_kept_is_refused_and_taken_when_it_comes_again():
    inbox = MemoryInbox()
    with called(inbox=inbox) as (fake, _):
        inbox.broken = True
        fake.say(LAN, "hỏi")
        assert fake.wait(lambda: bool(fake.deliveries))
        assert fake.deliveries[0][1] == 503
        inbox.broken = False
        assert wait_texts(fake, 1) == ["Trả lời: hỏi"]


def test_t20_strangers_and_garbage_are_turned_away():
    answerer = StubAnswerer()
    update = {"update_id": 1, "message": {"message_id": 1, "date": 1, "text": "x",
              "chat": {"id": LAN, "type": "private"}}}  # fmt: skip
    good = json.dumps(update).encode()
    with called(answerer) as (fake, root):
        post = fake.post
        assert post(good, None) == post(good, "") == post(good, SECRET[:-1]) == 403
        assert post(good, "khóa") == 403
        assert post(b"x" * 900_000, "sai") in (403, 0)  # 0: cut off while still sending
        for bad in (b"", b"{", b"[]", b'"x"', b"{}", b'{"update_id": "1"}', b"\xff\xfe", b"null"):
            assert post(bad, SECRET) == 400
        assert post(b" " * 10_000_000, SECRET) in (400, 413, 0)
        for method in ("GET", "PUT", "DELETE"):
            assert post(b"", SECRET, method) == 405
        assert post(good, SECRET, url=f"{PUBLIC}/khac") == 404
        shown = httpx.post(f"{root}/cho", content=good, trust_env=False)
        assert "server" not in shown.headers
        assert shown.json() == {"ok": False, "error_code": 403}
        fake.say(LAN, "thật")
        assert wait_texts(fake, 1) == ["Trả lời: thật"]
    assert [asked for _, asked in answerer.asked] == ["thật"]


@pytest.mark.slow
def test_a_slow_sender_is_cut_off_and_costs_nobody_else_anything():
    with called() as (fake, root):
        host, _, port = root.removeprefix("http://").partition(":")
        slow = http.client.HTTPConnection(host, int(port))
        slow.putrequest("POST", "/cho")
        slow.putheader("X-Telegram-Bot-Api-Secret-Token", SECRET)
        slow.putheader("Content-Length", "1000")
        slow.endheaders(b"{")
        fake.say(LAN, "hỏi")
        assert wait_texts(fake, 1) == ["Trả lời: hỏi"]
        slow.close()


@pytest.mark.slow
def test_a_webhook_that_was_taken_away_is_registered_again(monkeypatch):
    monkeypatch.setattr("bot.telegram.webhook._LOOK_SECONDS", 0.05)
    with called() as (fake, _):
        fake.handle("1:a", "deleteWebhook", {})
        fake.say(LAN, "hỏi")
        assert wait_texts(fake, 1) == ["Trả lời: hỏi"]


@pytest.mark.slow
def test_a_webhook_is_registered_when_telegram_comes_back(monkeypatch):
    monkeypatch.setattr("bot.telegram.webhook._FIRST_PAUSE", 0.02)
    fake = FakeTelegram()
    fake.handle("1:a", "setWebhook", {"url": ""})
    fake.fail("setWebhook", "status", times=3, code=502)
    with called(fake=fake):
        fake.say(LAN, "hỏi")
        assert wait_texts(fake, 1) == ["Trả lời: hỏi"]


@pytest.mark.slow
def test_going_back_to_polling_takes_the_webhook_away():
    fake = FakeTelegram()
    fake.handle("1:a", "setWebhook", {"url": f"{PUBLIC}/cho"})
    fake.say(LAN, "hỏi")
    with serving(fake=fake):
        assert wait_texts(fake, 1) == ["Trả lời: hỏi"]


@pytest.mark.slow
def test_a_place_that_is_taken_is_one_line():
    port = free_port()
    place = HealthSettings(host="127.0.0.1", port=port)
    with serving(health=place):  # noqa: SIM117 - the second must fail
        with pytest.raises(ConfigError, match=f"127.0.0.1:{port}"), serving(health=place):
            pass


def report(port):
    answer = httpx.get(f"http://127.0.0.1:{port}/", trust_env=False, timeout=PATIENCE)
    return answer.status_code, answer.json()


@pytest.mark.slow
def test_health_tells_what_is_wrong_and_no_secret(monkeypatch):
    port, inbox, fake = free_port(), MemoryInbox(), FakeTelegram()
    fake.fail("getMe", "status", times=2, code=502)
    seen = []

    def watch():
        while not seen or seen[-1][0] != 200:
            try:
                seen.append(report(port))
            except httpx.HTTPError:
                time.sleep(0.01)

    watching = Thread(target=watch, daemon=True)
    watching.start()
    with serving(fake=fake, inbox=inbox, health=HealthSettings(host="127.0.0.1", port=port)):
        watching.join(PATIENCE)
        reasons = ["polling: not begun", "start: not yet connected to Telegram"]
        start = {"ok": False, "reasons": reasons, "seconds_since_telegram": None, "waiting": 0}
        assert seen[0] == (503, start)
        assert seen[-1][1]["reasons"] == []
        fake.fail("getUpdates", "status", times=4, code=401, description="Unauthorized")
        fake.say(LAN, "hỏi")
        assert until(lambda: "polling: getUpdates: InvalidToken" in report(port)[1]["reasons"])
        assert wait_texts(fake, 1) == ["Trả lời: hỏi"]  # before the refusals, or after them
        assert until(lambda: report(port)[0] == 200)
        inbox.broken = True
        fake.say(LAN, "hỏi")
        assert until(lambda: len(report(port)[1]["reasons"]) == 2)
        assert TOKEN not in json.dumps(report(port))
        assert httpx.post(f"http://127.0.0.1:{port}/", trust_env=False).status_code == 405
        inbox.broken = False
        assert until(lambda: report(port)[0] == 200)


def place(tmp_path: Path, webhook: bool = True) -> Workplace:
    settings = {"url": f"{PUBLIC}/cho", "listen": "127.0.0.1", "port": 8443, "path": "/cho"}
    telegram = TelegramSettings(base_url=None, webhook=WebhookSettings(**settings))
    whole = Workplace.open(type("Arguments", (), {"data": str(tmp_path)})())
    changed = whole.settings.model_copy(update={"telegram": telegram} if webhook else {})
    return Workplace(changed, whole.messages, tmp_path, whole.config_file)


def test_the_secret_is_given_or_made_and_kept(tmp_path):
    variable = "TELEGRAM_WEBHOOK_SECRET"
    made = build_channel(place(tmp_path), TOKEN, {}).webhook_secret
    assert len(made) >= 32
    assert build_channel(place(tmp_path), TOKEN, {variable: ""}).webhook_secret == made
    assert build_channel(place(tmp_path), "7:a", {}).webhook_secret != made
    assert build_channel(place(tmp_path), TOKEN, {variable: SECRET}).webhook_secret == SECRET
    assert build_channel(place(tmp_path, webhook=False), TOKEN, {}).webhook_secret == ""
    for bad in ("ngắn", "x" * 15, "x" * 257, "có dấu và cách quãng"):
        with pytest.raises(ConfigError, match=variable) as caught:
            build_channel(place(tmp_path), TOKEN, {variable: bad})
        assert bad not in str(caught.value)
