"""Where a spreadsheet holds what: finds the header, and the column of every fact and figure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.errors import DocumentError
from knowledge.messages import Messages
from knowledge.sheet_cells import SheetValue, Span, cell_name, shown
from knowledge.sheet_headers import (
    FIGURES,
    Header,
    Meaning,
    is_bare_rate,
    read_header,
    says_percent,
)
from knowledge.text import fold, squeeze

HEADER_ROWS = 40
"""Rows from the top among which the header is looked for."""

_DEPTHS = (1, 2, 3)
_SAMPLE = 25  # rows below the header that tell a column of kinds from a column of names
_LEAST_NUMBERED = 3
_LONGEST_HEADER = 200  # characters
_KINDS = frozenset(
    {
        "xa",
        "phuong",
        "thi",
        "tran",
        "tt",
        "huyen",
        "x",
        "p",
        "h",
        "thanh",
        "pho",
        "tp",
        "tx",
        "quan",
    }
)
_UNIT_ROW = re.compile(r"\(?(?:ho|%|don vi|dvt|nam|phan tram)?\)?")
_NUMBERED = re.compile(r"\(?(\d{1,2})\)?(?:\s*=.*)?")
_LETTERED = re.compile(r"\(?[a-z]\)?")

Grid = Sequence[Sequence[SheetValue]]
"""The first rows of a sheet, cells that are empty as ``None``."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column with a header.

    Attributes:
        number: its place, from 1.
        text: the header as written, on one line.
        meaning: what it holds.
        year: the year-end of a figure, else ``None``.
        percent: the header says that rates are per cent.
    """

    number: int
    text: str
    meaning: Meaning
    year: int | None
    percent: bool

    @property
    def is_figure(self) -> bool:
        """Whether the column holds a figure of a year-end."""
        return self.meaning in FIGURES


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a sheet.

    Attributes:
        header_row: last row of the header, from 1.
        first_row: first row of the data, from 1.
        columns: the columns with a header, from the left.
    """

    header_row: int
    first_row: int
    columns: tuple[Column, ...]

    def column(self, meaning: Meaning) -> Column | None:
        """Return the column of a fact that is not a figure, ``None`` when there is none."""
        return next((one for one in self.columns if one.meaning == meaning), None)

    @property
    def figures(self) -> tuple[Column, ...]:
        """The columns of figures."""
        return tuple(one for one in self.columns if one.is_figure)

    @property
    def used(self) -> tuple[Column, ...]:
        """The columns a verdict depends on."""
        ignored = ("district", "note", "ordinal", "near_poor", "other")
        return tuple(one for one in self.columns if one.meaning not in ignored)

    @property
    def unused(self) -> tuple[Column, ...]:
        """The columns no verdict depends on, row numbers left out."""
        listed = ("district", "note", "near_poor", "other")
        return tuple(one for one in self.columns if one.meaning in listed)


def find_layout(grid: Grid, spans: Sequence[Span], messages: Messages) -> Layout | None:
    """Return the columns of a sheet, ``None`` when no row reads as a header.

    A header is one to three rows (merged cells in any of them) below any title, with a column of at
    least one figure of a year-end. Rows of column numbers or units below it are passed over.

    Args:
        grid: the first rows, at least :data:`HEADER_ROWS` and some data when there are any.
        spans: merged ranges.
        messages: section ``sheet.error``.

    Raises:
        DocumentError: ``duplicate_column``: two columns hold the same fact or figure.
    """
    filled = _filled(grid, spans)
    best: tuple[int, int, int] | None = None
    found: tuple[int, int, dict[int, str]] | None = None
    for top in range(min(HEADER_ROWS, len(grid))):
        for depth in _DEPTHS:
            texts = _texts(grid, filled, top, depth)
            headers = {column: read_header(text) for column, text in texts.items()}
            score = _score(headers, top, depth)
            if score is not None and (best is None or score > best):
                best, found = score, (top, depth, texts)
    if found is None:
        return None
    top, depth, texts = found
    last = top + depth  # a row from 1
    columns = _columns(texts, grid[last : last + _SAMPLE])
    layout = Layout(last, last + 1 + _passed_over(grid[last:]), columns)
    _refuse_duplicates(layout, messages)
    return layout


def _filled(grid: Grid, spans: Sequence[Span]) -> list[dict[int, str]]:
    """Return the texts of the rows that may be headers, merged cells repeated."""
    rows: list[dict[int, str]] = []
    for row in grid[:HEADER_ROWS]:
        texts = {at: squeeze(shown(value)) for at, value in enumerate(row, 1)}
        rows.append({at: text for at, text in texts.items() if text})
    for span in spans:
        if span.top > len(rows) or not (text := rows[span.top - 1].get(span.left)):
            continue
        for row_number in range(span.top, min(span.bottom, len(rows)) + 1):
            for column in range(span.left, span.right + 1):
                rows[row_number - 1][column] = text
    return rows


