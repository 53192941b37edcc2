"""Numbers and years of a text in order, without what only looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from knowledge.figures.number_words import spoken
from knowledge.figures.numerals import Number, written
from knowledge.figures.years import TimeKind, YearMark, year_mark
from knowledge.text import fold, normalize

_YEAR = r"(?:201[5-9]|202\d|203[0-5])"
_NOT_YEAR = (
    r"(?!\d|[.,]\d|/(?!20\d\d)\d| *(?:ho(?! ngheo *(?:la|:|con|co|chiem|giam|tang|\d))|hn|%"
    r"|phan tram|nguoi|khau|dong|trieu)(?!\w))"
)
_EDGE = r"(?:(?P<edge>cuoi|het|(?<!phan )(?<!bat )dau|giua)(?: ky)? (?:cua )?)?"
_PERIOD = (
    r"(?:giai doan|gd|nhiem ky|chuan(?: ho)?(?: ngheo)?(?: da chieu)?(?: moi)?|thoi ky"
    r"|chuong trinh|phong trao|thi dua)(?: giai doan| nam| tu)*"
)
_OFFICIAL = (
    r"quyet dinh|qd|nghi dinh|nd|nghi quyet|nq|thong tu|tt|ke hoach|kh|huong dan|hd|chi thi|ct"
    r"|cong van|cv|luat|to trinh|bao cao|bc|van ban|thong bao"
)
_SIGNED = r"(?:,? (?:cua )?(?:[a-z]+ ){0,6}?ngay \d\d?[/.-]\d\d?[/.-]20\d\d\b)?"
"""The day a document was signed, which no figure belongs to."""
_NUMBERED = (
    r"bieu(?: so)?|phong(?: hop)? so|so (?:nha|xe)|dieu|khoan|muc|chuong|buoc|cau|phu luc"
    r"|mau so|mau|nhom|loai|lan|dot|thu|khu vuc|ap|to|khom|khu pho|kp|khu|(?<!nong )thon|duong"
    r"|so nha|phuong|p|quan|hang|top|diem"
)
_PUPILS = (
    r"em\b(?= *(?:hoc sinh|sinh vien|thieu nhi|mo coi|nho\b|co hoan canh|duoc|bi\b|[,.;)\n]|$))"
)
_COUNTED = (
    r"(?:nghin|ngan|tram|chuc)? ?(?:dan\b(?! toc)|trieu|tr\b|ty(?! le)|dong|d\b|vnd)|nguoi|khau"
    rf"|nhan khau|{_PUPILS}|hoc sinh|ap\b|(?:xa|phuong|huyen)\b(?! (?:toi|em|minh|ta|nha)\b)|thon\b"
    r"|can\b(?! ngheo)|mo hinh|thanh vien|lan\b|trang\b|gio\b|phut\b|ngay\b|thang\b|tuan\b"
    r"|tieu chi|tuoi|km|ha\b|m2|chi so|buoi|truong\b|giao vien|can bo|cong trinh|doanh nghiep"
    r"|hop tac xa|htx|dang vien|lop\b|bang khen|giay khen|tap the|ca nhan|suat\b|phan qua|dot\b"
    r"|bo\b|ho so\b(?! (?:voi|nam|cung))"
)
_LIKE_A_YEAR = re.compile(
    r"(?:\b(?:tong(?: so)?(?: ho)?(?: dan)?|ho dan) *(?:la|co|:)? *"
    r"|\b20[12]\d *(?::|=|la|con|co) *)(?P<count>20[123]\d)(?= *(?:[,;\n)]|\.(?!\d)|$))"
    r"|[,;] +20[12]\d (?P<bare>20[123]\d)(?= *(?:[,;\n]|$))"
    r"|(?<!\d)\d{1,3}, (?P<last>20[123]\d)(?= *(?:[.;\n]|$))"
)
"""A number of households that looks like a year: "tổng số hộ 2020", "2021: 2025"."""

_SOURCES: tuple[tuple[TimeKind | None, str], ...] = (
    # numbers of documents and of telephones, periods
    (None, r"\b\d+(?:\.\d{3})?(?:/\d{4})?/(?:qd|nd|nq|tt|kh|hd|ct|cv|bc|tb|vbhn|qh|ubnd)\w*"
           rf"(?:-\w+)*{_SIGNED}"),
    (None, r"\bluat(?: [a-z]+){0,4} (?:nam )?20\d\d\b"),
    (None, rf"\b(?:{_OFFICIAL})(?: so|\.)*:? *(?!20\d\d\b(?!/))\d+(?:\.\d{{3}})?(?:/[\w-]+)*"
           rf"{_SIGNED}"),
    (None, r"\b0\d{8,10}\b|(?<!\w)(?:\+84|0)\d{1,3}(?:[ .-]\d{3,4}){2,3}\b"
           r"|\b(?:s?dt|dtdd|(?:so )?dien thoai|tel|zalo|hotline|fax)[ .:]*[\d(][\d .()-]{6,}\d"),
    # numbers that count the items of a list
    (None, r"(?:^|\n) *(?:\d{1,2}[.)/]|[a-h][.)])(?= *[a-z+-]| +(?:20)?\d)"),
    (None, r"(?<=[\s;,.])[1-9][.)] +(?=(?:cuoi|nam|het|ho|ty le|ti le|tong|so|trinh)\b)"
           r"|(?<=[.:;] )[1-9][.)/] +(?=[a-z])"),
    (None, rf"\b{_PERIOD} \(?(?:{_YEAR} *(?:-|–|den) *(?:nam )?)?{_YEAR}\b(?!:? *lan luot)"),
    # days, months, quarters
    ("date", r"\b(?:ngay )?(?P<day>\d\d?)[/.-](?P<month>\d\d?)[/.-](?P<year>20\d\d)\b"),
    ("date", r"\b(?P<day>[0-3]?\d)/(?P<month>[01]?\d)/(?P<year>1[5-9]|2\d)(?![\d/])"),
    ("date", r"\b(?P<day>\d\d?) thang (?P<month>\d\d?)(?: nam |/)(?P<year>20\d\d)\b"),
    ("date", r"\b(?:(?:cuoi )?thang |t)(?P<month>\d\d?)(?: ?[/-] ?| nam | )(?P<year>20\d\d)\b"),
    ("date", r"(?:(?<=[;,.\n] )|(?<=[\n(])|^|\b(?:den|cuoi|het|tai|vao|trong) )"
             r"(?P<month>0?[1-9]|1[0-2])/(?P<year>201[5-9]|202\d)\b(?! *(?:ho|hn)\b)"),
    ("date", r"\b(?P<month>0?[1-9]|1[0-2])/(?P<year>201[5-9]|202\d)(?= *[:=])"),
    ("middle", r"\b(?:quy (?:\d|[iv]+)|\d thang(?: dau| cuoi)?)(?:/| nam | )*"
               rf"(?:(?P<year>{_YEAR})|nay)\b"),
    (None, r"\bngay \d\d?/\d\d?\b|\bthang \d\d?\b"),
    # years
    (None, r"(?<![\d.,])\b(?:[2-9]|hai|ba|bon|nam)(?= nam *(?:20)?\d\d *(?:,|va|-|–|den|;|&|20))"),
    ("range", rf"\b(?:tu )?(?:cuoi )?(?:nam )?(?P<first>{_YEAR}) *(?:-|–|den|toi) *(?:het )?"
              r"(?:cuoi )?"
              rf"(?:nam )?(?P<last>{_YEAR}|\d\d(?= *(?:la|:|lan luot)))" + _NOT_YEAR),
    ("year", rf"\b(?=nam |cuoi |dau |het |giua ){_EDGE}(?:nam )?(?P<year>{_YEAR})"
             r"(?!\d|[.,]\d|/\d)"),
    ("year", rf"\b(?:(?<!\d/)|(?<=20\d\d/)){_EDGE}(?:nam ?|n)?(?P<year>{_YEAR})" + _NOT_YEAR),
    ("year", rf"\b(?=cuoi|dau|nam|het){_EDGE}(?:nam )?'?(?P<year>1[5-9]|2\d)(?!\w)"
             + _NOT_YEAR),
    ("year", rf"\b(?P<edge>[cd])\. ?n\.? ?'?(?P<year>{_YEAR}|1[5-9]|2\d)(?!\w)" + _NOT_YEAR),
    ("year", r"(?<![\w'])'(?P<year>1[5-9]|2\d)(?!\w)"),
    ("year", r"(?:(?<=\bhn)|(?<=\bth))(?P<year>1[5-9]|2\d)(?= *[=:]| +\d)"),
    # years counted from now or from another
    (None, r"(?:\bso voi|(?<=\d ho )so) (?:cung ky )?(?:cuoi |dau )?nam (?:truoc|ngoai)(?: do)?\b"),
    ("middle", r"\b(?:cach day )?(?:[2-9]|hai|ba) nam (?:truoc(?! khi)|sau|tiep theo)\b"),
    ("middle", r"\bdau (?:nhiem ky|giai doan|phong trao|chuong trinh)\b(?! *(?:\(|20))"),
    (None, r"\b(?:\d+|mot|hai|ba|bon|nam|may|cac|moi|tung) nam(?= *(?:lien|qua|$|[,.;?]))"),
    (None, r"\b(?:nam|dot) (?:sau|toi|nay|ngoai|truoc|kia)"
           r"(?= *[(,]? *(?:la |tuc |nam )*20[12]\d\b)"),
    ("next", r"\bnam (?:sau(?: nua)?|tiep theo|ke tiep|ke do|tiep)\b"),
    ("previous", r"\b(?:cuoi )?nam (?:truoc do|lien truoc|lien ke truoc)\b"),
    ("now", r"\b(?:hien (?:tai|nay|gio|dang|co|con)|(?:den|toi) nay|bay gio|luc nay)\b"
            r"(?!,? (?:cuoi|nam|het|20)\b)"),
    ("relative", rf"\b{_EDGE}(?:dot (?P<round>nay)|nam (?P<word>ngoai|nay|kia"
                 r"|truoc(?: nua)?(?! khi)|roi|vua roi|vua qua|toi)|sang (?P<soon>nam))\b"),
    ("previous", r"\btruoc nua\b"),
    ("middle", r"\bnam (?:dau(?: tien)?|thu (?:nhat|hai|ba|\d))\b"),
    ("edge", r"\b(?:(?P<edge>dau|cuoi) )?nam (?:do|ay)\b(?!\w)"),
    ("edge", r"\b(?P<edge>dau|cuoi) (?:nam|ky)\b"),
    # clauses and places with a number, money, people, durations
    (None, rf"\b(?:{_NUMBERED})[ .]*\d+(?!\d)(?! *(?:%|ho\b|phan tram)|[.,/]\d)"),
    (None, rf"\b\d+(?:[./,]\d+)* *(?:{_COUNTED})\w*"),
    (None, r"(?<![\d.,])\b(?:[1-9]|10)(?: nam)(?! *(?:20)?\d"
           r"| *(?:ngoai|nay|kia|truoc|roi|vua|sau|toi))"),
)  # fmt: skip
"""Pattern by pattern, the first to claim a stretch of text wins; ``None``: no figure, skip it."""
_SHORT_YEARS = re.compile(
    r"\bnam '?(?:1[5-9]|2\d)(?:(?: ?[,/-] ?| va )'?(?:1[5-9]|2\d)\b)+(?!\w|[.,/]\d| *(?:ho|hn|%))"
)
"""A list of years with two digits: "các năm 21, 22 và 23"."""
_PATTERNS = tuple((kind, re.compile(source)) for kind, source in _SOURCES)


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
        start, end = match.span(match.lastgroup or "count")
        if _claim(taken, start, end):
            raw = text[start:end]
            found.append(Number(start, end, raw, int(raw), raw))
    for start, end, year in _short_years(folded):
        if _claim(taken, start, end):
            found.append(YearMark(start, end, "plain", (year,), year))
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(folded):
            if _claim(taken, *match.span()) and kind:
                found.append(year_mark(kind, match, asked_on))
    numbers = [*spoken(text, folded), *written(text, folded, taken)]
    for number in numbers:
        if _claim(taken, number.start, number.end):
            found.append(_spoken_year(folded, number) or number)
    return sorted(found, key=lambda item: item.start)


def _short_years(folded: str) -> Iterator[tuple[int, int, int]]:
    """Yield the years of "các năm 21, 22 và 23" with their offsets."""
    for listed in _SHORT_YEARS.finditer(folded):
        for year in re.finditer(r"\d\d", listed.group()):
            at = listed.start() + year.start()
            yield at, at + 2, 2000 + int(year.group())


def _spoken_year(folded: str, number: Number) -> YearMark | None:
    """Return "năm hai nghìn không trăm hai mươi hai" as the year it is."""
    year = number.count or 0
    said = (
        re.search(r"\bnam $", folded[max(0, number.start - 5) : number.start])
        and not number.raw[0].isdigit()
    )
    if said and 2015 <= year <= 2035:
        return YearMark(number.start, number.end, "plain", (year,), year)
    return None


def _claim(taken: bytearray, start: int, end: int) -> bool:
    """Mark a stretch of text as taken; false when some of it already is."""
    if any(taken[start:end]):
        return False
    taken[start:end] = b"\x01" * (end - start)
    return True
