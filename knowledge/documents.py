"""The register: official documents, how they relate, and whether one is in force on a day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from knowledge.document_model import (
    FACT,
    Applied,
    Document,
    Ending,
    Relation,
    RelationType,
    Source,
    Standing,
    State,
    StateCode,
    Status,
)
from knowledge.errors import DataFileError
from knowledge.kinds import KINDS, rank
from knowledge.references import Reference, canonical, find_references
from knowledge.text import squeeze

__all__ = [
    "FACT",
    "Applied",
    "Document",
    "Ending",
    "Reference",
    "Register",
    "Relation",
    "RelationType",
    "Source",
    "Standing",
    "State",
    "StateCode",
    "Status",
    "canonical",
    "find_references",
]

_BARE_NUMBER = re.compile(r"(?:số|so)?[\s:.]*(\d{1,5}(?:/\d{4})?)", re.IGNORECASE)
# Decrees, circulars and papers of the National Assembly always carry the year in the number, so a
# number without it can only be short for one with it; a decision without it is another document.
_WITH_YEAR = ("nd-", "tt-", "qh")


class Register:
    """All documents on file.

    Args:
        documents: the entries, in any order.

    Raises:
        DataFileError: two entries share an id, or number and issuer; a relation points nowhere.
    """

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents: dict[str, Document] = {}
        numbered: dict[tuple[str, str], str] = {}
        for document in sorted(documents, key=lambda entry: entry.id):
            if document.id in self._documents:
                raise DataFileError(f"{document.id}.yaml: mã «{document.id}» đã dùng ở tệp khác")
            self._documents[document.id] = document
            if document.number:
                key = canonical(document.number), document.issuer
                other = numbered.setdefault(key, document.id)
                if other != document.id:
                    reason = f"khóa «number»: trùng số và cơ quan ban hành với {other}.yaml"
                    raise DataFileError(f"{document.id}.yaml: {reason}")
        self._incoming: dict[str, list[Relation]] = {id_: [] for id_ in self._documents}
        for relation in self._relations():
            if relation.target not in self._incoming or relation.target == relation.source:
                reason = f"khóa «relations»: không có văn bản đích «{relation.target}»"
                raise DataFileError(f"{relation.source}.yaml: {reason}")
            self._incoming[relation.target].append(relation)
        self._references = {entry.id: entry.reference for entry in self._documents.values()}

    def _relations(self) -> Iterator[Relation]:
        for document in self._documents.values():
            yield from document.relations

    def all(self) -> list[Document]:
        """Return every document, ordered by id."""
        return list(self._documents.values())

    def listed(self) -> list[Document]:
        """Return every document as a list is read: by kind, then oldest first."""
        return sorted(
            self._documents.values(),
            key=lambda d: (KINDS.index(d.kind), d.date or date.max, d.id),
        )

    def get(self, id_: str) -> Document | None:
        """Return the document with this id, if there is one."""
        return self._documents.get(id_)

    def outgoing(self, document: Document) -> list[Relation]:
        """Return what ``document`` does to others, facts only."""
        return [relation for relation in document.relations if self._is_fact(relation)]

    def incoming(self, document: Document) -> list[Relation]:
        """Return what others do to ``document``, facts only."""
        return [r for r in self._incoming.get(document.id, []) if self._is_fact(r)]

    def unverified_related(self, document: Document) -> list[Document]:
        """Return documents related by a third-party note only: to be checked, not to be cited."""
        links = [(relation, relation.target) for relation in document.relations]
        links += [(relation, relation.source) for relation in self._incoming[document.id]]
        ids = [id_ for relation, id_ in links if relation.status == "verified_c"]
        return [self._documents[id_] for id_ in dict.fromkeys(ids)]

    def _is_fact(self, relation: Relation) -> bool:
        ends = self._documents[relation.source], self._documents[relation.target]
        return relation.status in FACT and all(end.is_fact for end in ends)

    def endings(self, document: Document) -> list[Ending]:
        """Return what replaces or repeals a document or parts of it, as facts, the first first.

        It works from the day the relation gives, else from the first day of the other document
        (from its day of issue where that is all there is).
        """
        found: list[Ending] = []
        for relation in self.incoming(document):
            if relation.type == "replaces" or relation.type == "repeals":
                by = self._documents[relation.source]
                exact = relation.since or by.effective_from
                found.append(
                    Ending(relation.type, by, exact or by.date, exact is not None, relation.scope)
                )
        return sorted(found, key=lambda e: (e.day or date.max, e.type != "replaces", e.by.id))

    def ended_by(self, document: Document) -> Ending | None:
        """Return what replaces or repeals all of a document; the earliest if several do."""
        return next((ending for ending in self.endings(document) if not ending.scope), None)

    def match(self, reference: Reference) -> list[Document]:
        """Return the documents a mention can mean, best first; empty when none is on file.

        A complete number must agree in every part. A part of a number ("666", "nghị định 152")
        may fit several documents: verified ones come first, then the newest.
        """
        found = [d for d in self._documents.values() if self._fits(d, reference)]
        return sorted(found, key=_rank)

    def issued_on(self, reference: Reference) -> date | None:
        """Return the day of issue of the document a mention means, where that is a fact."""
        found = self.match(reference)
        return found[0].date if found and found[0].is_fact else None

    def lookup(self, number_text: str) -> list[Document]:
        """Return the documents meant by a number, a mention or an id, best first.

        Args:
            number_text: ``"666/QĐ-TTg"``, ``"QĐ 666"``, ``"152/2025"``, ``"666"`` or an id such as
                ``"nd-152-2025"``.
        """
        text = squeeze(number_text)
        if text.lower() in self._documents:
            return [self._documents[text.lower()]]
        bare = _BARE_NUMBER.fullmatch(text)
        references = find_references(f"văn bản số {bare[1]}" if bare else text)
        return [document for reference in references[:1] for document in self.match(reference)]

    def similar(self, reference: Reference) -> list[Document]:
        """Return documents that share only the leading number, to offer when none matches."""
        return sorted(
            (d for d in self._documents.values() if self._digits(d) == reference.digits), key=_rank
        )

    def _digits(self, document: Document) -> str | None:
        own = self._references[document.id]
        return own.digits if own else None

    def _fits(self, document: Document, asked: Reference) -> bool:
        own = self._references[document.id]
        if own is None or own.digits != asked.digits:
            return False
        if asked.complete and own.complete:
            forgotten = asked.year is None and own.symbol.startswith(_WITH_YEAR)
            return own.symbol == asked.symbol and (own.year == asked.year or forgotten)
        if asked.year and asked.year != (own.year or (document.date or date.min).year):
            return False
        if asked.symbol and own.symbol and own.symbol.split("-")[0] != asked.symbol:
            return False
        called = (document.kind, "Luật") if document.kind == "Bộ luật" else (document.kind,)
        return not asked.kind or asked.kind in called

    def state(self, document: Document, on: date) -> State:
        """Return whether ``document`` is in force on a day.

        The last day of :attr:`Document.effective_to` is still in force; a replacing or repealing
        document ends the older one, or a part of it, see :meth:`endings`. Amending, succeeding and
        closing documents end nothing. Facts only.
        """
        state = self._whole_state(document, on)
        if state.in_force is False or not document.is_fact:
            return state
        gone = [e for e in self.endings(document) if e.scope and e.day and e.day <= on]
        return replace(state, without=tuple(gone))

    def _whole_state(self, document: Document, on: date) -> State:
        """Return the state of a document, parts of it that ended aside."""
        if not document.is_fact:
            return State(document, on, "unverified" if document.is_checked else "unchecked", None)
        starts = document.effective_from
        if any(day and on < day for day in (starts, document.earliest)):
            return State(document, on, "not_yet", False, since=starts)
        ends, ending = self._end(document)
        until = ends - timedelta(days=1) if ends else None
        if ends and on >= ends:
            if ending is None:
                return State(document, on, "ended", False, ends, until)
            return state_ended(document, on, ending)
        applied = self._applied(document, on)
        if applied:
            return applied
        last_year = document.period[1]
        if last_year and on.year > last_year and not document.first_day_out:
            last_days = [days.last for days, _ in self.applied_days(document)]
            last_day = max([date(last_year, 12, 31), *last_days])
            return State(document, on, "period_over", None, until=last_day)
        if starts:
            return State(document, on, "in_force", True, starts, until)
        return State(document, on, "unknown", None, until=until)

    def _end(self, document: Document) -> tuple[date | None, Ending | None]:
        """Return the first day no longer in force, and what else than its own date brings it."""
        own = document.first_day_out
        ending = self.ended_by(document)
        if ending and ending.day and (own is None or ending.day <= own):
            return ending.day, ending
        return own, None

    def _applied(self, document: Document, on: date) -> State | None:
        """Return the state on a day on which the document is known to be applied."""
        spans = self.applied_days(document)
        for days, by in spans:
            if days.first <= on <= days.last:
                first = min(span.first for span, _ in spans)
                return State(document, on, "in_force", True, first, days.last, by, days.scope)
        return None

    def applied_days(self, document: Document) -> list[tuple[Applied, Document | None]]:
        """Return the days on which a document is known to be applied, and what says so."""
        spans: list[tuple[Applied, Document | None]] = []
        if document.applied:
            spans.append((document.applied, None))
        for relation in self.incoming(document):
            if relation.type == "continues" and relation.since and relation.until:
                days = Applied(relation.since, relation.until, relation.scope)
                spans.append((days, self.get(relation.source)))
        return spans


def state_ended(document: Document, on: date, ending: Ending) -> State:
    """Return the state of a document, or of the part an ending is about, after it has ended."""
    code: StateCode = "replaced" if ending.type == "replaces" else "repealed"
    since = ending.day if ending.is_exact else None
    until = since - timedelta(days=1) if since else None
    return State(document, on, code, False, since, until, ending.by, ending.scope)


def _rank(document: Document) -> tuple[bool, int, int, str]:
    day = document.effective_from or document.date or date.min
    return not document.is_fact, rank(document.kind), -day.toordinal(), document.id
