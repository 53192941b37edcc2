"""Writes the summary of a check as a sheet of its own."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from knowledge.adapters.workbook_text import Looks, cell_at, write_text
from knowledge.eligibility import Calculator
from knowledge.messages import Messages
from knowledge.sheet_summary import CheckedFile, SummaryRow, summary_rows

_WIDTHS = (44, 24, 46, 46, 60, 14, 16)
_LOOKS = {"title": "title", "heading": "heading", "head": "header", "line": "plain", "text": "text"}
_CHARACTERS_PER_LINE = 170  # of a sentence over the width of the sheet
_LINE_HEIGHT = 15  # points
_TEXT_COLUMNS = 5


def add_summary(
    workbook: Workbook, checked: CheckedFile, calculator: Calculator, messages: Messages
) -> None:
    """Add the summary sheet at the end of the workbook."""
    sheet = workbook.create_sheet(messages("sheet.summary.sheet_name"))
    looks = Looks(sheet)
    for number, row in enumerate(summary_rows(checked, calculator, messages), 1):
        _write(sheet, number, row, looks)
    for column, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _write(sheet: Worksheet, number: int, row: SummaryRow, looks: Looks) -> None:
    for column, content in enumerate(row.cells, 1):
        cell = cell_at(sheet, number, column)
        if isinstance(content, int):
            cell.value = content
        else:
            write_text(cell, content)
        look = row.outcome if row.outcome is not None and column == 1 else _LOOKS[row.style]
        looks.apply(cell, look)
        if isinstance(content, int):
            cell.number_format = "#,##0"
    if row.style == "text":
        # A merged cell does not grow with its text in any spreadsheet program.
        lines = 1 + len(str(row.cells[0])) // _CHARACTERS_PER_LINE
        sheet.merge_cells(
            start_row=number, start_column=1, end_row=number, end_column=_TEXT_COLUMNS
        )
        sheet.row_dimensions[number].height = _LINE_HEIGHT * lines
