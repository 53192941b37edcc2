"""Proper names of communes and districts: where the name after a unit word ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from knowledge.text import fold, unify

_NAME_WORD = re.compile(r" *(?![xphXPH]\.)([^\W_]+)")  # not "H." in "Tam Phước H.Châu Thành"
_STOP_WORDS = (
    "tôi mình em e ta nhà chúng bọn tui này đó nào cuối đầu năm có còn con là tỷ tỉ lệ tl hộ hn"
    " nghèo số tổng được đã bị phải đang sẽ thì và hoặc với ở tại thuộc tỉnh huyện xã phường"
    " quận tp tt đặc biệt đảo bãi ven vùng khó trình để đề xét nộp khen đạt đủ từ đến trong giảm"
    " tăng chỉ không chưa hay nếu khi thoát cận cần như vào cho trước sau theo trên dưới rớt ấp"
    " mới cũ cùng cung các giai kết làm vừa thường gồm toàn ngày tháng k ko hiện sang dùng đúng"
    " lại nay tlhn hcn mỗi"
)
_VERBS = (
    "vẫn cũng ước phấn lấy muốn xin dự báo ghi rà thống mà nên rồi xong thấy gửi biết hỏi thực hoàn"
    " giữ đăng tổ cấp lên về ra vì bởi do phê chuẩn công nhận nói kêu bảo tính làm trích tách bàn"
    " giao"
)
_GOES_ON = frozenset(_VERBS.split())
"""Words in lower case that go on with the sentence although a name could begin with their like."""
_ACCENTED_STOPS = frozenset(_STOP_WORDS.split())
_PLAIN_STOPS = frozenset(map(fold, _ACCENTED_STOPS))
_NO_NAME = re.compile(
    r" *(?:bao cao|bien gioi|mien nui|nong thon|thuc hien|hoan thanh|vung|nghi|gui|xin|hoi\b|dang"
    r"|ngheo|loai|bang|dan toc|dbkk|anh hung|dua|lan can|ben\b|khac|ban\b)"
)
_NOT_NOW = re.compile(r"nam (?:\d|nay|ngoai|kia|truoc)")
_CITY = re.compile(r"thanh pho\b")
_MEASURE = re.compile(r"\d{3}|\d+(?:[.,/]\d| *(?:%|ho\b|hn\b))")
_TRUE_NAMES = re.compile(r"^(?:thanh|tan|thoi|tien|co|le|loc|dai|dat|o|do|cho)$")
_THIRD = frozenset({"bac", "dong", "tay", "trung", "thuong", "nam", "a", "b", "i", "ii"})
_MOST_WORDS = 4
_WORDS = re.compile(r" *((?:[^\W\d_]+ ){0,3}[^\W\d_]+)")
_SPEAKERS = frozenset(("toi", "minh", "em", "e", "ta", "nha", "chung", "tui", "nay", "do", "nao"))
_ANOTHER = re.compile(r" *(?:,|va|;) *(?=[^\W\d_])")


class UnitNames(Protocol):
    """What knows the names of the communes and districts before 1/7/2025."""

    def is_named(self, name: str, *, district: bool = False) -> bool:
        """Tell whether a commune or district had a name.

        Args:
            name: the name folded, without its kind: ``"ba tri"``.
            district: ask about districts only.
        """
        ...


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is typed, and who knows names.

    Attributes:
        accented: with diacritics.
        lowered: without a capital, so that names have none either.
        known: knows the names of units, ``None`` when nobody does.
    """

    accented: bool
    lowered: bool
    known: UnitNames | None = None


def known_name(folded: str, at: int, names: UnitNames, *, district: bool = False) -> int | None:
    """Return where the longest name known that begins at an offset ends, ``None`` for none.

    A name has two words or more, and "thạnh phú năm 2022" is not "Thạnh Phú Nam".

    Args:
        folded: the folded text.
        at: the offset, or that of a space before it.
        names: knows the names of units.
        district: look for districts only.
    """
    match = _WORDS.match(folded, at)
    words = match[1].split(" ") if match else []
    for count in range(len(words), 1, -1):
        name = " ".join(words[:count])
        end = match.start(1) + len(name) if match else at
        dated = _NOT_NOW.match(folded, end - len(words[count - 1]))
        if not dated and names.is_named(name, district=district):
            return end
    return None


