"""Notes, lists and spreadsheets: nothing a person wrote down is taken for furniture."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pptx
import pytest

from ingest.document import ReadDocument, ReadLimits, read_document

LIMITS = ReadLimits()


def _read(tmp_path: Path, name: str, text: str) -> ReadDocument:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_document(path, name, LIMITS)


@pytest.mark.parametrize(
    "text",
    [
        "Mã hồ sơ kiểm tra là ZX-1234",
        "Nguyễn Văn An",
        "Danh sách hộ nghèo\n- Hộ ông A: 4 khẩu\n- Hộ bà B: 2 khẩu",
        "# Ghi nhớ\n\nNộp báo cáo trước ngày 15/12\n\n## Người phụ trách\n\nChị Lan, anh Hải",
        "Thông báo\nXã nghỉ họp ngày thứ hai.\nĐề nghị các thôn biết và thực hiện đúng quy định.",
    ],
)
def test_no_line_is_lost(tmp_path: Path, text: str) -> None:
    document = _read(tmp_path, "ghi-chu.md", text)
    kept = "\n".join(f"{p.breadcrumb}\n{p.text}" for p in document.passages) + document.record.title
    for line in text.splitlines():
        assert line.strip("#- ") in kept
    assert document.record.kind == "bai_viet"


def test_a_spreadsheet_is_cut_by_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Xã", "Số hộ", "Hộ nghèo"])
    for number in range(1, 61):
        sheet.append([f"Xã {number}", 2000 + number, 98 - number])
    path = tmp_path / "so-lieu.xlsx"
    book.save(path)
    document = read_document(path, path.name, LIMITS)
    assert len(document.passages) > 1
    assert all("| Xã | Số hộ | Hộ nghèo |" in p.text for p in document.passages)
    assert "| Xã 60 | 2060 | 38 |" in document.passages[-1].text


def test_slides_are_read(tmp_path: Path) -> None:
    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[1])
    slide.shapes.title.text = "Kết quả giảm nghèo"
    slide.placeholders[1].text = "Tỷ lệ hộ nghèo còn 2,4%"
    path = tmp_path / "trinh-chieu.pptx"
    show.save(str(path))
    document = read_document(path, path.name, LIMITS)
    assert "2,4%" in "\n".join(p.text for p in document.passages)
