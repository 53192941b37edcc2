"""Answers in the form asked, from a few made-up passages."""

from __future__ import annotations

from datetime import date

import pytest

from tests.weighed import Weighed, passage

REPORT = (
    "Qua rà soát, tỷ lệ hộ nghèo toàn tỉnh còn 3,1%, hộ cận nghèo còn 4,25%; đã có hơn 12.000 hộ"
    " nghèo được cấp thẻ bảo hiểm y tế. Quỹ “Vì người nghèo” vận động được 9,6 tỷ đồng. Từ nguồn"
    " quỹ đã hỗ trợ xây mới 215 nhà cho hộ nghèo."
)
VISIT = (
    "Ngày 07/3, Đoàn kiểm tra do bà Trần Thị Mai, Phó Giám đốc Sở Nội vụ làm Trưởng đoàn đã làm"
    " việc với huyện Phú Lộc và thăm HTX Hoa Lan tại xã Tân An."
)
TARGET = (
    "Trong giai đoạn 2021 - 2025, tỷ lệ hộ nghèo phấn đấu giảm bình quân 1,5% mỗi năm theo Kế hoạch"
    " số 77/KH-UBND ngày 05/4/2021 của Ủy ban nhân dân tỉnh."
)


@pytest.fixture(scope="module")
def articles() -> Weighed:
    return Weighed(
        passage(REPORT, document="bao-cao", issued_on=date(2022, 12, 1), province="Nam Định"),
        passage(VISIT, document="kiem-tra", issued_on=date(2023, 3, 9)),
        passage(TARGET, document="muc-tieu", issued_on=date(2021, 5, 1)),
    )


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("Tỷ lệ hộ nghèo toàn tỉnh còn bao nhiêu?", "3,1%"),
        ("Hộ cận nghèo còn mấy phần trăm?", "4,25%"),
        ("Bao nhiêu hộ nghèo được cấp thẻ BHYT?", "12.000"),
        ("Quỹ Vì người nghèo vận động được bao nhiêu tiền?", "9,6 tỷ"),
        ("Đã xây mới bao nhiêu căn nhà cho hộ nghèo?", "215"),
        ("Ai làm trưởng đoàn kiểm tra?", "Trần Thị Mai"),
        ("Bà Trần Thị Mai giữ chức vụ gì?", "Phó Giám đốc"),
        ("Đoàn kiểm tra làm việc với huyện Phú Lộc ngày nào?", "07/3"),
        ("HTX Hoa Lan ở đâu?", "Tân An"),
        ("Đoàn kiểm tra làm việc với huyện nào?", "Phú Lộc"),
        ("Đoàn kiểm tra thăm hợp tác xã nào?", "Hoa Lan"),
        ("Mục tiêu giảm hộ nghèo theo kế hoạch nào?", "77/KH-UBND"),
        ("Tỷ lệ hộ nghèo giảm bình quân bao nhiêu mỗi năm?", "1,5%"),
    ],
)
def test_the_sentence_that_answers(articles: Weighed, question: str, holds: str) -> None:
    reply = articles.answer(question)
    assert reply is not None
    assert holds in reply.text
    assert holds in reply.citations[0].quote
    assert len(reply.text) <= 600


@pytest.mark.parametrize(
    "question",
    [
        "Tỷ lệ hộ nghèo toàn tỉnh năm 2030 là bao nhiêu?",  # another year
        "Tỷ lệ hộ tái nghèo là bao nhiêu?",  # another subject
        "Ai là Giám đốc Sở Nội vụ?",  # a deputy is not the head
        "Bà Trần Thị Mai sinh năm nào?",
        "Ông Lê Văn Bình giữ chức vụ gì?",  # another person
        "HTX Hoa Lan có bao nhiêu thành viên?",
        "Đoàn kiểm tra nghỉ ở khách sạn nào?",
        "Chi phí của đoàn kiểm tra là bao nhiêu?",
        "Kế hoạch số 77/KH-UBND do ai ký?",
        "Dân số toàn tỉnh là bao nhiêu?",
    ],
)
def test_what_the_passages_do_not_say_is_not_answered(articles: Weighed, question: str) -> None:
    finding = articles.find(question)
    assert not finding.answers, [answer.quote for answer in finding.answers]


