"""Telegram's menu of commands: one for private chats, one for groups, one per person who may more.

A menu only shows; what a person may do is decided at each request.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError

from bot.reception import Reception
from bot.telegram.answers import RecordedReception
from bot.visitor import Visitor
from knowledge.access import ROLES
from knowledge.messages import Messages

_LOG = logging.getLogger(__name__)


async def introduce(bot: Bot, reception: Reception, messages: Messages) -> None:
    """Fill the menus for everybody, and the text shown before the first message."""
    menu = reception.menu
    scopes: tuple[tuple[BotCommandScope, bool], ...] = (
        (BotCommandScopeAllPrivateChats(), True),
        (BotCommandScopeAllGroupChats(), False),
    )
    try:
        for scope, private in scopes:
            await _set(bot, menu.names(ROLES[0], private=private), scope, messages)
        await bot.set_my_description(messages("telegram.description"))
    except TelegramError as error:
        _LOG.warning("Telegram did not take our menu: %s", error)


async def show_own_menu(
    bot: Bot, visitor: Visitor, chat_id: int, reception: RecordedReception, messages: Messages
) -> None:
    """Fill the menu of one private chat with what the person may do there now."""
    every = reception.menu.names(ROLES[-1], private=True)
    names = [name for name in every if reception.allows(visitor, name)]
    try:
        await _set(bot, names, BotCommandScopeChat(chat_id), messages)
    except TelegramError as error:
        _LOG.warning("Telegram did not take the menu of a chat: %s", error)


async def _set(bot: Bot, names: Iterable[str], scope: BotCommandScope, messages: Messages) -> None:
    commands = [BotCommand(name, messages(f"command.{name}")) for name in names]
    await bot.set_my_commands(commands, scope=scope)
