"""When a polling bot has to give up: its token is refused, or another program uses it."""

from __future__ import annotations

import random
import time
from datetime import timedelta

from telegram.error import Conflict, InvalidToken, RetryAfter

from knowledge.errors import ConfigError
from knowledge.messages import Messages

_MOST_REFUSALS = 5  # in a row, about fifteen seconds
_MOST_CONFLICTS = 3  # of a newcomer, who leaves the place to the program that was there before
_NEWCOMER_SECONDS = 60.0
_LONGEST_CONFLICT = 120.0  # seconds


class Refusals:
    """Counts refusals in a row, and says when they are too many.

    Of two programs that poll with one token each gets the other's calls ended. The later one
    gives up at once; the earlier one goes on, unless the other does not give up either.

    Args:
        messages: section ``telegram``.
    """

    def __init__(self, messages: Messages) -> None:
        self._say = messages
        self._tokens = 0
        self._conflicts = 0
        self._since: float | None = None
        self._start = time.monotonic()

    @property
    def in_conflict(self) -> bool:
        """Whether the last call was ended by another program's."""
        return self._since is not None

    def forget(self) -> None:
        """Note that polling works."""
        self._tokens = 0
        self._since = None
        if time.monotonic() - self._start > _NEWCOMER_SECONDS:
            self._conflicts = 0

    def note(self, error: Exception) -> None:
        """Note a failure.

        Raises:
            ConfigError: the program should give up.
        """
        self._tokens = self._tokens + 1 if isinstance(error, InvalidToken) else 0
        if self._tokens >= _MOST_REFUSALS:
            raise ConfigError(self._say("telegram.token_refused"))
        if not isinstance(error, Conflict):
            return
        now = time.monotonic()
        self._since = self._since or now
        self._conflicts += 1
        young = now - self._start < _NEWCOMER_SECONDS
        if (young and self._conflicts >= _MOST_CONFLICTS) or now - self._since > _LONGEST_CONFLICT:
            raise ConfigError(self._say("telegram.conflict"))

    def conflict_pause(self) -> float:
        """Return the seconds to wait before calling again; two programs wait differently long."""
        return random.uniform(0.5, 1.5)  # noqa: S311 - no secret


def seconds_of(error: RetryAfter) -> float:
    """Return the seconds for which Telegram asks to be left alone."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
