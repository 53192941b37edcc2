"""What a question asks for, and the words that carry its subject."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.text import fold, normalize, syllables, unify

_UNIT_AFTER = re.compile(r"(?:bao nhieu|may|so luong)\s+((?:[^\W\d_]+\s*){1,3})")
_PERCENT = (" phan tram ", " ty le ", " ti le ")


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """The phrases of ``question_words.yaml``.

    Attributes:
        courtesies: sort of courtesy to the whole messages that are one.
        kinds: what is asked for, to the phrases that ask for it, in order of precedence.
        fillers: syllables that carry no subject, with their diacritics.
        document_words: syllables of questions about a document itself: its dates, its validity.
    """

    courtesies: Mapping[str, Sequence[str]]
    kinds: Mapping[str, Sequence[str]]
    fillers: frozenset[str]
    document_words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Question:
    """A question taken apart.

    Attributes:
        kind: ``document``, ``time``, ``person``, ``place``, ``quantity``, or empty for others.
        terms: subject words and pairs of neighbours in lower case, in order, each once; the words
            that only ask ("bao nhiêu", "ngày nào") are left out.
        names: those of the terms that are written with capitals as a proper name.
        units: folded words that follow "bao nhiêu", longest first: what is being counted.
        percent: whether a rate is asked for.
    """

    kind: str
    terms: tuple[str, ...]
    names: frozenset[str]
    units: tuple[str, ...]
    percent: bool


def courtesy(text: str, asked: QuestionWords) -> str:
    """Return which courtesy a whole message is, with or without diacritics; empty for none."""
    said = syllables(fold(text))
    for sort, phrases in asked.courtesies.items():
        if any(said == syllables(fold(phrase)) for phrase in phrases):
            return sort
    return ""


def analyse(text: str, asked: QuestionWords, *, sure: bool) -> Question:
    """Take apart a question.

    Args:
        text: the question, its diacritics restored as far as they can be.
        asked: how questions are asked.
        sure: whether the diacritics are the reader's own; restored ones are not relied on to tell
            "mấy" from "máy".
    """
    words = syllables(unify(text))
    compared = words if sure else list(map(fold, words))
    folded = " ".join(map(fold, words))
    kind, subject = "", words
    for name, phrases in asked.kinds.items():
        for phrase in phrases:
            parts = phrase.split() if sure else fold(phrase).split()
            subject, found = _without(parts, compared, subject)
            kind = kind or (name if found else "")
    return Question(
        kind=kind,
        terms=_terms(subject, asked.fillers),
        names=_names(syllables(normalize(text))),
        units=_units(folded),
        percent="%" in text or any(phrase in f" {folded} " for phrase in _PERCENT),
    )


def _terms(words: Sequence[str], fillers: frozenset[str]) -> tuple[str, ...]:
    single = [word for word in words if word and word not in fillers]
    pairs = [
        f"{left} {right}"
        for left, right in pairwise(words)
        if left and right and left not in fillers and right not in fillers
    ]
    return tuple(dict.fromkeys(single + pairs))


def _names(words: Sequence[str]) -> frozenset[str]:
    """Return the words and pairs of proper names; a capital that opens the question is none."""
    capital = [word[0].isupper() for word in words]
    names: set[str] = set()
    for at in range(1, len(words)):
        if capital[at]:
            names.add(words[at].lower())
        if capital[at] and capital[at - 1]:
            names |= {words[at - 1].lower(), f"{words[at - 1]} {words[at]}".lower()}
    return frozenset(names)


def _without(
    phrase: Sequence[str], compared: Sequence[str], words: Sequence[str]
) -> tuple[list[str], bool]:
    """Return ``words`` with blanks where ``compared`` has ``phrase``, and whether it has it."""
    left, found, size = list(words), False, len(phrase)
    for start in range(len(compared) - size + 1):
        if list(compared[start : start + size]) == list(phrase):
            left[start : start + size] = [""] * size
            found = True
    return left, found


def _units(folded: str) -> tuple[str, ...]:
    found = _UNIT_AFTER.search(folded)
    words = found.group(1).split() if found else []
    return tuple(" ".join(words[:n]) for n in range(len(words), 0, -1))
