"""Weighing the passages found: what they say to a question, what else may be asked of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from knowledge.answering import Answer, Candidate, Choice
from knowledge.assembly import assemble
from knowledge.choosing import choose
from knowledge.clauses import find_clause
from knowledge.finding import Finding
from knowledge.gate import Gate
from knowledge.lexical import LexicalIndex
from knowledge.matter import CaptionMatter, Matter
from knowledge.named_sources import in_clause
from knowledge.near_misses import MOST, offers
from knowledge.query import Query
from knowledge.question import Question, analyse
from knowledge.question_words import QuestionWords
from knowledge.terms import Piece, Vocabulary, share_held

_MATTER_KEPT = 2048
"""Passages kept taken apart, so that those found often are not taken apart again."""
_ENTITLED = 0.7
"""Share of a question's words that a title must hold to be the document asked for."""
_SPOKEN_OF = 0.4
"""The same of a passage of an article whose author or day is asked for."""


class Weigher:
    """Weighs passages of one index.

    Args:
        lexical: its words, for their rarity.
        asked: how questions are asked.
        vocabulary: compounds and synonyms.
        gate: when a sentence is likely enough to answer.
        matter: takes the passage of a row apart.
    """

    def __init__(
        self,
        lexical: LexicalIndex,
        asked: QuestionWords,
        vocabulary: Vocabulary,
        gate: Gate,
        matter: Callable[[int], Matter],
    ) -> None:
        self._lexical = lexical
        self._asked = asked
        self._vocabulary = vocabulary
        self._gate = gate
        self._matter = lru_cache(maxsize=_MATTER_KEPT)(matter)
        self._caption = lru_cache(maxsize=_MATTER_KEPT)(CaptionMatter)

    def weigh(
        self,
        query: Query,
        candidates: Sequence[Candidate],
        provinces: tuple[str, ...],
        floor: float | None,
        captions: Sequence[Candidate] = (),
        *,
        typed: str,
    ) -> Finding:
        """Return what passages say to a question.

        Args:
            query: the question as it was searched.
            candidates: the passages that may answer, best first.
            provinces: provinces the question names.
            floor: cosine of the question to an unrelated passage; ``None`` without vectors.
            captions: lines under pictures that may answer too.
            typed: the question as the reader wrote it, with what says for which day it is asked.
        """
        sure = not query.restored
        question = analyse(query.text, self._asked, typed=query.typed, sure=sure, places=provinces)
        choice = self._choose(question, [*candidates, *captions], floor, sure=sure)
        answers = choice.answers
        clause = find_clause(query.typed)
        if clause:
            answers = in_clause(question, clause, (*answers, *choice.near)) or answers
        statement = None
        if answers:
            statement = assemble(
                question,
                query.text,
                typed,
                choice.terms,
                answers,
                choice.near,
                threshold=self._gate.fitting(vectors=floor is not None).threshold,
                sure=sure,
            )
        return Finding(
            question=question,
            terms=choice.terms,
            candidates=tuple(candidates),
            answers=answers,
            near=choice.near,
            provinces=provinces,
            floor=floor,
            statement=statement,
        )

    def _choose(
        self,
        question: Question,
        candidates: Sequence[Candidate],
        floor: float | None,
        *,
        sure: bool,
    ) -> Choice:
        return choose(
            question,
            candidates,
            self._vocabulary.terms(question, self._lexical, sure=sure),
            self._gate.fitting(vectors=floor is not None),
            matter_of=self._matter_of,
            floor=floor,
            sure=sure,
        )

    def _matter_of(self, candidate: Candidate) -> Matter:
        if candidate.caption:
            return self._caption(candidate.passage, candidate.document)
        return self._matter(candidate.number)

    def offers(self, finding: Finding, patterns: tuple[str, str]) -> list[str]:
        """Return at most three questions near to one that has no answer, each tried.

        Args:
            finding: what was found.
            patterns: see :func:`knowledge.near_misses.offers`.
        """
        near = [answer for answer in finding.near if answer.chance >= self._gate.offered]
        found: list[str] = []
        for question, answer in offers(near, patterns):
            if question not in found and self._would_answer(question, answer, finding.floor):
                found.append(question)
            if len(found) == MOST:
                break
        return found

    def _would_answer(self, text: str, answer: Answer, floor: float | None) -> bool:
        """Tell whether a question would be answered by the passage it was made of."""
        question = analyse(text, self._asked, typed=text, sure=True)
        choice = self._choose(question, [answer.candidate], floor, sure=True)
        return any(answer.sentence.text in found.quote for found in choice.answers)


def articles_about(finding: Finding) -> list[Candidate]:
    """Return the passages found of articles that speak of what a question names, best first."""
    articles = [one for one in finding.candidates if one.document.kind == "bai_viet"]
    spoken_of = set()
    for one in articles:
        record, text = one.document, one.passage.text
        piece = Piece(f"{record.title} {record.province or ''} {text}")
        if share_held(finding.terms, piece) >= _SPOKEN_OF:
            spoken_of.add(record.id)
    return [one for one in articles if one.document.id in spoken_of]


def entitled(finding: Finding) -> Candidate | None:
    """Return a passage of the numbered text whose title is what a question asks for."""
    if finding.question.kind != "document":
        return None
    for candidate in finding.candidates:
        record = candidate.document
        title = Piece(f"{record.type_name} {record.title} {record.province or ''}")
        numbered = record.kind == "van_ban" and record.number
        if numbered and share_held(finding.terms, title) >= _ENTITLED:
            return candidate
    return None