def test_a_level_is_not_a_fall() -> None:
    fall = Weighed("Các xã phải giảm tỷ lệ hộ nghèo từ 2% mỗi năm trở lên.")
    assert fall.answer("Tỷ lệ hộ nghèo của các xã là bao nhiêu?") is None
    reply = fall.answer("Các xã phải giảm tỷ lệ hộ nghèo bao nhiêu mỗi năm?")
    assert reply is not None
    assert "2%" in reply.text


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("Tỷ lệ hộ nghèo toàn tỉnh còn 3,1% phải không?", "Đúng"),
        ("Có phải tỷ lệ hộ nghèo toàn tỉnh còn 4,25% không?", "Chưa đúng"),  # of the near-poor
        ("Tỷ lệ hộ nghèo toàn tỉnh còn 3,10%, đúng không?", "Đúng"),  # compared as numbers
        ("Có phải bà Trần Thị Mai làm trưởng đoàn kiểm tra không?", "Đúng"),
        ("Có phải ông Lê Văn Bình làm trưởng đoàn kiểm tra không?", "Chưa đúng"),
    ],
)
def test_a_statement_is_confirmed_or_denied(articles: Weighed, question: str, verdict: str) -> None:
    reply = articles.answer(question)
    assert reply is not None
    assert reply.text.startswith(f"{verdict}: ")
    asked = {figure for figure in ("4,25", "3,10") if figure in question}
    assert all(figure in reply.citations[0].quote for figure in asked - {"3,10"})


RULES = Weighed(
    "Khen thưởng theo chuyên đề không được dùng làm căn cứ đề nghị khen thưởng công trạng.",
    "Hồ sơ khen thưởng phải có bản giấy và tệp điện tử.",
    "Năm 2026 chưa dùng chuẩn nghèo mới của giai đoạn sau.",
)


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("Khen thưởng theo chuyên đề có được dùng làm căn cứ khen thưởng công trạng không?",
         "Không: "),
        ("Hồ sơ khen thưởng có phải có tệp điện tử không?", "Đúng: "),
        ("Năm 2026 vẫn dùng chuẩn nghèo cũ đúng không?", "Đúng: "),  # does not decide it
    ],
)  # fmt: skip
def test_negation_is_seen_and_nothing_more_concluded(question: str, start: str) -> None:
    reply = RULES.answer(question)
    assert reply is not None
    assert reply.text.startswith(start)


def _list(count: int, words: str) -> tuple[str, list[str]]:
    items = [f"{words} thứ {chr(96 + n)}" for n in range(1, count + 1)]
    lines = [f"{chr(96 + n)}) {item};" for n, item in enumerate(items, start=1)]
    return "Hồ sơ đề nghị xét tặng gồm:\n" + "\n".join(lines), items


def test_a_list_gives_every_item() -> None:
    text, items = _list(4, "Giấy tờ")
    reply = Weighed(text).answer("Hồ sơ đề nghị xét tặng gồm những gì?")
    assert reply is not None
    assert reply.text.startswith("Hồ sơ đề nghị xét tặng gồm:\n- ")
    assert all(f"- {item}" in reply.text for item in items)


def test_a_long_list_is_cut_in_its_items_first() -> None:
    text, items = _list(
        7, "Văn bản xác nhận của cơ quan có thẩm quyền về kết quả " + "rất dài " * 9
    )
    reply = Weighed(text).answer("Hồ sơ đề nghị xét tặng gồm những gì?")
    assert reply is not None
    assert len(reply.text) <= 600
    assert reply.text.count("\n- ") == len(items)
    assert "…" in reply.text


def test_a_list_goes_on_in_the_passages_after_it() -> None:
    lead = "1. Hồ sơ đề nghị xét tặng gồm:"
    first = passage(
        f"{lead}\na) Tờ trình;\nb) Báo cáo thành tích;", document="nd", heading="Điều 9"
    )
    rest = passage(
        "c) Biên bản họp;\nd) Ý kiến của nhân dân.", document="nd", heading=f"Điều 9 › {lead}"
    )
    reply = Weighed(first, rest).answer("Hồ sơ đề nghị xét tặng gồm những gì?")
    assert reply is not None
    for item in ("Tờ trình", "Báo cáo thành tích", "Biên bản họp", "Ý kiến của nhân dân"):
        assert f"- {item}" in reply.text
    assert "[1]" in reply.text
    assert "[2]" in reply.text
    assert len(reply.citations) == 2


