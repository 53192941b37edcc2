"""What a question asks for, in which form, and the words that carry its subject."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from knowledge.asked_for import (
    WHICH,
    capitalised,
    counted,
    nouns_asked,
    roles_named,
    unit_asked,
)
from knowledge.references import find_references
from knowledge.text import fold, normalize, syllables, unify
from knowledge.written_figures import WrittenFigure, dates_in, figures_in, years_in

_PERCENT = re.compile(r"\b(?:phan tram|ty le|ti le|ty suat)\b")
_PERCENT_SIGN = re.compile(r"(?:bao nhi\w+|mấy|may)\s*%", re.IGNORECASE)
_MONEY = re.compile(
    r"\b(?:tien|kinh phi|chi phi|tri gia|gia (?:ban|tien|tri)|luong|thu nhap|le phi|von)\b"
)
_ASKING = frozenset({"nào", "nao", "gì", "gi"})
_AT_END = frozenset({"whether"})
"""Forms told by how a question ends; elsewhere the same words deny."""
_TAIL = 3
_OPEN = frozenset({"gì", "gi", "nào", "nao", "sao"})
_LONGER = {
    "xã": ("tác", "thị"), "xa": ("tac", "thi"), "sở": ("cơ", "trụ"), "so": ("co", "tru"),
    "bộ": ("cán", "nội"), "bo": ("can", "noi"), "hội": ("xã", "cơ"), "hoi": ("xa", "co"),
    "tỉnh": ("khu",), "ban": ("văn", "van", "cơ", "co"),
}  # fmt: skip
"""What makes "xã nào" or "sở nào" part of another word: "hợp tác xã nào", "cơ sở nào"."""
_LISTED = frozenset({"", "which"})
_AMOUNT = re.compile(
    r"^(?:ty le|ti le|so|muc|thu nhap|kinh phi|dien tich|dan so|tien|gia|tong so|chi phi|doanh thu"
    r"|luong|von|he so|hoc phi|lai suat)\b"
)
"""How a question for an amount begins that leaves out "bao nhiêu"."""
_NOUNS = (
    ("document", re.compile(
        r"^(so (?:hieu )?(?:cua )?)(?:van ban|quyet dinh|ke hoach|nghi dinh|thong tu|nghi quyet"
        r"|chi thi|cong van|luat)\b"
    )),
    ("time", re.compile(
        r"^(ngay|thoi gian|thoi diem|nam|thang) (?!\d|\w+ (?:hoc|gioi)\b)[a-z]"
    )),
    ("place", re.compile(r"^(dia diem|noi|dia chi)\b")),
    ("body", re.compile(r"^(co quan|don vi)\b")),
)  # fmt: skip
"""How a few key words in place of a question say what is asked for: "năm sơ kết phong trào".

