"""Whether the bot hears and answers: what is wrong at the moment, for whoever watches it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any


class Health:
    """What is wrong now, by part; no part holds addresses, tokens or words of people.

    Args:
        waiting: gives the number of updates accepted and not yet answered.

    Attributes:
        waiting: as given.
        longest_silence: seconds without a word from Telegram that mean something is wrong;
            ``None`` where silence means nothing, as with a webhook.
    """

    def __init__(self, waiting: Callable[[], int] = lambda: 0) -> None:
        self.waiting = waiting
        self.longest_silence: float | None = None
        self._wrong: dict[str, str] = {"start": "not yet connected to Telegram"}
        self._last_heard: float | None = None

    def wrong(self, part: str, why: str) -> None:
        """Note that ``part`` does not work."""
        self._wrong[part] = why

    def right(self, part: str) -> None:
        """Note that ``part`` works."""
        self._wrong.pop(part, None)

    def heard(self) -> None:
        """Note that updates can reach us: Telegram answered, or called."""
        self._last_heard = time.monotonic()

    def report(self) -> dict[str, Any]:
        """Return the state as plain JSON values; ``ok`` and the reasons why not."""
        silence = None if self._last_heard is None else int(time.monotonic() - self._last_heard)
        wrong = dict(self._wrong)
        if silence is not None and silence > (self.longest_silence or silence):
            wrong["silence"] = f"nothing heard from Telegram for {silence} s"
        return {
            "ok": not wrong,
            "reasons": [f"{part}: {why}" for part, why in sorted(wrong.items())],
            "seconds_since_telegram": silence,
            "waiting": self.waiting(),
        }
