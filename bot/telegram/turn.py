"""One update being handled, and the parts of that work which must not be done twice.

When the program is killed in the middle, the update is handled again after the restart: what was
answered and sent before is then taken from the record instead of being done anew.
"""

from __future__ import annotations

import json
import logging
from collections import deque
from collections.abc import Sequence
from contextvars import ContextVar
from hashlib import sha256
from typing import Any

from bot.telegram.inbox import InboxWriter
from knowledge.errors import StateUnavailableError
from knowledge.inbox import Step

_LOG = logging.getLogger(__name__)


class Turn:
    """The work on one update.

    Args:
        key: the update's key in the inbox.
        writer: the inbox.
        repeated: whether work on it may have begun in an earlier run of the program.
        steps: what was done then.

    Attributes:
        repeated: as given.
        is_over: whether the work has ended, or was given up.
    """

    def __init__(
        self, key: int, writer: InboxWriter, *, repeated: bool, steps: Sequence[Step] = ()
    ) -> None:
        self.repeated = repeated
        self._key = key
        self._writer = writer
        self._known = deque(steps)
        self._next = 0
        self.is_over = False

    def recall(self, digest: str) -> str | None:
        """Return what came of the next part of the work if it was done before."""
        if self._known and self._known[0].digest == digest:
            self._next += 1
            return self._known.popleft().result
        self._known.clear()  # the work takes another course this time
        return None

    async def record(self, digest: str, result: str) -> None:
        """Keep a part that has just been done; a failure is logged, the work goes on."""
        if self.is_over:
            return
        step = Step(self._key, self._next, digest, result)
        self._next += 1
        try:
            await self._writer.write(step)
        except StateUnavailableError:
            _LOG.warning("a part of update %s may be done again after a restart", self._key)

    def close(self) -> None:
        """End the record: what is done from now on does not belong to the update."""
        self.is_over = True


_CURRENT: ContextVar[Turn | None] = ContextVar("turn", default=None)


def begin_turn(turn: Turn) -> None:
    """Make ``turn`` the current one of this task, and of the threads and tasks it starts."""
    _CURRENT.set(turn)


def current_turn() -> Turn | None:
    """Return the update being handled here, ``None`` outside of one."""
    return _CURRENT.get()


def is_repeated() -> bool:
    """Tell whether the update at hand may have been handled in part before."""
    turn = current_turn()
    return turn is not None and turn.repeated


def digest_of(content: Any) -> str:
    """Return what tells parts of the work apart; ``content`` is made of plain JSON values."""
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:32]
