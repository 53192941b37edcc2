"""A CSV file as a workbook of texts: its encoding, its delimiter, its rows."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO

from openpyxl import Workbook

from knowledge.adapters.workbook_guard import MAX_COLUMNS, MAX_ROWS, refusal, too_many_rows
from knowledge.adapters.workbook_text import cell_at, write_text
from knowledge.messages import Messages
from knowledge.sheet_layout import Layout
from knowledge.text import normalize

_DELIMITERS = (";", "\t", ",")
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_SHEET_NAME = 31  # characters a spreadsheet allows

Rows = list[list[str]]


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A CSV file, read.

    Attributes:
        workbook: one sheet of texts, as written.
        surplus: numbers of the rows, from 1, with more cells than the header.
        guessed: the encoding is Windows-1258, which any file could be.
    """

    workbook: Workbook
    surplus: frozenset[int]
    guessed: bool


def read_csv(
    content: bytes, title: str, find: Callable[[Rows], Layout | None], messages: Messages
) -> CsvTable:
    """Return a CSV file as a workbook of texts.

    UTF-8, UTF-16 and Windows-1258 are tried, and the delimiters ``;``, tab and ``,``: the first
    pair under which a header is found is taken, so nothing is read with the wrong one.

    Args:
        content: the file.
        title: name for the sheet.
        find: looks for the header among the first rows.
        messages: section ``sheet.error``.

    Raises:
        DocumentError: ``encoding``, ``no_header``, ``too_many_rows``, ``damaged``, or what ``find``
            raises.
    """
    decoded = _decoded(content)
    if decoded is None:
        raise refusal("encoding", messages)
    text, certain = decoded
    found = _table(text, find, messages)
    if found is None:
        raise refusal("no_header" if certain else "encoding", messages)
    rows, layout = found
    if len(rows) > MAX_ROWS + layout.first_row or max(map(len, rows)) > MAX_COLUMNS:
        raise too_many_rows(messages)
    width = max(column.number for column in layout.columns)
    surplus = {
        number
        for number, row in enumerate(rows, 1)
        if number >= layout.first_row and any(field.strip() for field in row[width:])
    }
    return CsvTable(_workbook(rows, title), frozenset(surplus), not certain)


def _decoded(content: bytes) -> tuple[str, bool] | None:
    """Return the text, and whether its encoding is beyond doubt."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = [("utf-16", True)]
    elif b"\x00" in content[:200]:
        little = content[1:200:2].count(0) >= content[0:200:2].count(0)
        candidates = [("utf-16-le" if little else "utf-16-be", True)]
    else:
        candidates = [("utf-8-sig", True), ("cp1258", False)]
    for encoding, certain in candidates:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\x00" in text else (text, certain)
    return None


def _table(
    text: str, find: Callable[[Rows], Layout | None], messages: Messages
) -> tuple[Rows, Layout] | None:
    declared = _SEPARATOR_LINE.match(text)
    if declared:
        text = text[declared.end() :]
    best: tuple[Rows, Layout] | None = None
    for delimiter in [declared[1]] if declared else _DELIMITERS:
        rows = _rows(text, delimiter, messages)
        layout = find(rows)
        if layout and (best is None or len(layout.columns) > len(best[1].columns)):
            best = rows, layout
    return best


def _rows(text: str, delimiter: str, messages: Messages) -> Rows:
    rows: Rows = []
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter):
            rows.append([normalize(field) for field in row])
            if len(rows) > MAX_ROWS * 2:
                raise too_many_rows(messages)
    except csv.Error as error:
        raise refusal("damaged", messages) from error
    while rows and not any(field.strip() for field in rows[-1]):
        rows.pop()
    return rows


def _workbook(rows: Rows, title: str) -> Workbook:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = re.sub(r"[\\/*?:\[\]']", " ", title).strip()[:_SHEET_NAME] or "CSV"
    for row_number, row in enumerate(rows, 1):
        for column, field in enumerate(row, 1):
            if field:
                write_text(cell_at(sheet, row_number, column), field)
    return workbook
