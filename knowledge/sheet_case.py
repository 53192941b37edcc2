"""The cells of one row as a case for the calculator, or the cells that stand in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from knowledge.case_reading import CaseReader
from knowledge.cases import Case
from knowledge.errors import CaseError
from knowledge.messages import Messages
from knowledge.ratios import grouped
from knowledge.sheet_cells import SheetCell, cell_name, shown
from knowledge.sheet_layout import Column, Layout
from knowledge.sheet_values import (
    Cells,
    CellValues,
    Read,
    Refused,
    kind_of_name,
    kind_of_text,
    tells_of_merger,
)

_ABSURD_HOUSEHOLDS = 1_000_000
"""More households than any unit below a province has."""
_PLAUSIBLE_DIGITS = 10


@dataclass(frozen=True, slots=True)
class CellFault:
    """Why a row cannot be decided.

    Attributes:
        row: from 1.
        column: from 1; ``None`` when the row as a whole is at fault.
        message: the cell and the reason, in words.
    """

    row: int
    column: int | None
    message: str


@dataclass(frozen=True, slots=True)
class RowReading:
    """One row that holds something.

    Attributes:
        row: from 1.
        case: what the calculator is asked; ``None`` when the row has faults or is skipped.
        faults: the cells that cannot be used.
        remarks: how cells were understood that a reader may want to check.
        merged: the row says that the unit was merged, split or newly made.
        skipped: why a row is not a unit's (a total, a signature), in words.
    """

    row: int
    case: Case | None = None
    faults: tuple[CellFault, ...] = ()
    remarks: tuple[str, ...] = ()
    merged: bool = False
    skipped: str | None = None


class SheetColumns:
    """What the rows of one sheet have in common.

    Args:
        layout: its columns.
        values: reads cells.
        messages: sections ``sheet`` and ``check.error``.
        province: for rows that name none.
        submission_year: for rows that give none.
    """

    def __init__(
        self,
        layout: Layout,
        values: CellValues,
        messages: Messages,
        province: str | None,
        submission_year: int | None,
    ) -> None:
        self.layout = layout
        self.values = values
        self.messages = messages
        self.cases = CaseReader(messages)
        self.province = province
        self.submission_year = submission_year
        self.province_column = layout.column("province")
        self.kind_column = layout.column("kind")
        self.name_column = layout.column("name")
        self.listing_column = layout.column("listed_as")
        self.year_column = layout.column("submission_year")
        self.note_column = layout.column("note")
        # Counts before the rate of the same year-end: they tell how a plain rate is meant.
        self.figures = sorted(
            layout.figures, key=lambda one: (one.year or 0, one.meaning == "poor_rate")
        )


class SingleRow:
    """One row being read.

    Args:
        sheet: the columns, and how their cells are read.
        row: number of the row, from 1.
        cells: its cells.
    """

    def __init__(self, sheet: SheetColumns, row: int, cells: Cells) -> None:
        self._sheet = sheet
        self._messages = sheet.messages
        self._row = row
        self._cells = cells
        self._faults: list[CellFault] = []
        self._remarks: list[str] = []
        self._formulas: list[str] = []

    def reading(self) -> RowReading:
        """Return the case of the row, or its faults."""
        sheet = self._sheet
        place = {
            "province": self._fact(sheet.province_column) or sheet.province,
            "kind": self._level(),
            "name": self._fact(sheet.name_column),
            "listed_as": self._fact(sheet.listing_column) or [],
        }
        year = self._fact(sheet.year_column)
        data = {
            "id": self._row,
            "place": place,
            "submission_year": sheet.submission_year if year is None else year,
            "figures": self._year_ends(),
        }
        case = None if self._faults else self._case(data)
        if self._formulas:
            cells = ", ".join(self._formulas)
            self._remarks.append(self._messages("sheet.row.formula", cells=cells))
        return RowReading(
            self._row, case, tuple(self._faults), tuple(self._remarks), self._merged()
        )

    def _fact(self, column: Column | None) -> Any:
        """Return the value of a column that is no figure; a fault is noted."""
        cell = None if column is None else self._usable(column)
        if cell is None or column is None:
            return None
        values = self._sheet.values
        read: Read | Refused
        if column.meaning == "listed_as":
            read = values.listing(cell, column)
        elif column.meaning == "submission_year":
            read = values.year(cell)
        else:
            read = values.text(cell)
        return self._taken(read, column)

    def _level(self) -> str | None:
        """Return the level by its own column or by the name; a contradiction is a fault."""
        column, name_column = self._sheet.kind_column, self._sheet.name_column
        name = None if name_column is None else self._cells.get(name_column.number)
        named = None if name is None else kind_of_name(shown(name.value))
        text = self._fact(column)
        if text is None or column is None:
            return named
        kind = kind_of_text(text)
        if kind == text and tells_of_merger(text):
            return named  # "xã (sáp nhập)": for a person to look at
        if named is not None and name_column is not None and kind.lower() != named:
            other = cell_name(self._row, name_column.number)
            self._fault(self._messages("sheet.row.two_kinds", kind=named, cell=other), column)
        return kind

    def _year_ends(self) -> list[dict[str, Any]]:
        figures: dict[int, dict[str, Any]] = {}
        for column in self._sheet.figures:
            cell = self._usable(column)
            if cell is None or column.year is None:
                continue
            entry = figures.setdefault(column.year, {"year": column.year})
            values = self._sheet.values
            if column.meaning == "poor_rate":
                read = values.rate(cell, column, _counted(entry))
            else:
                read = values.count(cell)
            entry[column.meaning] = self._taken(read, column)
            self._note_absurd(column, entry[column.meaning])
        return list(figures.values())

    def _note_absurd(self, column: Column, value: Any) -> None:
        if column.meaning == "households" and type(value) is int and value > _ABSURD_HOUSEHOLDS:
            cell = cell_name(self._row, column.number)
            self._remarks.append(
                self._messages("sheet.row.absurd", cell=cell, count=grouped(value))
            )

    def _usable(self, column: Column) -> SheetCell | None:
        cell = self._cells.get(column.number)
        if cell is None:
            return None
        refused = self._sheet.values.unusable(cell, column)
        if refused is not None:
            self._fault(refused.reason, column)
            return None
        if cell.state == "formula":
            self._formulas.append(cell_name(self._row, column.number))
        return cell

    def _taken(self, read: Read | Refused, column: Column) -> Any:
        if isinstance(read, Refused):
            self._fault(read.reason, column)
            return None
        if read.remark is not None:
            cell = cell_name(self._row, column.number)
            self._remarks.append(self._messages("sheet.fault", cell=cell, reason=read.remark))
        return read.value

    def _fault(self, reason: str, *columns: Column) -> None:
        cells = ", ".join(cell_name(self._row, column.number) for column in columns)
        reason = reason[:1].lower() + reason[1:]
        message = self._messages("sheet.fault", cell=cells, reason=reason)
        self._faults += [CellFault(self._row, column.number, message) for column in columns]

    def _case(self, data: dict[str, Any]) -> Case | None:
        try:
            return self._sheet.cases.read(data)
        except CaseError as error:
            self._locate(data, str(error))
            return None

    def _locate(self, data: dict[str, Any], message: str) -> None:
        """Note the cells at fault: each value that is refused by itself, else what contradicts."""
        layout = self._sheet.layout
        place: dict[str, Any] = data["place"]
        for column in layout.used:
            part: dict[str, Any] = {}
            if column.meaning == "submission_year":
                part = {"submission_year": data["submission_year"]}
            elif not column.is_figure:
                keys = {column.meaning}
                if column.meaning == "name" and self._sheet.kind_column is None:
                    keys.add("kind")  # it was read from the name
                part = {"place": {key: place[key] for key in keys}}
            self._try(part, [column])
        for entry in data["figures"]:
            columns = [one for one in layout.figures if one.year == entry["year"]]
            before = len(self._faults)
            for column in columns:
                value = entry.get(column.meaning)
                self._try({"figures": [{"year": column.year, column.meaning: value}]}, [column])
            if len(self._faults) == before:
                counts = [one for one in columns if one.meaning != "poor_rate"]
                self._try({"figures": [entry]}, counts)
        if not self._faults:
            fault = self._messages("sheet.row.fault", row=self._row, reason=message)
            self._faults.append(CellFault(self._row, None, fault))

    def _try(self, part: dict[str, Any], columns: Sequence[Column]) -> None:
        try:
            self._sheet.cases.read(part)
        except CaseError as error:
            self._fault(str(error), *columns)

    def _merged(self) -> bool:
        columns = (self._sheet.name_column, self._sheet.kind_column, self._sheet.note_column)
        cells = [self._cells.get(one.number) for one in columns if one is not None]
        texts = [one.value for one in cells if one is not None]
        return any(isinstance(text, str) and tells_of_merger(text) for text in texts)


def _counted(entry: Mapping[str, Any]) -> Decimal | None:
    """Return the rate by the counts, in %, to tell 0.0426 from 4.26; never what is calculated."""
    poor, households = _whole(entry.get("poor_households")), _whole(entry.get("households"))
    return Decimal(100 * poor) / households if poor and households else None


def _whole(value: Any) -> int:
    if isinstance(value, Decimal):
        return 0
    text = str(value).replace(".", "").replace(" ", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < _PLAUSIBLE_DIGITS else 0
