"""What the Telegram channel is given by the wiring; needs no Telegram library."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.card_desk import CardDesk
from bot.render import Renderer
from knowledge.errors import ConfigError
from knowledge.messages import Messages
from knowledge.settings import TelegramSettings
from knowledge.store_ports import ChatStore, Inbox

_TOKEN = re.compile(r"\d+:[\w-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Channel:
    """What the channel works with.

    Attributes:
        token: the bot's token, ``"<number>:<letters>"``.
        messages: the sentences for readers.
        settings: section ``telegram``.
        inbox: keeps what has come in.
        chats: keeps what is known of the chats.
        cards: finds documents for inline queries.
        render: shows replies.
        webhook_secret: what Telegram must show when it calls; only used with a webhook.
    """

    token: str
    messages: Messages
    settings: TelegramSettings
    inbox: Inbox
    chats: ChatStore
    cards: CardDesk
    render: Renderer
    webhook_secret: str


def account(token: str, messages: Messages) -> str:
    """Return the name of a bot's account, ``"tg:<number>"``.

    Raises:
        ConfigError: the token is malformed; it is not repeated.
    """
    if not _TOKEN.fullmatch(token):
        raise ConfigError(messages("telegram.token_malformed"))
    return f"tg:{token.split(':')[0]}"
