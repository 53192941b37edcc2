"""Pasted tables: years and measures in rows or columns, under one header line or two."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from knowledge.figures.ambiguity import Ambiguity, AmbiguityCode
from knowledge.figures.facts import FIELDS, Fact
from knowledge.figures.numerals import decimal_text, whole
from knowledge.figures.table_headers import YEAR, Column, cells_of, header_at, label_of
from knowledge.text import fold

_RULE = re.compile(r"[\s|:+-]+")
_NUMERAL = r"(\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3})+|\d{1,18}(?:[.,]\d+)?)"
_NUMBER = re.compile(rf"{_NUMERAL}(?: ?(?:%|phan tram|ho(?: ngheo| dan)?|hn))?\.?")
_FRACTION = re.compile(r"(\d+(?:\.\d{3})*) ?/ ?(\d+(?:\.\d{3})*)(?: ?ho)?")
_WITH_RATE = re.compile(rf"(\d+(?:\.\d{{3}})*)(?: ?ho)? ?\({_NUMERAL} ?%\)")
_MINUS = re.compile(r"[-−–] ?\d")
_SUM = re.compile(r"(?:tong|cong|toan|chung)\b")
_WORDS_THEN_NUMBERS = re.compile(r"([^\W\d][^\d]*?)((?: +[\d.,]+%?){2,})")


@dataclass(frozen=True, slots=True)
class Tabled:
    """What was read from the pasted tables of a text.

    Attributes:
        rest: the text without the lines of the tables; a row without a year is in it as a sentence.
        facts: the facts read.
        units: names of the units or hamlets whose rows a table holds, when it has no row of sums.
        unread: questions about cells that could not be read.
    """

    rest: str
    facts: tuple[Fact, ...]
    units: tuple[str, ...] = ()
    unread: tuple[Ambiguity, ...] = ()


def read_table(text: str) -> Tabled:
    """Take the pasted tables out of a text.

    Cells are parted by tabs, bars, semicolons or several spaces, where the header leaves no doubt
    by single spaces. A header may take two lines, years above measures.
    """
    lines = _header_first([line for line in text.split("\n") if not _is_rule(line)])
    folded = [fold(line) for line in lines]
    rest: list[str] = []
    read: list[_Row] = []
    at = 0
    while at < len(lines):
        columns, below = header_at(folded, at)
        rows = _rows(columns, folded[below:]) if columns else []
        if not rows:
            rest.append(lines[at])
            at += 1
            continue
        told = _counting([_read_row(columns, row) for row in rows])
        read.extend(told)
        apart = len({row.unit for row in told if row.unit}) > 1
        rest.extend(row.sentence for row in told if row.sentence and not apart)
        at = below + len(rows)
    units = tuple(row.unit for row in read if row.unit)
    return Tabled(
        "\n".join(rest),
        tuple(fact for row in read for fact in row.facts),
        units if len(set(units)) > 1 else (),
        tuple(cell for row in read for cell in row.unread),
    )


def _header_first(lines: list[str]) -> list[str]:
    """Return the lines with a header in parentheses before the rows it stands below."""
    for at, line in enumerate(lines):
        if not at or not line.startswith("(") or not line.endswith(")"):
            continue
        header = line[1:-1]
        width = len(cells_of(fold(header)))
        first = at
        while first and len(cells_of(lines[first - 1])) == width and lines[first - 1][:1].isdigit():
            first -= 1
        if width > 1 and first < at:
            return [*lines[:first], header, *lines[first:at], *lines[at + 1 :]]
    return lines


def _is_rule(line: str) -> bool:
    return bool(line.strip()) and bool(_RULE.fullmatch(line))


def _rows(columns: list[Column], lines: Sequence[str]) -> list[list[str]]:
    """Return the cells of the lines that go on with the table."""
    rows: list[list[str]] = []
    for line in lines:
        cells = cells_of(line)
        if len(cells) == 1:
            cells = _spaced_row(line, len(columns))
        while len(cells) > len(columns) and not cells[-1]:
            cells = cells[:-1]
        numbers = sum(bool(re.match(r"\d", cell)) for cell in cells)
        if not numbers or not 1 < len(cells) <= len(columns):
            break
        rows.append(cells)
    return rows


def _spaced_row(line: str, width: int) -> list[str]:
    """Return the cells of a line parted by single spaces, if they fill the table."""
    if len(line.split(",")) == width:
        return [cell.strip() for cell in line.split(",")]
    cells = line.split()
    if len(cells) == width and re.match(r"20[12]\d$|\d{1,2}$", cells[0]):
        return cells
    named = _WORDS_THEN_NUMBERS.fullmatch(line.strip())
    cells = [named.group(1), *named.group(2).split()] if named else []
    return cells if len(cells) == width else []


def _counting(rows: list[_Row]) -> list[_Row]:
    """Return the rows of a table that count: of one with a row of sums only that row."""
    named = [row for row in rows if row.unit]
    sums = [replace(row, unit="") for row in named if _SUM.match(row.unit)]
    return sums if sums and len(named) > 1 else rows


_SAID = {"households": "tổng số hộ", "poor_households": "hộ nghèo", "poor_rate": "tỷ lệ hộ nghèo"}


@dataclass(frozen=True, slots=True)
class _Row:
    facts: tuple[Fact, ...] = ()
    unit: str = ""
    sentence: str = ""
    unread: tuple[Ambiguity, ...] = ()


def _read_row(columns: list[Column], cells: list[str]) -> _Row:
    """Read one row: what its own cells name completes what the columns say."""
    own = Column()
    unit = ""
    corner = next((c.label for c in columns if c.label in FIELDS and c.year is None), None)
    by_year = any(column.year for column in columns)
    numbers: list[tuple[Column, str]] = []
    negative: list[Ambiguity] = []
    for column, cell in zip(columns, cells, strict=False):
        year = YEAR.fullmatch(cell)
        holds = column.year is not None or (column.label in FIELDS and not (by_year and year))
        if holds and re.match(r"\d", cell):
            numbers.append((column, cell))
        elif holds and _MINUS.match(cell):
            negative.append(Ambiguity("negative", _year_end(column, own), (cell,)))
        elif year and column.label in ("year", None):
            own = replace(own, year=int(year.group(1)))
        elif re.search(r"[a-z]", cell) and column.year is None and own.label is None:
            label = label_of(cell) if not _SUM.match(cell) or "ho" in cell.split() else None
            own = replace(own, label=label if label not in ("unit", "year") else None)
            unit = cell if label in (None, "unit") and column.label != "" else unit
    if own.label is None and by_year and not unit:
        own = replace(own, label=corner)
    told = [(_year_end(column, own), _measure(column, own), cell) for column, cell in numbers]
    if own.year is None and not by_year:
        said = [f"{_SAID[name]} {cell}" for _, name, cell in told if name in _SAID]
        return _Row((), unit, ", ".join(said))
    facts: list[Fact] = []
    unread = negative
    for end, name, cell in told:
        found = list(_facts(end, name, cell)) if end else []
        facts.extend(found)
        if not found and name != "" and not (unit and name is None):
            unread.append(Ambiguity(_obstacle(end, name), end, (cell,)))
    return _Row(tuple(facts), unit, "", tuple(unread))


def _obstacle(year: int | None, name: str | None) -> AmbiguityCode:
    """Return why a cell gives no figure."""
    if year is None:
        return "year_unknown"
    return "unit_unclear" if name is None else "unclear_number"


def _year_end(column: Column, own: Column) -> int | None:
    """Return the year-end of a cell: by its column, else by its row."""
    year = column.year or own.year
    return year - column.start if year else None


def _measure(column: Column, own: Column) -> str | None:
    """Return what a cell measures: by its column, else by the head of its row."""
    return column.label if column.label in FIELDS else own.label


def _facts(year: int, name: str | None, cell: str) -> Iterator[Fact]:
    """Yield the facts in a cell: a figure, "98/2000" or "98 (4,9%)"."""
    counts = _FRACTION.fullmatch(cell)
    pair = _WITH_RATE.fullmatch(cell)
    number = _NUMBER.fullmatch(cell)
    if counts and name in (None, "poor_households"):
        yield from _counted(year, "poor_households", counts.group(1), cell)
        yield from _counted(year, "households", counts.group(2), cell)
    elif pair and name in (None, "poor_households"):
        yield from _counted(year, "poor_households", pair.group(1), cell)
        yield Fact(year, "poor_rate", decimal_text(pair.group(2)), cell)
    elif number and name == "poor_rate":
        yield Fact(year, name, decimal_text(number.group(1)), cell)
    elif number and name in FIELDS:
        yield from _counted(year, str(name), number.group(1), cell)


def _counted(year: int, name: str, numeral: str, cell: str) -> Iterator[Fact]:
    count = whole(numeral)
    if count is not None:
        yield Fact(year, name, count, cell)
