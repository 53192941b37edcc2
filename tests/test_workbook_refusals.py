"""Files that cannot be used: one sentence with the remedy, and nothing written."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from knowledge.adapters.rule_files import load_calculator
from knowledge.adapters.workbook import WorkbookChecker
from knowledge.errors import DocumentError
from knowledge.messages import Messages
from tests.sheets import HEADERS, MET, check, saved, with_parts, workbook_bytes

GOOD = workbook_bytes([HEADERS, MET])
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CONTENT_TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'


@pytest.fixture(scope="module")
def checker(messages: Messages) -> WorkbookChecker:
    return WorkbookChecker(load_calculator(messages), messages)


def _zip(**parts: bytes) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), body)
    return target.getvalue()


def _protected() -> bytes:
    changed = bytearray(GOOD)
    at = 0
    while (at := changed.find(b"PK\x01\x02", at)) >= 0:  # entries of the zip directory
        changed[at + 8] |= 1
        at += 4
    return bytes(changed)


def _entity_bomb() -> bytes:
    body = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    return with_parts(GOOD, xl__sharedStrings_dot_xml=body)


def _many_rows(rows: int, columns: int) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Danh sách")
    sheet.append(HEADERS)
    for _ in range(rows):
        sheet.append([1, "a"] + [1] * (columns - 2))
    return saved(book)


REFUSED = {
    "empty": [b"", b"\xef\xbb\xbf \r\n", saved(Workbook())],
    "too_large": [b"a" * 20_000_001],
    "format": [
        OLE + bytes(2000),
        b"%PDF-1.7 ...",
        b"<html><table><tr><td>1</td></tr></table></html>",
        _zip(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", content_dot_xml=b"<x/>"),
        _zip(word__document_dot_xml=b"<x/>"),
        with_parts(GOOD, xl__workbook_dot_xml=None, xl__workbook_dot_bin=b"x"),
    ],
    "password": [OLE + "EncryptedPackage".encode("utf-16-le") + bytes(500), _protected()],
    "macros": [
        with_parts(GOOD, xl__vbaProject_dot_bin=b"x"),
        _zip(
            xl__workbook_dot_xml=b"<workbook/>",
            **{"[Content_Types]_dot_xml": CONTENT_TYPES + b"macroEnabled.main+xml</Types>"},
        ),
    ],
    "damaged": [
        GOOD[: len(GOOD) // 2],
        b"PK\x03\x04" + bytes(100),
        with_parts(GOOD, xl__worksheets__sheet1_dot_xml=b"<worksheet><sheetData><row"),
        with_parts(GOOD, xl__workbook_dot_xml=b"<workbook/>"),
        with_parts(GOOD, xl__styles_dot_xml=b"\x00\x01"),
    ],
    "bomb": [
        with_parts(GOOD, xl__media__a_dot_xml=bytes(30_000_000)),
        _zip(xl__workbook_dot_xml=b"<x/>", **{f"a{number}": b"" for number in range(2100)}),
    ],
    "entities": [
        _entity_bomb(),
        with_parts(GOOD, xl__a_dot_xml='<!DOCTYPE x SYSTEM "file:///etc/passwd">'.encode("utf-16")),
    ],
    "no_header": [
        workbook_bytes([["Họ và tên", "Ngày sinh"], ["A", "1/1/1990"]]),
        workbook_bytes([["Tên xã", "Tổng số hộ", "Hộ nghèo"], ["A", 2000, 98]]),
        "một dòng chữ thường\nkhông có bảng".encode(),
    ],
    "no_rows": [
        workbook_bytes([HEADERS]),
        workbook_bytes([HEADERS, [None, "Tổng cộng", None, 2000]]),
    ],
    "duplicate_column": [workbook_bytes([[*HEADERS, "Số HN 2022"], [*MET, 80]])],
    "encoding": ["Tªn x·,Hé nghÌo".encode("latin-1") + b"\xff\xfe\xd2"],
}


@pytest.mark.parametrize(
    ("code", "content"),
    [(code, content) for code, contents in REFUSED.items() for content in contents],
    ids=[f"{code}-{n}" for code, contents in REFUSED.items() for n in range(len(contents))],
)
def test_one_sentence_with_a_remedy(checker: WorkbookChecker, code: str, content: bytes) -> None:
    with pytest.raises(DocumentError) as caught:
        check(checker, content)
    assert caught.value.code == code
    sentence = str(caught.value)
    assert "đề nghị" in sentence or code in ("password", "macros")
    assert sentence.endswith(".")
    assert "\n" not in sentence


@pytest.mark.slow
@pytest.mark.parametrize(("rows", "columns"), [(50_001, 3), (1, 201)])
def test_too_many_rows_or_columns(checker: WorkbookChecker, rows: int, columns: int) -> None:
    with pytest.raises(DocumentError) as caught:
        check(checker, _many_rows(rows, columns))
    assert caught.value.code == "too_many_rows"
    assert "50.000" in str(caught.value)


def test_a_damaged_byte_is_no_traceback(checker: WorkbookChecker) -> None:
    codes = set()
    for at in range(0, len(GOOD), max(1, len(GOOD) // 100)):
        damaged = bytearray(GOOD)
        damaged[at] ^= 0xFF
        try:
            check(checker, bytes(damaged))
        except DocumentError as error:
            codes.add(error.code)
    assert "damaged" in codes
    assert codes <= set(REFUSED)
