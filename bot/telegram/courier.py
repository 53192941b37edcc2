"""How calls go out to Telegram: at its pace, once, and to where the chat is now.

python-telegram-bot hands every call but ``getUpdates`` to its rate limiter. The one it brings along
halts all calls when one chat is told to wait; this one lets the others go on. It also waits while
Telegram cannot be reached, follows groups that move, leaves people alone who blocked the bot, and
keeps a record of what was sent, so that a restart repeats nothing.

A message is sent again only when it cannot have arrived: no connection was made, or Telegram
refused it. After a time-out, a broken connection or a 502 it may have arrived, and the Bot API has
no way to recognise a repetition: the error is passed on.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable, Coroutine
from hashlib import sha256
from typing import Any

import httpx
from telegram import InputFile, TelegramObject
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)
from telegram.ext import BaseRateLimiter

from bot.telegram.chats import Chats
from bot.telegram.line import Lane, Line
from bot.telegram.pace import Pace
from bot.telegram.refusals import seconds_of
from bot.telegram.turn import current_turn, digest_of

_LOG = logging.getLogger(__name__)

_NOTICE = "sendChatAction"
_MESSAGES = ("send", "copy", "forward")
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_UNREACHABLE = (httpx.ConnectError, httpx.ConnectTimeout)

_Result = bool | dict[str, Any] | list[dict[str, Any]]
_Call = Callable[[], Coroutine[Any, Any, _Result]]


class Courier(BaseRateLimiter[None]):
    """The rate limiter of the bot; see the module.

    Args:
        line: the line to Telegram.
        chats: what is known of the chats.
        pace: the limits.
    """

    def __init__(self, line: Line, chats: Chats, pace: Pace) -> None:
        self._line = line
        self._chats = chats
        self._pace = pace
        self._lane = Lane()

    async def initialize(self) -> None:
        """Nothing to do."""

    async def shutdown(self) -> None:
        """Look for Telegram no more."""
        self._line.close()

    async def close(self) -> None:
        """Begin no new message, and wait until those under way have been answered."""
        await self._lane.close()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, _Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> _Result:
        """Make one call; see :class:`telegram.ext.BaseRateLimiter`."""

        async def call() -> _Result:
            return await callback(*args, **kwargs)

        chat = data.get("chat_id")
        if not isinstance(chat, int):
            return await self._plain(call)
        data["chat_id"] = self._chats.current(chat)
        if endpoint == _NOTICE:
            return await self._notice(call, data)
        turn = current_turn()
        if turn is None:
            return await self._deliver(call, endpoint, data)
        digest = _digest(endpoint, data)
        known = turn.recall(digest)
        if known is not None:
            result: _Result = json.loads(known)
            return result
        return await self._deliver(call, endpoint, data, digest)

    async def _plain(self, call: _Call) -> _Result:
        """Make a call that concerns no chat, such as one about the bot itself."""
        result = await call()
        self._line.worked()
        return result

    async def _notice(self, call: _Call, data: dict[str, Any]) -> _Result:
        """Show that work goes on, where that costs nothing; such a notice is no message."""
        chat = data["chat_id"]
        if self._pace.is_strict or not self._line.is_up or self._chats.is_silent(chat):
            return True
        try:
            return await call()
        except RetryAfter as error:
            self._pace.told(chat, seconds_of(error))
            raise
        except Forbidden:
            await self._chats.silence(chat, silent=True)
            raise

    async def _deliver(
        self, call: _Call, endpoint: str, data: dict[str, Any], digest: str | None = None
    ) -> _Result:
        """Make a call to a chat, as often as it is known not to have come through."""
        while True:
            chat = data["chat_id"]
            if self._chats.is_silent(chat):
                raise Forbidden("Forbidden: the chat takes no messages, as it said before")
            await self._line.wait()
            await asyncio.sleep(self._pace.chat_wait(chat))
            ticket = await self._lane.enter()
            try:
                if self._pace.chat_wait(chat) or not self._line.is_up:
                    continue
                if wait := self._pace.overall_wait():
                    await asyncio.sleep(wait)  # nobody else may send either
                    continue
                result = await self._try(call, endpoint, data)
                if result is None:
                    continue
                result = _completed(endpoint, data, result)
                turn = current_turn()
                if turn is not None and digest is not None:
                    await turn.record(digest, json.dumps(result))
                return result
            finally:
                self._lane.leave(ticket)

    async def _try(self, call: _Call, endpoint: str, data: dict[str, Any]) -> _Result | None:
        """Make the call once; ``None`` when it has not come through and may be repeated."""
        chat, arrived = data["chat_id"], endpoint.startswith(_MESSAGES)
        self._pace.begun()
        try:
            result = await call()
        except RetryAfter as error:
            _LOG.warning("Telegram asks to leave chat %s alone: %s", chat, error)
            self._line.worked()
            self._pace.told(chat, seconds_of(error))
            arrived = False
            return None
        except ChatMigrated as error:
            self._line.worked()
            if self._chats.current(error.new_chat_id) == chat:
                raise
            await self._chats.move(chat, error.new_chat_id)
            data["chat_id"] = self._chats.current(chat)
            return None
        except (Forbidden, InvalidToken, BadRequest) as error:
            self._line.worked()
            if isinstance(error, Forbidden) or "chat not found" in error.message.lower():
                await self._chats.silence(chat, silent=True)
            raise
        except NetworkError as error:
            if isinstance(error.__cause__, _NEVER_SENT):
                if isinstance(error.__cause__, _UNREACHABLE):
                    self._line.failed(unreachable=True)
                return None
            self._line.failed(unreachable=False)
            raise
        else:
            self._line.worked()
            return result
        finally:
            self._pace.ended(chat if arrived else None)


def _completed(endpoint: str, data: dict[str, Any], result: _Result) -> _Result:
    """Return the result with what the library needs of a message; some servers say little."""
    if not endpoint.startswith("send") or not isinstance(result, dict | bool):
        return result
    said = result if isinstance(result, dict) else {}
    kind = "private" if data["chat_id"] > 0 else "supergroup"
    return {"message_id": 0, "date": int(time.time())} | said | {
        "chat": {"id": data["chat_id"], "type": kind} | (said.get("chat") or {})
    }  # fmt: skip


def _digest(endpoint: str, data: dict[str, Any]) -> str:
    """Return what tells this call from others of the same work, wherever the chat is."""
    content = {name: _written(value) for name, value in data.items() if name != "chat_id"}
    return digest_of([endpoint, content])


def _written(value: Any) -> Any:
    if isinstance(value, InputFile):
        content = value.input_file_content
        return [value.filename, sha256(content).hexdigest() if isinstance(content, bytes) else ""]
    if isinstance(value, TelegramObject):
        return value.to_json()
    if isinstance(value, list | tuple):
        return [_written(one) for one in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
