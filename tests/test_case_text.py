"""A case said back: whatever is known is said, exactly, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.case_text import describe_additions, describe_case, describe_changes, unit_name
from knowledge.messages import Messages

CASE: dict[str, Any] = {
    "programme": "vi-nguoi-ngheo-2021-2025",
    "place": {"province": "Bến Tre", "kind": "xã", "name": "Thạnh Hải", "listed_as": ["xã đảo"]},
    "submission_year": 2024,
    "figures": [
        {"year": 2021, "households": 17060, "poor_households": 98, "poor_rate": "0,57"},
        {"year": 2022, "poor_rate": 4.5},
        {"year": 2023, "households": 2000},
        {"year": 2024, "poor_households": 0},
    ],
}


def test_all_of_a_case_in_two_lines(messages: Messages) -> None:
    unit, figures = describe_case(CASE, messages).splitlines()
    assert unit == (
        "Đã hiểu: xã Thạnh Hải, Bến Tre; thuộc diện xã đảo; trình khen thưởng năm 2024."
    )
    assert figures == (
        "Số liệu: cuối 2021: 98/17.060 hộ nghèo, tỷ lệ 0,57%; cuối 2022: tỷ lệ 4,5%; "
        "cuối 2023: tổng số 2.000 hộ; cuối 2024: 0 hộ nghèo."
    )


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ({}, ""),
        ({"kind": "xã"}, "xã"),
        ({"province": "Bến Tre"}, "Bến Tre"),
        ({"kind": "xã", "name": "Xã An Hiệp", "province": "Bến Tre"}, "Xã An Hiệp, Bến Tre"),
        ({"kind": "phường", "name": "5"}, "phường 5"),
        (None, ""),
    ],
)
def test_names_of_units(place: Any, name: str, messages: Messages) -> None:
    assert unit_name({"place": place}, messages) == name


def test_nothing_known_is_nothing_said(messages: Messages) -> None:
    assert describe_case({"place": {}, "figures": []}, messages) == ""


def test_changes_and_additions(messages: Messages) -> None:
    after = {
        **CASE,
        "place": {"province": "Bến Tre", "kind": "thị trấn"},
        "figures": [
            {"year": 2021, "households": 17060, "poor_households": 85, "poor_rate": "0.57"},
            {"year": 2022, "poor_rate": "4,6"},
            {"year": 2025, "poor_households": 7},
        ],
    }
    assert describe_changes(CASE, after, messages) == [
        "loại đơn vị từ xã thành thị trấn",
        "bỏ tên đơn vị (Thạnh Hải)",
        "bỏ diện đặc biệt khó khăn (xã đảo)",
        "số hộ nghèo cuối năm 2021 từ 98 hộ thành 85 hộ",
        "tỷ lệ hộ nghèo cuối năm 2022 từ 4,5% thành 4,6%",
        "bỏ tổng số hộ cuối năm 2023 (2.000 hộ)",
        "bỏ số hộ nghèo cuối năm 2024 (0 hộ)",
    ]
    assert describe_additions(CASE, after, messages)[-1] == "số hộ nghèo cuối năm 2025 là 7 hộ"
    assert describe_changes(CASE, CASE, messages) == describe_additions(CASE, CASE, messages) == []
