"""Messages to people who do not wait for one: kept first, then handed to the channel to be sent."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from bot.feedback_ports import AnswerLog, Outbox
from knowledge.errors import StateUnavailableError
from knowledge.feedback import Letter

_LOG = logging.getLogger(__name__)

OFFICE = "office"
"""Address of the administrators' chat, wherever that is when the letter is sent."""


class Mailbox:
    """What a channel sends on its own.

    A letter is tried again, at longer and longer intervals, until the channel says it is done.

    Args:
        outbox: keeps the letters.
        log: the answers that were given; old ones are forgotten here, once a day.
        has_access: tells whether a person may still use the assistant.
        office: how the names of the conversations in the administrators' chat begin, ``"tg:-100"``;
            ``None`` where there is none.
        keep_days: days for which a given answer is kept.
        today: gives the date.

    Attributes:
        office: as given.
        wake: called when a letter was posted; set by the channel.
    """

    def __init__(
        self,
        outbox: Outbox,
        log: AnswerLog,
        has_access: Callable[[str], bool],
        office: str | None,
        keep_days: int,
        today: Callable[[], date],
    ) -> None:
        self.office = office
        self.wake: Callable[[], object] = lambda: None
        self._outbox = outbox
        self._log = log
        self._has_access = has_access
        self._keep = timedelta(days=keep_days)
        self._today = today
        self._pruned_on: date | None = None

    def take(self) -> list[Letter]:
        """Return the letters that are due; each comes again after a while unless it is done.

        Synchronous, for a thread. What cannot be read now is read the next time.
        """
        try:
            self._prune()
            return [letter for letter in map(self._addressed, self._outbox.take()) if letter]
        except StateUnavailableError as error:
            _LOG.warning("letters stay where they are: %s", error)
            return []

    def done(self, letter: Letter) -> None:
        """Note that a letter was sent, or never can be."""
        try:
            self._outbox.done(letter.key)
        except StateUnavailableError as error:
            _LOG.warning("a letter may be sent twice: %s", error)

    def _addressed(self, letter: Letter) -> Letter | None:
        """Return the letter with its address of today; ``None`` when it must not be sent."""
        if letter.person is not None and not self._has_access(letter.person):
            self._outbox.done(letter.key)
            return None
        if letter.address != OFFICE:
            return letter
        if self.office is None:  # administrators find it in the list of open items
            self._outbox.done(letter.key)
            return None
        return replace(letter, address=self.office)

    def _prune(self) -> None:
        today = self._today()
        if self._pruned_on != today:
            self._log.prune(today - self._keep)
            self._pruned_on = today
