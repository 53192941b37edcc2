"""One passage in the light of one question: its best sentence, and what speaks for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.answer_kinds import MUST_FIT, fits, named_of_sort
from knowledge.answer_scope import in_scope, names_held, of_unit
from knowledge.answering import Answer, Candidate
from knowledge.defining import defines
from knowledge.gate import Features, Logistic
from knowledge.matter import Matter, Sentence
from knowledge.question import Question, speaks_of_nation
from knowledge.quoting import quote_of
from knowledge.terms import Piece, Term, one_spelling, weights_of
from knowledge.text import fold

_CONTEXT_SHARE = 0.8
"""What a word found only in the headings or the rest of the passage is worth."""
_BEFORE_SHARE = 0.6
"""What a word is worth, of its worth in the passage, that only the paragraph before holds."""
_NAME_AROUND = 0.9
"""What a proper name is worth that the headings or the document give."""
_OWN_SHARE = 0.6
"""Worth of words inside the sentence itself, beside what headings and neighbours add."""
_TYPE_BONUS = 0.35
_FORM_BONUS = 0.3
"""For a list where one is asked for; twice as much for a sentence that defines."""
_OPENING_BONUS = 0.15
"""For a sentence that opens with the first words of an open question."""
_FIRST_WORDS = 3
_LED = 0.6
"""Share of what a list holds that the words leading to it must hold for it to be the answer."""
_SEVERAL = re.compile(r"\b(?:nhung|cac|may|hai|ba|bon)\b.*\bnao\b")
_STILL = re.compile(r"\bcon\b.*\bkhong$")
_NO_LONGER = re.compile(r"\bkhông còn\b|\bhết\b|\bvẫn\b", re.IGNORECASE)
_HELD = 0.5
_NO_NEIGHBOURS = 0.5
"""Taken for the share of neighbours kept where a question has none."""
_MISSED = 0.3
"""Share of a question's subject under which a passage speaks of something else."""
_CLAUSE_SHARE = 0.3
"""Worth of words that stand together in one part of a long sentence."""
_CHANCE_SHARE = 0.3
"""Worth of the chance that a sentence answers, in the order of those that do."""
_CAPTION_LESS = 0.5
"""What a caption is worth less than a sentence of the text where no picture is asked about."""
_OF_PICTURE = re.compile(r"\b(?:buc|tam|hinh|chu thich) anh\b|\bchup\b")
_DOERS = frozenset({"person", "body"})
"""Kinds asked of a sentence whose subject the one before may name."""
_RANK_SHARE = 0.3
_HEADING_SHARE = 0.35
_HEADING_WORDS = frozenset({"dieu", "khoan", "muc", "chuong", "cac", "ve", "cua", "va"})
_BASIS = "Căn cứ "