The words of the group only ask: a day answers "thời gian" without that word.
"""
_NATION = re.compile(r"\b(?:ca nuoc|toan quoc|quoc gia)\b")
_NAMING = re.compile(r"\b(?:co )?ten(?: goi)?\b.*\bgi\b|^ten\b")
_THING_NAMED = re.compile(
    r"\b(?:phong trao|chuong trinh|mo hinh|van dong|ke hoach|de an|du an|san pham|quy|giai"
    r"|cuoc thi|chien dich|hoi thi)\b.*\bten\b"
)
"""A thing whose name is asked for, whoever else is spoken of: "Thủ tướng phát động ... tên gì"."""
_JOINT = re.compile(r"\b(?:va|voi|lan|moi noi|moi tinh|tung noi)\b")
_CONFIRMED = ("confirm", "whether")


@dataclass(frozen=True)
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
        compounds: words of two syllables, with their diacritics.
    """

    kinds: Mapping[str, Sequence[str]]
    forms: Mapping[str, Sequence[str]]
    light: Sequence[str]
    roles: Sequence[str]
    synonyms: Sequence[Sequence[str]]
    fillers: frozenset[str]
    plain_fillers: frozenset[str]
    document_words: frozenset[str]
    compounds: Sequence[str] = ()

    @cached_property
    def pairs(self) -> frozenset[tuple[str, ...]]:
        """Words of two syllables, which stay whole though one of them may be a filler."""
        return frozenset(tuple(unify(word).split()) for word in self.compounds)


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
    def claims_name(self) -> bool:
        """Whether a name it gives may be what is denied: who holds a post, who issued a text."""
        return self.confirms and bool(self.roles or self.documents)

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
    folded = " ".join(map(fold, words))
    kind, phrase, subject = _kind(words, compared, folded, asked, sure=sure)
    roles = roles_named(folded, asked.roles)
    if kind == "naming" and roles and not _THING_NAMED.search(folded):
        kind = "identity"
    forms = _forms(compared, asked, sure=sure)
    return Question(
        kind=kind,
        forms=forms,
        subject=_subject(subject, asked, sure=sure),
        asks_at=_asks_at(subject, compared),
        names=capitalised(syllables(normalize(typed)), places),
        counted=counted(fold(unify(text)), asked.synonyms)
        if kind in ("quantity", "duration")
        else (),
        percent=bool(_PERCENT.search(folded) or _PERCENT_SIGN.search(text)),
        money=bool(_MONEY.search(folded)),
        roles=roles,
        unit=unit_asked(kind, phrase),
        nouns=nouns_asked(folded, asked.synonyms) if kind == "which" else (),
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
    kept = [
        word not in asked.fillers and other not in fillers
        for word, other in zip(words, compared, strict=True)
    ]
    light = {_spelt(phrase, sure=True) for phrase in asked.light}
    bare = frozenset() if sure else frozenset(tuple(map(fold, phrase)) for phrase in light)
    spoken = list(pairwise(words))
    for at, pair in enumerate(spoken):
        # Restored wrongly "dien ra" is light all the same, but not "duoc huong" in "duoc huong dan".
        tied = at + 1 < len(spoken) and spoken[at + 1] in asked.pairs
        light_here = pair in light or (not tied and tuple(compared[at : at + 2]) in bare)
        if (pair in asked.pairs and any(kept[at : at + 2])) or light_here:
            kept[at : at + 2] = [True, True]
    return tuple(word if keep else "" for word, keep in zip(words, kept, strict=True))


def _kind(
    words: list[str],
    compared: list[str],
    folded: str,
    asked: QuestionWords,
    *,
    sure: bool,
) -> tuple[str, str, list[str]]:
    """Return the kind, the phrase that asks for it, and the words with asking ones blanked."""
    kind, spoken, subject = "", "", words
    said = set(compared)
    for name, phrases in asked.kinds.items():
        for phrase in phrases:
            spelt = _spelt(phrase, sure=sure)
            if not said.issuperset(spelt):
                continue
            subject, found = _without(spelt, compared, subject)
            if found and not kind:
                kind, spoken = name, phrase
    for phrase in (*asked.forms["confirm"], *asked.forms["list"]):
        subject, _ = _without(_spelt(phrase, sure=sure), compared, subject)
    if not kind and _NAMING.search(folded):
        kind = "naming"
    whether = folded.endswith((" khong", " chua"))
    if not kind and not whether and not _OPEN.intersection(compared):
        for name, noun in _NOUNS:
            if asking := noun.search(folded):
                kind = name
                asked_by = len(asking.group(1).split())
                subject = [*[""] * asked_by, *subject[asked_by:]]
                break
    if not kind and _AMOUNT.search(folded) and not whether and not _OPEN.intersection(compared):
        kind = "quantity"
    if not kind and WHICH.search(folded):
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
    end = " ".join(compared[-_TAIL:]) + " "
    return frozenset(
        form
        for form, phrases in asked.forms.items()
        if any(
            f" {' '.join(_spelt(phrase, sure=sure))} " in (f" {end}" if form in _AT_END else text)
            for phrase in phrases
        )
    )


@lru_cache(maxsize=2048)
def _spelt(phrase: str, *, sure: bool) -> tuple[str, ...]:
    return tuple((phrase if sure else fold(phrase)).split())


def _without(
    phrase: Sequence[str], compared: Sequence[str], words: list[str]
) -> tuple[list[str], bool]:
    """Return ``words`` with blanks where ``compared`` has ``phrase``, and whether it has it."""
    size, found = len(phrase), False
    for start, word in enumerate(compared):
        if word != phrase[0] or tuple(compared[start : start + size]) != tuple(phrase):
            continue
        if start and compared[start - 1] in _LONGER.get(word, ()):
            continue
        words = [*words[:start], *[""] * size, *words[start + size :]]
        found = True
    return words, found
