"""The reception: what channels talk to. Lets a request in or not, has it answered, and records it.

Independent of the channel: a channel says who asks (:class:`bot.visitor.Visitor`) and renders the
:class:`~knowledge.answer.Reply`. Every request leaves one line in the journal, and no reply leaves
without it: where the line cannot be written, the person is told so instead.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import date
from typing import get_args

from bot.admission import Admission
from bot.commands import COMMANDS, read_any_command
from bot.desk import Acted, Call, Desk
from bot.enrolment import Enrolment, read_code
from bot.gate import Gate
from bot.menu import Menu
from bot.outcomes import Outcomes
from bot.ports import Answerer
from bot.records import Recorder, Visit
from bot.upload_desk import UploadDesk
from bot.visitor import Visitor
from knowledge.access import Request
from knowledge.answer import Reply
from knowledge.errors import StateUnavailableError
from knowledge.messages import Messages
from knowledge.personal_data import Sort, mask
from knowledge.text import normalize

LONGEST_QUESTION = 10_000
"""Characters of one message; a longer one is not answered."""

_LOG = logging.getLogger(__name__)
_QUESTION, _WORKBOOK = "cau_hoi", "bang_tinh"  # requests of the table that are no command


class Reception:
    """Serves visitors. Its methods are synchronous and safe to call from several threads.

    A simple channel calls :meth:`ask`; one that has work of its own between the two calls
    :meth:`admit` (or :meth:`admit_file`), then :meth:`answer`, :meth:`answer_file` or
    :meth:`give_up`.

    Args:
        answerer: the assistant.
        gate: decides who is let in.
        enrolment: takes codes.
        recorder: writes the journal.
        menu: the commands there are.
        desks: command names to those who answer them, beside the assistant's own commands.
        messages: section ``reception``.
        province_of: gives the province a person has chosen, ``None`` for none.
        uploads: takes documents; ``None`` where none are taken.

    Attributes:
        menu: as given.
        uploads: as given; for the channel, which hands it files by :meth:`attend`.
    """

    def __init__(
        self,
        answerer: Answerer,
        gate: Gate,
        enrolment: Enrolment,
        recorder: Recorder,
        menu: Menu,
        desks: Mapping[str, Desk],
        messages: Messages,
        province_of: Callable[[Visitor], str | None],
        uploads: UploadDesk | None = None,
    ) -> None:
        self._answerer = answerer
        self._province_of = province_of
        self._gate = gate
        self._enrolment = enrolment
        self._recorder = recorder
        self._outcomes = Outcomes(recorder, messages)
        self.menu = menu
        self._desks = desks
        self.uploads = uploads
        self._say = messages
        sorts: tuple[Sort, ...] = get_args(Sort)
        self._labels = {sort: messages(f"reception.masked.{sort}") for sort in sorts}

    def ask(
        self,
        visitor: Visitor,
        words: str,
        thread: str | None,
        *,
        on_date: date | None = None,
        province: str | None = None,
    ) -> Reply | None:
        """Let in and answer a question or a command: :meth:`admit`, then :meth:`answer`."""
        admitted = self.admit(visitor, words, thread)
        if not isinstance(admitted, Admission):
            return admitted
        return self.answer(admitted, on_date=on_date, province=province)

    def admit(
        self, visitor: Visitor, words: str, thread: str | None, *, sent: int | None = None
    ) -> Admission | Reply | None:
        """Let a question or a command in, or not.

        Args:
            visitor: who asks.
            words: what was typed or tapped. Identity and telephone numbers are masked here, before
                anybody or anything else sees them.
            thread: name of the conversation, ``"tg:42"``; ``None`` for a question alone.
            sent: when, by the channel's clock, in seconds; ``None`` when not known.

        Returns:
            The admission; or the refusal to show; or ``None`` for silence (too many messages, and
            the person was told).

        Raises:
            StateUnavailableError: to the machine's owner only, with the cause; others get a
                sentence.
        """
        said = mask(normalize(words).strip(), self._labels)
        code = read_code(said)
        if code is not None:
            return self._let_in(Visit(visitor, "start", thread, "/start"), said, sent, code)
        command = read_any_command(said)
        # A command nobody answers is a question: whoever may ask is told so.
        request = command.name if command and command.name in self.menu else _QUESTION
        # What follows a desk's command may name other persons: it is the desk's to keep, or not.
        kept = f"/{request}" if request in self._desks else said
        return self._let_in(Visit(visitor, request, thread, kept), said, sent)

    def admit_file(
        self, visitor: Visitor, name: str, thread: str | None, *, sent: int | None = None
    ) -> Admission | Reply | None:
        """Let a workbook in, or not; as :meth:`admit`. To be called before it is fetched.

        Args:
            visitor: who sends it.
            name: file name as the person's device gave it.
            thread: as for :meth:`admit`.
            sent: as for :meth:`admit`.
        """
        visit = Visit(visitor, _WORKBOOK, thread, file=mask(normalize(name), self._labels))
        return self._let_in(visit, name, sent)

    def answer(
        self, admission: Admission, *, on_date: date | None = None, province: str | None = None
    ) -> Reply:
        """Answer what was let in.

        Args:
            admission: from :meth:`admit`.
            on_date: the day the answer is for; ``None`` for today.
            province: province assumed when the question names none; by default the person's own.

        Raises:
            TroLyError: no answer can be given, e.g. there is no index yet.
            StateUnavailableError: as for :meth:`admit`.
        """
        visit, said, role = admission.visit, admission.said, admission.role

        def reply() -> Reply | Acted | str:
            if admission.code is not None:
                outcome = self._enrolment.redeem(visit.visitor, admission.code)
                refused = role is None and isinstance(outcome, str)
                return self._gate.stranger() if refused else outcome
            if not said:
                return Reply("clarify", self._say("reception.empty"))
            if len(said) > LONGEST_QUESTION:
                return self._say("reception.too_long", limit=LONGEST_QUESTION)
            command = read_any_command(said)
            if role is None or command is None or visit.request in COMMANDS:
                assumed = province or self._province_of(visit.visitor)
                ask = self._answerer.ask
                return ask(said, thread=visit.thread, on_date=on_date, province=assumed)
            if visit.request not in self._desks:
                return Reply("clarify", self._say("reception.unknown_command"))
            call = Call(visit.visitor, role, visit.request, command.argument, visit.thread)
            return self._desks[visit.request](call)

        return self._outcomes.served(visit, reply, "code" if admission.code else "too_long")

    def answer_file(self, admission: Admission, content: bytes) -> Reply:
        """Answer a workbook that was let in; as :meth:`answer`.

        Args:
            admission: from :meth:`admit_file`.
            content: the bytes of the file.
        """
        visit, take = admission.visit, self._answerer.take_file

        def reply() -> Reply:
            own = self._province_of(visit.visitor)
            return take(admission.said, content, thread=visit.thread, province=own)

        return self._outcomes.served(visit, reply, "")

    def attend(self, admission: Admission, work: Callable[[Call], Reply | Acted]) -> Reply:
        """Have a desk do more for a command that was let in than words can say; as :meth:`answer`.

        Args:
            admission: from :meth:`admit`; of somebody with a role.
            work: what the desk does.
        """
        visit, role = admission.visit, admission.role
        assert role is not None  # noqa: S101 - only codes are let in without one
        call = Call(visit.visitor, role, visit.request, "", visit.thread)
        return self._outcomes.served(visit, lambda: work(call), "")

    def give_up(self, admission: Admission, reason: str, sentence: str) -> Reply:
        """Record that the channel cannot go on with what was let in, and return what to say.

        Args:
            admission: from :meth:`admit` or :meth:`admit_file`.
            reason: for the journal, ``"only_text"``.
            sentence: for the person.
        """
        return self._outcomes.served(admission.visit, lambda: sentence, reason)

    def decline(self, visitor: Visitor, reason: str, thread: str | None) -> None:
        """Record what the channel itself turned down unasked, such as a tap on another's button."""
        try:
            self._recorder.write("refused", Visit(visitor, _QUESTION, thread), {"reason": reason})
        except StateUnavailableError as error:
            _LOG.warning("declined request not recorded: %s", error)

    def allows(self, visitor: Visitor, request: Request) -> bool:
        """Tell whether a request of the table would be let in; counts and records nothing."""
        try:
            return self._gate.allows(visitor, request)
        except StateUnavailableError as error:
            _LOG.warning("access not known: %s", error)
            return False

    def _let_in(
        self, visit: Visit, said: str, sent: int | None, code: str | None = None
    ) -> Admission | Reply | None:
        try:
            ruling = self._gate.judge(visit.visitor, visit.request, visit.thread, sent)
        except StateUnavailableError as error:
            return self._outcomes.unavailable(visit.visitor, error)
        visit = self._recorder.admitted(visit, ruling.role)
        # A code is what somebody without access may bring, as long as they do not try too many.
        enrolling = code is not None and ruling.reason == "stranger" and ruling.sentence is not None
        if not ruling.reason or enrolling:
            return Admission(visit, ruling.role, said, code)
        return self._outcomes.turned_away(visit, ruling.reason, ruling.sentence)
