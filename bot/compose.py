"""Replies put together by code from what the tools found; a language model only rewords them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from knowledge.answer import Citation, Reply
from knowledge.answering import Answer, Candidate
from knowledge.document_text import (
    document_file,
    document_lines,
    document_name,
    document_provenance,
    vietnamese_date,
)
from knowledge.documents import Document, Register
from knowledge.library import Finding
from knowledge.messages import Messages
from knowledge.passages import Attribution, DocumentRecord
from knowledge.references import find_references
from knowledge.sentences import shorten
from knowledge.settings import AnswerSettings

_SECOND_SHARE = 0.95
"""A second sentence joins the answer when it is worth nearly as much as the first."""
_TITLES_NAMED = 6
_LONGEST_QUOTE = 500
"""Characters of one quote; what does not fit is cut around the words of the question."""


class Composer:
    """Words replies and their citations.

    Args:
        register: documents and their validity.
        messages: section ``answer``.
        settings: lengths of answers.
    """

    def __init__(self, register: Register, messages: Messages, settings: AnswerSettings) -> None:
        self._register = register
        self._say = messages
        self._settings = settings

    def answer(self, finding: Finding, on: date) -> Reply:
        """Return the sentences that answer, each with its source."""
        chosen = self._chosen(finding.answers)
        lines = []
        for label, answer in enumerate(chosen, start=1):
            digest = answer.candidate.document.kind == "tom_tat"
            key = "answer.digest_sentence" if digest else "answer.quoted_sentence"
            sentence = answer.excerpt(_LONGEST_QUOTE)
            lines.append(self._say(key, sentence=sentence, label=label))
        citations = tuple(self.cite(a.candidate, a.excerpt(_LONGEST_QUOTE), on) for a in chosen)
        digests = any(answer.candidate.document.kind == "tom_tat" for answer in chosen)
        notices = (self._say("answer.digest_notice"),) if digests else ()
        return Reply("answer", "\n".join(lines), citations, notices=notices)

    def _chosen(self, answers: Sequence[Answer]) -> list[Answer]:
        first, *others = answers
        chosen, room = (
            [first],
            self._settings.max_characters - min(len(first.quote), _LONGEST_QUOTE),
        )
        for other in others:
            fresh = other.quote not in {answer.quote for answer in chosen}
            level = other.value >= _SECOND_SHARE * first.value and other.fits == first.fits
            if fresh and level and other.coverage >= first.coverage and len(other.quote) <= room:
                chosen.append(other)
                room -= len(other.quote)
            if len(chosen) == min(2, self._settings.max_citations):
                break
        return chosen

    def cite(self, candidate: Candidate, quote: str, on: date) -> Citation:
        """Return the citation of one passage: its document, clause, words and state on a day."""
        document, source = candidate.document, candidate.passage.attribution
        name = self._source_name(source) if source else self._name(document)
        title = document.title
        if document.kind == "tom_tat":
            key = "answer.digest_title_address" if source and source.url else "answer.digest_title"
            title = self._say(key, title=title, address=source.url if source else "")
        return Citation(
            document=name,
            title=title,
            section=candidate.passage.section,
            quote=shorten(quote, _LONGEST_QUOTE),
            file=document.file,
            in_force=self._in_force(source.document if source else document.number, document, on),
        )

    def _source_name(self, source: Attribution) -> str:
        """Return a document's number; an article or page goes by its name and date."""
        if source.issued_on and not find_references(source.document):
            day = vietnamese_date(source.issued_on)
            return self._say("answer.source_dated", name=source.document, date=day)
        return source.document

    def _name(self, document: DocumentRecord) -> str:
        if document.number:
            return document.number
        if document.issued_on:
            day = vietnamese_date(document.issued_on)
            return self._say("answer.article_dated", title=document.title, date=day)
        return document.title

    def _in_force(self, number: str | None, document: DocumentRecord, on: date) -> bool | None:
        held = self._register.lookup(number) if number and "/" in number else []
        if held:
            return self._register.state(held[0], on).in_force
        if document.number and document.effective_from and on < document.effective_from:
            return False
        if document.number and document.effective_to and on > document.effective_to:
            return False
        return None

    def document(self, entry: Document, mentions: Sequence[Candidate], on: date) -> Reply:
        """Return what the register says of a document, and a passage that names it."""
        lines = document_lines(entry, self._register, on, self._say)
        state = self._register.state(entry, on)
        own = Citation(
            document=document_name(entry, self._say),
            title=entry.title or "" if entry.is_fact else "",
            section="",
            quote="",
            file=document_file(entry),
            in_force=state.in_force,
        )
        cited = [self.cite(c, c.passage.text, on) for c in mentions[:1]]
        provenance = tuple(document_provenance(entry, self._say))
        return Reply("document", "\n".join(lines), (*cited, own), notices=provenance)

    def record(self, candidate: Candidate, on: date) -> Reply:
        """Return what an indexed document says of itself, when the register does not hold it."""
        document = candidate.document
        text = self._say(
            "answer.record",
            name=self._name(document),
            title=document.title,
            issuer=document.issuer or self._say("answer.unknown_issuer"),
            issued=vietnamese_date(document.issued_on) if document.issued_on else "…",
        )
        if document.effective_from:
            since = vietnamese_date(document.effective_from)
            text += " " + self._say("answer.record_effective", since=since)
        notice = self._say("answer.record_notice")
        return Reply(
            "document",
            text,
            (self.cite(candidate, candidate.passage.text, on),),
            notices=(notice,),
        )

    def number_not_on_file(self, number: str, similar: Sequence[Document]) -> Reply:
        """Return that a document is not on file, with those of the same number, if any."""
        text = self._say("answer.number_not_on_file", number=number)
        names = [document_name(entry, self._say) for entry in similar[:3]]
        if names:
            text += " " + self._say("answer.similar_numbers", names="; ".join(names))
        return Reply("abstain", text)

    def nothing_found(self, provinces: Sequence[str], titles: Sequence[str]) -> Reply:
        """Return that the corpus does not say, and what it covers."""
        text = self._say("answer.nothing_found")
        if provinces:
            text = self._say("answer.nothing_for_province", province=", ".join(provinces))
        shown = [shorten(title, 70) for title in titles[:_TITLES_NAMED]]
        covered = "; ".join(shown) + ("; …" if len(titles) > _TITLES_NAMED else "")
        if covered:
            text += " " + self._say("answer.covers", titles=covered)
        return Reply("abstain", text)
