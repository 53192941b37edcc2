"""Citations of passages, and what is to be said of their sources."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from knowledge.answer import Citation
from knowledge.answering import Answer, Candidate
from knowledge.document_text import document_name, source_state, state_clause, vietnamese_date
from knowledge.documents import Register, Standing
from knowledge.messages import Messages
from knowledge.passages import Attribution, DocumentRecord
from knowledge.references import find_references
from knowledge.sentences import shorten
from knowledge.validity import Validity

LONGEST_QUOTE = 500
"""Characters of one quote; what does not fit is cut around the words of the question."""


class Citer:
    """Cites passages.

    Args:
        register: documents and their validity.
        messages: section ``answer``.
    """

    def __init__(self, register: Register, messages: Messages) -> None:
        self._say = messages
        self._validity = Validity(register)

    def cite(
        self,
        candidate: Candidate,
        quote: str,
        on: date,
        section: str = "",
        limit: int = LONGEST_QUOTE,
    ) -> Citation:
        """Return the citation of one passage: its document, clause, words and state on a day."""
        document, source = candidate.document, candidate.passage.attribution
        title = document.title
        if document.kind == "tom_tat":
            key = "answer.digest_title_address" if source and source.url else "answer.digest_title"
            title = self._say(key, title=title, address=source.url if source else "")
        standing = self.standing(candidate, on)
        return Citation(
            document=self.cited_name(candidate),
            title=title,
            section=self._say("answer.caption")
            if candidate.caption
            else section or candidate.passage.section,
            quote=shorten(quote, limit),
            file=document.file,
            in_force=standing.in_force if standing else None,
            state=source_state(standing, self._say) if standing else "",
        )

    def cited_name(self, candidate: Candidate) -> str:
        """Return what a passage is cited by: its document, or the source it is attributed to."""
        source = candidate.passage.attribution
        return self._source_name(source) if source else self.name(candidate.document)

    def _source_name(self, source: Attribution) -> str:
        """Return a document's number; an article or page goes by its name and date."""
        if source.issued_on and not find_references(source.document):
            day = vietnamese_date(source.issued_on)
            return self._say("answer.source_dated", name=source.document, date=day)
        return source.document

    def name(self, document: DocumentRecord) -> str:
        """Return the number of a document, or its title and date."""
        if document.number:
            return document.number
        if document.issued_on:
            day = vietnamese_date(document.issued_on)
            return self._say("answer.article_dated", title=document.title, date=day)
        return document.title

    def notices(self, chosen: Sequence[Answer], on: date) -> tuple[str, ...]:
        """Return what is to be said of the sources: a digest, a document nobody has checked."""
        candidates = [answer.candidate for answer in chosen]
        notices = []
        if any(candidate.document.kind == "tom_tat" for candidate in candidates):
            notices.append(self._say("answer.digest_notice"))
        unchecked = {
            self.cited_name(candidate): None
            for candidate in candidates
            if candidate.document.kind == "van_ban"
            and (standing := self.standing(candidate, on)) is not None
            and not standing.checked
        }
        if unchecked:
            notices.append(self._say("answer.unchecked", names="; ".join(unchecked)))
        return tuple(notices)

    def not_in_force(self, candidates: Sequence[Candidate], on: date) -> list[str]:
        """Return a line about each source that is not in force on a day."""
        lines = dict[str, None]()
        for candidate in candidates:
            standing = self.standing(candidate, on)
            if standing is not None and standing.in_force is False:
                lines[self._standing_line(candidate, standing, on)] = None
        return list(lines)

    def _standing_line(self, candidate: Candidate, standing: Standing, on: date) -> str:
        name = self.cited_name(candidate)
        if standing.entry is not None:
            name = document_name(standing.entry, self._say)
        if standing.state is not None:
            state = state_clause(standing.state, self._say)
            return self._say("answer.standing", name=name, state=state)
        since = standing.since or on
        key = "answer.not_yet" if standing.not_yet else "answer.ended"
        return self._say(key, name=name, since=vietnamese_date(since), on=vietnamese_date(on))

    def standing(self, candidate: Candidate, on: date) -> Standing | None:
        """Return how the document a passage is cited by stands on a day."""
        return self._validity.standing(candidate.passage, candidate.document, on)
