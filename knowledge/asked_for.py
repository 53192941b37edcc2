"""What the words of a question name: what is counted, who, which unit, which sort of thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from knowledge.text import fold, syllables

WHICH = re.compile(r"((?:[a-z]+ ){0,2}(?!the |cach )[a-z]+ )nao\b")
"""The words before "nào" in folded text, where they ask for one of a sort."""
_COUNTED = re.compile(
    r"(?:bao nhieu|bao nhiu|may|so luong)\s+(?:(?:tren|trong)(?: tong)?(?: so)? \d+ )?"
    r"(?:tong so )?((?:[^\W\d_]+\s*){1,3})"
)
"""What follows "bao nhiêu", also in "bao nhiêu trên 54 xã", "bao nhiêu tổng số hộ nghèo"."""
_NUMBER_OF = re.compile(r"^\W*so (?!luong\b|tien\b)((?:[^\W\d_]+\s*){1,3})")
"""What is counted where "bao nhiêu" stands at the end or is left out: "số hộ thoát nghèo"."""
_NO_UNIT = frozenset(
    "moi mot la thi de trong cho nam o so vay v ra duoc bi dat khoi tren".split()  # noqa: SIM905
)
_TENSES = frozenset(("da", "se", "dang"))
_CLASSIFIERS = frozenset("can cai chiec ngoi vi dong mai suat to tam".split())  # noqa: SIM905
_COMMON_HEADS = frozenset(
    syllables(
        "tinh huyen xa phuong thon thi tran thanh pho so ban bo hoi doan uy quy quyet dinh ke hoach"
        " nghi thong tu luat cong van huong dan chuong trinh phong trao ong ba dong chi cap nuoc"
        " khoan dieu diem muc phu luc cac co nam ngay thang trung uong ubnd mttq htx"
    )
)
"""Words written with a capital that are no part of a proper name by themselves."""
_DOCUMENT_KIND = re.compile(
    r"quyet dinh|ke hoach|nghi dinh|thong tu|nghi quyet|chi thi|huong dan|cong van|thong bao|luat"
)


@lru_cache(maxsize=4096)
def folded_phrase(phrase: str) -> str:
    """Return a phrase of the data files without diacritics."""
    return fold(phrase)


def unit_asked(kind: str, phrase: str) -> str:
    """Return the folded kind of unit or document that a phrase asks for, empty for none."""
    if kind == "unit":
        return folded_phrase(phrase).removesuffix(" nao")
    found = _DOCUMENT_KIND.match(folded_phrase(phrase)) if kind == "document" else None
    return found.group() if found else ""


def capitalised(words: Sequence[str], places: Iterable[str]) -> frozenset[str]:
    """Return the folded syllables of proper names, and the places it names in full.

    Neither a lone first capital nor a short form such as "UBND" makes a name.

    Args:
        words: the syllables of the question as typed.
        places: provinces it names, with or without capitals.
    """
    named = {word for place in places for word in syllables(place)}
    capital = [word[0].isupper() for word in words]
    if not all(capital):
        capital = [c and not _is_short_form(w) for c, w in zip(capital, words, strict=True)]
        named |= {words[at] for at in range(1, len(words)) if capital[at]}
        if len(words) > 1 and capital[0] and capital[1]:
            named.add(words[0])
    whole = {" ".join(syllables(fold(place))) for place in places}
    return (frozenset(map(fold, named)) - _COMMON_HEADS) | whole


def _is_short_form(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def nouns_asked(folded: str, synonyms: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the words for what is asked for in "... nào", and what means the same, folded."""
    found = WHICH.search(folded)
    words = found.group(1).split() if found else []
    nouns = [" ".join(words[at:]) for at in range(len(words))]
    for group in synonyms:
        same = [folded_phrase(word) for word in group]
        if any(noun in same for noun in nouns):
            nouns += same
    return tuple(dict.fromkeys(nouns))


def roles_named(folded: str, roles: Sequence[str]) -> tuple[str, ...]:
    """Return the posts a question names, the longer where one is part of another."""
    found: list[str] = []
    for role in roles:
        if f" {role} " in f" {folded} " and not any(role in held for held in found):
            found.append(role)
    return tuple(found)


def counted(folded: str, synonyms: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the folded words for what "bao nhiêu" counts, longest first."""
    found = _COUNTED.search(folded) or _NUMBER_OF.search(folded)
    words: list[str] = []
    for word in found.group(1).split() if found else []:
        if word in _NO_UNIT or (words and word in ("bao", "may")):  # the next question word
            break
        if word not in _TENSES:
            words.append(word)
    same = [list(map(folded_phrase, group)) for group in synonyms]
    known = any(_head(words, group) for group in same)
    if words and words[0] in _CLASSIFIERS and not known:
        words = words[1:]
    units = [" ".join(words[:n]) for n in range(len(words), 0, -1)]
    for group in same:
        head = _head(words, group)
        if head:
            units += [" ".join([other, *words[head:]]) for other in group]
            units += [other for other in group if head > 1]
    return tuple(dict.fromkeys(units))


def _head(words: Sequence[str], group: Sequence[str]) -> int:
    """Return how many of the first words one of a group is, 0 for none."""
    sizes = range(len(words), 0, -1)
    return next((size for size in sizes if " ".join(words[:size]) in group), 0)
