"""Administrators' answers: seen first, then given to the same question until a source falls."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.visitor import LOCAL
from knowledge.answer import Citation, Reply
from knowledge.errors import IndexUnavailableError
from knowledge.journal import first_fault
from tests.feedback_office import (
    ADMIN,
    ASKED,
    BETTER,
    DECREE,
    GIVEN,
    LAN,
    MINH,
    PLAIN,
    RECORD,
    SOURCE,
    TODAY,
    UNKNOWN,
    Corpus,
    FeedbackOffice,
    repealed,
)
from tests.front_desk import MESSAGES, person

MARK = MESSAGES("approved.mark", by="Trần Thị Mai", day="25/11/2026")


@pytest.fixture
def office(tmp_path: Path) -> FeedbackOffice:
    return FeedbackOffice(tmp_path)


def approved(office: FeedbackOffice, text: str = BETTER) -> str:
    """Report an answer, let it be answered; return the item's code."""
    office.report(LAN)
    (code,) = office.codes()
    assert office.approve(code, text).text == MESSAGES("items.answered_served", code=code)
    return code


def serves(office: FeedbackOffice, words: str = ASKED, visitor=MINH) -> bool:
    return MARK in office.ask(visitor, words).notices


def test_an_answer_is_shown_before_it_is_confirmed(office: FeedbackOffice) -> None:
    office.report(LAN)
    office.report(MINH)
    (code,) = office.codes()
    office.letters()
    shown = office.ask(ADMIN, f"/chuatraloi {code} {BETTER}")
    assert shown.text.endswith(f"{BETTER} [1]")
    assert [one.document for one in shown.citations] == [DECREE]
    assert shown.citations[0].section == "khoản 1 Điều 42"
    assert shown.notices[:2] == (MARK, MESSAGES("items.will_tell", count=2))
    assert not serves(office)
    assert office.letters() == []
    confirm, drop = shown.choices
    assert office.ask(ADMIN, drop).text.startswith("Chưa gửi gì.")
    assert office.codes() == [code]
    assert office.ask(ADMIN, confirm).text == MESSAGES("items.answered_served", code=code)
    assert office.ask(ADMIN, confirm).text == MESSAGES("items.done")
    assert office.codes() == []
    facts = next(facts for event, facts in office.facts() if event == "approved")
    assert facts["sources"] == [[DECREE, "khoản 1 Điều 42", RECORD.file]]
    assert first_fault(office.journal.lines(), office.journal.head()) is None


@pytest.mark.slow
def test_the_name_shown_is_the_one_enrolled(office: FeedbackOffice) -> None:
    office.report(LAN)
    (code,) = office.codes()
    poser = replace(ADMIN, name="Chủ tịch tỉnh")
    assert MARK in office.ask(poser, f"/chuatraloi {code} {BETTER}").notices
    nameless = "Đã có Nghị định 152/2025/NĐ-CP."
    assert MARK not in office.ask(LOCAL, f"/chuatraloi {code} {nameless}", "console").notices


@pytest.mark.slow
def test_what_is_confirmed_is_what_was_seen(office: FeedbackOffice) -> None:
    office.report(LAN)
    (code,) = office.codes()
    assert "Chưa có câu trả lời nào" in office.ask(ADMIN, f"/chuatraloi {code} duyệt 1").text
    first = office.ask(ADMIN, f"/chuatraloi {code} Bản đầu.")
    second = office.ask(ADMIN, f"/chuatraloi {code} {BETTER}")
    again = office.ask(ADMIN, first.choices[0])
    assert again.text.startswith(MESSAGES("items.preview_again"))
    assert BETTER in again.text
    assert again.choices == second.choices
    long = office.ask(ADMIN, f"/chuatraloi {code} {'a ' * 1600}")
    assert long.text == MESSAGES("items.too_long", limit=3000)
    unknown = office.ask(ADMIN, f"/chuatraloi {code} Theo Quyết định 9999/QĐ-XYZ.")
    assert "9999/QĐ-XYZ" in unknown.text
    assert unknown.choices == ()
    office.ask(ADMIN, again.choices[0])
    assert office.ask(MINH, ASKED).text == f"{BETTER} [1]"


def test_the_same_question_is_answered_first_and_marked(office: FeedbackOffice) -> None:
    approved(office)
    table = office.answerer.table
    table.asked.clear()
    for words in (ASKED, PLAIN, "Bằng khen của Thủ tướng: hồ sơ đề nghị gồm những gì ạ?"):
        reply = office.ask(MINH, words)
        assert (reply.text, reply.model) == (f"{BETTER} [1]", "can_bo")
        assert reply.notices == (MARK,)
        assert len(reply.marks) == 2
    assert table.asked == []
    for other in ("Hồ sơ đề nghị Giấy khen của Thủ tướng gồm những gì?", f"{ASKED} Năm 2024?"):
        assert not serves(office, other)


