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

from bot.commands import COMMANDS as ASSISTANT_COMMANDS
from bot.commands import read_command
from bot.ports import Answerer
from bot.render import render_html, render_notice
from bot.telegram_addressed import addressed_text, is_automatic
from bot.telegram_buttons import keyboard, read_tap, split_choices
from bot.telegram_files import LARGEST_MEGABYTES, FileRefusedError, fetch, is_taken
from bot.telegram_send import busy, send_files, send_parts
from bot.telegram_turn import is_repeated
from knowledge.answer import Reply
from knowledge.messages import Messages
from knowledge.sentences import shorten
from knowledge.text import normalize

_LOG = logging.getLogger(__name__)

_OWN_COMMANDS = ("start", "help")

COMMANDS = (*_OWN_COMMANDS, *ASSISTANT_COMMANDS)
"""Commands in the menu, with ``telegram.command_<name>`` beside them; ``telegram.<name>`` is the
answer to the bot's own."""

_COMMAND = re.compile(r"/(?P<name>[a-z0-9_]{1,32})(?:@(?P<bot>\w+))?(?!\S)", re.IGNORECASE)
_LONGEST_NAME = 60  # characters of a file name in a sentence
_APOLOGIES = 2  # tries

_Context = ContextTypes.DEFAULT_TYPE


class Conversation:
    """The handlers of the bot, bound to the assistant and the sentences for readers.

    Edited messages, channel posts, other bots and updates without a message are passed over. In a
    group only commands, mentions of the bot and replies to it are answered, and a button only for
    the person who asked.
    """

    def __init__(self, answerer: Answerer, messages: Messages) -> None:
        self._answerer = answerer
        self._messages = messages

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
            if _is_ours(command, message, bot):
                rest = (message.text or "")[command.end() :]
                await self._take_words(message, f"/{command['name']}{rest}")
            return
        question = addressed_text(message, bot)
        if question is None:
            return
        attachment = message.effective_attachment
        if isinstance(attachment, Document) and is_taken(attachment):
            await self._take_file(message, attachment)
        elif attachment is not None:
            if not _is_rest_of_album(message, context):
                key = "other_file" if isinstance(attachment, Document) else "only_text"
                await self._say(message, key)
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
        try:
            await tap.message.edit_reply_markup(None)
        except BadRequest as error:
            # The tap before this one has taken the buttons away.
            used = "not modified" in error.message.lower()
            if not (used and is_repeated()):
                await self._decline(query, "button_used" if used else "button_old")
                return
        except TelegramError as error:  # they may still be there, or not; the choice holds
            _LOG.warning("buttons not taken away: %s", error)
        await _acknowledge(query)
        await self._say(tap.asker, "chosen", choice=tap.choice)
        await self._take_words(tap.asker, tap.choice)

    async def _take_words(self, message: Message, words: str) -> None:
        """Answer what a person typed or tapped: a command or a question."""
        question = normalize(words).strip()
        command = _COMMAND.match(question)
        if not question:
            await self._say(message, "empty_question")
        elif command and command["name"].lower() in _OWN_COMMANDS:
            await self._say(message, command["name"].lower())
        elif command and read_command(question) is None:
            await self._say(message, "unknown_command")
        else:
            async with busy(message, ChatAction.TYPING):
                reply = await asyncio.to_thread(
                    self._answerer.ask, question, thread=_thread(message)
                )
            await self._deliver(message, reply)

    async def _take_file(self, message: Message, document: Document) -> None:
        name = document.file_name or ""
        try:
            async with busy(message, ChatAction.UPLOAD_DOCUMENT):
                content = await fetch(document)
                reply = await asyncio.to_thread(
                    self._answerer.take_file, name, content, thread=_thread(message)
                )
        except FileRefusedError as refusal:
            _LOG.info("file not fetched: %s", refusal.__cause__ or refusal)
            shown = shorten(normalize(name), _LONGEST_NAME)
            await self._say(message, str(refusal), name=shown, limit=LARGEST_MEGABYTES)
        else:
            await self._deliver(message, reply)

    async def _deliver(self, message: Message, reply: Reply) -> None:
        """Send a reply: the text, its buttons under the last part, then its files."""
        choices, others = split_choices(reply.choices)
        reply = replace(reply, suggestions=(*reply.suggestions, *others))
        parts = render_html(reply, self._messages)
        if not parts and not reply.attachments:
            parts = render_notice(self._messages("telegram.failed"))
        await send_parts(message, parts, keyboard(choices))
        await send_files(message, reply.attachments)

    async def _say(self, message: Message, key: str, **values: object) -> None:
        await send_parts(message, render_notice(self._messages(f"telegram.{key}", **values)))

    async def _decline(self, query: CallbackQuery, key: str) -> None:
        _LOG.info("tap by %s declined: %s", query.from_user.id, key)
        await _acknowledge(query, self._messages(f"telegram.{key}"))

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
                await self._say(message, key)
            except TelegramError as again:
                _LOG.warning("update %s: no apology either: %s", update.update_id, again)
            else:
                return


def _is_ours(command: re.Match[str], message: Message, bot: User) -> bool:
    """Tell whether a command is for us; in a group an unknown one needs the bot's name."""
    if command["bot"] is not None:
        return command["bot"].lower() == str(bot.username).lower()
    known = command["name"].lower() in _OWN_COMMANDS or read_command(f"/{command['name']}")
    return bool(known) or message.chat.type == ChatType.PRIVATE


def _thread(message: Message) -> str:
    """Return the name of the conversation of ``message``.

    In a group every person has a conversation of their own in each topic: what one of them is
    asked, another must not answer.
    """
    sender = message.sender_chat or message.from_user
    if message.chat.type == ChatType.PRIVATE or sender is None:
        return f"tg:{message.chat_id}"
    topic = message.message_thread_id if message.is_topic_message else None
    return f"tg:{message.chat_id}:{topic or 0}:{sender.id}"


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
