"""The header of a pasted table: which year-end and which measure each column holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from knowledge.figures.facts import FIELDS

_LABELS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("", r"can ngheo|\bhcn\b|thoat|\btang\b|\bgiam\b|^tt$|\bstt\b|\bkhau\b|ghi chu|dtts|dan toc"
             r"|tai ngheo|phat sinh|so voi|ke hoach|\bkh\b|chi tieu|noi dung|tieu chi"),
        ("poor_rate", r"t[iy] le|\btl|%"),
        ("poor_households", r"ngheo|\bhn\b"),
        ("households", r"\btong\b|\bho dan\b|\bso ho\b|\btsh\b|^ho$"),
        ("year", r"\bnam\b|thoi diem"),
        ("unit", r"\b(?:xa|phuong|thi tran|huyen|don vi|dia phuong|ap|thon|khom|khu pho|dia"
                 r" ban)\b"),
    )
)  # fmt: skip
"""What a header or the head of a row names, the first that fits; empty for what is passed over."""

_LABEL_WORDS = re.compile(
    r"t[iy] le(?: (?:ho )?(?:can )?ngheo)?(?: \(?%\)?)?|(?:so )?ho can ngheo|(?:so )?ho ngheo"
    r"|tong(?: so)?(?: ho)?(?: dan)?|so ho(?: dan)?|\b(?:nam|tlhn|hcn|hn|tl|stt|tt)\b"
)
_CELL_SPLIT = re.compile(r"\t|\||;| {2,}")
YEAR = re.compile(r"(?:31/12/)?(?:(?:den )?(?:cuoi|het) )?(?:nam )?(20[12]\d)(?: ?\((?:ho|%)\))?")


@dataclass(frozen=True, slots=True)
class Column:
    """What the header says of a column: the year-end of its figures, and what they are.

    ``start``: the figures are of the start of the year, which is the end of the one before.
    """

    year: int | None = None
    label: str | None = None
    start: bool = False


def header_at(folded: Sequence[str], at: int) -> tuple[list[Column], int]:
    """Return the columns when a header begins at a line, and the line below it."""
    columns = _columns(folded[at])
    if not columns:
        return [], at
    below = _columns(folded[at + 1]) if at + 1 < len(folded) else []
    years = [column.year for column in columns]
    if any(years) and below and not any(column.year for column in below):
        return _two_lines(columns, below), at + 2
    return columns, at + 1


def _two_lines(upper: list[Column], lower: list[Column]) -> list[Column]:
    """Return the columns under a line of years, each over several measures of the line below."""
    columns: list[Column] = []
    year: int | None = None
    for above, below in zip_longest(upper, lower, fillvalue=Column()):
        year = above.year or (None if above.label else year)
        columns.append(Column(year, below.label or above.label))
    return columns


def _columns(line: str) -> list[Column]:
    """Return the columns a line heads; empty when it is no header."""
    cells = cells_of(line)
    if len(cells) == 1:
        cells = _spaced_header(line)
    columns = [_column(cell) for cell in cells]
    if len(cells) < 2 or None in columns:
        return []
    known = [column for column in columns if column]
    years = sum(column.year is not None for column in known)
    labels = {column.label for column in known}
    fields = labels & set(FIELDS)
    if years > 1 or (years and fields) or (fields and labels - fields - {None}) or len(fields) > 1:
        return known
    return []


def _spaced_header(line: str) -> list[str]:
    """Return the cells of a header parted by single spaces: known labels, or words and years."""
    if not _LABEL_WORDS.sub("", line).strip(" ()%,-"):
        return _LABEL_WORDS.findall(line)
    years = re.fullmatch(r" *([a-z ]*?)((?: *\b20[12]\d\b){2,}) *", line)
    if not years and re.search(r"[a-z],[^ ]", line):
        return line.split(",")
    return [years.group(1), *years.group(2).split()] if years else [line]


def _column(cell: str) -> Column | None:
    """Return what a header cell says; ``None`` when it holds a number and is no header cell."""
    year = YEAR.fullmatch(cell)
    if year:
        return Column(int(year.group(1)))
    if re.search(r"\d", cell):
        named = re.fullmatch(r"(.*?[a-z%)]) *(?:nam |cuoi nam |cuoi )?(20[12]\d)", cell)
        label = label_of(named.group(1)) if named else None
        planned = bool(re.search(r"\b(?:uoc|kh|ke hoach|du kien|chi tieu)\b", cell))
        if not named or (label is None and not planned):
            return None
        return Column(None, "") if planned else Column(int(named.group(2)), label)
    early = re.search(r"\bdau (?:nam|ky)\b", cell)
    label = label_of(re.sub(r"\b(?:dau|cuoi) (?:nam|ky)\b", "", cell))
    return Column(None, label if early or label else label_of(cell), bool(early))


def label_of(cell: str) -> str | None:
    """Return what a label names, see ``_LABELS``; ``None`` for words that name nothing."""
    return next((name for name, pattern in _LABELS if pattern.search(cell)), None)


def cells_of(line: str) -> list[str]:
    """Return the cells of a folded line; an empty first or last cell of a barred line is none."""
    bare = line.strip(" ") if "\t" in line else line.strip().strip("|")
    return [cell.strip() for cell in _CELL_SPLIT.split(bare)]
