"""The two stand-ins for the Bot API behind one face, each with the real bot in webhook mode."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple, Protocol

import httpx

from tests.conftest import ROOT
from tests.fake_telegram import running
from tests.fake_telegram_api import FakeTelegram
from tests.fake_telegram_html import parse_html
from tests.patience import PATIENCE, until
from tests.stub_process import free_port

TOKEN = "123456:" + "W" * 35
SECRET = "mot-bi-mat-cua-nhan-chung-0123456789"
PUBLIC = "https://bot.vidu.vn"

_KINDS = {"sendMessage": "text", "sendPhoto": "photo", "sendDocument": "file"}
_HERE = Path(__file__).parent
_OTHER = Path(os.environ.get("WITNESS", ROOT / ".venv-witness")) / "bin" / "python"


class Sent(NamedTuple):
    """A message as people see it; ``kind`` is text, photo or file."""

    kind: str
    text: str


class Place(Protocol):
    """A stand-in with a bot; people act, and see what comes of it."""

    def ready(self) -> None:
        """Wait until the bot has named its address."""

    def say(self, chat: int, text: str, *, group: bool) -> None: ...
    def photo(self, chat: int) -> None: ...
    def tap(self, chat: int, words: str) -> None: ...
    def forge(self, chat: int, data: str) -> None: ...
    def inline(self, chat: int, words: str) -> None: ...
    def choose(self, chat: int, number: int) -> None: ...
    def sent(self, chat: int) -> list[Sent]: ...
    def alerts(self, chat: int) -> list[str]: ...
    def cards(self, chat: int) -> list[str] | None: ...


class OwnPlace:
    """The project's own stand-in."""

    def __init__(self, fake: FakeTelegram) -> None:
        self._fake = fake
        self._queries: dict[int, str] = {}
        self._chosen: list[dict[str, Any]] = []

    def ready(self) -> None:
        assert self._fake.wait(lambda: bool(self._fake.webhook_url), PATIENCE)

    def say(self, chat: int, text: str, *, group: bool) -> None:
        sender = {"id": abs(chat), "is_bot": False, "first_name": "TestUser"}
        self._fake.say(chat, text, **{"from": sender})

    def photo(self, chat: int) -> None:
        size = {"file_id": "p", "file_unique_id": "p", "width": 800, "height": 600}
        self._fake.say(chat, photo=[size])

    def sheet(self, chat: int, content: str) -> None:
        self._fake.send_file(chat, "xa.csv", content)

    def tap(self, chat: int, words: str) -> None:
        message = self._fake.sent(chat)[-1]
        rows = message["reply_markup"]["inline_keyboard"]
        labels = [button["text"] for row in rows for button in row]
        self._fake.tap(chat, message["message_id"], labels.index(words))

    def forge(self, chat: int, data: str) -> None:
        self._fake.tap(chat, self._fake.sent(chat)[-1]["message_id"], data=data)

    def inline(self, chat: int, words: str) -> None:
        self._queries[chat] = self._fake.type_inline(chat, words)

    def choose(self, chat: int, number: int) -> None:
        self._chosen.append(self._fake.send_offered(self._queries[chat], number, chat))

    def sent(self, chat: int) -> list[Sent]:
        calls = self._fake.calls(*_KINDS)
        done = [(_KINDS[call["method"]], call["result"]) for call in calls if call["status"] == 200]
        done += [("text", message) for message in self._chosen]
        return [
            Sent(kind, message.get("text") or message.get("caption", ""))
            for kind, message in done
            if message["chat"]["id"] == chat
        ]

    def alerts(self, chat: int) -> list[str]:
        return [text for text in self._fake.alerts() if text]

    def cards(self, chat: int) -> list[str] | None:
        answer = self._fake.offered(self._queries[chat])
        return None if answer is None else [result["title"] for result in answer["results"]]


