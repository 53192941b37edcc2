"""Sending to Telegram: parts in order, then files; plain text when the HTML is refused."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress

import httpx
from telegram import ForceReply, InlineKeyboardMarkup, LinkPreviewOptions, Message
from telegram.constants import ChatAction, ChatType, FileSizeLimit, MessageLimit, ParseMode
from telegram.error import BadRequest, NetworkError, TelegramError

from bot.render import Part, printable
from bot.render_split import split_text
from knowledge.answer import Attachment

_LOG = logging.getLogger(__name__)

ACTION_PERIOD = 4.0
"""Seconds between two notices such as "typing"; Telegram shows one for five."""

_FIRST_NOTICE_WAIT = 1.0
_CONNECT_TRIES = 3
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""Causes of a failed call that show that nothing was sent."""


async def send_parts(
    message: Message,
    parts: Sequence[Part],
    buttons: InlineKeyboardMarkup | ForceReply | None = None,
) -> None:
    """Answer ``message`` with ``parts``, in order, ``buttons`` under the last one.

    In a group the first part quotes ``message``, and so does the one with the buttons: that is
    how a tap is known to come from the person who asked.

    A part is sent again only when it cannot have arrived: when no connection was made, or when
    Telegram refused it. After a time-out it may have arrived, and is not repeated (the Bot API
    has no way to recognise a repetition).

    Raises:
        TelegramError: a part could not be sent, or nobody knows whether it was.
    """
    for number, part in enumerate(parts):
        markup = buttons if number == len(parts) - 1 else None
        quoting = number == 0 or markup is not None
        try:
            await _send_text(message, part.html, ParseMode.HTML, markup, quoting=quoting)
        except BadRequest as error:
            if "can't parse entities" not in error.message.lower():
                raise
            _LOG.warning("Telegram refused our HTML (%s); sending plain text", error.message)
            await _send_text(message, part.plain, None, markup, quoting=quoting)


async def send_files(message: Message, files: Sequence[Attachment]) -> None:
    """Send ``files`` to the chat of ``message``, in order; the rules are those of the parts.

    A photo that Telegram does not take as such is sent as a document.

    Raises:
        TelegramError: a file could not be sent, or nobody knows whether it was.
    """
    for file in files:
        if file.media == "photo" and len(file.content) <= FileSizeLimit.PHOTOSIZE_UPLOAD:
            try:
                await _send_photo(message, file)
            except BadRequest as error:
                _LOG.warning("Telegram refused a photo (%s); sending a document", error.message)
            else:
                continue
        await _send_document(message, file)


async def _send_text(
    message: Message,
    text: str,
    mode: ParseMode | None,
    markup: InlineKeyboardMarkup | ForceReply | None,
    *,
    quoting: bool,
) -> None:
    await _patiently(
        lambda: message.reply_text(
            text,
            parse_mode=mode,
            link_preview_options=_NO_PREVIEW,
            reply_markup=markup,
            do_quote=quoting and message.chat.type != ChatType.PRIVATE,
            allow_sending_without_reply=True,
        )
    )


async def _send_photo(message: Message, file: Attachment) -> None:
    await _patiently(
        lambda: message.reply_photo(
            file.content, caption=_caption(file), filename=file.name, do_quote=False
        )
    )


async def _send_document(message: Message, file: Attachment) -> None:
    await _patiently(
        lambda: message.reply_document(
            file.content, caption=_caption(file), filename=file.name, do_quote=False
        )
    )


def _caption(file: Attachment) -> str | None:
    """Return the caption as plain text, cut at a paragraph or sentence where it is too long."""
    pieces = split_text(printable(file.caption).strip(), MessageLimit.CAPTION_LENGTH)
    return pieces[0] if pieces else None


async def _patiently(send: Callable[[], Awaitable[object]]) -> None:
    """Await ``send()``, again while no connection is made, three times at most."""
    for attempt in range(1, _CONNECT_TRIES + 1):
        try:
            await send()
        except NetworkError as error:
            if attempt == _CONNECT_TRIES or not isinstance(error.__cause__, NEVER_SENT):
                raise
            await asyncio.sleep(attempt)
        else:
            return


@asynccontextmanager
async def busy(message: Message, action: ChatAction) -> AsyncIterator[None]:
    """Show ``action``, e.g. "typing", in the chat of ``message`` while the body runs.

    The first notice goes out while the body already works; leaving waits for it up to a second,
    so that it does not come after the answer. A notice that fails changes nothing.
    """
    first = asyncio.Event()
    notices = asyncio.create_task(_keep_showing(message, action, first))
    try:
        yield
        with suppress(TimeoutError):
            await asyncio.wait_for(first.wait(), _FIRST_NOTICE_WAIT)
    finally:
        notices.cancel()
        with suppress(asyncio.CancelledError):
            await notices


async def _keep_showing(message: Message, action: ChatAction, first: asyncio.Event) -> None:
    while True:
        with suppress(TelegramError):
            await message.reply_chat_action(action)
        first.set()
        await asyncio.sleep(ACTION_PERIOD)
