"""Updates by webhook: Telegram calls us; registered at the start, and looked after."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.telegram.health import Health
from bot.telegram.web import Take, webhook_server
from knowledge.messages import Messages
from knowledge.settings import WebhookSettings

_LOG = logging.getLogger(__name__)

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 15.0
_LOOK_SECONDS = 300.0


class Webhook:
    """A source of updates; see the module.

    Args:
        bot: whose updates.
        settings: where Telegram calls, and where we listen.
        secret: what Telegram must show.
        take: keeps updates; when it returns, the call is answered with 200.
        health: told what goes wrong.
        messages: section ``telegram``.
        allowed_updates: kinds of updates asked for.
    """

    def __init__(
        self,
        bot: Bot,
        settings: WebhookSettings,
        secret: str,
        take: Take,
        health: Health,
        messages: Messages,
        allowed_updates: Sequence[str],
    ) -> None:
        self._bot = bot
        self._settings = settings
        self._secret = secret
        self._health = health
        self._say = messages
        self._allowed = allowed_updates
        self._server = webhook_server(settings.path, secret, take, health)

    async def run(self) -> None:
        """Listen and stay registered, until cancelled.

        Raises:
            ConfigError: the place to listen at cannot be had.
        """
        self._server.listen(self._settings.listen, self._settings.port, self._say)
        registered = False
        while True:
            if not registered:
                await self._register()
            await asyncio.sleep(_LOOK_SECONDS)
            registered = await self._is_registered()

    async def _register(self) -> None:
        self._health.wrong("webhook", "not registered with Telegram")
        pause = _FIRST_PAUSE
        while True:
            try:
                await self._bot.set_webhook(
                    self._settings.url,
                    allowed_updates=self._allowed,
                    secret_token=self._secret,
                    drop_pending_updates=False,
                )
            except TelegramError as error:
                _LOG.warning("the webhook could not be registered: %s", error)
                await asyncio.sleep(pause)
                pause = min(_LONGEST_PAUSE, 1.5 * pause)
            else:
                break
        self._health.right("webhook")
        self._health.heard()

    async def _is_registered(self) -> bool:
        try:
            found = await self._bot.get_webhook_info()
        except InvalidToken:  # a server without this method, or a token that was withdrawn
            return False
        except TelegramError as error:
            _LOG.info("webhook not looked up: %s", error)
            return True
        self._health.heard()
        if found.url != self._settings.url:
            _LOG.warning("the webhook points elsewhere; registering it again")
        return found.url == self._settings.url

    async def stop(self) -> None:
        """Listen no more; Telegram keeps what comes meanwhile."""
        await self._server.close()
