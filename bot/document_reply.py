"""Replies about one document: the few lines a phone has room for, all that is on file, the list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from knowledge.answer import Citation, Reply
from knowledge.as_of import AsOf
from knowledge.clauses import Clause
from knowledge.document_text import (
    document_file,
    document_lines,
    document_name,
    document_provenance,
    head_lines,
    relation_lines,
    short_state,
    source_state,
    state_clause,
    vietnamese_date,
)
from knowledge.documents import Document, Register, Standing
from knowledge.messages import Messages
from knowledge.relation_links import useful_links
from knowledge.sentences import shorten
from knowledge.validity import states_within
from knowledge.validity_claims import state_verdict

_RELATIONS_SHOWN = 3
_DOCUMENTS_NAMED = 3
_LONGEST_TITLE = 60
"""Characters of a subject line in the list."""


class DocumentWriter:
    """Words replies about documents of the register.

    Args:
        register: documents and their validity.
        messages: sections ``register`` and ``document``.
    """

    def __init__(self, register: Register, messages: Messages) -> None:
        self._register = register
        self._say = messages

    def short(
        self,
        entry: Document,
        mentions: Sequence[Citation],
        on: date,
        day: AsOf | None,
        others: Sequence[Document] = (),
        *,
        question: str,
    ) -> Reply:
        """Return the verdict, the subject line and the most useful relations.

        Args:
            entry: the document.
            mentions: passages that name it.
            on: the day its state is given for.
            day: the time the question is asked about, where it names one.
            others: further documents asked about in the same breath; then only verdicts are given.
            question: the reader's words, which may want a yes or no.
        """
        lines = self._head(entry, on, day)
        if entry.is_fact and not others:
            lines[0] = self._decided(question, entry, on) or lines[0]
        if others:
            lines = [*lines[:2], *(line for o in others for line in self._head(o, on, day)[:2])]
            sources = tuple(self.citation(document, on) for document in (entry, *others))
            return Reply("document", "\n".join(lines), sources)
        shown = useful_links(entry, self._register)
        by = self._register.state(entry, on).by
        sorts = dict.fromkeys((k.direction, k.relation.type) for k in shown if k.other != by)
        useful = list(sorts)[:_RELATIONS_SHOWN]
        named = [k for k in shown if (k.direction, k.relation.type) in useful and k.other != by]
        lines += relation_lines(named, self._register, on, self._say, _DOCUMENTS_NAMED)
        if shown:
            lines.append(self._say("document.more", command=command_for(entry)))
        notices = tuple(document_provenance(entry, self._say)[-1:])
        citations = (*mentions, self.citation(entry, on))
        return Reply("document", "\n".join(lines), citations, notices=notices)

    def _head(self, entry: Document, on: date, day: AsOf | None) -> list[str]:
        """Return the verdict on the day, and what the document is."""
        head = head_lines(entry, self._register, on, self._say)
        if not entry.is_fact:
            return head
        state = self._register.state(entry, on)
        name = document_name(entry, self._say)
        clause = state_clause(state, self._say)
        lines = [self._say("document.verdict", name=name, state=clause)]
        lines += self._changes(entry, day)
        if state.since and entry.effective_from and not state.in_force and entry.first_day_out:
            since, last = entry.effective_from, entry.first_day_out - timedelta(days=1)
            if since < state.since:
                until = vietnamese_date(last)
                lines.append(self._say("document.dates", since=vietnamese_date(since), until=until))
        key = "issued" if entry.date else "undated"
        issued = vietnamese_date(entry.date) if entry.date else ""
        lines.append(self._say(f"document.{key}", issuer=entry.issuer, date=issued))
        return [*lines, *head[1:]]

    def _decided(self, question: str, entry: Document, on: date) -> str:
        """Return the state after the yes or no that a question wants; empty where it wants none."""
        state = self._register.state(entry, on)
        said = state_verdict(question, state)
        if said is None:
            return ""
        name, clause = document_name(entry, self._say), state_clause(state, self._say)
        sentence = self._say("document.stands", name=name, state=clause)
        return self._say(f"answer.verdict_{said}", sentence=sentence)

    def full(self, entry: Document, on: date) -> Reply:
        """Return everything on file about a document."""
        lines = document_lines(entry, self._register, on, self._say)
        notices = tuple(document_provenance(entry, self._say))
        return Reply("document", "\n".join(lines), (self.citation(entry, on),), notices=notices)

    def card(self, entry: Document, on: date) -> Reply:
        """Return what to send on about a document: the verdict, what it is, where that is from."""
        lines = self._head(entry, on, None)
        notices = tuple(document_provenance(entry, self._say))
        return Reply("document", "\n".join(lines), (self.citation(entry, on),), notices=notices)

    def listing(self, on: date) -> Reply:
        """Return every document of the register by kind, each with its state in a few words."""
        entries = self._register.listed()
        lines = [self._say("document.list.head", count=len(entries), on=vietnamese_date(on))]
        for kind in dict.fromkeys(entry.kind for entry in entries):
            lines += ["", self._say("document.list.kind", kind=kind)]
            for entry in (entry for entry in entries if entry.kind == kind):
                title = shorten(entry.title or "", _LONGEST_TITLE) if entry.is_fact else ""
                state = short_state(self._register.state(entry, on), self._say)
                key = "titled" if title else "untitled"
                name = entry.number or document_name(entry, self._say)
                lines.append(self._say(f"document.list.{key}", name=name, state=state, title=title))
        return Reply("document", "\n".join(lines))

    def citation(self, entry: Document, on: date) -> Citation:
        """Return the register's entry of a document as a source."""
        state = self._register.state(entry, on)
        return Citation(
            document=document_name(entry, self._say),
            title=entry.title or "" if entry.is_fact else "",
            section="",
            quote="",
            file=document_file(entry),
            in_force=state.in_force,
            state=source_state(Standing.of(state, checked=entry.is_fact), self._say),
        )

    def does_not_say(self, entry: Document, clause: Clause) -> Reply:
        """Return that nothing was found on a document that is on file, and how to see its entry."""
        name = document_name(entry, self._say)
        if clause:
            return Reply("abstain", self._say("answer.no_clause", clause=clause.label, name=name))
        command = command_for(entry)
        return Reply("abstain", self._say("answer.nothing_in_document", name=name, command=command))

    def name_of(self, number: str, entries: Sequence[Document]) -> str:
        """Return how a document is called: as the register does, else by the number given."""
        return document_name(entries[0], self._say) if entries else number

    def not_on_file(self, number: str, similar: Sequence[Document]) -> Reply:
        """Return that a document is not on file, with those of the same number, if any."""
        text = self._say("answer.number_not_on_file", number=number)
        names = [document_name(entry, self._say) for entry in similar[:3]]
        if names:
            text += " " + self._say("answer.similar_numbers", names="; ".join(names))
        return Reply("abstain", text)

    def _changes(self, entry: Document, day: AsOf | None) -> list[str]:
        """Return the states within the time asked about, where there is more than one."""
        if day is None or day.first == day.last:
            return []
        states = states_within(self._register, entry, day.first, day.last)
        if len(states) < 2:
            return []
        changes = [
            self._say(
                "document.change",
                since=vietnamese_date(state.on),
                state=short_state(state, self._say),
            )
            for state in states
        ]
        return [self._say("document.changes", changes="; ".join(changes))]


def command_for(entry: Document) -> str:
    """Return the command that shows all of a document, in the form Telegram makes a link of."""
    return f"/vanban_{entry.id.replace('-', '_')}"
