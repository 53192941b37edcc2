"""Marks under answers, and replies that belong to a command.

A mark is a button that says something of the answer it stands under. Its data is the mark's act,
an opaque id; who may use it is the reception's to decide.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Sequence
from typing import Any

from telegram import (
    CallbackQuery,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    Update,
    User,
)
from telegram.constants import CallbackQueryLimit, ChatType
from telegram.error import BadRequest, TelegramError
from telegram.ext import Application, CallbackQueryHandler, ContextTypes

from bot.admission import Admission
from bot.render import Renderer
from bot.telegram.answers import RecordedReception
from bot.telegram.send import send_parts
from bot.telegram.visitor import CHANNEL, tapping_visitor, thread_of
from bot.visitor import Visitor
from knowledge.answer import Mark, Reply
from knowledge.messages import Messages
from knowledge.sentences import shorten

_LOG = logging.getLogger(__name__)

_PREFIX = "m:"
_IN_A_ROW = 2
_LONGEST_ALERT = int(CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH)
_LINK = re.compile(r"/(gopy|chuatraloi)(?:_([0-9A-Za-z]{1,20}))?\s*\Z")
"""How a message of ours ends that may be answered by a reply."""


def with_marks(
    buttons: InlineKeyboardMarkup | None, marks: Sequence[Mark]
) -> InlineKeyboardMarkup | None:
    """Return a keyboard with marks in rows of their own below; ``None`` for no buttons at all."""
    rows = list(buttons.inline_keyboard) if buttons else []
    made = [InlineKeyboardButton(mark.label, callback_data=_PREFIX + mark.act) for mark in marks]
    rows += [tuple(made[at : at + _IN_A_ROW]) for at in range(0, len(made), _IN_A_ROW)]
    return InlineKeyboardMarkup(rows) if rows else None


def in_reply(message: Message, bot: User, words: str) -> str:
    """Return what a person typed, behind the command it belongs to if it answers such a message.

    A message of ours belongs to a command when it ends with the link of it.

    Args:
        message: what the person sent.
        bot: ourselves.
        words: what is typed in it.
    """
    answered = message.reply_to_message
    if answered is None or answered.from_user != bot:
        return words
    link = _LINK.search(answered.text or "")
    return words if link is None else " ".join(filter(None, (f"/{link[1]}", link[2], words)))


def force_reply(reply: Reply) -> ForceReply | None:
    """Return what makes the person's app open a reply, where one is asked for."""
    return ForceReply(selective=True) if reply.awaits else None


class Marks:
    """Handles taps on marks.

    Args:
        reception: whom taps are passed to.
        render: shows what is said.
        messages: section ``telegram``.
    """

    def __init__(self, reception: RecordedReception, render: Renderer, messages: Messages) -> None:
        self._reception = reception
        self._render = render
        self._messages = messages

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the handler to ``application``; before the one for other buttons."""
        application.add_handler(CallbackQueryHandler(self.on_tap, pattern=rf"\A{_PREFIX}"))

    async def on_tap(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Pass a tap on; show what comes of it in a short notice, or ask what else is needed."""
        query = update.callback_query
        if query is None:
            return
        message = query.message
        data = query.data or ""  # the library also hands over taps without any
        mark = data.startswith(_PREFIX)
        if not mark or not isinstance(message, Message) or not message.is_accessible:
            await self._decline(query, Visitor(CHANNEL, str(query.from_user.id)), "", "button_old")
            return
        visitor = tapping_visitor(query.from_user, message)
        private = message.chat.type == ChatType.PRIVATE
        asker = message if private else message.reply_to_message
        if asker is None or not (private or asker.from_user == query.from_user):
            key = "button_old" if asker is None else "button_foreign"
            await self._decline(query, visitor, thread_of(message), key)
            return
        act = data.removeprefix(_PREFIX)
        reply = await asyncio.to_thread(self._said, visitor, act, thread_of(asker))
        if reply is None:
            await _notify(query, None)
        elif reply.awaits:
            await _change(message, ())
            await _notify(query, None)
            await send_parts(asker, self._render.notice(reply.text), force_reply(reply))
        else:
            await _notify(query, reply.text)
            await _change(message, reply.marks)

    def _said(self, visitor: Visitor, act: str, thread: str) -> Reply | None:
        admitted = self._reception.admit_rating(visitor, act, thread)
        return self._reception.answer(admitted) if isinstance(admitted, Admission) else admitted

    async def _decline(self, query: CallbackQuery, visitor: Visitor, thread: str, key: str) -> None:
        await asyncio.to_thread(self._reception.decline, visitor, key, thread)
        await _notify(query, self._messages(f"telegram.{key}"))


async def _change(message: Message, marks: Sequence[Mark]) -> None:
    """Put other marks in the place of those under a message, or take them away."""
    markup = with_marks(_kept(message.reply_markup, marks=False), marks)
    try:
        await message.edit_reply_markup(markup)
    except BadRequest as error:  # a tap before this one has done so; or the message is gone
        _LOG.info("marks not changed: %s", error)
    except TelegramError as error:
        _LOG.warning("marks not changed: %s", error)


async def _notify(query: CallbackQuery, text: str | None) -> None:
    """Tell Telegram that a tap was seen; too late for that (after an outage) changes nothing."""
    try:
        await query.answer(None if text is None else shorten(text, _LONGEST_ALERT))
    except TelegramError as error:
        _LOG.info("tap not acknowledged: %s", error)


def _kept(markup: InlineKeyboardMarkup | None, *, marks: bool) -> InlineKeyboardMarkup | None:
    """Return the rows of a keyboard that are marks, or those that are not."""
    rows = [
        row
        for row in (markup.inline_keyboard if markup else ())
        if all(str(one.callback_data).startswith(_PREFIX) for one in row) is marks
    ]
    return InlineKeyboardMarkup(rows) if rows else None
