"""What the assistant does with each kind of Telegram message."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import Any

from telegram import Message, MessageEntity, Update, User
from telegram.constants import ChatType
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, TelegramError
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from bot.ports import Answerer
from bot.render import render_html, render_notice
from bot.telegram_send import send_parts, typing
from knowledge.messages import Messages
from knowledge.text import normalize

_LOG = logging.getLogger(__name__)

COMMANDS = ("start", "help")
"""Commands of the bot: ``telegram.<name>`` is the answer, ``telegram.command_<name>`` the menu."""

_COMMAND = re.compile(r"/(?P<name>[a-z0-9_]{1,32})(?:@(?P<bot>\w+))?(?!\S)", re.IGNORECASE)

_Context = ContextTypes.DEFAULT_TYPE


class Conversation:
    """The handlers of the bot, bound to the assistant and the sentences for readers.

    Edited messages, channel posts, other bots and updates without a message are passed over. In a
    group only commands, mentions of the bot and replies to it are answered.
    """

    def __init__(self, answerer: Answerer, messages: Messages) -> None:
        self._answerer = answerer
        self._messages = messages

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the handlers to ``application``."""
        application.add_handler(MessageHandler(filters.UpdateType.MESSAGE, self.on_message))
        application.add_error_handler(self.on_error)

    async def on_message(self, update: Update, context: _Context) -> None:
        """Answer a command or a question, or say politely that only text can be read."""
        message = update.message
        if message is None or _is_automatic(message):
            return
        bot = context.bot.bot
        command = _COMMAND.match(message.text or "")
        if command:
            await self._on_command(message, command["name"].lower(), command["bot"], bot)
            return
        question = addressed_text(message, bot)
        if question is None:
            return
        if message.effective_attachment is not None:
            if not _is_rest_of_album(message, context):
                await self._say(message, "only_text")
        elif message.text is None:  # somebody joined, a title changed, ...
            return
        elif not (question := normalize(question).strip()):
            await self._say(message, "empty_question")
        else:
            await self._answer(message, question)

    async def _on_command(self, message: Message, name: str, whose: str | None, bot: User) -> None:
        """Answer a command; in a group an unknown one only when it carries the bot's name."""
        if whose is None:
            ours = name in COMMANDS or message.chat.type == ChatType.PRIVATE
        else:
            ours = whose.lower() == str(bot.username).lower()
        if ours:
            await self._say(message, name if name in COMMANDS else "unknown_command")

    async def _answer(self, message: Message, question: str) -> None:
        thread = f"tg:{message.chat_id}"
        async with typing(message):
            reply = await asyncio.to_thread(self._answerer.ask, question, thread=thread)
        parts = render_html(reply, self._messages)
        await send_parts(message, parts or render_notice(self._messages("telegram.failed")))

    async def _say(self, message: Message, key: str) -> None:
        await send_parts(message, render_notice(self._messages(f"telegram.{key}")))

    async def on_error(self, update: object, context: _Context) -> None:
        """Log an error; tell the person who waits for an answer, in one sentence."""
        error = context.error
        if isinstance(error, Forbidden):
            _LOG.info("the chat no longer takes our messages: %s", error)
            return
        if not isinstance(update, Update):  # from polling; the library goes on by itself
            reason = "another program polls with this token" if isinstance(error, Conflict) else ""
            _LOG.warning("polling: %s %s", error, reason)
            return
        _LOG.error("update %s failed", update.update_id, exc_info=error)
        if update.message is None:
            return
        lost = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
        key = "send_failed" if lost else "failed"
        try:
            await self._say(update.message, key)
        except TelegramError as again:
            _LOG.warning("update %s: no apology either: %s", update.update_id, again)


def addressed_text(message: Message, bot: User) -> str | None:
    """Return what ``message`` says to ``bot``, without the mention; ``None`` when not meant for it.

    In a private chat everything is meant for the bot; in a group what mentions it or replies to it.
    """
    text = message.text or message.caption or ""
    if message.chat.type == ChatType.PRIVATE:
        return text
    entities = message.parse_entities() if message.text else message.parse_caption_entities()
    mentions = [entity for entity, name in entities.items() if _names(entity, name, bot)]
    if mentions:
        return _cut(text, mentions)
    replied = message.reply_to_message
    if replied and replied.from_user == bot and not replied.forum_topic_created:
        return text
    return None


def _names(entity: MessageEntity, text: str, bot: User) -> bool:
    if entity.type == MessageEntity.TEXT_MENTION:
        return entity.user == bot
    return entity.type == MessageEntity.MENTION and text.lower() == f"@{bot.username}".lower()


def _cut(text: str, entities: list[MessageEntity]) -> str:
    """Return ``text`` without ``entities``, whose offsets count UTF-16 code units."""
    units = text.encode("utf-16-le", "surrogatepass")
    for entity in sorted(entities, key=lambda entity: entity.offset, reverse=True):
        start, end = 2 * entity.offset, 2 * (entity.offset + entity.length)
        units = units[:start] + units[end:]
    return units.decode("utf-16-le", "surrogatepass")


def _is_automatic(message: Message) -> bool:
    """Tell whether no person sent ``message``: another bot did, or a channel's forwarding.

    An anonymous administrator writes as Telegram's own bot, in the name of the group.
    """
    if message.is_automatic_forward:
        return True
    sender = message.from_user
    return sender is not None and sender.is_bot and message.sender_chat is None


def _is_rest_of_album(message: Message, context: _Context) -> bool:
    """Tell whether ``message`` belongs to the album already answered in its chat."""
    album = message.media_group_id
    if album is None or context.chat_data is None:
        return False
    known = context.chat_data.get("album") == album
    context.chat_data["album"] = album
    return known