def names_after(
    text: str,
    folded: str,
    at: int,
    stops: frozenset[int],
    style: Style,
    *,
    district: bool = False,
) -> list[tuple[str, int]]:
    """Return the names after a unit word with their ends: "xã A, B và C" has three.

    Args:
        text: the normalised text.
        folded: its folded form.
        at: where the unit word ends.
        stops: offsets where the name of a province begins, which no unit's name runs into.
        style: how the text is typed.
        district: the unit word is "huyện".
    """
    names: list[tuple[str, int]] = []
    while True:
        name, end = _typed_bare(text, folded, at, stops, style, district=district)
        if not name:
            name, end = _name_after(text, folded, at, stops, style)
            name, end = _without_district(name, end, style.known)
            short = " " not in name and len(name) > 1
            if style.known and name.islower() and (district or style.accented or short):
                return names  # "xã kéo xuống", "xa ghi"
        if not name or (names and not name[0].isupper()):
            return names
        names.append((name, end))
        more = _ANOTHER.match(folded, end)
        capitals = name.isupper() and len(name) > 2
        if not more or not name[0].isupper() or capitals:
            return names
        at = more.end()


def _typed_bare(
    text: str, folded: str, at: int, stops: frozenset[int], style: Style, *, district: bool
) -> tuple[str, int]:
    """Return a known name typed without capitals or without marks, as far as one begins here.

    What begins like a common word is one, but for districts: "huyen cho lach", "xa co 98 ho".
    """
    first = _NAME_WORD.match(folded, at)
    if style.known is None or first is None or first.start(1) in stops:
        return "", at
    if style.accented and not style.lowered:
        return "", at
    if _NO_NAME.match(folded, at):
        return "", at
    common = _SPEAKERS if district else _PLAIN_STOPS
    end = None if first[1] in common else known_name(folded, at, style.known, district=district)
    return (text[first.start(1) : end], end) if end else ("", at)


def _without_district(name: str, end: int, known: UnitNames | None) -> tuple[str, int]:
    """Part "An Hiệp Ba Tri" into the name of a commune and the district that follows it."""
    words = name.split(" ")
    if known is None or len(words) < _MOST_WORDS or known.is_named(fold(name)):
        return name, end
    commune = " ".join(words[:2])
    district = fold(" ".join(words[2:]))
    if known.is_named(fold(commune)) and known.is_named(district, district=True):
        return commune, end - len(name) + len(commune)
    return name, end


def _name_after(
    text: str, folded: str, at: int, stops: frozenset[int], style: Style
) -> tuple[str, int]:
    """Return the proper name that follows a unit word, as typed, and where it ends.

    Capitalised words are taken as long as they last; a name typed in lower case is taken to have
    at most two words, as nearly all communes have, or three ending in a point of the compass.
    """
    words: list[str] = []
    position = at
    while len(words) < _MOST_WORDS and (match := _NAME_WORD.match(text, position)):
        word, plain = match.group(1), folded[match.start(1) : match.end(1)]
        upper, numeral = word[0].isupper(), plain[0].isdigit()
        if style.accented and not upper and not numeral and not style.lowered:
            break
        if match.start(1) in stops or re.fullmatch(r"20\d\d", word):
            break
        if numeral and (words or _MEASURE.match(folded, match.start(1))):
            break
        shouted = word.isupper() and len(word) > 1
        if not words and (shouted or not upper) and _NO_NAME.match(folded, match.start(1)):
            break
        if _CITY.match(folded, match.start(1)) or _NOT_NOW.match(folded, match.start(1)):
            break
        if _is_stop(word, plain, words, accented=style.accented):
            break
        if words and not upper and (words[0][0].isupper() or _is_long(words, plain)):
            break
        words.append(word)
        position = match.end(1)
        if numeral:
            break
    return " ".join(words), position


def _is_stop(word: str, plain: str, words: list[str], *, accented: bool) -> bool:
    """Tell a word that goes on with the sentence from one of a name.

    A capitalised word that only looks like a common one is part of a name inside of a name.
    """
    if accented:
        typed_bare = word == plain and word in _PLAIN_STOPS  # without marks, as if in a hurry
        stop = typed_bare or unify(word) in _ACCENTED_STOPS or word in _GOES_ON
    else:
        stop = plain in _PLAIN_STOPS and not (word[0].isupper() and _TRUE_NAMES.match(plain))
    return stop and not (word[0].isupper() and bool(words) and not word.isupper())


def _is_long(words: list[str], plain: str) -> bool:
    """Tell whether a name in lower case is complete before one more word."""
    return len(words) > 2 or (len(words) == 2 and plain not in _THIRD)
