"""Choosing the sentences that answer a question, out of the passages found, or finding none.

A passage counts as an answer when its sentence, with the headings above it, holds enough of the
weight of the question's words; the weight of a word is its rarity in the index, so a subject the
corpus never mentions cannot be outvoted by common words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge.lexical import TokenIndex, tokens
from knowledge.passages import BREADCRUMB_JOINT, DocumentRecord, Passage
from knowledge.question import Question
from knowledge.references import find_references
from knowledge.sentences import excerpt, split_sentences
from knowledge.text import LOWER, UPPER, fold, normalize, syllables

_PAIR_WEIGHT = 0.5
"""Weight of a pair of neighbours against its rarity; the words in it count on their own too."""
_CHANCE_PAIR_WEIGHT = 0.3
"""The same for a pair no passage holds: often two words that only met in this question."""
_NAME_WEIGHT = 1.5
"""A proper name or a year says what the question is about more than any other word."""
_CONTEXT_SHARE = 0.8
"""What a word found only in the headings or the rest of the passage is worth."""
_LOOSE_SHARE = 0.25
"""What a word is worth whose letters agree but whose diacritics the reader typed otherwise."""
_TYPE_BONUS = 0.25
_OWN_SHARE = 0.5
"""Worth of words inside the sentence itself, beside what headings and neighbours add."""
_RANK_SHARE = 0.35
_HEADING_SHARE = 0.4
_WHOLE_PASSAGE_FROM = 0.6
"""Share of the question's weight in a heading from which the whole passage is the answer."""
_HEADING_WORDS = frozenset({"dieu", "khoan", "muc", "chuong", "cac", "ve", "cua", "va"})
_LEGAL_BASIS = re.compile(r"Căn cứ\b")

