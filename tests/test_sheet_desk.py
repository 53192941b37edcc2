"""The desk for workbooks: what is assumed is said, what cannot be used is refused in words."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from bot.sheet_desk import SheetDesk
from knowledge.adapters.rule_files import load_calculator
from knowledge.adapters.workbook import WorkbookChecker
from knowledge.messages import Messages

ON = date(2026, 11, 25)
TABLE = (
    "Loại;Tên xã;Năm trình;Hộ nghèo 2021;Tổng số hộ 2021;Hộ nghèo 2022;Hộ nghèo 2023\n"
    "xã;An Bình;2024;98;2000;78;62\n"
).encode()


@pytest.fixture
def desk(messages: Messages) -> SheetDesk:
    checker = WorkbookChecker(load_calculator(messages), messages)
    return SheetDesk(lambda: checker, messages)


def cells(content: bytes) -> list[str]:
    workbook = openpyxl.load_workbook(BytesIO(content))
    rows = [row for sheet in workbook for row in sheet.iter_rows(values_only=True)]
    return [str(cell) for row in rows for cell in row if cell is not None]


def test_an_assumed_province_is_said_in_the_reply_and_in_the_file(desk: SheetDesk) -> None:
    reply = desk.check("xa.csv", TABLE, ON, "Bến Tre")
    assert "1 đạt" in reply.text
    assert reply.notices == ("Dòng không ghi tỉnh (nếu có) được xét theo tỉnh Bến Tre.",)
    found = cells(reply.attachments[0].content)
    assert found[found.index("Tỉnh dùng cho dòng không ghi tỉnh") + 1] == "Bến Tre"


def test_without_a_province_nothing_is_assumed(desk: SheetDesk) -> None:
    reply = desk.check("xa.csv", TABLE, ON, None)
    assert reply.notices == ()
    assert "CHƯA ĐỦ SỐ LIỆU" in cells(reply.attachments[0].content)


def test_a_file_that_cannot_be_used_is_one_sentence(desk: SheetDesk) -> None:
    reply = desk.check("xa.xlsm", b"PK\x03\x04", ON, None)
    assert reply.kind == "clarify"
    assert reply.text
    assert not reply.attachments


def test_the_template_is_a_workbook(desk: SheetDesk) -> None:
    reply = desk.template()
    (file,) = reply.attachments
    assert file.name.endswith(".xlsx")
    assert openpyxl.load_workbook(BytesIO(file.content)).sheetnames