def test_who_asked_is_told_once_and_only_in_private(office: FeedbackOffice) -> None:
    group, thread = person(13, private=False), "tg:-5:0:13"
    why = office.tap(group, office.ask(group, ASKED, thread).marks[1].act, thread)
    office.tap(group, why.marks[0].act, thread)
    office.report(MINH, words=PLAIN)
    office.report(MINH)
    code = approved(office)
    letters = office.letters()
    assert [(one.address, one.person) for one in letters] == [
        ("tg:12", "telegram:12"), ("tg:11", "telegram:11"),
    ]  # fmt: skip
    assert letters[0].reply.text.startswith("Ông/bà đã hỏi: «Hồ sơ đề nghị Bằng khen")
    assert BETTER in letters[0].reply.text
    assert letters[0].reply.notices == (MARK,)
    assert office.letters() == []
    assert office.ask(ADMIN, f"/chuatraloi {code} thêm").text == MESSAGES("items.done")


@pytest.mark.slow
def test_s03_who_lost_access_is_told_nothing(office: FeedbackOffice) -> None:
    office.ask(LAN, UNKNOWN)
    office.letters()
    (code,) = office.codes()
    office.approve(code, "Chưa có mức thưởng.")
    office.enrol(LAN, None)
    assert office.letters() == []
    office.enrol(LAN, "can_bo")
    assert office.letters() == []


@pytest.mark.slow
def test_without_documents_named_those_of_the_answer_reported_are_cited(
    office: FeedbackOffice,
) -> None:
    approved(office, "Gồm bốn phần.")
    reply = office.ask(MINH, ASKED)
    assert reply.text == "Gồm bốn phần. [1]"
    assert reply.citations == (SOURCE,)


@pytest.mark.slow
def test_an_answer_without_any_source_says_so_before(office: FeedbackOffice) -> None:
    office.ask(LAN, UNKNOWN)
    (code,) = office.codes()
    shown = office.ask(ADMIN, f"/chuatraloi {code} Chưa có mức thưởng.")
    assert MESSAGES("items.without_source") in shown.notices
    office.ask(ADMIN, shown.choices[0])
    reply = office.ask(MINH, "xa dao dc thuong bn tien")
    assert (reply.kind, reply.text) == ("answer", "Chưa có mức thưởng.")


def test_it_falls_when_a_document_is_repealed_on_the_asked_day(
    office: FeedbackOffice, tmp_path: Path
) -> None:
    code = approved(office)
    last = TODAY - timedelta(days=1)
    after = FeedbackOffice(tmp_path, register=repealed(last))
    assert not serves(after)
    assert not serves(after, PLAIN)
    reply = after.reception.ask(MINH, ASKED, "tg:12", on_date=last)
    assert reply.text.startswith(BETTER)
    listed = after.ask(ADMIN, "/chuatraloi").text
    assert f"/chuatraloi_{code} · {ASKED[:20]}" in listed
    assert MESSAGES("approved.not_in_force", name=DECREE) in listed
    card = after.ask(ADMIN, f"/chuatraloi_{code}")
    assert MESSAGES("approved.not_in_force", name=DECREE) in card.notices
    assert serves(FeedbackOffice(tmp_path))


def test_it_falls_when_a_document_is_replaced_or_removed_in_the_index(
    office: FeedbackOffice,
) -> None:
    approved(office)
    assert serves(office)
    for records, fate in (
        ((), "removed"),
        ((replace(RECORD, sha256="2" * 64),), "replaced"),
    ):
        office.corpus = Corpus(*records)
        assert not serves(office)
        assert MESSAGES(f"approved.{fate}", name=DECREE) in office.ask(ADMIN, "/chuatraloi").text
    office.corpus = Corpus(replace(RECORD, id="d2", path="/moi/nd152.docx"))  # only moved
    assert serves(office)
    assert "nay không" not in office.ask(ADMIN, "/chuatraloi").text


@pytest.mark.slow
def test_a_document_cited_as_repealed_does_not_make_it_fall(tmp_path: Path) -> None:
    office = FeedbackOffice(tmp_path, register=repealed(date(2026, 1, 1)))
    office.report(LAN)
    (code,) = office.codes()
    shown = office.ask(ADMIN, f"/chuatraloi {code} Nghị định 152/2025/NĐ-CP đã hết hiệu lực.")
    named = MESSAGES("items.lapsed_source", names=f"Nghị định {DECREE}")
    assert named in shown.notices
    assert shown.citations[0].in_force is False
    office.ask(ADMIN, shown.choices[0])
    assert serves(office)


