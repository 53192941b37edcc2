"""Refuse lists of private persons by name: poor households, people receiving aid, residents.

Without identity numbers a list is told by what it says of its people: that they are poor or in
need, or, of each, two things out of birth, home, telephone, ethnicity and family. A list of
officials, of a team, of those who are commended or who gave money is none, nor is a decision that
names its signers.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Sequence
from itertools import groupby

from ingest.markers import TABLE_RULE
from ingest.names import NAME, is_name
from knowledge.text import fold

_ENOUGH = 5
"""Different persons that make a list."""
_ENOUGH_UNDER_HEADER = 3
"""The same where a column says that it holds the names of persons."""
_MOSTLY = (7, 10)
"""Share of a column's cells that must be names, where no header says so."""
_LINES_ABOVE = 6
"""Lines in which the title of a list stands."""
_SHORTEST_NAME = 3
"""Words of a name in a column without a header; names of communes mostly have two."""

_PERSONS = re.compile(
    r"\b(?:ho (?:va |, )?ten|(?:ten )?chu ho|ho ten|ten (?:nguoi|cong dan|hoc sinh|tre|ho"
    r"|doi tuong|thanh vien))\b"
)
_OFFICE = re.compile(
    r"\b(?:chuc (?:vu|danh)|(?:don vi|noi|co quan) cong tac|nghe nghiep|cap bac|nhiem vu|vai tro"
    r"|phu trach|to chuc|can bo|cong chuc|doanh nghiep)\b"
)
_PARTICULARS = (
    re.compile(r"\b(?:(?:nam|ngay) sinh|ngay,? thang,? nam sinh|sinh (?:nam|ngay)|tuoi)\b"),
    re.compile(
        r"\b(?:dia chi|noi o|cho o|thuong tru|tru tai|ho khau|thon|xom|ap|buon|to dan pho"
        r"|khu pho|khom|so nha)\b"
    ),
    re.compile(r"\b(?:dien thoai|sdt|so dt)\b"),
    re.compile(r"\b(?:dan toc|ton giao)\b"),
    re.compile(r"\b(?:quan he voi|(?:so|nhan) khau|so nhan khau|thanh vien trong ho)\b"),
)
"""Birth, home, telephone, ethnicity, family."""
_IN_NEED = re.compile(
    r"\b(?:ho (?:moi )?(?:ngheo|can ngheo|thoat (?:can )?ngheo|tai ngheo)|(?<!vi )nguoi ngheo"
    r"|khuyet tat|bao tro xa hoi|tro cap (?:xa hoi|hang thang|that nghiep)|mo coi|neo don"
    r"|hoan canh (?:dac biet )?kho khan|cuu (?:tro|doi)|nha (?:tam|dot nat)|tam than|nhiem hiv)\b"
)
_HONOURED = re.compile(
    r"\b(?:khen|tuyen duong|bieu duong|vinh danh|danh hieu|huan chuong|huy chuong|ky niem chuong"
    r"|trao giai|ung ho|dong gop|tai tro|hao tam)\b"
)
_TEAM = re.compile(
    r"\b(?:(?:thanh vien|danh sach) (?:ban|to|hoi dong|doan|nhom)|(?:ban|to|doan|nhom) (?:chi dao"
    r"|ra soat|kiem tra|giam sat|cong tac|dieu tra|van dong|giup viec)|dieu tra vien"
    r"|ra soat vien|phan cong|can bo|cong chuc|vien chuc|dai bieu)\b"
)
_OFFICIAL = re.compile(
    r"\b(?:chu tich|bi thu|truong|pho|giam doc|uy vien|can bo|cong chuc|thu ky|doi truong"
    r"|hieu truong|giao vien|bac si|ke toan)\b"
)
_LISTS = re.compile(r"\b(?:danh sach|phu luc|bieu|bang ke)\b")
_SENTENCE_END = re.compile(r"[.;:!?]\W*$")
_OF_A_PLACE = re.compile(
    r"(?:xã|phường|thị trấn|huyện|quận|thị xã|tỉnh|thành phố|đặc khu|thôn|ấp|bản|buôn|xóm|khu|tổ|sở"
    r"|ban|phòng|ủy ban|uỷ ban|ubnd|công ty|hội|trường|trạm)\s"
)
_PLACES = re.compile(r"\b(?:xa|phuong|thi tran|huyen|tinh|thon|ap|don vi|dia (?:phuong|ban))\b")
_ITEM = re.compile(r"^\W{0,3}(?:\d{1,3}\s*[.)/-]?\s+|[-•*+]\s*)(?=\S)")
_YEAR = re.compile(r"(?<!\d)(?:19[3-9]\d|20[01]\d)(?!\d)")
_TELEPHONE = re.compile(r"(?<!\d)0\d{2,3}[ .]?\d{3}[ .]?\d{3,4}(?!\d)")
_WORDS_ONLY = re.compile(r"[^\W\d_]+(?:[ '][^\W\d_]+){1,6}")