class OtherPlace:
    """Telemelya, through its control interface; each chat is a session of its own.

    A tapped message it gives without its buttons and as the person's own, which a bot cannot take
    for one of its own: it is completed, on the way, from what telemelya keeps of that message.
    """

    def __init__(self, root: str, url: str) -> None:
        self._tapped: dict[str, Any] = {}
        self._asked, self._url = f"{root}/bot{TOKEN}/getWebhookInfo", url
        self._root = f"{root}/api/v1/test"
        self._queries: dict[int, str] = {}

    def ready(self) -> None:
        def told() -> str:
            return httpx.post(self._asked, trust_env=False).json()["result"]["url"]

        assert until(lambda: told() == self._url)

    def _call(self, method: str, path: str, chat: int, **more: Any) -> Any:
        answer = httpx.request(
            method,
            f"{self._root}/{path}",
            params={"bot_token": TOKEN, "session_id": f"chat-{chat}"},
            headers={"Authorization": "Bearer x", "X-Test-Session": f"chat-{chat}"},
            trust_env=False,
            timeout=PATIENCE,
            **more,
        )
        answer.raise_for_status()
        return answer.json()

    def _update(self, chat: int, **fields: Any) -> None:
        told = self._call("POST", "send_update", chat, json={"chat_id": chat, **fields})
        assert told["delivery"]["status_code"] == 200, told

    def say(self, chat: int, text: str, *, group: bool) -> None:
        self._update(chat, text=text)

    def photo(self, chat: int) -> None:
        files = {"file": ("a.jpg", b"anh", "image/jpeg")}
        id_ = self._call("POST", "upload_media", chat, files=files)["file_id"]
        self._update(chat, photo_file_id=id_)

    def tap(self, chat: int, words: str) -> None:
        *_, last = (one for one in self._responses(chat) if one["method"] == "sendMessage")
        rows = last["reply_markup"]["inline_keyboard"]
        (data,) = (one["callback_data"] for row in rows for one in row if one["text"] == words)
        bot = {"id": 1, "is_bot": True, "first_name": "x"}
        self._tapped = {"from": bot, "text": last["text"], "reply_markup": last["reply_markup"]}
        self._update(chat, callback_data=data, callback_message_id=last["message_id"])
        self._tapped = {}

    def completed(self, update: dict[str, Any]) -> dict[str, Any]:
        """Return an update with what telemelya leaves out; called while it is delivered."""
        if "callback_query" in update:
            update["callback_query"]["message"] |= self._tapped
        return update

    def forge(self, chat: int, data: str) -> None:
        self._update(chat, callback_data=data, callback_message_id=1)

    def inline(self, chat: int, words: str) -> None:
        person = {"id": chat, "first_name": "TestUser"}
        fields = {"query": words, "chat_id": chat, "from_user": person}
        told = self._call("POST", "send_inline_query", chat, json=fields)
        assert told["delivery"]["status_code"] == 200, told
        self._queries[chat] = told["inline_query_id"]

    def choose(self, chat: int, number: int) -> None:
        fields = {"chat_id": chat, "inline_query_id": self._queries[chat], "result_index": number}
        self._call("POST", "choose_inline_result", chat, json=fields)

    def _responses(self, chat: int) -> list[dict[str, Any]]:
        return self._call("GET", "responses", chat)["responses"]

    def sent(self, chat: int) -> list[Sent]:
        found = [one for one in self._responses(chat) if one["method"] in _KINDS]
        return [Sent(_KINDS[one["method"]], _visible(one)) for one in found]

    def alerts(self, chat: int) -> list[str]:
        found = [one for one in self._responses(chat) if one["method"] == "answerCallbackQuery"]
        return [one["text"] for one in found if one["text"]]

    def cards(self, chat: int) -> list[str] | None:
        for one in self._responses(chat):
            mine = one["method"] == "answerInlineQuery"
            if mine and one["inline_query_id"] == self._queries[chat]:
                return [result["title"] for result in one["results"]]
        return None


