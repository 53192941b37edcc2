"""What the assistant does with each kind of Telegram message, and with a tapped button."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import replace
from typing import Any

from telegram import CallbackQuery, Document, Message, Update, User
from telegram.constants import ChatAction, ChatType
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.admission import Admission
from bot.commands import read_any_command
from bot.labels import labels_of
from bot.offers import NOTHING, offers_of
from bot.render import Renderer
from bot.render_split import utf16_length
from bot.telegram.addressed import addressed_text, is_automatic
from bot.telegram.answers import RecordedReception
from bot.telegram.buttons import READABLE, Tap, keyboard, read_tap, split_choices
from bot.telegram.feedback import force_reply, in_reply, with_marks
from bot.telegram.files import LARGEST_MEGABYTES, FileRefusedError, fetch, is_taken
from bot.telegram.menu import show_own_menu
from bot.telegram.send import busy, send_files, send_parts
from bot.telegram.turn import is_repeated
from bot.telegram.upload import Uploading
from bot.telegram.visitor import CHANNEL, tapping_visitor, thread_of, visitor_of
from bot.visitor import Visitor
from knowledge.answer import Reply
from knowledge.messages import Messages
from knowledge.sentences import shorten
from knowledge.text import normalize

_LOG = logging.getLogger(__name__)

_COMMAND = re.compile(r"/(?P<name>[a-z0-9_]{1,32})(?:@(?P<bot>\w+))?(?!\S)", re.IGNORECASE)
_LONGEST_NAME = 60  # characters of a file name in a sentence
_APOLOGIES = 2  # tries

_Context = ContextTypes.DEFAULT_TYPE


class Conversation:
    """The handlers of the bot, bound to the reception and the sentences for readers.

    Edited messages, channel posts, other bots and updates without a message are passed over. In a
    group only commands, mentions of the bot and replies to it are answered, and a button only for
    the person who asked.

    Attributes:
        uploads: takes documents.
    """

    def __init__(self, reception: RecordedReception, render: Renderer, messages: Messages) -> None:
        self._reception = reception
        self._render = render
        self._messages = messages
        self.uploads = Uploading(reception, render, messages, self._deliver)

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the handlers to ``application``."""
        application.add_handler(MessageHandler(filters.UpdateType.MESSAGE, self.on_message))
        application.add_handler(CallbackQueryHandler(self.on_tap))
        application.add_error_handler(self.on_error)

    async def on_message(self, update: Update, context: _Context) -> None:
        """Answer a command, a question or a file, or say politely what can be read."""
        message = update.message
        if message is None or is_automatic(message):
            return
        bot = context.bot.bot
        if command := _COMMAND.match(message.text or ""):
            if self._is_ours(command, message, bot):
                rest = (message.text or "")[command.end() :]
                await self._take_words(message, f"/{command['name']}{rest}")
            return
        question = addressed_text(message, bot)
        if question is None:
            return
        question = in_reply(message, bot, question)
        attachment = message.effective_attachment
        if isinstance(attachment, Document) and await self.uploads.is_meant(message, attachment):
            await self.uploads.take(message, attachment)
        elif isinstance(attachment, Document) and is_taken(attachment):
            await self._take_file(message, attachment)
        elif attachment is not None:
            if not _is_rest_of_album(message, context):
                key = "other_file" if isinstance(attachment, Document) else "only_text"
                await self._explain(message, key)
        elif message.text is not None:  # otherwise somebody joined, a title changed, ...
            await self._take_words(message, question)

    async def on_tap(self, update: Update, context: _Context) -> None:
        """Take the choice of a tapped button as if it had been typed; once only."""
        query = update.callback_query
        if query is None:
            return
        tap = read_tap(query)
        if isinstance(tap, str):
            await self._decline(query, tap)
            return
        visitor = tapping_visitor(query.from_user, tap.message)
        admitted = await asyncio.to_thread(
            self._reception.admit, visitor, tap.said, thread_of(tap.asker)
        )
        if not isinstance(admitted, Admission):
            await _acknowledge(query)
            await self._deliver(tap.asker, admitted)
            return
        if used := await _take_buttons_away(tap):
            sentence = self._messages(f"telegram.{used}")
            await asyncio.to_thread(self._reception.give_up, admitted, used, sentence)
            await _acknowledge(query, sentence)
            return
        await _acknowledge(query)
        chosen = self._render.notice(self._messages("telegram.chosen", choice=tap.label))
        try:
            await send_parts(tap.asker, chosen)
        except TelegramError as error:  # what was let in is answered, and recorded
            _LOG.warning("choice not shown: %s", error)
        await self._answer(tap.asker, admitted)

    async def _take_words(self, message: Message, words: str) -> None:
        """Answer what a person typed: a command or a question."""
        admitted = await asyncio.to_thread(
            self._reception.admit,
            visitor_of(message),
            words,
            thread_of(message),
            sent=int(message.date.timestamp()),
        )
        if isinstance(admitted, Admission):
            await self._answer(message, admitted)
        else:
            await self._deliver(message, admitted)

    async def _answer(self, message: Message, admitted: Admission) -> None:
        async with busy(message, ChatAction.TYPING):
            reply = await asyncio.to_thread(self._reception.answer, admitted)
        visit = admitted.visit
        await self._deliver(message, reply, shows_sources=visit.request == "nguon")
        if visit.request in ("start", "help") and visit.visitor.private:
            await show_own_menu(
                message.get_bot(), visit.visitor, message.chat_id, self._reception, self._messages
            )

    async def _take_file(self, message: Message, document: Document) -> None:
        name = document.file_name or ""
        admitted = await asyncio.to_thread(
            self._reception.admit_file,
            visitor_of(message),
            name,
            thread_of(message),
            sent=int(message.date.timestamp()),
        )
        if not isinstance(admitted, Admission):
            await self._deliver(message, admitted)
            return
        try:
            async with busy(message, ChatAction.UPLOAD_DOCUMENT):
                content = await fetch(document)
                reply = await asyncio.to_thread(self._reception.answer_file, admitted, content)
        except FileRefusedError as refusal:
            _LOG.info("file not fetched: %s", refusal.__cause__ or refusal)
            shown = shorten(normalize(name), _LONGEST_NAME)
            key = str(refusal)
            sentence = self._messages(f"telegram.{key}", name=shown, limit=LARGEST_MEGABYTES)
            reply = await asyncio.to_thread(self._reception.give_up, admitted, key, sentence)
        await self._deliver(message, reply)

    async def _explain(self, message: Message, key: str) -> None:
        """Say what can be read, to whoever may write at all."""
        admitted = await asyncio.to_thread(
            self._reception.admit,
            visitor_of(message),
            "",
            thread_of(message),
            sent=int(message.date.timestamp()),
        )
        if isinstance(admitted, Admission):
            sentence = self._messages(f"telegram.{key}")
            admitted = await asyncio.to_thread(self._reception.give_up, admitted, key, sentence)
        await self._deliver(message, admitted)

    async def _deliver(
        self, message: Message, reply: Reply | None, *, shows_sources: bool = False
    ) -> None:
        """Send a reply: the text, its buttons under the last part, then its files."""
        if reply is None:  # silence
            return
        choices, others = split_choices(reply.choices, self._render)
        questions, long = split_choices(reply.suggestions, self._render)
        # A phone cuts a long button: what it says stands in the text as well.
        long += [question for question in questions if utf16_length(question) > READABLE]
        offers = NOTHING if shows_sources else offers_of(reply)
        reply = replace(reply, suggestions=(*long, *others))
        parts = self._render.html(reply)
        if not parts and not reply.attachments:
            parts = self._render.notice(self._messages("telegram.failed"))
        labels = labels_of(choices, self._messages)
        made = keyboard(choices, questions, offers, self._messages, labels)
        buttons = force_reply(reply) or with_marks(made, reply.marks)
        await send_parts(message, parts, buttons)
        await send_files(message, reply.attachments, self._render)

    async def _decline(self, query: CallbackQuery, key: str) -> None:
        """Turn down a tap: the reception only notes who it was."""
        message = query.message
        if isinstance(message, Message):
            visitor, thread = tapping_visitor(query.from_user, message), thread_of(message)
        else:
            visitor, thread = Visitor(CHANNEL, str(query.from_user.id)), ""
        await asyncio.to_thread(self._reception.decline, visitor, key, thread)
        await _acknowledge(query, self._messages(f"telegram.{key}"))

    def _is_ours(self, command: re.Match[str], message: Message, bot: User) -> bool:
        """Tell whether a command is for us; in a group an unknown one needs the bot's name."""
        if command["bot"] is not None:
            return command["bot"].lower() == str(bot.username).lower()
        if message.chat.type == ChatType.PRIVATE:
            return True
        known = read_any_command(f"/{command['name']}")
        return known is not None and known.name in self._reception.menu

    async def on_error(self, update: object, context: _Context) -> None:
        """Log an error; tell the person who waits for an answer, in one sentence."""
        error = context.error
        if isinstance(error, Forbidden):
            _LOG.info("the chat no longer takes our messages: %s", error)
            return
        if not isinstance(update, Update):
            _LOG.error("work outside of an update failed", exc_info=error)
            return
        trace = None if isinstance(error, TelegramError) else error
        _LOG.error("update %s failed: %s", update.update_id, error, exc_info=trace)
        message = update.message
        if message is None and update.callback_query:
            tap = read_tap(update.callback_query)
            message = None if isinstance(tap, str) else tap.asker
        if message is None:
            return
        lost = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
        key = "send_failed" if lost else "failed"
        for _ in range(_APOLOGIES):  # unlike an answer, an apology may come twice
            try:
                await send_parts(message, self._render.notice(self._messages(f"telegram.{key}")))
            except TelegramError as again:
                _LOG.warning("update %s: no apology either: %s", update.update_id, again)
            else:
                return


async def _take_buttons_away(tap: Tap) -> str:
    """Take what was tapped off its message; return the key of the sentence that says they are gone.

    Empty when they could be taken, so that of two taps one counts.
    """
    try:
        await tap.message.edit_reply_markup(tap.remaining)
    except BadRequest as error:
        # The tap before this one has taken the buttons away; or this one, before a restart.
        if "not modified" not in error.message.lower():
            return "button_old"
        return "" if is_repeated() else "button_used"
    except TelegramError as error:  # they may still be there, or not; the choice holds
        _LOG.warning("buttons not taken away: %s", error)
    return ""


async def _acknowledge(query: CallbackQuery, alert: str | None = None) -> None:
    """Tell Telegram that a tap was seen; too late for that (after an outage) changes nothing."""
    try:
        await query.answer(alert, show_alert=alert is not None)
    except TelegramError as error:
        _LOG.info("tap not acknowledged: %s", error)


def _is_rest_of_album(message: Message, context: _Context) -> bool:
    """Tell whether ``message`` belongs to the album already answered in its chat."""
    album = message.media_group_id
    if album is None or context.chat_data is None:
        return False
    known = context.chat_data.get("album") == album
    context.chat_data["album"] = album
    return known
