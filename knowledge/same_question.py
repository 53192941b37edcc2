"""Whether two questions are the same: diacritics, short forms, politeness and order aside.

Every word that asks, denies or names must agree; figures and documents also in their order, so that
"A thay thế B" is not "B thay thế A". A question typed without diacritics leaves open whether "hoi"
is the filler "hỏi" or the word "hội": it is the same as another when one reading of it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from knowledge.documents import Register
from knowledge.references import find_references
from knowledge.text import fold, has_diacritics, normalize, unify

_TOKEN = re.compile(r"#[\w.-]+|\d+(?:[.,/]\d+)*|[^\W\d_]+|%")
_LONGEST = 2_000
"""Characters of a question that are compared."""


@dataclass(frozen=True, slots=True)
class FeedbackWords:
    """The lists of ``feedback_words.yaml``; the comments there say what each is for."""

    fillers: frozenset[str]
    drop: Sequence[str]
    alike: Sequence[Sequence[str]]
    denials: frozenset[str]
    directed: frozenset[str]
    numbers: frozenset[str]
    subject: Sequence[str]
    around: Sequence[str]
    insults: Sequence[str]


@dataclass(frozen=True, slots=True)
class Wording:
    """A question made ready to be compared.

    Attributes:
        words: how often each word stands there for sure, folded.
        perhaps: how often each folded word stands there that may be a filler.
        ordered: figures, documents and words between them that tell their parts, in order.
        marked: the words with diacritics, in lower case.
        key: the same for questions that are; now and then also for others.
    """

    words: Mapping[str, int]
    perhaps: Mapping[str, int]
    ordered: tuple[str, ...]
    marked: frozenset[str]
    key: str


class Questions:
    """Compares questions.

    Args:
        words: what may differ.
        abbreviations: folded short form to full words, ``{"hn": "hộ nghèo"}``.
        register: knows documents by every spelling of their numbers.
    """

    def __init__(
        self, words: FeedbackWords, abbreviations: Mapping[str, str], register: Register
    ) -> None:
        self._fillers = words.fillers
        self._uncertain = frozenset(map(fold, words.fillers)) - frozenset(map(fold, words.numbers))
        self._denials = frozenset(map(fold, words.denials))
        self._directed = frozenset(map(fold, words.directed))
        phrases = [(_folded(phrase), tuple[str, ...]()) for phrase in words.drop]
        for first, *others in words.alike:
            phrases += [(_folded(other), _tokens(first)) for other in others]
        self._phrases = sorted(phrases, key=lambda pair: -len(pair[0]))
        self._abbreviations = abbreviations
        self._register = register

    def wording(self, question: str) -> Wording | None:
        """Return a question ready to be compared; ``None`` when nothing is left to compare."""
        typed = _TOKEN.findall(self._numbered(normalize(question)[:_LONGEST]))
        words, perhaps, marked = Counter[str](), Counter[str](), set[str]()
        spelt = [part for one in typed for part in self._spelt_out(one)]
        content = [word for word in self._replaced(spelt) if not self._is_filler(word)]
        denied = ""
        for at, word in enumerate(content):
            folded = fold(word)
            if folded == word and folded in self._uncertain:
                perhaps[folded] += 1
                continue
            if folded in self._denials:
                denied = "" if at + 1 == len(content) else folded
                words[folded] += 1
                continue
            words[f"{denied} {folded}" if denied else folded] += 1
            denied = ""
            if folded != word:
                marked.add(word)
        certain = sorted(word for word in words.elements() if word not in self._uncertain)
        if not certain:
            return None
        key = sha256(" ".join(certain).encode("utf-8", "replace")).hexdigest()[:32]
        return Wording(words, perhaps, self._in_order(content), frozenset(marked), key)

    def _is_filler(self, word: str) -> bool:
        """Tell whether a word is a filler for sure: "nha" may also be "nhà" without its mark."""
        return word in self._fillers and fold(word) != word

    def _in_order(self, content: Iterable[str]) -> tuple[str, ...]:
        folded = map(fold, content)
        return tuple(w for w in folded if w[0] == "#" or w[0].isdigit() or w in self._directed)

    def _numbered(self, text: str) -> str:
        """Return ``text`` with each document number in one spelling, marked by ``#``."""
        for reference in sorted(find_references(text), key=lambda one: one.span, reverse=True):
            found = self._register.match(reference)
            known = found if reference.complete or len(found) == 1 else []
            name = known[0].id if known else re.sub(r"[^\w.-]+", "-", reference.canonical)
            start, end = reference.span
            text = f"{text[:start]} #{name} {text[end:]}"
        return text

    def _spelt_out(self, word: str) -> Iterator[str]:
        lower = unify(word)
        if lower[0].isdigit():
            yield re.sub(r"(?<![\d.,])0+(?=\d)", "", lower)
        elif lower in self._abbreviations:
            yield from _tokens(self._abbreviations[lower])
        else:
            yield lower

    def _replaced(self, words: Sequence[str]) -> Iterator[str]:
        """Yield the words, phrases that ask the same in one form."""
        folded, at = list(map(fold, words)), 0
        while at < len(words):
            for phrase, instead in self._phrases:
                if tuple(folded[at : at + len(phrase)]) == phrase:
                    yield from instead
                    at += len(phrase)
                    break
            else:
                yield words[at]
                at += 1


def same(one: Wording, other: Wording) -> bool:
    """Tell whether two questions are the same."""
    if one.ordered != other.ordered:
        return False
    for word in {*one.words, *other.words}:
        least = max(one.words.get(word, 0), other.words.get(word, 0))
        if any(w.words.get(word, 0) + w.perhaps.get(word, 0) < least for w in (one, other)):
            return False
    marks, others = _by_fold(one.marked), _by_fold(other.marked)
    return all(marks[word] == others[word] for word in marks.keys() & others.keys())


def _by_fold(words: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for word in words:
        found.setdefault(fold(word), set()).add(word)
    return found


def _tokens(phrase: str) -> tuple[str, ...]:
    return tuple(map(unify, _TOKEN.findall(phrase)))


def _folded(phrase: str) -> tuple[str, ...]:
    return tuple(map(fold, _tokens(phrase)))


class Subject:
    """Tells the questions that are for the officials in charge.

    Args:
        words: what they speak of.
        abbreviations: folded short form to full words.
    """

    def __init__(self, words: FeedbackWords, abbreviations: Mapping[str, str]) -> None:
        self._subject = [" ".join(_folded(phrase)) for phrase in words.subject]
        self._around = [" ".join(_folded(phrase)) for phrase in words.around]
        self._insults = [" ".join(_tokens(phrase)) for phrase in words.insults]
        self._abbreviations = abbreviations

    def holds(self, question: str) -> bool:
        """Tell whether a question is about the subject, and no insult."""
        words = _tokens(normalize(question)[:_LONGEST])
        bare = not any(map(has_diacritics, words))  # then insults are typed so too
        said = f" {' '.join(words)} "
        if any(f" {fold(one) if bare else one} " in said for one in self._insults):
            return False
        if find_references(question):
            return True
        full = " ".join(fold(self._abbreviations.get(word, word)) for word in words)
        if any(f" {one} " in f" {full} " for one in self._subject):
            return True
        return sum(f" {one} " in f" {full} " for one in self._around) > 1
