"""What recognition mistakes is put right where it is certain, and nothing else is touched."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ingest.misreadings import mend_recognised


@pytest.mark.parametrize(
    ("read", "mended"),
    [
        ("_ Căn cứ Luật số 136/2025/QHI5;", "Căn cứ Luật số 136/2025/QH15;"),
        ("Số: l45/KH-SNV", "Số: 145/KH-SNV"),
        ("Nghị định số 154/2O26/NĐ-CP", "Nghị định số 154/2026/NĐ-CP"),
        ("quy định chỉ tiết một số điều", "quy định chi tiết một số điều"),
        ("Tố chức thực hiện `", "Tổ chức thực hiện"),
        ("chỉ tiêu giảm nghèo, tố giác", "chỉ tiêu giảm nghèo, tố giác"),
        ("I/KH và l/năm", "I/KH và l/năm"),
        ("| l | Ba Bể |", "| l | Ba Bể |"),
        ("chỉ tiết kiệm được 2% kinh phí", "chỉ tiết kiệm được 2% kinh phí"),
    ],
)
def test_certain_misreadings_are_put_right(read: str, mended: str) -> None:
    assert mend_recognised([read]) == (mended,)


@pytest.mark.parametrize(
    "printed",
    [("I.", "II.", "III.", "IV."), ("1.", "1I.", "II.", "IV."), ("L.", "H.", "HI.", "IV."),
     ("I.", "II.", "II.", "IV,"), ("I.", "II.", "IIl.", "IV.")],
)  # fmt: skip
def test_sections_in_capitals_are_numbered_on(printed: Sequence[str]) -> None:
    titles = ("MỤC ĐÍCH, YÊU CẦU", "CHỈ TIÊU", "NHIỆM VỤ", "TỔ CHỨC THỰC HIỆN")
    lines = [f"{mark} {title}" for mark, title in zip(printed, titles, strict=True)]
    assert mend_recognised(lines) == tuple(
        f"{mark}. {title}" for mark, title in zip(("I", "II", "III", "IV"), titles, strict=True)
    )


def test_the_last_section_repeats_no_number() -> None:
    lines = ("I. MỤC ĐÍCH", "II. CHỈ TIÊU", "II. TỔ CHỨC THỰC HIỆN")
    assert mend_recognised(lines) == (*lines[:2], "III. TỔ CHỨC THỰC HIỆN")


@pytest.mark.parametrize(
    "lines",
    [
        ("1. MỤC ĐÍCH, YÊU CẦU", "2. CHỈ TIÊU", "11. TỔ CHỨC THỰC HIỆN"),
        ("I. MỤC ĐÍCH", "II. CHỈ TIÊU", "PHỤ LỤC 2", "I. BIỂU MẪU", "II. CÁCH GHI"),
        ("I. MỤC ĐÍCH", "II. CHỈ TIÊU", "I. BIỂU MẪU", "II. CÁCH GHI"),
        ("II. CHỈ TIÊU", "TX. PHỔ YÊN", "T.P HỒ CHÍ MINH"),
    ],
)
def test_other_numbers_in_capitals_are_left(lines: tuple[str, ...]) -> None:
    assert mend_recognised(lines) == lines