def _visible(response: dict[str, Any]) -> str:
    """Return the text people see; telemelya keeps it as it was sent, tags and all."""
    text = response.get("text") or response.get("caption") or ""
    if response["raw"].get("parse_mode") == "HTML" or response.get("via_inline"):
        return parse_html(text)[0]
    return text.strip()


@contextmanager
def own_place(data: Path, folder: Path) -> Iterator[OwnPlace]:
    """The bot beside the project's own stand-in."""
    fake, port = FakeTelegram(), free_port()
    fake.route(PUBLIC, f"http://127.0.0.1:{port}")
    with running(fake) as root, _bot(root, f"{PUBLIC}/cho", port, data, folder):
        yield OwnPlace(fake)


@contextmanager
def other_place(root: str, data: Path, folder: Path) -> Iterator[OtherPlace]:
    """The bot beside telemelya, which shows no secret: the server in front of the bot adds it."""
    port = free_port()
    handler = type("Front", (_Front,), {"port": port})
    front = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    url = f"http://127.0.0.1:{front.server_address[1]}/cho"
    handler.place = place = OtherPlace(root, url)
    Thread(target=front.serve_forever, daemon=True).start()
    try:
        with _bot(root, url, port, data, folder):
            yield place
    finally:
        front.shutdown()
        front.server_close()


class _Front(BaseHTTPRequestHandler):
    """Hands what Telegram sends on to the bot, with the secret."""

    port: int
    place: OtherPlace

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = httpx.post(
            f"http://127.0.0.1:{self.port}{self.path}",
            content=json.dumps(self.place.completed(body)),
            headers={"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"},
            trust_env=False,
        )
        self.send_response(answer.status_code)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        """Keep standard error for the tests."""


@contextmanager
def other_server() -> Iterator[str]:
    """Run telemelya in its own environment; gives its address."""
    assert _OTHER.exists(), f"{_OTHER} is not there; make it with: make witness"
    port = free_port()
    server = subprocess.Popen(
        [_OTHER, _HERE / "server.py", str(port)],
        cwd=_HERE,
        env={k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    root = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        assert server.poll() is None, "telemelya has ended: its port was taken meanwhile"
        try:
            return httpx.post(f"{root}/bot1:a/getMe", trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False

    try:
        assert until(answers)
        yield root
    finally:
        server.terminate()
        server.wait(PATIENCE)


@contextmanager
def _bot(root: str, url: str, port: int, data: Path, folder: Path) -> Iterator[None]:
    """Run the real bot in webhook mode; its log must hold neither token nor secret."""
    place = {"url": url, "listen": "127.0.0.1", "port": port, "path": "/cho"}
    head, telegram = (data / "words.yaml").read_text(encoding="utf-8").split("telegram:\n")
    telegram = telegram.replace("base_url: null", f"base_url: {root}/bot")
    telegram = telegram.replace("webhook: null", f"webhook: {json.dumps(place)}")
    folder.mkdir()
    config = folder / "telegram.yaml"
    config.write_text(f"{head}telegram:\n{telegram}", encoding="utf-8")
    own_data = shutil.copytree(data, folder / "data")  # two bots share no folder
    log = folder / "log.txt"
    own = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
        "TRO_LY_STATE_URL": f"sqlite:///{folder / 'state.db'}",
        "PYTHONUTF8": "1",
    }
    with log.open("wb") as output:
        bot = subprocess.Popen(
            [sys.executable, "-m", "bot", "--data", own_data, "--config", config],
            cwd=ROOT,
            env={**os.environ, **own},
            stdout=output,
            stderr=output,
        )
    try:
        yield
    finally:
        bot.terminate()
        assert bot.wait(PATIENCE) == 0
    written = log.read_text(encoding="utf-8")
    assert TOKEN not in written
    assert SECRET not in written
    assert "Traceback" not in written
