"""From openpyxl's cells to plain ones: what a worksheet holds, with values stored by formulas."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.worksheet.worksheet import Worksheet

from knowledge.sheet_cells import SheetCell, SheetValue, Span, exact_number, number_format

Stored = dict[tuple[int, int], Any]
"""Values stored with formulas, by row and column; an error value as :class:`StoredError`."""

_format = lru_cache(maxsize=1024)(number_format)


@dataclass(frozen=True, slots=True)
class StoredError:
    """An error such as ``#DIV/0!`` stored as the result of a formula."""

    text: str


def filled_cells(sheet: Worksheet) -> Iterator[Cell]:
    """Yield the cells that hold something.

    openpyxl's public iterators make every cell up to the last formatted one, a million rows when
    somebody formatted a whole column; its own table holds those of the file.
    """
    for cell in sheet._cells.values():
        if isinstance(cell, Cell) and cell.value is not None:
            yield cell


def extent(sheet: Worksheet) -> tuple[int, int]:
    """Return the last row and the last column that hold something or are merged."""
    rows, columns = 0, 0
    for cell in filled_cells(sheet):
        rows, columns = max(rows, cell.row), max(columns, cell.column)
    for span in spans_of(sheet):
        columns = max(columns, span.right)
    return rows, columns


def spans_of(sheet: Worksheet) -> list[Span]:
    """Return the merged ranges."""
    return [
        Span(one.min_row, one.min_col, one.max_row, one.max_col)
        for one in sheet.merged_cells.ranges
    ]


def top_rows(sheet: Worksheet, rows: int, columns: int) -> list[list[SheetValue]]:
    """Return the values of the first rows; formulas are left out."""
    grid: list[list[SheetValue]] = [[None] * columns for _ in range(rows)]
    for cell in filled_cells(sheet):
        if cell.row <= rows and cell.column <= columns and cell.data_type != "f":
            grid[cell.row - 1][cell.column - 1] = plain_value(cell.value)
    return grid


def has_formulas(sheet: Worksheet, columns: Collection[int], first_row: int) -> bool:
    """Tell whether columns hold formulas from a row on."""
    return any(
        cell.data_type == "f" and cell.column in columns and cell.row >= first_row
        for cell in filled_cells(sheet)
    )


def data_rows(
    sheet: Worksheet,
    columns: Collection[int],
    first_row: int,
    stored: Callable[[], Stored],
) -> dict[int, dict[int, SheetCell]]:
    """Return the cells of the data rows by row and column, in order of the rows.

    Args:
        sheet: the worksheet.
        columns: columns to read.
        first_row: first row of the data.
        stored: gives the values stored with formulas; asked only when there are any.
    """
    values = stored() if has_formulas(sheet, columns, first_row) else {}
    rows: dict[int, dict[int, SheetCell]] = {}
    for cell in filled_cells(sheet):
        if cell.row >= first_row and cell.column in columns:
            rows.setdefault(cell.row, {})[cell.column] = _sheet_cell(cell, values)
    return dict(sorted(rows.items()))


def plain_value(value: Any) -> SheetValue:
    """Return a value of openpyxl's without binary floating point, rich text as plain."""
    if isinstance(value, float):
        return exact_number(value) if math.isfinite(value) else str(value)
    if isinstance(value, CellRichText):
        return str(value)
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    plain: SheetValue = value
    return plain


def _sheet_cell(cell: Cell, stored: Stored) -> SheetCell:
    unit, decimals = _format(cell.number_format or "General")
    if cell.data_type == "e":
        return SheetCell(str(cell.value), state="error")
    if cell.data_type != "f":
        return SheetCell(plain_value(cell.value), unit, decimals)
    value = stored.get((cell.row, cell.column))
    if value is None:
        return SheetCell(None, state="uncalculated")
    if isinstance(value, StoredError):
        return SheetCell(value.text, state="error")
    return SheetCell(plain_value(value), unit, decimals, "formula")
