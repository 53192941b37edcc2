"""Refuse lists of persons: names beside identity numbers, as in a list of poor households.

Whoever brings such a list needs an administrator's leave: it joins names, identity numbers and
poverty, which the Law on the Protection of Personal Data (91/2025/QH15) protects. Nothing found
here is ever returned or logged, only whether it was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.personal_data import IDENTITY_NUMBER
from knowledge.text import UPPER, fold, normalize

_ENOUGH = 3
"""Different persons that make a list."""
_ENOUGH_UNDER_HEADER = 2
"""The same where a column says that it holds identity numbers."""
_NEAR = (120, 60)
"""Characters before and after a number in which its owner's name is looked for."""

_SURNAMES = frozenset(
    [
        "an",
        "au",
        "bach",
        "ban",
        "be",
        "bui",
        "ca",
        "cam",
        "cao",
        "cha",
        "chau",
        "chu",
        "cu",
        "cut",
        "danh",
        "dao",
        "dang",
        "diep",
        "dinh",
        "do",
        "doan",
        "dong",
        "duong",
        "giang",
        "giap",
        "ha",
        "hac",
        "hang",
        "hau",
        "ho",
        "hoang",
        "hong",
        "hua",
        "huynh",
        "kha",
        "khong",
        "khuat",
        "kim",
        "kieu",
        "ksor",
        "la",
        "lac",
        "lai",
        "lam",
        "lau",
        "le",
        "leo",
        "lo",
        "loc",
        "long",
        "lu",
        "luc",
        "luong",
        "luu",
        "ly",
        "ma",
        "mac",
        "mai",
        "man",
        "mong",
        "mua",
        "muong",
        "ngan",
        "ngo",
        "nghiem",
        "nguyen",
        "ninh",
        "nong",
        "o",
        "ong",
        "phan",
        "pham",
        "phi",
        "pho",
        "phu",
        "phung",
        "quach",
        "quan",
        "quang",
        "roong",
        "siu",
        "son",
        "sung",
        "ta",
        "tang",
        "thach",
        "than",
        "thao",
        "thai",
        "thieu",
        "to",
        "ton",
        "tong",
        "tran",
        "trang",
        "trieu",
        "trinh",
        "truong",
        "tu",
        "tuong",
        "vang",
        "van",
        "vi",
        "vo",
        "vu",
        "vuong",
        "vuu",
        "vy",
        "xa",
        "y",
    ]
)
_NAME = re.compile(rf"(?<!\w)[{UPPER}][^\W\d_]*(?:[ ]+[{UPPER}][^\W\d_]*){{1,5}}(?!\w)")
_NOT_NAMES = frozenset(
    [
        "uy",
        "ban",
        "cong",
        "ty",
        "so",
        "phong",
        "bo",
        "xa",
        "phuong",
        "thi",
        "huyen",
        "tinh",
        "thanh",
        "hoi",
        "quy",
        "du",
        "an",
        "truong",
        "quoc",
    ]
)
_ID_COLUMN = re.compile(
    r"\b(?:cccd|cmnd|cmtnd|cmt|can cuoc|chung minh|so dinh danh|ma dinh danh|dinh danh ca nhan)\b"
)
_ID_DIGITS = re.compile(r"\d{8,12}")
_WORDS_ONLY = re.compile(r"[^\W\d_]+(?:[ '][^\W\d_]+){1,6}")
_LONGEST_HEADER = 60


def holds_personal_list(text: str) -> bool:
    """Tell whether a text lists persons with their identity numbers.

    A form with empty rows is none, nor is a decision that names one person.

    Args:
        text: all of a document; tables as Markdown rows.
    """
    text = normalize(text)
    return _in_tables(text.split("\n")) or _in_prose(text)


def _in_prose(text: str) -> bool:
    before, after = _NEAR
    owned: set[str] = set()
    for found in IDENTITY_NUMBER.finditer(text):
        number = found.group().replace(" ", "")
        around = text[max(found.start() - before, 0) : found.end() + after]
        if not number.endswith("000") and any(map(_is_name, _NAME.findall(around))):
            owned.add(number)
            if len(owned) >= _ENOUGH:
                return True
    return False


def _is_name(words: str) -> bool:
    parts = fold(words).split()
    return parts[0] in _SURNAMES and not _NOT_NAMES.issuperset(parts)


def _in_tables(lines: Iterable[str]) -> bool:
    column: int | None = None
    owned: set[str] = set()
    for line in lines:
        if not line.startswith("|"):
            continue
        cells = [cell.strip() for cell in line.strip("| ").split("|")]
        header = _id_column(cells)
        if header is not None:
            column = header
        elif column is not None and column < len(cells):
            number = re.sub(r"[\s.'-]", "", cells[column])
            others = cells[:column] + cells[column + 1 :]
            if _ID_DIGITS.fullmatch(number) and any(map(_WORDS_ONLY.fullmatch, others)):
                owned.add(number)
                if len(owned) >= _ENOUGH_UNDER_HEADER:
                    return True
    return False


def _id_column(cells: list[str]) -> int | None:
    for position, cell in enumerate(cells):
        short = len(cell) <= _LONGEST_HEADER and not _ID_DIGITS.search(cell)
        if short and _ID_COLUMN.search(fold(cell)):
            return position
    return None
