"""Writes the summary of a check as a sheet of its own."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from knowledge.adapters.workbook_text import Looks, cell_at, grow_row, write_text
from knowledge.eligibility import Calculator
from knowledge.messages import Messages
from knowledge.sheet_summary import CheckedFile, SummaryRow, summary_rows

_WIDTHS = (44, 16, 70, 46, 60, 16, 16)
_LOOKS = {"title": "title", "heading": "heading", "head": "header", "line": "plain", "text": "text"}
_TEXT_COLUMNS = 4


def add_summary(
    workbook: Workbook, checked: CheckedFile, calculator: Calculator, messages: Messages
) -> None:
    """Add the summary sheet at the end of the workbook."""
    sheet = workbook.create_sheet(messages("sheet.summary.sheet_name"))
    looks = Looks(sheet)
    number = 0
    for row in summary_rows(checked, calculator, messages):
        number += 2 if row.style == "heading" else 1  # a blank row above each part
        _write(sheet, number, row, looks)
    for column, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


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
        sheet.merge_cells(
            start_row=number, start_column=1, end_row=number, end_column=_TEXT_COLUMNS
        )
        grow_row(sheet, number, [str(row.cells[0])], [sum(_WIDTHS[:_TEXT_COLUMNS])])
    elif row.style == "line":
        grow_row(sheet, number, [str(one) for one in row.cells], _WIDTHS[: len(row.cells)])
