"""The assistant as a channel sees it: commands, the dialogue about a case, questions, files."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot.case_desk import CaseDesk
from bot.commands import Command, read_command
from bot.dialogue import Dialogue, settle
from bot.document_desk import DocumentDesk
from bot.questionnaire import Questionnaire
from bot.sheet_desk import SheetDesk
from bot.tools import Asking, QuestionDesk
from knowledge.answer import Reply
from knowledge.errors import StateUnavailableError
from knowledge.messages import Messages
from knowledge.ports import DialogueStore

_LOG = logging.getLogger(__name__)


class Assistant:
    """Answers messages and files; see :class:`bot.ports.Answerer`.

    Args:
        agent: answers questions.
        questionnaire: reads messages in the light of what was said before.
        desk: answers what is about a case.
        sheets: answers workbooks.
        memory: gives what keeps conversations.
        courtesy: tells a greeting or thanks from a question; names the sentence that replies.
        today: gives the date in the configured time zone.
        messages: sections ``answer`` and ``dialogue``.
        documents: answers the command that shows the register.
        province: province assumed when a caller names none.
    """

    def __init__(
        self,
        agent: QuestionDesk,
        questionnaire: Questionnaire,
        desk: CaseDesk,
        sheets: SheetDesk,
        memory: Callable[[], DialogueStore],
        courtesy: Callable[[str], str],
        today: Callable[[], date],
        messages: Messages,
        *,
        documents: DocumentDesk,
        province: str | None = None,
    ) -> None:
        self._agent = agent
        self._questionnaire = questionnaire
        self._desk = desk
        self._sheets = sheets
        self._memory = memory
        self._courtesy = courtesy
        self._today = today
        self._say = messages
        self._documents = documents
        self._province = province

    def ask(
        self,
        question: str,
        *,
        thread: str | None,
        on_date: date | None = None,
        province: str | None = None,
    ) -> Reply:
        """Answer one message; see :meth:`bot.ports.Answerer.ask`.

        Raises:
            TroLyError: no answer can be given, e.g. there is no index yet.
        """
        if not question.strip():
            return Reply("clarify", self._say("answer.empty_question"))
        on, province = on_date or self._today(), province or self._province
        dialogue = self._recalled(thread)
        command = read_command(question)
        if command is not None:
            return self._command(command, thread, dialogue, on, province)
        if sort := self._courtesy(question):
            return Reply("answer", self._say(f"answer.{sort}"))
        turn = self._questionnaire.read(dialogue, question, on=on, province=province)
        if turn is not None and turn.move == "drawn":
            return self._desk.picture(dialogue.evidence or "" if dialogue else "")
        reply = self._agent.answer(Asking(question, on, province, turn))
        if thread is None:  # nobody to say the next words to
            return replace(reply, choices=())
        if reply.determination is not None:
            identity = reply.determination.get("evidence_id")
            self._remember(thread, settle(turn, reply.determination, identity))
        elif turn is not None and not turn.unread:  # figures that cannot be true, to be corrected
            self._remember(thread, settle(turn, {"case": turn.case, "missing": []}, None))
        return reply

    def take_file(self, name: str, content: bytes, *, thread: str | None) -> Reply:
        """Answer a workbook of communes; see :meth:`bot.ports.Answerer.take_file`."""
        dialogue = self._recalled(thread)
        place = dialogue.case.get("place") or {} if dialogue else {}
        province = place.get("province") or self._province
        return self._sheets.check(name, content, self._today(), province)

    def _command(
        self,
        command: Command,
        thread: str | None,
        dialogue: Dialogue | None,
        on: date,
        province: str | None,
    ) -> Reply:
        last = (dialogue.evidence if dialogue else None) or ""
        match command.name:
            case "xem":
                return self._desk.again(command.argument or last)
            case "bieudo":
                return self._desk.picture(command.argument or last)
            case "mau":
                return self._sheets.template()
            case "vanban":
                return self._documents.show(command.argument, on)
        turn = self._questionnaire.blank(province)
        reply = self._desk.answer(turn, on)
        if reply.determination is not None:
            self._remember(thread, settle(turn, reply.determination, None))
        return reply

    def _recalled(self, thread: str | None) -> Dialogue | None:
        """Return what a conversation has reached; without its memory it starts anew."""
        if thread is None:
            return None
        try:
            content = self._memory().dialogue(thread)
        except StateUnavailableError as error:
            _LOG.warning("conversation not recalled: %s", error)
            return None
        try:
            return None if content is None else Dialogue.from_json(content)
        except (KeyError, TypeError):  # kept by another version of the program
            _LOG.warning("conversation %s not readable, begun anew", thread)
            return None

    def _remember(self, thread: str | None, dialogue: Dialogue) -> None:
        if thread is None:
            return
        try:
            self._memory().keep_dialogue(thread, dialogue.to_json())
        except StateUnavailableError as error:
            _LOG.warning("conversation not kept: %s", error)
