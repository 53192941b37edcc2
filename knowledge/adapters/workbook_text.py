"""Writes text into cells as text, whatever it begins with, and names styles once."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

_LONGEST = 32_000  # characters; a cell holds 32,767
_LINE_HEIGHT = 15.0  # points
_HIGHEST = 405.0  # points; spreadsheets allow 409
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

FILLS = {
    "met": ("C6EFCE", "005000"),
    "not_met": ("FFC7CE", "8A0005"),
    "insufficient_data": ("FFEB9C", "5F4B00"),
    "undetermined": ("D9E1F2", "1F3864"),
    "error": ("F8CBAD", "7A2E00"),
    "skipped": ("EDEDED", "404040"),
}
"""Background and letters of each outcome; the text says the same, for whoever sees no colours."""

HEADER_FILL = "1F4E78"
FAULT_FILL = PatternFill("solid", start_color="FFFF9966", end_color="FFFF9966")
"""Background of a cell that cannot be used."""

_EDGE = Side(style="thin", color="FFBFBFBF")
_BORDER = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_WRAPPED = Alignment(vertical="center", wrap_text=True)


def write_text(cell: Cell, text: str) -> None:
    """Write text that a spreadsheet will never run as a formula.

    The type is set to text, and a text that looks like a formula is marked as quoted, so that it
    stays text when somebody edits the cell.
    """
    clean = ILLEGAL_CHARACTERS_RE.sub(" ", text)[:_LONGEST]
    cell.value = clean
    cell.data_type = "s"
    if clean.startswith(_FORMULA_STARTS):
        cell.quotePrefix = True


def cell_at(sheet: Worksheet, row: int, column: int) -> Cell:
    """Return a cell that is not hidden inside a merged range, made when there is none."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        raise TypeError(cell.coordinate)
    return cell


def grow_row(sheet: Worksheet, row: int, texts: Sequence[str], widths: Sequence[float]) -> None:
    """Make a row high enough for wrapped texts; never lower than it was.

    Spreadsheet programs fit rows to their text only while somebody types.

    Args:
        sheet: the worksheet.
        row: from 1.
        texts: texts of cells of the row.
        widths: widths of their columns, in characters.
    """
    lines = max(
        sum(1 + len(line) // int(width) for line in text.split("\n"))
        for text, width in zip(texts, widths, strict=True)
    )
    dimension = sheet.row_dimensions[row]
    if lines > 1 or dimension.height is not None:
        needed = min(lines * _LINE_HEIGHT, _HIGHEST)
        dimension.height = max(dimension.height or 0, needed)


class Looks:
    """The styles of the cells we add, each registered with the workbook once.

    Giving every cell its fonts and fills anew would cost more than the rest of the writing; one
    cell is styled per look and its style is copied.

    Args:
        sheet: any sheet of the workbook.
    """

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._made: dict[str, Cell] = {}

    def apply(self, cell: Cell, look: str) -> None:
        """Style a cell: ``plain``, ``header`` or an outcome of :data:`FILLS`."""
        model = self._made.get(look)
        if model is None:
            model = self._made[look] = self._model(look)
        cell._style = copy(model._style)  # type: ignore[attr-defined]

    def _model(self, look: str) -> Cell:
        cell = Cell(self._sheet, row=1, column=1)
        cell.border, cell.alignment = _BORDER, _WRAPPED
        base = cell.font  # the workbook's own
        named = {"name": base.name, "family": base.family}
        if look == "header":
            cell.fill = _solid(HEADER_FILL)
            cell.font = Font(bold=True, size=base.size, color="FFFFFFFF", **named)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        elif look in FILLS:
            background, letters = FILLS[look]
            cell.fill = _solid(background)
            cell.font = Font(bold=True, size=base.size, color="FF" + letters, **named)
        elif look == "heading":
            cell.font = Font(bold=True, size=12, color="FF" + HEADER_FILL, **named)
            cell.border, cell.alignment = Border(), Alignment(vertical="top")
        elif look == "title":
            cell.font = Font(bold=True, size=14, color="FF" + HEADER_FILL, **named)
            cell.border, cell.alignment = Border(), Alignment(vertical="top")
        elif look == "text":
            cell.border = Border()
        return cell


def _solid(color: str) -> PatternFill:
    return PatternFill("solid", start_color="FF" + color, end_color="FF" + color)
