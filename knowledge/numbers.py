"""Vietnamese numerals, number words and years in running text, read exactly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from knowledge.text import fold, has_diacritics, normalize, unify

Moment = Literal["end", "plain", "bare_start", "bare_end", "next", "middle", "range"]
"""What a mention of time says: the stated end of a year (``end``), a year (``plain``), "đầu năm" or
"cuối năm" without a number, "năm sau", a moment that is no year-end, or a run of years."""

_DIGITS = {
    "khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "nham": 5,
    "sau": 6, "bay": 7, "tam": 8, "chin": 9,
}  # fmt: skip
_SPELLINGS = frozenset(
    [
        "không",
        "một",
        "mốt",
        "hai",
        "ba",
        "bốn",
        "tư",
        "năm",
        "lăm",
        "nhăm",
        "sáu",
        "bảy",
        "bẩy",
        "tám",
        "chín",
        "mười",
        "mươi",
        "chục",
        "trăm",
        "nghìn",
        "ngàn",
        "linh",
        "lẻ",
        "rưỡi",
        "rưởi",
        "phẩy",
    ]
)
_THOUSAND = ("nghin", "ngan")
_WORDS = frozenset(map(fold, _SPELLINGS))
_WORD_RUN = re.compile(
    r"\b(?:(?<!\d )|(?!nghin|ngan|tram|chuc))(?:{0})(?: +(?:{0}))*\b".format(
        "|".join(sorted(_WORDS))
    )
)
_AFTER_WORDS = re.compile(r" *(?:ho\b|phan tram\b|%|diem\b)")
_SCALES = ("muoi", "chuc", "tram", *_THOUSAND)

_CHUNK = re.compile(r"(?<!\w)(?:\d{1,2} \d{3}(?= *ho\b)|\d+(?:[.,]\d+)*)")
_GROUPED = re.compile(r"\d{1,3}(?:([., ])\d{3})(?:\1\d{3})*")
_DECIMAL = re.compile(r"\d+[.,]\d{1,3}|\d{1,3}(?:\.\d{3})+,\d+")
_THOUSANDS = re.compile(r" *(?:nghin|ngan)(?= *ho\b)")
_STROKE = re.compile(r" */ *(\d+(?:\.\d{3})*)(?![\d/])")

_YEAR = r"(?:201[5-9]|202\d|203[0-5])"
_NOT_YEAR = (
    r"(?!\d|[.,]\d|/(?!20\d\d)\d| *(?:ho(?! ngheo *(?:la|:|con|co|chiem|giam|tang|\d))|hn|%"
    r"|phan tram|nguoi|khau|dong|trieu)(?!\w))"
)
_EDGE = r"(?:(?P<edge>cuoi|het|dau|giua)(?: ky)? (?:cua )?)?"
_PERIOD = r"(?:giai doan|gd|nhiem ky|chuan(?: ho)?(?: ngheo)?(?: da chieu)?(?: moi)?|thoi ky|"
_PERIOD += r"chuong trinh|phong trao|thi dua)(?: giai doan| nam| tu)*"
# A number of households that looks like a year: "tổng số hộ 2020", "2021: 2025".
_LIKE_A_YEAR = re.compile(
    r"(?:\b(?:tong(?: so)?(?: ho)?(?: dan)?|ho dan) *(?:la|co|:)? *|\b20[12]\d *(?::|=|la|con"
    r"|co) *)"
    r"(?P<count>20[123]\d)(?= *(?:[,;\n)]|\.(?!\d)|$))"
)
_OFFICIAL = r"quyet dinh|qd|nghi dinh|nd|nghi quyet|nq|thong tu|tt|ke hoach|kh|huong dan|hd|chi thi"
_OFFICIAL += r"|ct|cong van|cv|luat|to trinh|bao cao|bc|van ban|thong bao"
# Pattern by pattern, the first to claim a stretch of text wins; None means: no figure, skip it.
_PATTERNS: tuple[tuple[str | None, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (None, r"\b\d+(?:/\d{4})?/(?:qd|nd|nq|tt|kh|hd|ct|cv|bc|tb|vbhn|qh|ubnd)\w*(?:-\w+)*"),
        (None, r"\bluat(?: [a-z]+){0,4} (?:nam )?20\d\d\b"),
        (None, rf"\b(?:{_OFFICIAL})(?: so|\.)*:? *(?!20\d\d\b(?!/))\d+(?:/[\w-]+)*"),
        (None, r"\b0\d{8,10}\b"),
        (None, rf"\b{_PERIOD} \(?(?:{_YEAR} *(?:-|–|den) *(?:nam )?)?{_YEAR}\b(?!:? *lan luot)"),
        ("date", r"\b(?:ngay )?(?P<day>\d\d?)[/.-](?P<month>\d\d?)[/.-](?P<year>20\d\d)\b"),
        ("date", r"\b(?P<day>\d\d?) thang (?P<month>\d\d?)(?: nam |/)(?P<year>20\d\d)\b"),
        ("month", r"\b(?:(?:cuoi )?thang |t)(?P<month>\d\d?)(?: ?[/-] ?| nam "
                  r"| )(?P<year>20\d\d)\b"),
        ("month", r"(?:(?<=[;,.\n] )|(?<=[\n(])|^|\b(?:den|cuoi|het|tai|vao|trong) )"
                  r"(?P<month>0?[1-9]|1[0-2])/(?P<year>201[5-9]|202\d)\b(?! *(?:ho|hn)\b)"),
        ("part", rf"\b(?:quy (?:\d|[iv]+)|\d thang(?: dau| cuoi)?)(?:/| nam | )*(?:{_YEAR}|nay)\b"),
        (None, r"\bngay \d\d?/\d\d?\b|\bthang \d\d?\b"),
        (None, r"\b(?:[2-9]|hai|ba|bon|nam)(?= nam *20\d\d *(?:,|va|-|–|den|;|&|20))"),
        ("range", rf"\b(?:tu )?(?:nam )?(?P<first>{_YEAR}) *(?:-|–|den|toi) *(?:het )?(?:cuoi )?"
                  rf"(?:nam )?(?P<last>{_YEAR}|\d\d(?= *(?:la|:|lan luot)))" + _NOT_YEAR),
        ("year", rf"\b(?=nam |cuoi |dau |het |giua ){_EDGE}(?:nam )?(?P<year>{_YEAR})"
                 r"(?!\d|[.,]\d|/\d)"),
        ("year", rf"\b(?<!\d/){_EDGE}(?:nam |n)?(?P<year>{_YEAR})" + _NOT_YEAR),
        ("year", rf"\b(?=cuoi|dau|nam|het){_EDGE}(?:nam )?'?(?P<year>1[5-9]"
                 rf"|2\d)(?!\w)" + _NOT_YEAR),
        (None, r"\bso voi (?:cung ky )?(?:cuoi |dau )?nam (?:truoc|ngoai)\b"),
        ("ago", r"\b(?:cach day )?(?:[2-9]|hai|ba) nam truoc(?! khi)\b"),
        (None, r"\b(?:\d+|mot|hai|ba|bon|nam|may|cac|moi|tung) nam(?= *(?:lien|qua|$|[,.;?]))"),
        ("next", r"\bnam (?:sau(?: nua)?|tiep theo|ke tiep|ke do|tiep)\b"),
        ("relative", rf"\b{_EDGE}(?:nam (?P<word>ngoai|nay|kia|truoc(?: do| nua)?(?! khi)|roi"
                     rf"|vua roi"
                     r"|vua qua|toi)|sang (?P<soon>nam))\b"),
        ("ago", r"\bnam (?:dau(?: tien)?|thu (?:nhat|hai|ba|\d)|do)\b"),
        ("edge", r"\b(?P<edge>dau|cuoi) (?:nam|ky)\b"),
        (None, r"\b(?:dieu|khoan|muc|chuong|buoc|cau|phu luc|mau so|mau|nhom|loai|lan|dot|thu"
               r"|khu vuc"
               r"|ap|to|khom|khu pho|kp|khu|thon|duong|so nha|phuong|p|quan|hang|top|diem)[ .]*"
               r"\d+(?!\d)(?! *(?:%|ho\b|phan tram)|[.,/]\d)"),
        (None, r"\b\d+(?:[.,]\d+)* *(?:(?:nghin|ngan|tram|chuc)? ?(?:trieu|tr\b|ty(?! le)|dong"
               r"|d\b|vnd)"
               r"|nguoi|khau|nhan khau|em\b|hoc sinh|ap\b|xa\b|phuong\b|huyen\b|thon\b|can\b"
               r"|mo hinh"
               r"|thanh vien|lan\b|ngay\b|thang\b|tuan\b|tieu chi|tuoi|km|ha\b|m2|chi so|buoi)\w*"),
        (None, r"\b(?:[1-9]|10)(?: nam)(?! *(?:20)?\d| *(?:ngoai|nay|kia|truoc|roi|vua|sau|toi))"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text.

    Attributes:
        start: offset of its first character in the normalised text.
        end: offset after its last character.
        raw: the number as written.
        count: its reading as a whole number; ``None`` when it has decimals.
        rate: its reading as a decimal in Vietnamese notation (``"4,26"``).
        total: for a fraction ("98/2000") the number under the stroke, else ``None``.
    """

    start: int
    end: int
    raw: str
    count: int | None
    rate: str
    total: int | None = None


