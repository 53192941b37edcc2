"""From start to stop: connecting, serving, watching that nothing has died, stopping in time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application

from bot.telegram.health import Health
from bot.telegram.inbox import InboxWriter
from bot.telegram.service import Service, briefly
from bot.telegram.watch import LoopWatch
from bot.telegram.web import health_server
from knowledge.errors import ConfigError
from knowledge.messages import Messages
from knowledge.settings import TelegramSettings

_LOG = logging.getLogger(__name__)

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 15.0
_CLOSING_SECONDS = 2.0


class Source(Protocol):
    """Where updates come from."""

    async def run(self) -> None:
        """Bring updates until cancelled."""

    async def stop(self) -> None:
        """Come to an end in good order; called when :meth:`run` has been cancelled."""


class Running:
    """The bot with everything it needs.

    Args:
        application: the handlers and the calls to Telegram.
        service: handles updates.
        writer: the inbox.
        source: brings updates.
        health: what is wrong at the moment.
        settings: section ``telegram``.
        messages: section ``telegram``.
        beside: what is done beside the updates, until cancelled.
    """

    def __init__(
        self,
        application: Application[Any, Any, Any, Any, Any, Any],
        service: Service,
        writer: InboxWriter,
        source: Source,
        health: Health,
        settings: TelegramSettings,
        messages: Messages,
        *,
        beside: Callable[[], Coroutine[Any, Any, None]],
    ) -> None:
        self.ready = asyncio.Event()
        self._application = application
        self._service = service
        self._writer = writer
        self._source = source
        self._health = health
        self._settings = settings
        self._say = messages
        self._beside = beside

    async def serve(self, stop: asyncio.Event) -> bool:
        """Serve until ``stop`` is set.

        Returns:
            Whether all answers being made were finished in time.

        Raises:
            ConfigError: the token is refused, another program uses it, or a place to listen at
                cannot be had.
            RuntimeError: a part that never ends has ended; the program should be started again.
        """
        place = self._settings.health
        server = None if place is None else health_server(self._health)
        if server is not None and place is not None:
            server.listen(place.host, place.port, self._say)
        stopped = asyncio.create_task(stop.wait())
        try:
            if not await self._connect(stopped):
                return True
            return await self._serve(stopped)
        finally:
            stopped.cancel()
            await briefly(self._application.shutdown(), _CLOSING_SECONDS)
            self._writer.close()
            if server is not None:
                await server.close()

    async def _connect(self, stopped: asyncio.Task[Any]) -> bool:
        """Wait until Telegram knows us; tell whether it does, or the order to stop came first."""
        pause = _FIRST_PAUSE
        while not stopped.done():
            connecting = asyncio.create_task(self._application.initialize())
            await asyncio.wait({connecting, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if not connecting.done():
                connecting.cancel()
                return False
            error = connecting.exception()
            if error is None:
                self._health.right("start")
                return True
            if isinstance(error, InvalidToken):
                raise ConfigError(self._say("telegram.token_refused")) from None
            if not isinstance(error, TelegramError):
                raise error
            _LOG.warning("Telegram cannot be reached, trying again: %s", error)
            await asyncio.wait({stopped}, timeout=pause)
            pause = min(_LONGEST_PAUSE, 1.5 * pause)
        return False

    async def _serve(self, stopped: asyncio.Task[Any]) -> bool:
        await self._application.start()
        writing = asyncio.create_task(self._writer.run())
        workers = self._service.start()
        source = asyncio.create_task(self._source.run())
        watch = asyncio.create_task(LoopWatch().run())
        besides = asyncio.create_task(self._beside())
        self.ready.set()
        ordered = False
        try:
            await asyncio.wait(
                {stopped, writing, source, *workers}, return_when=asyncio.FIRST_COMPLETED
            )
            ordered = stopped.done()  # an order that comes later does not hide what has ended
        finally:
            for task in (source, besides, watch):
                task.cancel()
            await asyncio.gather(source, besides, watch, return_exceptions=True)
            finished, _ = await asyncio.gather(
                self._service.stop(workers, self._settings.stop_seconds),
                briefly(self._source.stop(), _CLOSING_SECONDS),
            )
            self._writer.end()
            await briefly(asyncio.wait({writing}), _CLOSING_SECONDS)
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
            await briefly(self._application.stop(), _CLOSING_SECONDS)
        if not ordered:
            self._explain(source, writing, *workers)
        return finished

    def _explain(self, *tasks: asyncio.Task[Any]) -> None:
        """Raise what ended a task that should not have ended."""
        for task in tasks:
            if not task.cancelled() and (error := task.exception()) is not None:
                raise error
        raise RuntimeError("a part of the bot has ended")