@pytest.mark.slow
def test_figures_of_a_case_are_for_the_calculator_alone(office: FeedbackOffice) -> None:
    case = "Xã tôi cuối năm 2023 có 80 hộ nghèo, cuối năm 2024 còn 64 hộ nghèo thì đạt không?"
    office.answerer.table._replies |= {case: Reply("answer", "Đạt.", (SOURCE,))}
    office.report(LAN, words=case)
    (code,) = office.codes()
    shown = office.ask(ADMIN, f"/chuatraloi {code} {BETTER}")
    assert MESSAGES("items.case_only") in shown.notices
    done = office.ask(ADMIN, shown.choices[0])
    assert done.text == MESSAGES("items.answered_once", code=code)
    assert [one.address for one in office.letters()] == ["tg:11"]
    assert not serves(office, case)


@pytest.mark.slow
def test_a_remark_is_answered_to_its_author_only(office: FeedbackOffice) -> None:
    office.ask(LAN, f"/gopy {ASKED}")
    (code,) = office.codes()
    office.letters()
    shown = office.ask(ADMIN, f"/chuatraloi {code} Đã bổ sung.")
    assert MESSAGES("items.remark_only") in shown.notices
    office.ask(ADMIN, shown.choices[0])
    assert "Về góp ý của ông/bà" in office.letters()[0].reply.text
    assert not serves(office)


@pytest.mark.slow
def test_an_answer_counts_for_the_province_it_was_asked_for(office: FeedbackOffice) -> None:
    office.answerer.province = "Bến Tre"
    approved(office)
    assert serves(office)
    for province in ("Lạng Sơn", None):
        office.answerer.province = province
        assert not serves(office)


@pytest.mark.slow
def test_a_later_answer_takes_the_place_of_an_earlier_one(office: FeedbackOffice) -> None:
    first = approved(office)
    office.report(MINH)  # the approved answer, too, can be wrong
    (second,) = office.codes()
    assert second != first
    office.approve(second, "Gồm bốn phần, theo Nghị định 152/2025/NĐ-CP.")
    assert office.ask(LAN, ASKED).text.startswith("Gồm bốn phần")
    listed = office.ask(ADMIN, "/chuatraloi duyệt").text
    assert second in listed
    assert first not in listed
    withdrawn = office.ask(ADMIN, f"/chuatraloi {second} gỡ")
    assert withdrawn.text == MESSAGES("items.withdrawn", code=second)
    assert "không có câu trả lời" in office.ask(ADMIN, f"/chuatraloi {second} gỡ").text
    assert office.ask(LAN, ASKED).text == GIVEN.text


@pytest.mark.slow
def test_all_items_of_one_question_are_answered_together(office: FeedbackOffice) -> None:
    office.answerer.table._replies.pop(ASKED)
    office.ask(LAN, ASKED)  # left without an answer
    office.answerer.table._replies[ASKED] = GIVEN
    office.report(MINH)  # reported as wrong
    assert len(office.codes()) == 2
    office.letters()
    office.approve(office.codes()[0])
    assert office.codes() == []
    assert {one.address for one in office.letters()} == {"tg:11", "tg:12"}


@pytest.mark.slow
def test_without_an_index_nobody_knows_and_nothing_is_given(office: FeedbackOffice) -> None:
    approved(office)

    def gone() -> object:
        raise IndexUnavailableError("chưa có")

    office.answerer.first._approvals._bases._library = gone
    assert not serves(office)
    reply = office.ask(ADMIN, "/chuatraloi")
    assert "nay không" not in reply.text


@pytest.mark.slow
def test_a_source_known_by_its_dates_only(tmp_path: Path) -> None:
    plan = replace(
        RECORD, id="d9", file="kh9.docx", number="99/KH-UBND", title="Kế hoạch 99", sha256="9" * 64,
        effective_from=date(2026, 1, 1), effective_to=date(2026, 12, 31),
    )  # fmt: skip
    article = replace(
        RECORD, id="d8", file="bao.html", number=None, kind="bai_viet", sha256="8" * 64
    )
    office = FeedbackOffice(tmp_path, Corpus(plan, article))
    cited = (Citation("Báo A", "Bài", "", "x", "bao.html", None),)
    office.answerer.table._replies[ASKED] = replace(GIVEN, citations=cited)
    approved(office, "Theo bài báo.")
    assert office.ask(MINH, ASKED).citations == cited
    office.report(LAN)
    office.approve(office.codes()[0], "Theo Kế hoạch 99/KH-UBND.")
    reply = office.ask(MINH, ASKED)
    assert [(one.document, one.quote) for one in reply.citations] == [("99/KH-UBND", "")]
    for day in (date(2027, 1, 1), date(2025, 1, 1)):
        assert office.reception.ask(MINH, ASKED, "tg:12", on_date=day).model != "can_bo"