@dataclass(frozen=True, slots=True)
class YearMark:
    """A mention of a year-end.

    Attributes:
        start: offset of its first character in the normalised text.
        end: offset after its last character.
        raw: the words as written.
        moment: see :data:`Moment`.
        years: the year-ends meant (start of 2023 is year-end 2022); empty when only the context
            can tell.
        calendar: the calendar year named, which a submission year is read from.
        current: the words were "năm nay".
    """

    start: int
    end: int
    raw: str
    moment: Moment
    years: tuple[int, ...] = ()
    calendar: int | None = None
    current: bool = False


def whole(numeral: str) -> int | None:
    """Return a numeral as a whole number: ``"17.060"``, ``"2 000"``, ``"2,000"`` or ``"2000"``.

    A dot or comma before exactly three digits separates thousands; anything else after it makes
    the numeral a decimal, and the result ``None``.
    """
    if numeral.isdecimal() or _GROUPED.fullmatch(numeral):
        return int(re.sub(r"\D", "", numeral))
    return None


def decimal_text(numeral: str) -> str:
    """Return a numeral as decimal text with a comma: ``"4.26"`` gives ``"4,26"``.

    With both signs present the dot separates thousands (``"1.234,5"`` gives ``"1234,5"``).
    """
    if "," in numeral or numeral.count(".") > 1:
        return numeral.replace(".", "").replace(" ", "")
    return numeral.replace(".", ",").replace(" ", "")


