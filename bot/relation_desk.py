"""The desk for questions the register answers by itself: relations, limits, governing texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from bot.document_reply import DocumentWriter, command_for
from bot.limit_reply import LimitWriter
from knowledge.answer import Citation, Reply
from knowledge.as_of import AsOf, read_as_of
from knowledge.document_text import (
    document_name,
    related_name,
    relation_lines,
    state_clause,
    vietnamese_date,
)
from knowledge.documents import Document, Register
from knowledge.governing import governing
from knowledge.messages import Messages
from knowledge.question_words import QuestionWords
from knowledge.relation_links import Link, links
from knowledge.relation_question import RelationQuestion, read_relation
from knowledge.text import normalize

_NAMED = 8
_WITH_STATE = 3
_CITED = 3

# What to name where nothing is on file for what was asked, but something close is.
_CLOSE = {
    ("outgoing", "basis"): ("outgoing", "implements"),
    ("incoming", "replaces"): ("incoming", "succeeds"),
    ("outgoing", "replaces"): ("outgoing", "succeeds"),
    ("incoming", "repeals"): ("incoming", "succeeds"),
    ("outgoing", "repeals"): ("outgoing", "succeeds"),
}
# Who asks what repealed a document wants to know what replaced it as well, and the other way round.
_AS_WELL = {"replaces": "repeals", "repeals": "replaces"}


class RelationDesk:
    """Answers from the register's relations and the rule sets, facts only.

    Args:
        register: documents and their relations.
        writer: words replies about one document.
        limits: words replies about percentages of the award rules.
        asked: how questions are asked.
        today: gives today's date.
        messages: sections ``relation``, ``register`` and ``answer``.
    """

    def __init__(
        self,
        register: Register,
        writer: DocumentWriter,
        limits: LimitWriter,
        asked: QuestionWords,
        today: Callable[[], date],
        messages: Messages,
    ) -> None:
        self._register = register
        self._writer = writer
        self._limits = limits
        self._asked = asked
        self._today = today
        self._say = messages

    def reads(self, question: str) -> str | None:
        """Return what to look up when the register may answer: a number or subject as written."""
        read = self._read(question)
        if read is None:
            return None
        if read.reference is None:
            return read.subject or normalize(question)
        if read.other is not None and self._holding(read) is None:
            return None  # perhaps a passage says whether it does
        rest = self._undated(question)
        return normalize(rest)[slice(*read.reference.span)]

    def answer(
        self, question: str, on: date, day: AsOf | None, mentions: Sequence[Citation] = ()
    ) -> Reply | None:
        """Return the answer to a question, ``None`` when the register has none.

        Args:
            question: the reader's words.
            on: the day the answer is for.
            day: the time the question is asked about, where it names one.
            mentions: passages that name the document.
        """
        read = self._read(question)
        if read is None:
            return None
        if read.asks == "limit":
            return self._limits.reply(read.percent, read.folded, on)
        if read.asks == "governing":
            return self._governing(read, on)
        entries = self._register.match(read.reference) if read.reference else []
        if not entries:
            return None
        if read.asks == "state" or not entries[0].is_fact:
            return self._writer.short(entries[0], mentions, on, day, question=question)
        if read.other is not None:
            return self._between(read, on)
        return self._related(read, entries[0], on)

    def subject(self, question: str) -> str:
        """Return the subject whose governing text is asked for, as written; empty for none."""
        read = self._read(question)
        return read.subject if read else ""

    def phrase(self, question: str, name: str) -> str:
        """Return what is asked of the relations of a document in words; empty for nothing."""
        read = self._read(question)
        if read is None or read.asks != "relation":
            return ""
        return self._say(f"relation.{read.direction}.{read.type}", name=name)

    def _read(self, question: str) -> RelationQuestion | None:
        rest = self._undated(question)
        return read_relation(rest, self._asked, dated=rest != question)

    def _undated(self, question: str) -> str:
        day = read_as_of(question, self._today(), self._register.issued_on)
        return day.without(question) if day else question

    def _related(self, read: RelationQuestion, entry: Document, on: date) -> Reply:
        """Return the documents that stand in the asked relation to ``entry``."""
        found = self._links_asked(entry, read)
        of_kind = [link for link in found if read.kind in ("", link.other.kind)]
        found = of_kind or found
        name = document_name(entry, self._say)
        lines = []
        for sort in dict.fromkeys(link.relation.type for link in found):
            phrase = self._say(f"relation.{read.direction}.{sort}", name=name)
            others = self._names((link for link in found if link.relation.type == sort), on)
            lines.append(self._say("relation.found", phrase=_capital(phrase), others=others))
        if not found:
            phrase = self._say(f"relation.{read.direction}.{read.type}", name=name)
            lines.append(self._say("relation.none", phrase=phrase))
            direction, type_ = _CLOSE.get((read.direction, read.type), ("", ""))
            close = self._found(entry, direction, type_)
            lines += relation_lines(close, self._register, on, self._say)
            if to_check := self._register.unverified_related(entry):
                names = "; ".join(document_name(other, self._say) for other in to_check)
                lines.append(self._say("register.text.to_check", names=names))
        shown = [link.other for link in found]
        with_state = shown if len(shown) <= _WITH_STATE else []
        lines += [self._state(document, on) for document in (entry, *with_state)]
        lines.append(self._say("document.more", command=command_for(entry)))
        cited = [*shown[:_CITED], entry]
        return self._reply(lines, cited, on)

    def _holding(self, read: RelationQuestion) -> tuple[Document, Link] | None:
        """Return the relation asked for between two documents, if it is on file."""
        entries = self._register.match(read.reference) if read.reference else []
        others = self._register.match(read.other) if read.other else []
        for entry in entries[:1]:
            for link in self._links_asked(entry, read):
                if link.other in others:
                    return entry, link
        return None

    def _between(self, read: RelationQuestion, on: date) -> Reply | None:
        """Return that the asked relation holds between two documents, ``None`` if not on file."""
        holding = self._holding(read)
        if holding is None:
            return None
        entry, link = holding
        label = self._say(f"register.{link.direction}.{link.relation.type}")
        yes = self._say(
            "relation.yes",
            name=document_name(entry, self._say),
            label=label[:1].lower() + label[1:],
            other=document_name(link.other, self._say),
        )
        states = [self._state(document, on) for document in (entry, link.other)]
        return self._reply([yes, *states], [entry, link.other], on)

    def _governing(self, read: RelationQuestion, on: date) -> Reply | None:
        """Return the documents in force on a day on a subject."""
        found = governing(self._register, read.subject, on, read.kind)
        shown = (found.in_force or found.uncertain or found.over)[:_WITH_STATE]
        if not shown:
            return None
        key = "over" if not found.uncertain else "uncertain"
        key = "in_force" if found.in_force else key
        names = "; ".join(document_name(entry, self._say) for entry in shown)
        day = vietnamese_date(on)
        lines = [self._say(f"relation.governing.{key}", on=day, subject=found.subject, names=names)]
        lines += [self._state(entry, on) for entry in shown]
        if found.in_force and found.uncertain:
            uncertain = found.uncertain[:_WITH_STATE]
            names = "; ".join(document_name(entry, self._say) for entry in uncertain)
            lines.append(self._say("relation.governing.too", names=names))
        return self._reply(lines, shown, on)

    def _links_asked(self, entry: Document, read: RelationQuestion) -> list[Link]:
        """Return the relations asked for; of what ended a document also those of the other sort."""
        found = self._found(entry, read.direction, read.type)
        return found + self._found(entry, read.direction, _AS_WELL.get(read.type, ""))

    def _found(self, entry: Document, direction: str, type_: str) -> list[Link]:
        found = links(entry, self._register)
        return [k for k in found if (k.direction, k.relation.type) == (direction, type_)]

    def _names(self, found: Iterable[Link], on: date) -> str:
        """Return the names of related documents, those that have ended marked."""
        names = [related_name(link, self._register, on, self._say) for link in found]
        return "; ".join(names[:_NAMED]) + ("; …" if len(names) > _NAMED else "")

    def _state(self, entry: Document, on: date) -> str:
        state = state_clause(self._register.state(entry, on), self._say)
        return self._say("relation.state", name=document_name(entry, self._say), state=state)

    def _reply(self, lines: Iterable[str], cited: Iterable[Document], on: date) -> Reply:
        unique = dict.fromkeys(cited)
        citations = tuple(self._writer.citation(entry, on) for entry in unique)
        return Reply("document", "\n".join(lines), citations)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
