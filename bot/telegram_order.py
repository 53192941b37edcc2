"""Order of work on Telegram: one message of a chat at a time, many chats at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

_MOST_WAITING = 10_000


class PerChatProcessor(BaseUpdateProcessor):
    """Handles the updates of one chat in their order of arrival, and different chats in parallel.

    An update waiting for its chat's turn takes no worker, so that a chat that floods the
    assistant does not hold up the others.

    Args:
        workers: updates handled at once over all chats; also the threads for answers.
    """

    __slots__ = ("_locks", "_threads", "_turns", "_workers")

    def __init__(self, workers: int = 64) -> None:
        super().__init__(max_concurrent_updates=_MOST_WAITING)
        self._workers = workers
        self._turns = asyncio.Semaphore(workers)
        # A lock lives as long as somebody holds or awaits it.
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._threads: ThreadPoolExecutor | None = None

    async def initialize(self) -> None:
        """Give the event loop a thread for each worker: the loop's own default is six."""
        self._threads = ThreadPoolExecutor(self._workers, thread_name_prefix="answer")
        asyncio.get_running_loop().set_default_executor(self._threads)

    async def shutdown(self) -> None:
        """Let the threads go; a thread at work finishes its answer first."""
        if self._threads is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Await ``coroutine`` when the earlier updates of the same chat are done."""
        chat = update.effective_chat if isinstance(update, Update) else None
        if chat is None:
            async with self._turns:
                await coroutine
            return
        lock = self._locks.setdefault(chat.id, asyncio.Lock())
        async with lock, self._turns:
            await coroutine
