"""Makes items for administrators of what people say, and of questions left without an answer."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import UTC, datetime

from bot.desk import Call
from bot.item_view import ItemView
from bot.mailbox import OFFICE, Mailbox
from knowledge.feedback import (
    Filing,
    Given,
    Item,
    ItemKind,
    Letter,
    Reason,
    Report,
    answer_id,
)
from knowledge.same_question import Questions, Subject

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without signs that are mistaken for each other
_CODE_LENGTH = 6
_SECONDS_FOR_WORDS = 600  # in which a person may type what "something else" is


class Registrar:
    """Files reports.

    Args:
        questions: tells which questions are the same.
        subject: tells which questions are for the officials in charge.
        view: words the messages to administrators.
        mailbox: knows whether there is a chat of administrators.
    """

    def __init__(
        self, questions: Questions, subject: Subject, view: ItemView, mailbox: Mailbox
    ) -> None:
        self._questions = questions
        self._subject = subject
        self._view = view
        self._mailbox = mailbox

    def unanswered(self, given: Given) -> Filing | None:
        """Return a question left without an answer; ``None`` when it is not for the officials."""
        if not self._subject.holds(given.question):
            return None
        return self._filing("unanswered", given, None)

    def wrong(self, given: Given, reason: Reason) -> Filing:
        """Return an answer reported as wrong."""
        return self._filing("wrong", given, reason)

    def remark(self, call: Call, words: str) -> Filing:
        """Return a remark; each is an item of its own."""
        visitor, code = call.visitor, _code()
        thread = call.thread or ""
        report = Report(
            secrets.token_hex(8), visitor.person, thread, visitor.private, "", None, "", _now()
        )
        filing = Filing(code, "remark", "", words, None, False, report, None)
        return self._announced(filing, None, 0)

    def explained(self, item: Item, given: Given, words: str) -> Letter | None:
        """Return the message about a report that has got its words."""
        if self._mailbox.office is None or not item.is_open:
            return None
        reply = self._view.notice(item.code, item.kind, item.question, "other", words, given)
        return Letter(OFFICE, reply, item=item.code)

    def posted(self) -> None:
        """Have the letters sent that have just been kept."""
        self._mailbox.wake()

    def _filing(self, kind: ItemKind, given: Given, reason: Reason | None) -> Filing:
        wording = self._questions.wording(given.question)
        report = Report(
            answer_id(kind, given.id), given.person, given.thread, given.private, "", reason,
            given.id, _now(),
        )  # fmt: skip
        filing = Filing(
            _code(), kind, wording.key if wording else "", given.question, given.province,
            given.servable, report, None,
        )  # fmt: skip
        wait = _SECONDS_FOR_WORDS if reason == "other" else 0
        return self._announced(filing, given, wait)

    def _announced(self, filing: Filing, given: Given | None, wait: int) -> Filing:
        """Return the filing with the message that tells administrators of it."""
        if self._mailbox.office is None:
            return filing
        reply = self._view.notice(
            filing.code, filing.kind, filing.question, filing.report.reason, "", given
        )
        letter = Letter(OFFICE, reply, item=filing.code, wait=wait)
        return replace(filing, letter=letter)


def _code() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
