"""Numbers written in words: "một trăm hai mươi", "hai nghìn rưỡi", "bốn phẩy năm"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.figures.numerals import Number
from knowledge.text import fold, has_diacritics, unify

_DIGITS = {
    "khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "nham": 5,
    "sau": 6, "bay": 7, "tam": 8, "chin": 9,
}  # fmt: skip
_TENS = ("muoi", "chuc")
_THOUSAND = ("nghin", "ngan")
_SCALES = (*_TENS, "tram", *_THOUSAND)
_MOST_WORDS = 25  # twelve before "phẩy" ("... nghìn không trăm ...") and twelve after it
_AFTER_TENS = frozenset({"lam", "nham", "mot", "tu"})  # "bảy lăm" is 75: they follow tens only
_ODD = ("linh", "le")  # what stands for a missing ten
_ALL_SPELLINGS = (
    "không một mốt hai ba bốn tư năm lăm nhăm sáu bảy bẩy tám chín mười mươi chục trăm nghìn ngàn"
    " linh lẻ rưỡi rưởi phẩy"
)
_SPELLINGS = frozenset(_ALL_SPELLINGS.split())
NUMBER_WORDS = frozenset(map(fold, _SPELLINGS))
"""Words that numbers are said with, folded."""
_WORD_RUN = re.compile(
    r"\b(?:(?<!\d )|(?!nghin|ngan|tram|chuc))(?!(?<=\bphan )tram)(?:{0})(?: +(?:{0}))*\b".format(
        "|".join(sorted(set(map(fold, _SPELLINGS))))
    )
)
_UNIT_AFTER = re.compile(r" *(?:ho\b(?! so\b(?! (?:voi|nam)\b))|phan tram\b|%|diem\b)")


def _tens(words: list[str]) -> tuple[int, int] | None:
    """Read 1 to 99 at the head of ``words``; the value and how many words it took."""
    head, follower, *_ = [*words, "", ""]
    digit = _DIGITS.get(head, 0)
    if head == "muoi":
        base, used = 10, 1
    elif digit and follower in _TENS:
        base, used = digit * 10, 2
    elif digit > 1 and follower in _AFTER_TENS and len(words) == 2:
        return digit * 10 + _DIGITS[follower], 2
    else:
        return (digit, 1) if digit else None
    unit, scale, *_ = [*words[used:], "", ""]
    if _DIGITS.get(unit, 0) and scale not in (*_TENS, "tram"):
        return base + _DIGITS[unit], used + 1
    return base, used


def _hundreds(words: list[str]) -> tuple[int, int] | None:
    """Read 0 to 999 at the head of ``words``; "một trăm hai" (102 or 120?) is not read."""
    if words[1:2] != ["tram"] or words[0] not in _DIGITS:
        return _tens(words)
    value, used = _DIGITS[words[0]] * 100, 2
    follower = words[used] if used < len(words) else ""
    if follower == "ruoi":
        return value + 50, used + 1
    if follower in _ODD:
        rest = _tens(words[used + 1 :])
        return (value + rest[0], used + 1 + rest[1]) if rest and rest[0] < 10 else None
    rest = _tens(words[used:])
    if rest and rest[0] < 10:
        return None
    return (value + rest[0], used + rest[1]) if rest else (value, used)


def _thousands(words: list[str], thousands: int) -> int | None:
    """Return ``thousands`` with what ``words`` say after "nghìn", or ``None``."""
    value = thousands * 1000
    if words == ["ruoi"]:
        return value + 500
    if len(words) == 1 and words[0] in _DIGITS:
        return None  # "hai nghìn ba": 2,003 or 2,300?
    rest = words[1:] if words and words[0] in _ODD else words
    if not rest:
        return value
    read = _hundreds(rest)
    return value + read[0] if read and read[1] == len(rest) else None


def words_to_int(phrase: str) -> int | None:
    """Return a number written in words, with or without diacritics, or ``None``.

    "một trăm hai mươi" and "mot tram hai muoi" give 120; "linh"/"lẻ" and "rưỡi" are understood.
    Colloquial short forms with two readings ("một trăm hai") are refused.
    """
    words = fold(phrase).split()
    if any(has_diacritics(word) and word not in _SPELLINGS for word in unify(phrase).split()):
        return None
    first = _hundreds(words)
    if first is None or words[0] in ("lam", "nham"):
        return None
    value, used = first
    if used < len(words) and words[used] in _THOUSAND:
        return _thousands(words[used + 1 :], value)
    return value if used == len(words) else None


def _torn(before: str) -> bool:
    """Tell whether a number word other than "năm" (year) stands right before a number read."""
    last = re.sub(r"\bnam sau *$", "", before).split()[-1:]
    return bool(last) and last[0] in (*_DIGITS, *_SCALES) and last[0] not in ("nam", "khong", "tu")


def _decimals(phrase: str) -> str | None:
    """Return the digits said after "phẩy": "hai lăm" gives "25", "không năm" gives "05"."""
    words = fold(phrase).split()
    if all(word in _DIGITS for word in words):
        return "".join(str(_DIGITS[word]) for word in words)
    value = words_to_int(phrase)
    return None if value is None else str(value)


def spoken(text: str, folded: str) -> Iterator[Number]:
    """Yield the numbers written in words: with a scale word, or directly before a unit.

    Args:
        text: the normalised text.
        folded: its folded form.
    """
    accented = has_diacritics(text)
    for run in _WORD_RUN.finditer(folded):
        found = _longest(text, folded, run, accented=accented)
        if found:
            yield found


def _longest(text: str, folded: str, run: re.Match[str], *, accented: bool) -> Number | None:
    """Return the longest number that ends a run of number words.

    Words that make no number although a scale word stands among them give a number without a
    value: something to ask about.
    """
    end = run.end()
    unit_follows = bool(_UNIT_AFTER.match(folded, end))
    for word in list(re.finditer(r"\w+", run.group()))[-_MOST_WORDS:]:
        start = run.start() + word.start()
        phrase = text[start:end]
        head, _, tail = folded[start:end].partition(" phay ")
        scaled = not set(head.split()).isdisjoint(_SCALES)
        foreign = accented and not set(unify(phrase).split()) <= _SPELLINGS
        if foreign and (has_diacritics(phrase) or not scaled):
            continue
        if folded[:start].endswith("phay "):
            return Number(start, end, phrase, None, "")
        value = words_to_int(phrase[: len(head)])
        if value is None and word.group() in _SCALES and unit_follows:
            return Number(start, end, phrase, None, "")
        part = _decimals(phrase[-len(tail) :]) if tail else ""
        if value is None or part is None or not (unit_follows or scaled):
            continue
        if _torn(folded[run.start() : start]):
            return Number(start, end, phrase, None, "")
        if tail:
            return Number(start, end, phrase, None, f"{value},{part}")
        return Number(start, end, phrase, value, str(value))
    return None
