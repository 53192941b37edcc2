"""Which Telegram messages are meant for the bot, and what they say to it."""

from __future__ import annotations

from telegram import Message, MessageEntity, User
from telegram.constants import ChatType


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


def is_automatic(message: Message) -> bool:
    """Tell whether no person sent ``message``: another bot did, or a channel's forwarding.

    An anonymous administrator writes as Telegram's own bot, in the name of the group.
    """
    if message.is_automatic_forward:
        return True
    sender = message.from_user
    return sender is not None and sender.is_bot and message.sender_chat is None
