"""The workbook to fill in: one sheet of units, one of examples, one of instructions."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from knowledge.adapters.workbook_guard import MAX_ROWS
from knowledge.adapters.workbook_text import Looks, cell_at, grow_row, write_text
from knowledge.messages import Messages
from knowledge.places import KINDS, LISTINGS
from knowledge.sheet_cells import cell_name

_FACTS = ("province", "district", "kind", "name", "listed_as", "submission_year")
_FACT_WIDTHS = (14, 20, 14, 24, 22, 12)
_YEARS = (2021, 2022, 2023, 2024, 2025)
_FIGURES = ("households", "poor_households", "poor_rate")
_FIGURE_WIDTH = 12
_FORMATS = {"households": "#,##0", "poor_households": "#,##0", "poor_rate": '0.00"%"'}
_HEADER_HEIGHT = 48  # points: three lines
_LAST_ROW = MAX_ROWS
_GUIDE_WIDTH = 130

_YearEnd = tuple[int | None, int | None, Decimal | None]

_EXAMPLES: tuple[tuple[str, dict[int, _YearEnd]], ...] = (
    ("xã", {2021: (2100, 100, None), 2022: (2100, 80, None), 2023: (2100, 64, None)}),
    (
        "thị trấn",
        {
            2021: (None, None, Decimal("7")),
            2022: (None, None, Decimal("4.9")),
            2023: (None, None, Decimal("3.2")),
        },
    ),
)
"""Two units with figures of three year-ends: one falls 20 % a year, one 2.1 and 1.7 points."""
_EXAMPLE_YEAR = 2024


def template(messages: Messages) -> bytes:
    """Return the workbook.

    Args:
        messages: section ``sheet.template``.
    """
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = messages("sheet.template.sheet_name")
    _table(sheet, messages)
    _validate(sheet, messages)
    example = workbook.create_sheet(messages("sheet.template.example_sheet_name"))
    _table(example, messages)
    _fill_examples(example, messages)
    _guide(workbook.create_sheet(messages("sheet.template.guide_sheet_name")), messages)
    target = BytesIO()
    workbook.save(target)
    return target.getvalue()


def _table(sheet: Worksheet, messages: Messages) -> None:
    looks = Looks(sheet)
    headers = [messages(f"sheet.template.{name}") for name in _FACTS]
    headers += [messages(f"sheet.template.{name}", year=y) for y in _YEARS for name in _FIGURES]
    formats = ["General"] * len(_FACTS) + [_FORMATS[name] for _ in _YEARS for name in _FIGURES]
    widths = [*_FACT_WIDTHS, *[_FIGURE_WIDTH] * (len(_YEARS) * len(_FIGURES))]
    for column, (header, code, width) in enumerate(zip(headers, formats, widths, strict=True), 1):
        cell = cell_at(sheet, 1, column)
        write_text(cell, header)
        looks.apply(cell, "header")
        dimension = sheet.column_dimensions[get_column_letter(column)]
        dimension.width = width
        dimension.number_format = code
    sheet.row_dimensions[1].height = _HEADER_HEIGHT
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.freeze_panes = cell_name(2, _FACTS.index("name") + 2)


def _validate(sheet: Worksheet, messages: Messages) -> None:
    for name, choices in (("kind", KINDS), ("listed_as", LISTINGS)):
        listed = DataValidation("list", formula1=f'"{",".join(choices)}"', allow_blank=True)
        _add(sheet, listed, _FACTS.index(name) + 1, messages("sheet.template.choose"))
    year = DataValidation("whole", operator="between", formula1="2000", formula2="2100")
    _add(sheet, year, _FACTS.index("submission_year") + 1, messages("sheet.template.enter_year"))
    column = len(_FACTS)
    for _ in _YEARS:
        for name in _FIGURES:
            column += 1
            if name == "poor_rate":
                rule = DataValidation("decimal", operator="between", formula1="0", formula2="100")
            else:
                rule = DataValidation("whole", operator="greaterThanOrEqual", formula1="0")
            _add(sheet, rule, column, messages(f"sheet.template.enter_{name}"))


def _add(sheet: Worksheet, rule: DataValidation, column: int, message: str) -> None:
    rule.error, rule.prompt = message, message
    rule.errorTitle = rule.promptTitle = None
    rule.showErrorMessage = rule.showInputMessage = True
    letter = get_column_letter(column)
    rule.add(f"{letter}2:{letter}{_LAST_ROW}")
    sheet.add_data_validation(rule)


def _fill_examples(sheet: Worksheet, messages: Messages) -> None:
    looks = Looks(sheet)
    for row, (kind, figures) in enumerate(_EXAMPLES, 2):
        place = (
            messages("sheet.template.example_province"),
            messages("sheet.template.example_district"),
            kind,
            messages("sheet.template.example_name", number=row - 1),
            "",
        )
        for column, text in enumerate(place, 1):
            cell = cell_at(sheet, row, column)
            looks.apply(cell, "plain")
            if text:
                write_text(cell, text)
        numbers = [value for year in _YEARS for value in figures.get(year, (None,) * len(_FIGURES))]
        codes = ["0", *[_FORMATS[name] for _ in _YEARS for name in _FIGURES]]
        for column, (number, code) in enumerate(
            zip([_EXAMPLE_YEAR, *numbers], codes, strict=True), len(place) + 1
        ):
            cell = cell_at(sheet, row, column)
            looks.apply(cell, "plain")
            cell.value, cell.number_format = number, code


def _guide(sheet: Worksheet, messages: Messages) -> None:
    looks = Looks(sheet)
    sheet.column_dimensions["A"].width = _GUIDE_WIDTH
    lines = messages("sheet.template.guide").splitlines()
    for row, line in enumerate(lines, 1):
        cell = cell_at(sheet, row, 1)
        write_text(cell, line)
        looks.apply(cell, "title" if row == 1 else "text")
        if row > 1:
            grow_row(sheet, row, [line], [_GUIDE_WIDTH])
    sheet.sheet_view.showGridLines = False
