"""Units a text mentions (xã, phường, thị trấn, huyện): kind, name, and which one it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from knowledge.text import fold, has_diacritics, unify

_UNIT = re.compile(
    r"(?<!\w)(?:(?P<xa>xa)(?!\w)|(?P<phuong>phuong)(?!\w)|(?P<tran>thi tran(?!\w)|tt\.|tt(?!\w))"
    r"|(?P<huyen>huyen)(?!\w)|(?P<parent>(?:quan|thi xa|thanh pho|tp)(?!\w)|tp\.|[xph]\.(?!"
    r" ?\d{3})))"
)
_KIND_WORDS = {"xa": "xã", "phuong": "phường", "tran": "thị trấn", "huyen": "huyện"}
_ABBREVIATED = {"x.": "xã", "p.": "phường", "h.": "huyện"}
_ACCENTED_UNITS = {"xa": "xã", "phuong": "phường", "huyen": "huyện", "quan": "quận"}
_PLURAL = re.compile(
    r"\b(?:(?<!ap )(?<!thon )(?<!khom )(?<!pho )(?<!to )(?!20[12]\d )\d+|cac|moi|tung|nhung"
    r"|nhieu|so|tat ca|mot so|trong|hai|ba|bon|va|hoac|thoat|cho)"
    r"(?: bao nhieu)? $"
)
_SEVERAL = re.compile(r"\b(?:cac|hai|ba|bon|va|hoac|voi|[2-9]) $")
_ACTS = re.compile(
    r" (?:giao|phe duyet|cong nhan|ho tro|cap|chi dao|yeu cau|kiem tra|tham dinh|quyet dinh|uy"
    r"|hoi\b)"
)
_OWN_BEFORE = re.compile(r"\b(?:toan|o|cua|ca) $")
_DISTRICT_SPEAKS = re.compile(r"(?:^|[.,;:?!(\n] *|\b(?:toan|ca|la|cap|doi voi|thi|mot) )$")
_OWN_AFTER = re.compile(r" (?:toi|minh|em|ta|nha|chung toi|chung em|chung ta|bon em|tui|nay)\b")
_THEN_COMMUNE = re.compile(r"thì|thi xa (?:toi|minh|em|ta|nay|chung)\b", re.IGNORECASE)
_NAME_WORD = re.compile(r" *([^\W_]+)")
_STOP_WORDS = (
    "tôi mình em ta nhà chúng bọn tui này đó nào cuối đầu năm có còn con là tỷ tỉ lệ tl hộ hn"
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
    r"|ngheo|loai|bang|dan toc|anh hung|dua|lan can|ben\b|khac|ban\b)"
)
_QUALIFIER = re.compile(
    r"(?: +(?:moi|hai dao|dao|bai ngang|ven bien|dac biet kho khan|ngheo|bien gioi|mien nui|vung"
    r" cao"
    r"|nong thon moi|nang cao|kieu mau))+(?= )"
)
_NOT_NOW = re.compile(r"nam (?:\d|nay|ngoai|kia|truoc)")
_CITY = re.compile(r"thanh pho\b")
_MEASURE = re.compile(r"\d{3}|\d+(?:[.,/]\d| *(?:%|ho\b|hn\b))")
_TRUE_NAMES = re.compile(r"^(?:thanh|tan|thoi|tien|co|le|loc|dai|dat|o|do|cho)$")
_THIRD = frozenset({"bac", "dong", "tay", "trung", "thuong", "nam", "a", "b", "i", "ii"})
_MOST_WORDS = 4

_OTHER_TIME = re.compile(
    r"(?:nay|moi|hien|gio|cu|truoc day|von|tach|nhap|ghep|chia|doi ten|thanh lap)(?: \w+){0,3}["
    r" ,(:]*$"
)
_FIGURE = re.compile(r"\d+(?:[.,]\d+)* *(?:%|ho\b|hn\b)|\d+/\d+")
_ANOTHER = re.compile(r" *(?:,|va|;) *(?=[^\W\d_])")
_BACK = 60  # characters before a unit word that say which one it is
_SOON = 60  # characters after a name in lower case, within which figures show it to be one
_HAMLET = re.compile(r"\b(ap|thon|khom|khu pho|buon)\.? (\d{1,2}|[a-z]+)\b[^.;\n\d]{0,30}?\d")


@dataclass(frozen=True, slots=True)
class UnitMention:
    """A unit in a text.

    Attributes:
        start: offset of its first character in the normalised text.
        end: offset after its last character.
        kind: kind the criteria know, or ``None`` (town, city, urban district).
        label: the unit word as typed.
        name: its name as typed, empty when none follows.
        ours: "xã tôi": the asker's own.
        whole: "toàn xã", "của xã": one that needs no name.
    """

    start: int
    end: int
    kind: str | None
    label: str
    name: str
    ours: bool = False
    whole: bool = False

    @property
    def own(self) -> bool:
        """Whether the text speaks of it as the asker's."""
        return self.ours or self.whole


@dataclass(frozen=True, slots=True)
class _Style:
    """How a text is typed: with diacritics, and without a capital (so names have none either)."""

    accented: bool
    lowered: bool


