"""Sending to Telegram: parts in order, then files; plain text when the HTML is refused."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from telegram import ForceReply, InlineKeyboardMarkup, LinkPreviewOptions, Message
from telegram.constants import ChatAction, ChatType, FileSizeLimit, MessageLimit, ParseMode
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.render import Part, Renderer
from bot.render_split import split_text
from knowledge.answer import Attachment

_LOG = logging.getLogger(__name__)

ACTION_PERIOD = 4.0
"""Seconds between two notices such as "typing"; Telegram shows one for five."""

QUICK = 0.7
"""Seconds of work that need no notice: the answer itself says that it is done."""

_LAST_NOTICE_WAIT = 1.0
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def send_parts(
    message: Message,
    parts: Sequence[Part],
    buttons: InlineKeyboardMarkup | ForceReply | None = None,
) -> None:
    """Answer ``message`` with ``parts``, in order, ``buttons`` under the last one.

    In a group the first part quotes ``message``, and so does the one with the buttons: that is
    how a tap is known to come from the person who asked.

    What may have arrived is not sent again; see :mod:`bot.telegram.courier`.

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


async def send_files(message: Message, files: Sequence[Attachment], render: Renderer) -> None:
    """Send ``files`` to the chat of ``message``, in order; the rules are those of the parts.

    A photo that Telegram does not take as such is sent as a document.

    Raises:
        TelegramError: a file could not be sent, or nobody knows whether it was.
    """
    for file in files:
        if file.media == "photo" and len(file.content) <= FileSizeLimit.PHOTOSIZE_UPLOAD:
            try:
                await _send_photo(message, file, _caption(file, render))
            except (BadRequest, InvalidToken) as error:  # the latter: no such method there
                _LOG.warning("Telegram refused a photo (%s); sending a document", error.message)
            else:
                continue
        await _send_document(message, file, _caption(file, render))


async def _send_text(
    message: Message,
    text: str,
    mode: ParseMode | None,
    markup: InlineKeyboardMarkup | ForceReply | None,
    *,
    quoting: bool,
) -> None:
    await message.reply_text(
        text,
        parse_mode=mode,
        link_preview_options=_NO_PREVIEW,
        reply_markup=markup,
        do_quote=quoting and message.chat.type != ChatType.PRIVATE,
        allow_sending_without_reply=True,
    )


async def _send_photo(message: Message, file: Attachment, caption: str | None) -> None:
    await message.reply_photo(file.content, caption=caption, filename=file.name, do_quote=False)


async def _send_document(message: Message, file: Attachment, caption: str | None) -> None:
    await message.reply_document(file.content, caption=caption, filename=file.name, do_quote=False)


def _caption(file: Attachment, render: Renderer) -> str | None:
    """Return the caption as plain text, cut at a paragraph or sentence where it is too long."""
    pieces = split_text(render.printable(file.caption).strip(), MessageLimit.CAPTION_LENGTH)
    return pieces[0] if pieces else None


@asynccontextmanager
async def busy(message: Message, action: ChatAction) -> AsyncIterator[None]:
    """Show ``action``, e.g. "typing", in the chat of ``message`` while the body takes its time.

    Leaving waits up to a second for a notice under way, so that it does not come after the answer.
    A notice that fails changes nothing.
    """
    silence = asyncio.Event()
    silence.set()
    notices = asyncio.create_task(_keep_showing(message, action, silence))
    try:
        yield
        with suppress(TimeoutError):
            await asyncio.wait_for(silence.wait(), _LAST_NOTICE_WAIT)
    finally:
        notices.cancel()
        with suppress(asyncio.CancelledError):
            await notices


async def _keep_showing(message: Message, action: ChatAction, silence: asyncio.Event) -> None:
    pause = QUICK
    while True:
        await asyncio.sleep(pause)
        pause = ACTION_PERIOD
        silence.clear()
        with suppress(TelegramError):
            await message.reply_chat_action(action)
        silence.set()
