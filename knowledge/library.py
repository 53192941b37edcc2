"""The indexed corpus as the assistant uses it: find passages, weigh what they say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial
from itertools import islice

from knowledge.answering import Candidate
from knowledge.captions import captions_of
from knowledge.clauses import find_clause, rows_holding
from knowledge.finding import Finding
from knowledge.gate import Gate
from knowledge.matter import Matter
from knowledge.named_sources import of_documents, speaks_of
from knowledge.passages import DocumentRecord, Passage
from knowledge.places import find_provinces, with_official_names
from knowledge.ports import PassageReader
from knowledge.query import Query
from knowledge.question import speaks_of_nation
from knowledge.question_words import QuestionWords
from knowledge.references import canonical, find_references
from knowledge.retrieval import Retriever
from knowledge.scope import rows_at_home, rows_elsewhere, speaks_for
from knowledge.settings import RetrievalSettings
from knowledge.surroundings import Surroundings, around
from knowledge.terms import Vocabulary
from knowledge.text import fold, syllables
from knowledge.validity import Validity
from knowledge.weighing import Weigher, entitled

_READ = 2
"""Times ``top_k`` passages are read for the documents and clauses they speak of."""
_DEPTH = 2
"""Times ``top_k`` passages are fetched, so that enough remain after the filter by province."""


@dataclass(frozen=True, slots=True)
class _Found:
    """Passages found for a question.

    Attributes:
        query: the question as it was searched.
        candidates: the passages, best first.
        provinces: provinces it names.
        floor: cosine of the question to an unrelated passage; ``None`` without vectors.
    """

    query: Query
    candidates: tuple[Candidate, ...]
    provinces: tuple[str, ...]
    floor: float | None


class Library:
    """One open index with the settings for answering from it.

    Args:
        retriever: search over the index.
        store: its passages and documents.
        asked: how questions are asked.
        vocabulary: compounds and synonyms.
        gate: when a sentence is likely enough to answer.
        retrieval: limits of search.
        validity: tells which documents are in force.
    """

    def __init__(
        self,
        retriever: Retriever,
        store: PassageReader,
        asked: QuestionWords,
        vocabulary: Vocabulary,
        gate: Gate,
        retrieval: RetrievalSettings,
        validity: Validity,
    ) -> None:
        self._retriever = retriever
        self._store = store
        self._retrieval = retrieval
        self._validity = validity
        self._weigher = Weigher(retriever.lexical, asked, vocabulary, gate, self._taken_apart)
        self._rows_out = lru_cache(maxsize=16)(lambda on: validity.rows_out(store, on))
        self._rows_at_home = lru_cache(maxsize=16)(partial(rows_at_home, store))
        self._rows_elsewhere = lru_cache(maxsize=16)(partial(rows_elsewhere, store))

    def titles(self) -> list[str]:
        """Return the titles of the documents, each once, in order of file."""
        return list(dict.fromkeys(document.title for document in self._store.documents()))

    def documents(self) -> Iterator[DocumentRecord]:
        """Yield every document of the index."""
        return self._store.documents()

    def search(self, question: str, k: int) -> list[Candidate]:
        """Return the ``k`` best passages; those of a document the question names come first."""
        return self._search(question, k)[0]

    def surroundings(self, passage: Passage) -> Surroundings:
        """Return the headings above a passage and the whole điều it belongs to."""
        return around(self._store, passage)

    def find(self, question: str, province: str | None, on: date) -> Finding:
        """Return the passages and sentences that answer.

        Documents not in force on the day are left out before the passages are ranked, unless the
        question names them, by number or date, or asks for what held before.

        Args:
            question: as the reader wrote it.
            province: province of the reader, used when the question names none.
            on: the day the answer is for.
        """
        asked = self._validity.asked(with_official_names(question), on)
        dated = self._validity.dated_rows(self._store, asked)
        # A document's date and "trước đây" only say which text is meant.
        search = partial(
            self._found,
            asked.undated if dated else asked.rest,
            province,
            dated,
            asked.numbers,
        )
        out = self._rows_out(on)
        named = dated | self._validity.named_rows(self._store, asked)
        if named:
            out -= named
        if asked.old and out:
            earlier = self._weighed(search(within=out), question)
            if earlier.answers:
                return earlier
        finding = self._weighed(search(left_out=out), question)
        if finding.answers or not out:
            return finding
        whole = search()
        if not any(candidate.number in out for candidate in whole.candidates):
            return finding
        answers = self._weighed(whole, question).answers
        lapsed = (a for a in answers if not self._holds(a.candidate, on))
        return replace(finding, lapsed=tuple(lapsed))

    def _found(
        self,
        question: str,
        province: str | None,
        dated: Collection[int],
        numbers: Collection[str],
        *,
        left_out: Collection[int] = (),
        within: Collection[int] | None = None,
    ) -> _Found:
        """Return the passages that may be found and speak for what a question is about."""
        query = self._retriever.prepare(question)
        named = tuple(find_provinces(query.text)) or tuple(find_provinces(query.typed))
        wanted = named or ((province,) if province else ())
        candidates, floor = self._search(
            question,
            self._retrieval.top_k * _DEPTH,
            dated,
            numbers=numbers,
            left_out=left_out,
            elsewhere=() if named else self._rows_elsewhere(wanted),
            within=within,
            preferred=self._rows_at_home(wanted),
        )
        strict = bool(named) and not speaks_of_nation(query.text)
        suitable = (
            c for c in candidates if speaks_for(c.passage, c.document, wanted, named=strict)
        )
        clause = find_clause(question)
        read = list(islice(suitable, self._retrieval.top_k * _READ))
        kept = tuple(of_documents(read, find_references(question), clause)[: self._retrieval.top_k])
        return _Found(query, kept, named, floor)

    def _weighed(self, found: _Found, typed: str) -> Finding:
        """Return what passages say to a question, given also as the reader typed it."""
        return self._weigher.weigh(
            found.query,
            found.candidates,
            found.provinces,
            found.floor,
            captions_of(found.candidates),
            typed=typed,
        )

    def offers(self, finding: Finding, patterns: tuple[str, str]) -> list[str]:
        """Return at most three questions near to one that has no answer; see :class:`Weigher`."""
        return self._weigher.offers(finding, patterns)

    def entitled(self, finding: Finding) -> Candidate | None:
        """Return the opening of the numbered text whose title is what a question asks for."""
        found = entitled(finding)
        if found is None:
            return None
        return self._candidate(self._store.numbers_of(found.document.id)[0], found.score)

    def after(self, candidate: Candidate) -> Candidate | None:
        """Return the passage after one in the same document."""
        number = candidate.number + 1
        if number >= len(self._store):
            return None
        following = self._candidate(number, candidate.score)
        same = following.passage.document_id == candidate.passage.document_id
        return following if same else None

    def _taken_apart(self, row: int) -> Matter:
        passage = self._store.passage(row)
        document = self._store.document(passage.document_id)
        goes_on = document.kind == "bai_viet" and passage.ordinal > 0
        before = self._store.passage(row - 1).text if goes_on else ""
        return Matter(passage, document, before)

    def _holds(self, candidate: Candidate, on: date) -> bool:
        return self._validity.holds(candidate.passage, candidate.document, on)

    def titled(self, subject: str, on: date) -> Candidate | None:
        """Return the opening of the newest numbered text on a subject that may hold on a day."""
        row = f" {' '.join(syllables(fold(subject)))} "
        found = [
            self._candidate(rows[0], 1.0)
            for record in self._store.documents()
            if record.kind == "van_ban"
            and record.number
            and row in f" {' '.join(syllables(fold(record.title)))} "
            and (rows := self._store.numbers_of(record.id))
        ]
        holding = [candidate for candidate in found if self._holds(candidate, on)]
        return max(
            holding,
            key=lambda c: c.document.effective_from or c.document.issued_on or date.min,
            default=None,
        )

    def around(self, file: str, quote: str) -> list[Candidate]:
        """Return the passage of a file that holds a quote, and those under the same heading.

        Args:
            file: name of the file as citations give it.
            quote: words of the passage, «…» where they were cut.
        """
        record = next((one for one in self._store.documents() if one.file == file), None)
        rows = self._store.numbers_of(record.id) if record else []
        piece = max(quote.split("…"), key=len).strip()
        held = [self._candidate(row, 1.0) for row in rows]
        cited = [one for one in held if piece and piece in one.passage.text][:1]
        heading = {one.passage.breadcrumb for one in cited}
        beside = [one for one in held if one.passage.breadcrumb in heading]
        return [*cited, *(one for one in beside if one not in cited)]

    def _search(
        self,
        question: str,
        k: int,
        dated: Collection[int] = (),
        *,
        numbers: Collection[str] = (),
        left_out: Collection[int] = (),
        elsewhere: Collection[int] = (),
        within: Collection[int] | None = None,
        preferred: Collection[int] = (),
    ) -> tuple[list[Candidate], float | None]:
        spoken = [reference.canonical for reference in find_references(question)]
        named = self._named(dict.fromkeys([*spoken, *sorted(numbers)]))
        sections = {row: self._store.passage(row).section for row in named}
        boosted = [*(rows_holding(find_clause(question), sections) or named), *dated]
        found = self._retriever.search(
            question,
            k,
            boosted,
            left_out=left_out,
            elsewhere=elsewhere,
            within=within,
            preferred=preferred,
        )
        hits = [self._candidate(hit.number, hit.score, hit.cosine) for hit in found.hits]
        return hits, found.floor

    def quoting(self, number: str) -> list[Candidate]:
        """Return passages that belong to a document number, or mention it, in reading order."""
        rows = self._store.numbers_citing(canonical(number))
        if rows:
            return [self._candidate(row, 1.0) for row in rows]
        found = self._retriever.search(number, self._retrieval.top_k)
        near = (self._candidate(hit.number, hit.score) for hit in found.hits)
        return [c for c in near if any(speaks_of(c, r) for r in find_references(number))]

    def _named(self, numbers: Iterable[str]) -> Sequence[int]:
        return [row for number in numbers for row in self._store.numbers_citing(number)]

    def _candidate(self, number: int, score: float, cosine: float | None = None) -> Candidate:
        passage = self._store.passage(number)
        document = self._store.document(passage.document_id)
        return Candidate(number, passage, document, score, cosine)
