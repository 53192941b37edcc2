"""Sending to Telegram: parts in order, plain text when the HTML is refused, "typing" meanwhile."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import httpx
from telegram import LinkPreviewOptions, Message
from telegram.constants import ChatAction, ChatType, ParseMode
from telegram.error import BadRequest, NetworkError, TelegramError

from bot.render import Part

_LOG = logging.getLogger(__name__)

TYPING_PERIOD = 4.0
"""Seconds between two "typing" notices; Telegram shows one for five."""

_FIRST_TYPING_WAIT = 1.0
_CONNECT_TRIES = 3
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


async def send_parts(message: Message, parts: Sequence[Part]) -> None:
    """Answer ``message`` with ``parts``, in order; in a group the first one quotes it.

    A part is sent again only when it cannot have arrived: when no connection was made, or when
    Telegram refused it. After a time-out it may have arrived, and is not repeated (the Bot API
    has no way to recognise a repetition).

    Raises:
        TelegramError: a part could not be sent, or nobody knows whether it was.
    """
    for number, part in enumerate(parts):
        quoting = number == 0 and message.chat.type != ChatType.PRIVATE
        try:
            await _send(message, part.html, ParseMode.HTML, quoting)
        except BadRequest as error:
            if "can't parse entities" not in error.message.lower():
                raise
            _LOG.warning("Telegram refused our HTML (%s); sending plain text", error.message)
            await _send(message, part.plain, None, quoting)


async def _send(message: Message, text: str, mode: ParseMode | None, quoting: bool) -> None:
    for attempt in range(1, _CONNECT_TRIES + 1):
        try:
            await message.reply_text(
                text,
                parse_mode=mode,
                link_preview_options=_NO_PREVIEW,
                do_quote=quoting,
                allow_sending_without_reply=True,
            )
        except NetworkError as error:
            if attempt == _CONNECT_TRIES or not isinstance(error.__cause__, _NEVER_SENT):
                raise
            await asyncio.sleep(attempt)
        else:
            return


@asynccontextmanager
async def typing(message: Message) -> AsyncIterator[None]:
    """Show "typing" in the chat of ``message`` while the body runs.

    The first notice goes out while the body already works; leaving waits for it up to a second,
    so that it does not come after the answer. A notice that fails changes nothing.
    """
    first = asyncio.Event()
    notices = asyncio.create_task(_keep_typing(message, first))
    try:
        yield
        with suppress(TimeoutError):
            await asyncio.wait_for(first.wait(), _FIRST_TYPING_WAIT)
    finally:
        notices.cancel()
        with suppress(asyncio.CancelledError):
            await notices


async def _keep_typing(message: Message, first: asyncio.Event) -> None:
    while True:
        with suppress(TelegramError):
            await message.reply_chat_action(ChatAction.TYPING)
        first.set()
        await asyncio.sleep(TYPING_PERIOD)
