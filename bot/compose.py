"""Replies put together by code from what the tools found; a language model only rewords them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from knowledge.answer import Citation, Reply
from knowledge.answering import Answer, Candidate
from knowledge.as_of import AsOf
from knowledge.assembly import Statement
from knowledge.document_text import (
    document_name,
    state_clause,
    vietnamese_date,
)
from knowledge.documents import Register
from knowledge.finding import Finding
from knowledge.listing import Listing, listing_of
from knowledge.messages import Messages
from knowledge.passages import Attribution, DocumentRecord
from knowledge.references import find_references
from knowledge.sentences import shorten, table_row
from knowledge.settings import AnswerSettings
from knowledge.text import fold, squeeze
from knowledge.validity import Standing, Validity

_TITLES_NAMED = 6
_LONGEST_QUOTE = 500
"""Characters of one quote; what does not fit is cut around the words of the question."""
_SHORTEST_QUOTE = 120
_LONGEST_LIST = 1500
"""Characters quoted of a passage that holds a list."""
_UNKNOWN = re.compile(r"Kho (?:chưa|không) (?:tìm thấy|có|đọc được)\b|Bài .*? không (?:nêu|có)\b")
"""How a digest opens a sentence about what nothing on file tells."""
_LABEL_ROOM = 8
"""Characters of quotation marks and of a label such as ``[1]``."""


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

    def answer(
        self,
        finding: Finding,
        on: date,
        following: Callable[[Candidate], Candidate | None],
    ) -> Reply:
        """Return what is said to a question, each sentence with its source.

        Args:
            finding: what was found; has a statement.
            on: the day the answer is for.
            following: gives the passage after one in the same document.
        """
        statement = finding.statement or Statement(finding.answers[:1])
        chosen = statement.answers[: self._settings.max_citations]
        notices = self._notices(chosen, on)
        lines = self._not_in_force([answer.candidate for answer in chosen], on)
        if statement.conflict:
            lines.append(self._say("answer.conflict"))
        room = self._settings.max_characters - sum(len(x) + 1 for x in (*lines, *notices))
        if chosen[0].sentence.items:
            listing = listing_of(chosen[0], following)
            listed, citations = self._listed(listing, room, on)
            return Reply("answer", "\n".join([*lines, *listed]), citations, notices=notices)
        each = max(room // len(chosen) - _LABEL_ROOM, _SHORTEST_QUOTE)
        quotes = [answer.excerpt(min(each, _LONGEST_QUOTE)) for answer in chosen]
        for label, (answer, quote) in enumerate(zip(chosen, quotes, strict=True), start=1):
            line = self._sentence(answer, quote, label)
            if statement.conflict:
                name = self._cited_name(answer.candidate)
                line = self._say("answer.conflict_side", name=name, sentence=line)
            lines.append(line)
        place = chosen[0].candidate.document.province
        if finding.question.unit == "tinh" and place and place not in quotes[0]:
            lines[-len(chosen)] = self._say(
                "answer.in_province", province=place, sentence=lines[-len(chosen)]
            )
        if statement.verdict:
            lines[-1] = self._say(f"answer.verdict_{statement.verdict}", sentence=lines[-1])
        lines += self._missing(finding, chosen)
        citations = tuple(
            self.cite(answer.candidate, self._cited_quote(answer, quote), on, answer.section)
            for answer, quote in zip(chosen, quotes, strict=True)
        )
        return Reply("answer", "\n".join(lines), citations, notices=notices)

    def _sentence(self, answer: Answer, quote: str, label: int) -> str:
        if answer.sentence.header:
            quote = table_row(answer.sentence.header, answer.sentence.text)
        digest = answer.candidate.document.kind == "tom_tat" or bool(answer.sentence.header)
        key = "answer.digest_sentence" if digest else "answer.quoted_sentence"
        return self._say(key, sentence=quote, label=label)

    def _cited_quote(self, answer: Answer, quote: str) -> str:
        header = answer.sentence.header
        return f"{header}\n{answer.sentence.text}" if header else quote

    def _listed(
        self, listing: Listing, room: int, on: date
    ) -> tuple[list[str], tuple[Citation, ...]]:
        """Return the lines of a list within ``room`` characters, and the passages it stands in."""
        sources = list(dict.fromkeys(candidate for _, candidate in listing.items))
        sources = sources[: self._settings.max_citations]
        labels = {source.number: label for label, source in enumerate(sources, start=1)}
        items = tuple(item for item in listing.items if item[1].number in labels)
        cut = Listing(listing.lead, items)
        marks = _LABEL_ROOM * len(sources)
        lead, shown, left_out = cut.fitted(room - marks)
        lines = [lead]
        for at, item in enumerate(shown):
            source = items[at][1].number
            last = at + 1 == len(shown) or items[at + 1][1].number != source
            key = "answer.list_item_cited" if last else "answer.list_item"
            lines.append(self._say(key, item=item, label=labels[source]))
        if left_out or len(items) < len(listing.items):
            lines.append(self._say("answer.list_goes_on"))
        citations = tuple(
            self.cite(source, source.passage.text, on, limit=_LONGEST_LIST) for source in sources
        )
        return lines, citations

    def _missing(self, finding: Finding, chosen: Sequence[Answer]) -> list[str]:
        """Return a line about each province asked for of which none of the sources speaks."""
        if len(finding.provinces) < 2:
            return []
        around = fold(
            "\n".join(
                f"{a.candidate.document.title} {a.candidate.document.province or ''} {a.quote} "
                f"{a.candidate.passage.indexed_text}"
                for a in chosen
            )
        )
        absent = [name for name in finding.provinces if fold(name) not in around]
        return [self._say("answer.part_missing", province=", ".join(absent))] if absent else []

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
        key = "answer.not_yet" if since > on else "answer.ended"
        return self._say(key, name=name, since=vietnamese_date(since), on=vietnamese_date(on))

    def _standing(self, candidate: Candidate, on: date) -> Standing | None:
        return self._validity.standing(candidate.passage, candidate.document, on)

    def only_lapsed(self, finding: Finding, question: str, on: date) -> Reply:
        """Return that nothing in force on a day answers, and which other document would."""
        candidates = [answer.candidate for answer in finding.lapsed[:1]]
        lines = [self._say("answer.only_lapsed", on=vietnamese_date(on))]
        lines += self._not_in_force(candidates, on)
        standing = self._standing(candidates[0], on)
        ended = standing is not None and (
            standing.state.code != "not_yet" if standing.state else (standing.since or on) <= on
        )
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

    def cite(
        self,
        candidate: Candidate,
        quote: str,
        on: date,
        section: str = "",
        limit: int = _LONGEST_QUOTE,
    ) -> Citation:
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
            section=section or candidate.passage.section,
            quote=shorten(quote, limit),
            file=document.file,
            in_force=standing.in_force if standing else None,
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

    def signer(self, own: Sequence[Candidate], name: str, on: date) -> Reply:
        """Return who signed a document, by its own text.

        Args:
            own: passages of the document, if it is indexed.
            name: how it is called.
            on: the day its state is given for.
        """
        signer = own[0].document.signer if own else None
        if not signer:
            return Reply("abstain", self._say("answer.signer_unknown", name=name))
        citation = self.cite(own[0], own[0].passage.text, on)
        text = self._say("answer.signer", name=name, signer=signer)
        return Reply("answer", text, (citation,), notices=(self._say("answer.record_notice"),))

    def nothing_found(
        self, provinces: Sequence[str], titles: Sequence[str], offered: Sequence[str] = ()
    ) -> Reply:
        """Return that the corpus does not say, and what to ask instead or what it covers."""
        text = self._say("answer.nothing_found")
        if provinces:
            text = self._say("answer.nothing_for_province", province=", ".join(provinces))
        if offered:
            return Reply("abstain", f"{text} {self._offer(offered)}")
        shown = [shorten(title, 70) for title in titles[:_TITLES_NAMED]]
        covered = "; ".join(shown) + ("; …" if len(titles) > _TITLES_NAMED else "")
        if covered:
            text += " " + self._say("answer.covers", titles=covered)
        return Reply("abstain", text)

    def _offer(self, offered: Sequence[str]) -> str:
        asked = [self._say("answer.offered_one", question=question) for question in offered]
        return self._say("answer.offered", questions="; ".join(asked))

    def offer_patterns(self) -> tuple[str, str]:
        """Return how questions are worded that are offered instead of an answer."""
        figure = self._say("answer.offered_figure", subject="{subject}", unit="{unit}")
        return figure, self._say("answer.offered_heading", heading="{heading}")

    def not_known(self, finding: Finding) -> Reply | None:
        """Return what a digest says it does not know, where that is all there is to a question."""
        answers = finding.statement.answers if finding.statement else ()
        sentence = answers[0].sentence.text if answers else ""
        digest = bool(answers) and answers[0].candidate.document.kind == "tom_tat"
        if not digest or not _UNKNOWN.match(sentence):
            return None
        return Reply("abstain", sentence)
