"""A watch over the event loop: a program whose loop is stuck hears nothing and must end."""

from __future__ import annotations

import asyncio
import faulthandler
import logging
import os
import threading

_LOG = logging.getLogger(__name__)

STUCK = 70
"""Exit status of a program whose event loop was stuck."""

_BEAT_SECONDS = 1.0
_LOOK_SECONDS = 30.0
_MOST_MISSED = 3  # looks in a row without a beat; a program that was suspended misses one


class LoopWatch:
    """Ends the process when its event loop has not turned for a minute and a half.

    What was accepted is in the inbox, and is handled after the restart.
    """

    def __init__(self) -> None:
        self._beats = 0
        self._over = threading.Event()

    async def run(self) -> None:
        """Beat until cancelled, watched from a thread."""
        threading.Thread(target=self._watch, name="watch", daemon=True).start()
        try:
            while True:
                self._beats += 1
                await asyncio.sleep(_BEAT_SECONDS)
        finally:
            self._over.set()

    def _watch(self) -> None:
        missed, seen = 0, -1
        while not self._over.wait(_LOOK_SECONDS):
            missed = 0 if self._beats != seen else missed + 1
            seen = self._beats
            if missed == _MOST_MISSED:
                _LOG.critical("the event loop is stuck; the program ends to be started again")
                faulthandler.dump_traceback(all_threads=True)
                os._exit(STUCK)
