"""CSV files of every encoding and delimiter a spreadsheet program writes here."""

from __future__ import annotations

import unicodedata

import pytest

from knowledge.adapters.rule_files import load_calculator
from knowledge.adapters.workbook import WorkbookChecker
from knowledge.errors import DocumentError
from knowledge.messages import Messages
from tests.sheets import check, opened, results, verdicts

HEADERS = ["Tên xã", "Loại", "TL 2021", "TSH 2022", "HN 2021", "HN 2022", "HN 2023"]
ROWS = [
    ["Xã An Bình", "xã", "4,76", "2.100", "100", "80", "64"],
    ["Xã An Hòa", "xã", "4,76", "2.100", "100", "80", "65"],
]


def _text(delimiter: str, quote: bool = False, head: str = "") -> str:
    def field(value: str) -> str:
        return f'"{value}"' if quote else value

    return head + "".join(delimiter.join(map(field, row)) + "\r\n" for row in [HEADERS, *ROWS])


def _cp1258(text: str) -> bytes:
    """Return text the way Windows wrote Vietnamese before Unicode: tone marks on their own."""
    encoded = bytearray()
    for letter in unicodedata.normalize("NFC", text):
        try:
            encoded += letter.encode("cp1258")
        except UnicodeEncodeError:
            base, *marks = unicodedata.normalize("NFD", letter)
            while marks and len(composed := unicodedata.normalize("NFC", base + marks[0])) == 1:
                if marks[0] not in "\u0302\u0306\u031b":
                    break
                base = composed
                marks.pop(0)
            for part in (base, *marks):
                if part == "\u0302":
                    continue
                encoded += part.encode("cp1258")
    return bytes(encoded)


@pytest.fixture(scope="module")
def checker(messages: Messages) -> WorkbookChecker:
    return WorkbookChecker(load_calculator(messages), messages)


@pytest.mark.parametrize(
    "content",
    [
        _text(";").encode(),
        _text("\t").encode("utf-8-sig"),
        _text(",", quote=True).encode("utf-8-sig"),
        _text("\t").encode("utf-16"),
        _text(";").encode("utf-16-le"),
        _text(";", head="sep=;\r\n").encode(),
        _text(";").replace("\r\n", "\n").encode(),
        unicodedata.normalize("NFD", _text(";")).encode(),
    ],
    ids=["semicolon", "tab", "comma", "utf-16", "utf-16-le", "sep", "unix", "nfd"],
)
def test_encodings_and_delimiters(checker: WorkbookChecker, content: bytes) -> None:
    checked = check(checker, content, name="huyen.csv")
    assert verdicts(checked) == ["ĐẠT", "KHÔNG ĐẠT"]
    assert checked.name == "huyen-ket-qua.xlsx"
    sheet = opened(checked).worksheets[0]
    assert sheet.title == "huyen"
    assert [cell.value for cell in sheet[2]][:7] == ROWS[0]


def test_windows_1258_is_tried_and_said(checker: WorkbookChecker) -> None:
    content = _cp1258(_text(";"))
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")
    checked = check(checker, content, name="cu.csv")
    assert verdicts(checked) == ["ĐẠT", "KHÔNG ĐẠT"]
    book = opened(checked)
    assert book.worksheets[0]["A2"].value == "Xã An Bình"
    text = " ".join(str(cell.value) for row in book["Tổng hợp"].iter_rows() for cell in row)
    assert "Windows-1258" in text


def test_unquoted_decimal_commas_never_shift_a_column(checker: WorkbookChecker) -> None:
    checked = check(checker, _text(",").encode(), name="sai.csv")
    assert verdicts(checked) == ["LỖI", "LỖI"]
    assert "dấu phẩy thập phân" in results(checked)[2]["Lý do"]


def test_fewer_fields_are_blank_cells(checker: WorkbookChecker) -> None:
    text = ";".join(HEADERS) + "\nXã An Bình;xã;4,76\n"
    assert verdicts(check(checker, text.encode(), name="a.csv")) == ["CHƯA ĐỦ SỐ LIỆU"]


def test_formulas_in_csv_stay_text(checker: WorkbookChecker) -> None:
    rows = _text(";").replace("Xã An Bình", "\"=cmd|' /C calc'!A0\"")
    sheet = opened(check(checker, rows.encode(), name="=1+1.csv")).worksheets[0]
    assert sheet["A2"].value == "=cmd|' /C calc'!A0"
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].quotePrefix


def test_a_binary_file_named_csv_is_refused(checker: WorkbookChecker) -> None:
    with pytest.raises(DocumentError) as caught:
        check(checker, bytes(range(256)) * 10, name="a.csv")
    assert caught.value.code == "encoding"
