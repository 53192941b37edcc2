"""Inline mode: ``@bot 666`` typed in any chat offers cards of documents, to be sent there."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError
from telegram.ext import Application, ContextTypes, InlineQueryHandler

from bot.card import Card
from bot.card_desk import CardDesk, Looked
from bot.render import Part, Renderer
from bot.telegram.turn import is_repeated
from bot.telegram.visitor import querying_visitor

START = "tra_nhanh"
"""What the private conversation is opened with; no enrolment code looks like it."""

_LOG = logging.getLogger(__name__)
_KEPT_SECONDS = 30  # how long Telegram may show the same person the same cards again
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class InlineMode:
    """The handler of inline queries.

    A query is answered once and at once, or not at all: what an earlier run of the program left
    is passed over, as nobody waits for it any more.

    Args:
        desk: finds the cards.
        render: shows them.
    """

    def __init__(self, desk: CardDesk, render: Renderer) -> None:
        self._desk = desk
        self._render = render
        # Not among the threads for answers, which may all be at work for long.
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="inline")

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the handler to ``application``."""
        application.add_handler(InlineQueryHandler(self.on_query))

    async def on_query(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Offer the cards that fit what was typed so far."""
        query = update.inline_query
        if query is None or query.from_user.is_bot or is_repeated():
            return
        looked = await asyncio.get_running_loop().run_in_executor(
            self._threads, self._desk.look_up, querying_visitor(query), query.query
        )
        try:
            await self._answer(query, looked)
        except TelegramError as error:  # most often too late: the person has typed on
            _LOG.info("inline query not answered: %s", error)

    async def _answer(self, query: InlineQuery, looked: Looked) -> None:
        parts = [self._render.html(card.reply)[0] for card in looked.cards]
        try:
            await _send(query, looked, parts, ParseMode.HTML)
        except BadRequest as error:
            if "can't parse entities" not in error.message.lower():
                raise
            _LOG.warning("Telegram refused our HTML (%s); sending plain text", error.message)
            await _send(query, looked, parts, None)


async def _send(
    query: InlineQuery, looked: Looked, parts: list[Part], mode: ParseMode | None
) -> None:
    button = None
    if looked.invitation:
        button = InlineQueryResultsButton(looked.invitation, start_parameter=START)
    await query.answer(
        [
            _article(str(number), card, part.plain if mode is None else part.html, mode)
            for number, (card, part) in enumerate(zip(looked.cards, parts, strict=True))
        ],
        cache_time=_KEPT_SECONDS if looked.served else 0,
        is_personal=True,
        button=button,
    )


def _article(id_: str, card: Card, text: str, mode: ParseMode | None) -> InlineQueryResultArticle:
    content = InputTextMessageContent(text, parse_mode=mode, link_preview_options=_NO_PREVIEW)
    return InlineQueryResultArticle(id_, card.title, content, description=card.note)
