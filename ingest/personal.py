"""Refuse lists of persons: names beside identity numbers, households in need by name.

Whoever brings such a list needs an administrator's leave: it joins names, identity numbers, homes
and poverty, which the Law on the Protection of Personal Data (91/2025/QH15) protects. Nothing found
here is ever returned or logged, only whether it was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.names import NAME, is_name
from ingest.rosters import lists_private_persons
from knowledge.personal_data import IDENTITY_NUMBER
from knowledge.text import fold, normalize

_ENOUGH = 3
"""Different persons that make a list."""
_ENOUGH_UNDER_HEADER = 2
"""The same where a column says that it holds identity numbers."""
_NEAR = (120, 60)
"""Characters before and after a number in which its owner's name is looked for."""

_ID_COLUMN = re.compile(
    r"\b(?:cccd|cmnd|cmtnd|cmt|can cuoc|chung minh|so dinh danh|ma dinh danh|dinh danh ca nhan)\b"
)
_ID_DIGITS = re.compile(r"\d{8,12}")
_WORDS_ONLY = re.compile(r"[^\W\d_]+(?:[ '][^\W\d_]+){1,6}")
_LONGEST_HEADER = 60


def holds_personal_list(text: str) -> bool:
    """Tell whether a text lists persons with their identity numbers, or private ones by name.

    A form with empty rows is none, nor is a decision that names one person.

    Args:
        text: all of a document; tables as Markdown rows.
    """
    text = normalize(text)
    lines = text.split("\n")
    return _in_tables(lines) or _in_prose(text) or lists_private_persons(lines)


def _in_prose(text: str) -> bool:
    before, after = _NEAR
    owned: set[str] = set()
    for found in IDENTITY_NUMBER.finditer(text):
        number = found.group().replace(" ", "")
        around = text[max(found.start() - before, 0) : found.end() + after]
        if not number.endswith("000") and any(map(is_name, NAME.findall(around))):
            owned.add(number)
            if len(owned) >= _ENOUGH:
                return True
    return False


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
