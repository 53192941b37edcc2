"""The HTTP clients of the bot, on top of the library's."""

from __future__ import annotations

import asyncio
import json
from http import HTTPStatus
from typing import Any

from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import HTTPXRequest

from bot.telegram.chats import Json

_CALL_SECONDS = 30.0  # a server that answers one byte at a time is given up, too


class PlainRequest(HTTPXRequest):
    """A client that takes an error page for an error, without a traceback in the log."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> Json:
        """Return the answer; see :class:`telegram.request.BaseRequest`.

        Raises:
            TelegramError: it is no JSON object.
        """
        try:
            answer = json.loads(payload.decode(errors="replace"))
        except ValueError as error:
            raise TelegramError("the answer is not JSON") from error
        if not isinstance(answer, dict):
            raise TelegramError("the answer is not a JSON object")
        return answer


class PollingRequest(PlainRequest):
    """The client for ``getUpdates`` only; it keeps the updates as they came.

    The library is given none of them: it would refuse all when it cannot parse one.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(connection_pool_size=2, **settings)
        self.updates: list[Json] = []

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Ask for updates; see :class:`telegram.request.BaseRequest`.

        Raises:
            NetworkError: the connection failed, or what came is no list of updates.
        """
        self.updates = []
        try:
            async with asyncio.timeout(_CALL_SECONDS):
                status, payload = await super().do_request(*args, **kwargs)
        except TimeoutError as error:
            raise TimedOut from error
        if status != HTTPStatus.OK:
            return status, payload
        self.updates = _updates(payload)
        return status, b'{"ok":true,"result":[]}'


def _updates(payload: bytes) -> list[Json]:
    try:
        found = json.loads(payload)["result"]
        return [update for update in found if isinstance(update["update_id"], int)]
    except (ValueError, KeyError, TypeError) as error:
        raise NetworkError("getUpdates: no list of updates came") from error
