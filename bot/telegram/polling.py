"""Long polling that neither goes deaf, nor loses an update, nor stops at a bad one.

python-telegram-bot's own polling confirms updates that exist in memory only, ends for good when
``getUpdates`` is answered 401 or 404 (a reverse proxy's 404 is enough) while the program lives on,
and fetches the same batch again and again when one update in it cannot be parsed.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError, TimedOut

from bot.telegram.chats import Json
from bot.telegram.health import Health
from bot.telegram.refusals import Refusals, seconds_of
from bot.telegram.request import PollingRequest
from knowledge.errors import StateUnavailableError
from knowledge.messages import Messages

_LOG = logging.getLogger(__name__)

_POLL_SECONDS = 10
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 15.0
_SHORT_PAUSE = 0.05  # where the server does not wait for updates, as it is asked to
_LONGEST_SILENCE = 60.0
_KEPT_SECONDS = 24 * 3600.0  # Telegram keeps updates for a day

Take = Callable[[Sequence[Json]], Awaitable[None]]


class Poller:
    """Fetches updates and hands them on; what could not be handed on is fetched again.

    Args:
        bot: whose updates.
        request: the client that its ``getUpdates`` goes through.
        take: keeps updates; when it returns they may be confirmed.
        health: told what goes wrong.
        heard: called whenever Telegram has answered.
        messages: section ``telegram``.
    """

    def __init__(
        self,
        bot: Bot,
        request: PollingRequest,
        take: Take,
        health: Health,
        heard: Callable[[], None],
        messages: Messages,
        allowed_updates: Sequence[str],
    ) -> None:
        self._bot = bot
        self._request = request
        self._take = take
        self._health = health
        self._heard = heard
        self._allowed = allowed_updates
        self._refusals = Refusals(messages)
        self._offset = 0
        self._last_update = time.monotonic()
        self._pause = _FIRST_PAUSE
        self._seconds = 0  # at first and after a failure, to know at once that it works
        health.wrong("polling", "not begun")
        health.longest_silence = _LONGEST_SILENCE

    async def run(self) -> None:
        """Poll until cancelled.

        Raises:
            ConfigError: the token is refused again and again, or another program polls with it.
        """
        await self._remove_webhook()
        while True:
            try:
                await self._hand_on(await self._fetch(self._seconds))
            except (TelegramError, StateUnavailableError) as error:
                await self._wait_after(error)
            else:
                self._pause, self._seconds = _FIRST_PAUSE, _POLL_SECONDS
                self._refusals.forget()
                self._health.right("polling")

    async def stop(self) -> None:
        """Tell Telegram what has been kept, so that it does not give it again."""
        if self._offset and not self._refusals.in_conflict:  # or the other's call would be ended
            with suppress(TelegramError):
                await self._fetch(0)

    async def _fetch(self, seconds: int) -> list[Json]:
        if time.monotonic() - self._last_update > _KEPT_SECONDS:
            self._offset = 0  # after a quiet week Telegram goes on with any number, a lower one too
        asked = time.monotonic()
        await self._bot.get_updates(
            offset=self._offset or None, timeout=seconds, allowed_updates=self._allowed
        )
        self._health.heard()
        self._heard()
        if seconds and not self._request.updates and time.monotonic() - asked < _SHORT_PAUSE:
            await asyncio.sleep(_SHORT_PAUSE)
        return self._request.updates

    async def _hand_on(self, updates: list[Json]) -> None:
        if not updates:
            return
        await self._take(updates)
        self._last_update = time.monotonic()
        highest = max(update["update_id"] for update in updates) + 1
        if highest <= self._offset:  # the server does not heed the offset: do not race with it
            await asyncio.sleep(self._pause)
        self._offset = max(self._offset, highest)

    async def _wait_after(self, error: TelegramError | StateUnavailableError) -> None:
        if not isinstance(error, TimedOut):
            _LOG.warning("polling: %s", error)
        if isinstance(error, StateUnavailableError):
            why = "updates cannot be kept and are not confirmed"
        else:
            why = f"getUpdates: {type(error).__name__}"
        self._health.wrong("polling", why)
        self._seconds = 0
        self._refusals.note(error)
        if isinstance(error, Conflict):
            if "webhook" in error.message.lower():
                await self._remove_webhook()
            await asyncio.sleep(self._refusals.conflict_pause())
            return
        wait = seconds_of(error) if isinstance(error, RetryAfter) else self._pause
        self._pause = min(_LONGEST_PAUSE, 1.5 * self._pause)
        await asyncio.sleep(0 if isinstance(error, TimedOut) else wait)

    async def _remove_webhook(self) -> None:
        try:
            await self._bot.delete_webhook(drop_pending_updates=False)
        except TelegramError as error:  # polling itself will tell whether there is one
            if not isinstance(error, InvalidToken):
                _LOG.warning("no webhook removed: %s", error)