def _tens(words: list[str], at: int) -> tuple[int, int] | None:
    """Read 1 to 99 from ``words[at:]``; the value and how many words it took."""
    head = words[at] if at < len(words) else ""
    follower = words[at + 1] if at + 1 < len(words) else ""
    digit = _DIGITS.get(head, 0)
    if head == "muoi":
        base, used = 10, 1
    elif digit and follower in ("muoi", "chuc"):
        base, used = digit * 10, 2
    else:
        return (digit, 1) if digit else None
    unit = _DIGITS.get(words[at + used], 0) if at + used < len(words) else 0
    scaled = at + used + 1 < len(words) and words[at + used + 1] in _SCALES[:3]
    return (base + unit, used + 1) if unit and not scaled else (base, used)


def _hundreds(words: list[str], at: int) -> tuple[int, int] | None:
    """Read 0 to 999 from ``words[at:]``; "một trăm hai" (102 or 120?) is not read."""
    if at + 1 >= len(words) or words[at + 1] != "tram" or words[at] not in _DIGITS:
        return _tens(words, at)
    value, used = _DIGITS[words[at]] * 100, 2
    follower = words[at + used] if at + used < len(words) else ""
    if follower == "ruoi":
        return value + 50, used + 1
    if follower in ("linh", "le"):
        rest = _tens(words, at + used + 1)
        return (value + rest[0], used + 1 + rest[1]) if rest and rest[0] < 10 else None
    rest = _tens(words, at + used)
    if rest and rest[0] < 10:
        return None
    return (value + rest[0], used + rest[1]) if rest else (value, used)


def words_to_int(phrase: str) -> int | None:
    """Return a number written in words, with or without diacritics, or ``None``.

    "một trăm hai mươi" and "mot tram hai muoi" give 120; "linh"/"lẻ" and "rưỡi" are understood.
    Colloquial short forms with two readings ("một trăm hai") are refused.
    """
    words = fold(phrase).split()
    if any(has_diacritics(word) and word not in _SPELLINGS for word in unify(phrase).split()):
        return None
    first = _hundreds(words, 0)
    if first is None:
        return None
    value, used = first
    if used < len(words) and words[used] in _THOUSAND:
        value, used = value * 1000, used + 1
        if words[used:] == ["ruoi"]:
            return value + 500
        if words[used : used + 1] in (["linh"], ["le"]):
            used += 1
        elif len(words) - used == 1 and words[used] in _DIGITS:
            return None
        rest = _hundreds(words, used)
        value, used = (value + rest[0], used + rest[1]) if rest else (value, used)
    return value if used == len(words) else None


def _spoken(text: str, folded: str, free: bytearray) -> Iterator[Number]:
    """Yield the numbers written in words: with a scale word, or directly before a unit."""
    accented = has_diacritics(text)
    for run in _WORD_RUN.finditer(folded):
        spots = [(m.start() + run.start(), m.group()) for m in re.finditer(r"\w+", run.group())]
        found = _longest_spoken(text, folded, spots, accented)
        if found and not any(free[found.start : found.end]):
            yield found


