"""The inbox as the event loop sees it: changes of many updates written in one commit."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from bot.telegram.health import Health
from knowledge.errors import StateUnavailableError
from knowledge.inbox import Arrived, Change
from knowledge.store_ports import Inbox

_LOG = logging.getLogger(__name__)

_RETRY_SECONDS = 1.0
_PRUNE_SECONDS = 3600.0

_Waiter = asyncio.Future[int | None]


class InboxWriter:
    """Collects changes while a commit runs, then commits them together.

    A commit waits for the disk; in a thread, and for many at once, it costs each of them little.

    Args:
        inbox: where the changes go.
        health: told while the inbox cannot be written.
    """

    def __init__(self, inbox: Inbox, health: Health) -> None:
        self._inbox = inbox
        self._health = health
        self._waiting: list[tuple[Change, _Waiter | None]] = []
        self._given = asyncio.Event()
        self._ending = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="inbox")
        self._loop: asyncio.AbstractEventLoop | None = None

    def loop(self) -> asyncio.AbstractEventLoop | None:
        """Return the event loop that writes, once it does."""
        return self._loop

    async def arrive(self, updates: Sequence[Arrived]) -> list[int | None]:
        """Return the keys of new updates, ``None`` for those that arrived before; all are kept.

        Raises:
            StateUnavailableError: nothing was kept.
        """
        return list(await asyncio.gather(*(self._hand_in(update) for update in updates)))

    async def write(self, change: Change) -> None:
        """Return when ``change`` is durable.

        Raises:
            StateUnavailableError: it could not be written.
        """
        await self._hand_in(change)

    def write_soon(self, change: Change) -> None:
        """See to it that ``change`` is written, as soon as it can be."""
        self._waiting.append((change, None))
        self._given.set()

    def _hand_in(self, change: Change) -> _Waiter:
        waiter: _Waiter = asyncio.get_running_loop().create_future()
        self._waiting.append((change, waiter))
        self._given.set()
        return waiter

    async def run(self) -> None:
        """Write what is handed in, until :meth:`end` was called and all is written.

        To be cancelled only when that takes too long: what is being committed then may be lost.
        """
        self._loop = loop = asyncio.get_running_loop()
        prune_at = loop.time()
        while self._waiting or not self._ending:
            if loop.time() >= prune_at:
                prune_at = loop.time() + _PRUNE_SECONDS
                await self._prune()
            await self._given.wait()
            if not await self._flush():
                if self._ending:
                    return
                await asyncio.sleep(_RETRY_SECONDS)

    def end(self) -> None:
        """Nothing more will be handed in: let :meth:`run` end."""
        self._ending = True
        self._given.set()

    async def _flush(self) -> bool:
        """Write what has been handed in by now; tell whether that went well."""
        self._given.clear()
        batch, self._waiting = self._waiting, []
        if not batch:
            return True
        changes = [change for change, _ in batch]
        try:
            keys = await asyncio.get_running_loop().run_in_executor(
                self._thread, self._inbox.apply, changes
            )
        except StateUnavailableError as error:
            self._refused(batch, error)
            return False
        self._health.right("state")
        for (_, waiter), key in zip(batch, keys, strict=True):
            if waiter is not None and not waiter.done():
                waiter.set_result(key)
        return True

    def _refused(
        self, batch: list[tuple[Change, _Waiter | None]], error: StateUnavailableError
    ) -> None:
        _LOG.error("the inbox cannot be written: %s", error)
        self._health.wrong("state", "the inbox cannot be written")
        self._waiting[:0] = [(change, waiter) for change, waiter in batch if waiter is None]
        if self._waiting:
            self._given.set()
        for _, waiter in batch:
            if waiter is not None and not waiter.done():
                waiter.set_exception(error)

    async def _prune(self) -> None:
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._inbox.prune)
        except StateUnavailableError as error:
            _LOG.warning("old entries of the inbox stay: %s", error)

    def close(self) -> None:
        """Let the thread go."""
        self._thread.shutdown(wait=False, cancel_futures=True)
