"""What the corpus says to a question, as the assistant words it."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.answering import Answer, Candidate
from knowledge.assembly import Statement
from knowledge.question import Question
from knowledge.terms import Term


@dataclass(frozen=True, slots=True)
class Finding:
    """What the corpus says to a question.

    Attributes:
        question: the question taken apart.
        terms: the words of its subject.
        candidates: passages about the question's place, best first.
        answers: sentences that answer, best first; empty when the corpus does not say.
        near: sentences that come near, best first.
        provinces: provinces the question names.
        floor: cosine of the question to an unrelated passage; ``None`` without vectors.
        statement: what is said; ``None`` where nothing answers.
        lapsed: sentences that would answer but come from documents not in force; only where there
            is no other answer.
    """

    question: Question
    terms: tuple[Term, ...]
    candidates: tuple[Candidate, ...]
    answers: tuple[Answer, ...]
    near: tuple[Answer, ...]
    provinces: tuple[str, ...]
    floor: float | None
    statement: Statement | None = None
    lapsed: tuple[Answer, ...] = ()
