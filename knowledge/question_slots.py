"""What a question names that something else of its sort can take the place of.

"Xã dưới 5% ... năm 2022 ở Bến Tre" names a class of units, a time and a place; "còn phường thì
sao?" names another class. Values are read with and without diacritics.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.phrases import Phrases, words_of
from knowledge.places import AdminUnits, province_mentions
from knowledge.references import find_references
from knowledge.text import fold, has_diacritics, normalize
from knowledge.unit_mentions import find_units


@dataclass(frozen=True, slots=True)
class SlotValue:
    """A value a text names.

    Attributes:
        slot: ``document``, ``clause``, ``time``, ``place``, ``unit``, or ``sort 0``, ``sort 1``...
            for the groups of alternatives.
        text: the value with its diacritics: ``"phường"``, ``"năm 2023"``, ``"An Giang"``.
        start: its first character in the normalised text.
        end: the character after its last.
        part: for units whether a ``kind`` ("phường"), a ``share`` ("dưới 5%") or a ``whole`` class
            ("xã bãi ngang", "xã dưới 5%") is named; for times ``year``, ``period``, ``now`` or
            ``other``; empty for other slots.
    """

    slot: str
    text: str
    start: int
    end: int
    part: str = ""


_WORDS = (
    "xã phường thị trấn huyện thôn cấp tỉnh các những mỗi đặc biệt khó khăn thuộc vùng diện bãi"
    " ngang ven biển hải đảo nghèo có với tỷ tỉ lệ hộ đa chiều cuối năm dưới"
    " trên từ đúng bằng ít nhiều hơn trở lên xuống và hoặc hay đầu giữa hết ngày tháng quý giai"
    " đoạn ngoái nay trước sau kia tới hiện tại bây giờ lúc điều khoản điểm mục phụ lục số"
)
_MARKS = {fold(word): word for word in _WORDS.split()} | {
    "ti": "tỉ",
    "ty": "tỷ",
    "tu": "từ",
    "tai": "tại",
}
_ALSO = {"den": ("đến",), "luc": ("lúc", "lục"), "nam": ("năm", "nằm")}

_LEVEL = r"(?:xa(?! hoi\b)|phuong|thi tran|huyen|thon|(?<=cap )tinh)"
_LISTED = r"(?:dac biet kho khan|bai ngang|ven bien|hai dao|dao|ngheo)"
_SHARE = (
    r"(?:(?:co|voi) )?(?:(?:ty|ti) le )?(?:ho ngheo )?(?:da chieu )?(?:cuoi nam 20\d\d )?"
    r"(?:duoi|tren|tu|dung|bang|it hon|nhieu hon) \d{1,2}(?:[.,]\d{1,2})? ?(?:%|phan tram)"
    r"(?: ho ngheo)?(?: tro (?:len|xuong))?(?: ho ngheo)?"
)
_UNIT = re.compile(
    r"(?<![\w-])(?:"
    rf"(?P<kind>(?:cap )?{_LEVEL}(?!\w)(?:(?:, ?| va | hoac | hay )(?:cap )?{_LEVEL}(?!\w))*)"
    rf"(?P<listed>(?:,? (?:(?:thuoc|vung|dien|va|xa) )*{_LISTED}(?!\w))*)"
    rf"(?P<share> {_SHARE})?"
    rf"|(?P<bare_share>{_SHARE})"
    r"|(?P<bare_listed>(?:vung |dien )?bai ngang(?: ven bien)?)"
    r")(?!\w)(?! (?:toi|minh|em|ta|nay|do|ay|nao|khac)(?!\w))"
)
_NOT_A_UNIT = re.compile(r"\b(?:dia|nong|toan) $")
_NOT_FOLLOWED = re.compile(r" (?:phap|an|tien|huong|cham)\b")

_YEAR = r"(?:19|20)\d\d"
_TIME = re.compile(
    r"(?<![\w/.,-])(?:"
    rf"(?P<period>giai doan {_YEAR} ?[-–] ?{_YEAR})"
    rf"|(?P<other>(?:(?:dau|giua|cuoi|het) )?"
    rf"(?:(?:ngay )?\d{{1,2}}[/.-]\d{{1,2}}[/.-]{_YEAR}"
    rf"|(?:thang \d{{1,2}}|quy (?:i{{1,3}}|iv|[1-4]))(?:/| nam ){_YEAR}"
    r"|nam (?:ngoai|truoc|kia|sau|toi))"
    rf"|(?:dau|giua|cuoi|het) nam {_YEAR})"
    rf"|(?P<year>(?:nam )?{_YEAR})"
    r"|(?P<now>hien nay|hien tai|bay gio|luc nay|nam nay)"
    r")(?!\w|\s?[-–/%]\s?\d)"
)
_CLAUSE_PART = r"(?:diem (?:[a-z]|\d(?:\.\d+)*)|khoan \d{1,3}|dieu \d{1,3}[a-z]?|muc [ivxl]+)"
_CLAUSE = re.compile(
    rf"(?<!\w){_CLAUSE_PART}(?!\w)(?:,? (?:cua )?{_CLAUSE_PART}(?!\w))*"
    r"|(?<!\w)phu luc (?:so )?(?:[ivxl]+|\d{1,2})(?!\w)"
)
_NATION = re.compile(r"(?<!\w)(?:ca nuoc|toan quoc)(?!\w)")
_PROVINCE_LEAD = re.compile(r"(?:tinh|thanh pho|tp\.?) $")
_FORMERLY = re.compile(r" ?\(cu\)")
_ONE_ADDRESS = re.compile(r"[\s,–-]*(?:(?:thuoc|cua|o|tinh|huyen|thanh pho)\s+)*")


def find_values(
    text: str, alternatives: Sequence[Phrases], units: AdminUnits | None = None
) -> list[SlotValue]:
    """Return the values a text names, in order, none within another.

    Args:
        text: a question.
        alternatives: groups of things of one sort, for the slots ``sort N``.
        units: knows the names of communes and districts.
    """
    text = normalize(text)
    folded = fold(text)
    taken: list[SlotValue] = []
    for found in (
        _documents(text),
        _matches("clause", _CLAUSE, text, folded),
        _matches("time", _TIME, text, folded),
        _places(text, folded, units),
        _unit_classes(text, folded),
        _alternatives(text, alternatives),
    ):
        free = [v for v in found if not any(v.start < t.end and t.start < v.end for t in taken)]
        taken += free
    return sorted(taken, key=lambda value: value.start)


def _documents(text: str) -> Iterator[SlotValue]:
    for reference in find_references(text):
        name = f"{reference.kind} {reference.number}".strip()
        yield SlotValue("document", name, *reference.span)


def _matches(slot: str, pattern: re.Pattern[str], text: str, folded: str) -> Iterator[SlotValue]:
    for match in pattern.finditer(folded):
        printed = _marked(text[slice(*match.span())])
        if printed is not None:
            printed = f"năm {printed}" if printed.isdigit() else printed
            yield SlotValue(slot, printed, *match.span(), part=match.lastgroup or "")


def _marked(typed: str) -> str | None:
    """Return words of this module with their marks, ``None`` where other marks were typed."""
    printed = typed
    for word in reversed(words_of(typed)):
        folded = fold(word.text)
        if has_diacritics(word.text):
            if word.text not in (_MARKS.get(folded), *_ALSO.get(folded, ())):
                return None
        elif folded in _MARKS:
            printed = printed[: word.start] + _MARKS[folded] + printed[word.end :]
    return printed


def _places(text: str, folded: str, units: AdminUnits | None) -> list[SlotValue]:
    """Return provinces and named units; the parts of one address are one value."""
    found = [SlotValue("place", "cả nước", *match.span()) for match in _NATION.finditer(folded)]
    provinces = province_mentions(text)
    for start, end, name in provinces:
        lead = _PROVINCE_LEAD.search(folded, 0, start)
        former = _FORMERLY.match(folded, end)
        begin, stop = lead.start() if lead else start, former.end() if former else end
        if lead and not lead.group().startswith("tinh"):
            name = f"thành phố {name}"
        found.append(SlotValue("place", name, begin, stop))
    starts = frozenset(start for start, _, _ in provinces)
    for unit in find_units(text, folded, starts, units):
        inside = any(v.start < unit.end and unit.start < v.end for v in found)
        if unit.name and not inside:
            found.append(SlotValue("place", text[unit.start : unit.end], unit.start, unit.end))
    return _addresses(text, folded, sorted(found, key=lambda value: value.start))


def _addresses(text: str, folded: str, found: Iterable[SlotValue]) -> list[SlotValue]:
    joined: list[SlotValue] = []
    for value in found:
        last = joined[-1] if joined else None
        if last and _ONE_ADDRESS.fullmatch(folded, last.end, value.start):
            joined[-1] = SlotValue(
                "place", text[last.start : value.end], last.start, value.end, "address"
            )
        else:
            joined.append(value)
    return joined


def _unit_classes(text: str, folded: str) -> Iterator[SlotValue]:
    for match in _UNIT.finditer(folded):
        start, end = match.span()
        printed = _marked(text[start:end])
        if printed is None or _NOT_A_UNIT.search(folded, 0, start):
            continue
        if _NOT_FOLLOWED.match(folded, end) and folded[:end].endswith("phuong"):
            continue
        part = "share" if match["bare_share"] else "whole"
        if match["kind"] and not (match["listed"] or match["share"]):
            part = "kind"
        yield SlotValue("unit", printed, start, end, part)


def _alternatives(text: str, groups: Sequence[Phrases]) -> Iterator[SlotValue]:
    words = words_of(text)
    found = [
        (words[one.first].start, -words[one.last - 1].end, number, one.phrase)
        for number, group in enumerate(groups)
        for one in group.all(words)
    ]
    end = 0
    for start, minus_stop, number, phrase in sorted(found):
        if start >= end:
            end = -minus_stop
            yield SlotValue(f"sort {number}", phrase, start, end)


def words_left(text: str, values: Iterable[SlotValue]) -> str:
    """Return a text without the values it names, blanks in their place."""
    left = normalize(text)
    for value in values:
        left = left[: value.start] + " " * (value.end - value.start) + left[value.end :]
    return left
