"""The subject line (trích yếu) of a text: what it is about, in its own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.dates import WORDED
from ingest.kinds import TYPE_LINE, TYPE_NAMES, typed_line
from ingest.numbers import NUMBER
from knowledge.text import UPPER, fold

_ANY = "|".join(TYPE_NAMES)
_DATE = rf"(?:{WORDED.pattern}|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{4}})"
_PLACE_DATE = re.compile(rf"(?:[{UPPER}][\w.\s-]{{1,30}},)\s*ngày\s+{_DATE}")
_NUMBER_LINE = re.compile(rf"^\W*(?:Luật\s+|Bộ luật\s+)?[Ss][ốỐỎÓ]\s*[:.;]\s*{NUMBER}")
_ABOUT = re.compile(r"(?:^|\s{2,})\W*V\s?/\s?v\s*:?\s*(.+)$", re.IGNORECASE)
_ADDRESSED = re.compile(r"^\W*Kính gửi\b", re.IGNORECASE)
_ORGAN = re.compile(
    r"^\W*(?:CHÍNH PHỦ|QUỐC HỘI|ỦY BAN|UỶ BAN|HỘI ĐỒNG|BỘ TRƯỞNG|CHỦ TỊCH|GIÁM ĐỐC)\b"
)
_OFFICE = re.compile(
    r"^\W*(?:chính phủ|quốc hội|liên bộ trưởng|(?:bộ trưởng|thủ tướng|chủ tịch|thống đốc"
    r"|ủy ban|uỷ ban|hội đồng|giám đốc)\b.{0,60}"
    r"|khóa\s.{0,60}kỳ họp.{0,40})$",
    re.IGNORECASE,
)
_OWN_NUMBER = re.compile(
    rf"^(?:{_ANY})?\s*(?:của .{{2,60}}? )?số\s+{NUMBER}\s*(?:ngày\s+{_DATE})?\s*"
    rf"|^(?:{_ANY})\s+của (?:\S+ ){{2,8}}?(?=(?:về|quy định|ban hành|sửa đổi)\b)",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"^(?:Để\s|Trên cơ sở\s|(?:QUYẾT ĐỊNH|QUYẾT NGHỊ)\s*:|(?:Thực hiện|Thi hành|Triển khai)\s+"
    r"(?:Luật|Nghị|Quyết|Chỉ thị|Kế hoạch|Công văn|Hướng dẫn).*\bsố\s)"
)
_SHORTEST_LINE = 3
_FULL_LINE = 80
"""Characters over which a line below a gap is text, not a further line of the title."""
_LONGEST = 60
"""Words of the longest subject."""


def read_subject(
    declared: dict[str, str], head: Sequence[str], type_name: str, number: str | None
) -> str:
    """Return the subject, by declaration or from the lines above the legal bases.

    Args:
        declared: front matter and tables, by our own names.
        head: the lines above the legal bases.
        type_name: the kind.
        number: the official number, returned where nothing else names the text.
    """
    title, subject = declared.get("title", ""), declared.get("subject", "")
    bare = re.sub(NUMBER, "", title).strip(" -–:.")
    if title and fold(bare).removeprefix(fold(type_name)).strip(" so"):
        return title
    heading = declared.get("heading", "")
    return subject or _subject_lines(head) or title or heading or (number or "")


def _subject_lines(head: Sequence[str]) -> str:
    """Return the lines from the kind ("QUYẾT ĐỊNH") to the issuing body or the legal bases."""
    start = typed_line(head)
    if start is None:
        return _letter_subject(head) or _after_date(head)
    lines: list[str] = []
    gap = False
    for line in head[start + bool(TYPE_LINE.match(head[start])) :]:
        if not line:
            gap = True
            continue
        if gap and lines and _is_sentence(line):
            break
        gap = False
        ends = any(
            mark.match(line)
            for mark in (_ORGAN, _OFFICE, _REASON, _NUMBER_LINE, _PLACE_DATE, _ADDRESSED)
        )
        if ends and not lines:
            continue
        if lines and (ends or len(line) < _SHORTEST_LINE):
            break
        lines.append(line)
        if len(" ".join(lines).split()) > _LONGEST:
            break
    text = " ".join(" ".join(lines).split())
    text = _OWN_NUMBER.sub("", text, count=1) or text
    return text[:1].upper() + text[1:]


def _is_sentence(line: str) -> bool:
    """Tell a sentence below the title from a further line of the title."""
    opens = line[:1].isupper() and not line.isupper()
    return opens and (line.endswith((".", ";", ":")) or len(line) > _FULL_LINE)


def _letter_subject(head: Sequence[str]) -> str:
    """Return what follows "V/v" in an official letter, down to the date or the addressee."""
    lines: list[str] = []
    for line in head:
        if not lines:
            found = _ABOUT.search(line)
            if found is not None:
                lines.append(_PLACE_DATE.split(found.group(1))[0].strip())
            continue
        if _PLACE_DATE.search(line) or _ADDRESSED.match(line) or line.isupper():
            break
        lines.append(line)
        if len(" ".join(lines).split()) > _LONGEST:
            break
    text = " ".join(" ".join(lines).split()).rstrip(" .;")
    return text[:1].upper() + text[1:]


def _after_date(head: Sequence[str]) -> str:
    """Return the subject where the scanner lost the kind: what follows the date."""
    seen_date = False
    lines: list[str] = []
    for line in head:
        if _PLACE_DATE.search(line):
            seen_date = True
        elif seen_date and line and not line.isupper():
            lines.append(line)
    return " ".join(lines[:3])
