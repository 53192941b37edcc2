"""How fast Telegram lets a bot send: limits by chat, by group and over all chats.

Twenty messages a minute to a group always hold. A message a second to a person and thirty a second
over all chats are not exact: Telegram lets short bursts of answers pass. So these two hold from
the start when told to, and otherwise for a while after Telegram has asked for patience.
Times are those of the answers to our calls: between two of them Telegram has seen at least the
same time go by.
"""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Callable

from telegram.constants import FloodLimit

_OVERALL = int(FloodLimit.MESSAGES_PER_SECOND)
_GROUP = int(FloodLimit.MESSAGES_PER_MINUTE_PER_GROUP)
_SLACK = 0.05  # seconds, as Telegram's clock need not run like ours
_SECOND = 1 + _SLACK
_MINUTE = 60 + _SLACK
_CAUTION = 600.0  # seconds
_MOST_KEPT = 2_000  # chats


class Pace:
    """What was sent when, and from that how long the next message must wait.

    Args:
        always: whether all limits hold from the start.
        clock: gives the time in seconds.
    """

    def __init__(self, *, always: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._always = always
        self._clock = clock
        self._cautious_until = float("-inf")
        self._asked_until: dict[int, float] = {}
        self._sent: defaultdict[int, deque[float]] = defaultdict(deque)
        self._recent: deque[float] = deque(maxlen=_OVERALL)
        self._under_way = 0

    @property
    def is_strict(self) -> bool:
        """Whether all limits hold now."""
        return self._always or self._clock() < self._cautious_until

    def chat_wait(self, chat: int) -> float:
        """Return the seconds to wait before the next message to ``chat``."""
        now = self._clock()
        until = self._asked_until.get(chat, now)
        sent = self._sent.get(chat)
        if sent and chat < 0 and len(sent) == _GROUP:
            until = max(until, sent[0] + _MINUTE)
        elif sent and chat > 0 and self.is_strict:
            until = max(until, sent[-1] + _SECOND)
        return max(0.0, until - now)

    def overall_wait(self) -> float:
        """Return the seconds to wait before the next message to anybody."""
        if not self.is_strict:
            return 0.0
        since = self._clock() - _SECOND
        recent = [at for at in self._recent if at > since]
        surplus = len(recent) + self._under_way + 1 - _OVERALL
        if surplus <= 0:
            return 0.0
        return recent[min(surplus, len(recent)) - 1] - since if recent else _SECOND

    def begun(self) -> None:
        """Note that a call is on its way."""
        self._under_way += 1

    def ended(self, chat: int | None) -> None:
        """Note that Telegram has answered the call, or that no answer will come.

        Args:
            chat: where a message went; ``None`` for a call that makes no message, e.g. an edit.
        """
        now = self._clock()
        self._under_way -= 1
        self._recent.append(now)
        if chat is None:
            return
        sent = self._sent[chat]
        sent.append(now)
        while len(sent) > (_GROUP if chat < 0 else 1):
            sent.popleft()
        if len(self._sent) > _MOST_KEPT:
            self._forget(now)

    def told(self, chat: int, seconds: float) -> None:
        """Note that Telegram asks to leave ``chat`` alone for ``seconds``."""
        now = self._clock()
        self._cautious_until = now + _CAUTION
        until = now + seconds + _SLACK
        self._asked_until[chat] = max(self._asked_until.get(chat, until), until)

    def _forget(self, now: float) -> None:
        for chat in [chat for chat, sent in self._sent.items() if sent[-1] < now - _MINUTE]:
            del self._sent[chat]
        for chat in [chat for chat, until in self._asked_until.items() if until < now]:
            del self._asked_until[chat]
