"""The time that reading a file may take; each page of a scan has a time of its own.

Recognising takes seconds a page, so a scan may take as long as its pages. What reads tells of
every page that begins and ends; what limits stops the clock of the file meanwhile.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

MOST_PAGES = 200
"""Pages of one file that are recognised."""

_GRACE = 1
"""Seconds of the processor beyond the limit: only whole ones are counted."""

Told = Callable[[bool], None]
"""Told that a page of a scan begins (true) or ends."""


def _nobody_counts(_begins: bool) -> None:
    """Stand where no one limits the time."""


_told: ContextVar[Told] = ContextVar("told", default=_nobody_counts)


def tell(told: Told) -> None:
    """Have pages of scans told to ``told`` from now on."""
    _told.set(told)


@contextmanager
def page_of_scan() -> Iterator[None]:
    """Hold while a page is recognised."""
    told = _told.get()
    told(True)
    try:
        yield
    finally:
        told(False)


class Clock:
    """The time on the clock that reading one file may still take.

    Args:
        seconds: for the file.
        page_seconds: for each page of a scan.

    Attributes:
        code: the refusal when no time is left.
    """

    def __init__(self, seconds: float, page_seconds: float) -> None:
        self._deadline = time.monotonic() + seconds
        self._page_seconds = page_seconds
        self._kept = 0.0
        self._pages = 0
        self.code = "took_too_long"

    @property
    def left(self) -> float:
        """Seconds that are left, at least 0; none for more pages than are ever recognised."""
        over = self._pages > MOST_PAGES
        return 0.0 if over else max(self._deadline - time.monotonic(), 0.0)

    def page(self, begins: bool) -> None:
        """Start the time of a page, or go on with that of the file."""
        if begins:
            self._pages += 1
            self._kept, seconds, self.code = self.left, self._page_seconds, "page_took_too_long"
        else:
            seconds, self.code = self._kept, "took_too_long"
        self._deadline = time.monotonic() + seconds


class ProcessorClock:
    """The processor's time of this process, limited in the same way.

    Args:
        seconds: for the file.
        page_seconds: for each page of a scan.
    """

    def __init__(self, seconds: int, page_seconds: int) -> None:
        self._page_seconds = page_seconds
        self._kept = 0
        _allow(seconds)

    def page(self, begins: bool) -> None:
        """Start the time of a page, or go on with that of the file."""
        if begins:
            self._kept = resource.getrlimit(resource.RLIMIT_CPU)[0] - _used() - _GRACE
            _allow(self._page_seconds)
        else:
            _allow(self._kept)


def _used() -> int:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return int(used.ru_utime + used.ru_stime)


def _allow(seconds: int) -> None:
    """Let this process use so many seconds of the processor from now."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    wanted = _used() + max(seconds, 0) + _GRACE
    resource.setrlimit(resource.RLIMIT_CPU, (wanted if hard < 0 else min(wanted, hard), hard))
