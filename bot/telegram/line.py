"""The line to Telegram: whether calls get through, and how many may be in doubt at once."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable

from telegram.error import NetworkError, TelegramError

from bot.telegram.health import Health

_LOG = logging.getLogger(__name__)

_FAILURES = 3  # in a row, of whatever calls
_LONGEST_PAUSE = 15.0  # seconds between two looks whether Telegram is back
_FRESH_SECONDS = 0.5
_CROWD = 32  # waiting calls for which one more may be in doubt
_MOST_IN_DOUBT = 4


class Line:
    """Holds calls back while Telegram does not answer, and looks meanwhile whether it is back.

    Args:
        probe: a harmless call.
        health: told while the line is down.
    """

    def __init__(self, probe: Callable[[], Awaitable[object]], health: Health) -> None:
        self._probe = probe
        self._health = health
        self._failures = 0
        self._up = asyncio.Event()
        self._up.set()
        self._probing: asyncio.Task[None] | None = None

    @property
    def is_up(self) -> bool:
        """Whether calls are let through."""
        return self._up.is_set()

    async def wait(self) -> None:
        """Wait until calls are let through."""
        await self._up.wait()

    def worked(self) -> None:
        """Note that Telegram has answered a call, be it with a refusal."""
        self._failures = 0
        if not self._up.is_set():
            _LOG.warning("Telegram answers again")
            self._health.right("line")
            self._up.set()

    def failed(self, *, unreachable: bool) -> None:
        """Note that a call failed; ``unreachable`` when no connection was made."""
        self._failures += 1
        if self._up.is_set() and (unreachable or self._failures >= _FAILURES):
            _LOG.warning("Telegram does not answer; messages wait")
            self._health.wrong("line", "Telegram does not answer calls")
            self._up.clear()
            self._probing = asyncio.create_task(self._look())

    async def _look(self) -> None:
        pause = 0.0
        while not self._up.is_set():
            await asyncio.sleep(pause)
            pause = min(_LONGEST_PAUSE, 1.5 * pause + 0.5)
            try:
                await self._probe()
            except NetworkError as error:
                _LOG.info("Telegram is not back: %s", error)
                continue
            except TelegramError:  # a refusal is an answer
                pass
            self.worked()

    def close(self) -> None:
        """Look no more."""
        if self._probing is not None:
            self._probing.cancel()


class Lane:
    """Lets one message at a time be in doubt: sent, and not yet known to have arrived.

    A kill at that moment makes the message come twice after the restart. A message under way for
    half a second no longer holds up the next one, and a crowd of waiting messages widens the lane:
    then a kill may repeat a few, never more than four.
    """

    def __init__(self) -> None:
        self._waiting: deque[asyncio.Future[object]] = deque()
        self._fresh: set[object] = set()
        self._inside: set[object] = set()
        self._empty = asyncio.Event()
        self._empty.set()
        self._closed = False

    async def enter(self) -> object:
        """Wait for a place; :meth:`leave` must be called with what is returned."""
        place: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        self._admit()
        try:
            return await place
        except asyncio.CancelledError:
            if place in self._waiting:
                self._waiting.remove(place)
            elif not place.cancelled():
                self.leave(place.result())
            raise

    def leave(self, ticket: object) -> None:
        """Give the place back."""
        self._inside.discard(ticket)
        if not self._inside:
            self._empty.set()
        self._grow_old(ticket)

    async def close(self) -> None:
        """Let nothing more in, and wait until what is inside has left."""
        self._closed = True
        await self._empty.wait()

    def _admit(self) -> None:
        while self._waiting and not self._closed and self._has_room():
            place = self._waiting.popleft()
            if place.done():  # its task was cancelled and has not noticed yet
                continue
            ticket = object()
            self._inside.add(ticket)
            self._empty.clear()
            self._fresh.add(ticket)
            asyncio.get_running_loop().call_later(_FRESH_SECONDS, self._grow_old, ticket)
            place.set_result(ticket)

    def _has_room(self) -> bool:
        return len(self._fresh) < min(_MOST_IN_DOUBT, 1 + len(self._waiting) // _CROWD)

    def _grow_old(self, ticket: object) -> None:
        self._fresh.discard(ticket)
        self._admit()
