"""The year of submission: the one that stands with a verb such as "trình", "xét", "khen"."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace
from operator import itemgetter

from knowledge.figures.tokens import Token, Wording

_VERB = re.compile(
    r"\b(?:trinh|de nghi|de xuat|xet|nop|gui|dang ky|(?<!bang )(?<!giay )khen(?: thuong|(?!"
    r" thuong))|(?<!\d )ho so"
    r"|lam ho so|dot)\b(?! *(?:cho )?\d+ *(?:ho|tap the|ca nhan|xa|guong)\b)"
)
_VERB_TO_YEAR = re.compile(
    r"(?: |:|\b(?:khen|thuong|vao|trong|dip|ho so|de nghi|thi dua|len|tinh|cap|tren|bang khen"
    r"|giay khen|cua|chu|tich|ubnd|thu tuong|chinh phu|tang|hs|dot|ky|cho|xet|duyet|trinh|phong"
    r" trao|hoi dong|nop"
    r"|di|la|xa|huyen|o|don vi|tap the|cong nhan|lai|tong ket|dau|cuoi|nam|sau|toi|nay|tuc"
    r"|tiep|(?:dot|lan|quy) \d)\b|\b(?:sau|toi|nay) \()*"
)
_REACH = 120  # characters between a verb of submission and its year, at most
_AND_YEAR = re.compile(r" *(?:va|hoac|hay)(?: la)?(?: nam)? *")
_PAST = re.compile(r" *(?:roi|xong)\b(?! *(?:con|co|la|xuong)\b)")
_YEAR_TO_VERB = re.compile(
    r"(?: |,|\b(?:nay|xin|trong|tu|xa|phuong|huyen|toi|minh|em|don vi|se|moi|thi|dinh|du|kien|muon"
    r"|co|duoc|dc|de|lam|tinh|lap|chung|ta|bon|ben|nha|ho so|dang|can|ma|vay|cung|the|la|neu)\b)*"
)
_QUALIFIES = re.compile(
    r"\b(?:co )?(?:dat(?! *\d)|du dieu kien|du tieu chuan|duoc (?:khen|trinh|xet|de nghi)|dc"
    r" khen)\b"
)


def take_submission(wording: Wording) -> tuple[tuple[int, ...], Wording]:
    """Find the year of submission and take its mention out of the tokens.

    Returns:
        the calendar years named as the year of submission, at best one, and the other tokens.
    """
    named = [at for at, t in enumerate(wording.tokens) if t.mark and t.mark.calendar]
    verbs = [match.span() for match in _VERB.finditer(wording.folded)]
    chosen = (
        [at for at in named if _follows_verb(wording, at, verbs)]
        or [at for at in named if _precedes_verb(wording, at, verbs)][-1:]
        or [at for at in named if _is_lone_this_year(wording, at)][:1]
    )
    chosen = [*chosen, *(at for at in named if _is_rival(wording, at, chosen))]
    years = {_calendar(wording.tokens[at]) for at in chosen}
    rest = tuple(token for at, token in enumerate(wording.tokens) if at not in chosen)
    return tuple(sorted(years)), replace(wording, tokens=rest)


def _calendar(token: Token) -> int:
    """Return the calendar year a token names, 0 for none."""
    return (token.mark.calendar if token.mark else None) or 0


def _follows_verb(wording: Wording, index: int, verbs: list[tuple[int, int]]) -> bool:
    """Tell whether a year completes a verb of submission: "trình khen năm 2025"."""
    start = wording.tokens[index].start
    if _PAST.match(wording.folded, wording.tokens[index].end):
        return False
    heads_listing = wording.before(start).rstrip().endswith(":")
    if heads_listing and wording.beside_number(index, 1):
        return False
    first = bisect_left(verbs, start - _REACH, key=itemgetter(1))
    last = bisect_right(verbs, start, key=itemgetter(1))
    return any(_VERB_TO_YEAR.fullmatch(wording.folded, end, start) for _, end in verbs[first:last])


def _is_rival(wording: Wording, index: int, chosen: list[int]) -> bool:
    """Tell "2025" in "nộp năm 2024 và 2025", a year named beside that of submission."""
    beside = index - 1 in chosen and index not in chosen
    told = beside and wording.joined(index - 1, index, _AND_YEAR)
    return told and not wording.beside_number(index, 1)


def _precedes_verb(wording: Wording, index: int, verbs: list[tuple[int, int]]) -> bool:
    """Tell whether a verb of submission follows a year: "năm 2024 xã trình khen"."""
    folded, end = wording.folded, wording.tokens[index].end
    if wording.beside_number(index, -1) and _numbers_first(wording, index):
        return False
    first = bisect_left(verbs, end, key=itemgetter(0))
    last = bisect_right(verbs, end + _REACH, key=itemgetter(0))
    if any(_YEAR_TO_VERB.fullmatch(folded, end, start) for start, _ in verbs[first:last]):
        return True
    verdict = _QUALIFIES.search(folded, end)
    if verdict is None or not _YEAR_TO_VERB.fullmatch(folded, end, verdict.start()):
        return False
    others = [t for at, t in enumerate(wording.tokens) if t.mark and at != index]
    return all(_calendar(wording.tokens[index]) > _calendar(other) for other in others)


def _numbers_first(wording: Wording, index: int) -> bool:
    """Tell whether a clause puts its numbers before their years: "64 hộ năm 2023"."""
    clause = wording.tokens[index].clause
    first = next(at for at in wording.items() if wording.tokens[at].clause == clause)
    return wording.tokens[first].number is not None


def _is_lone_this_year(wording: Wording, index: int) -> bool:
    """Tell whether "năm nay" stands alone, not beside a figure."""
    mark = wording.tokens[index].mark
    if mark is None or not mark.current or mark.moment != "plain":
        return False
    return not wording.beside_number(index, -1) and not wording.beside_number(index, 1)
