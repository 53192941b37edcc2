"""Decides every row of a workbook or CSV file of units and writes the outcome beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO
from pathlib import PurePath

from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from knowledge.adapters.workbook_cells import data_rows, spans_of
from knowledge.adapters.workbook_guard import refusal
from knowledge.adapters.workbook_opening import OpenSheet, open_sheet
from knowledge.adapters.workbook_summary import add_summary
from knowledge.adapters.workbook_template import template
from knowledge.adapters.workbook_text import FAULT_FILL, Looks, cell_at, grow_row, write_text
from knowledge.checked_sheet import BadRow, CheckedSheet
from knowledge.eligibility import Calculator
from knowledge.messages import Messages
from knowledge.sheet_case import CellFault, SheetColumns
from knowledge.sheet_cells import cell_name
from knowledge.sheet_result import RESULTS, RowDecider, RowResult, fault_messages
from knowledge.sheet_rows import RowReader, spread_merged
from knowledge.sheet_summary import CheckedFile, summary_line
from knowledge.sheet_values import CellValues, columns_in_percent

_PROGRESS_EVERY = 200  # rows
_WIDTHS = (26, 54, 66, 36, 28, 50, 14)  # characters, one per column of RESULTS
_FROZEN_COLUMNS = 6  # a name further right would leave no room beside it
_COMMENT_SIZE = (90, 320)  # height and width in pixels
_MOST_COMMENTS = 5_000  # more make spreadsheet programs crawl; the reason stands in its column too


class WorkbookChecker:
    """The check of a spreadsheet of units; see :class:`knowledge.ports.SheetChecker`.

    Args:
        calculator: decides.
        messages: sections ``sheet`` and ``check``.
    """

    def __init__(self, calculator: Calculator, messages: Messages) -> None:
        self._calculator = calculator
        self._messages = messages

    def template(self) -> bytes:
        """Return an empty workbook to fill in."""
        return template(self._messages)

    def check(
        self,
        name: str,
        content: bytes,
        *,
        province: str | None,
        submission_year: int | None,
        on: date,
        progress: Callable[[int, int], None] | None = None,
    ) -> CheckedSheet:
        """Return the same sheet with verdicts beside its rows, and a summary sheet.

        Raises:
            DocumentError: the file as a whole cannot be used; the sentence says why.
        """
        messages = self._messages
        opened = open_sheet(name, content, messages)
        results = self._results(opened, province, submission_year, progress)
        if not any(result.outcome != "skipped" for result in results):
            raise refusal("no_rows", messages)
        others = tuple(s.title for s in opened.workbook.worksheets if s is not opened.sheet)
        checked = CheckedFile(
            name=name,
            sheet=opened.sheet.title,
            others=others,
            layout=opened.layout,
            results=results,
            remarks=opened.remarks,
            on=on,
            province=province,
            submission_year=submission_year,
        )
        _write_results(opened, results, messages)
        add_summary(opened.workbook, checked, self._calculator, messages)
        opened.workbook.calculation.fullCalcOnLoad = True  # results of formulas are not kept
        counts = checked.counts()
        return CheckedSheet(
            name=f"{PurePath(name).stem}{messages('sheet.result_suffix')}.xlsx",
            content=_saved(opened, messages),
            rows=sum(count for outcome, count in counts.items() if outcome != "skipped"),
            by_verdict=counts,
            bad_rows=tuple(_bad_row(result) for result in results if result.faults),
            summary=summary_line(counts, messages),
        )

    def _results(
        self,
        opened: OpenSheet,
        province: str | None,
        submission_year: int | None,
        progress: Callable[[int, int], None] | None,
    ) -> list[RowResult]:
        layout, sheet = opened.layout, opened.sheet
        columns = {one.number for one in layout.columns}
        rows = data_rows(sheet, columns, layout.first_row, opened.stored)
        spread_merged(rows, spans_of(sheet), layout)
        values = CellValues(self._messages, columns_in_percent(layout.columns, rows.values()))
        common = SheetColumns(layout, values, self._messages, province, submission_year)
        reader = RowReader(common)
        decider = RowDecider(self._calculator, self._messages)
        results = []
        for done, (row, cells) in enumerate(rows.items(), 1):
            reading = reader.read(row, cells, row in opened.surplus)
            if reading is not None:
                results.append(decider.decide(reading))
            if progress is not None and (done % _PROGRESS_EVERY == 0 or done == len(rows)):
                progress(done, len(rows))
        return results


def _write_results(opened: OpenSheet, results: Sequence[RowResult], messages: Messages) -> None:
    sheet, layout, first = opened.sheet, opened.layout, opened.result_column
    looks = Looks(sheet)
    for column, (name, width) in enumerate(zip(RESULTS, _WIDTHS, strict=True), first):
        header = cell_at(sheet, layout.header_row, column)
        write_text(header, messages(f"sheet.header.{name}"))
        looks.apply(header, "header")
        dimension = sheet.column_dimensions[get_column_letter(column)]
        dimension.width, dimension.hidden = width, False
    room = _MOST_COMMENTS
    for result in results:
        for column, text in enumerate(result.texts, first):
            cell = cell_at(sheet, result.row, column)
            if text:
                write_text(cell, text)
            looks.apply(cell, result.outcome if column == first else "plain")
        grow_row(sheet, result.row, result.texts, _WIDTHS)
        for fault in result.faults:
            _mark(sheet, fault, messages if room > 0 else None)
            room -= 1
    if sheet.freeze_panes is None:
        named = layout.column("name")
        frozen = named.number if named and named.number <= _FROZEN_COLUMNS else 0
        sheet.freeze_panes = cell_name(layout.first_row, frozen + 1)


def _mark(sheet: Worksheet, fault: CellFault, messages: Messages | None) -> None:
    """Fill the cell at fault, and comment on it when there are messages to do so with."""
    if fault.column is None:
        return
    cell = sheet.cell(fault.row, fault.column)
    cell.fill = FAULT_FILL
    # A comment of the user's own stays.
    if messages is not None and isinstance(cell, Cell) and cell.comment is None:
        comment = Comment(fault.message, messages("sheet.author"))
        comment.height, comment.width = _COMMENT_SIZE
        cell.comment = comment


def _bad_row(result: RowResult) -> BadRow:
    cells = [cell_name(one.row, one.column) for one in result.faults if one.column is not None]
    reason = "; ".join(fault_messages(result.faults))
    return BadRow(result.row, tuple(cells), reason)


def _saved(opened: OpenSheet, messages: Messages) -> bytes:
    target = BytesIO()
    try:
        opened.workbook.save(target)
    except Exception as error:  # what openpyxl read but cannot write is damage it did not notice
        raise refusal("damaged", messages) from error
    return target.getvalue()