def lists_private_persons(lines: Iterable[str]) -> bool:
    """Tell whether a text lists private persons by name.

    Args:
        lines: all of a document in NFC; tables as Markdown rows, the title of a list above it.
    """
    above: deque[str] = deque(maxlen=_LINES_ABOVE)
    under_header: set[str] = set()
    named: set[str] = set()
    for shape, group in groupby(filter(str.strip, lines), key=_shape):
        title = " ".join(above)
        if shape == "table":
            rows = [_cells(line) for line in group if not TABLE_RULE.match(line)]
            at = _header_row(rows)
            under_header |= _headed(rows, at, title) if at is not None else set()
            named |= _column_of_names(rows, title) if at is None else set()
        elif shape == "item":
            named |= {name for line in group if (name := _person(line, title))}
        else:
            above.extend(fold(line) for line in group if _is_title(line))
        if len(under_header) >= _ENOUGH_UNDER_HEADER or len(named) >= _ENOUGH:
            return True
    return False


def _is_title(line: str) -> bool:
    """Tell the title of a list from a sentence above it."""
    return line.isupper() or not _SENTENCE_END.search(line) or bool(_LISTS.search(fold(line)))


def _shape(line: str) -> str:
    return "table" if line.startswith("|") else "item" if _ITEM.match(line) else "text"


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip("| ").split("|")]


def _header_row(rows: Sequence[Sequence[str]]) -> int | None:
    """Return the row that heads a column of persons; titles of a sheet may stand above it."""
    for at, cells in enumerate(rows):
        if any(_PERSONS.search(fold(cell)) for cell in cells) and not any(map(_is_full, cells)):
            return at
    return None


def _headed(rows: Sequence[Sequence[str]], at: int, above: str) -> set[str]:
    """Return the names under a header, where its columns and title tell of private persons."""
    header = [fold(cell) for cell in rows[at]]
    if not _is_private(_text([header]), f"{above} {_text(rows[:at])}"):
        return set()
    column = next(index for index, cell in enumerate(header) if _PERSONS.search(cell))
    cells = (row[column] for row in rows[at + 1 :] if column < len(row))
    return {fold(cell) for cell in cells if _WORDS_ONLY.fullmatch(cell)}


def _column_of_names(rows: Sequence[Sequence[str]], above: str) -> set[str]:
    """Return the names in a table without a header that tells of private persons."""
    text = _text(rows)
    if _OFFICIAL.search(text) or not _is_private(text, above):
        return set()
    for column in range(max(map(len, rows), default=0)):
        cells = [row[column] for row in rows if column < len(row) and row[column]]
        if cells and _PLACES.search(fold(cells[0])):
            continue
        names = {fold(cell) for cell in cells if _is_full(cell)}
        if len(names) * _MOSTLY[1] >= len(cells) * _MOSTLY[0] and names:
            return names
    return set()


def _person(line: str, above: str) -> str:
    """Return the private person that a numbered line is about; empty for none."""
    found, folded = NAME.search(line), fold(line)
    if found is None or not _is_full(found.group()) or _OFFICIAL.search(folded):
        return ""
    born = "nam sinh" if _YEAR.search(line) else ""
    called = "dien thoai" if _TELEPHONE.search(line) else ""
    return fold(found.group()) if _is_private(f"{folded} {born} {called}", above) else ""


def _is_private(told: str, above: str) -> bool:
    """Tell by what a list says of each person, and by its title, whether they are private.

    Args:
        told: its columns, or the line of one person, without diacritics.
        above: its title, without diacritics.
    """
    if _OFFICE.search(told) or _HONOURED.search(above) or _TEAM.search(above):
        return False
    particulars = sum(1 for kind in _PARTICULARS if kind.search(told))
    return particulars > 1 or _IN_NEED.search(f"{above} {told}") is not None


def _text(rows: Iterable[Iterable[str]]) -> str:
    return fold(" | ".join(cell for row in rows for cell in row))


def _is_full(cell: str) -> bool:
    """Tell whether a cell is a name of three words or more, and not that of a place or body."""
    if len(cell.split()) < _SHORTEST_NAME or _OF_A_PLACE.match(cell.lower()):
        return False
    return NAME.fullmatch(cell) is not None and is_name(cell)
