"""What a question asks for, in which form, and the words that carry its subject."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.text import fold, normalize, syllables, unify
from knowledge.written_figures import WrittenFigure, dates_in, figures_in, years_in

_COUNTED = re.compile(r"(?:bao nhieu|bao nhiu|may|so luong)\s+((?:[^\W\d_]+\s*){1,3})")
_NO_UNIT = frozenset({"moi", "mot", "la", "thi", "de", "trong", "cho", "nam", "o", "so", "vay", "v"})
_PERCENT = (" phan tram ", " ty le ", " ti le ", " may phan ")
_MONEY = re.compile(
    r"\b(?:tien|kinh phi|chi phi|tri gia|gia (?:ban|tien|tri)|luong|thu nhap|le phi|von)\b"
)
_ASKING = frozenset({"nào", "nao", "gì", "gi"})
_CONFIRMED = ("confirm", "whether")


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """The phrases of ``question_words.yaml``.

    Attributes:
        kinds: what is asked for, to the phrases that ask for it, in order of precedence.
        forms: how the answer is to be given, to the phrases that ask for it.
        roles: posts a person holds, without diacritics, longest first.
        synonyms: groups of words that stand for each other.
        fillers: syllables that carry no subject, with their diacritics.
        document_words: syllables of questions about a document itself: its dates, its validity.
    """

    kinds: Mapping[str, Sequence[str]]
    forms: Mapping[str, Sequence[str]]
    roles: Sequence[str]
    synonyms: Sequence[Sequence[str]]
    fillers: frozenset[str]
    document_words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Question:
    """A question taken apart.

    Attributes:
        kind: a key of :attr:`QuestionWords.kinds`, ``which`` for "... nào", or empty.
        forms: keys of :attr:`QuestionWords.forms` that fit.
        subject: its syllables in lower case, an empty one where a word only asks.
        asks_at: which of these asks first; their number where none does.
        names: folded syllables that are written with a capital as in a proper name.
        counted: folded words that follow "bao nhiêu", longest first: what is being counted.
        percent: whether a rate is asked for.
        money: whether an amount of money is asked for.
        roles: folded posts the question names.
        unit: folded kind of unit asked for, ``"huyen"`` in "huyện nào"; empty for none.
        years: years and spans of years it names, as ``(first, last)``.
        figures: figures it gives, other than dates and years.
        dates: days it gives, as ``(day, month, year)``; the year is 0 where it gives none.
        folded: the whole question without diacritics.
    """

    kind: str
    forms: frozenset[str]
    subject: tuple[str, ...]
    asks_at: int
    names: frozenset[str]
    counted: tuple[str, ...]
    percent: bool
    money: bool
    roles: tuple[str, ...]
    unit: str
    years: tuple[tuple[int, int], ...]
    figures: tuple[WrittenFigure, ...]
    dates: tuple[tuple[int, int, int], ...]
    folded: str

    @property
    def confirms(self) -> bool:
        """Whether it puts a statement to be confirmed or denied, and asks for nothing else."""
        return not self.kind and any(form in self.forms for form in _CONFIRMED)


def analyse(text: str, asked: QuestionWords, *, typed: str, sure: bool) -> Question:
    """Take apart a question.

    Args:
        text: the question, its diacritics restored as far as they can be.
        asked: how questions are asked.
        typed: the question as the reader wrote it, for its capitals.
        sure: whether the diacritics are the reader's own; restored ones are not relied on to tell
            "mấy" from "máy".
    """
    words = syllables(unify(text))
    compared = words if sure else list(map(fold, words))
    kind, phrase, subject = _kind(words, compared, asked, sure=sure)
    forms = _forms(compared, asked, sure=sure)
    folded = " ".join(map(fold, words))
    return Question(
        kind=kind,
        forms=forms,
        subject=tuple("" if word in asked.fillers else word for word in subject),
        asks_at=_asks_at(subject, compared),
        names=_names(syllables(normalize(typed))),
        counted=_counted(folded) if kind in ("quantity", "duration") else (),
        percent="%" in text.split("bao")[0][-3:]
        or any(mark in f" {folded} " for mark in _PERCENT)
        or bool(re.search(r"(?:bao nhiêu|mấy|bao nhieu|may)\s*%", unify(text))),
        money=bool(_MONEY.search(folded)),
        roles=_roles(folded, asked.roles),
        unit=fold(phrase).removesuffix(" nao") if kind == "unit" else "",
        years=years_in(typed),
        figures=figures_in(typed),
        dates=dates_in(typed),
        folded=folded,
    )


def _kind(
    words: list[str], compared: list[str], asked: QuestionWords, *, sure: bool
) -> tuple[str, str, list[str]]:
    """Return the kind, the phrase that asks for it, and the words with asking ones blanked."""
    kind, spoken, subject = "", "", words
    for name, phrases in asked.kinds.items():
        for phrase in phrases:
            subject, found = _without(_spelt(phrase, sure=sure), compared, subject)
            if found and not kind:
                kind, spoken = name, phrase
    if not kind and any(word in ("nào", "nao") for word in compared):
        kind = "which"
    return kind, spoken, subject


def _asks_at(subject: Sequence[str], compared: Sequence[str]) -> int:
    """Return the place of the first word that asks: a blanked one, "nào" or "gì"."""
    for at, word in enumerate(subject):
        if not word or compared[at] in _ASKING:
            return at
    return len(subject)


def _forms(compared: Sequence[str], asked: QuestionWords, *, sure: bool) -> frozenset[str]:
    text = f" {' '.join(compared)} "
    return frozenset(
        form
        for form, phrases in asked.forms.items()
        if any(f" {' '.join(_spelt(phrase, sure=sure))} " in text for phrase in phrases)
    )


def _spelt(phrase: str, *, sure: bool) -> list[str]:
    return phrase.split() if sure else fold(phrase).split()


def _without(
    phrase: Sequence[str], compared: Sequence[str], words: list[str]
) -> tuple[list[str], bool]:
    """Return ``words`` with blanks where ``compared`` has ``phrase``, and whether it has it."""
    size, found = len(phrase), False
    first = phrase[0]
    for start, word in enumerate(compared):
        if word == first and list(compared[start : start + size]) == list(phrase):
            words = [*words[:start], *[""] * size, *words[start + size :]]
            found = True
    return words, found


def _names(words: Sequence[str]) -> frozenset[str]:
    """Return the syllables of proper names; a lone capital that opens the question is none."""
    capital = [word[0].isupper() for word in words]
    if all(capital):
        return frozenset()
    named = {words[at] for at in range(1, len(words)) if capital[at]}
    if len(words) > 1 and capital[0] and capital[1]:
        named.add(words[0])
    return frozenset(map(fold, named))


def _roles(folded: str, roles: Sequence[str]) -> tuple[str, ...]:
    found: list[str] = []
    for role in roles:
        if f" {role} " in f" {folded} " and not any(role in held for held in found):
            found.append(role)
    return tuple(found)


def _counted(folded: str) -> tuple[str, ...]:
    found = _COUNTED.search(folded)
    words: list[str] = []
    for word in found.group(1).split() if found else []:
        if word in _NO_UNIT:
            break
        words.append(word)
    return tuple(" ".join(words[:n]) for n in range(len(words), 0, -1))
