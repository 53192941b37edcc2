"""Sends what waits in the mailbox, to the administrators' chat and to people who have asked."""

from __future__ import annotations

import asyncio
import logging
import re
from contextlib import suppress

from telegram import Bot, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError

from bot.mailbox import Mailbox
from bot.render import Renderer
from knowledge.feedback import Letter

_LOG = logging.getLogger(__name__)

_ROUND = 15.0  # seconds between two looks into the mailbox when nobody rings
_ADDRESS = re.compile(r"tg:(-?\d{1,16})", re.ASCII)
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Postman:
    """Delivers letters, one after the other.

    To a person a letter is sent once: when nobody knows whether it has arrived, it is not repeated.
    To the administrators it is repeated until it is known to have arrived.

    Args:
        bot: sends, at Telegram's pace.
        mailbox: holds the letters.
        render: shows the letters.
    """

    def __init__(self, bot: Bot, mailbox: Mailbox, render: Renderer) -> None:
        self._bot = bot
        self._mailbox = mailbox
        self._render = render

    async def run(self) -> None:
        """Deliver until cancelled."""
        rung, loop = asyncio.Event(), asyncio.get_running_loop()
        self._mailbox.wake = lambda: loop.call_soon_threadsafe(rung.set)
        try:
            while True:
                try:
                    await self._deliver_all()
                except Exception:  # noqa: BLE001 - nobody else would ever send letters again
                    _LOG.exception("letters stay where they are")
                with suppress(TimeoutError):
                    await asyncio.wait_for(rung.wait(), _ROUND)
                rung.clear()
        finally:
            self._mailbox.wake = lambda: None

    async def _deliver_all(self) -> None:
        for letter in await asyncio.to_thread(self._mailbox.take):
            try:
                delivered = await self._delivered(letter)
            except Exception:  # noqa: BLE001 - one letter must not keep the others from being sent
                _LOG.exception("a letter stays where it is")
                continue
            if delivered:
                await asyncio.to_thread(self._mailbox.done, letter)

    async def _delivered(self, letter: Letter) -> bool:
        """Send a letter; tell whether it is done with."""
        address, to_person = _ADDRESS.fullmatch(letter.address), letter.person is not None
        if address is None:
            _LOG.error("a letter has no address of Telegram's: %s", letter.address)
            return True
        try:
            await self._send(int(address[1]), letter)
        except (Forbidden, BadRequest) as error:  # the latter is also a NetworkError
            _LOG.warning("a letter was not taken by %s: %s", letter.address, error)
            return to_person
        except NetworkError as error:
            _LOG.warning("a letter may not have arrived: %s", error)
            return to_person
        except TelegramError as error:
            _LOG.warning("a letter could not be sent: %s", error)
            return False
        return True

    async def _send(self, chat: int, letter: Letter) -> None:
        for part in self._render.html(letter.reply):
            try:
                await self._send_part(chat, part.html, ParseMode.HTML)
            except BadRequest as error:
                if "can't parse entities" not in error.message.lower():
                    raise
                await self._send_part(chat, part.plain, None)

    async def _send_part(self, chat: int, text: str, mode: ParseMode | None) -> None:
        await self._bot.send_message(chat, text, parse_mode=mode, link_preview_options=_NO_PREVIEW)
