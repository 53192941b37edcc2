"""The assistant as a channel sees it: commands, cases, questions that may lean on others, files."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot.agent import Agent
from bot.case_desk import CaseDesk
from bot.commands import Command, read_command
from bot.conversation import Conversation
from bot.dialogue import Turn, settle
from bot.document_desk import DocumentDesk
from bot.follow_up import FollowUps
from bot.follow_up_reading import Reading, Recall, Resolved, Unclear
from bot.questionnaire import Questionnaire
from bot.sheet_desk import SheetDesk
from bot.shown import Shown
from bot.tools import Asking
from bot.topic import Topic, topic_of, topic_of_case
from bot.topic_desk import TopicDesk
from knowledge.answer import Reply
from knowledge.errors import StateUnavailableError
from knowledge.messages import Messages
from knowledge.store_ports import DialogueStore

_LOG = logging.getLogger(__name__)


class Assistant:
    """Answers messages and files; see :class:`bot.ports.Answerer`.

    Args:
        agent: answers questions.
        questionnaire: reads messages in the light of what was said before.
        desk: answers what is about a case.
        sheets: answers workbooks.
        memory: gives what keeps conversations.
        small_talk: replies to messages that no document answers; ``None`` for all others.
        today: gives the date in the configured time zone.
        messages: sections ``answer`` and ``dialogue``.
        documents: answers the command that shows the register.
        follow_ups: reads messages that lean on what was said before.
        topics: answers those that are about the answer before.
        province: province assumed when a caller names none.
    """

    def __init__(
        self,
        agent: Agent,
        questionnaire: Questionnaire,
        desk: CaseDesk,
        sheets: SheetDesk,
        memory: Callable[[], DialogueStore],
        small_talk: Callable[[str], Reply | None],
        today: Callable[[], date],
        messages: Messages,
        *,
        documents: DocumentDesk,
        follow_ups: FollowUps,
        topics: TopicDesk,
        province: str | None = None,
    ) -> None:
        self._agent = agent
        self._questionnaire = questionnaire
        self._desk = desk
        self._sheets = sheets
        self._memory = memory
        self._small_talk = small_talk
        self._today = today
        self._say = messages
        self._documents = documents
        self._follow_ups = follow_ups
        self._topics = topics
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
        on, day_chosen = on_date or self._today(), on_date is not None
        province = province or self._province
        conversation = self._recalled(thread)
        command = read_command(question)
        if command is not None:
            reply, after = self._command(command, conversation, on, province, day_chosen=day_chosen)
        elif talk := self._small_talk(question):
            return talk
        else:
            asking = Asking(question, on, province, day_chosen=day_chosen)
            reply, after = self._answered(asking, conversation)
        if thread is None:  # nobody to say the next words to
            return replace(reply, choices=())
        if reply.citations and (command is None or command.name != "nguon"):
            after = after.showing(Shown.of("" if command else question, reply.citations))
        if after != conversation:
            self._remember(thread, after)
        return reply

    def _answered(self, asking: Asking, conversation: Conversation) -> tuple[Reply, Conversation]:
        """Return the reply to a message that is no command, and what is reached then."""
        question, on = asking.question, asking.on
        turn, reading = self._read(question, conversation, on, asking.province)
        if turn is not None and turn.move == "drawn":
            return self._desk.picture(conversation.last_evidence), conversation
        if reading is not None and not isinstance(reading, Resolved):
            return self._about_the_last(reading, conversation, on)
        asking = replace(asking, turn=turn)
        if reading is not None:
            asking = replace(asking, question=reading.question, typed=question)
        reply = self._agent.answer(asking)
        after = _after(conversation, asking, reply)
        if reading is not None:
            echo = self._say("follow_up.understood", question=reading.question)
            reply = replace(reply, notices=(echo, *reply.notices))
        return reply, after

    def _read(
        self, question: str, conversation: Conversation, on: date, province: str | None
    ) -> tuple[Turn | None, Reading | None]:
        """Return what a message means for a case, or else what it stands for if it leans on others.

        The case goes first; but what was just offered to choose from is chosen from, and what
        opens like "còn ..." right after another question goes on with that question, though a
        case may wait for such a figure, or begin with it.
        """
        picked = self._follow_ups.picked(question, conversation)
        if picked is not None:
            return None, picked
        turn = self._questionnaire.read(conversation.case, question, on=on, province=province)
        told = turn is not None and turn.move in ("opened", "continued")
        if told and self._follow_ups.is_contrast(question, conversation):
            reading = self._follow_ups.read(question, conversation)
            if isinstance(reading, Resolved):
                return None, reading
        return turn, None if turn else self._follow_ups.read(question, conversation)

    def _about_the_last(
        self, reading: Recall | Unclear, conversation: Conversation, on: date
    ) -> tuple[Reply, Conversation]:
        """Return the reply to a message about the answer before, and what is reached then."""
        last = conversation.topics[0] if conversation.topics else Topic("")
        if isinstance(reading, Recall):
            return self._topics.recall(reading, last, on), replace(conversation, pending=None)
        return self._topics.unclear(reading, last), replace(conversation, pending=reading.pending)

    def take_file(
        self, name: str, content: bytes, *, thread: str | None, province: str | None = None
    ) -> Reply:
        """Answer a workbook of communes; see :meth:`bot.ports.Answerer.take_file`."""
        case = self._recalled(thread).case
        place = case.case.get("place") or {} if case else {}
        province = place.get("province") or province or self._province
        return self._sheets.check(name, content, self._today(), province)

    def _command(
        self,
        command: Command,
        conversation: Conversation,
        on: date,
        province: str | None,
        *,
        day_chosen: bool,
    ) -> tuple[Reply, Conversation]:
        """Return the reply to a command, and what is reached then."""
        last = conversation.last_evidence
        match command.name:
            case "xem":
                return self._desk.again(command.argument or last), conversation
            case "bieudo":
                return self._desk.picture(command.argument or last), conversation
            case "nguon":
                return self._topics.sources(command.argument, conversation), conversation
            case "mau":
                return self._sheets.template(), conversation
            case "vanban":
                reply = self._documents.show(command.argument, on, day_chosen=day_chosen)
                if not command.argument:
                    return reply, conversation
                return reply, conversation.about(topic_of(command.argument, reply))
        turn = self._questionnaire.blank(province)
        reply = self._desk.answer(turn, on)
        if reply.determination is None:
            return reply, conversation
        case = settle(turn, reply.determination, None)
        return reply, replace(conversation, case=case).about(topic_of_case(reply))

    def _recalled(self, thread: str | None) -> Conversation:
        """Return what a conversation has reached; without its memory it starts anew."""
        if thread is None:
            return Conversation()
        try:
            content = self._memory().dialogue(thread)
        except StateUnavailableError as error:
            _LOG.warning("conversation not recalled: %s", error)
            return Conversation()
        try:
            return Conversation() if content is None else Conversation.from_json(content)
        except (KeyError, TypeError):  # kept by another version of the program
            _LOG.warning("conversation %s not readable, begun anew", thread)
            return Conversation()

    def _remember(self, thread: str, conversation: Conversation) -> None:
        try:
            self._memory().keep_dialogue(thread, conversation.to_json())
        except StateUnavailableError as error:
            _LOG.warning("conversation not kept: %s", error)


def _after(conversation: Conversation, asking: Asking, reply: Reply) -> Conversation:
    """Return what a conversation has reached once a question was answered."""
    turn = asking.turn
    if reply.determination is not None:
        case = settle(turn, reply.determination, reply.determination.get("evidence_id"))
        return replace(conversation, case=case).about(topic_of_case(reply))
    if turn is not None:
        if turn.unread:
            return conversation
        # figures that cannot be true, to be corrected
        case = settle(turn, {"case": turn.case, "missing": []}, None)
        return replace(conversation, case=case, pending=None)
    return conversation.about(topic_of(asking.question, reply))