def _longest_spoken(
    text: str, folded: str, spots: list[tuple[int, str]], accented: bool
) -> Number | None:
    """Return the longest number that ends a run of number words.

    Words that make no number although a scale word stands among them give a number without a
    value: something to ask about.
    """
    end = spots[-1][0] + len(spots[-1][1])
    unit_follows = _AFTER_WORDS.match(folded, end)
    for start, word in spots:
        phrase = text[start:end]
        head, _, tail = folded[start:end].partition(" phay ")
        scaled = bool(set(head.split()) & set(_SCALES))
        foreign = accented and set(unify(phrase).split()) - _SPELLINGS
        if foreign and (has_diacritics(phrase) or not scaled):
            continue
        value = words_to_int(phrase[: len(head)])
        if value is None and word in _SCALES and unit_follows:
            return Number(start, end, phrase, None, "")
        part = words_to_int(phrase[-len(tail) :]) if tail else 0
        if value is None or part is None or not (unit_follows or scaled):
            continue
        if tail:
            return Number(start, end, phrase, None, f"{value},{part}")
        return Number(start, end, phrase, value, str(value))
    return None


def _mark(kind: str, match: re.Match[str], asked_on: date) -> YearMark:
    """Turn a match of a time pattern into a year mark."""
    groups = match.groupdict()
    at = (match.start(), match.end(), match.group())
    if kind in ("part", "ago"):
        return YearMark(*at, "middle")
    if kind == "next":
        return YearMark(*at, "next")
    if kind == "edge":
        return YearMark(*at, "bare_start" if groups["edge"] == "dau" else "bare_end")
    if kind == "range":
        first, last = int(groups["first"]), int(groups["last"])
        last += 2000 if last < 100 else 0
        return YearMark(*at, "range", tuple(range(first, last + 1)))
    if kind == "relative":
        shift = {"nay": 0, "kia": -2, "truoc nua": -2, "toi": 1, None: 1}.get(groups["word"], -1)
        return _edged(at, asked_on.year + shift, groups["edge"], current=groups["word"] == "nay")
    year = int(groups["year"])
    year += 2000 if year < 100 else 0
    if kind == "year":
        return _edged(at, year, groups["edge"])
    day, month = int(groups.get("day") or 31), int(groups["month"])
    if (day, month) in ((31, 12), (1, 1)):
        return YearMark(*at, "end", (year if month > 1 else year - 1,), year)
    return YearMark(*at, "middle", calendar=year)


def _edged(
    at: tuple[int, int, str], year: int, edge: str | None, *, current: bool = False
) -> YearMark:
    if edge == "giua":
        return YearMark(*at, "middle", calendar=year)
    end_of = year - 1 if edge == "dau" else year
    return YearMark(*at, "end" if edge else "plain", (end_of,), year, current)


def scan(text: str, asked_on: date) -> list[Number | YearMark]:
    """Return the numbers and years of ``text`` in order.

    Document and clause numbers, dates, periods, durations, money and numbered places are left out.
    Offsets are those of :func:`knowledge.text.normalize` of ``text``.

    Args:
        text: a question or statement in Vietnamese, with or without diacritics.
        asked_on: the day "năm nay" and "năm ngoái" are counted from.
    """
    text = normalize(text)
    folded = fold(text)
    taken = bytearray(len(folded))
    found: list[Number | YearMark] = []
    for match in _LIKE_A_YEAR.finditer(folded):
        start, end = match.span("count")
        taken[start:end] = b"\x01" * (end - start)
        found.append(Number(start, end, text[start:end], int(text[start:end]), ""))
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(folded):
            start, end = match.span()
            if not any(taken[start:end]):
                taken[start:end] = b"\x01" * (end - start)
                if kind:
                    found.append(_mark(kind, match, asked_on))
    for number in (*_spoken(text, folded, taken), *_written(text, folded, taken)):
        if not any(taken[number.start : number.end]):
            taken[number.start : number.end] = b"\x01" * (number.end - number.start)
            found.append(number)
    return sorted(found, key=lambda token: token.start)


def _written(text: str, folded: str, taken: bytearray) -> Iterator[Number]:
    """Yield the numerals and fractions of ``text`` outside the stretches already taken."""
    clear = "".join(" " if used else letter for letter, used in zip(folded, taken, strict=True))
    under = -1
    for match in _CHUNK.finditer(clear):
        start, end = match.span()
        raw = match.group()
        if start < under:
            continue
        if whole(raw) is None and not _DECIMAL.fullmatch(raw):
            for part in re.finditer(r"\d+", raw):  # "100,80,64": a list without spaces
                at = start + part.start()
                yield Number(at, start + part.end(), part.group(), int(part.group()), part.group())
            continue
        count = whole(raw)
        stroke = _STROKE.match(clear, end)
        total = whole(stroke.group(1)) if stroke else None
        if stroke and count is not None and total is not None and (total > 12 or total >= count):
            under = stroke.end()
            yield Number(start, under, text[start:under], count, "", total)
        elif count is not None and (scale := _THOUSANDS.match(clear, end)):
            yield Number(start, scale.end(), text[start : scale.end()], count * 1000, "")
        else:
            yield Number(start, end, raw, count, decimal_text(raw))