def find_units(text: str, folded: str, provinces: frozenset[int]) -> list[UnitMention]:
    """Return the units a text mentions, own or named or generic, in order.

    Args:
        text: the normalised text.
        folded: its folded form.
        provinces: offsets where the name of a province begins, which no unit's name runs into.
    """
    found: list[UnitMention] = []
    style = _Style(has_diacritics(text), text[1:] == text[1:].lower())
    for match in _UNIT.finditer(folded):
        start, end = match.span()
        group = match.lastgroup or ""
        if match.group() == "thi xa" and _THEN_COMMUNE.match(text, start):
            start, group = start + 4, "xa"  # "thì xã tôi", not the town "thị xã"
        typed = unify(text[start:end])
        right = _ACCENTED_UNITS.get(folded[start:end])
        if (right and has_diacritics(typed) and typed != right) or folded.startswith(
            "xa hoi", start
        ):
            continue
        before = folded[max(0, start - _BACK) : start]
        ours, whole = bool(_OWN_AFTER.match(folded, end)), bool(_OWN_BEFORE.search(before))
        qualifier = _QUALIFIER.match(folded, end)
        lead = text[end : qualifier.end()] if qualifier else ""
        skips = lead.islower() and text[end + len(lead) + 1].isupper()
        at = end + len(lead) if skips else end
        acts = _ACTS.match(folded, end) and not text[end + 1].isupper()
        names = [] if acts else _names_after(text, folded, at, provinces, style)
        if len(names) > 1 or (names and _SEVERAL.search(before)):
            names = names if _SEVERAL.search(before) else names[:1]
        elif _PLURAL.search(before) and not (ours or whole):
            continue
        if match.group().startswith("tt") and not names:
            continue
        if acts or (group == "huyen" and not (names or ours or _DISTRICT_SPEAKS.search(before))):
            continue  # "gửi về huyện": who is written to, not who asks
        kind = _ABBREVIATED.get(match.group()) if group == "parent" else _KIND_WORDS.get(group)
        for name, stop in names or [("", end)]:
            found.append(UnitMention(start, stop, kind, typed, name, ours, whole))
    return found


def _names_after(
    text: str, folded: str, at: int, stops: frozenset[int], style: _Style
) -> list[tuple[str, int]]:
    """Return the names after a unit word with their ends: "xã A, B và C" has three."""
    names: list[tuple[str, int]] = []
    while True:
        name, end = _name_after(text, folded, at, stops, style)
        if not name or (names and not name[0].isupper()):
            return names
        names.append((name, end))
        more = _ANOTHER.match(folded, end)
        capitals = name.isupper() and len(name) > 2
        if not more or not name[0].isupper() or capitals:
            return names
        at = more.end()


def _name_after(
    text: str, folded: str, at: int, stops: frozenset[int], style: _Style
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


def subject_of(folded: str, units: list[UnitMention]) -> UnitMention | None:
    """Choose the unit a case is about: the asker's own, else the lowest of the first address."""
    known = [unit for unit in units if unit.kind and not _is_other_form(folded, unit)]
    own = [unit for unit in known if unit.ours] or [unit for unit in known if unit.whole]
    named = [unit for unit in known if unit.name]
    pool = own or named or known
    if not pool or (pool is known and len({unit.kind for unit in known}) > 1):
        return None  # "các xã, phường, thị trấn": nobody's unit in particular
    first = pool[0]
    if first.own and not first.name:
        same = {unit.name: unit for unit in named if unit.kind == first.kind}
        return replace(next(iter(same.values())), ours=True) if len(same) == 1 else first
    if first.kind != "huyện" or first.own:
        return first
    below = [u for u in pool[1:] if u.kind != "huyện" and u.name]
    near = below and not re.search(r"\d", folded[first.end : below[0].start])
    return below[0] if near else first


def several_units(folded: str, units: list[UnitMention]) -> tuple[str, ...]:
    """Return the names of the units of one level a text gives figures of, when it is not one.

    Units a text only calls the former or later form of another ("nay là", "nhập từ") do not count.
    """
    named: list[UnitMention] = []
    for unit in units:
        told = unit.name[:1].isupper() or _FIGURE.search(folded, unit.end, unit.end + _SOON)
        if unit.kind and unit.name and told and not _is_other_form(folded, unit):
            named.append(unit)
    communes = [unit for unit in named if unit.kind != "huyện"]
    names = {fold(u.name): f"{u.label} {u.name}" for u in communes or named}
    if len(names) > 1:
        return tuple(names.values())
    ours = [unit for unit in units if unit.ours and not unit.name and unit.kind]
    if ours and communes and _both_have_figures(folded, ours[0], communes[0]):
        return (f"{ours[0].label}", *names.values())
    return ()


def several_hamlets(folded: str) -> tuple[str, ...]:
    """Return the hamlets a text gives figures of, when there are two or more."""
    hamlets = sorted({" ".join(match.groups()) for match in _HAMLET.finditer(folded)})
    return tuple(hamlets) if len(hamlets) > 1 else ()


def _is_other_form(folded: str, unit: UnitMention) -> bool:
    """Tell a unit that is called the former or later form of another."""
    return bool(
        unit.name
        and not unit.own
        and _OTHER_TIME.search(folded[max(0, unit.start - _BACK) : unit.start])
    )


def _both_have_figures(folded: str, one: UnitMention, two: UnitMention) -> bool:
    """Tell whether a figure follows each of two mentions."""
    first, second = sorted((one, two), key=lambda unit: unit.start)
    between = _FIGURE.search(folded, first.end, second.start)
    return bool(between and _FIGURE.search(folded, second.end))
