"""What an approved answer rests on: found in its text or taken over, and watched since."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.document_reply import DocumentWriter
from knowledge.answer import Citation
from knowledge.answering import Candidate
from knowledge.clauses import find_clause, rows_holding
from knowledge.documents import Document, Register
from knowledge.errors import IndexUnavailableError
from knowledge.feedback import Basis
from knowledge.library import Library
from knowledge.messages import Messages
from knowledge.passages import DocumentRecord
from knowledge.references import Reference, canonical, find_references

Cite = Callable[[Candidate, str, date], Citation]


@dataclass(frozen=True, slots=True)
class Named:
    """The documents a text names.

    Attributes:
        bases: those on file.
        unknown: the numbers of those that are not.
    """

    bases: tuple[Basis, ...]
    unknown: tuple[str, ...]


class Bases:
    """Finds and watches the sources of approved answers.

    Args:
        register: documents and their validity.
        library: gives the indexed corpus.
        cite: gives the citation of a passage: the passage, the words quoted, the day.
        writer: words citations of register entries.
        messages: section ``approved``.
    """

    def __init__(
        self,
        register: Register,
        library: Callable[[], Library],
        cite: Cite,
        writer: DocumentWriter,
        messages: Messages,
    ) -> None:
        self._register = register
        self._library = library
        self._cite = cite
        self._writer = writer
        self._say = messages
        self._held: tuple[Library, dict[str, DocumentRecord]] | None = None

    def named(self, text: str, on: date) -> Named:
        """Return the sources for the documents a text names.

        A clause is quoted where the text names one document and one place in it.

        Args:
            text: an administrator's answer.
            on: the day the documents are cited.
        """
        found = {one.canonical: one for one in find_references(text)}
        clause = text if len(found) == 1 else ""
        bases, unknown = list[Basis](), list[str]()
        for reference in found.values():
            basis = self._basis(reference, clause, on)
            if basis is not None:
                bases.append(basis)
            else:
                unknown.append(reference.number)
        once = {(one.citation.document, one.citation.section): one for one in bases}
        return Named(tuple(once.values()), tuple(unknown))

    def of(self, citations: Iterable[Citation], on: date) -> tuple[Basis, ...]:
        """Return the sources of an answer given before, as they stand on a day."""
        records = {record.file: record for record in self._records().values()}
        return tuple(
            self._watched(replace(one, in_force=self._in_force(one, record, on)), record)
            for one in citations
            for record in [records.get(one.file)]
        )

    def shown(self, bases: Iterable[Basis], on: date) -> tuple[Citation, ...]:
        """Return the sources as they are shown on a day."""
        records = self._records()
        return tuple(
            replace(one.citation, in_force=self._in_force(one.citation, record, on))
            for one in bases
            for record in [records.get(one.document)]
        )

    def fault(self, bases: Iterable[Basis], on: date) -> str | None:
        """Return why an answer may not be given on a day; ``None`` when it may.

        Raises:
            IndexUnavailableError: nobody can tell, as there is no index.
        """
        records = self._all_records()
        contents = {record.sha256 for record in records.values()}
        for basis in bases:
            name = basis.citation.document
            record = records.get(basis.document)
            if basis.document and basis.sha256 not in contents:  # wherever the file is now
                fate = "replaced" if record else "removed"
                return self._say(f"approved.{fate}", name=name)
            if basis.watched and self._in_force(basis.citation, record, on) is False:
                return self._say("approved.not_in_force", name=name)
        return None

    def _basis(self, reference: Reference, text: str, on: date) -> Basis | None:
        entries = self._register.match(reference)
        entry = entries[0] if entries else None
        number = (entry.number if entry else None) or reference.number
        passages = self._passages(number)
        own = [one for one in passages if _is_of(one, number)]
        if entry is None and not own:
            return None
        chosen = _holding(text, own)
        citation = self._citation(entry, own, chosen, on)
        held = chosen or own
        return self._watched(citation, held[0].document if held else None)

    def _citation(
        self,
        entry: Document | None,
        own: Sequence[Candidate],
        chosen: Sequence[Candidate],
        on: date,
    ) -> Citation:
        if chosen:
            return self._cite(chosen[0], chosen[0].passage.text, on)
        if entry is not None:
            return self._writer.citation(entry, on)
        return replace(self._cite(own[0], "", on), section="", quote="")

    def _passages(self, number: str) -> list[Candidate]:
        try:
            return self._library().quoting(number)
        except IndexUnavailableError:  # no index yet; the register may hold the document
            return []

    def _watched(self, citation: Citation, record: DocumentRecord | None) -> Basis:
        return Basis(
            citation,
            record.id if record else "",
            record.sha256 if record else "",
            watched=citation.in_force is not False,
        )

    def _in_force(self, citation: Citation, record: DocumentRecord | None, on: date) -> bool | None:
        """Return the state of a source: by the register, else by the dates its text gives."""
        states = [
            self._register.state(entries[0], on).in_force
            for reference in find_references(citation.document)
            if (entries := self._register.match(reference))
        ]
        if states:
            return False if False in states else (True if True in states else None)
        if record is None or not record.number or record.number != citation.document:
            return None
        starts, ends = record.effective_from, record.effective_to
        if (starts and on < starts) or (ends and on > ends):
            return False
        return citation.in_force

    def _records(self) -> dict[str, DocumentRecord]:
        try:
            return self._all_records()
        except IndexUnavailableError:
            return {}

    def _all_records(self) -> dict[str, DocumentRecord]:
        library = self._library()
        if self._held is None or self._held[0] is not library:
            self._held = library, {record.id: record for record in library.documents()}
        return self._held[1]


def _is_of(candidate: Candidate, number: str) -> bool:
    """Tell whether a passage is cited by a document number: its own text, or a digest of it."""
    source = candidate.passage.attribution
    own = source.document if source else candidate.document.number
    return bool(own) and canonical(own or "") == canonical(number)


def _holding(text: str, passages: Sequence[Candidate]) -> list[Candidate]:
    """Return the passages of the clause a text names."""
    sections = {row: one.passage.section for row, one in enumerate(passages)}
    return [passages[row] for row in rows_holding(find_clause(text), sections)]
