"""The bot under test beside the fake: both in threads, driven by plain synchronous tests."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, MutableSequence
from contextlib import contextmanager, nullcontext, suppress
from datetime import date
from threading import Event, Lock, Thread
from typing import Any

from bot.reception import Reception
from bot.telegram.channel import Channel
from bot.telegram.wiring import build
from knowledge.adapters.files import load_messages
from knowledge.answer import Reply
from knowledge.settings import TelegramSettings
from tests.fake_telegram import running
from tests.fake_telegram_api import FakeTelegram
from tests.front_desk import RENDER, simple_cards, simple_reception
from tests.memory_inbox import MemoryChats, MemoryInbox
from tests.patience import PATIENCE

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
        self.replies = dict(replies or {})
        self._seconds = seconds
        self._lock = Lock()
        self.asked: MutableSequence[tuple[str, str]] = []
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
        reply = self.replies.get(key, otherwise)
        if callable(reply):
            reply = reply()
        if isinstance(reply, Exception):
            raise reply
        return reply if isinstance(reply, Reply) else Reply("answer", reply)


def channel(root: str, **changes: Any) -> Channel:
    """Return a channel to the fake at ``root``; ``changes`` are fields of it or settings."""
    fields = {
        "token": TOKEN,
        "messages": MESSAGES,
        "inbox": MemoryInbox(),
        "chats": MemoryChats(),
        "webhook_secret": "",
        "cards": simple_cards(),
        "render": RENDER,
    }
    fields |= {name: changes.pop(name) for name in fields if name in changes}
    settings = {"base_url": f"{root}/bot"} | changes
    return Channel(settings=TelegramSettings(**settings), **fields)


@contextmanager
def serving(
    answerer: StubAnswerer | None = None,
    fake: FakeTelegram | None = None,
    root: str | None = None,
    reception: Reception | None = None,
    **changes: Any,
) -> Iterator[FakeTelegram]:
    """Run the bot against ``fake``, served here or already at ``root``; gives the fake.

    Behind it stands ``reception``, by default a simple one over ``answerer``.
    """
    fake = fake or FakeTelegram()
    with nullcontext(root) if root else running(fake) as root:
        ready, finish, failed = Event(), _ThreadStop(), []

        async def serve() -> None:
            front = reception or simple_reception(answerer or StubAnswerer())
            bot = build(channel(root, **changes), front)
            stop = asyncio.Event()
            finish.does(stop.set)
            serving = asyncio.create_task(bot.serve(stop))
            waiting = asyncio.create_task(bot.ready.wait())
            await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
            ready.set()
            await asyncio.wait({serving})
            waiting.cancel()
            failed.extend(filter(None, [serving.exception()]))

        thread = Thread(target=_run, args=(serve,))
        thread.start()
        try:
            assert ready.wait(PATIENCE)
            yield fake
        finally:
            finish()
            thread.join(PATIENCE)
            assert not thread.is_alive(), "the bot does not stop"
        for error in failed:
            raise error


class _ThreadStop:
    """Does something in another thread's event loop."""

    def __init__(self) -> None:
        self._act: Callable[[], object] = lambda: None

    def does(self, act: Callable[[], object]) -> None:
        loop = asyncio.get_running_loop()

        def there() -> None:
            with suppress(RuntimeError):  # the loop has ended by itself
                loop.call_soon_threadsafe(act)

        self._act = there

    def __call__(self) -> None:
        self._act()


def _run(serve: Callable[[], Any]) -> None:
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(serve())
    finally:
        loop.close()


def texts(fake: FakeTelegram, chat_id: int | None = None) -> list[str]:
    """Return the visible texts the bot has sent."""
    return [message["text"] for message in fake.sent(chat_id)]


def wait_texts(fake: FakeTelegram, count: int, chat_id: int | None = None) -> list[str]:
    """Wait for ``count`` messages of the bot, then return all texts."""
    fake.wait(lambda: len(fake.sent(chat_id)) >= count)
    return texts(fake, chat_id)
