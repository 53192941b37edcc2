"""The Telegram channel: long polling, questions in, rendered replies out."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import Any

from telegram import BotCommand, Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import AIORateLimiter, Application

from bot.reception import Reception
from bot.telegram_feedback import Marks
from bot.telegram_handlers import Conversation
from bot.telegram_log import guard_logs
from bot.telegram_order import PerChatProcessor
from bot.telegram_polling import PollingRequest
from bot.telegram_post import Postman
from knowledge.access import ROLES
from knowledge.errors import ConfigError
from knowledge.messages import Messages

_LOG = logging.getLogger(__name__)

_TOKEN = re.compile(r"\d+:[\w-]+", re.ASCII)
_ADDRESS = re.compile(r"https?://\S+")

_TelegramApplication = Application[Any, Any, Any, Any, Any, Any]


def build_application(
    token: str,
    reception: Reception,
    messages: Messages,
    *,
    base_url: str | None = None,
    base_file_url: str | None = None,
) -> _TelegramApplication:
    """Return the bot, ready to be initialised and started.

    Args:
        token: the bot's token, ``"<number>:<letters>"``.
        reception: whom messages are passed to.
        messages: the sentences for readers.
        base_url: address of another Bot API server, up to where the token follows, e.g.
            ``"http://127.0.0.1:8081/bot"``; ``None`` for Telegram's.
        base_file_url: the same for files, e.g. ``"http://127.0.0.1:8081/file/bot"``; ``None`` for
            the one beside ``base_url``.

    Raises:
        ConfigError: the token or an address is malformed; the token is not repeated.
    """
    _check(token, messages, base_url, base_file_url)
    guard_logs(token)
    polling = PollingRequest()

    async def begin(application: _TelegramApplication) -> None:
        await _introduce(application, reception, messages)
        if reception.mailbox is not None:
            postman = Postman(application.bot, reception.mailbox, messages)
            application.bot_data[Postman] = asyncio.create_task(postman.run())

    async def end(application: _TelegramApplication) -> None:
        if Postman in application.bot_data:
            application.bot_data[Postman].cancel()

    # The pool is small because the HTTP client looks through all of it for every request.
    builder = (
        Application.builder()
        .token(token)
        .get_updates_request(polling)
        .connection_pool_size(16)
        .pool_timeout(30)
        .connect_timeout(10)
        .read_timeout(20)
        .write_timeout(20)
        .rate_limiter(AIORateLimiter(max_retries=3))
        .concurrent_updates(PerChatProcessor())
        .post_init(begin)
        .post_stop(end)
    )
    if base_url is not None:
        builder = builder.base_url(base_url)
        base_file_url = base_file_url or f"{base_url.removesuffix('/bot')}/file/bot"
    if base_file_url is not None:
        builder = builder.base_file_url(base_file_url)
    application = builder.build()
    polling.on_refused = application.stop_running
    application.bot_data[PollingRequest] = polling
    reception.channel = lambda: {
        "ok": polling.silence is not None,
        "reasons": [],
        "seconds_since_telegram": polling.silence,
        "waiting": application.update_queue.qsize(),
    }
    Marks(reception, messages).register(application)
    Conversation(reception, messages).register(application)
    return application


def run(
    token: str,
    reception: Reception,
    messages: Messages,
    *,
    base_url: str | None = None,
    base_file_url: str | None = None,
) -> None:
    """Serve the bot by long polling until the process is told to stop; blocks.

    Waits for Telegram as long as it cannot be reached, and never throws away what people sent
    meanwhile.

    Raises:
        ConfigError: the token is malformed, refused at the start or withdrawn later, or an
            address is malformed.
    """
    application = build_application(
        token, reception, messages, base_url=base_url, base_file_url=base_file_url
    )
    # The library would take the loop a former run has closed.
    asyncio.set_event_loop(asyncio.new_event_loop())
    try:
        application.run_polling(
            bootstrap_retries=-1,
            drop_pending_updates=False,
            allowed_updates=[Update.MESSAGE, Update.CALLBACK_QUERY],
        )
    except InvalidToken:
        raise ConfigError(messages("telegram.token_refused")) from None
    if application.bot_data[PollingRequest].refused:
        raise ConfigError(messages("telegram.token_refused"))


def _check(token: str, messages: Messages, *addresses: str | None) -> None:
    if not _TOKEN.fullmatch(token):
        raise ConfigError(messages("telegram.token_malformed"))
    for address in addresses:
        if address is not None and not _ADDRESS.fullmatch(address):
            raise ConfigError(messages("telegram.address_malformed", address=address))


async def _introduce(
    application: _TelegramApplication, reception: Reception, messages: Messages
) -> None:
    """Fill Telegram's command menu and the text shown before the first message."""
    try:
        names = reception.menu.names(ROLES[0], private=True)
        await application.bot.set_my_commands(
            [BotCommand(name, messages(f"command.{name}")) for name in names]
        )
        await application.bot.set_my_description(messages("telegram.description"))
    except TelegramError as error:
        _LOG.warning("Telegram did not take our menu: %s", error)
