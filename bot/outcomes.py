"""What becomes of a request that was let in or turned away: a reply, and its line in the journal.

No reply leaves without its line: where that cannot be written, the person is told so instead.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

from bot.desk import Acted
from bot.records import Recorder, Visit, facts_of
from bot.visitor import LOCAL, Visitor
from knowledge.answer import Reply
from knowledge.errors import StateUnavailableError
from knowledge.journal import Event
from knowledge.messages import Messages

_LOG = logging.getLogger(__name__)
_NANO_PER_MILLI = 10**6

Answer = Callable[[], Reply | Acted | str]
"""What is said: a reply, one whose line is written already, or why there is none."""


class Outcomes:
    """Makes replies and records them.

    Args:
        recorder: writes the journal.
        messages: section ``reception``.
    """

    def __init__(self, recorder: Recorder, messages: Messages) -> None:
        self._recorder = recorder
        self._say = messages

    def served(self, visit: Visit, reply: Answer, reason: str) -> Reply:
        """Return the reply and record it; ``reason`` is why there may be none."""
        started = time.perf_counter_ns()
        try:
            outcome = reply()
        except StateUnavailableError as error:  # a change that could not be made
            return self.unavailable(visit.visitor, error)
        except Exception as error:
            self._failed(visit, error)
            raise
        if isinstance(outcome, Acted):
            return outcome.reply
        if isinstance(outcome, str):
            return self._refused(visit, reason, outcome)
        taken = (time.perf_counter_ns() - started) // _NANO_PER_MILLI
        return self._recorded("answered", visit, facts_of(outcome, visit, taken), outcome)

    def turned_away(self, visit: Visit, reason: str, sentence: str | None) -> Reply | None:
        """Return the refusal, recorded; ``None`` for silence, which is recorded too."""
        if sentence is not None:
            return self._refused(visit, reason, sentence)
        self._recorded("ignored", visit, {"reason": reason}, Reply("abstain", ""))
        return None

    def unavailable(self, visitor: Visitor, error: StateUnavailableError) -> Reply:
        """Return what to say where nothing can be recorded; the machine's owner gets the cause.

        Raises:
            StateUnavailableError: to :data:`bot.visitor.LOCAL`.
        """
        if visitor == LOCAL:
            raise error
        _LOG.error("request not served, as it cannot be recorded: %s", error)
        return Reply("abstain", self._say("reception.unavailable"))

    def _refused(self, visit: Visit, reason: str, sentence: str) -> Reply:
        return self._recorded("refused", visit, {"reason": reason}, Reply("abstain", sentence))

    def _recorded(
        self, event: Event, visit: Visit, facts: Mapping[str, Any], reply: Reply
    ) -> Reply:
        """Return ``reply`` once its line is written, and not otherwise."""
        try:
            self._recorder.write(event, visit, facts)
        except StateUnavailableError as error:
            return self.unavailable(visit.visitor, error)
        return reply

    def _failed(self, visit: Visit, error: Exception) -> None:
        try:
            self._recorder.write("failed", visit, {"error": type(error).__name__})
        except StateUnavailableError as again:
            _LOG.warning("failure not recorded: %s", again)
