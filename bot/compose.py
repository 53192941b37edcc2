"""Replies put together by code from what the tools found; a language model only rewords them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from knowledge.answer import Citation, Reply
from knowledge.answering import Answer, Candidate
from knowledge.as_of import AsOf
from knowledge.document_text import (
    document_name,
    source_state,
    state_clause,
    vietnamese_date,
)
from knowledge.documents import Register, Standing
from knowledge.library import Finding
from knowledge.messages import Messages
from knowledge.passages import Attribution, DocumentRecord
from knowledge.references import find_references
from knowledge.sentences import shorten
from knowledge.settings import AnswerSettings
from knowledge.text import squeeze
from knowledge.validity import Validity

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
        self._validity = Validity(register)

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
        lines = [*self._not_in_force([answer.candidate for answer in chosen], on), *lines]
        return Reply("answer", "\n".join(lines), citations, notices=self._notices(chosen, on))

    def _notices(self, chosen: Sequence[Answer], on: date) -> tuple[str, ...]:
        """Return what is to be said of the sources: a digest, a document nobody has checked."""
        candidates = [answer.candidate for answer in chosen]
        notices = []
        if any(candidate.document.kind == "tom_tat" for candidate in candidates):
            notices.append(self._say("answer.digest_notice"))
        unchecked = {
            self._cited_name(candidate): None
            for candidate in candidates
            if candidate.document.kind == "van_ban"
            and (standing := self._standing(candidate, on)) is not None
            and not standing.checked
        }
        if unchecked:
            notices.append(self._say("answer.unchecked", names="; ".join(unchecked)))
        return tuple(notices)

    def _not_in_force(self, candidates: Sequence[Candidate], on: date) -> list[str]:
        """Return a line about each source that is not in force on a day."""
        lines = dict[str, None]()
        for candidate in candidates:
            standing = self._standing(candidate, on)
            if standing is not None and standing.in_force is False:
                lines[self._standing_line(candidate, standing, on)] = None
        return list(lines)

    def _standing_line(self, candidate: Candidate, standing: Standing, on: date) -> str:
        name = self._cited_name(candidate)
        if standing.entry is not None:
            name = document_name(standing.entry, self._say)
        if standing.state is not None:
            state = state_clause(standing.state, self._say)
            return self._say("answer.standing", name=name, state=state)
        since = standing.since or on
        key = "answer.not_yet" if standing.not_yet else "answer.ended"
        return self._say(key, name=name, since=vietnamese_date(since), on=vietnamese_date(on))

    def _standing(self, candidate: Candidate, on: date) -> Standing | None:
        return self._validity.standing(candidate.passage, candidate.document, on)

    def only_lapsed(self, finding: Finding, question: str, on: date) -> Reply:
        """Return that nothing in force on a day answers, and which other document would."""
        candidates = [answer.candidate for answer in finding.lapsed[:1]]
        lines = [self._say("answer.only_lapsed", on=vietnamese_date(on))]
        lines += self._not_in_force(candidates, on)
        standing = self._standing(candidates[0], on)
        ended = standing is not None and not standing.not_yet
        again = squeeze(question)  # without the day it was asked for
        if ended:
            again = self._say("answer.ask_old", question=again)
        return Reply("abstain", "\n".join(lines), suggestions=(again,))

    def dated(self, reply: Reply, day: AsOf | None) -> Reply:
        """Return the reply with a remark on the day its validity is given for, if one was asked."""
        about_law = any(citation.in_force is not None for citation in reply.citations)
        if day is None or not (about_law or reply.kind in ("document", "abstain")):
            return reply
        on = vietnamese_date(day.last)
        notice = self._say("answer.as_of", on=on, words=squeeze(day.words))
        return replace(reply, notices=(notice, *reply.notices))

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
        title = document.title
        if document.kind == "tom_tat":
            key = "answer.digest_title_address" if source and source.url else "answer.digest_title"
            title = self._say(key, title=title, address=source.url if source else "")
        standing = self._standing(candidate, on)
        return Citation(
            document=self._cited_name(candidate),
            title=title,
            section=candidate.passage.section,
            quote=shorten(quote, _LONGEST_QUOTE),
            file=document.file,
            in_force=standing.in_force if standing else None,
            state=source_state(standing, self._say) if standing else "",
        )

    def _cited_name(self, candidate: Candidate) -> str:
        source = candidate.passage.attribution
        return self._source_name(source) if source else self._name(candidate.document)

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

    def record(self, candidate: Candidate, on: date, unknown: str = "") -> Reply:
        """Return what an indexed document says of itself, when the register does not hold it.

        Args:
            candidate: a passage of it.
            on: the day its state is given for.
            unknown: what was asked of it and only the register could tell; empty for nothing.
        """
        document = candidate.document
        name = self._name(document)
        lines = [self._say("answer.record_unknown", name=name, phrase=unknown)] if unknown else []
        lines += self._not_in_force([candidate], on)
        if document.effective_from and not self._not_in_force([candidate], on):
            since = vietnamese_date(document.effective_from)
            lines.append(self._say("answer.record_effective", name=name, since=since))
        lines.append(
            self._say(
                "answer.record_more" if lines else "answer.record",
                name=name,
                title=document.title,
                issuer=document.issuer or self._say("answer.unknown_issuer"),
                issued=vietnamese_date(document.issued_on) if document.issued_on else "…",
            )
        )
        citation = self.cite(candidate, candidate.passage.text, on)
        notice = self._say("answer.record_notice")
        return Reply("document", "\n".join(lines), (citation,), notices=(notice,))

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
