"""Number, kind, issuer, signer, dates and subject of an official text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ingest.dates import WORDED, read_date, read_dates
from ingest.markers import CODE, DIEU, DIVISION, PREAMBLE, ROMAN_ITEM
from ingest.numbers import ISSUERS, NUMBER, TYPES, clean_number, number_codes
from ingest.places import province_of
from ingest.signers import signed_by, signer_of
from knowledge.text import UPPER, fold

_NUMBER_LINE = re.compile(
    rf"(?:^|\s)(?:Luật\s+|Pháp lệnh\s+|Bộ luật\s+)?[Ss][ốỐỎÓ]\s*[:.;]\s*({NUMBER})"
)
_NUMBER_TITLED = re.compile(rf"(?:[Ss][ốỐ]\s+)?({NUMBER})")
_DATE = rf"(?:{WORDED.pattern}|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{4}})"
_PLACE_DATE = re.compile(
    rf"(?:[{UPPER}][\w.\s-]{{1,30}},)\s*ngày\s+({_DATE})",
)
_TITLED_DATE = re.compile(rf"\bngày\s+({_DATE})", re.IGNORECASE)
_TYPE_NAMES = sorted(set(TYPES.values()), key=len, reverse=True)
_TYPE_LINE = re.compile(rf"^\W*({'|'.join(_TYPE_NAMES)})\W*$", re.IGNORECASE)
_TYPE_START = re.compile(
    rf"^\W*({'|'.join(_TYPE_NAMES)})(?=\s+(?:của|số|về|liên tịch|\d))", re.IGNORECASE
)
_IN_FORCE = re.compile(
    r"(?:" + "|".join(_TYPE_NAMES) + r"|Quy chế|văn bản) này (?:có|bắt đầu có) hiệu lực[^.;]{0,40}?"
    rf"(?:từ|kể từ) ngày\s+({_DATE})"
    rf"(?:\s+(?:đến|cho đến)(?: hết)?\s+[^\s\d]{{3,6}}\s+({_DATE}))?",
    re.IGNORECASE,
)
_FROM_SIGNING = re.compile(
    r"này có hiệu lực(?: thi hành)?(?: kể)? từ ngày (?:ký|ban hành)\b", re.IGNORECASE
)
_ORGAN = re.compile(
    r"^\W*((?:CHÍNH PHỦ|QUỐC HỘI|THỦ TƯỚNG CHÍNH PHỦ|CHỦ TỊCH NƯỚC|ỦY BAN|UỶ BAN|BỘ|BAN|HỘI ĐỒNG"
    r"|SỞ|TỈNH ỦY|THÀNH ỦY|VĂN PHÒNG|NGÂN HÀNG)"
    rf"(?:[\s,\-–]+[{UPPER}][{UPPER},.\-–]*)*?)(?=\s{{2,}}|\s*CỘNG H|\s*$|\s*\*\*)"
)
_COLUMN = re.compile(r"\s{3,}|\t|\|")
_OFFICE = re.compile(
    r"^\W*(?:chính phủ|quốc hội|(?:bộ trưởng|thủ tướng|chủ tịch|thống đốc|ủy ban|uỷ ban|hội đồng)"
    r"\b.{0,60})$",
    re.IGNORECASE,
)
_OWN_NUMBER = re.compile(
    rf"^(?:{'|'.join(_TYPE_NAMES)})?\s*(?:của .{{2,60}}? )?số\s+{NUMBER}\s*"
    rf"(?:ngày\s+{_DATE})?\s*"
    rf"|^(?:{'|'.join(_TYPE_NAMES)})\s+của (?:\S+ ){{2,8}}?(?=(?:về|quy định|ban hành|sửa đổi)\b)",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"^(?:Để\s|(?:Thực hiện|Triển khai)\s+"
    r"(?:Luật|Nghị|Quyết|Chỉ thị|Kế hoạch|Công văn|Hướng dẫn).*\bsố\s)"
)
_SHORTEST_LINE = 3
_HEAD_LINES = 60
_SUBJECT_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Metadata:
    """What identifies an official text; every field may be missing."""

    number: str | None = None
    type_name: str = ""
    issuer: str | None = None
    signer: str | None = None
    issued_on: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    subject: str = ""
    province: str | None = None
    url: str = ""


def read_metadata(lines: Sequence[str], declared: dict[str, str]) -> Metadata:
    """Return the metadata of an official text.

    Args:
        lines: its lines, front matter and information tables left out.
        declared: what front matter and tables declare, by our own names; it wins over the text.
    """
    plain = [line.strip(" \t#*_|>~") for line in lines]
    head = _head(plain)
    number = clean_number(declared.get("number", "")) or _number(head)
    code, issuer_code = number_codes(number)
    type_name = _type(declared.get("type_name", "")) or TYPES.get(code, "") or _type_line(head)
    issued = read_date(declared.get("issued_on", "")) or _issued_on(head)
    start, end = _in_force(plain, declared, issued)
    issuer = declared.get("issuer") or _issuer(head, issuer_code)
    return Metadata(
        number=number,
        type_name=type_name,
        issuer=issuer,
        signer=signer_of(declared.get("signer", "")) or signed_by(plain),
        issued_on=issued,
        effective_from=start,
        effective_to=end,
        subject=_subject(declared, head, type_name, number),
        province=declared.get("province") or _province(issuer, issuer_code, head),
        url=declared.get("url", ""),
    )


def looks_official(lines: Sequence[str], declared: dict[str, str]) -> bool:
    """Tell an official text from a press page: by declaration, letterhead, or its điều."""
    if declared.get("number") or declared.get("type_name"):
        return True
    plain = [line.strip(" \t#*_|>~") for line in lines]
    head = _head(plain)
    letters = "".join(character for character in fold(" ".join(head)) if character.isalpha())
    if "conghoaxahoichunghiavietnam" in letters or "doclaptudohanhphuc" in letters:
        return True
    if _number_line(head):
        return True
    is_titled = any(line.isupper() and _TYPE_LINE.match(line) for line in head)
    if is_titled and any(DIEU.match(line) or ROMAN_ITEM.match(line) for line in plain):
        return True
    articles = sum(1 for line in plain if DIEU.match(line) or line.startswith("Điều "))
    return articles > 1 and articles * 60 > len(plain)


def _head(plain: Sequence[str]) -> list[str]:
    """Return the lines above the legal bases and the first điều: letterhead, number, subject."""
    head: list[str] = []
    for line in plain:
        ends = any(mark.match(line) for mark in (PREAMBLE, DIEU, CODE, DIVISION))
        if head and (ends or len(head) > _HEAD_LINES):
            break
        if line:
            head.append(line)
    return head


def _number(head: Sequence[str]) -> str | None:
    return _number_line(head) or _number_titled(head)


def _number_line(head: Sequence[str]) -> str | None:
    for line in head:
        if (found := _NUMBER_LINE.search(line)) is not None:
            return clean_number(found.group(1))
    return None


def _number_titled(head: Sequence[str]) -> str | None:
    """Return a number from a title: "Quyết định của Thủ tướng Chính phủ số 115/2004/QĐ-TTg".

    A number of another kind of document is one the title cites, not its own.
    """
    for index, line in enumerate(head):
        titled = _TYPE_LINE.match(line) or _TYPE_START.match(line)
        if titled is None:
            continue
        for text in (line, *head[index + 1 : index + 3]):
            found = _NUMBER_TITLED.search(text)
            number = clean_number(found.group(1)) if found else None
            if number and fold(TYPES.get(number_codes(number)[0], "")) == fold(titled.group(1)):
                return number
    return None


def _type(text: str) -> str:
    key = fold(text).replace("-", " ").strip()
    for name in _TYPE_NAMES:
        if key.startswith(fold(name)):
            return name
    return ""


def _type_line(head: Sequence[str]) -> str:
    for line in head:
        if (found := _TYPE_LINE.match(line) or _TYPE_START.match(line)) is not None:
            return _type(found.group(1))
    return ""


def _issued_on(head: Sequence[str]) -> date | None:
    text = "\n".join(head)
    for pattern in (_PLACE_DATE, _TITLED_DATE):
        if (found := pattern.search(text)) is not None:
            return read_date(found.group(1))
    return None


def _in_force(
    plain: Sequence[str], declared: dict[str, str], issued: date | None
) -> tuple[date | None, date | None]:
    stated = read_dates(declared.get("effective", ""))
    end = read_date(declared.get("expires", ""))
    if len(stated) > 1 and "đến" in declared["effective"]:
        end = end or stated[1]
    text = " ".join(line for line in plain if "hiệu lực" in line or "ngày" in line)
    found = _IN_FORCE.search(text)
    if found is not None:
        stated = stated or read_dates(found.group(1))
        later = read_dates(found.group(0))
        end = end or (later[1] if len(later) > 1 else None)
    if stated:
        return stated[0], end
    return (issued if _FROM_SIGNING.search(text) else None), end


def _issuer(head: Sequence[str], code: str) -> str | None:
    if code in ISSUERS and code not in ("UBND", "HĐND"):
        return ISSUERS[code]
    for index, line in enumerate(head[:12]):
        found = _ORGAN.match(line)
        if found is None:
            continue
        name = " ".join(found.group(1).split())
        below = head[index + 1] if index + 1 < len(head) else ""
        following = _COLUMN.split(below.strip())[0]
        if re.match(r"^\W*(?:TỈNH|THÀNH PHỐ|HUYỆN|XÃ|PHƯỜNG)\s", following):
            name = f"{name} {following}"
        return _sentence_case(name)
    return ISSUERS.get(code)


def _sentence_case(name: str) -> str:
    """Return a letterhead in small letters, names of places keeping their capitals."""
    for known in ISSUERS.values():
        if fold(known) == fold(name):
            return known
    words = name.lower().split()
    if words[0] in ("sở", "bộ", "ban", "văn") and len(words) > 1:
        named = 2 if words[0] == "văn" else 1
        words[named:] = [words[named].capitalize(), *words[named + 1 :]] if words[named:] else []
    for index, word in enumerate(words):
        if index and word in ("tỉnh", "phố", "huyện", "xã", "phường"):
            words[index + 1 :] = [part.capitalize() for part in words[index + 1 :]]
            break
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def _subject(
    declared: dict[str, str], head: Sequence[str], type_name: str, number: str | None
) -> str:
    title, subject = declared.get("title", ""), declared.get("subject", "")
    bare = re.sub(NUMBER, "", title).strip(" -–:.")
    if title and fold(bare).removeprefix(fold(type_name)).strip(" so"):
        return title
    heading = declared.get("heading", "")
    return subject or _subject_lines(head) or title or heading or (number or "")


def _subject_lines(head: Sequence[str]) -> str:
    """Return the lines from the kind ("QUYẾT ĐỊNH") to the issuing body or the legal bases."""
    start = next(
        (i for i, line in enumerate(head) if _TYPE_LINE.match(line) or _TYPE_START.match(line)),
        None,
    )
    if start is None:
        return _long_line(head)
    lines: list[str] = []
    for line in head[start + bool(_TYPE_LINE.match(head[start])) :]:
        ends = any(mark.match(line) for mark in (_ORGAN, _OFFICE, _REASON, _NUMBER_LINE))
        if lines and (ends or len(line) < _SHORTEST_LINE):
            break
        lines.append(line)
        if len(" ".join(lines).split()) > _SUBJECT_LONGEST:
            break
    text = " ".join(" ".join(lines).split())
    text = _OWN_NUMBER.sub("", text, count=1) or text
    return text[:1].upper() + text[1:]


def _long_line(head: Sequence[str]) -> str:
    """Return the subject where the scanner lost the kind: what follows the date."""
    seen_date = False
    lines: list[str] = []
    for line in head:
        if _PLACE_DATE.search(line):
            seen_date = True
        elif seen_date and not line.isupper():
            lines.append(line)
    return " ".join(lines[:3])


def _province(issuer: str | None, code: str, head: Sequence[str]) -> str | None:
    text = f"{issuer or ''} {code}"
    local = re.search(r"\b(?:tỉnh|UBND|HĐND|TU|SNV|thành phố|Sở)\b", text, re.IGNORECASE)
    return province_of(f"{issuer or ''}\n" + "\n".join(head)) if local else None
