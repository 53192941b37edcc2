"""How often one person may ask: so many requests in a stretch of time, then one notice."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Literal, NamedTuple

Verdict = Literal["go", "tell", "hush"]
"""``go``: answer; ``tell``: too many, say so once; ``hush``: too many, and it was said."""

_NANO = 10**9
_MANY = 10_000  # persons remembered before those who have been quiet are forgotten


class Moment(NamedTuple):
    """When a request was made: by our clock (ns), and by the channel's (s) where it tells."""

    arrived: int
    sent: int | None


@dataclass
class _Track:
    taken: deque[Moment]
    told: int | None = None


class Pace:
    """Counts requests per key over a sliding stretch of time; safe for threads.

    Requests are too many only when both clocks say so: what was sent over an hour of outage
    arrives at once, and was not too much.

    Args:
        most: requests within the stretch.
        seconds: its length.
        clock: gives nanoseconds.
    """

    def __init__(
        self, most: int, seconds: int, clock: Callable[[], int] = time.monotonic_ns
    ) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._tracks: dict[str, _Track] = {}
        self._lock = Lock()

    def take(self, key: str, sent: int | None = None) -> tuple[Verdict, int]:
        """Count one request.

        Args:
            key: whose.
            sent: when it was sent by the channel's clock, in seconds; ``None`` when not known.

        Returns:
            What to do with it, and after how many seconds the next one is taken.
        """
        now = self._clock()
        moment = Moment(now, sent)
        with self._lock:
            self._forget_the_quiet(now)
            track = self._tracks.setdefault(key, _Track(deque(maxlen=self._most)))
            if len(track.taken) < self._most or self._is_over(track.taken[0], moment):
                track.taken.append(moment)
                return "go", 0
            wait = self._seconds - (now - track.taken[0].arrived) // _NANO
            if track.told is not None and now - track.told < self._seconds * _NANO:
                return "hush", wait
            track.told = now
            return "tell", wait

    def _is_over(self, first: Moment, now: Moment) -> bool:
        if now.arrived - first.arrived >= self._seconds * _NANO:
            return True
        if now.sent is None or first.sent is None:
            return False
        return now.sent - first.sent >= self._seconds

    def _forget_the_quiet(self, now: int) -> None:
        if len(self._tracks) < _MANY:
            return
        since = now - self._seconds * _NANO
        self._tracks = {
            key: track
            for key, track in self._tracks.items()
            if track.taken and track.taken[-1].arrived > since
        }
