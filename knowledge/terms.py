"""The words of a question as units with a weight, and how far a text holds each of them.

A unit is a word of one or two syllables: pairs that the index or the list of compounds knows as
words stay together, so that "dân số" is not found in "nhân dân" and "số hộ".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from knowledge.lexical import LexicalIndex
from knowledge.question import Question
from knowledge.text import fold, fold_syllable, syllables, unify

_NAME_WEIGHT = 1.5
"""A proper name says what the question is about more than any other word."""
_LIGHT_WEIGHT = 0.3
_MARKS_DIFFER = 0.25
"""What a word is worth whose letters agree but whose diacritics the reader typed otherwise."""
_MARKS_GUESSED = 0.5
"""The same where the diacritics were restored and may be wrong."""
_SYNONYM = 0.9
_APART = 0.35
"""What a pair is worth whose syllables stand in the text, but not side by side."""
_HALF = 0.15
_ASSOCIATED = 0.25
"""Association, as a share of what is possible, from which a pair of the index counts as a word."""
_LISTED = 2.0
_LONGEST_PHRASE = 4
_YEAR = re.compile(r"(?:nam )?(?:19|20)\d\d|(?:19|20)\d\d (?:19|20)\d\d")
"""A year; that it is the one meant is seen to elsewhere."""

_SHORT_FORM = re.compile(r"[bcdghklmnpqrstvx]{4,}")
"""A word without vowels: the initials of others, "lhpn" of "liên hiệp phụ nữ"."""

# Two spellings of one sound that both stand in official texts: "tỷ lệ", "tỉ lệ".
_SPELLED = {"tỉ": "tỷ", "kĩ": "kỹ", "lí": "lý", "mĩ": "mỹ", "sĩ": "sỹ", "kì": "kỳ", "kí": "ký"}
_SPELLED |= {fold(a): fold(b) for a, b in _SPELLED.items()}


def spelled(text: str) -> list[str]:
    """Return the syllables of a text in lower case, each sound in one spelling."""
    return list(map(one_spelling, syllables(unify(text))))


def one_spelling(word: str) -> str:
    """Return a syllable in lower case in the spelling that stands for all of its sound."""
    return _SPELLED.get(word, word)


class Piece:
    """A stretch of text, taken apart once to be compared with any question.

    Args:
        text: the text.
    """

    __slots__ = ("__dict__", "_words")

    def __init__(self, text: str) -> None:
        self._words = spelled(text)

    @cached_property
    def held(self) -> frozenset[str]:
        """Syllables and pairs of neighbours, as written."""
        return frozenset(self._words).union(map(" ".join, pairwise(self._words)))

    @cached_property
    def initials(self) -> str:
        """First letter of every syllable, without diacritics."""
        return "".join(fold_syllable(word[0]) for word in self._words)

    @cached_property
    def folded(self) -> frozenset[str]:
        """The same without diacritics."""
        words = list(map(fold_syllable, self._words))
        return frozenset(words).union(map(" ".join, pairwise(words)))


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a question.

    Attributes:
        folded: its syllables without diacritics, joined by a space.
        parts: its syllables as searched.
        tokens: tokens that show that a text holds it, as searched.
        folded_tokens: the same without diacritics.
        weight: how much it says about the subject: its rarity in the index.
        named: whether it belongs to a proper name.
        known: whether the index holds it as it stands.
        others: tokens of words that mean the same.
        light: whether it says little of the subject.
    """

    folded: str
    parts: tuple[str, ...]
    tokens: tuple[str, ...]
    folded_tokens: tuple[str, ...]
    weight: float
    named: bool
    known: bool
    others: tuple[tuple[str, ...], ...] = ()
    light: bool = False

    def held_by(self, piece: Piece, *, sure: bool) -> float:
        """Return how far a text holds the word, 0 to 1.

        Args:
            piece: the text.
            sure: whether the diacritics of the question are the reader's own.
        """
        folded = piece.folded
        if all(token in folded for token in self.folded_tokens):
            if all(token in piece.held for token in self.tokens):
                return 1.0
            return max(_MARKS_DIFFER if sure else _MARKS_GUESSED, self._by_synonym(piece))
        if _SHORT_FORM.fullmatch(self.folded) and self.folded in piece.initials:
            return _SYNONYM
        if synonym := self._by_synonym(piece):
            return synonym
        parts = self.parts if sure else self.folded.split(" ")
        if len(parts) > 1:
            words = piece.held if sure else folded
            share = sum(part in words for part in parts) / len(parts)
            return _APART if share == 1 else _HALF * share
        return 0.0

    def _by_synonym(self, piece: Piece) -> float:
        """Return how far a text holds a word that means the same: "giảm" is not "giám sát"."""
        words = piece.held
        held = any(
            all(t in words or fold_syllable(t) in words for t in other) for other in self.others
        )
        return _SYNONYM if held else 0.0


