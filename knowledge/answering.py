"""The sentences that answer a question, and the passages they stand in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.answer_kinds import persons
from knowledge.gate import Features
from knowledge.matter import Sentence
from knowledge.passages import DocumentRecord, Passage
from knowledge.sentences import excerpt
from knowledge.terms import Term
from knowledge.text import fold, normalize, syllables

_FIGURE_WORTH = 2
"""Worth of a figure that is asked for, in an excerpt, beside the heaviest word."""
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage offered as a source: where it stands, what it says, how well it matched.

    Attributes:
        number: row of the passage in the index.
        passage: the passage.
        document: the document it belongs to.
        score: weighted sum of the scaled engines, 0..1.
        cosine: cosine of question and passage, where the index has vectors.
        caption: whether it is no passage but a line under a picture of the document, as if it
            stood in place of the passage of that number.
    """

    number: int
    passage: Passage
    document: DocumentRecord
    score: float
    cosine: float | None = None
    caption: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """One sentence that answers, or might.

    Attributes:
        quote: the sentence, verbatim; the whole passage where its heading is what is asked.
        candidate: the passage it stands in.
        coverage: share (0..1) of the question's weight that sentence and headings hold.
        own: the share that the sentence itself holds.
        value: the ranking value; only comparable between answers to one question.
        fits: whether it holds what the question asks for: a date, a figure, a name.
        chance: likelihood (0..1) that it answers.
        sentence: the sentence taken apart.
        held: how far the sentence itself holds each word of the question.
        spoken: how far the sentence or what stands around it holds each.
        weights: the question's syllables, folded, and what each is worth.
        features: what the likelihood was reckoned from.
        section: citation label, where only a part of the passage is quoted.
        figures: whether a figure is asked for, so that an excerpt must hold the figures.
        days: the same of a time.
        persons: the same of who holds a post or did something.
    """

    quote: str
    candidate: Candidate
    coverage: float
    own: float
    value: float
    fits: bool
    chance: float
    sentence: Sentence
    held: tuple[float, ...]
    spoken: tuple[float, ...]
    weights: Mapping[str, float]
    features: Features
    section: str = ""
    figures: bool = False
    days: bool = False
    persons: bool = False

    def excerpt(self, limit: int) -> str:
        """Return the quote in at most ``limit`` characters, around what the question asks."""
        heaviest = max(self.weights.values(), default=0.0) * _FIGURE_WORTH
        text = normalize(self.sentence.text)
        figures = (text[slice(*figure.span)] for figure in self.sentence.figures if self.figures)
        digits = {word: heaviest for figure in figures for word in _DIGITS.findall(figure)}
        days = {number for day in self.sentence.dates for number in day if self.days}
        digits |= {word: heaviest for word in _DIGITS.findall(text) if int(word) in days}
        named = " ".join(persons(self.sentence.text)) if self.persons else ""
        names = dict.fromkeys(map(fold, syllables(named)), heaviest)
        return excerpt(self.quote, limit, {**self.weights, **digits, **names})


@dataclass(frozen=True, slots=True)
class Choice:
    """What the passages found say to a question.

    Attributes:
        answers: sentences that answer, best first, at most one per passage.
        near: sentences that were not likely enough, or lack what is asked for, best first.
        terms: the words of the question's subject.
    """

    answers: tuple[Answer, ...]
    near: tuple[Answer, ...]
    terms: tuple[Term, ...]
