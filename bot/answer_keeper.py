"""Keeps answers as they are given, each with an id by which people say what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot.admission import QUESTION
from bot.feedback_ports import AnswerLog
from bot.records import Kept, Visit
from bot.registrar import Registrar
from bot.visitor import LOCAL
from knowledge.answer import Mark, Reply
from knowledge.feedback import Given, answer_id
from knowledge.figures import read_case
from knowledge.journal import Entry
from knowledge.messages import Messages
from knowledge.places import find_provinces

GOOD, WHY = "g", "w"
"""Ends of the acts of the first two marks: the answer is good; it is wrong, and one asks why."""

_LONGEST_TEXT = 4_000  # characters kept of one answer


class AnswerKeeper:
    """:class:`bot.records.Keeper`.

    What is typed at the machine's own command line is not kept: files of questions run through it.

    Args:
        log: where answers are kept.
        registrar: files questions left without an answer.
        today: gives the date.
        messages: section ``feedback``.
    """

    def __init__(
        self, log: AnswerLog, registrar: Registrar, today: Callable[[], date], messages: Messages
    ) -> None:
        self._log = log
        self._registrar = registrar
        self._today = today
        self._say = messages

    def prepare(self, visit: Visit, reply: Reply) -> Kept | None:
        """See :class:`bot.records.Keeper`."""
        if visit.visitor == LOCAL or visit.thread is None or visit.request != QUESTION:
            return None
        if reply.kind == "abstain" and reply.question:
            given = self._given(visit, visit.thread, reply)
            filing = self._registrar.unanswered(given)
            return None if filing is None else Kept(self._passed_on(visit, reply), given, filing)
        if reply.kind in ("clarify", "abstain") or not (reply.citations or reply.determination):
            return None  # a question back, a courtesy
        given = self._given(visit, visit.thread, reply)
        marks = (
            Mark(self._say("feedback.good"), f"{given.id}.{GOOD}"),
            Mark(self._say("feedback.wrong"), f"{given.id}.{WHY}"),
        )
        return Kept(replace(reply, marks=marks), given, None)

    def record(self, entry: Entry, kept: Kept) -> None:
        """See :class:`bot.records.Keeper`."""
        self._log.record(entry, kept.given, kept.filing)
        if kept.filing is not None:
            self._registrar.posted()

    def _passed_on(self, visit: Visit, reply: Reply) -> Reply:
        key = "passed_on" if visit.visitor.private else "passed_on_group"
        return replace(reply, notices=(*reply.notices, self._say(f"feedback.{key}")))

    def _given(self, visit: Visit, thread: str, reply: Reply) -> Given:
        today = self._today()
        person, question = visit.visitor.person, reply.question or visit.words
        parts = (person, thread, visit.words, reply.text, today.isoformat())
        return Given(
            id=answer_id(*parts),
            person=person,
            thread=thread,
            private=visit.visitor.private,
            question=question,
            province=None if find_provinces(question) else reply.province,
            servable=bool(reply.question) and not has_case_figures(question, today),
            text=reply.text[:_LONGEST_TEXT],
            citations=reply.citations,
            given_on=today,
        )


def has_case_figures(question: str, on: date) -> bool:
    """Tell whether a question states figures of a unit: those are for the calculator alone."""
    return bool(read_case(question, asked_on=on).case["figures"])
