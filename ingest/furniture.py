"""Press and portal pages: the article without menus, counters, captions and bylines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ingest.clean import Paragraph
from ingest.dates import read_date
from knowledge.text import LOWER, UPPER, fold

_FURNITURE = re.compile(
    r"^(?:skip |sign in|log ?in|dang (?:nhap|ky|xuat)|trang chu|home|chia se|binh luan"
    r"|y kien ban doc|gui (?:binh luan|email)"
    r"|tin (?:lien quan|cung chuyen muc|khac|moi|doc nhieu|noi bat)"
    r"|cac tin (?:khac|lien quan)|bai (?:viet )?(?:lien quan|cung chuyen muc)|xem them|doc them"
    r"|in (?:bai|trang)|luu bai|co chu|nghe (?:doc )?bai|thong ke|dang (?:online|truy cap)"
    r"|hom (?:nay|qua)|trong (?:tuan|thang)|(?:tuan|thang) nay|tat ca"
    r"|tong (?:so )?(?:luot )?truy cap|luot (?:xem|truy cap|doc)|so luot"
    r"|[\d., ]+ ?luot (?:xem|truy cap|doc)|tu khoa|tags?\b|ban quyen|copyright|giay phep|©"
    r"|facebook|twitter|tweet|zalo|youtube|messenger|ve dau trang|quay lai|menu|tim kiem|lien he\b"
    r"|so do (?:site|cong)|rss\b|ket noi voi chung toi|thong tin chi dao|chuyen trang|lien ket web"
    r"|danh muc$|theo doi chung toi|nguon tin|mang xa hoi|share\b|print\b|email\b)"
)
_CLOSING = re.compile(
    r"^(?:binh luan|y kien ban doc|gui binh luan|cac tin (?:khac|lien quan)"
    r"|tin (?:lien quan|cung chuyen muc|khac|moi hon|cu hon)"
    r"|bai (?:viet )?(?:lien quan|cung chuyen muc))\W*$"
)
_DATE_NOISE = re.compile(
    r"thu (?:hai|ba|tu|nam|sau|bay|\d)|chu nhat|cap nhat(?: luc)?|ngay (?:dang|cap nhat|xuat ban)"
    r"|dang (?:luc|ngay)|xuat ban|luc|ngay|gio|phut|thang|nam|gmt|sa|ch|am|pm|luot xem|viet nam"
    r"|\d+|[^a-z]"
)
_CLOCK_NOW = re.compile(r"gmt\s*[+]?\s*7?\s*\]", re.IGNORECASE)
_CAPTION_MARK = re.compile(
    r"(?:^|[\s(.])(?:Ảnh|ẢNH|Hình|Video|Clip)\s*(?:\d+\s*)?[:：]|\(Ảnh[^)]*\)\W*$|Ảnh minh họa"
)
_SPEECH = r"phát biểu (?:tại|khai mạc|chỉ đạo|kết luận|ý kiến)"
_CAPTION_ACT = re.compile(
    rf"\b(?:{_SPEECH}|làm việc (?:với|tại)|báo cáo (?:với|tại)|tham quan|thăm quan"
    r"|thăm (?:hỏi|mô hình|hộ|gia đình)|khảo sát|chụp ảnh|chụp hình|chủ trì|quang cảnh|toàn cảnh"
    r"|trao (?:quà|tặng|bằng|nhà|giải|hoa|kinh phí|biển)|tặng (?:quà|hoa|bằng)|các đại biểu"
    r"|tại buổi|tại hội nghị|tại lễ|kiểm tra (?:mô hình|thực tế|tại))",
    re.IGNORECASE,
)
_CAPTION_PERSON = re.compile(
    r"^(?:Đồng chí|Các đồng chí|Đại diện|Ông|Bà|Đ/c|Lãnh đạo|Đoàn|Các đại biểu|Quang cảnh"
    r"|Toàn cảnh|Thượng tá|Trung tá|Đại tá|Thiếu tướng)\b"
)
_CAPTION_SPEECH = re.compile(rf"\b{_SPEECH}")
_BYLINE = re.compile(
    r"^(?:(?:bài|tin|ảnh|bài và ảnh|tin, ảnh|bài, ảnh|tác giả|người viết|biên tập|nguồn|theo)"
    r"\s*[:,–\-].{0,60}|theo\s+[A-ZĐ][\w .]{2,40})$",
    re.IGNORECASE,
)
_NAME = rf"[{UPPER}][{LOWER}]*(?:\s[{UPPER}][{LOWER}]*){{1,4}}"
_AUTHOR = re.compile(rf"{_NAME}(?:\s*(?:[-–,&]|và)\s*{_NAME}){{0,3}}")
_AUTHOR_LABEL = re.compile(
    r"^(?:bài(?: và ảnh|, ảnh)?|tác giả|người viết)\s*[:–-]\s*", re.IGNORECASE
)
_AUTHOR_LINES = 3
"""Lines after the text among which the byline stands."""
_DATELINE = re.compile(r"^[A-ZĐ]{2,10}(?:\s*\([^)]*\))?\s*[-–:]\s+")
_ENDS = re.compile(r"[.!?…:;]\W*$")
_CAPTION_LONGEST = 60
_SPEECH_LONGEST = 30
_PROSE = 40
_HEADING_LONGEST = 25
_DATE_LINES = 25
_LINE = 150
"""Characters of the longest line that is looked at as furniture."""


@dataclass(frozen=True, slots=True)
class Article:
    """An article as a reader would copy it out.

    Attributes:
        headline: its title; the beginning of the first sentence when the page gives none.
        published_on: day of publication as the page states it, never guessed.
        body: paragraphs and their nearest heading, in order.
        author: the names in the line under the text; empty where there is none.
        captions: lines under pictures, each once, in order.
    """

    headline: str
    published_on: date | None
    body: tuple[tuple[str, Paragraph], ...]
    author: str = ""
    captions: tuple[str, ...] = ()


def read_article(paragraphs: Sequence[Paragraph], declared: dict[str, str]) -> Article:
    """Return the article a page holds.

    Args:
        paragraphs: all paragraphs of the page, furniture included.
        declared: ``title`` and ``date`` from the page's own metadata, where it has any.
    """
    kept = [Paragraph(p.text.lstrip("#> ").strip(), p.page) for p in paragraphs]
    marked = [p.text.startswith("#") for p in paragraphs]
    prose = [
        i
        for i, p in enumerate(kept)
        if not marked[i] and (_is_prose(p.text) or p.text.startswith("|"))
    ]
    first, last = (prose[0], prose[-1]) if prose else (0, len(kept) - 1)
    if _is_dated_headline(kept, prose):
        first = prose[1]
    title_at = _headline_at(kept, first)
    headline = " ".join(dict.fromkeys(kept[i].text.rstrip(" .") for i in title_at[:1]))
    if len(title_at) > 1:
        headline = f"{headline}: {kept[title_at[1]].text}"
    published = read_date(declared.get("date", "")) or _published(kept, title_at)
    repeated = Counter(p.text for p in kept)
    body: list[tuple[str, Paragraph]] = []
    heading = ""
    for index in range(title_at[-1] + 1 if title_at else 0, last + 1):
        text = kept[index].text
        if index > first and _CLOSING.match(fold(text)) and index > len(kept) // 2:
            break
        if text.startswith("|"):
            body.append((heading, kept[index]))
            continue
        if _is_dropped(text, repeated) and not marked[index]:
            continue
        if marked[index] or _is_heading(text):
            heading = text if not _FURNITURE.match(fold(text)) else heading
        else:
            body.append((heading, kept[index]))
    within = [p.text for p in kept[title_at[-1] + 1 if title_at else 0 : last + 1]]
    return Article(
        headline or declared.get("title", "") or _opening(body),
        published,
        tuple(body),
        _author([p.text for p in kept[last + 1 : last + 1 + _AUTHOR_LINES]]),
        tuple(dict.fromkeys(text for text in within if _is_caption(text))),
    )


def is_page(paragraphs: Sequence[Paragraph]) -> bool:
    """Tell a press or portal page from notes and lists, which have no furniture to take away."""
    texts = [paragraph.text.lstrip("#> ").strip() for paragraph in paragraphs]
    prose = [text for text in texts if _is_prose(text)]
    if not prose:
        return False
    signs = any(
        date_line(text) is not None or _FURNITURE.match(fold(text)) or _CAPTION_MARK.search(text)
        for text in texts
        if len(text) <= _LINE
    )
    return signs or bool(_DATELINE.match(prose[0])) or (len(prose) > 1 and _is_byline(texts[-1]))


def _is_dated_headline(kept: Sequence[Paragraph], prose: Sequence[int]) -> bool:
    """Tell whether the first sentence stands alone above the date, as a headline with a stop."""
    if len(prose) < 2 or len(kept[prose[0]].text.split()) > _CAPTION_LONGEST:
        return False
    return any(date_line(kept[index].text) for index in range(prose[0] + 1, prose[1]))


def _is_prose(text: str) -> bool:
    """A sentence or more: what an article is made of, as against lines of a page."""
    words = len(text.split())
    is_sentence = _ENDS.search(text) is not None and words > 12
    return (is_sentence or words >= _PROSE) and not _is_noise(text) and not _is_caption(text)


def _is_noise(text: str) -> bool:
    folded = fold(text).lstrip("•-*·|[( ")
    if _FURNITURE.match(folded) and len(text.split()) < _PROSE:
        return True
    if date_line(text) is not None or not any(map(str.isalpha, text)):
        return True
    words = text.split()
    foreign = text.isascii() and len(words) <= 6 and not any(map(str.isdigit, text))
    return foreign and not _ENDS.search(text)


def date_line(text: str) -> date | None:
    """Return the date of a line that holds a date, an hour and nothing else."""
    if len(text) > 80:
        return None
    day = read_date(text)
    return day if day is not None and not _DATE_NOISE.sub("", fold(text)) else None


def _is_caption(text: str) -> bool:
    words = len(text.split())
    if words > _CAPTION_LONGEST:
        return False
    if _CAPTION_MARK.search(text):
        return True
    if not _ENDS.search(text):
        return words > 5 and _CAPTION_ACT.search(text) is not None
    return (
        words <= _SPEECH_LONGEST
        and _CAPTION_PERSON.match(text) is not None
        and _CAPTION_SPEECH.search(text) is not None
        and not any(character in text for character in '0123456789“":;')
    )


def _is_byline(text: str) -> bool:
    words = [word for word in re.split(r"[\s\-–,&]+", text) if word]
    names = len(words) <= 8 and all(word[0].isupper() or word == "và" for word in words)
    return (names and not text.isupper() and not _ENDS.search(text)) or bool(_BYLINE.match(text))


def _author(after: Sequence[str]) -> str:
    """Return the names in the first byline after the text: "Tác giả: Lê A", "Lê A - Trần B"."""
    for text in after:
        names = _AUTHOR_LABEL.sub("", text).strip(" .")
        if _AUTHOR.fullmatch(names) and not _is_noise(text):
            return names
    return ""


def _is_dropped(text: str, repeated: Counter[str]) -> bool:
    short = len(text.split()) <= _CAPTION_LONGEST
    return (
        _is_noise(text) or _is_caption(text) or _is_byline(text) or (short and repeated[text] > 1)
    )


def _is_heading(text: str) -> bool:
    return not _ENDS.search(text) and len(text.split()) <= _HEADING_LONGEST


def _headline_at(kept: Sequence[Paragraph], first: int) -> list[int]:
    """Return where the headline and its second line stand, above the first paragraph."""
    found: list[int] = []
    for index in range(first):
        text = kept[index].text
        # A headline may read like a caption; what follows it must not.
        caption = _is_caption(text) if found else _CAPTION_MARK.search(text) is not None
        if _is_noise(text) or caption or len(text.split()) < 5:
            continue
        if found and kept[found[0]].text == text:
            continue
        found.append(index)
    return _menu_free(found)[:2]


def _menu_free(found: list[int]) -> list[int]:
    """Keep the last lines of a run: what precedes a headline is the menu."""
    return found if len(found) <= 2 else found[-2:]


def _published(kept: Sequence[Paragraph], title_at: list[int]) -> date | None:
    """Return the date line nearest after the headline; a page's clock stands above it."""
    start = title_at[0] if title_at else 0
    dates = [
        (index < start, index, day)
        for index, paragraph in enumerate(kept)
        if (day := date_line(paragraph.text)) is not None
        and not _CLOCK_NOW.search(paragraph.text)
        and (index < _DATE_LINES or index > len(kept) - _DATE_LINES)
    ]
    return min(dates)[2] if dates else None


def _opening(body: Sequence[tuple[str, Paragraph]]) -> str:
    if not body:
        return ""
    words = _DATELINE.sub("", body[0][1].text).split()
    return " ".join(words[:20]) + (" …" if len(words) > 20 else "")
