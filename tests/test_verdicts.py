"""Yes or no before the sentence: said where it plainly decides, left out where it does not."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.adapters.register_files import load_register
from knowledge.documents import Register
from knowledge.validity_claims import state_verdict
from tests.weighed import Weighed

YES, NO, RIGHT, WRONG = "Có: ", "Không: ", "Đúng: ", "Chưa đúng: "
OPEN = "“"

TEXTS = Weighed(
    "Tỷ lệ hộ nghèo giảm bình quân từ 2% mỗi năm, huyện nghèo giảm từ 3,5% mỗi năm.",
    "Quỹ đã hỗ trợ xây mới 417 nhà, sửa chữa 190 nhà đại đoàn kết.",
    "Bằng khen có tiền thưởng 4,5 lần lương cơ sở cho cá nhân và 9,0 lần cho tập thể.",
    "Tỉnh sơ kết phong trào vào năm 2023 và tổng kết vào năm 2025.",
    "Nghị định này ký ngày 31/12/2023 và có hiệu lực từ ngày 01/01/2024.",
    "Hội Chữ thập đỏ tỉnh triển khai mô hình “Nồi cháo dinh dưỡng, ấm tình người”.",
    "Ngày 02/6/2022, Ủy ban nhân dân tỉnh ban hành Quyết định số 34/QĐ-UBND về khuyến nông.",
    "Người ký Quyết định số 12/QĐ-UBND là ông Phạm Bình Minh.",
    "Đoàn thăm HTX Nhung Lũy, xã Yến Dương, huyện Ba Bể và HTX Thiên An, huyện Bạch Thông.",
    "Hồ sơ phải có bản giấy và tệp điện tử; thiếu một trong hai thì chưa được tiếp nhận.",
    "Năm 2026 chưa dùng chuẩn nghèo mới.",
    "Quỹ tiền thưởng nằm ngoài quỹ khen thưởng.",
    "Các mức trên là mục tiêu phấn đấu của tỉnh, không phải ngưỡng xét thi đua.",
    "Việc cấp phép chuyển từ ngành lao động sang ngành nông nghiệp.",
    "Không bắt buộc có huân chương thấp trước huân chương cao.",
    "Tỉnh Hà Nam đã nhập với Ninh Bình.",
    "Kho chưa tìm thấy văn bản gia hạn chương trình khuyến công.",
    "Tờ trình gồm bốn phần.",
    "Người hưởng lương (không bao gồm người hưởng phụ cấp) thuộc diện áp dụng thưởng tết.",
    "Dân số cao nhất ở huyện Ba Tri và thấp nhất ở thành phố Bến Tre.",
)


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("Huyện nghèo giảm tỷ lệ hộ nghèo từ 3,5% mỗi năm đúng không?", RIGHT),  # "tỷ lệ" goes on
        ("Tỷ lệ hộ nghèo giảm bình quân từ 2% mỗi năm đúng không?", RIGHT),
        ("Quỹ đã hỗ trợ xây mới 417 nhà đại đoàn kết đúng không?", RIGHT),  # said of both
        ("Quỹ đã hỗ trợ sửa chữa 417 nhà đại đoàn kết đúng không?", WRONG),
        ("Bằng khen có tiền thưởng 4,5 lần lương cơ sở cho cá nhân phải không?", RIGHT),
        ("Bằng khen cho cá nhân có tiền thưởng 9,0 lần lương cơ sở phải không?", OPEN),
        ("Tỉnh sơ kết phong trào vào năm 2025 phải không?", WRONG),
        ("Tỉnh tổng kết phong trào vào năm 2025 phải không?", RIGHT),
        ("Nghị định có hiệu lực từ ngày 31/12/2023 phải không?", WRONG),
        ("Nghị định có hiệu lực từ ngày 01/01/2024 phải không?", RIGHT),
        ("Tờ trình gồm năm phần phải không?", WRONG),
        ("Tờ trình gồm bốn phần phải không?", RIGHT),
    ],
)
def test_figures_days_and_counts_are_compared_with_what_is_said_of_the_same(
    question: str, start: str
) -> None:
    assert _answer(question).startswith(start)


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("Quyết định số 34/QĐ-UBND do Sở Nội vụ ban hành phải không?", WRONG),
        ("Mô hình “Nồi cháo dinh dưỡng” là của Hội Chữ thập đỏ phải không?", RIGHT),
        ("Người ký Quyết định số 12/QĐ-UBND là ông Phạm Minh Chính phải không?", WRONG),
        ("HTX Thiên An ở huyện Ba Bể phải không?", WRONG),
        ("HTX Thiên An ở huyện Bạch Thông phải không?", RIGHT),
        ("Đoàn có thăm HTX Nhung Lũy không?", YES),
        ("Dân số cao nhất ở thành phố Bến Tre phải không?", OPEN),
    ],
)
def test_names_are_compared_with_the_name_said_of_the_same(question: str, start: str) -> None:
    assert _answer(question).startswith(start)


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("Hồ sơ thiếu tệp điện tử có được tiếp nhận không?", NO),
        ("Năm 2026 dùng chuẩn nghèo cũ phải không?", RIGHT),
        ("Năm 2026 có dùng chuẩn nghèo mới không?", NO),
        ("Quỹ tiền thưởng có nằm trong quỹ khen thưởng không?", NO),
        ("Các mức trên có phải ngưỡng xét thi đua không?", WRONG),
        ("Các mức trên có phải mục tiêu phấn đấu của tỉnh không?", RIGHT),
        ("Người hưởng phụ cấp có thuộc diện áp dụng thưởng tết không?", OPEN),
        ("Việc cấp phép còn thuộc ngành lao động không?", NO),
        ("Không bắt buộc có huân chương thấp trước huân chương cao, đúng không?", RIGHT),
        ("Có bắt buộc có huân chương thấp trước huân chương cao không?", NO),
        ("Tỉnh Hà Nam đã nhập với Ninh Bình chưa?", "Đã: "),
        ("Chương trình khuyến công đã có văn bản gia hạn chưa?", OPEN),  # not found is not "no"
    ],
)
def test_what_is_denied_is_told_from_what_is_said_beside_it(question: str, start: str) -> None:
    assert _answer(question).startswith(start)


def _answer(question: str) -> str:
    reply = TEXTS.answer(question)
    assert reply is not None
    return reply.text


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register()


@pytest.mark.parametrize(
    ("question", "number", "on", "said"),
    [
        ("Nghị định 98/2023/NĐ-CP còn hiệu lực không?", "98/2023/NĐ-CP", "2026-11-23", "no"),
        ("nghi dinh 98/2023/ND-CP con hieu luc khong", "98/2023/NĐ-CP", "2025-06-30", "still"),
        ("NĐ 98/2023/NĐ-CP đã hết hiệu lực chưa?", "98/2023/NĐ-CP", "2026-11-23", "done"),
        ("NĐ 98/2023/NĐ-CP hết hiệu lực rồi phải không?", "98/2023/NĐ-CP", "2025-06-30", "wrong"),
        ("NĐ 98/2023/NĐ-CP có hiệu lực chưa?", "98/2023/NĐ-CP", "2023-06-30", "not_yet"),
        (
            "Nghị định 152/2025/NĐ-CP có hiệu lực từ ngày 01/7/2025 phải không?",
            "152/2025/NĐ-CP",
            "2026-11-23",
            "right",
        ),
        (
            "Nghị định 152/2025/NĐ-CP ban hành ngày 01/7/2025 phải không?",
            "152/2025/NĐ-CP",
            "2026-11-23",
            "wrong",
        ),
        ("Nghị định 152/2025/NĐ-CP có hiệu lực khi nào?", "152/2025/NĐ-CP", "2026-11-23", None),
        ("Quyết định 666/QĐ-TTg còn hiệu lực không?", "666/QĐ-TTg", "2026-11-23", None),
        ("Nghị định 98/2023/NĐ-CP còn áp dụng không?", "98/2023/NĐ-CP", "2026-11-23", None),
    ],
)
def test_the_register_says_yes_or_no_of_a_document(
    register: Register, question: str, number: str, on: str, said: str | None
) -> None:
    (entry, *_) = register.lookup(number)
    assert state_verdict(question, register.state(entry, date.fromisoformat(on))) == said