class Vocabulary:
    """What is known of words beside the index.

    Args:
        compounds: words of two syllables.
        synonyms: groups of words that stand for each other.
        light: words that say little of a subject.
    """

    def __init__(
        self,
        compounds: Iterable[str],
        synonyms: Iterable[Sequence[str]],
        light: Iterable[str] = (),
    ) -> None:
        self._light = frozenset(fold(" ".join(spelled(word))) for word in light)
        self._compounds = frozenset(" ".join(spelled(word)) for word in (*compounds, *light))
        self._folded_compounds = frozenset(map(fold, self._compounds))
        self._synonyms: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
        for group in synonyms:
            spelt = [tuple(spelled(word)) for word in group]
            for phrase in spelt:
                others = {_tokens(o) for o in spelt if o != phrase}
                self._synonyms.setdefault(phrase, set()).update(others)
        self._folded_synonyms: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
        for phrase, others in self._synonyms.items():
            key = tuple(map(fold, phrase))
            self._folded_synonyms.setdefault(key, set()).update(others)

    def terms(self, question: Question, index: LexicalIndex, *, sure: bool) -> list[Term]:
        """Return the words of a question's subject, each once, in order.

        Args:
            question: the question.
            index: the word indexes.
            sure: whether its diacritics are the reader's own.
        """
        found: dict[str, Term] = {}
        run: list[str] = []
        proper, led_in = question.subject[question.led_in :], question.subject[: question.led_in]
        for part in (proper, led_in):
            for word in (*part, ""):
                if word:
                    run.append(one_spelling(word))
                    continue
                for unit in self._units(run, question.names, index, sure=sure):
                    term = self._term(unit, question.names, index, sure=sure)
                    if part is led_in and not term.named:
                        term = replace(term, weight=_LIGHT_WEIGHT * term.weight, light=True)
                    found.setdefault(term.folded, term)
                run = []
        return list(found.values())

    def _units(
        self, run: Sequence[str], names: frozenset[str], index: LexicalIndex, *, sure: bool
    ) -> list[tuple[str, ...]]:
        """Cut a run of syllables: phrases that have synonyms first, then words."""
        synonyms = self._synonyms if sure else self._folded_synonyms
        compared = run if sure else list(map(fold, run))
        for size in range(min(_LONGEST_PHRASE, len(run)), 1, -1):
            for start in range(len(run) - size + 1):
                if tuple(compared[start : start + size]) in synonyms:
                    before, after = run[:start], run[start + size :]
                    return [
                        *self._units(before, names, index, sure=sure),
                        tuple(run[start : start + size]),
                        *self._units(after, names, index, sure=sure),
                    ]
        return self._words(run, names, index, sure=sure)

    def _words(
        self, run: Sequence[str], names: frozenset[str], index: LexicalIndex, *, sure: bool
    ) -> list[tuple[str, ...]]:
        """Cut a run of syllables so that the pairs kept together are the likeliest words."""
        best: list[tuple[float, list[tuple[str, ...]]]] = [(0.0, [])]
        for end in range(1, len(run) + 1):
            single = best[end - 1]
            options = [(single[0], [*single[1], (run[end - 1],)])]
            if end > 1:
                pair = run[end - 2], run[end - 1]
                bond = self._bond(pair, names, index, sure=sure)
                if bond > 0:
                    earlier = best[end - 2]
                    options.append((earlier[0] + bond, [*earlier[1], pair]))
            best.append(max(options, key=lambda option: option[0]))
        return best[-1][1]

    def _bond(
        self, pair: tuple[str, str], names: frozenset[str], index: LexicalIndex, *, sure: bool
    ) -> float:
        if all(fold(part) in names for part in pair):
            return _LISTED
        joined = " ".join(pair)
        listed = joined in self._compounds if sure else fold(joined) in self._folded_compounds
        accented = index.accented
        bond = 0.0
        if accented.knows(joined):
            rarity = accented.idf(joined)
            together = accented.idf(pair[0]) + accented.idf(pair[1]) - rarity
            bond = together / rarity if rarity else 1.0
            bond = bond if bond >= _ASSOCIATED else 0.0
        return _LISTED + bond if listed else bond

    def _share(self, folded: str, *, named: bool) -> float:
        if folded in self._light or _YEAR.fullmatch(folded) or len(folded) == 1:
            return _LIGHT_WEIGHT
        return _NAME_WEIGHT if named or folded.isdigit() else 1.0

    def _term(
        self, unit: tuple[str, ...], names: frozenset[str], index: LexicalIndex, *, sure: bool
    ) -> Term:
        folded_unit = tuple(map(fold, unit))
        others = self._synonyms.get(unit) if sure else self._folded_synonyms.get(folded_unit)
        folded = " ".join(folded_unit)
        named = folded_unit[0] in names or folded in names
        tokens = _tokens(folded_unit)
        known = all(map(index.folded.knows, tokens))
        weight = max(map(index.folded.idf, tokens))
        written = _tokens(unit)
        if all(map(index.accented.knows, written)):
            weight = max(map(index.accented.idf, written))
        if others and not known:
            weight = min(weight, max(map(index.folded.idf, folded_unit)))
        return Term(
            folded,
            unit,
            written,
            tokens,
            weight * self._share(folded, named=named),
            named,
            known,
            tuple(sorted(others or ())),
            folded in self._light or len(folded) == 1 or bool(_YEAR.fullmatch(folded)),
        )


def share_held(terms: Sequence[Term], piece: Piece) -> float:
    """Return the share (0..1) of the weight of terms that a text holds, diacritics aside."""
    total = sum(term.weight for term in terms)
    held = sum(term.weight * term.held_by(piece, sure=False) for term in terms)
    return held / total if total else 0.0


def weights_of(terms: Iterable[Term]) -> Mapping[str, float]:
    """Return the worth of every syllable of the terms, folded."""
    return {part: term.weight for term in terms for part in term.folded.split(" ")}


def _tokens(phrase: Sequence[str]) -> tuple[str, ...]:
    """Return the tokens whose presence shows that a text holds a phrase."""
    return tuple(map(" ".join, pairwise(phrase))) if len(phrase) > 1 else tuple(phrase)
