"""Headers of columns in the spellings officials use, and the ones that must not be taken."""

from __future__ import annotations

import pytest

from knowledge.sheet_headers import Header, read_header

FIGURES = {
    "households": [
        "Tổng số hộ 2021", "TỔNG SỐ HỘ NĂM 2021", "Tong so ho 2021", "Tổng số\nhộ\n2021",
        "TSH 2021", "TS hộ 2021", "T.số hộ dân 2021", "Số hộ 2021", "Tổng hộ cuối năm 2021",
        "Tổng số hộ dân cư (31/12/2021)", "Năm 2021 Tổng số", "2021 - Tổng số hộ (hộ)",
        "Tổng số hộ 2021 (1)", "TSH2021", "Tổng số hộ đến 31-12-2021",
        "Tổng số hộ (đến 31/12 hằng năm) 2021",
    ],
    "poor_households": [
        "Hộ nghèo 2021", "HỘ NGHÈO 2021", "Số hộ nghèo cuối năm 2021", "So ho ngheo 2021",
        "Hộ nghèo 31/12/2021", "HN 2021", "HN2021", "Số HN 2021", "Tổng số hộ nghèo năm 2021",
        "Số hộ nghèo đa chiều 2021", "Năm 2021 Hộ nghèo", "Hộ nghèo Năm 2021 Số hộ",
        "Số hộ nghèo tại thời điểm ngày 31 tháng 12 năm 2021", "Số hộ nghèo 31.12.21",
        "Hộ nghèo 2021 theo chuẩn nghèo giai đoạn 2022-2025",
        "Kết quả rà soát hộ nghèo cuối năm 2021 theo Nghị định 07/2021/NĐ-CP",
    ],
    "poor_rate": [
        "Tỷ lệ hộ nghèo 2021 (%)", "Tỉ lệ hộ nghèo 2021", "TL 2021", "TL hộ nghèo 2021",
        "Tỷ lệ % 2021", "% hộ nghèo 2021", "TLHN 2021", "Năm 2021 Tỷ lệ (%)", "TY LE HO NGHEO 2021",
        "Tỷ lệ nghèo 2021", "Hộ nghèo năm 2021 Tỷ lệ %", "Tỷ lệ hộ nghèo đa chiều 2021",
    ],
}  # fmt: skip
FACTS = {
    "name": [
        "Tên xã", "TÊN XÃ", "ten xa", "Xã/phường/thị trấn", "Xã, phường, thị trấn", "Đơn vị",
        "Tên đơn vị", "Tên xã, phường, thị trấn", "Đơn vị hành chính", "Tên ĐVHC",
        "Xã (phường, thị trấn)", "Xã", "Tên địa bàn",
    ],
    "kind": ["Loại", "Loại đơn vị", "LOẠI ĐƠN VỊ", "Loại ĐVHC", "Cấp"],
    "province": ["Tỉnh", "Tên tỉnh", "Tỉnh/thành phố", "TỈNH"],
    "listed_as": ["Danh mục", "Thuộc danh sách", "Thuộc danh mục", "Xã bãi ngang ven biển"],
    "submission_year": ["Năm trình", "Năm trình khen thưởng", "NĂM TRÌNH", "Năm đề nghị"],
    "district": ["Huyện", "Huyện (ghi chú)", "Quận/huyện", "Huyện/thị xã/thành phố"],
    "note": ["Ghi chú", "GHI CHÚ"],
    "ordinal": ["STT", "TT", "Số TT", "Mã xã"],
}  # fmt: skip
NEAR_POOR = [
    "Hộ cận nghèo 2021", "Số hộ cận nghèo cuối năm 2021", "Tỷ lệ hộ cận nghèo 2021 (%)",
    "HCN 2021", "Hộ nghèo và hộ cận nghèo 2021", "CN 2021",
]  # fmt: skip
OTHERS = [
    "Hộ nghèo", "Tổng số hộ", "Năm", "Năm 2021", "Hộ nghèo đầu năm 2021", "Hộ nghèo 30/6/2021",
    "Hộ nghèo 6 tháng 2021", "Hộ thoát nghèo 2021", "Hộ tái nghèo 2021", "Hộ nghèo 2021-2025",
    "Hộ nghèo DTTS 2021", "Số hộ nghèo có nhà tạm 2021", "Tỷ lệ giảm hộ nghèo 2021",
    "Số khẩu nghèo 2021", "Kế hoạch hộ nghèo 2021", "Ước hộ nghèo 2021",
    "Tỷ lệ nghèo đa chiều 2021",
    "Tổng tỷ lệ nghèo đa chiều 2021", "Tỷ lệ hộ 2021", "Hộ nghèo 2020, 2021", "Đơn vị tính",
    "Chủ tịch", "Hộ nghèo 2021 so với 2020", "Tỉnh (mới)", "***",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "meaning"), [(text, meaning) for meaning, texts in FIGURES.items() for text in texts]
)
def test_figures_of_a_year_end(text: str, meaning: str) -> None:
    assert read_header(text) == Header(meaning, 2021)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "meaning"), [(text, meaning) for meaning, texts in FACTS.items() for text in texts]
)
def test_facts_of_the_unit(text: str, meaning: str) -> None:
    assert read_header(text) == Header(meaning)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", NEAR_POOR)
def test_near_poor_is_never_poor(text: str) -> None:
    assert read_header(text) == Header("near_poor")


@pytest.mark.parametrize("text", OTHERS)
def test_other_figures_are_not_taken(text: str) -> None:
    assert read_header(text) == Header("other")


@pytest.mark.parametrize("text", ["", "  \n ", "\u200b"])
def test_blank_headers_mean_nothing(text: str) -> None:
    assert read_header(text) is None
