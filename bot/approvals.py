"""Approved answers: given first to the same question, as long as their sources hold."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from threading import Lock

from bot.answer_keeper import has_case_figures
from bot.bases import Bases
from bot.feedback_ports import ApprovedStore
from bot.tools import Asking, QuestionDesk
from knowledge.answer import Reply
from knowledge.as_of import AsOf, read_as_of
from knowledge.document_text import vietnamese_date
from knowledge.documents import Register
from knowledge.errors import IndexUnavailableError, StateUnavailableError
from knowledge.feedback import Approved
from knowledge.messages import Messages
from knowledge.same_question import Questions, Wording, same

_LOG = logging.getLogger(__name__)

NAME = "can_bo"
"""Who worded an approved answer, in :attr:`knowledge.answer.Reply.model`: an official."""

_Held = tuple[Approved, Wording]


class Approvals:
    """The approved answers.

    Args:
        store: where they are kept.
        questions: tells which questions are the same.
        bases: watches their sources.
        messages: section ``approved``.
    """

    def __init__(
        self, store: ApprovedStore, questions: Questions, bases: Bases, messages: Messages
    ) -> None:
        self._store = store
        self._questions = questions
        self._bases = bases
        self._say = messages
        self._lock = Lock()
        self._state: tuple[int, int] | None = None
        self._by_key: dict[str, list[_Held]] = {}

    def find(self, question: str, province: str | None, on: date) -> Reply | None:
        """Return the approved answer to a question, ``None`` when there is none that holds.

        Args:
            question: whole in itself.
            province: province that is assumed.
            on: the day the answer is for.
        """
        try:
            found = self.same_as(question, province)
            holding = (one for one in reversed(found) if self._bases.fault(one.bases, on) is None)
            approved = next(holding, None)
        except (StateUnavailableError, IndexUnavailableError) as error:
            _LOG.warning("approved answers left out: %s", error)
            return None
        if approved is None or has_case_figures(question, on):
            return None
        return self.shown(approved, on)

    def same_as(self, question: str, province: str | None) -> list[Approved]:
        """Return the approved answers to the same question, the oldest first.

        Raises:
            StateUnavailableError: they cannot be read.
        """
        by_key = self._held()
        wording = self._questions.wording(question) if by_key else None
        if wording is None:
            return []
        return [
            approved
            for approved, other in by_key.get(wording.key, ())
            if approved.province in (None, province) and same(wording, other)
        ]

    def shown(self, approved: Approved, on: date) -> Reply:
        """Return an approved answer with its mark and its sources as they stand on a day."""
        citations = self._bases.shown(approved.bases, on)
        labels = "".join(f"[{number}]" for number in range(1, len(citations) + 1))
        day = vietnamese_date(approved.approved_on)
        mark = self._say("approved.mark", by=approved.by, day=day)
        text = f"{approved.text} {labels}".rstrip()
        return Reply("answer", text, citations, model=NAME, notices=(mark,))

    def expired(self, on: date) -> list[tuple[Approved, str]]:
        """Return the answers that may not be given on a day any more, each with the reason.

        Raises:
            StateUnavailableError: they cannot be read.
        """
        try:
            checked = [(one, self._bases.fault(one.bases, on)) for one in self._store.all()]
        except IndexUnavailableError:  # nobody can tell
            return []
        return [(one, why) for one, why in checked if why is not None]

    def _held(self) -> dict[str, list[_Held]]:
        """Return the answers by the key of their question, read anew when they have changed."""
        state = self._store.state()
        with self._lock:
            if state != self._state:
                by_key: dict[str, list[_Held]] = {}
                for one in self._store.all():
                    wording = self._questions.wording(one.question)
                    if wording is not None:
                        by_key.setdefault(wording.key, []).append((one, wording))
                self._by_key, self._state = by_key, state
            return self._by_key


class ApprovedFirst:
    """Gives approved answers; hands on what there is none for. A :class:`bot.tools.QuestionDesk`.

    Args:
        agent: answers all other questions.
        approvals: the approved answers.
        dated: adds the remark on the day a question is asked for.
        register: knows the days of documents that a question names as its time.
    """

    def __init__(
        self,
        agent: QuestionDesk,
        approvals: Approvals,
        dated: Callable[[Reply, AsOf | None], Reply],
        register: Register,
    ) -> None:
        self._agent = agent
        self._approvals = approvals
        self._dated = dated
        self._register = register

    def answer(self, asking: Asking) -> Reply:
        """Return the reply to one question, with the question itself unless it is about a case."""
        if asking.turn is not None:
            return self._agent.answer(asking)
        day = self._asked_day(asking)
        on = day.last if day else asking.on
        reply = self._approvals.find(asking.question, asking.province, on)
        reply = self._dated(reply, day) if reply is not None else self._agent.answer(asking)
        if reply.determination is not None:
            return reply
        return replace(reply, question=asking.question, province=asking.province)

    def _asked_day(self, asking: Asking) -> AsOf | None:
        """Return the day a question names, unless the caller chose one."""
        if asking.day_chosen:
            return None
        return read_as_of(asking.question, asking.on, self._register.issued_on)
