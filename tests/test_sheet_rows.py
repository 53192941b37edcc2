"""Rows to cases: what each kind of cell says, and what a bad one is told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from knowledge.messages import Messages
from knowledge.sheet_case import RowReading, SheetColumns
from knowledge.sheet_cells import SheetCell, SheetValue, Span
from knowledge.sheet_layout import Layout, find_layout
from knowledge.sheet_rows import RowReader, spread_merged
from knowledge.sheet_values import (
    CellValues,
    columns_in_percent,
    kind_of_name,
    kind_of_text,
    tells_of_merger,
)

HEADER = [
    "Tỉnh", "Loại", "Tên xã", "Danh mục", "Năm trình", "TSH 2021", "HN 2021", "TL 2021", "Ghi chú",
]  # fmt: skip
GOOD = ("Bến Tre", "xã", "An Bình", None, 2024, 2000, 98, None, None)


@pytest.fixture
def layout(messages: Messages) -> Layout:
    found = find_layout([HEADER, list(GOOD)], [], messages)
    assert found is not None
    return found


def _cells(values: dict[str, SheetCell | SheetValue]) -> dict[int, SheetCell]:
    merged = dict(zip("ABCDEFGHI", GOOD, strict=True)) | values
    return {
        "ABCDEFGHI".index(letter) + 1: value if isinstance(value, SheetCell) else SheetCell(value)
        for letter, value in merged.items()
        if value is not None
    }


def _reader(layout: Layout, messages: Messages, percent: frozenset[int] = frozenset()) -> RowReader:
    values = CellValues(messages, percent)
    return RowReader(SheetColumns(layout, values, messages, None, None))


def _read(
    layout: Layout, messages: Messages, values: dict[str, SheetCell | SheetValue]
) -> RowReading:
    cells = _cells(values)
    percent = columns_in_percent(layout.columns, [cells])
    reader = _reader(layout, messages, percent)
    reading = reader.read(7, cells)
    assert reading is not None
    return reading


def test_a_good_row_is_a_case(layout: Layout, messages: Messages) -> None:
    case = _read(layout, messages, {}).case
    assert case is not None
    assert (case.province, case.kind, case.name) == ("Bến Tre", "xã", "An Bình")
    assert case.submission_year == 2024
    assert (case.at(2021).households, case.at(2021).poor_households) == (2000, 98)


@pytest.mark.parametrize(
    ("value", "count"),
    [
        (98, 98), ("98", 98), (" 98 ", 98), ("1.098", 1098), ("1 098", 1098), ("98 hộ", 98),
        (Decimal("98.0"), 98), (0, 0),
    ],
)  # fmt: skip
def test_counts(layout: Layout, messages: Messages, value: SheetValue, count: int) -> None:
    case = _read(layout, messages, {"G": value}).case
    assert case is not None
    assert case.at(2021).poor_households == count


@pytest.mark.parametrize(
    ("letter", "cell", "words"),
    [
        ("G", -3, "không thể âm"),
        ("G", Decimal("12.5"), "số nguyên"),
        ("G", "mười hai", "không đọc được"),
        ("G", "2,098", "số nguyên"),
        ("G", "-", "không rõ là số 0"),
        ("G", "…", "không rõ là số 0"),
        ("G", True, "TRUE/FALSE"),
        ("G", date(1900, 4, 7), "ngày tháng"),
        ("G", 10**45, "quá lớn"),
        ("G", SheetCell(Decimal("0.98"), "fraction", 2), "phần trăm"),
        ("G", SheetCell(98, state="merged"), "ô gộp"),
        ("G", SheetCell(None, state="uncalculated"), "công thức chưa có kết quả"),
        ("G", SheetCell("#DIV/0!", state="error"), "#DIV/0!"),
        ("H", SheetCell(Decimal("4.26"), "fraction", 2), "từ 0 đến 100"),
        ("H", -1, "từ 0 đến 100"),
        ("H", "bốn", "không đọc được"),
        ("H", Decimal("0.6"), "không rõ"),
        ("B", "quận", "không biết loại đơn vị"),
        ("B", "I", "không biết loại đơn vị"),
        ("D", "đặc biệt khó khăn", "nhiều danh sách"),
        ("D", "x", "chưa rõ thuộc danh mục nào"),
        ("D", "vùng cao", "không biết danh mục"),
        ("E", "sang năm", "không hợp lệ"),
        ("E", 24, "không hợp lệ"),
        ("C", "A" * 201, "200 ký tự"),
        ("C", SheetCell("#REF!", state="error"), "#REF!"),
    ],
)
def test_a_bad_cell_is_named(
    layout: Layout, messages: Messages, letter: str, cell: SheetCell | SheetValue, words: str
) -> None:
    reading = _read(layout, messages, {letter: cell})
    assert reading.case is None
    (fault,) = reading.faults
    assert fault.message.startswith(f"ô {letter}7: ")
    assert words in fault.message
    assert fault.column == "ABCDEFGHI".index(letter) + 1


def test_several_bad_cells_are_all_named(layout: Layout, messages: Messages) -> None:
    reading = _read(layout, messages, {"F": -2, "G": -3, "E": 24})
    assert [one.message.split(":")[0] for one in reading.faults] == ["ô E7", "ô F7", "ô G7"]


def test_poor_over_total_names_both_cells(layout: Layout, messages: Messages) -> None:
    reading = _read(layout, messages, {"G": 2001})
    assert {one.column for one in reading.faults} == {6, 7}
    assert len({one.message for one in reading.faults}) == 1
    assert reading.faults[0].message.startswith("ô F7, G7: ")


@pytest.mark.parametrize(
    ("cell", "counts", "rate"),
    [
        (SheetCell(Decimal("0.0426"), "fraction", 2), False, "4.26"),
        (SheetCell(Decimal("0.05"), "fraction", 2), False, "5.00"),
        (SheetCell(Decimal("0.04256"), "fraction", 2), False, "4.256"),
        (SheetCell(Decimal("0.6"), "percent", 2), False, "0.60"),
        (SheetCell(Decimal("4.26")), False, "4.26"),
        (SheetCell("4,26"), False, "4.26"),
        (SheetCell("4.26%"), False, "4.26"),
        (SheetCell("0,6 %"), False, "0.6"),
        (SheetCell(0), False, "0"),
        (SheetCell(Decimal("0.049")), True, "4.9"),
        (SheetCell("0,049"), True, "4.9"),
    ],
)
def test_rates(
    layout: Layout, messages: Messages, cell: SheetCell, counts: bool, rate: str
) -> None:
    others: dict[str, SheetCell | SheetValue] = {} if counts else {"F": None, "G": None}
    case = _read(layout, messages, {"H": cell, **others}).case
    assert case is not None
    assert str(case.at(2021).poor_rate) == rate


def test_a_small_plain_rate_is_read_by_its_column_and_said_so(
    layout: Layout, messages: Messages
) -> None:
    cells = _cells({"H": Decimal("0.6"), "F": None, "G": None})
    above = _cells({"H": Decimal("4.2")})
    percent = columns_in_percent(layout.columns, [above, cells])
    reading = _reader(layout, messages, percent).read(7, cells)
    assert reading is not None
    assert reading.case is not None
    assert reading.case.at(2021).poor_rate == Decimal("0.6")
    assert reading.remarks == ("ô H7: 0,6 được hiểu là tỷ lệ 0,6 %",)


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("bãi ngang ven biển", {"bãi ngang ven biển"}), ("Bai ngang", {"bãi ngang ven biển"}),
        ("xã đảo", {"xã đảo"}), ("Bãi ngang, xã đảo", {"bãi ngang ven biển", "xã đảo"}),
        ("không", set()), ("-", set()), ("Không thuộc bãi ngang", set()),
    ],
)  # fmt: skip
def test_listings(layout: Layout, messages: Messages, text: str, listed: set[str]) -> None:
    case = _read(layout, messages, {"D": text}).case
    assert case is not None
    assert case.listed_as == listed


@pytest.mark.parametrize("mark", ["x", "Có", True, 1])
def test_a_mark_under_a_named_list(messages: Messages, mark: SheetValue) -> None:
    layout = find_layout([["Tên xã", "Bãi ngang", "HN 2021"], ["An Bình", "x", 98]], [], messages)
    assert layout is not None
    reader = RowReader(
        SheetColumns(layout, CellValues(messages, frozenset()), messages, None, None)
    )
    reading = reader.read(2, {1: SheetCell("An Bình"), 2: SheetCell(mark), 3: SheetCell(98)})
    assert reading is not None
    assert reading.case is not None
    assert reading.case.listed_as == {"bãi ngang ven biển"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("xã Phú Hưng", "xã"), ("Xã Phú Hưng", "xã"), ("X. Phú Hưng", "xã"),
        ("TT. Mỏ Cày", "thị trấn"), ("TT Mỏ Cày", "thị trấn"), ("Thị trấn Mỏ Cày", "thị trấn"),
        ("P. 3", "phường"), ("P3", "phường"), ("Phường An Hội", "phường"), ("Phuong 3", "phường"),
        ("H. Ba Tri", "huyện"), ("Huyện Ba Tri", "huyện"), ("TX. Gò Công", "thị xã"),
        ("thi tran Mo Cay", "thị trấn"), ("Phú Hưng", None), ("Phương Bình", None),
        ("Phuong Binh", None), ("Xá Lượng", None), ("Hương Mỹ", None), ("Xã", None), ("", None),
    ],
)  # fmt: skip
def test_kinds_in_names(name: str, kind: str | None) -> None:
    assert kind_of_name(name) == kind


@pytest.mark.parametrize(
    ("text", "kind"), [("X", "xã"), ("P.", "phường"), ("TT", "thị trấn"), ("Thi tran", "thị trấn")]
)
def test_kinds_in_their_column(text: str, kind: str) -> None:
    assert kind_of_text(text) == kind


def test_a_name_that_contradicts_the_kind_is_a_fault(layout: Layout, messages: Messages) -> None:
    (fault,) = _read(layout, messages, {"B": "xã", "C": "Phường 3"}).faults
    assert fault.message.startswith("ô B7: ")
    assert "C7" in fault.message


def test_a_level_the_rules_do_not_know_is_found_in_the_name(messages: Messages) -> None:
    layout = find_layout([["Tên huyện", "HN 2021"], ["TP. Bến Tre", 98]], [], messages)
    assert layout is not None
    reader = RowReader(
        SheetColumns(layout, CellValues(messages, frozenset()), messages, None, None)
    )
    reading = reader.read(2, {1: SheetCell("TP. Bến Tre"), 2: SheetCell(98)})
    assert reading is not None
    (fault,) = reading.faults
    assert fault.message.startswith("ô A2: không biết loại đơn vị «thành phố»")


@pytest.mark.parametrize(
    ("letter", "text"),
    [
        ("C", "An Bình (sáp nhập từ An Bình và An Hòa)"),
        ("C", "Xã An Bình - thành lập mới"),
        ("B", "xã (hợp nhất)"),
        ("I", "chia tách từ xã An Hòa"),
    ],
)
def test_a_changed_territory_is_for_a_person(
    layout: Layout, messages: Messages, letter: str, text: str
) -> None:
    reading = _read(layout, messages, {letter: text})
    assert reading.merged
    assert not reading.faults


@pytest.mark.parametrize("text", ["Không sáp nhập", "chưa chia tách", "Nhập An", "Tân Hợp"])
def test_what_speaks_of_no_merger(text: str) -> None:
    assert not tells_of_merger(text)


@pytest.mark.parametrize(
    "text", ["Tổng cộng", "CỘNG", "Toàn huyện", "Tổng số", "II. Tổng cộng toàn tỉnh"]
)
def test_totals_are_no_units(layout: Layout, messages: Messages, text: str) -> None:
    assert _read(layout, messages, {"A": text, "C": text}).skipped


def test_signatures_and_group_titles_are_no_units(layout: Layout, messages: Messages) -> None:
    reader = RowReader(
        SheetColumns(layout, CellValues(messages, frozenset()), messages, None, None)
    )
    for text in ("NGƯỜI LẬP BIỂU", "Ba Tri, ngày 5 tháng 1 năm 2025"):
        reading = reader.read(9, {3: SheetCell(text)})
        assert reading is not None
        assert reading.skipped
    group = reader.read(9, {1: SheetCell("II"), 3: SheetCell("Huyện Ba Tri")})
    assert group is not None
    assert group.skipped
    assert reader.read(9, {1: SheetCell("Bến Tre"), 2: SheetCell("xã")}) is None


def test_a_header_repeated_on_the_next_page_is_no_unit(layout: Layout, messages: Messages) -> None:
    reader = RowReader(
        SheetColumns(layout, CellValues(messages, frozenset()), messages, None, None)
    )
    reading = reader.read(9, {at: SheetCell(text) for at, text in enumerate(HEADER, 1)})
    assert reading is not None
    assert reading.skipped == "Dòng tiêu đề lặp lại, không xét."


@pytest.mark.parametrize("name", ["Toàn Thắng", "Trung Bình", "Cộng Hòa", "Tổng Cọt"])
def test_names_that_look_like_totals_are_units(
    layout: Layout, messages: Messages, name: str
) -> None:
    assert _read(layout, messages, {"A": None, "B": None, "C": name}).case is not None


def test_a_province_merged_over_rows_holds_for_each(layout: Layout) -> None:
    rows = {2: _cells({"A": "Bến Tre"}), 3: _cells({"A": None})}
    spread_merged(rows, [Span(2, 1, 3, 1)], layout)
    assert rows[3][1].value == "Bến Tre"


def test_a_figure_merged_over_rows_is_nobodys(layout: Layout) -> None:
    rows = {2: _cells({}), 3: _cells({"G": None})}
    spread_merged(rows, [Span(2, 7, 3, 7)], layout)
    assert {rows[2][7].state, rows[3][7].state} == {"merged"}


def test_a_title_over_the_whole_width_is_no_unit(layout: Layout) -> None:
    rows = {2: {1: SheetCell("Huyện Ba Tri")}}
    spread_merged(rows, [Span(2, 1, 2, 9)], layout)
    assert rows[2] == {}


def test_an_absurd_size_is_remarked_on(layout: Layout, messages: Messages) -> None:
    reading = _read(layout, messages, {"F": 5_000_000})
    assert reading.case is not None
    assert "F7: 5.000.000 hộ" in reading.remarks[0]


def test_a_formula_is_used_and_said_so(layout: Layout, messages: Messages) -> None:
    reading = _read(layout, messages, {"G": SheetCell(98, state="formula")})
    assert reading.case is not None
    assert reading.remarks == ("Ô G7 là công thức, đã dùng giá trị lưu trong tệp.",)


@pytest.mark.parametrize("letter", ["A", "C", "D", "G", "H", "I"])
def test_very_long_texts_cost_nothing(layout: Layout, messages: Messages, letter: str) -> None:
    for text in (" " * 32_000 + "x", "ngay thang nam " * 2_000, "không " * 5_000):
        assert _read(layout, messages, {letter: text}) is not None
