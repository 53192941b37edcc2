"""The Telegram channel: all its parts put together; questions in, rendered replies out."""

from __future__ import annotations

import asyncio
import re
import signal
from typing import Any

from telegram import Update
from telegram.ext import Application

from bot.reception import Reception
from bot.telegram.answers import RecordedReception
from bot.telegram.channel import Channel, account
from bot.telegram.chats import Chats
from bot.telegram.courier import Courier
from bot.telegram.feedback import Marks
from bot.telegram.handlers import Conversation
from bot.telegram.health import Health
from bot.telegram.inbox import InboxWriter
from bot.telegram.inline import InlineMode
from bot.telegram.line import Line
from bot.telegram.log import guard_logs
from bot.telegram.menu import introduce
from bot.telegram.pace import Pace
from bot.telegram.polling import Poller
from bot.telegram.post import Postman
from bot.telegram.request import PlainRequest, PollingRequest
from bot.telegram.running import Running, Source
from bot.telegram.service import Service
from bot.telegram.webhook import Webhook
from knowledge.errors import ConfigError

UPDATES = (
    Update.MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER, Update.INLINE_QUERY,
)  # fmt: skip
"""Kinds of updates Telegram is asked for."""

_ADDRESS = re.compile(r"https?://\S+")

_TelegramApplication = Application[Any, Any, Any, Any, Any, Any]


def build(channel: Channel, reception: Reception) -> Running:
    """Return the bot, ready to be run in an event loop.

    Raises:
        ConfigError: the token or the address is malformed.
        StateUnavailableError: what was kept cannot be read.
    """
    say, settings, render = channel.messages, channel.settings, channel.render
    account(channel.token, say)
    if settings.base_url is not None and not _ADDRESS.fullmatch(settings.base_url):
        raise ConfigError(say("telegram.address_malformed", address=settings.base_url))
    guard_logs(channel.token, channel.webhook_secret)
    health, polling, chats = Health(), PollingRequest(), Chats(channel.chats)
    line = Line(lambda: application.bot.get_me(), health)
    courier = Courier(line, chats, Pace(always=settings.pace == "always"))
    application = _application(channel.token, settings.base_url, polling, courier)
    writer = InboxWriter(channel.inbox, health)
    service = Service(application, writer, chats, courier, say)
    service.resume(channel.inbox.unfinished())
    health.waiting = lambda: service.waiting
    reception.channel = health.report
    recorded = RecordedReception(reception, writer.loop)
    Marks(recorded, render, say).register(application)
    conversation = Conversation(recorded, render, say)
    conversation.register(application)
    InlineMode(channel.cards, render).register(application)
    source: Source
    if settings.webhook is None:
        source = Poller(application.bot, polling, service.take, health, line.worked, say, UPDATES)
    else:
        source = Webhook(
            application.bot, settings.webhook, channel.webhook_secret, service.take, health, say,
            UPDATES,
        )  # fmt: skip

    async def beside() -> None:
        try:
            await introduce(application.bot, reception, say)
            await conversation.uploads.tell_interrupted(application.bot)
            if reception.mailbox is not None:
                await Postman(application.bot, reception.mailbox, render).run()
            await asyncio.Event().wait()
        finally:
            await conversation.uploads.close()

    return Running(application, service, writer, source, health, settings, say, beside=beside)


def run(channel: Channel, reception: Reception) -> bool:
    """Serve the bot until the process is told to stop; blocks.

    Waits for Telegram as long as it cannot be reached, and never throws away what people sent
    meanwhile.

    Returns:
        Whether all answers being made were finished; threads of others are still at work.

    Raises:
        ConfigError: the token is malformed, refused at the start or withdrawn later, an address
            is malformed or taken, or another program polls with the token.
        StateUnavailableError: what was kept cannot be read.
    """
    loop = asyncio.new_event_loop()
    try:
        running, stop = build(channel, reception), asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        return loop.run_until_complete(running.serve(stop))
    finally:
        loop.close()  # not asyncio.run, which would wait for every thread


def _application(
    token: str, base_url: str | None, polling: PollingRequest, courier: Courier
) -> _TelegramApplication:
    # The pool is small because the HTTP client looks through all of it for every request.
    calls = PlainRequest(
        connection_pool_size=16,
        pool_timeout=30,
        connect_timeout=10,
        read_timeout=20,
        write_timeout=20,
    )
    builder = Application.builder().token(token).rate_limiter(courier)
    builder = builder.request(calls).get_updates_request(polling)
    if base_url is not None:
        root = base_url.removesuffix("/").removesuffix("/bot")
        builder = builder.base_url(base_url).base_file_url(f"{root}/file/bot")
    return builder.updater(None).build()
