"""Documents people bring on Telegram: fetched, read in the background, shown to be confirmed."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import Context
from datetime import UTC, datetime

from telegram import Bot, Chat, Document, Message
from telegram.constants import ChatAction, ChatType
from telegram.error import Forbidden, TelegramError

from bot.admission import Admission
from bot.render import Renderer
from bot.telegram.answers import RecordedReception
from bot.telegram.files import LARGEST_MEGABYTES, FileRefusedError, fetch, is_taken
from bot.telegram.send import busy
from bot.telegram.visitor import thread_of, visitor_of
from bot.upload_desk import Untold, UploadDesk
from knowledge.answer import Reply
from knowledge.errors import StateUnavailableError
from knowledge.messages import Messages
from knowledge.uploads import file_label

COMMAND = "themvanban"

EDIT_PERIOD = 3.0
"""Seconds between two edits of the message that tells how far the reading is."""

_LEAST_PAUSE = 1.0
_CLOSING_SECONDS = 1.0

_LOG = logging.getLogger(__name__)
_CAPTION = re.compile(rf"/{COMMAND}(?:@\w+)?\b", re.IGNORECASE)
_PRIVATE = re.compile(r"tg:(\d+)")

_Deliver = Callable[[Message, Reply | None], Awaitable[None]]


class Uploading:
    """Takes documents from those who may bring them.

    Args:
        reception: who lets people in, and has the desk.
        render: shows what is said.
        messages: sections ``upload`` and ``telegram``.
        deliver: sends a reply to the chat of a message.
    """

    def __init__(
        self,
        reception: RecordedReception,
        render: Renderer,
        messages: Messages,
        deliver: _Deliver,
    ) -> None:
        self._reception = reception
        self._render = render
        self._say = messages
        self._deliver = deliver
        self._tasks: set[asyncio.Task[None]] = set()

    async def is_meant(self, message: Message, document: Document) -> bool:
        """Tell whether a file is brought to be kept: by its caption, or by who sends it."""
        if self._reception.uploads is None:
            return False
        if _CAPTION.match(message.caption or ""):
            return True
        if is_taken(document):  # a workbook comes back checked
            return False
        visitor = visitor_of(message)
        return await asyncio.to_thread(self._reception.allows, visitor, COMMAND)

    async def take(self, message: Message, document: Document) -> None:
        """Fetch a document and have it read; returns once it is on record."""
        admitted = await asyncio.to_thread(
            self._reception.admit,
            visitor_of(message),
            f"/{COMMAND}",
            thread_of(message),
            sent=int(message.date.timestamp()),
        )
        desk = self._reception.uploads
        if not isinstance(admitted, Admission) or desk is None:
            await self._deliver(message, admitted if isinstance(admitted, Reply) else None)
            return
        name = document.file_name or ""
        try:
            async with busy(message, ChatAction.UPLOAD_DOCUMENT):
                content = await fetch(document)
        except FileRefusedError as refusal:
            _LOG.info("document not fetched: %s", refusal.__cause__ or refusal)
            key = str(refusal)
            shown = {"name": file_label(name), "limit": LARGEST_MEGABYTES}
            sentence = self._say(f"telegram.{key}", **shown)
            reply = await asyncio.to_thread(self._reception.give_up, admitted, key, sentence)
            await self._deliver(message, reply)
            return
        await self._begin(message, admitted, desk, name, content)

    async def _begin(
        self, message: Message, admitted: Admission, desk: UploadDesk, name: str, content: bytes
    ) -> None:
        """Read in the background, so that the chat goes on; wait until the file is on record."""
        progress = _Progress(message, file_label(name), self._render, self._say)

        async def read() -> None:
            try:
                reply = await asyncio.to_thread(
                    self._reception.attend,
                    admitted,
                    lambda call: desk.take(call, name, content, progress.reached),
                )
            except Exception:  # noqa: BLE001 - nobody awaits the task
                _LOG.exception("document not read")
                reply = Reply("abstain", self._say("telegram.failed"))
            finally:
                progress.known.set()
            await progress.end(read=bool(reply.choices))
            try:
                await self._deliver(message, reply)
                await asyncio.to_thread(desk.shown, content)
            except (TelegramError, StateUnavailableError) as error:  # shown after a restart
                _LOG.warning("preview not shown, or not noted: %s", error)

        # A context of its own: the update that brought the file is done before the reading is.
        task = asyncio.create_task(read(), context=Context())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        await progress.known.wait()

    async def close(self) -> None:
        """Let what is nearly done be done; the rest is told after the restart."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=_CLOSING_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def tell_interrupted(self, bot: Bot) -> None:
        """Tell the bringers of files what a former run could not tell them any more."""
        desk = self._reception.uploads
        if desk is None:
            return
        try:
            for untold in await asyncio.to_thread(desk.recover):
                if await self._is_told(untold, bot):
                    await asyncio.to_thread(desk.told, untold)
        except StateUnavailableError as error:
            _LOG.warning("interrupted documents not known: %s", error)

    async def _is_told(self, untold: Untold, bot: Bot) -> bool:
        found = _PRIVATE.fullmatch(untold.upload.thread or "")
        if found is None:  # brought elsewhere, or by somebody who was erased
            return True
        chat = Chat(int(found[1]), ChatType.PRIVATE)
        message = Message(0, datetime.now(UTC), chat)
        message.set_bot(bot)
        try:
            await self._deliver(message, untold.reply)
        except Forbidden:
            return True
        except TelegramError as error:
            _LOG.warning("interruption not told: %s", error)
            return False
        return True


class _Progress:
    """The one message that tells how far a file has come.

    Args:
        message: what it answers.
        file: the name shown.
        render: shows what is said.
        messages: section ``upload``.

    Attributes:
        known: set when the file is on record, or nothing is to be told any more.
    """

    def __init__(self, message: Message, file: str, render: Renderer, messages: Messages) -> None:
        self.known = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._message = message
        self._file = file
        self._render = render
        self._say = messages
        self._shown: Message | None = None
        self._telling: asyncio.Task[None] | None = None
        self._over = asyncio.Event()
        self._reading_since = self._edited_at = 0.0

    def reached(self, stage: str) -> None:
        """Take note of a stage; called from a thread."""
        self._loop.call_soon_threadsafe(self._note, stage)

    def _note(self, stage: str) -> None:
        self.known.set()
        if stage == "reading":
            self._reading_since = time.monotonic()
        if self._telling is None:
            self._telling = asyncio.create_task(self._tell(), context=Context())

    async def _tell(self) -> None:
        first = self._say("upload.queued", file=self._file)
        with suppress(TelegramError):
            self._shown = await self._message.reply_text(self._plain(first), do_quote=False)
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), EDIT_PERIOD)
            if self._over.is_set():
                return
            if self._reading_since:
                seconds = int(time.monotonic() - self._reading_since)
                await self._edit(self._say("upload.reading", file=self._file, seconds=seconds))

    async def end(self, *, read: bool) -> None:
        """Show that the reading is over, if it was shown at all."""
        self._over.set()
        if self._telling is not None:
            await self._telling
            await self._edit(self._say(f"upload.{'read' if read else 'not_read'}", file=self._file))

    async def _edit(self, sentence: str) -> None:
        if self._shown is None:
            return
        wait = self._edited_at + min(EDIT_PERIOD, _LEAST_PAUSE) - time.monotonic()
        await asyncio.sleep(max(wait, 0))
        with suppress(TelegramError):
            await self._shown.edit_text(self._plain(sentence))
        self._edited_at = time.monotonic()

    def _plain(self, sentence: str) -> str:
        return self._render.notice(sentence)[0].plain