def test_a_definition_is_the_sentence_that_defines() -> None:
    terms = Weighed(
        "Hộ cận nghèo được hưởng chính sách như hộ nghèo trong ba năm.",
        "1. Hộ cận nghèo là hộ có thu nhập ngang mức chuẩn nhưng thiếu hụt ít hơn.\n"
        "2. Hộ mới thoát nghèo là hộ ra khỏi danh sách hộ nghèo.",
    )
    reply = terms.answer("Hộ cận nghèo là gì?")
    assert reply is not None
    assert reply.text.startswith("“Hộ cận nghèo là hộ có thu nhập")


def test_a_row_of_a_table_is_told_with_its_columns() -> None:
    table = (
        "| TT | Huyện | Hộ nghèo | Phải giảm |\n| 1 | Phú Lộc | 1.240 | 310 |\n"
        "| 2 | Hải Vân | 860 | 215 |"
    )
    reply = Weighed(table).answer("Huyện Hải Vân có bao nhiêu hộ nghèo?")
    assert reply is not None
    assert reply.text.startswith("Huyện: Hải Vân; Hộ nghèo: 860")
    assert "860" in reply.citations[0].quote
    assert "1.240" not in reply.text


def test_two_sources_where_both_are_asked_for() -> None:
    both = Weighed(
        passage(
            "Ngày 04/5, đoàn giám sát làm việc với tỉnh Nam Định.",
            document="a",
            province="Nam Định",
        ),
        passage(
            "Ngày 16/6, đoàn giám sát làm việc với tỉnh Hà Nam.", document="b", province="Hà Nam"
        ),
    )
    reply = both.answer(
        "Đoàn giám sát làm việc với Nam Định và Hà Nam ngày nào?", ("Nam Định", "Hà Nam")
    )
    assert reply is not None
    assert "04/5" in reply.text
    assert "16/6" in reply.text
    assert len(reply.citations) == 2
    one = both.answer("Đoàn giám sát làm việc với Hà Nam ngày nào?", ("Hà Nam",))
    assert one is not None
    assert "04/5" not in one.text


def test_sources_that_disagree_are_set_side_by_side() -> None:
    said = "Tỷ lệ hộ nghèo của huyện Phú Lộc năm 2022 là {}."
    reply = Weighed(
        passage(said.format("4,1%"), document="a", title="Báo cáo", issued_on=date(2023, 1, 5)),
        passage(said.format("4,6%"), document="b", title="Bản tin", issued_on=date(2023, 2, 1)),
    ).answer("Tỷ lệ hộ nghèo của huyện Phú Lộc năm 2022 là bao nhiêu?")
    assert reply is not None
    assert reply.text.startswith("Các nguồn nêu khác nhau")
    assert "- Báo cáo (05/01/2023): " in reply.text
    assert "4,1%" in reply.text
    assert "4,6%" in reply.text
    assert "4,35" not in reply.text


def test_near_misses_are_questions_that_are_answered(articles: Weighed) -> None:
    question = (
        "Tỷ lệ hộ nghèo toàn tỉnh năm 2022 bằng chừng nào của tỉnh láng giềng, thuế suất ra sao?"
    )
    offered = articles.offers(question)
    assert len(offered) <= 3
    for other in offered:
        assert articles.find(other).answers, other
    assert not articles.offers("Cách nấu phở bò")


PRESS = Weighed(
    "Phong trào “Không để ai bị bỏ lại phía sau” mở màn tại Gala ngày 15/12.",
    "Năm 2023, tỷ lệ hộ nghèo còn 2,93% (giảm 1,1%); hộ cận nghèo còn 3,2%.",
    "Bà Nguyễn Thị Hoa, Phó Chủ tịch UBND huyện, phát biểu.",
)


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("Phong trào mở màn tại Gala ngày 15/12 phải không?", "Đúng: "),  # a name denies nothing
        ("Tỷ lệ hộ nghèo năm 2023 có dưới 3% không?", "Có: "),
        ("Có phải tỷ lệ hộ nghèo năm 2023 còn trên 3% không?", "Chưa đúng: "),
        ("Tỷ lệ hộ nghèo năm 2023 giảm 1,1% đúng không?", "Đúng: "),
        ("Tỷ lệ hộ nghèo năm 2023 còn 1,1% đúng không?", "“"),  # said of the fall
        ("Bà Nguyễn Thị Hoa là Chủ tịch UBND huyện phải không?", "Chưa đúng: "),
    ],
)
def test_bounds_changes_and_posts_are_compared_as_such(question: str, start: str) -> None:
    reply = PRESS.answer(question)
    assert reply is not None
    assert reply.text.startswith(start)
