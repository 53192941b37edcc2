"""Opens a file of units: workbook or CSV, the sheet with a header, traces of an earlier check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from openpyxl import Workbook, load_workbook
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from knowledge.adapters.csv_table import read_csv
from knowledge.adapters.workbook_cells import (
    Stored,
    StoredError,
    extent,
    filled_cells,
    spans_of,
    top_rows,
)
from knowledge.adapters.workbook_guard import (
    MAX_COLUMNS,
    MAX_ROWS,
    is_workbook,
    refusal,
    survey,
    too_many_rows,
)
from knowledge.adapters.workbook_text import FAULT_FILL
from knowledge.messages import Messages
from knowledge.ratios import grouped
from knowledge.sheet_layout import HEADER_ROWS, Layout, find_layout
from knowledge.sheet_result import RESULTS
from knowledge.text import squeeze

_WIDEST = 32  # characters of a column made from CSV
_BELOW_HEADER = 30  # rows that tell what a column holds


@dataclass(frozen=True, slots=True)
class OpenSheet:
    """The sheet that will be checked.

    Attributes:
        workbook: everything in the file.
        sheet: the first sheet with a header.
        layout: its columns.
        result_column: where the results begin, from 1.
        surplus: rows of a CSV file with more cells than the header.
        remarks: what a reader should know of the file as a whole.
        content: the file, for the values stored with formulas; ``None`` for CSV.
    """

    workbook: Workbook
    sheet: Worksheet
    layout: Layout
    result_column: int
    surplus: frozenset[int]
    remarks: tuple[str, ...]
    content: bytes | None

    def stored(self) -> Stored:
        """Return the values stored with the formulas of the sheet."""
        if self.content is None:
            return {}
        book = load_workbook(BytesIO(self.content), read_only=True, data_only=True)
        values: Stored = {}
        sheet = book[self.sheet.title]
        sheet.reset_dimensions()
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    error = cell.data_type == "e"
                    value = StoredError(str(cell.value)) if error else cell.value
                    values[cell.row, cell.column] = value
        book.close()
        return values


def open_sheet(name: str, content: bytes, messages: Messages) -> OpenSheet:
    """Return the sheet of a file that has a header.

    Visible sheets come before hidden ones.

    Raises:
        DocumentError: the file cannot be used; see ``sheet.error`` in the messages.
    """
    if not is_workbook(content, messages):
        return _open_csv(name, content, messages)
    found = survey(content, messages)
    try:
        workbook = load_workbook(BytesIO(content), rich_text=True)
    except Exception as error:  # openpyxl fails at whatever a damaged part holds
        raise refusal("damaged", messages) from error
    if not workbook.worksheets:
        raise refusal("damaged", messages)
    remarks = [messages(f"sheet.file.{key}") for key in found.lost]
    _remove_old_summary(workbook, messages)
    sheets = workbook.worksheets
    for sheet in sorted(sheets, key=lambda one: one.sheet_state != "visible"):
        opened = _try_sheet(workbook, sheet, remarks, content, messages)
        if opened is not None:
            return opened
    raise refusal("no_header" if any(map(_holds_something, sheets)) else "empty", messages)


def _open_csv(name: str, content: bytes, messages: Messages) -> OpenSheet:
    table = read_csv(
        content,
        PurePath(name).stem,
        lambda rows: find_layout(rows[: HEADER_ROWS + _BELOW_HEADER], (), messages),
        messages,
    )
    remarks = [messages("sheet.file.guessed_encoding")] if table.guessed else []
    sheet = table.workbook.worksheets[0]
    opened = _try_sheet(table.workbook, sheet, remarks, None, messages, table.surplus)
    if opened is None:
        raise refusal("no_header", messages)
    _widen(sheet)
    return opened


def _widen(sheet: Worksheet) -> None:
    """Give the columns of a CSV file, which has no widths, room for their first rows."""
    for column in sheet.iter_cols(max_row=HEADER_ROWS + _BELOW_HEADER):
        longest = max(len(str(cell.value or "")) for cell in column)
        letter = get_column_letter(column[0].column or 1)
        sheet.column_dimensions[letter].width = min(longest, _WIDEST) + 2


def _try_sheet(
    workbook: Workbook,
    sheet: Worksheet,
    remarks: Sequence[str],
    content: bytes | None,
    messages: Messages,
    surplus: frozenset[int] = frozenset(),
) -> OpenSheet | None:
    earlier = _earlier_results(sheet, messages)
    if earlier is not None:
        _clear(sheet, earlier, messages)
    rows, columns = extent(sheet)
    if not rows:
        return None
    grid = top_rows(sheet, min(rows, HEADER_ROWS + _BELOW_HEADER), min(columns, MAX_COLUMNS))
    layout = find_layout(grid, spans_of(sheet), messages)
    if layout is None:
        return None
    if rows - layout.header_row > MAX_ROWS or columns > MAX_COLUMNS:
        raise too_many_rows(messages)
    return OpenSheet(
        workbook=workbook,
        sheet=sheet,
        layout=layout,
        result_column=earlier or columns + 1,
        surplus=surplus,
        remarks=(*remarks, *_hidden(sheet, layout, messages)),
        content=content,
    )


def _hidden(sheet: Worksheet, layout: Layout, messages: Messages) -> list[str]:
    remarks = []
    if sheet.sheet_state != "visible":
        remarks.append(messages("sheet.file.hidden_sheet"))
    rows = sum(
        1 for row, one in sheet.row_dimensions.items() if one.hidden and row >= layout.first_row
    )
    if rows:
        remarks.append(messages("sheet.file.hidden_rows", count=grouped(rows)))
    hidden = [one for one in sheet.column_dimensions.values() if one.hidden]
    texts = [
        column.text
        for column in layout.used
        if any((one.min or 0) <= column.number <= (one.max or 0) for one in hidden)
    ]
    if texts:
        remarks.append(messages("sheet.file.hidden_columns", names=", ".join(texts)))
    return remarks


def _holds_something(sheet: Worksheet) -> bool:
    return next(filled_cells(sheet), None) is not None


def _remove_old_summary(workbook: Workbook, messages: Messages) -> None:
    title = messages("sheet.summary.title")
    for sheet in workbook.worksheets:
        if sheet["A1"].value == title and len(workbook.worksheets) > 1:
            workbook.remove(sheet)


def _earlier_results(sheet: Worksheet, messages: Messages) -> int | None:
    """Return the first column of the results of an earlier check, which are written anew."""
    headers = [messages(f"sheet.header.{name}") for name in RESULTS]
    for cell in list(filled_cells(sheet)):
        if cell.row <= HEADER_ROWS and cell.value == headers[0]:
            row = [sheet.cell(cell.row, cell.column + at).value for at in range(len(headers))]
            if [squeeze(str(text)) for text in row] == headers:
                return cell.column
    return None


def _clear(sheet: Worksheet, first_column: int, messages: Messages) -> None:
    author = messages("sheet.author")
    for cell in list(filled_cells(sheet)):
        if first_column <= cell.column < first_column + len(RESULTS):
            cell.value = None
            cell.style = "Normal"
        if cell.comment is not None and cell.comment.author == author:
            cell.comment = None
        if cell.has_style and cell.fill == FAULT_FILL:
            cell.fill = PatternFill()
