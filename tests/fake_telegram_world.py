"""The bot under test beside the fake: both in threads, driven by plain synchronous tests."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from threading import Event, Lock, Thread
from typing import Any

from bot.reception import Reception
from bot.telegram import build_application
from knowledge.adapters.files import load_messages
from knowledge.answer import Reply
from tests.fake_telegram import running
from tests.fake_telegram_api import FakeTelegram
from tests.front_desk import simple_reception

TOKEN = "123456:TEST-token-that-must-stay-out-of-logs"
MESSAGES = load_messages()


class StubAnswerer:
    """Answers from a table, by default with the question itself; keeps what it was asked.

    Args:
        replies: question or file name to a reply, a text, an exception to raise or a function
            to call.
        seconds: how long an answer takes.
    """

    def __init__(self, replies: Mapping[str, Any] | None = None, seconds: float = 0) -> None:
        self._replies = dict(replies or {})
        self._seconds = seconds
        self._lock = Lock()
        self.asked: list[tuple[str, str]] = []
        self.taken: list[tuple[str, str, bytes]] = []

    def ask(
        self,
        question: str,
        *,
        thread: str | None,
        on_date: date | None = None,
        province: str | None = None,
    ) -> Reply:
        with self._lock:
            self.asked.append((thread, question))
        return self._reply(question, f"Trả lời: {question}")

    def take_file(
        self, name: str, content: bytes, *, thread: str | None, province: str | None = None
    ) -> Reply:
        with self._lock:
            self.taken.append((thread, name, content))
        return self._reply(name, f"Đã nhận {name}: {len(content)} byte")

    def _reply(self, key: str, otherwise: str) -> Reply:
        time.sleep(self._seconds)
        reply = self._replies.get(key, otherwise)
        if callable(reply):
            reply = reply()
        if isinstance(reply, Exception):
            raise reply
        return reply if isinstance(reply, Reply) else Reply("answer", reply)


@contextmanager
def serving(
    answerer: StubAnswerer | None = None,
    fake: FakeTelegram | None = None,
    reception: Reception | None = None,
) -> Iterator[FakeTelegram]:
    """Run the bot against ``fake``, a new one by default; gives the fake.

    Behind it stands ``reception``, by default a simple one over ``answerer``.
    """
    fake = fake or FakeTelegram()
    with running(fake) as root:
        application = build_application(
            TOKEN,
            reception or simple_reception(answerer or StubAnswerer()),
            MESSAGES,
            base_url=f"{root}/bot",
            base_file_url=f"{root}/file/bot",
        )
        ready, finish = Event(), _ThreadStop()
        thread = Thread(target=lambda: asyncio.run(_serve(application, ready, finish)))
        thread.start()
        try:
            assert ready.wait(10)
            yield fake
        finally:
            finish()
            thread.join(10)


class _ThreadStop:
    """An asyncio event that another thread may set."""

    def __init__(self) -> None:
        self._set: Callable[[], object] = lambda: None

    async def wait(self) -> None:
        event = asyncio.Event()
        loop = asyncio.get_running_loop()
        self._set = lambda: loop.call_soon_threadsafe(event.set)
        await event.wait()

    def __call__(self) -> None:
        self._set()


async def _serve(application: Any, ready: Event, finish: _ThreadStop) -> None:
    async with application:
        await application.post_init(application)
        await application.updater.start_polling(timeout=5, poll_interval=0.01)
        await application.start()
        asyncio.get_running_loop().call_soon(ready.set)
        await finish.wait()
        await application.updater.stop()
        await application.stop()


def texts(fake: FakeTelegram, chat_id: int | None = None) -> list[str]:
    """Return the visible texts the bot has sent."""
    return [message["text"] for message in fake.sent(chat_id)]


def wait_texts(fake: FakeTelegram, count: int, chat_id: int | None = None) -> list[str]:
    """Wait for ``count`` messages of the bot (five seconds at most), then return all texts."""
    fake.wait(lambda: len(fake.sent(chat_id)) >= count)
    return texts(fake, chat_id)
