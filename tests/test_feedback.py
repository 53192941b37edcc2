"""Marks under answers, /gopy, what waits for administrators, and what they are told."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.visitor import LOCAL
from knowledge.answer import Mark, Reply
from knowledge.errors import StateUnavailableError
from knowledge.feedback import REASONS, read_reply, write_reply
from knowledge.journal import first_fault
from tests.feedback_office import (
    ADMIN,
    ASKED,
    CHAT,
    GIVEN,
    LAN,
    MINH,
    PLAIN,
    SOURCE,
    UNKNOWN,
    FeedbackOffice,
)
from tests.front_desk import MESSAGES, person
from tests.test_journal import break_journal, mend_journal

LATER = datetime(2999, 1, 1, tzinfo=UTC).replace(tzinfo=None)
THANKS = MESSAGES("feedback.reported")
BEFORE = MESSAGES("feedback.before")


@pytest.fixture
def office(tmp_path: Path) -> FeedbackOffice:
    return FeedbackOffice(tmp_path)


def lines(office: FeedbackOffice, event: str) -> list[dict[str, object]]:
    return [facts for name, facts in office.facts() if name == event]


def test_t05_marks_are_short_and_opaque(office: FeedbackOffice) -> None:
    reply = office.ask(LAN, ASKED)
    why = office.tap(LAN, reply.marks[1].act)
    labels = [MESSAGES(f"feedback.reason.{reason}") for reason in REASONS]
    assert [mark.label for mark in reply.marks] == ["👍", "Báo sai"]
    assert [mark.label for mark in why.marks] == labels
    for mark in (*reply.marks, *why.marks):
        assert mark.act.isascii()
        assert len(mark.act) <= 40
        assert "hồ sơ" not in mark.act
    kept = [json.loads(line.private) for line in office.journal.lines() if line.event == "answered"]
    assert kept[0]["answer"] == reply.marks[0].act.split(".")[0]


@pytest.mark.slow
def test_only_answers_have_marks(office: FeedbackOffice) -> None:
    table = office.answerer.table
    table._replies |= {"xin chào": Reply("answer", "Chào"), "hỏi lại": Reply("clarify", "Năm nào?")}
    for words in ("xin chào", "hỏi lại", "/help", UNKNOWN, "/gopy", "/vanban"):
        assert office.ask(LAN, words).marks == (), words
    assert office.ask(LOCAL, ASKED, "console").marks == ()
    assert office.reception.ask(LAN, ASKED, None).marks == ()
    verdict = Reply("verdict", "ĐẠT", determination={"verdict": "met"})
    table._replies["98/2000 hộ"] = verdict
    assert len(office.ask(LAN, "98/2000 hộ").marks) == 2


@pytest.mark.slow
def test_the_same_answer_has_the_same_id_so_that_a_crash_makes_no_second(
    office: FeedbackOffice, tmp_path: Path
) -> None:
    first = office.ask(LAN, ASKED).marks
    assert FeedbackOffice(tmp_path).ask(LAN, ASKED).marks == first
    assert office.ask(MINH, ASKED).marks != first
    office.ask(LAN, UNKNOWN)
    office.ask(LAN, UNKNOWN)
    assert "1 lượt" in office.ask(ADMIN, "/chuatraloi").text


def test_t06_a_second_tap_does_nothing_new(office: FeedbackOffice) -> None:
    good, wrong = office.ask(LAN, ASKED).marks
    assert office.tap(LAN, good.act).text == MESSAGES("feedback.thanks")
    for act in (good.act, wrong.act, wrong.act.replace(".w", ".1")):
        assert office.tap(LAN, act).text == BEFORE
    assert office.report(MINH) == Reply("answer", THANKS)
    assert office.report(MINH, words=PLAIN).text == THANKS  # another answer
    assert [one["rating"] for one in lines(office, "rated")] == ["good", "figure", "figure"]
    assert len(office.letters()) == 1  # the same question: one item, told once


@pytest.mark.slow
def test_t06_forged_marks_do_nothing(office: FeedbackOffice) -> None:
    identity = office.ask(LAN, ASKED).marks[0].act.split(".")[0]
    for act in (".", "x.g", "0123456789ab.g", "{id}.9", "{id}.", "{id}", "{id}.w.w"):
        assert office.tap(LAN, act.format(id=identity)).text == MESSAGES("feedback.gone"), act
    assert office.tap(MINH, f"{identity}.g").text == MESSAGES("feedback.gone")  # another's answer
    assert not lines(office, "rated")


def test_a_wrong_report_reaches_the_administrators(office: FeedbackOffice) -> None:
    assert office.report(LAN, reason=2).text == THANKS
    (letter,) = office.letters()
    assert (letter.address, letter.person) == (f"tg:{CHAT}", None)
    (code,) = office.codes()
    text = letter.reply.text
    for words in ("sai nguồn, văn bản", ASKED, GIVEN.text, f"{SOURCE.document}, {SOURCE.section}"):
        assert words in text
    assert text.endswith(f"/chuatraloi_{code}")
    assert "Lan" not in text
    assert "11" not in text.replace(code, "")


@pytest.mark.slow
def test_something_else_is_typed_in_answer(office: FeedbackOffice) -> None:
    asked = office.report(LAN, reason=5)
    identity = asked.awaits.removeprefix("/gopy ")
    assert asked.text.endswith(f"/gopy_{identity}")
    assert office.letters() == []  # waits a while for the words
    assert office.ask(LAN, f"/gopy_{identity}").awaits == asked.awaits
    said = f"/gopy {identity} thiếu biên bản, gọi 0912 345 678"
    assert office.ask(MINH, said).text == MESSAGES("feedback.remarked")  # not Minh's: a remark
    office.letters()
    assert office.ask(LAN, said).text == MESSAGES("feedback.remarked")
    assert office.ask(LAN, said).text == BEFORE
    (letter,) = office.letters()
    assert "«thiếu biên bản, gọi [số điện thoại]»" in letter.reply.text
    assert office.letters() == []  # in the place of the one without words
    stored = b"".join(file.read_bytes() for file in office.work.data.iterdir())
    assert b"345 678" not in stored


@pytest.mark.slow
def test_a_report_without_its_words_is_told_after_a_while(
    office: FeedbackOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.report(LAN, reason=5)
    monkeypatch.setattr("knowledge.adapters.outbox_store.utc_now", lambda: LATER)
    assert "lý do khác" in office.letters()[0].reply.text


@pytest.mark.slow
def test_gopy_takes_free_text(office: FeedbackOffice) -> None:
    assert office.ask(LAN, "/gopy").awaits == "/gopy"
    assert office.ask(LAN, "/gopy Nên có văn bản của tỉnh").text == MESSAGES("feedback.remarked")
    assert office.ask(LAN, "/gopy Nên có văn bản của tỉnh").text == MESSAGES("feedback.remarked")
    first, second = office.letters()
    assert "Góp ý" in first.reply.text
    assert "«Nên có văn bản của tỉnh»" in second.reply.text
    assert len(office.codes()) == 2
    private = [json.loads(line.private)["words"] for line in office.journal.lines()
               if line.event == "answered" and line.private]  # fmt: skip
    assert "/gopy" in private


def test_questions_without_an_answer_are_grouped_the_most_frequent_first(
    office: FeedbackOffice,
) -> None:
    other = "Kế hoạch của tỉnh Thái Bình có mấy tiêu chí?"
    private, group = (
        office.ask(LAN, other),
        office.ask(person(13, private=False), UNKNOWN, "tg:-5:0:13"),
    )
    assert private.notices == (MESSAGES("feedback.passed_on"),)
    assert group.notices == (MESSAGES("feedback.passed_on_group"),)
    office.ask(MINH, "xã đảo đc thưởng bn tiền ạ")
    office.ask(LAN, "xa dao duoc thuong bao nhieu tien")
    office.report(LAN)
    rows = [line for line in office.ask(ADMIN, "/chuatraloi").text.splitlines() if "lượt" in line][
        1:
    ]
    assert [row.split(" · ")[1] for row in rows] == ["3 lượt", "1 lượt", "1 lượt"]
    assert UNKNOWN in rows[0]
    assert len(office.letters()) == 3


@pytest.mark.slow
def test_small_talk_and_insults_are_not_passed_on(office: FeedbackOffice) -> None:
    for words in ("thời tiết hôm nay thế nào", "đồ ngu", "can bo xa ngu the"):
        reply = office.ask(LAN, words)
        assert (reply.kind, reply.notices) == ("abstain", ()), words
    assert office.codes() == []
    assert office.letters() == []


@pytest.mark.slow
def test_without_a_chat_of_administrators_everything_waits(tmp_path: Path) -> None:
    office = FeedbackOffice(tmp_path, admin_chat=None)
    office.report(LAN)
    office.ask(LAN, UNKNOWN)
    office.ask(LAN, "/gopy hay")
    assert office.letters() == []
    assert len(office.codes()) == 3
    moved = FeedbackOffice(tmp_path)
    moved.ask(MINH, "/gopy nữa")
    gone = FeedbackOffice(tmp_path, admin_chat=None)
    assert gone.letters() == []  # written for a chat there was then
    assert len(gone.codes()) == 4


@pytest.mark.slow
def test_administrators_close_items(office: FeedbackOffice) -> None:
    office.ask(LAN, UNKNOWN)
    (code,) = office.codes()
    card = office.ask(ADMIN, f"/chuatraloi_{code}")
    assert card.choices == (f"/chuatraloi {code} đóng",)
    assert UNKNOWN in card.text
    assert office.ask(ADMIN, card.choices[0]).text == MESSAGES("items.closed", code=code)
    assert office.ask(ADMIN, card.choices[0]).text == MESSAGES("items.done")
    assert office.letters() == []  # not told of what is closed
    assert office.codes() == []
    assert office.ask(MINH, UNKNOWN).kind == "abstain"
    assert office.codes() == []  # stays closed when asked again
    assert "lượt: 2" in office.ask(ADMIN, f"/chuatraloi {code.lower()}").text
    for wanted in ("KHONGCO", "ABCDEF", "ABCDEF đóng"):
        assert "Không có mục" in office.ask(ADMIN, f"/chuatraloi {wanted}").text
    assert [one["item"] for one in lines(office, "closed")] == [code]


@pytest.mark.slow
def test_only_administrators_in_private_or_in_their_chat(office: FeedbackOffice) -> None:
    office.report(LAN)
    (code,) = office.codes()
    assert "cần quyền quản trị" in office.ask(LAN, f"/chuatraloi {code} đúng rồi").text
    group = replace(ADMIN, private=False)
    for thread in ("tg:-5:0:1", f"tg:{CHAT}1:0:1"):
        said = office.ask(group, f"/chuatraloi {code} Gồm tờ trình.", thread).text
        assert said == MESSAGES("reception.not_here")
    chat = f"tg:{CHAT}:0:1"
    assert office.ask(group, f"/chuatraloi {code} Gồm tờ trình.", chat).choices
    assert office.ask(group, f"/chuatraloi_{code}", chat).text.startswith("Báo sai")
    for command in ("/chuatraloi", "/thongke", "/suckhoe"):
        assert office.ask(group, command, chat).text == MESSAGES("reception.not_here")
        assert "cần quyền quản trị" in office.ask(LAN, command).text
    lan = replace(LAN, private=False)
    assert "cần quyền quản trị" in office.ask(lan, f"/chuatraloi {code} x", chat).text


@pytest.mark.slow
def test_s12_nothing_is_kept_without_its_line(office: FeedbackOffice, tmp_path: Path) -> None:
    marks, unavailable = office.ask(LAN, ASKED).marks, MESSAGES("reception.unavailable")
    office.ask(LAN, UNKNOWN)
    (code,) = office.codes()
    preview = office.ask(ADMIN, f"/chuatraloi {code} Chưa có mức thưởng.")
    before = office.facts()
    break_journal(tmp_path)
    assert office.tap(LAN, marks[0].act).text == unavailable
    assert office.ask(LAN, "Hộ nghèo được vay bao nhiêu?").text == unavailable
    for visitor, words in [(LAN, "/gopy hay"), (ADMIN, preview.choices[0]),
                           (ADMIN, f"/chuatraloi {code} đóng")]:  # fmt: skip
        assert office.ask(visitor, words).text == unavailable
    mend_journal(tmp_path)
    assert office.facts() == before
    assert office.codes() == [code]
    assert office.tap(LAN, marks[0].act).text == MESSAGES("feedback.thanks")
    assert first_fault(office.journal.lines(), office.journal.head()) is None


@pytest.mark.slow
def test_a_full_outbox_harms_no_answer(
    office: FeedbackOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StateUnavailableError("đầy")

    monkeypatch.setattr(office.work.outbox, "take", full)
    assert office.reception.mailbox.take() == []
    assert office.ask(LAN, UNKNOWN).kind == "abstain"
    monkeypatch.undo()
    assert len(office.letters()) == 1


@pytest.mark.slow
def test_s18_what_a_person_said_goes_with_them(office: FeedbackOffice, tmp_path: Path) -> None:
    lan = person(987654321, "Lan")
    office.report(lan)
    office.report(MINH)
    office.ask(lan, "/gopy Cán bộ Nguyễn Văn Bảy nói khác")
    office.ask(lan, "Hộ ông Trần Văn Tám có nghèo không, xã tôi xét thế nào?")
    assert len(office.codes()) == 3
    assert office.ask(lan, "/xoa tất cả").text == MESSAGES("reception.erase.done_all")
    assert len(office.codes()) == 1  # Minh has reported it too
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    for trace in ("987654321", "Văn Bảy", "Văn Tám"):
        assert trace.encode() not in stored
    assert [letter.person for letter in office.letters()] == [None]


@pytest.mark.slow
def test_old_answers_are_forgotten(office: FeedbackOffice, tmp_path: Path) -> None:
    marks = office.ask(LAN, ASKED).marks
    later = FeedbackOffice(tmp_path)
    later.reception.mailbox._today = lambda: office.work.today().replace(year=2027, month=3)
    later.letters()
    assert later.tap(LAN, marks[0].act).text == MESSAGES("feedback.gone")


def test_what_is_sent_is_read_back() -> None:
    reply = replace(GIVEN, notices=("a",), choices=("b",), marks=(Mark("c", "d"),))
    assert read_reply(write_reply(reply)) == replace(reply, marks=())
