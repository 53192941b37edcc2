"""Where a sheet holds what: titles, headers of several rows, merged cells, doubtful columns."""

from __future__ import annotations

import pytest

from knowledge.errors import DocumentError
from knowledge.messages import Messages
from knowledge.sheet_cells import (
    Span,
    cell_name,
    column_letters,
    exact_number,
    number_format,
)
from knowledge.sheet_layout import Layout, find_layout

YEARS = (2021, 2022, 2023)


def _figures(layout: Layout | None) -> list[tuple[int, str, int | None]]:
    assert layout is not None
    return [(one.number, one.meaning, one.year) for one in layout.figures]


def _two_rows() -> list[list[object]]:
    top = ["STT", "Tên xã", *[x for y in YEARS for x in (f"Năm {y}", None, None)]]
    below = [None, None, *["Tổng số hộ", "Hộ nghèo", "Tỷ lệ (%)"] * len(YEARS)]
    return [top, below]


EXPECTED = [
    (3 + 3 * at + part, meaning, year)
    for at, year in enumerate(YEARS)
    for part, meaning in enumerate(("households", "poor_households", "poor_rate"))
]


def test_a_title_and_blank_rows_stand_above(messages: Messages) -> None:
    grid = [
        ["UBND HUYỆN", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["DANH SÁCH HỘ NGHÈO CÁC XÃ NĂM 2024", None, None],
        [None, None, None],
        ["Tên xã", "Tổng số hộ 2021", "Hộ nghèo 2021"],
        ["An Bình", 2000, 98],
    ]
    layout = find_layout(grid, [Span(2, 1, 2, 3)], messages)
    assert _figures(layout) == [(2, "households", 2021), (3, "poor_households", 2021)]
    assert layout is not None
    assert (layout.header_row, layout.first_row) == (4, 5)


def test_groups_of_years_over_merged_cells(messages: Messages) -> None:
    grid = [*_two_rows(), [1, "An Bình", 2000, 98, None, 2000, 80, None, 2000, 64, None]]
    spans = [Span(1, 3 + 3 * at, 1, 5 + 3 * at) for at in range(3)]
    spans += [Span(1, 1, 2, 1), Span(1, 2, 2, 2)]
    layout = find_layout(grid, spans, messages)
    assert _figures(layout) == EXPECTED
    assert layout is not None
    assert layout.first_row == 3


def test_groups_without_merging_as_csv_keeps_them(messages: Messages) -> None:
    assert _figures(find_layout(_two_rows(), [], messages)) == EXPECTED


def test_groups_of_figures_over_years(messages: Messages) -> None:
    grid = [
        ["Tên xã", "Tổng số hộ", None, "Số hộ nghèo", None],
        [None, 2021, 2022, 2021, 2022],
        ["An Bình", 2000, 2000, 98, 80],
    ]
    assert _figures(find_layout(grid, [], messages)) == [
        (2, "households", 2021), (3, "households", 2022),
        (4, "poor_households", 2021), (5, "poor_households", 2022),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "row", [["(1)", "(2)", "(3)"], ["A", 1, 2], [1, 2, "3=2/1"], ["", "hộ", "(hộ)"]]
)
def test_column_numbers_and_units_are_passed_over(messages: Messages, row: list[object]) -> None:
    grid = [["Tên xã", "TSH 2021", "HN 2021"], row, ["An Bình", 2000, 98]]
    layout = find_layout(grid, [], messages)
    assert layout is not None
    assert layout.first_row == 3


def test_near_poor_and_unknown_columns_are_listed_as_unused(messages: Messages) -> None:
    grid = [
        ["STT", "Tên xã", "Hộ nghèo 2021", "Tỷ lệ 2021", "Cận nghèo 2021", "Tỷ lệ 2021", "Bí thư"],
        [1, "An Bình", 98, 4.9, 50, 2.5, "x"],
    ]  # fmt: skip
    layout = find_layout(grid, [], messages)
    assert _figures(layout) == [(3, "poor_households", 2021), (4, "poor_rate", 2021)]
    assert layout is not None
    assert [one.number for one in layout.unused] == [5, 6, 7]


def test_two_columns_with_one_meaning_are_refused_by_cell(messages: Messages) -> None:
    grid = [["Tên xã", "Hộ nghèo 2022", "Số HN cuối năm 2022"], ["An Bình", 98, 80]]
    with pytest.raises(DocumentError) as caught:
        find_layout(grid, [], messages)
    assert caught.value.code == "duplicate_column"
    for words in ("B1", "C1", "số hộ nghèo cuối năm 2022"):
        assert words in str(caught.value)


@pytest.mark.parametrize(
    "grid",
    [
        [],
        [["Tên xã", "Hộ nghèo", "Tổng số hộ"], ["An Bình", 98, 2000]],
        [["Họ và tên", "Ngày sinh"], ["A", 1990]],
        [[1, 2, 3], [4, 5, 6]],
    ],
)
def test_no_figure_with_a_year_is_no_header(messages: Messages, grid: list[list[object]]) -> None:
    assert find_layout(grid, [], messages) is None


def test_a_column_of_kinds_is_told_from_names_by_its_values(messages: Messages) -> None:
    grid = [
        ["Tên đơn vị", "Xã/phường/thị trấn", "HN 2021"],
        ["An Bình", "Xã", 98],
        ["An Hội", "phường", 20],
    ]
    layout = find_layout(grid, [], messages)
    assert layout is not None
    assert layout.column("name").number == 1  # type: ignore[union-attr]
    assert layout.column("kind").number == 2  # type: ignore[union-attr]


def test_districts_are_the_names_when_there_are_no_others(messages: Messages) -> None:
    layout = find_layout([["Huyện", "HN 2021"], ["Huyện Ba Tri", 900]], [], messages)
    assert layout is not None
    assert layout.column("name").number == 1  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("General", ("plain", 0)), ("0.00", ("plain", 2)), ("0.00%", ("fraction", 2)),
        ("0%", ("fraction", 0)), ('0.00"%"', ("percent", 2)), ("0.0\\%", ("percent", 1)),
        ("#,##0", ("plain", 0)), ("[Red]0.0%;-0.0%", ("fraction", 1)), ('"5%" 0', ("percent", 0)),
    ],
)  # fmt: skip
def test_number_formats(code: str, expected: tuple[str, int]) -> None:
    assert number_format(code) == expected


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        (4.2599999999999998, "4.26"), (0.1 + 0.2, "0.3"), (5.1 - 2, "3.1"), (2000.0, "2000"),
        (1e300, str(10**300)), (0.0426, "0.0426"),
    ],
)  # fmt: skip
def test_binary_numbers_come_back_as_typed(stored: float, typed: str) -> None:
    assert str(exact_number(stored)) == typed


def test_cell_names() -> None:
    assert [column_letters(n) for n in (1, 26, 27, 52, 703)] == ["A", "Z", "AA", "AZ", "AAA"]
    assert cell_name(7, 5) == "E7"
