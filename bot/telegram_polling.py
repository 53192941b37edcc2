"""Long polling that neither goes deaf nor stops at one bad update.

python-telegram-bot ends its polling task for good when ``getUpdates`` is answered 401 or 404 (a
reverse proxy's 404 is enough), while the program lives on; and it fetches the same batch again
and again, several hundred times a second, when one update in it cannot be parsed.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from telegram import Update
from telegram.error import NetworkError
from telegram.request import HTTPXRequest

_LOG = logging.getLogger(__name__)

_REFUSALS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND)
# What the library's parser raises on fields that are missing or of another type.
_UNPARSABLE = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, OSError)
_MOST_REFUSALS = 5  # with the library's back-off, about fifteen seconds


class PollingRequest(HTTPXRequest):
    """The HTTP client for ``getUpdates`` only.

    Attributes:
        on_refused: called when Telegram has refused the token several times in a row.
        refused: whether that has happened.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(connection_pool_size=1, **settings)
        self.on_refused: Callable[[], None] = lambda: None
        self.refused = False
        self._refusals = 0
        self._heard: float | None = None

    @property
    def silence(self) -> int | None:
        """Seconds since Telegram last answered; ``None`` for never."""
        return None if self._heard is None else int(time.monotonic() - self._heard)

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Ask for updates; see :class:`telegram.request.BaseRequest`.

        Raises:
            NetworkError: the connection failed, or the token was refused this time; the library
                waits and asks again.
        """
        status, payload = await super().do_request(*args, **kwargs)
        if status in _REFUSALS:
            self._refusals += 1
            if self._refusals == _MOST_REFUSALS:
                self.refused = True
                self.on_refused()
            raise NetworkError(f"getUpdates refused with status {status}")
        self._refusals = 0
        self._heard = time.monotonic()
        return status, _without_poison(payload) if status == HTTPStatus.OK else payload


def _without_poison(payload: bytes) -> bytes:
    """Empty the updates that cannot be parsed, keeping their ids so that polling moves on."""
    try:
        updates = json.loads(payload)["result"]
        if not updates or all(map(_parses, updates)):
            return payload
        kept = [update if _parses(update) else _emptied(update) for update in updates]
        return json.dumps({"ok": True, "result": kept}).encode()
    except (ValueError, KeyError, TypeError):
        return payload  # not an answer of the Bot API; the library says so


def _parses(update: dict[str, Any]) -> bool:
    try:
        Update.de_json(update, None)
    except _UNPARSABLE:
        return False
    return True


def _emptied(update: dict[str, Any]) -> dict[str, Any]:
    _LOG.error("skipped update %s: it cannot be parsed", update["update_id"])
    return {"update_id": update["update_id"]}
