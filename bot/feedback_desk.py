"""The desk for the marks under answers and for /gopy: what people say of the assistant."""

from __future__ import annotations

import re

from bot.answer_keeper import GOOD, WHY
from bot.desk import Acted, Call
from bot.feedback_ports import AnswerLog, FeedbackStore
from bot.registrar import Registrar
from knowledge.answer import Mark, Reply
from knowledge.feedback import REASONS, Given, Reason
from knowledge.messages import Messages

_LONGEST = 4_000  # characters kept of one remark
_ANSWER = re.compile(r"([0-9a-f]{12})(?:[_\s]+(.*))?", re.DOTALL)


class FeedbackDesk:
    """Answers ``danh_gia`` (a tapped mark) and /gopy.

    A mark gives back the id of the answer, a dot, and what is said of it: ``g`` good, ``w`` wrong
    (the reasons are asked for then), or the number of a reason. What may follow /gopy: a remark, or
    the id of an answer reported for "something else" and what that is.

    Args:
        log: answers that were given.
        store: what waits for administrators.
        registrar: files reports.
        messages: section ``feedback``.
    """

    def __init__(
        self, log: AnswerLog, store: FeedbackStore, registrar: Registrar, messages: Messages
    ) -> None:
        self._log = log
        self._store = store
        self._registrar = registrar
        self._say = messages

    def __call__(self, call: Call) -> Reply | Acted:
        """See :class:`bot.desk.Desk`."""
        if call.request == "gopy":
            return self._remark(call, call.argument.strip()[:_LONGEST])
        identity, _, said = call.argument.partition(".")
        given = self._own(call, identity)
        if given is None:
            return Reply("clarify", self._say("feedback.gone"))
        if given.rating is not None:
            return Reply("answer", self._say("feedback.before"))
        if said == GOOD:
            return self._good(call, given)
        if said == WHY:
            return Reply("clarify", self._say("feedback.why"), marks=self._reasons(given))
        numbers = {str(number): reason for number, reason in enumerate(REASONS, start=1)}
        if said not in numbers:
            return Reply("clarify", self._say("feedback.gone"))
        return self._wrong(call, given, numbers[said])

    def _own(self, call: Call, identity: str) -> Given | None:
        """Return an answer that was given to the person, and to nobody else."""
        given = self._log.given(identity)
        return given if given is not None and given.person == call.visitor.person else None

    def _reasons(self, given: Given) -> tuple[Mark, ...]:
        return tuple(
            Mark(self._say(f"feedback.reason.{reason}"), f"{given.id}.{number}")
            for number, reason in enumerate(REASONS, start=1)
        )

    def _good(self, call: Call, given: Given) -> Reply | Acted:
        entry = call.entry("rated", {"rating": "good"}, answer=given.id)
        if not self._log.rate(given.id, "good", entry, None):
            return Reply("answer", self._say("feedback.before"))
        return Acted(Reply("answer", self._say("feedback.thanks")))

    def _wrong(self, call: Call, given: Given, reason: Reason) -> Reply | Acted:
        entry = call.entry("rated", {"rating": reason}, answer=given.id)
        if not self._log.rate(given.id, reason, entry, self._registrar.wrong(given, reason)):
            return Reply("answer", self._say("feedback.before"))
        self._registrar.posted()
        if reason == "other":
            return Acted(self._asked_what(given.id))
        key = "reported" if given.private else "reported_group"
        return Acted(Reply("answer", self._say(f"feedback.{key}")))

    def _asked_what(self, identity: str) -> Reply:
        asked = self._say("feedback.what", id=identity)
        return Reply("clarify", asked, awaits=f"/gopy {identity}")

    def _remark(self, call: Call, words: str) -> Reply | Acted:
        if not words:
            return Reply("clarify", self._say("feedback.ask"), awaits="/gopy")
        about = _ANSWER.fullmatch(words)
        given = self._own(call, about[1]) if about else None
        if about is not None and given is not None:
            return self._explained(call, given, (about[2] or "").strip())
        filing = self._registrar.remark(call, words)
        entry = call.entry("remarked", {"item": filing.code})
        self._store.remark(filing, entry)
        self._registrar.posted()
        return Acted(Reply("answer", self._say("feedback.remarked")))

    def _explained(self, call: Call, given: Given, words: str) -> Reply | Acted:
        if not words:
            return self._asked_what(given.id)
        item = self._store.item_of(given.id)
        letter = None if item is None else self._registrar.explained(item, given, words)
        entry = call.entry("remarked", answer=given.id)
        if not self._store.explain(given.id, words, letter, entry):
            return Reply("answer", self._say("feedback.before"))
        self._registrar.posted()
        return Acted(Reply("answer", self._say("feedback.remarked")))