_DATE = re.compile(
    r"\b\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?\b|\bnăm \d{4}\b|\btháng \d{1,2}\b|\d{4}"
)
_NUMBER = re.compile(r"\d")
_PERCENT = re.compile(r"\d\s*%|phần trăm")
_PERSON = re.compile(
    rf"(?:[Đđ]ồng chí|[Ôô]ng|[Bb]à|[Đđ]/c)\s+(?:[{UPPER}]\w*\s+){{1,3}}[{UPPER}]|"
    rf"(?:[{UPPER}]\w+\s+){{1,3}}[{UPPER}]\w+,\s*"
    r"(?:Phó|Trưởng|Vụ trưởng|Giám đốc|Chủ tịch|Bí thư|Bộ trưởng)"
)
_NAME = re.compile(rf"(?<!^)(?<![.!?] )\b[{UPPER}][{LOWER}]+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage offered as a source: where it stands, what it says, how well it matched.

    Attributes:
        number: row of the passage in the index.
        passage: the passage.
        document: the document it belongs to.
        score: weighted sum of the scaled engines, 0..1.
        cosine: cosine of question and passage, where the index has vectors.
    """

    number: int
    passage: Passage
    document: DocumentRecord
    score: float
    cosine: float | None = None


@dataclass(frozen=True, slots=True)
class _Term:
    """A word or pair of the question, with and without diacritics, and what it weighs."""

    text: str
    folded: str
    weight: float


@dataclass(frozen=True, slots=True)
class Answer:
    """One sentence that answers.

    Attributes:
        quote: the sentence, verbatim; the whole passage where its heading is what is asked.
        candidate: the passage it stands in.
        coverage: share (0..1) of the question's weight that sentence and headings hold.
        value: the ranking value; only comparable between answers to one question.
        fits: whether it holds what the question asks for: a date, a figure, a name.
        weights: the question's words, folded, and what each is worth.
    """

    quote: str
    candidate: Candidate
    coverage: float
    value: float
    fits: bool
    weights: Mapping[str, float]

    def excerpt(self, limit: int) -> str:
        """Return the quote in at most ``limit`` characters, around what the question asks."""
        return excerpt(self.quote, limit, self.weights)


@dataclass(frozen=True, slots=True)
class Gate:
    """What a sentence must reach to count as an answer: words held, helped by closeness.

    Attributes:
        min_coverage: share (0..1) of the question's weight that must be held.
        usual_cosine: cosine at which closeness neither helps nor harms.
        cosine_weight: coverage that one unit of cosine above or below is worth.
    """

    min_coverage: float
    usual_cosine: float
    cosine_weight: float

    def admits(self, answer: Answer) -> bool:
        """Tell whether ``answer`` may be given."""
        cosine = answer.candidate.cosine
        closeness = 0.0 if cosine is None else cosine - self.usual_cosine
        return answer.coverage + self.cosine_weight * closeness >= self.min_coverage


def choose(
    question: Question,
    candidates: Sequence[Candidate],
    index: TokenIndex,
    gate: Gate,
    *,
    sure: bool,
) -> list[Answer]:
    """Return the sentences that answer, best first, at most one per passage.

    Args:
        question: the question taken apart.
        candidates: the passages found, best first.
        index: the folded word index, for the rarity of words.
        gate: what a sentence must reach to count as an answer.
        sure: whether the diacritics of the question are the reader's own; where they were
            restored, a word that differs in marks only counts in full.

    Returns:
        An empty list when no passage is about the question.
    """
    terms = [
        _weighed(term, index, named=term in question.names or term.isdigit())
        for term in question.terms
    ]
    if not candidates or not any(term.weight for term in terms):
        return []
    top = max(candidate.score for candidate in candidates) or 1.0
    answers = []
    for candidate in candidates:
        best = _best_sentence(question, candidate, terms, candidate.score / top, sure=sure)
        if gate.admits(best):
            answers.append(best)
    return sorted(answers, key=lambda answer: -answer.value)


def _weighed(term: str, index: TokenIndex, *, named: bool) -> _Term:
    folded = fold(term)
    share = _NAME_WEIGHT if named else 1.0
    if " " in term and not named:
        share = _PAIR_WEIGHT if index.knows(folded) else _CHANCE_PAIR_WEIGHT
    return _Term(term, folded, share * index.idf(folded))


def _best_sentence(
    question: Question,
    candidate: Candidate,
    terms: Sequence[_Term],
    rank: float,
    *,
    sure: bool,
) -> Answer:
    passage, document = candidate.passage, candidate.document
    around = f"{document.title} {document.province or ''} {document.number or ''}"
    total = sum(term.weight for term in terms)
    weights = {term.folded: term.weight for term in terms}
    covered_by_context = _covered(terms, f"{around}\n{passage.indexed_text}", sure=sure)
    heading = passage.breadcrumb.rpartition(BREADCRUMB_JOINT)[2]
    titled = _agreement(terms, heading, total, sure=sure)
    fits = _FITS.get(question.kind)
    best: Answer | None = None
    for sentence in split_sentences(passage.text):
        covered = _covered(terms, sentence, sure=sure)
        inside = (covered + _CONTEXT_SHARE * (covered_by_context - covered)) / total
        value = inside + _OWN_SHARE * covered / total + _RANK_SHARE * rank + _HEADING_SHARE * titled
        fit = fits is None or fits(question, sentence)
        if fits is not None:
            value += _TYPE_BONUS if fit else -_TYPE_BONUS
        if question.kind != "document" and _LEGAL_BASIS.match(sentence):
            value -= _TYPE_BONUS
        if best is None or value > best.value:
            best = Answer(sentence, candidate, inside, value, fit, weights)
    if best is not None and not question.kind and titled >= _WHOLE_PASSAGE_FROM:
        return replace(best, quote=passage.text)
    return best or Answer(passage.text, candidate, 0.0, 0.0, fits=False, weights=weights)


def _agreement(terms: Sequence[_Term], heading: str, total: float, *, sure: bool) -> float:
    """Return how well a heading names just what is asked, 0 to 1."""
    words = set(map(fold, syllables(heading))) - _HEADING_WORDS
    shared = words & {term.folded for term in terms}
    precision = len(shared) / len(words) if words else 0.0
    return (0.5 + 0.5 * precision) * _covered(terms, heading, sure=sure) / total


def _covered(terms: Sequence[_Term], text: str, *, sure: bool) -> float:
    """Return the weight of the terms that ``text`` holds."""
    held = set(tokens(text))
    folded = {fold(token) for token in held}
    loose = _LOOSE_SHARE if sure else 1.0
    return sum(
        term.weight * (1.0 if term.text in held else loose)
        for term in terms
        if term.folded in folded
    )


def _fits_quantity(question: Question, sentence: str) -> bool:
    if question.percent and _PERCENT.search(sentence):
        return True
    folded = fold(normalize(sentence))
    for unit in question.units:
        if re.search(rf"\d[\d.,]*\s+(?:\w+\s+)?{re.escape(unit)}\b", folded):
            return True
    return not question.units and not question.percent and bool(_NUMBER.search(sentence))


def _fits_time(_question: Question, sentence: str) -> bool:
    return bool(_DATE.search(sentence))


def _fits_person(_question: Question, sentence: str) -> bool:
    return bool(_PERSON.search(sentence))


def _fits_document(_question: Question, sentence: str) -> bool:
    return bool(find_references(sentence))


def _fits_place(_question: Question, sentence: str) -> bool:
    return bool(_NAME.search(sentence))


_FITS: dict[str, Callable[[Question, str], bool]] = {
    "quantity": _fits_quantity,
    "time": _fits_time,
    "person": _fits_person,
    "document": _fits_document,
    "place": _fits_place,
}
