"""A workbook in, the same workbook back: verdicts beside the rows, marks, summary, template."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation

from knowledge.adapters.rule_files import load_calculator
from knowledge.adapters.workbook import WorkbookChecker
from knowledge.messages import Messages
from tests.sheets import (
    HEADERS,
    MET,
    NOT_MET,
    ON,
    check,
    opened,
    results,
    saved,
    verdicts,
    with_parts,
    with_stored_value,
    workbook_bytes,
)

RESULTS = [
    "Kết quả", "Lý do", "Chi tiết từng năm", "Còn thiếu", "Còn thiếu bao nhiêu để đạt", "Ghi chú",
    "Mã xác định",
]  # fmt: skip


@pytest.fixture(scope="module")
def checker(messages: Messages) -> WorkbookChecker:
    return WorkbookChecker(load_calculator(messages), messages)


def _summary(checked) -> str:
    sheet = opened(checked)["Tổng hợp"]
    return "\n".join(
        " | ".join(str(value) for value in row if value is not None)
        for row in sheet.iter_rows(values_only=True)
    )


def test_verdicts_stand_beside_the_rows(checker: WorkbookChecker) -> None:
    partial = [3, "An Phú", "xã", 2100, 100, 2100, None, 2100, 64]
    ward = [4, "P. 3", "phường", 1000, 60, 1000, 50, 1000, 40]
    bad = [5, "An Tây", "xã", 2100, -3, 2100, 80, 2100, 64]
    checked = check(checker, workbook_bytes([HEADERS, MET, NOT_MET, partial, ward, bad]))
    assert checked.rows == 5
    assert checked.by_verdict == {
        "met": 1, "not_met": 1, "insufficient_data": 1, "undetermined": 1, "error": 1, "skipped": 0,
    }  # fmt: skip
    found = results(checked)
    assert [one["Kết quả"] for one in found.values()] == [
        "ĐẠT", "KHÔNG ĐẠT", "CHƯA ĐỦ SỐ LIỆU", "CHƯA XÁC ĐỊNH ĐƯỢC", "LỖI",
    ]  # fmt: skip
    assert "(100 - 80) / 100 = 20 % (mức yêu cầu 20 %): đạt." in found[2]["Chi tiết từng năm"]
    assert found[3]["Còn thiếu bao nhiêu để đạt"] == "Năm 2023: 1 hộ"
    assert "2023" in found[3]["Lý do"]
    assert "18,75 %" in found[3]["Chi tiết từng năm"]
    assert found[4]["Còn thiếu"] == "số hộ nghèo cuối năm 2022"
    assert "phường" in found[5]["Lý do"]
    assert found[6]["Lý do"] == "Ô E6: cuối năm 2021: số hộ nghèo không thể âm (-3)."
    assert found[2]["Mã xác định"]
    assert not found[2]["Ghi chú"]  # what holds for every row is said in the summary
    (row,) = checked.bad_rows
    assert (row.row, row.cells) == (6, ("E6",))
    assert checked.summary == (
        "Đã xét 5 dòng: 1 đạt, 1 không đạt, 1 chưa đủ số liệu, 1 chưa xác định được, 1 lỗi."
    )
    assert checked.name == "huyen-ket-qua.xlsx"


def test_the_sheet_itself_comes_back_unchanged(checker: WorkbookChecker) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Báo cáo"
    sheet.append(HEADERS)
    sheet.append(MET)
    sheet["B2"].font = Font(bold=True, color="FF0000FF")
    sheet["D2"].number_format = "#,##0"
    sheet.column_dimensions["B"].width = 33
    sheet["B2"].comment = Comment("của tôi", "tôi")
    book.create_sheet("Khác")["A1"] = "=1+1"
    checked = check(checker, saved(book))
    back = opened(checked)
    assert back.sheetnames == ["Báo cáo", "Khác", "Tổng hợp"]
    copy = back["Báo cáo"]
    assert [[cell.value for cell in row[:9]] for row in copy.iter_rows()] == [HEADERS, MET]
    assert copy["B2"].font.bold
    assert copy["B2"].font.color.rgb == "FF0000FF"
    assert copy["D2"].number_format == "#,##0"
    assert copy.column_dimensions["B"].width == 33
    assert copy["B2"].comment.text == "của tôi"
    assert back["Khác"]["A1"].value == "=1+1"
    assert [copy.cell(1, column).value for column in range(10, 17)] == RESULTS
    assert copy.freeze_panes == "C2"


def test_every_verdict_has_its_colour_and_its_word(checker: WorkbookChecker) -> None:
    sheet = opened(check(checker, workbook_bytes([HEADERS, MET, NOT_MET]))).worksheets[0]
    met, not_met = sheet["J2"], sheet["J3"]
    assert met.fill.start_color.rgb != not_met.fill.start_color.rgb
    assert (met.value, not_met.value) == ("ĐẠT", "KHÔNG ĐẠT")
    assert sheet["K2"].alignment.wrap_text
    assert sheet["J1"].font.bold


def test_bad_cells_are_filled_and_commented(checker: WorkbookChecker) -> None:
    bad = [5, "An Tây", "xã", 2100, 9999, 2100, "-", 2100, 64]
    checked = check(checker, workbook_bytes([HEADERS, bad, MET]))
    sheet = opened(checked).worksheets[0]
    assert "G2" in sheet["G2"].comment.text
    assert sheet["G2"].fill.start_color.rgb == "FFFF9966"
    assert sheet["G3"].comment is None
    assert verdicts(checked) == ["LỖI", "ĐẠT"]


def test_the_summary_names_rules_columns_and_bad_rows(checker: WorkbookChecker) -> None:
    bad = [5, "An Tây", "xã", 2100, -1, 2100, 80, 2100, 64]
    text = _summary(check(checker, workbook_bytes([HEADERS, MET, bad])))
    for words in (
        "ĐẠT | 1", "LỖI | 1", "Báo Đồng Khởi", "dưới 5%", "25/11/2026", "huyen.xlsx",
        "Hộ nghèo 2022 | G1 | số hộ nghèo cuối năm 2022", "Dòng 3 | E3", "điều kiện cần",
        "22/6/2025", "Cộng | 2",
    ):  # fmt: skip
        assert words in text


def test_two_header_rows_and_a_title(checker: WorkbookChecker) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["BÁO CÁO HỘ NGHÈO NĂM 2024"])
    sheet.merge_cells("A1:K1")
    sheet.append([])
    sheet.append(
        ["Tên xã", "Loại", "Năm 2021", None, None, "Năm 2022", None, None, "Năm 2023", None, None]
    )
    sheet.append([None, None, *["Tổng số hộ", "Hộ nghèo", "Tỷ lệ (%)"] * 3])
    for span in ("A3:A4", "B3:B4", "C3:E3", "F3:H3", "I3:K3"):
        sheet.merge_cells(span)
    sheet.append([f"({n})" for n in range(1, 12)])
    sheet.append(["An Bình", "xã", 2100, 100, 4.76, 2100, 80, 3.81, 2100, 64, 3.05])
    checked = check(checker, saved(book))
    assert verdicts(checked) == ["ĐẠT"]
    assert opened(checked).worksheets[0]["L4"].value == "Kết quả"


def test_percent_formats_give_the_same_verdict_as_numbers(checker: WorkbookChecker) -> None:
    headers = ["Tên xã", "Loại", "Tỷ lệ 2021", "Tỷ lệ 2022", "Tỷ lệ 2023"]
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(headers)
    sheet.append(["An Bình", "xã", 9.1, 7.1, 5.1])
    sheet.append(["An Hòa", "xã", 0.091, 0.071, 0.051])
    sheet.append(["An Phú", "xã", 0.091, 0.071, 0.05101])
    for cell in (*sheet[3][2:], *sheet[4][2:]):
        cell.number_format = "0.00%"
    assert verdicts(check(checker, saved(book))) == ["ĐẠT", "ĐẠT", "KHÔNG ĐẠT"]


def test_a_rate_that_may_be_a_fraction_is_not_guessed(checker: WorkbookChecker) -> None:
    headers = ["Tên xã", "Loại", "Tỷ lệ 2021", "Tỷ lệ 2022", "Tỷ lệ 2023"]
    checked = check(checker, workbook_bytes([headers, ["An Bình", "xã", 0.091, 0.071, 0.051]]))
    assert verdicts(checked) == ["LỖI"]
    assert "0,091 % hay 9,1 %" in results(checked)[2]["Lý do"]


def test_a_rate_that_contradicts_the_counts_is_said(checker: WorkbookChecker) -> None:
    headers = [*HEADERS, "Tỷ lệ hộ nghèo 2021 (%)"]
    found = results(check(checker, workbook_bytes([headers, [*MET, 6.5]])))
    assert found[2]["Kết quả"] == "ĐẠT"
    assert "6,5%" in found[2]["Ghi chú"]


def test_2021_is_no_reduction_year(checker: WorkbookChecker) -> None:
    found = results(check(checker, workbook_bytes([HEADERS, MET]), year=2023))
    assert found[2]["Kết quả"] == "CHƯA XÁC ĐỊNH ĐƯỢC"
    assert "chuẩn nghèo khác" in found[2]["Lý do"]


def test_a_merged_unit_is_left_to_a_person(checker: WorkbookChecker) -> None:
    merged = [1, "An Bình (sáp nhập)", *MET[2:]]
    found = results(check(checker, workbook_bytes([HEADERS, merged])))
    assert found[2]["Kết quả"] == "CHƯA XÁC ĐỊNH ĐƯỢC"
    assert "cùng một địa bàn" in found[2]["Lý do"]
    assert not found[2]["Chi tiết từng năm"]


def test_place_and_year_come_from_the_row_before_the_options(checker: WorkbookChecker) -> None:
    headers = [*HEADERS, "Tỉnh", "Năm trình"]
    rows = [headers, [*MET, "Sơn La", 2024], [*MET, None, None], [*MET, "tỉnh Bến Tre", 2023]]
    found = results(check(checker, workbook_bytes(rows)))
    assert "Sơn La" in found[2]["Lý do"]
    assert found[3]["Kết quả"] == "ĐẠT"
    assert "chuẩn nghèo khác" in found[4]["Lý do"]


def test_missing_place_and_year_are_asked_for(checker: WorkbookChecker) -> None:
    content = workbook_bytes([HEADERS, [1, "An Bình", None, *MET[3:]]])
    found = results(check(checker, content, province=None, year=None))
    assert found[2]["Kết quả"] == "CHƯA ĐỦ SỐ LIỆU"
    for fact in ("tỉnh", "năm trình khen thưởng", "loại đơn vị"):
        assert fact in found[2]["Còn thiếu"]


def test_a_formula_counts_by_its_stored_value(checker: WorkbookChecker) -> None:
    content = workbook_bytes([HEADERS, [*MET[:6], "=100-20", *MET[7:]]])
    without = results(check(checker, content))[2]
    assert without["Kết quả"] == "LỖI"
    assert "G2" in without["Lý do"]
    assert "công thức chưa có kết quả" in without["Lý do"]
    stored = check(checker, with_stored_value(content, "G2", "80"))
    assert results(stored)[2]["Kết quả"] == "ĐẠT"
    assert "Ô G2 là công thức" in results(stored)[2]["Ghi chú"]
    assert opened(stored).worksheets[0]["G2"].value == "=100-20"
    error = results(check(checker, with_stored_value(content, "G2", "#DIV/0!")))[2]
    assert error["Kết quả"] == "LỖI"
    assert "#DIV/0!" in error["Lý do"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_names_never_become_formulas(checker: WorkbookChecker, start: str) -> None:
    name = f'{start}HYPERLINK("http://vi-du.vn","x")'
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEADERS)
    sheet.append(MET)
    sheet["B2"].value = name
    sheet["B2"].data_type = "s"
    sheet["G2"].value = name
    sheet["G2"].data_type = "s"
    back = opened(check(checker, saved(book), name=f"{name}.xlsx"))
    for page in back.worksheets:
        for row in page.iter_rows():
            assert [cell.coordinate for cell in row if cell.data_type == "f"] == []
    assert back.worksheets[0]["B2"].value == name


def test_hidden_rows_and_columns_count_and_are_said(checker: WorkbookChecker) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (HEADERS, MET, NOT_MET):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["G"].hidden = True
    checked = check(checker, saved(book))
    assert verdicts(checked) == ["ĐẠT", "KHÔNG ĐẠT"]
    text = _summary(checked)
    assert "Có 1 dòng bị ẩn" in text
    assert "Hộ nghèo 2022" in text.split("Có cột bị ẩn")[1]
    assert opened(checked).worksheets[0].row_dimensions[3].hidden


def test_the_first_visible_sheet_with_a_header_is_used(checker: WorkbookChecker) -> None:
    book = Workbook()
    book.worksheets[0]["A1"] = "Trang bìa"
    hidden = book.create_sheet("Ẩn")
    shown = book.create_sheet("Số liệu")
    for sheet, row in ((hidden, NOT_MET), (shown, MET)):
        sheet.append(HEADERS)
        sheet.append(row)
    hidden.sheet_state = "hidden"
    back = opened(check(checker, saved(book)))
    assert back["Số liệu"]["J2"].value == "ĐẠT"
    assert back["Ẩn"].max_column == len(HEADERS)
    del book["Số liệu"]
    checked = check(checker, saved(book))
    assert opened(checked)["Ẩn"]["J2"].value == "KHÔNG ĐẠT"
    assert "bị ẩn" in _summary(checked)


def test_a_result_that_was_corrected_can_be_checked_again(checker: WorkbookChecker) -> None:
    bad = [5, "An Tây", "xã", 2100, -1, 2100, 80, 2100, 64]
    first = opened(check(checker, workbook_bytes([HEADERS, MET, bad])))
    first.worksheets[0]["E3"] = 100
    again = check(checker, saved(first))
    back = opened(again)
    assert back.sheetnames == ["Sheet", "Tổng hợp"]
    sheet = back.worksheets[0]
    assert [sheet.cell(1, column).value for column in range(10, 18)] == [*RESULTS, None]
    assert verdicts(again) == ["ĐẠT", "ĐẠT"]
    assert sheet["E3"].comment is None
    assert sheet["E3"].fill.fill_type is None


def test_what_the_copy_cannot_keep_is_said(checker: WorkbookChecker) -> None:
    content = with_parts(
        workbook_bytes([HEADERS, MET]),
        xl__charts__chart1_dot_xml=b"<c/>",
        xl__ctrlProps__ctrlProp1_dot_xml=b"<c/>",
    )
    text = _summary(check(checker, content))
    assert "Biểu đồ" in text
    assert "nút bấm" in text


def test_a_summary_sheet_of_the_user_stays(checker: WorkbookChecker) -> None:
    book = Workbook()
    for row in (HEADERS, MET):
        book.worksheets[0].append(row)
    book.create_sheet("Tổng hợp")["A1"] = "của tôi"
    back = opened(check(checker, saved(book)))
    assert len(back.sheetnames) == 3
    assert back["Tổng hợp"]["A1"].value == "của tôi"


def test_validations_conditions_and_links_are_kept(checker: WorkbookChecker) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (HEADERS, MET):
        sheet.append(row)
    rule = DataValidation("list", formula1='"xã,phường"')
    rule.add("C2:C9")
    sheet.add_data_validation(rule)
    sheet.conditional_formatting.add("D2:D9", CellIsRule("lessThan", ["0"], font=Font(bold=True)))
    sheet["B2"].hyperlink = "https://vi-du.vn/"
    sheet.auto_filter.ref = "A1:I2"
    sheet.freeze_panes = "D2"
    back = opened(check(checker, saved(book))).worksheets[0]
    assert [str(one.sqref) for one in back.data_validations.dataValidation] == ["C2:C9"]
    assert [str(one.sqref) for one in back.conditional_formatting] == ["D2:D9"]
    assert back["B2"].hyperlink.target == "https://vi-du.vn/"
    assert (back.auto_filter.ref, back.freeze_panes) == ("A1:I2", "D2")


def test_rich_text_is_kept_and_read(checker: WorkbookChecker) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (HEADERS, MET):
        sheet.append(row)
    sheet["E1"] = CellRichText("Hộ ", TextBlock(InlineFont(b=True), "nghèo"), " 2021")
    checked = check(checker, saved(book))
    assert verdicts(checked) == ["ĐẠT"]
    back = load_workbook(BytesIO(checked.content), rich_text=True).worksheets[0]
    assert isinstance(back["E1"].value, CellRichText)


def test_a_figure_merged_over_rows_is_marked_in_each(checker: WorkbookChecker) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (HEADERS, MET, NOT_MET):
        sheet.append(row)
    sheet.merge_cells("G2:G3")
    checked = check(checker, saved(book))
    assert verdicts(checked) == ["LỖI", "LỖI"]
    assert [one.cells for one in checked.bad_rows] == [("G2",), ("G3",)]
    assert str(opened(checked).worksheets[0].merged_cells) == "G2:G3"


def test_a_column_formatted_to_the_last_row_costs_nothing(checker: WorkbookChecker) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEADERS)
    sheet.append(MET)
    sheet.cell(1_048_576, 3).number_format = "0.00"
    assert check(checker, saved(book)).rows == 1


def test_progress_reaches_the_end(checker: WorkbookChecker) -> None:
    seen: list[tuple[int, int]] = []
    content = workbook_bytes([HEADERS, *[MET] * 450])
    checker.check(
        "a.xlsx", content, province="Bến Tre", submission_year=2024,
        on=ON, progress=lambda *at: seen.append(at),
    )  # fmt: skip
    assert seen == [(200, 450), (400, 450), (450, 450)]


def test_a_filled_template_is_read_without_loss(checker: WorkbookChecker) -> None:
    book = load_workbook(BytesIO(checker.template()))
    assert book.sheetnames == ["Danh sách", "Ví dụ", "Hướng dẫn"]
    sheet, example = book["Danh sách"], book["Ví dụ"]
    headers = [cell.value for cell in sheet[1]]
    assert headers == [cell.value for cell in example[1]]
    assert len(headers) == 6 + 3 * 5
    assert len(sheet.data_validations.dataValidation) == 2 + 1 + 15
    for row in example.iter_rows(min_row=2, values_only=True):
        sheet.append(row)
    checked = check(checker, saved(book), province=None, year=None)
    assert verdicts(checked) == ["ĐẠT", "KHÔNG ĐẠT"]
    text = _summary(checked)
    for year in range(2021, 2026):
        for label in ("tổng số hộ", "số hộ nghèo", "tỷ lệ hộ nghèo (%)"):
            assert f"{label} cuối năm {year}" in text
    assert "Huyện (ghi chú) | B1 | không dùng" in text
    assert opened(checked)["Ví dụ"]["A2"].value == "Bến Tre"


def test_a_template_with_only_its_examples_holds_no_units(checker: WorkbookChecker) -> None:
    with pytest.raises(Exception, match="không có đơn vị nào"):
        check(checker, checker.template())
