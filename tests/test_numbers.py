"""Numerals, number words and years as Vietnamese officials type them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.figures.number_words import words_to_int
from knowledge.figures.numerals import Number, decimal_text, whole
from knowledge.figures.scan import scan
from knowledge.figures.years import YearMark
from knowledge.text import fold

ASKED_ON = date(2025, 3, 15)


def numbers(text: str) -> list[Number]:
    return [found for found in scan(text, ASKED_ON) if isinstance(found, Number)]


def marks(text: str) -> list[YearMark]:
    return [found for found in scan(text, ASKED_ON) if isinstance(found, YearMark)]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("17.060", 17060),
        ("2000", 2000),
        ("2 000", 2000),
        ("2,000", 2000),
        ("1.234.567", 1234567),
        ("4,26", None),
        ("4.26", None),
        ("1.234,5", None),
        ("0", 0),
    ],
)
def test_whole(written: str, value: int | None) -> None:
    assert whole(written) == value


@pytest.mark.parametrize(
    ("written", "text"),
    [("4,26", "4,26"), ("4.26", "4,26"), ("1.234,5", "1234,5"), ("7", "7"), ("5,00", "5,00")],
)
def test_decimal_text(written: str, text: str) -> None:
    assert decimal_text(written) == text


WORDS = {
    "một trăm hai mươi": 120,
    "chín mươi": 90,
    "ba mươi hai": 32,
    "hai mươi mốt": 21,
    "hai mươi lăm": 25,
    "mười": 10,
    "mười lăm": 15,
    "một trăm linh hai": 102,
    "một trăm lẻ năm": 105,
    "năm trăm": 500,
    "hai trăm rưỡi": 250,
    "hai nghìn": 2000,
    "hai nghìn rưỡi": 2500,
    "hai ngàn không trăm năm mươi": 2050,
    "mười bảy nghìn không trăm sáu mươi": 17060,
    "một nghìn hai trăm ba mươi tư": 1234,
}


@pytest.mark.parametrize(("words", "value"), WORDS.items())
def test_number_words(words: str, value: int) -> None:
    assert words_to_int(words) == value
    assert words_to_int(fold(words)) == value


@pytest.mark.parametrize("words", ["một trăm hai", "hai nghìn ba", "từ trăm", "trăm", ""])
def test_words_with_two_readings_or_none_are_refused(words: str) -> None:
    assert words_to_int(words) is None


def test_a_short_form_with_two_readings_stays_without_a_value() -> None:
    assert [(n.count, n.rate) for n in numbers("còn một trăm hai hộ")] == [(None, "")]


def test_a_fraction_is_one_number() -> None:
    (number,) = numbers("có 98/2.000 hộ nghèo")
    assert (number.count, number.total) == (98, 2000)


@pytest.mark.parametrize(
    "text",
    [
        "QĐ 666/QĐ-TTg",
        "theo Nghị định số 152/2025/NĐ-CP",
        "Kế hoạch 1067",
        "Điều 33 khoản 12",
        "giai đoạn 2021-2025",
        "theo chuẩn nghèo 2021 - 2025",
        "trong 2 năm liên tục",
        "thưởng 1.500.000 đồng",
        "500 triệu",
        "0912345678",
        "ngày 30/9",
        "phường 3",
        "6500 nhân khẩu",
        "Luật Thi đua, khen thưởng 2022",
    ],
)
def test_what_is_no_figure_leaves_no_number(text: str) -> None:
    assert numbers(text) == []


def test_a_date_inside_the_year_is_no_year_end() -> None:
    assert [mark.moment for mark in marks("ngày 30/9/2022, tháng 6/2024, giữa năm 2023")] == [
        "middle"
    ] * 3


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("cuối 2022", (2022,)),
        ("đầu năm 2023", (2022,)),
        ("năm 22", (2022,)),
        ("31/12/2021", (2021,)),
        ("tháng 12/2021", (2021,)),
        ("01/01/2023", (2022,)),
        ("năm ngoái", (2024,)),
        ("năm kia", (2023,)),
        ("đầu năm nay", (2024,)),
        ("các năm 2022-2024", (2022, 2023, 2024)),
        ("từ năm 2022 đến 2023", (2022, 2023)),
    ],
)
def test_years(text: str, years: tuple[int, ...]) -> None:
    for form in (text, fold(text)):
        (mark,) = marks(form)
        assert mark.years == years


def test_a_count_that_looks_like_a_year_is_a_count() -> None:
    assert [n.count for n in numbers("tổng số hộ 2020, hộ nghèo 98")] == [2020, 98]
    assert [n.count for n in numbers("2022: 2025 hộ")] == [2025]


def test_a_list_without_spaces_is_a_list() -> None:
    assert [n.count for n in numbers("100,80,64 hộ")] == [100, 80, 64]
    assert [n.count for n in numbers("2022:80,2023:64")] == [80, 64]


@given(st.integers(0, 10**7))
def test_thousands_separators_change_nothing(value: int) -> None:
    dotted = f"{value:,}".replace(",", ".")
    assert whole(dotted) == value == whole(str(value))


@given(st.text(max_size=100))
def test_offsets_lie_in_the_text(text: str) -> None:
    for found in scan(text, ASKED_ON):
        assert 0 <= found.start < found.end