@dataclass(frozen=True, slots=True)
class Sight:
    """One passage in the light of one question."""

    question: Question
    terms: tuple[Term, ...]
    total: float
    candidate: Candidate
    matter: Matter
    sure: bool

    def best(self, rank: float, floor: float | None, logistic: Logistic) -> Answer | None:
        """Return the sentence that answers best, ``None`` where none may."""
        if not self.question.claims_name and not self._named():
            return None
        if not of_unit(self.question, self.matter) or self._sort_unknown():
            return None
        around = self._around()
        titled = self._agreement(self.matter.heading.piece)
        best: tuple[float, Sentence, tuple[float, ...], bool] | None = None
        for sentence, fit in self._possible():
            held = self._with_names(self._held(sentence.piece), around)
            value = self._covered(held, around) + _OWN_SHARE * self._share(held)
            value += _TYPE_BONUS if fit else 0.0
            value += self._form_bonus(sentence)
            if best is not None and value + _CLAUSE_SHARE * self._share(held) <= best[0]:
                continue  # no part of it holds more than the whole
            value += _CLAUSE_SHARE * max(self._share(self._held(c)) for c in sentence.clauses)
            if best is None or value > best[0]:
                best = value, sentence, held, fit
        if best is None:
            return None
        value, sentence, held, fit = best
        features = self._features(sentence, held, around, floor)
        chance = logistic.chance(features)
        return Answer(
            quote=quote_of(
                self.question, self.terms, self.matter, sentence, titled, sure=self.sure
            ),
            candidate=self.candidate,
            coverage=self._covered(held, around),
            own=self._share(held),
            value=value
            + _RANK_SHARE * rank
            + _HEADING_SHARE * titled
            + _CHANCE_SHARE * chance
            + self._picture_bonus(),
            fits=fit,
            chance=chance,
            sentence=sentence,
            held=held,
            spoken=tuple(max(h, a) for h, a in zip(held, around, strict=True)),
            weights=weights_of(self.terms),
            features=features,
            figures=self.question.kind in ("quantity", "duration"),
            days=self.question.kind == "time",
            persons=self.question.kind in ("identity", "person"),
        )

    def _possible(self) -> Iterator[tuple[Sentence, bool]]:
        """Yield the sentences that may answer, and whether each holds what is asked for."""
        for at, sentence in enumerate(self.matter.sentences):
            if sentence.items and not self._wants(sentence):
                continue
            if not in_scope(self.question, sentence, self.matter):
                continue
            if fits(self.question, sentence) or self._placed():
                yield sentence, True
                continue
            # Who does it may stand in the sentence before.
            doer = self.question.kind in _DOERS
            whole = self.matter.with_the_one_before(at) if doer else None
            if whole is not None and fits(self.question, whole):
                yield whole, True
            elif self.question.kind not in MUST_FIT:
                yield sentence, False

    def _around(self) -> tuple[float, ...]:
        """Return how far what stands around the sentences holds each word.

        An article goes on from one paragraph to the next: the one before may name the persons and
        places, and what is spoken of.
        """
        before = self._held(self.matter.before)
        return tuple(
            max(here, there if term.named else _BEFORE_SHARE * there)
            for term, here, there in zip(
                self.terms, self._held(self.matter.around), before, strict=True
            )
        )

    def _wants(self, block: Sentence) -> bool:
        """Tell whether a list may answer; one without words that lead to it, only where asked."""
        led = "\n" in block.text or ": " in block.text.partition(";")[0]
        return self.question.lists if led else "list" in self.question.forms

    def _placed(self) -> bool:
        """Tell whether the document's own province answers: "ở tỉnh nào?"."""
        return self.question.unit == "tinh" and bool(self.matter.document.province)

    def _named(self) -> bool:
        if not self.question.joint:
            return names_held(self.terms, self.matter, sure=self.sure)
        if speaks_of_nation(self.question.folded) and not self.matter.document.province:
            return True
        named = [term for term in self.terms if term.named]
        return not named or any(names_held([term], self.matter, sure=self.sure) for term in named)

    def _sort_unknown(self) -> bool:
        """Tell whether no text on file speaks of the sort asked for: "hội trường nào"."""
        return self.question.kind == "which" and any(
            term.folded in self.question.nouns
            and " " in term.folded
            and not (term.known or term.others)
            for term in self.terms
        )

    def _form_bonus(self, sentence: Sentence) -> float:
        opening = self._held(sentence.opening)
        if sentence.items:
            led = self._share(opening) >= _LED * self._share(self._held(sentence.piece))
            return _FORM_BONUS if led else -_FORM_BONUS
        if "definition" in self.question.forms and defines(self.terms, sentence, sure=self.sure):
            return 2 * _FORM_BONUS
        if self.question.kind != "document" and sentence.text.startswith(_BASIS):
            return -_FORM_BONUS
        if self.question.confirms and self._compares(sentence):
            return _FORM_BONUS
        given = {(f.value, f.unit) for f in self.question.figures if f.unit}
        if given and given <= {(f.value, f.unit) for f in sentence.figures}:
            return _FORM_BONUS
        if _STILL.search(self.question.folded) and _NO_LONGER.search(sentence.text):
            return _FORM_BONUS
        several = _SEVERAL.search(self.question.folded) and self.question.kind == "which"
        if several and named_of_sort(self.question, sentence) > 1:
            return _FORM_BONUS
        unasked = not self.question.kind and not self.question.confirms
        return _OPENING_BONUS if unasked and min(opening[:_FIRST_WORDS]) > _HELD else 0.0

    def _picture_bonus(self) -> float:
        if not self.candidate.caption:
            return 0.0
        return _FORM_BONUS if _OF_PICTURE.search(self.question.folded) else -_CAPTION_LESS

    def _compares(self, sentence: Sentence) -> bool:
        """Tell whether a sentence has a figure, day or year of the sort that is to be confirmed."""
        question = self.question
        if question.dates:
            return bool(sentence.dates)
        if question.figures:
            units = {figure.unit for figure in sentence.figures}
            return all(figure.unit in units for figure in question.figures)
        return bool(question.years and sentence.years)

    def _held(self, piece: Piece) -> tuple[float, ...]:
        return tuple(term.held_by(piece, sure=self.sure) for term in self.terms)

    def _with_names(self, held: Sequence[float], around: Sequence[float]) -> tuple[float, ...]:
        """Return how far a sentence holds each word; names may stand in what is around it."""
        return tuple(
            max(h, _NAME_AROUND * a) if term.named else h
            for term, h, a in zip(self.terms, held, around, strict=True)
        )

    def _share(self, held: Sequence[float]) -> float:
        return sum(t.weight * h for t, h in zip(self.terms, held, strict=True)) / self.total

    def _covered(self, held: Sequence[float], around: Sequence[float]) -> float:
        return self._share([max(h, _CONTEXT_SHARE * a) for h, a in zip(held, around, strict=True)])

    def _agreement(self, heading: Piece) -> float:
        """Return how well a heading names just what is asked, 0 to 1."""
        words = {word for word in heading.folded if " " not in word} - _HEADING_WORDS
        asked = {part for term in self.terms for part in term.folded.split(" ")}
        precision = len(words & asked) / len(words) if words else 0.0
        return (0.5 + 0.5 * precision) * self._share(self._held(heading))

    def _features(
        self,
        sentence: Sentence,
        held: Sequence[float],
        around: Sequence[float],
        floor: float | None,
    ) -> Features:
        best = [max(h, a) for h, a in zip(held, around, strict=True)]
        said = _subject_of(self.terms)
        weight = sum(self.terms[at].weight for at in said)
        subject = sum(self.terms[at].weight * best[at] for at in said) / weight if weight else 1.0
        cosine = self.candidate.cosine
        asks = "definition" in self.question.forms
        return {
            "covered": self._covered(held, around),
            "own": self._share(held),
            "subject": subject,
            "lacking": _lacking(self.terms, best),
            "strange": float(subject < _MISSED),
            "together": self._together(),
            "near": 0.0 if cosine is None or floor is None else 10 * (cosine - floor),
            "defines": float(asks and defines(self.terms, sentence, sure=self.sure)),
        }

    def _together(self) -> float:
        """Return the share of neighbouring words of the question that are neighbours here."""
        pairs = [
            " ".join(map(one_spelling, pair))
            for pair in pairwise(self.question.subject)
            if all(pair)
        ]
        if not pairs:
            return _NO_NEIGHBOURS
        pieces = self.matter.around, self.matter.before
        if self.sure:
            return max(sum(pair in piece.held for pair in pairs) for piece in pieces) / len(pairs)
        bare = list(map(fold, pairs))
        return max(sum(pair in piece.folded for pair in bare) for piece in pieces) / len(pairs)


def _subject_of(terms: Sequence[Term]) -> Sequence[int]:
    """Return which terms say what is asked about: all where names leave only light words."""
    heavy = [at for at, term in enumerate(terms) if not (term.named or term.light)]
    light = sum(term.weight for term in terms if term.light)
    return heavy if sum(terms[at].weight for at in heavy) >= light else range(len(terms))


def _lacking(terms: Sequence[Term], held: Sequence[float]) -> float:
    """Return the share of the words of weight that a passage does not hold, each counted alike."""
    asked = [h for term, h in zip(terms, held, strict=True) if term.weight and not term.light]
    return sum(h < _HELD for h in asked) / len(asked) if asked else 0.0
