"""The indexed corpus as the assistant uses it: find passages, choose the sentences that answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import islice

from knowledge.answering import Answer, Candidate, Gate, choose
from knowledge.clauses import find_clause, rows_holding
from knowledge.passages import DocumentRecord
from knowledge.places import find_provinces
from knowledge.ports import PassageReader
from knowledge.question import Question, QuestionWords, analyse
from knowledge.references import Reference, canonical, find_references
from knowledge.retrieval import Retriever
from knowledge.rules import province_key
from knowledge.settings import AnswerSettings, RetrievalSettings
from knowledge.text import fold, syllables
from knowledge.validity import Asked, Validity

_DEPTH = 4
"""Times ``top_k`` passages are fetched, so that enough remain after the filter by province."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the corpus says to a question.

    Attributes:
        question: the question taken apart.
        candidates: passages about the question's place, best first.
        answers: sentences that answer, best first; empty when the corpus does not say.
        provinces: provinces the question names.
        lapsed: sentences that would answer but come from documents not in force; only where there
            is no other answer.
    """

    question: Question
    candidates: tuple[Candidate, ...]
    answers: tuple[Answer, ...]
    provinces: tuple[str, ...]
    lapsed: tuple[Answer, ...] = ()


class Library:
    """One open index with the settings for answering from it.

    Args:
        retriever: search over the index.
        store: its passages and documents.
        asked: how questions are asked.
        retrieval: limits of search.
        answer: limits of answers.
        validity: tells which documents are in force.
    """

    def __init__(
        self,
        retriever: Retriever,
        store: PassageReader,
        asked: QuestionWords,
        retrieval: RetrievalSettings,
        answer: AnswerSettings,
        validity: Validity,
    ) -> None:
        self._retriever = retriever
        self._store = store
        self._asked = asked
        self._retrieval = retrieval
        self._answer = answer
        self._validity = validity
        self._rows_out = lru_cache(maxsize=16)(lambda on: validity.rows_out(store, on))

    def titles(self) -> list[str]:
        """Return the titles of the documents, each once, in order of file."""
        return list(dict.fromkeys(document.title for document in self._store.documents()))

    def documents(self) -> Iterator[DocumentRecord]:
        """Yield every document of the index."""
        return self._store.documents()

    def search(self, question: str, k: int) -> list[Candidate]:
        """Return the ``k`` best passages; those of a document the question names come first."""
        return self._search(question, k)

    def find(self, question: str, province: str | None, on: date) -> Finding:
        """Return the passages and sentences that answer.

        Documents not in force on the day are left out before the passages are ranked, unless the
        question names them, by number or date, or asks for what held before.

        Args:
            question: as the reader wrote it.
            province: province of the reader, used when the question names none.
            on: the day the answer is for.
        """
        asked = self._validity.asked(question, on)
        dated = self._validity.dated_rows(self._store, asked)
        # A document's date and "trước đây" only say which text is meant.
        question = asked.undated if dated else asked.rest
        out = self._rows_out(on)
        if out:
            out -= dated | self._validity.named_rows(self._store, asked)
        if asked.old and out:
            earlier = self._answers(question, province, asked, on, dated, within=out)
            if earlier.answers:
                return earlier
        finding = self._answers(question, province, asked, on, dated, left_out=out)
        if finding.answers:
            return finding
        whole = self._answers(question, province, asked, None, dated).answers
        lapsed = (a for a in whole if not self._holds(a.candidate, on))
        return replace(finding, lapsed=tuple(lapsed))

    def _answers(
        self,
        question: str,
        province: str | None,
        asked: Asked,
        on: date | None,
        dated: Collection[int],
        *,
        left_out: Collection[int] = (),
        within: Collection[int] | None = None,
    ) -> Finding:
        """Return what the passages that may be found say; on no day, whatever its validity."""
        query = self._retriever.prepare(question)
        named = tuple(find_provinces(query.text)) or tuple(find_provinces(query.typed))
        wanted = named or ((province,) if province else ())
        candidates = self._search(
            question, self._retrieval.top_k * _DEPTH, dated, left_out=left_out, within=within
        )
        documents = [r.number for r in find_references(question) if r.complete]
        suitable = (
            c
            for c in candidates
            if _about(c, wanted, strict=bool(named))
            and all(_speaks_of(c, d) for d in documents)
            and (within is not None or on is None or self._may_hold(c, asked, on))
        )
        kept = tuple(islice(suitable, self._retrieval.top_k))
        analysed = analyse(query.text, self._asked, sure=not query.restored)
        answers = choose(
            analysed,
            kept,
            self._retriever.lexical.folded,
            Gate(self._answer.min_coverage, self._answer.usual_cosine, self._answer.cosine_weight),
            sure=not query.restored,
        )
        if documents:  # its number alone makes every mention look close
            answers = [answer for answer in answers if answer.fits]
        return Finding(analysed, kept, tuple(answers), named)

    def _may_hold(self, candidate: Candidate, asked: Asked, on: date) -> bool:
        """Tell whether a clause with a day of effect of its own may be given for a day."""
        source = candidate.passage.attribution
        if source is None or source.effective_from is None or asked.numbers:
            return True
        return self._holds(candidate, on)

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

    def _search(
        self,
        question: str,
        k: int,
        dated: Collection[int] = (),
        *,
        left_out: Collection[int] = (),
        within: Collection[int] | None = None,
    ) -> list[Candidate]:
        named = self._named(find_references(question))
        sections = {row: self._store.passage(row).section for row in named}
        boosted = [*(rows_holding(find_clause(question), sections) or named), *dated]
        found = self._retriever.search(question, k, boosted, left_out=left_out, within=within)
        return [self._candidate(hit.number, hit.score, hit.cosine) for hit in found.hits]

    def quoting(self, number: str) -> list[Candidate]:
        """Return passages that belong to a document number, or mention it, in reading order."""
        rows = self._store.numbers_citing(canonical(number))
        if rows:
            return [self._candidate(row, 1.0) for row in rows]
        found = self._retriever.search(number, self._retrieval.top_k)
        near = (self._candidate(hit.number, hit.score) for hit in found.hits)
        return [c for c in near if _speaks_of(c, number)]

    def _named(self, references: Iterable[Reference]) -> Sequence[int]:
        rows: list[int] = []
        for reference in references:
            rows += self._store.numbers_citing(reference.canonical)
        return rows

    def _candidate(self, number: int, score: float, cosine: float | None = None) -> Candidate:
        passage = self._store.passage(number)
        document = self._store.document(passage.document_id)
        return Candidate(number, passage, document, score, cosine)


def _speaks_of(candidate: Candidate, number: str) -> bool:
    """Tell whether a passage belongs to a document, is attributed to it, or mentions it."""
    wanted = canonical(number)
    source = candidate.passage.attribution
    own = source.document if source else candidate.document.number
    if own and canonical(own) == wanted:
        return True
    text = f"{candidate.document.title}\n{candidate.passage.indexed_text}"
    return any(reference.canonical == wanted for reference in find_references(text))


def _about(candidate: Candidate, provinces: Sequence[str], *, strict: bool) -> bool:
    """Tell whether a passage may speak for one of ``provinces``.

    A province named in the question must be the document's or be named by the passage; a
    reader's own province only shuts out documents of other provinces.
    """
    if not provinces:
        return True
    home = candidate.document.province
    if home is not None and province_key(home) in map(province_key, provinces):
        return True
    if not strict:
        return home is None
    around = fold(f"{candidate.document.title}\n{candidate.passage.indexed_text}")
    return any(fold(province) in around for province in provinces)
