"""Small workbooks of units for the tests, made in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook, load_workbook

from knowledge.adapters.workbook import WorkbookChecker
from knowledge.checked_sheet import CheckedSheet

ON = date(2026, 11, 25)

HEADERS = [
    "STT", "Tên xã", "Loại", "Tổng số hộ 2021", "Hộ nghèo 2021",
    "Tổng số hộ 2022", "Hộ nghèo 2022", "Tổng số hộ 2023", "Hộ nghèo 2023",
]  # fmt: skip
MET = [1, "An Bình", "xã", 2100, 100, 2100, 80, 2100, 64]
"""Under 5 %, falls of 20 % and 20 %: meets the rule of the former Bến Tre."""
NOT_MET = [2, "An Hòa", "xã", 2100, 100, 2100, 80, 2100, 65]


def workbook_bytes(rows: Sequence[Sequence[Any]], workbook: Workbook | None = None) -> bytes:
    """Return a workbook whose first sheet holds the rows."""
    book = workbook or Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    return saved(book)


def saved(workbook: Workbook) -> bytes:
    """Return a workbook as a file."""
    target = BytesIO()
    workbook.save(target)
    return target.getvalue()


def opened(checked: CheckedSheet) -> Workbook:
    """Return the checked file as openpyxl reads it."""
    return load_workbook(BytesIO(checked.content))


def check(
    checker: WorkbookChecker,
    content: bytes,
    *,
    name: str = "huyen.xlsx",
    province: str | None = "Bến Tre",
    year: int | None = 2024,
) -> CheckedSheet:
    """Check a file as a channel does."""
    return checker.check(name, content, province=province, submission_year=year, on=ON)


def results(checked: CheckedSheet) -> dict[int, dict[str, str]]:
    """Return what was written beside each row, by row and header."""
    sheet = opened(checked).worksheets[0]
    top = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "Kết quả")
    found: dict[int, dict[str, str]] = {}
    for row in sheet.iter_rows(min_row=top.row + 1, min_col=top.column, max_col=top.column + 6):
        if row[0].value is not None:
            headers = [sheet.cell(top.row, cell.column).value for cell in row]
            found[row[0].row] = {
                str(header): cell.value or "" for header, cell in zip(headers, row, strict=True)
            }
    return found


def verdicts(checked: CheckedSheet) -> list[str]:
    """Return the verdict of each row, from the top."""
    return [one["Kết quả"] for one in results(checked).values()]


def with_parts(content: bytes, **parts: bytes | None) -> bytes:
    """Return a zip archive with parts added, replaced or (``None``) taken out.

    Names are given with ``__`` for ``/`` and ``_dot_`` for ``.``.
    """
    changed = {k.replace("__", "/").replace("_dot_", "."): v for k, v in parts.items()}
    target = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(target, "w", ZIP_DEFLATED) as made:
        for entry in source.infolist():
            if entry.filename not in changed:
                made.writestr(entry.filename, source.read(entry))
        for name, body in changed.items():
            if body is not None:
                made.writestr(name, body)
    return target.getvalue()


def with_stored_value(content: bytes, cell: str, stored: str) -> bytes:
    """Return a workbook whose formula in ``cell`` carries a stored value, as Excel saves it."""
    name = "xl/worksheets/sheet1.xml"
    with ZipFile(BytesIO(content)) as archive:
        body = archive.read(name).decode()
    start = body.index(f'<c r="{cell}"')
    end = body.index("</c>", start)
    formula = body[body.index("<f>", start) : body.index("</f>", start) + 4]
    kind = ' t="e"' if stored.startswith("#") else ""
    made = f'<c r="{cell}"{kind}>{formula}<v>{stored}</v>'
    body = body[:start] + made + body[end:]
    return with_parts(content, xl__worksheets__sheet1_dot_xml=body.encode())
