"""The day a question is asked about, told from dates that belong to something else."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.adapters.register_files import load_register
from knowledge.as_of import AsOf, dates_named, read_as_of
from knowledge.documents import Register
from knowledge.references import Reference
from knowledge.text import fold

TODAY = date(2026, 11, 23)
REGISTER: Register = load_register()


def issued_on(reference: Reference) -> date | None:
    found = REGISTER.match(reference)
    return found[0].date if found else None


def read(text: str) -> AsOf | None:
    return read_as_of(text, TODAY, issued_on)


DAYS = [
    ("Vào thời điểm tháng 3/2024 NĐ 98 còn hiệu lực không?", "2024-03-31"),
    ("Tính đến ngày 01/8/2025 thì nghị định nào về thi đua khen thưởng có hiệu lực?", "2025-08-01"),
    ("tính đến 1/8/2025 NĐ 98/2023/NĐ-CP còn hiệu lực ko", "2025-08-01"),
    ("Tính tới ngày 30 tháng 6 năm 2025, Nghị định 98 còn hiệu lực không?", "2025-06-30"),
    ("năm 2024 thì hồ sơ bằng khen theo văn bản nào", "2024-12-31"),
    ("hồi cuối 2023 thì áp dụng luật nào", "2023-12-31"),
    ("Hồi đầu năm 2024 NĐ 91 còn không?", "2024-01-01"),
    ("hồi giữa năm 2025 thì theo nghị định nào", "2025-06-30"),
    ("lúc ban hành QĐ 666 thì luật nào đang có hiệu lực", "2022-06-02"),
    ("Khi QĐ 666/QĐ-TTg được ban hành, chuẩn nghèo theo văn bản nào?", "2022-06-02"),
    ("tại thời điểm ban hành Nghị định 152/2025/NĐ-CP, NĐ 98 còn hiệu lực không", "2025-06-14"),
    ("Vào thời điểm năm 2024, mức lương cơ sở theo nghị định nào?", "2024-12-31"),
    ("thời điểm 15/3/2024 văn bản nào áp dụng", "2024-03-15"),
    ("xét vào ngày 2025-07-01 thì NĐ 28/2024 còn hiệu lực không", "2025-07-01"),
    ("tháng 6/2025 nghị định nào có hiệu lực", "2025-06-30"),
    ("trong tháng 12 năm 2023 áp dụng luật thi đua khen thưởng nào", "2023-12-31"),
    ("cuối tháng 6/2025 nghị định 98 còn hiệu lực không", "2025-06-30"),
    ("đầu tháng 7/2025 NĐ 98 còn hiệu lực không", "2025-07-01"),
    ("quý II/2025 nghị định nào có hiệu lực về khen thưởng", "2025-06-30"),
    ("Vào năm 2022 chuẩn nghèo nào được áp dụng?", "2022-12-31"),
    ("năm ngoái NĐ 98 còn hiệu lực không", "2025-12-31"),
    ("đầu năm nay mức lương cơ sở theo nghị định nào", "2026-01-01"),
    ("vào thời điểm tháng 3 thì nghị định nào có hiệu lực", "2026-03-31"),
    ("hồi tháng 12 nghị định 73 còn hiệu lực chứ", "2025-12-31"),
    ("trước ngày 01/7/2025 áp dụng nghị định nào", "2025-06-30"),
    ("từ ngày 01/7/2025 áp dụng nghị định nào", "2025-07-01"),
    ("sau 30/6/2026 mức lương cơ sở theo nghị định nào", "2026-07-01"),
    ("NĐ 98 năm 2024 còn hiệu lực không", "2024-12-31"),
    ("Nghị định 98/2023/NĐ-CP ngày 01/8/2025 còn hiệu lực không?", "2025-08-01"),
    ("Vào 30/6/2025 nghị định 28/2024/NĐ-CP còn hiệu lực không", "2025-06-30"),
    ("hồi t3/2024 nghị định 98 áp dụng chưa", "2024-03-31"),
    ("tính đến hết ngày 28/02/2027 NĐ 152 còn hiệu lực không", "2027-02-28"),
    ("Ở thời điểm 31.12.2023 luật nào áp dụng?", "2023-12-31"),
    ("tính đến 1/8/25 nghị định nào còn hiệu lực", "2025-08-01"),
    ("tháng 5 năm ngoái nghị định 98 còn hiệu lực không", "2025-05-31"),
    ("trước khi NĐ 152 ban hành thì theo nghị định nào", "2025-06-13"),
    ("sang năm 2027 thì NĐ 152 còn hiệu lực không", "2027-12-31"),
    ("hồ sơ trình trong tháng 5/2025 áp dụng văn bản nào", "2025-05-31"),
    ("tháng trước mức lương cơ sở áp dụng nghị định nào", "2026-10-31"),
]

NO_DAY = [
    "QĐ 666 ngày 02/6/2022",
    "QĐ 666 ngày 02/6/2022 còn hiệu lực không?",
    "Quyết định 666/QĐ-TTg của Thủ tướng Chính phủ ngày 02/6/2022 còn hiệu lực không?",
    "kế hoạch năm 2024",
    "kế hoạch năm 2024 còn hiệu lực không",
    "Quyết định năm 2022 về phong trào thi đua còn hiệu lực không",
    "QĐ 666 năm 2022 còn hiệu lực không",
    "chuẩn nghèo giai đoạn 2021-2025 theo văn bản nào",
    "Chuẩn nghèo năm 2026 là bao nhiêu?",
    "Năm 2023 tỷ lệ hộ nghèo đa chiều cả nước còn bao nhiêu?",
    "xã có tỷ lệ hộ nghèo cuối năm 2021 dưới 5% phải giảm bao nhiêu",
    "cuối năm 2022 còn 80 hộ nghèo",
    "xã tôi cuối năm 2023 còn 80 hộ nghèo, áp dụng mức nào?",
    "Nghị định 152/2025/NĐ-CP ban hành ngày 14/6/2025 có hiệu lực khi nào",
    "Kế hoạch 511/KH-UBND ngày 13/8/2021 của UBND tỉnh Bắc Kạn căn cứ vào đâu",
    "Văn bản nào ban hành ngày 14/6/2025?",
    "Nghị định nào có hiệu lực từ ngày 01/7/2025?",
    "NĐ 98/2023 còn hiệu lực không?",
    "NĐ 07/2021 còn áp dụng không",
    "hiện nay nghị định nào có hiệu lực",
    "năm nay nghị định nào có hiệu lực",
    "báo cáo năm 2023 theo quyết định nào",
    "xã 98/2000 hộ nghèo áp dụng mức nào",
    "ngày 31/02/2024 nghị định nào có hiệu lực",
    "",
]


@pytest.mark.parametrize("plain", [False, True], ids=["accented", "plain"])
@pytest.mark.parametrize(("text", "day"), DAYS)
def test_the_day_asked_about(text: str, day: str, plain: bool) -> None:
    found = read(fold(text) if plain else text)
    assert found is not None
    assert found.last == date.fromisoformat(day)


@pytest.mark.parametrize("plain", [False, True], ids=["accented", "plain"])
@pytest.mark.parametrize("text", NO_DAY)
def test_dates_of_something_else(text: str, plain: bool) -> None:
    assert read(fold(text) if plain else text) is None


def test_a_month_and_a_year_keep_their_span() -> None:
    month = read("vào thời điểm tháng 3/2024 NĐ 98 còn hiệu lực không")
    assert month is not None
    assert (month.first, month.words) == (date(2024, 3, 1), "tháng 3/2024")
    year = read("năm 2025 thì NĐ 98 còn hiệu lực không")
    assert year is not None
    assert (year.first, year.last) == (date(2025, 1, 1), date(2025, 12, 31))


def test_marks_tell_hoi_from_hoi() -> None:
    assert read("Hội năm 2024 có mô hình gì") is None
    assert read("Hồi năm 2024 có mô hình gì") is not None
    assert read("hiệu lực năm 2024 của các văn bản này") is None


def test_what_is_left_is_the_question_itself() -> None:
    text = "Vào thời điểm tháng 3/2024 hồ sơ bằng khen gồm gì?"
    found = read(text)
    assert found is not None
    assert found.without(text) == "hồ sơ bằng khen gồm gì?"


def test_a_document_nobody_has_gives_no_day() -> None:
    assert read("lúc ban hành QĐ 98765/QĐ-TTg thì luật nào có hiệu lực") is None


def test_full_dates_are_named_whatever_they_are_of() -> None:
    text = "văn bản ngày 31/12/2023 và ngày 14 tháng 6 năm 2025, năm 2024"
    found = dates_named(text, TODAY)
    assert [day for day, _ in found] == [date(2023, 12, 31), date(2025, 6, 14)]
    assert [text[slice(*span)] for _, span in found] == [
        "ngày 31/12/2023",
        "ngày 14 tháng 6 năm 2025",
    ]


def test_hostile_text_is_read_to_its_end() -> None:
    for text in ("vào thời điểm " * 3000, "tháng 3/2024 " * 2000, "1/" * 20_000, "9" * 50_000):
        read(text)
