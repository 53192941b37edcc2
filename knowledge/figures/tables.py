"""Pasted tables: years and measures in rows or columns, under one header line or two."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from knowledge.figures.facts import FIELDS, Fact
from knowledge.figures.numerals import decimal_text, whole
from knowledge.text import fold

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
_RULE = re.compile(r"[\s|:+-]+")
_YEAR = re.compile(r"(?:31/12/)?(?:(?:den )?(?:cuoi|het) )?(?:nam )?(20[12]\d)(?: ?\((?:ho|%)\))?")
_NUMERAL = r"(\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3})+|\d{1,18}(?:[.,]\d+)?)"
_NUMBER = re.compile(rf"{_NUMERAL}(?: ?(?:%|ho(?: ngheo| dan)?|hn))?")
_FRACTION = re.compile(r"(\d+(?:\.\d{3})*) ?/ ?(\d+(?:\.\d{3})*)(?: ?ho)?")
_WITH_RATE = re.compile(rf"(\d+(?:\.\d{{3}})*)(?: ?ho)? ?\({_NUMERAL} ?%\)")
_SUM = re.compile(r"(?:tong|cong|toan|chung)\b")
_WORDS_THEN_NUMBERS = re.compile(r"([^\W\d][^\d]*?)((?: +[\d.,]+%?){2,})")


@dataclass(frozen=True, slots=True)
class _Column:
    """What the header says of a column: the year-end of its figures, and what they are.

    ``start``: the figures are of the start of the year, which is the end of the one before.
    """

    year: int | None = None
    label: str | None = None
    start: bool = False


@dataclass(frozen=True, slots=True)
class Tabled:
    """What was read from the pasted tables of a text.

    Attributes:
        rest: the text without the lines of the tables; a row without a year is in it as a sentence.
        facts: the facts read.
        units: names of the units or hamlets whose rows a table holds, when it has no row of sums.
    """

    rest: str
    facts: tuple[Fact, ...]
    units: tuple[str, ...] = ()


def read_table(text: str) -> Tabled:
    """Take the pasted tables out of a text.

    Cells are parted by tabs, bars, semicolons or several spaces, where the header leaves no doubt
    by single spaces. A header may take two lines, years above measures.
    """
    lines = [line for line in text.split("\n") if not _is_rule(line)]
    folded = [fold(line) for line in lines]
    rest: list[str] = []
    facts: list[Fact] = []
    units: list[str] = []
    at = 0
    while at < len(lines):
        columns, below = _header(folded, at)
        rows = _rows(columns, folded[below:]) if columns else []
        if not rows:
            rest.append(lines[at])
            at += 1
            continue
        read, names, sentences = _read_rows(columns, rows)
        facts.extend(read)
        units.extend(names)
        rest.extend(sentences)
        at = below + len(rows)
    return Tabled("\n".join(rest), tuple(facts), tuple(units) if len(units) > 1 else ())


def _is_rule(line: str) -> bool:
    return bool(line.strip()) and bool(_RULE.fullmatch(line))


def _cells(line: str) -> list[str]:
    """Return the cells of a folded line; an empty first or last cell of a barred line is none."""
    bare = line.strip(" ") if "\t" in line else line.strip().strip("|")
    return [cell.strip() for cell in _CELL_SPLIT.split(bare)]


def _header(folded: Sequence[str], at: int) -> tuple[list[_Column], int]:
    """Return the columns when a header begins at a line, and the line below it."""
    columns = _columns(folded[at])
    if not columns:
        return [], at
    below = _columns(folded[at + 1]) if at + 1 < len(folded) else []
    years = [column.year for column in columns]
    if any(years) and below and not any(column.year for column in below):
        return _two_lines(columns, below), at + 2
    return columns, at + 1


def _two_lines(upper: list[_Column], lower: list[_Column]) -> list[_Column]:
    """Return the columns under a line of years, each over several measures of the line below."""
    columns: list[_Column] = []
    year: int | None = None
    for above, below in zip_longest(upper, lower, fillvalue=_Column()):
        year = above.year or (None if above.label else year)
        columns.append(_Column(year, below.label or above.label))
    return columns


def _columns(line: str) -> list[_Column]:
    """Return the columns a line heads; empty when it is no header."""
    cells = _cells(line)
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


def _column(cell: str) -> _Column | None:
    """Return what a header cell says; ``None`` when it holds a number and is no header cell."""
    year = _YEAR.fullmatch(cell)
    if year:
        return _Column(int(year.group(1)))
    if re.search(r"\d", cell):
        named = re.fullmatch(r"(.*?[a-z%)]) *(?:nam |cuoi nam |cuoi )?(20[12]\d)", cell)
        label = _label(named.group(1)) if named else None
        planned = bool(re.search(r"\b(?:uoc|kh|ke hoach|du kien|chi tieu)\b", cell))
        if not named or (label is None and not planned):
            return None
        return _Column(None, "") if planned else _Column(int(named.group(2)), label)
    early = re.search(r"\bdau (?:nam|ky)\b", cell)
    label = _label(re.sub(r"\b(?:dau|cuoi) (?:nam|ky)\b", "", cell))
    return _Column(None, label if early or label else _label(cell), bool(early))


def _label(cell: str) -> str | None:
    """Return what a label names, see ``_LABELS``; ``None`` for words that name nothing."""
    return next((name for name, pattern in _LABELS if pattern.search(cell)), None)


def _rows(columns: list[_Column], lines: Sequence[str]) -> list[list[str]]:
    """Return the cells of the lines that go on with the table."""
    rows: list[list[str]] = []
    for line in lines:
        cells = _cells(line)
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


def _read_rows(
    columns: list[_Column], rows: list[list[str]]
) -> tuple[list[Fact], list[str], list[str]]:
    """Return the facts of a table, the names of the units it has rows of, and sentences.

    Of a table with a row of sums only that row counts.
    """
    read = [_read_row(columns, row) for row in rows]
    named = [row for row in read if row.unit]
    sums = [row for row in named if _SUM.match(row.unit)]
    if sums and len(named) > 1:
        read, named = sums, []
    facts = [fact for row in read for fact in row.facts]
    sentences = [] if len(named) > 1 else [row.sentence for row in read if row.sentence]
    return facts, [row.unit for row in named], sentences


@dataclass(frozen=True, slots=True)
class _Row:
    facts: tuple[Fact, ...] = ()
    unit: str = ""
    sentence: str = ""


def _read_row(columns: list[_Column], cells: list[str]) -> _Row:
    """Read one row: what its own cells name completes what the columns say."""
    own = _Column()
    unit = ""
    corner = next((c.label for c in columns if c.label in FIELDS and c.year is None), None)
    by_year = any(column.year for column in columns)
    numbers: list[tuple[_Column, str]] = []
    for column, cell in zip(columns, cells, strict=False):
        year = _YEAR.fullmatch(cell)
        holds = column.year is not None or (column.label in FIELDS and not (by_year and year))
        if holds and re.match(r"\d", cell):
            numbers.append((column, cell))
        elif year and column.label in ("year", None):
            own = replace(own, year=int(year.group(1)))
        elif re.search(r"[a-z]", cell) and column.year is None and own.label is None:
            label = _label(cell) if not _SUM.match(cell) or "ho" in cell.split() else None
            own = replace(own, label=label if label not in ("unit", "year") else None)
            unit = cell if label in (None, "unit") and column.label != "" else unit
    if own.label is None and by_year and not unit:
        own = replace(own, label=corner)
    told = [(_year_end(column, own), _measure(column, own), cell) for column, cell in numbers]
    if own.year is None and not by_year:
        said = [f"{_SAID[name]} {cell}" for _, name, cell in told if name in _SAID]
        return _Row((), unit, ", ".join(said))
    facts = [f for year, name, cell in told if year for f in _facts(year, name, cell)]
    return _Row(tuple(facts), unit)


_SAID = {"households": "tổng số hộ", "poor_households": "hộ nghèo", "poor_rate": "tỷ lệ hộ nghèo"}


def _year_end(column: _Column, own: _Column) -> int | None:
    """Return the year-end of a cell: by its column, else by its row."""
    year = column.year or own.year
    return year - column.start if year else None


def _measure(column: _Column, own: _Column) -> str | None:
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
