"""What a question asks for, in which form, and the words that carry its subject."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.asked_for import capitalised, counted, nouns_asked, roles_named, unit_asked
from knowledge.question_kinds import OPEN, forms_of, kind_of
from knowledge.question_words import QuestionWords, spelt
from knowledge.references import find_references
from knowledge.text import fold, normalize, syllables, unify
from knowledge.written_figures import WrittenFigure, dates_in, figures_in, years_in

_PERCENT = re.compile(r"\b(?:phan tram|ty le|ti le|ty suat)\b")
_PERCENT_SIGN = re.compile(r"(?:bao nhi\w+|mấy|may)\s*%", re.IGNORECASE)
_MONEY = re.compile(
    r"\b(?:tien|kinh phi|chi phi|tri gia|gia (?:ban|tien|tri)|luong|thu nhap|le phi|von)\b"
)
_NATION = re.compile(r"\b(?:ca nuoc|toan quoc|quoc gia)\b")
_LED_IN = re.compile(
    r".{12,}?[,.;:!?]\s+(?:(?:xin|de nghi|mong|nho|vui long|lam on|kinh mong|kinh|anh|chi|em|ad"
    r"|ban|ong|ba|cac)\s+)*(?:cho(?:\s+\w+){0,2}\s+(?:biet|hoi)|hoi|muon biet)\b(?=(?:\W+\w+){4})"
)
"""What a reader says before asking; names in it still tell what is meant."""
_PERSON_NAMED = re.compile(
    r"\b(?:lanh dao|dong chi|can bo|phong vien|tac gia|nha bao|vi (?:dai dien|truong|pho)"
    r"|nguoi (?:dung dau|dai dien|viet|phat ngon|dan dau))\b.*\bten\b"
)
_THING_NAMED = re.compile(
    r"\b(?:phong trao|chuong trinh|mo hinh|van dong|ke hoach|de an|du an|san pham|quy|giai"
    r"|cuoc thi|chien dich|hoi thi)\b.*\bten\b"
)
"""A thing whose name is asked for, whoever else is spoken of: "Thủ tướng phát động ... tên gì"."""
_MONTH = re.compile(r"\b(?:tháng|thang)\s*$", re.IGNORECASE)
_JOINT = re.compile(r"\b(?:va|voi|lan|moi noi|moi tinh|tung noi)\b")
_CONFIRMED = ("confirm", "whether")
_LISTED = frozenset({"", "which"})


@dataclass(frozen=True, slots=True)
class Question:
    """A question taken apart.

    Attributes:
        kind: a key of :attr:`QuestionWords.kinds`, ``which`` for "... nào", or empty.
        forms: keys of :attr:`QuestionWords.forms` that fit.
        subject: its syllables in lower case, an empty one where a word only asks.
        led_in: how many of these lead to the question: "tôi đang làm báo cáo, xin cho biết".
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
    led_in: int
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
        asks = self.kind or any(word in OPEN for word in self.folded.split())
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
    kind, phrase, subject = kind_of(words, compared, folded, asked, sure=sure)
    roles = roles_named(folded, asked.roles)
    person = bool(roles or _PERSON_NAMED.search(folded))
    if kind == "naming" and person and not _THING_NAMED.search(folded):
        kind = "identity"
    forms = forms_of(compared, asked, sure=sure)
    return Question(
        kind=kind,
        forms=forms,
        subject=_subject(subject, asked, sure=sure),
        led_in=_led_in(text),
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
        figures=tuple(f for f in figures_in(typed) if not _MONTH.search(typed[: f.span[0]])),
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
    if kept and (compared[-1],) in {spelt(word, sure=sure) for word in asked.forms["whether"]}:
        kept[-1] = False
    light = {spelt(phrase, sure=True) for phrase in asked.light}
    bare = frozenset() if sure else frozenset(tuple(map(fold, phrase)) for phrase in light)
    spoken = list(pairwise(words))
    for at, pair in enumerate(spoken):
        # "dien ra" restored wrongly is light all the same, not "duoc huong" in "duoc huong dan".
        tied = at + 1 < len(spoken) and spoken[at + 1] in asked.pairs
        light_here = pair in light or (not tied and tuple(compared[at : at + 2]) in bare)
        whole = pair in asked.pairs or (
            not sure and tuple(compared[at : at + 2]) in asked.bare_pairs
        )
        if (whole and any(kept[at : at + 2])) or light_here:
            kept[at : at + 2] = [True, True]
    return tuple(word if keep else "" for word, keep in zip(words, kept, strict=True))


def _led_in(text: str) -> int:
    """Return the syllables before the question itself."""
    found = _LED_IN.match(fold(unify(text)))
    return len(syllables(found.group())) if found else 0
