"""What a question asks for, and in which form, by the phrases that ask."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.asked_for import WHICH
from knowledge.question_words import QuestionWords, spelt
from knowledge.text import fold

_AT_END = frozenset({"whether"})
"""Forms told by how a question ends; elsewhere the same words deny."""
_TAIL = 3
OPEN = frozenset({"gì", "gi", "nào", "nao", "sao"})
"""Words that ask for something, so that a question is not one to be confirmed."""
_LONGER = {
    "xã": ("tác", "thị"), "xa": ("tac", "thi"), "sở": ("cơ", "trụ"),
    "so": ("co", "tru", "tong", "con"),
    "bộ": ("cán", "nội"), "bo": ("can", "noi"), "hội": ("xã", "cơ"), "hoi": ("xa", "co"),
    "số": ("tổng", "con"), "tỉnh": ("khu",), "ban": ("văn", "van", "cơ", "co"),
}  # fmt: skip
"""What makes "xã nào" or "sở nào" part of another word: "hợp tác xã nào", "tổng số bao nhiêu"."""
_WHICH_OF = (["nào"], ["nao"])
_UNITS = frozenset({"ty", "ti", "trieu", "nghin", "ngan", "dong"})
_WHETHER = (" khong", " chua")
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
_NAMING = re.compile(r"\b(?:co )?ten(?: goi)?\b.*\bgi\b|^ten\b")


def kind_of(
    words: list[str],
    compared: list[str],
    folded: str,
    asked: QuestionWords,
    *,
    sure: bool,
) -> tuple[str, str, list[str]]:
    """Return the kind, the phrase that asks for it, and the words with asking ones blanked.

    Args:
        words: the syllables of a question.
        compared: the same as they are compared with phrases.
        folded: the question without diacritics.
        asked: the phrases.
        sure: whether its diacritics are the reader's own.
    """
    kind, spoken, subject = "", "", words
    said = set(compared)
    for name, phrases in asked.kinds.items():
        for phrase in phrases:
            wanted = spelt(phrase, sure=sure)
            if not said.issuperset(wanted):
                continue
            subject, found = _without(wanted, compared, subject)
            # Who asks from which day to which also asks how many days: the days tell both.
            if found and (not kind or (kind, name) == ("duration", "time")):
                kind, spoken = name, phrase
    if kind == "quantity":
        subject = _without_units(words, subject)
    for phrase in (*asked.forms["confirm"], *asked.forms["list"]):
        subject, _ = _without(spelt(phrase, sure=sure), compared, subject)
    if not kind and _NAMING.search(folded):
        kind = "naming"
    if not kind and not folded.endswith(_WHETHER) and not OPEN.intersection(compared):
        kind, asking = _by_key_word(folded)
        subject = [*[""] * asking, *subject[asking:]]
    if not kind and WHICH.search(folded):
        kind = "which"
    return kind, spoken, subject


def _without_units(words: Sequence[str], subject: Sequence[str]) -> list[str]:
    """Return the subject without the units that an amount is asked in: "bao nhiêu tỷ đồng"."""
    kept = list(subject)
    for at in range(1, len(kept)):
        if not kept[at - 1] and fold(words[at]) in _UNITS:
            kept[at] = ""
    return kept


def _by_key_word(folded: str) -> tuple[str, int]:
    """Return what a few key words ask for, and how many of the first only ask."""
    for name, noun in _NOUNS:
        if found := noun.search(folded):
            return name, len(found.group(1).split())
    return ("quantity" if _AMOUNT.search(folded) else ""), 0


def forms_of(compared: Sequence[str], asked: QuestionWords, *, sure: bool) -> frozenset[str]:
    """Return the forms of answer asked for.

    Args:
        compared: the syllables of a question as they are compared with phrases.
        asked: the phrases.
        sure: whether its diacritics are the reader's own.
    """
    text = f" {' '.join(compared)} "
    end = " ".join(compared[-_TAIL:]) + " "
    return frozenset(
        form
        for form, phrases in asked.forms.items()
        if any(
            f" {' '.join(spelt(phrase, sure=sure))} " in (f" {end}" if form in _AT_END else text)
            for phrase in phrases
        )
    )


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
        if phrase[-1] not in OPEN and compared[start + size : start + size + 1] in _WHICH_OF:
            continue  # "mấy ngày nào" asks for the days, not how many
        words = [*words[:start], *[""] * size, *words[start + size :]]
        found = True
    return words, found
