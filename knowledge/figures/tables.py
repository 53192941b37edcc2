"""Pasted tables: rows of years under measures, or rows of measures under years."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from knowledge.figures.facts import FIELDS, Fact
from knowledge.figures.numerals import decimal_text, whole
from knowledge.text import fold

_Row = Callable[[list[str]], list[Fact] | None]
"""Reads the cells of a row; ``None`` when it is no row of the table."""

_LABELS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("", r"can ngheo|thoat|\btang\b|\bgiam\b|\btt\b|\bstt\b"),
        ("poor_rate", r"t[iy] le|\btl\b|%"),
        ("poor_households", r"ngheo|\bhn\b"),
        ("households", r"\btong\b|\bho dan\b|\bso ho\b|\btsh\b"),
        ("year", r"\bnam\b|thoi diem"),
    )
)
_LABEL_WORDS = re.compile(
    r"t[iy] le(?: (?:ho )?(?:can )?ngheo)?(?: \(?%\)?)?|(?:so )?ho can ngheo|(?:so )?ho ngheo"
    r"|tong(?: so)?(?: ho)?(?: dan)?|so ho(?: dan)?|nam"
)
_CELL_SPLIT = re.compile(r"\t|\||;| {2,}")
_RULE = re.compile(r"[\s|:+-]+")
_YEAR = re.compile(r"(?:(?:cuoi|het) )?(?:nam )?(20[12]\d)")
_NUMBER = re.compile(
    r"(\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3})+|\d{1,18}(?:[.,]\d+)?)"
    r"(?: ?(?:%|ho(?: ngheo| dan)?))?"
)


def read_table(text: str) -> tuple[str, list[Fact]]:
    """Take a pasted table out of a text.

    Understood are tables whose rows are years under a header of measures, and tables whose rows
    are measures under a header of years; cells are parted by tabs, bars or several spaces.

    Returns:
        the text without the lines of the table, and the facts read from them.
    """
    facts: list[Fact] = []
    rest: list[str] = []
    read_row: _Row | None = None
    for line in text.split("\n"):
        if read_row and _RULE.fullmatch(line):
            continue
        folded = fold(line)
        row = _row(read_row, folded) if read_row else None
        if row is not None:
            facts.extend(row)
        elif header := _header(folded):
            read_row = header
        else:
            read_row = None if line.strip() else read_row
            rest.append(line)
    return "\n".join(rest), facts


def _cells(line: str) -> list[str]:
    """Return the cells of a folded line."""
    return [cell.strip() for cell in _CELL_SPLIT.split(line.strip().strip("|"))]


def _row(read_row: _Row, folded: str) -> list[Fact] | None:
    """Read a line as a row of a table; cells may be parted by single spaces."""
    cells = _cells(folded)
    row = read_row(cells)
    return read_row(folded.split()) if row is None and len(cells) == 1 else row


def _header(folded: str) -> _Row | None:
    """Return the reader of the rows below, when a line is the header of a table."""
    cells = _cells(folded)
    if len(cells) == 1:
        if _LABEL_WORDS.sub("", folded).strip(" ()%,-"):
            return None
        cells = _LABEL_WORDS.findall(folded)
    labels = [_label(cell) for cell in cells]
    if "year" in labels and set(labels) & set(FIELDS) and None not in labels:
        return partial(_row_of_year, labels)
    if len(cells) > 2 and all(_YEAR.fullmatch(cell) for cell in cells[1:]):
        return partial(_row_of_measure, cells)
    return None


def _label(cell: str) -> str | None:
    """Return the field a header cell names, empty for one to skip, ``None`` for no label."""
    if re.search(r"\d", cell):
        return None
    return next((name for name, pattern in _LABELS if pattern.search(cell)), None)


def _row_of_year(labels: list[str | None], cells: list[str]) -> list[Fact] | None:
    """Read a row whose columns are named by ``labels``; ``None`` when it is no such row."""
    if len(cells) != len(labels):
        return None
    year = _YEAR.fullmatch(cells[labels.index("year")])
    if not year:
        return None
    named = zip(labels, cells, strict=True)
    facts = [_fact(int(year.group(1)), label, cell) for label, cell in named]
    return [fact for fact in facts if fact]


def _row_of_measure(header: list[str], cells: list[str]) -> list[Fact] | None:
    """Read a row named by its first cell whose columns are years."""
    label = _label(cells[0])
    if label is None or len(cells) != len(header):
        return None
    years = [_YEAR.fullmatch(cell) for cell in header[1:]]
    dated = zip(years, cells[1:], strict=True)
    facts = [_fact(int(year.group(1)), label, cell) for year, cell in dated if year]
    return [fact for fact in facts if fact]


def _fact(year: int, name: str | None, cell: str) -> Fact | None:
    """Return the fact in a cell, if its column or row is a field and it holds a numeral."""
    match = _NUMBER.fullmatch(cell)
    if name not in FIELDS or not match:
        return None
    if name == "poor_rate":
        return Fact(year, name, decimal_text(match.group(1)), cell)
    count = whole(match.group(1))
    return Fact(year, name, count, cell) if count is not None else None
