"""What a question asks for, in which form, and the words that carry its subject."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.references import find_references
from knowledge.text import fold, normalize, syllables, unify
from knowledge.written_figures import WrittenFigure, dates_in, figures_in, years_in

_COUNTED = re.compile(r"(?:bao nhieu|bao nhiu|may|so luong)\s+((?:[^\W\d_]+\s*){1,3})")
_NO_UNIT = frozenset({"moi", "mot", "la", "thi", "de", "trong", "cho", "nam", "o", "so", "vay", "v"})
_PERCENT = (" phan tram ", " ty le ", " ti le ", " ty suat ")
_CLASSIFIERS = frozenset({"can", "cai", "chiec", "ngoi", "vi", "dong", "mai", "suat", "to", "tam"})
_COMMON_HEADS = frozenset(
    syllables(
        "tinh huyen xa phuong thon thi tran thanh pho so ban bo hoi doan uy quy quyet dinh ke hoach"
        " nghi thong tu luat cong van huong dan chuong trinh phong trao ong ba dong chi cap nuoc"
        " khoan dieu diem muc phu luc cac co nam ngay thang trung uong ubnd mttq htx"
    )
)
"""Words written with a capital that are no part of a proper name by themselves."""
_MONEY = re.compile(
    r"\b(?:tien|kinh phi|chi phi|tri gia|gia (?:ban|tien|tri)|luong|thu nhap|le phi|von)\b"
)
_ASKING = frozenset({"nào", "nao", "gì", "gi"})
_DOCUMENT_KIND = re.compile(
    r"quyet dinh|ke hoach|nghi dinh|thong tu|nghi quyet|chi thi|huong dan|cong van|thong bao|luat"
)
_AT_END = frozenset({"whether"})
"""Forms told by how a question ends; elsewhere the same words deny."""
_TAIL = 3
_OPEN = frozenset({"gì", "gi", "nào", "nao", "sao"})
_LONGER = (["hợp", "tác"], ["hop", "tac"])
"""What makes "xã nào" part of another word."""
_LISTED = frozenset({"", "which"})
_WHICH = re.compile(r"((?:[a-z]+ ){0,2}(?!the |cach )[a-z]+ )nao\b")
_AMOUNT = re.compile(
    r"^(?:ty le|ti le|so|muc|thu nhap|kinh phi|dien tich|dan so|tien|gia|tong so|chi phi|doanh thu"
    r"|luong|von|he so|hoc phi|lai suat)\b"
)
"""How a question for an amount begins that leaves out "bao nhiêu"."""
_NATION = re.compile(r"\b(?:ca nuoc|toan quoc|quoc gia)\b")
_NAMING = re.compile(r"\b(?:co )?ten(?: goi)?\b.*\bgi\b|^ten\b")
_JOINT = re.compile(r"\b(?:va|voi|lan|moi noi|moi tinh|tung noi)\b")
_CONFIRMED = ("confirm", "whether")


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """The phrases of ``question_words.yaml``.

    Attributes:
        kinds: what is asked for, to the phrases that ask for it, in order of precedence.
        forms: how the answer is to be given, to the phrases that ask for it.
        light: words that say little of the subject.
        roles: posts a person holds, without diacritics, longest first.
        synonyms: groups of words that stand for each other.
        fillers: syllables that carry no subject, with their diacritics.
        plain_fillers: the same for text typed without diacritics.
        document_words: syllables of questions about a document itself: its dates, its validity.
    """

    kinds: Mapping[str, Sequence[str]]
    forms: Mapping[str, Sequence[str]]
    light: Sequence[str]
    roles: Sequence[str]
    synonyms: Sequence[Sequence[str]]
    fillers: frozenset[str]
    plain_fillers: frozenset[str]
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
        unit: folded kind of unit or of document asked for, ``"huyen"`` in "huyện nào"; empty for
            none.
        nouns: folded words for what is asked for in "... nào", and what means the same.
        years: years and spans of years it names, as ``(first, last)``.
        figures: figures it gives, other than dates and years.
        dates: days it gives, as ``(day, month, year)``; the year is 0 where it gives none.
        documents: whether it names a document.
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
    nouns: tuple[str, ...]
    years: tuple[tuple[int, int], ...]
    figures: tuple[WrittenFigure, ...]
    dates: tuple[tuple[int, int, int], ...]
    documents: bool
    folded: str

    @property
    def lists(self) -> bool:
        """Whether a list would answer it."""
        return "list" in self.forms or "procedure" in self.forms or self.kind in _LISTED

    @property
    def joint(self) -> bool:
        """Whether it asks for two things at once, perhaps from two sources."""
        return "difference" in self.forms or bool(_JOINT.search(self.folded))

    @property
    def confirms(self) -> bool:
        """Whether it puts a statement to be confirmed or denied, and asks for nothing else."""
        asks = self.kind or any(word in _OPEN for word in self.folded.split())
        return not asks and any(form in self.forms for form in _CONFIRMED)


def speaks_of_nation(text: str) -> bool:
    """Tell whether a question also asks for the whole country."""
    return bool(_NATION.search(fold(text)))


def analyse(
    text: str,
    asked: QuestionWords,
    *,
    typed: str,
    sure: bool,
    places: Sequence[str] = (),
) -> Question:
    """Take apart a question.

    Args:
        text: the question, its diacritics restored as far as they can be.
        asked: how questions are asked.
        typed: the question as the reader wrote it, for its capitals.
        sure: whether the diacritics are the reader's own; restored ones are not relied on to tell
            "mấy" from "máy".
        places: provinces it names, with or without capitals.
    """
    words = syllables(unify(text))
    compared = words if sure else list(map(fold, words))
    kind, phrase, subject = _kind(words, compared, asked, sure=sure)
    roles = _roles(" ".join(map(fold, words)), asked.roles)
    if kind == "naming" and roles:
        kind = "identity"
    forms = _forms(compared, asked, sure=sure)
    folded = " ".join(map(fold, words))
    return Question(
        kind=kind,
        forms=forms,
        subject=_subject(subject, asked, sure=sure),
        asks_at=_asks_at(subject, compared),
        names=_names(syllables(normalize(typed))) | _of_places(places),
        counted=_counted(folded, asked) if kind in ("quantity", "duration") else (),
        percent="%" in text.split("bao")[0][-3:]
        or any(mark in f" {folded} " for mark in _PERCENT)
        or bool(re.search(r"(?:bao nhiêu|mấy|bao nhieu|may)\s*%", unify(text))),
        money=bool(_MONEY.search(folded)),
        roles=roles,
        unit=_unit(kind, phrase),
        nouns=_nouns(folded, asked) if kind == "which" else (),
        years=years_in(typed),
        figures=figures_in(typed),
        dates=dates_in(typed),
        documents=bool(find_references(typed)),
        folded=folded,
    )


def _subject(words: Sequence[str], asked: QuestionWords, *, sure: bool) -> tuple[str, ...]:
    """Return the words with blanks for those that carry no subject, save in longer words."""
    compared = list(words if sure else map(fold, words))
    fillers = asked.fillers if sure else asked.plain_fillers
    kept = [w not in asked.fillers and c not in fillers for w, c in zip(words, compared, strict=True)]
    light = {tuple(_spelt(phrase, sure=sure)) for phrase in asked.light}
    for at, pair in enumerate(pairwise(compared)):
        if pair in light:
            kept[at : at + 2] = [True, True]
    return tuple(word if keep else "" for word, keep in zip(words, kept, strict=True))


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
    if not kind and _NAMING.search(" ".join(map(fold, words))):
        kind = "naming"
    folded = " ".join(map(fold, words))
    if not kind and _AMOUNT.search(folded) and not _OPEN.intersection(compared):
        kind = "quantity" if compared[-1:] not in (["không"], ["khong"]) else kind
    if not kind and _WHICH.search(folded):
        kind = "which"
    return kind, spoken, subject


def _unit(kind: str, phrase: str) -> str:
    if kind == "unit":
        return fold(phrase).removesuffix(" nao")
    if kind == "document":
        found = _DOCUMENT_KIND.match(fold(phrase))
        return found.group() if found else ""
    return ""


def _asks_at(subject: Sequence[str], compared: Sequence[str]) -> int:
    """Return the place of the first word that asks: a blanked one, "nào" or "gì"."""
    for at, word in enumerate(subject):
        if not word or compared[at] in _ASKING:
            return at
    return len(subject)


def _forms(compared: Sequence[str], asked: QuestionWords, *, sure: bool) -> frozenset[str]:
    text = f" {' '.join(compared)} "
    end = " ".join(compared[-_TAIL:]) + " "
    return frozenset(
        form
        for form, phrases in asked.forms.items()
        if any(
            f" {' '.join(_spelt(phrase, sure=sure))} " in (f" {end}" if form in _AT_END else text)
            for phrase in phrases
        )
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
        inside = start > 1 and list(compared[start - 2 : start]) in _LONGER
        if word == first and not inside and list(compared[start : start + size]) == list(phrase):
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
    return frozenset(map(fold, named)) - _COMMON_HEADS


def _nouns(folded: str, asked: QuestionWords) -> tuple[str, ...]:
    found = _WHICH.search(folded)
    words = found.group(1).split() if found else []
    nouns = [" ".join(words[at:]) for at in range(len(words))]
    for group in asked.synonyms:
        same = list(map(fold, group))
        if any(noun in same for noun in nouns):
            nouns += same
    return tuple(dict.fromkeys(nouns))


def _of_places(places: Sequence[str]) -> frozenset[str]:
    return frozenset(fold(word) for place in places for word in syllables(place))


def _roles(folded: str, roles: Sequence[str]) -> tuple[str, ...]:
    found: list[str] = []
    for role in roles:
        if f" {role} " in f" {folded} " and not any(role in held for held in found):
            found.append(role)
    return tuple(found)


def _counted(folded: str, asked: QuestionWords) -> tuple[str, ...]:
    found = _COUNTED.search(folded)
    words: list[str] = []
    for word in found.group(1).split() if found else []:
        if word in _NO_UNIT:
            break
        words.append(word)
    if len(words) > 1 and words[0] in _CLASSIFIERS:
        words = words[1:]
    units = [" ".join(words[:n]) for n in range(len(words), 0, -1)]
    for group in asked.synonyms if words else ():
        same = list(map(fold, group))
        if words[0] in same:
            units += [" ".join([other, *words[1:]]) for other in same if other != words[0]]
    return tuple(dict.fromkeys(units))
