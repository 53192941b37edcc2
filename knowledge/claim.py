"""What a yes/no question puts forward, beside the sentence that may confirm or deny it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.matter import Sentence
from knowledge.question import Question
from knowledge.terms import Piece, Term
from knowledge.text import fold, normalize

_SAID = 0.3
"""How far a text must hold a word put forward for it to be said there."""
_ASKING_TAIL = re.compile(
    r"(?:,?\s*(?:có\s+)?(?:phải|đúng|được|đúng vậy)?\s*(?:hay\s+)?(?:không|chưa|hông|ko|chứ)"
    r"(?:\s+(?:ạ|vậy|nhỉ|thế|hả|em|anh))*\s*\??\s*)$",
    re.IGNORECASE,
)
_TYPED_TAIL = re.compile(
    r"(?:,?\s*(?:co )?(?:phai|dung)?\s*(?:hay )?(?:khong|chua|hong|ko|chu)(?: (?:a|vay|nhi|the))*"
    r"\s*[?.!]*\s*)$"
)
_CONFIRMING = re.compile(r"\bcó (?:phải|đúng)(?: là)?\b|\bphải chăng\b", re.IGNORECASE)
_PREDICATE = re.compile(r"\b(?:có|đã|còn|được|bị|phải|vẫn|không|chưa|là|thuộc)\s+", re.IGNORECASE)
_WHETHER = re.compile(r"\bcó\s+", re.IGNORECASE)
_NOT_YET = re.compile(r"\b(?:chưa|chua)\b[\s?.!]*(?:ạ|vậy|nhỉ|thế)?[\s?.!]*$", re.IGNORECASE)
_ASKING = frozenset({"chua", "khong", "do", "cua", "boi", "la"})
"""Words of a question that only ask or join, though a subject may hold them."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a question puts forward, and the sentence that may confirm or deny it.

    Attributes:
        question: the question taken apart.
        asked: the question with its diacritics, as searched.
        typed: the question as the reader wrote it.
        terms: the words of its subject.
        sentence: the sentence that answers best.
        own: share (0..1) of the question's words that the sentence itself holds.
        title: number, title and province of the document it stands in: what the sentence is about
            without saying so.
        sure: whether the diacritics of the question are the reader's own.
    """

    question: Question
    asked: str
    typed: str
    terms: Sequence[Term]
    sentence: Sentence
    own: float
    title: Piece
    sure: bool

    @property
    def put(self) -> str:
        """What is put forward, without the words that ask whether it is so."""
        return _CONFIRMING.sub(" ", _ASKING_TAIL.sub("", normalize(self.asked))).strip()

    @property
    def put_as_typed(self) -> str:
        """The same of the reader's own words: a day may be left out of what is searched."""
        typed = normalize(self.typed)
        tail = _TYPED_TAIL.search(fold(typed))
        return typed[: tail.start()] if tail else typed

    @property
    def predicate(self) -> str:
        """What is said of the subject: the part after "có", "đã", "là" and the like."""
        marks = [mark.end() for mark in _WHETHER.finditer(self.put)]
        if marks and "confirm" not in self.question.forms:
            return self.put[marks[-1] :]
        found = _PREDICATE.search(self.put)
        return self.put[found.end() :] if found else self.put

    @property
    def asks_done(self) -> bool:
        """Whether it asks if something has been done: "đã ... chưa"."""
        return "confirm" not in self.question.forms and bool(_NOT_YET.search(self.typed))

    @property
    def weighed(self) -> Iterator[Term]:
        """The words put forward, save places and those that say little."""
        return (
            term
            for term in self.terms
            if term.weight
            and not (term.light or term.folded in _ASKING)
            and not (" " in term.folded and term.folded in self.question.names)
        )

    @property
    def share(self) -> float:
        """Share (0..1) of what is put forward that the sentence, or its document's title, holds."""
        weighed = list(self.weighed)
        total = sum(term.weight for term in weighed)
        held = sum(term.weight * self.held(term) for term in weighed)
        return max(self.own, held / total) if total else self.own

    def held(self, term: Term) -> float:
        """Return how far the sentence or the title of its document holds a word."""
        return max(
            term.held_by(piece, sure=self.sure) for piece in (self.sentence.piece, self.title)
        )

    def missing(self) -> list[Term]:
        """Return the words put forward that neither the sentence nor its title says."""
        return [term for term in self.weighed if self.held(term) < _SAID]

    def said_in(self, text: str, terms: Sequence[Term]) -> float:
        """Return the share (0..1) of the weight of terms that a text says."""
        piece = Piece(text)
        total = sum(term.weight for term in terms)
        said = (t.weight for t in terms if t.held_by(piece, sure=self.sure) >= _SAID)
        return sum(said) / total if total else 0.0

    def among(self, text: str, *, light: bool = False) -> list[Term]:
        """Return the words put forward that stand in a part of the question.

        Args:
            text: the part.
            light: whether to return those that say little, too.
        """
        words = fold(normalize(text))
        terms = (t for t in self.terms if t.weight) if light else self.weighed
        return [term for term in terms if re.search(rf"\b{re.escape(term.folded)}\b", words)]
