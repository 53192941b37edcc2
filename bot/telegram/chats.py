"""What is known of the chats: which have another number now, and which take no messages."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from telegram.constants import ChatMemberStatus

from knowledge.errors import StateUnavailableError
from knowledge.store_ports import ChatStore

_LOG = logging.getLogger(__name__)

Json = dict[str, Any]

Lane = int | str | None
"""A chat, or whatever else has an order of its own; ``None`` for the rest."""

_GONE = (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)


class Chats:
    """Keeps what Telegram says of chats, in memory and in the store.

    Args:
        store: where it is kept.

    Raises:
        StateUnavailableError: the store cannot be read.
    """

    def __init__(self, store: ChatStore) -> None:
        self._store = store
        self._moved = dict(store.moved())
        self._silent = set(store.silent())
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="chats")

    def current(self, chat: int) -> int:
        """Return the number ``chat`` has now."""
        seen = {chat}
        while chat in self._moved and self._moved[chat] not in seen:
            chat = self._moved[chat]
            seen.add(chat)
        return chat

    def is_silent(self, chat: int) -> bool:
        """Tell whether ``chat`` takes no messages from us: blocked, left or gone."""
        return chat in self._silent

    async def move(self, old: int, new: int) -> None:
        """Note that a group has another number now."""
        if old == new or self._moved.get(old) == new:
            return
        _LOG.info("group %s is %s now", old, new)
        self._moved[old] = new
        await self._keep(self._store.move, old, new, (thread_of(old), thread_of(new)))

    async def silence(self, chat: int, *, silent: bool) -> None:
        """Note whether ``chat`` takes messages from us."""
        if self.is_silent(chat) == silent:
            return
        _LOG.info("chat %s takes %s", chat, "no messages" if silent else "messages again")
        if silent:
            self._silent.add(chat)
        else:
            self._silent.discard(chat)
        await self._keep(lambda: self._store.silence(chat, silent=silent))

    async def read(self, update: Json) -> int | None:
        """Note what a new update says of its chat; return the chat's present number, if any."""
        chat = chat_of(update)
        if chat is None:
            return None
        message = _part(update, "message")
        new, old = message.get("migrate_to_chat_id"), message.get("migrate_from_chat_id")
        if isinstance(new, int):
            await self.move(chat, new)
        elif isinstance(old, int):
            await self.move(old, chat)
        chat = self.current(chat)
        membership = _part(_part(update, "my_chat_member"), "new_chat_member")
        await self.silence(chat, silent=membership.get("status") in _GONE)
        return chat

    async def _keep(self, write: Callable[..., None], *arguments: Any) -> None:
        try:
            # Not among the threads for answers, which may all be at work for long.
            await asyncio.get_running_loop().run_in_executor(self._thread, write, *arguments)
        except StateUnavailableError as error:
            _LOG.error("what is known of a chat will be lost at the next start: %s", error)


def thread_of(chat: int) -> str:
    """Return how the names of a chat's conversations begin."""
    return f"tg:{chat}"


def chat_of(update: Json) -> int | None:
    """Return the number of the chat an update belongs to; of the person where there is no chat.

    An inline query belongs to none: it says nothing of the private chat, and does not wait there.
    """
    for name, kind in update.items():
        if isinstance(kind, dict) and name != "inline_query":
            for place in (_part(kind, "chat"), _part(_part(kind, "message"), "chat"),
                          _part(kind, "from"), _part(kind, "user")):  # fmt: skip
                if isinstance(place.get("id"), int):
                    return int(place["id"])
    return None


def lane_of(update: Json, chat: int | None) -> Lane:
    """Return with what an update must keep its order: its chat, or the other looks of a person."""
    sender = _part(_part(update, "inline_query"), "from").get("id")
    return f"inline:{sender}" if isinstance(sender, int) else chat


def readdressed(update: Json, chats: Chats) -> Json:
    """Return an update of a chat that has moved meanwhile as if it came from the chat's new place.

    So that the conversation goes on where it was left.
    """
    message = _part(update, "message")
    chat = _part(message, "chat")
    number = chat.get("id")
    if not isinstance(number, int) or chats.current(number) == number:
        return update
    return {**update, "message": {**message, "chat": {**chat, "id": chats.current(number)}}}


def _part(whole: Json, name: str) -> Json:
    part = whole.get(name)
    return part if isinstance(part, dict) else {}
