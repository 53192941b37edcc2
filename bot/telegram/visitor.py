"""Who writes on Telegram, and to which conversation it belongs."""

from __future__ import annotations

from telegram import InlineQuery, Message, User
from telegram.constants import ChatType

from bot.visitor import Visitor

CHANNEL = "telegram"


def visitor_of(message: Message) -> Visitor:
    """Return who sent ``message``.

    An anonymous administrator and a channel write as Telegram's own bot; who they are is not told.
    A forwarded or quoted message is its sender's, whoever wrote it first.
    """
    private = message.chat.type == ChatType.PRIVATE
    sender = message.from_user
    if sender is None or sender.is_bot or message.sender_chat is not None:
        return Visitor(CHANNEL, None, private=private)
    return _visitor(sender, private=private)


def tapping_visitor(user: User, message: Message) -> Visitor:
    """Return who tapped a button under ``message``."""
    return _visitor(user, private=message.chat.type == ChatType.PRIVATE)


def querying_visitor(query: InlineQuery) -> Visitor:
    """Return who types an inline query; in private where Telegram names no group or channel."""
    shared = (ChatType.GROUP, ChatType.SUPERGROUP, ChatType.CHANNEL)
    return _visitor(query.from_user, private=query.chat_type not in shared)


def thread_of(message: Message) -> str:
    """Return the name of the conversation of ``message``.

    In a group every person has a conversation of their own in each topic: what one of them is
    asked, another must not answer.
    """
    sender = message.sender_chat or message.from_user
    if message.chat.type == ChatType.PRIVATE or sender is None:
        return f"tg:{message.chat_id}"
    topic = message.message_thread_id if message.is_topic_message else None
    return f"tg:{message.chat_id}:{topic or 0}:{sender.id}"


def _visitor(user: User, *, private: bool) -> Visitor:
    return Visitor(CHANNEL, str(user.id), user.full_name, private)
