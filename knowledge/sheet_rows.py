"""The rows of a spreadsheet, one by one: units, totals, headings of groups, merged cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from knowledge.sheet_case import CellFault, RowReading, SheetColumns, SingleRow
from knowledge.sheet_cells import SheetCell, Span
from knowledge.sheet_layout import Layout
from knowledge.sheet_values import Cells
from knowledge.text import fold, squeeze

_LONGEST = 100  # characters that tell a total or a signature
_TOTAL = re.compile(
    r"(?:[ivx\d]+[.)]? )?"
    r"(?:(?:tong(?: cong| so)?|cong)(?: toan)?|toan|(?:trung binh|binh quan) toan)"
    r"(?P<unit> (?:huyen|tinh|xa|thi xa|thanh pho|quan|dia ban)\b.*)?[:. ]*"
)
_SECTION = re.compile(r"(?:[ivxlc]+|[a-z])[.)]?")
_FOOTER = re.compile(
    r"(?:nguoi lap|lap bieu|thu truong|chu tich|tm\b|kt\b|noi nhan|nguon|ghi chu|luu y|xac nhan"
    r"|.*\bngay .* thang .* nam )"
)


class RowReader:
    """Reads the rows of one sheet.

    Args:
        sheet: what its rows have in common.
    """

    def __init__(self, sheet: SheetColumns) -> None:
        self._sheet = sheet
        self._messages = sheet.messages
        layout = sheet.layout
        self._used = layout.used
        self._figures = frozenset(one.number for one in layout.figures)

    def read(self, row: int, cells: Cells, surplus: bool = False) -> RowReading | None:
        """Return what a row says, ``None`` when nothing about a unit stands in it.

        Args:
            row: its number, from 1.
            cells: its cells under the header.
            surplus: the row of a CSV file has more cells than the header.
        """
        name = self._sheet.name_column
        if (name is None or name.number not in cells) and self._figures.isdisjoint(cells):
            return None
        skipped = self._skipped(cells)
        if skipped is not None:
            return RowReading(row, skipped=skipped)
        if surplus:
            fault = CellFault(row, None, self._messages("sheet.row.surplus", row=row))
            return RowReading(row, faults=(fault,))
        return SingleRow(self._sheet, row, cells).reading()

    def _skipped(self, cells: Cells) -> str | None:
        texts = {
            column: squeeze(fold(cell.value[:_LONGEST]))
            for column, cell in sorted(cells.items())
            if isinstance(cell.value, str)
        }
        first = next(iter(texts.values()), "")
        name = self._sheet.name_column
        text = first if name is None else texts.get(name.number, first)
        total = _TOTAL.fullmatch(text)
        if total and (total["unit"] or "toan" not in text):
            return self._messages("sheet.row.total")
        if self._repeats_header(cells):
            return self._messages("sheet.row.header")
        if self._figures.isdisjoint(cells):
            if _FOOTER.match(text):
                return self._messages("sheet.row.footer")
            if _SECTION.fullmatch(first):
                return self._messages("sheet.row.section")
        return None

    def _repeats_header(self, cells: Cells) -> bool:
        """Tell whether a row is the header once more, as tables of several pages have it."""
        found = [(cells[one.number].value, one) for one in self._used if one.number in cells]
        return len(found) > 1 and all(
            isinstance(value, str) and squeeze(value) in column.text for value, column in found
        )


def spread_merged(
    rows: Mapping[int, dict[int, SheetCell]], spans: Iterable[Span], layout: Layout
) -> None:
    """Repeat merged cells under the header over the rows they cover; mark merged figures.

    A province written once for ten rows holds for each. One figure over several cells says nothing
    about which of them it belongs to, so none of them can be used.

    Args:
        rows: the cells of the data rows, changed in place.
        spans: merged ranges of the sheet.
        layout: the columns.
    """
    figures = {column.number for column in layout.figures}
    for span in spans:
        anchor = rows.get(span.top, {}).get(span.left)
        if anchor is None or span.top < layout.first_row:
            continue
        columns = range(span.left, span.right + 1)
        heads_group = span.left not in figures and not figures.isdisjoint(columns)
        for row in range(span.top, span.bottom + 1):
            cells = rows.get(row)
            if cells is None:
                continue
            if heads_group:  # "Huyện Ba Tri" over the whole width, above its communes
                cells.clear()
                continue
            for column in columns:
                merged = column in figures
                cells[column] = SheetCell(anchor.value, state="merged") if merged else anchor