def _texts(grid: Grid, filled: list[dict[int, str]], top: int, depth: int) -> dict[int, str]:
    """Return the header text of every column for a header of ``depth`` rows."""
    rows = filled[top : top + depth]
    if len(rows) < depth or any(len(set(row.values())) < 2 for row in rows):
        return {}  # one text alone is a title
    if any(_wordless(row) for row in rows):
        return {}
    rows = [dict(row) for row in rows]
    for upper, lower in pairwise(rows):
        _spread(upper, lower)
    texts: dict[int, str] = {}
    for column in sorted(set().union(*rows)):
        parts = dict.fromkeys(row[column] for row in rows if column in row)
        texts[column] = " ".join(parts)[:_LONGEST_HEADER]
    return texts


def _wordless(row: dict[int, str]) -> bool:
    """Tell whether most cells of a row are numbers other than years: a row of data."""
    numbers = sum(1 for text in row.values() if re.fullmatch(r"[\d.,%\s-]+", text))
    years = sum(1 for text in row.values() if re.fullmatch(r"20[0-4]\d|31/12/20\d\d", text))
    return numbers - years > len(row) // 4


def _spread(upper: dict[int, str], lower: dict[int, str]) -> None:
    """Repeat a group's title over the columns to its right that only have a text below.

    That is how a group looks when its cells were centred without merging, or saved as CSV.
    """
    text: str | None = None
    for column in range(1, max(lower, default=0) + 1):
        if column in upper:
            text = upper[column] if column in lower and lower[column] != upper[column] else None
        elif text is not None and column in lower:
            upper[column] = text
        else:
            text = None


def _score(headers: dict[int, Header | None], top: int, depth: int) -> tuple[int, int, int] | None:
    known = [one for one in headers.values() if one is not None and one.meaning != "other"]
    figures = {(one.meaning, one.year) for one in known if one.year is not None}
    if not figures or len(known) < 2:
        return None
    return len(figures), len({(one.meaning, one.year) for one in known}), -(top + 100 * depth)


def _columns(texts: dict[int, str], below: Grid) -> tuple[Column, ...]:
    columns: list[Column] = []
    after_near_poor = False
    for number, text in texts.items():
        header = read_header(text)
        if header is None:
            continue
        meaning = header.meaning
        if meaning == "poor_rate" and after_near_poor and is_bare_rate(text):
            meaning = "near_poor"  # "Hộ cận nghèo 2022 | Tỷ lệ 2022": the rate is not of the poor
        after_near_poor = meaning == "near_poor"
        if meaning == "name" and _holds_kinds(below, number):
            meaning = "kind"
        year = header.year if meaning in FIGURES else None
        columns.append(Column(number, text, meaning, year, says_percent(text)))
    if not any(one.meaning == "name" for one in columns):
        columns = [_named_by_district(one) for one in columns]
    return tuple(columns)


def _holds_kinds(below: Grid, number: int) -> bool:
    values = [row[number - 1] for row in below if len(row) >= number]
    texts = [re.findall(r"[a-z]+|\d+", fold(one)) for one in values if isinstance(one, str) and one]
    return bool(texts) and all(words and _KINDS.issuperset(words) for words in texts)


def _named_by_district(column: Column) -> Column:
    if column.meaning != "district":
        return column
    return Column(column.number, column.text, "name", None, column.percent)


def _passed_over(below: Grid) -> int:
    """Return how many rows under the header hold column numbers or units instead of data."""
    count = 0
    for row in below:
        texts = [squeeze(fold(shown(value))) for value in row]
        texts = [text for text in texts if text]
        if not texts or _numbers_columns(texts) or all(map(_UNIT_ROW.fullmatch, texts)):
            count += 1
        else:
            break
    return 0 if count == len(below) else count


def _numbers_columns(texts: list[str]) -> bool:
    """Tell whether a row reads "A | B | 1 | 2 | 3 = 2/1"."""
    numbers = [int(match[1]) for text in texts if (match := _NUMBERED.fullmatch(text))]
    letters = sum(1 for text in texts if _LETTERED.fullmatch(text))
    return (
        len(texts) >= _LEAST_NUMBERED
        and len(numbers) + letters == len(texts)
        and len(numbers) > 1
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        and numbers[0] <= _LEAST_NUMBERED
    )


def _refuse_duplicates(layout: Layout, messages: Messages) -> None:
    claims: dict[tuple[Meaning, int | None], list[Column]] = defaultdict(list)
    for column in layout.used:
        claims[column.meaning, column.year].append(column)
    for (meaning, year), columns in claims.items():
        if len(columns) > 1:
            cells = ", ".join(
                f"{cell_name(layout.header_row, one.number)} «{one.text}»" for one in columns
            )
            what = column_label(meaning, year, messages)
            raise DocumentError(
                "duplicate_column", messages("sheet.error.duplicate_column", what=what, cells=cells)
            )


def column_label(meaning: Meaning, year: int | None, messages: Messages) -> str:
    """Return what a column holds, in words: ``"số hộ nghèo cuối năm 2022"``."""
    what = messages(f"sheet.column.{meaning}")
    return what if year is None else messages("sheet.column.of_year", what=what, year=year)
