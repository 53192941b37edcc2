"""The fake's flood control, when a test asks for it: by chat, by group and over all chats."""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from threading import Lock

from tests.fake_telegram_checks import Json, RefusalError, integer


class Flood:
    """What :class:`tests.fake_telegram_api.FakeTelegram` knows of flood control.

    Stricter than Telegram: exact, without bursts, and every call with a chat counts.
    """

    def limit(
        self,
        overall: int | None = None,
        chat_seconds: float | None = None,
        group_minute: int | None = None,
    ) -> None:
        """Allow ``overall`` calls in any second, one to a person every ``chat_seconds``, and
        ``group_minute`` to a group in any minute; ``None`` for no limit."""
        self._limits = (overall, chat_seconds, group_minute)
        self._passed: deque[float] = deque()
        self._by_chat: defaultdict[int, deque[float]] = defaultdict(deque)
        self._flood_lock = Lock()

    def check_flood(self, params: Json) -> None:
        """Refuse a call that comes too early."""
        if "chat_id" not in params or not any(self._limits):
            return
        overall, chat_seconds, group_minute = self._limits
        now = time.monotonic()
        with self._flood_lock:
            chat = integer(params, "chat_id")
            mine = self._by_chat[chat]
            if overall:
                _check(self._passed, now, overall, 1.0)
            if chat < 0 and group_minute:
                _check(mine, now, group_minute, 60.0)
            if chat > 0 and chat_seconds:
                _check(mine, now, 1, chat_seconds)
            self._passed.append(now)
            mine.append(now)


def _check(passed: deque[float], now: float, most: int, seconds: float) -> None:
    while passed and passed[0] <= now - seconds:
        passed.popleft()
    if len(passed) >= most:
        wait = max(1, math.ceil(passed[0] + seconds - now))
        raise RefusalError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
