"""Who is let in: the table, roles decided at each request, codes, the pace, the first contact."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from threading import Thread

import pytest

from bot.admission import Admission, RequestReader
from bot.enrolment import read_code
from bot.menu import Menu
from bot.pace import Pace
from bot.reception import LONGEST_QUESTION
from bot.visitor import LOCAL, Visitor
from knowledge.access import ROLES
from knowledge.adapters.access_files import load_access_table
from knowledge.adapters.state_database import utc_now
from knowledge.answer import Reply
from knowledge.errors import DataFileError
from tests.conftest import ROOT
from tests.fake_telegram_world import StubAnswerer
from tests.front_desk import MESSAGES, TABLE, Office, person

LAN, MINH, ADMIN = person(11), person(12, "Minh"), person(1, "Quản trị")
STRANGER = MESSAGES("reception.stranger")

# Typed in by hand from the requirement: for each request, how many roles may make it in private
# and in a group, counted from quản trị down (4: everybody, 1: only quản trị, 0: nobody).
EXPECTED = {
    "cau_hoi": (4, 4), "tra_nhanh": (4, 4), "bang_tinh": (3, 3), "cong_bo": (1, 0),
    "danh_gia": (4, 4), "tra_loi": (1, 1),
    "start": (4, 4), "help": (4, 4), "kiemtra": (4, 4), "xem": (4, 4),
    "bieudo": (4, 4), "vanban": (4, 4), "nguon": (4, 4), "mau": (4, 4), "tinh": (4, 4),
    "gopy": (4, 4), "xoa": (4, 0), "themvanban": (2, 0), "thongke": (1, 0),
    "chuatraloi": (1, 0), "nguoidung": (1, 0), "suckhoe": (1, 0),
}  # fmt: skip
REQUESTS = ("cau_hoi", "tra_nhanh", "bang_tinh", "cong_bo", "danh_gia", "tra_loi")

ELSEWHERE = ("cong_bo", "tra_nhanh")  # requests that do not come through the reception


class Stub(StubAnswerer):
    """Knows which requests reached it, as questions, commands or files."""

    def desk(self, call):
        self.asked.append((call.thread, f"/{call.request}"))
        return Reply("answer", "xong")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path, Stub())


def reached(office: Office) -> int:
    return len(office.answerer.asked) + len(office.answerer.taken)


def test_s02_every_cell_of_the_table(office: Office) -> None:
    desks = dict.fromkeys([*TABLE.commands, *REQUESTS], office.answerer.desk)
    reception = office.reception
    menu = Menu(TABLE, desks)
    reception._desks, reception._read = desks, RequestReader(menu, "tg:office", MESSAGES)
    assert {*EXPECTED} == {*TABLE.commands, *REQUESTS}
    for number, role in enumerate(ROLES):
        office.enrol(person(100 + number), role)
    cells = 0
    for request, (number, private) in product(EXPECTED, product(range(4), (True, False))):
        visitor = person(100 + number, private=private)
        allowed = len(ROLES) - number <= EXPECTED[request][0 if private else 1]
        assert reception.allows(visitor, request) is allowed, (request, ROLES[number], private)
        before = reached(office)
        if request == "bang_tinh":
            admitted = reception.admit_file(visitor, "xã.csv", "t")
            if isinstance(admitted, Admission):
                reception.answer_file(admitted, b"a;b")
        elif request in ("danh_gia", "tra_loi"):
            thread = "tg:office:0:1" if request == "tra_loi" else "t"
            words = "/chuatraloi x"
            admitted = (
                reception.admit_rating(visitor, "x.g", thread)
                if request == "danh_gia"
                else reception.admit(visitor, words, thread)
            )
            if isinstance(admitted, Admission):
                assert admitted.visit.request == request
                reception.answer(admitted)
        elif request not in ELSEWHERE:
            words = "hộ nghèo?" if request == "cau_hoi" else f"/{request} x"
            reception.ask(visitor, words, "t")
        if request not in ELSEWHERE:
            assert reached(office) - before == allowed, (request, ROLES[number], private)
        cells += 1
    assert cells == len(EXPECTED) * len(ROLES) * 2


def test_s02_a_refusal_says_which_role_or_place_is_needed(office: Office) -> None:
    office.enrol(LAN, "nguoi_xem")
    refused = office.reception.admit_file(LAN, "xã.csv", "tg:11")
    needed, own = MESSAGES("role.can_bo"), MESSAGES("role.nguoi_xem")
    assert refused == Reply("abstain", MESSAGES("reception.role", needed=needed, own=own))
    office.enrol(ADMIN, "quan_tri")
    group = person(1, private=False)
    assert office.said(group, "/nguoidung", "tg:-1:0:1") == MESSAGES("reception.not_here")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("requests: {}\ncommands: {x: {private: vua, group: null}}", "commands.x.private"),
        ("requests: {}\ncommands: {x: {private: can_bo}}", "group"),
        ("requests: {}\ncommands: {}\nkhac: {}", "khac"),
        ("requests: {}\ncommands: {}\ncommands: {}", "viết hai lần"),
    ],
)
def test_s02_a_wrong_table_is_refused(body: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "access.yaml").write_text(body, encoding="utf-8")
    with pytest.raises(DataFileError, match=words):
        load_access_table(tmp_path / "access.yaml")


def test_s02_what_the_table_does_not_name_nobody_may() -> None:
    assert not TABLE.allows("xoa_het", "quan_tri", private=True)
    assert not TABLE.allows("cau_hoi", None, private=True)


SENT = ["Xã dưới 5%?", "/start", "/help", "/nguoidung", "/khac", "", "/start abc", "x" * 20_000]


def test_s01_a_stranger_gets_one_neutral_line_and_leaves_nothing(tmp_path: Path) -> None:
    office = Office(tmp_path, Stub(), guest_role=None)
    for words in SENT:
        assert office.said(LAN, words) == STRANGER
    assert office.reception.admit_file(LAN, "xã.csv", "tg:11") == Reply("abstain", STRANGER)
    assert office.said(LAN, "/start ABCD-EFGH-2345") == STRANGER
    assert reached(office) == 0
    assert not office.reception.allows(LAN, "cau_hoi")
    lines = list(office.journal.lines())
    assert [line.event for line in lines] == ["refused"] * (len(SENT) + 2)
    assert all("Xã" not in line.private and "xã" not in line.private for line in lines)
    assert office.members.members() == []
    assert office.work.state().dialogue("tg:11") is None


def test_s01_people_without_an_id_never_have_more_than_a_reader(tmp_path: Path) -> None:
    nobody = Visitor("telegram", None, private=False)
    office = Office(tmp_path, Stub(), guest_role="quan_tri")
    assert office.said(nobody, "hỏi", "tg:-1:0:-1") == "Trả lời: hỏi"
    assert isinstance(office.reception.admit_file(nobody, "a.csv", "t"), Reply)
    closed = Office(tmp_path, Stub(), guest_role=None)
    assert closed.said(nobody, "hỏi", "tg:-1:0:-1") == STRANGER


def test_s03_a_role_counts_from_the_next_request_in_every_process(tmp_path: Path) -> None:
    office, other = (Office(tmp_path, Stub(), guest_role=None) for _ in range(2))
    office.enrol(ADMIN, "quan_tri")
    office.enrol(LAN, "can_bo")
    assert other.said(LAN, "một") == "Trả lời: một"
    (number,) = (m.number for m in office.members.members() if m.person == "telegram:11")
    assert "thu hồi" in office.said(ADMIN, f"/nguoidung_{number} thu hồi")
    assert other.said(LAN, "hai") == office.said(LAN, "hai") == STRANGER
    assert "biên tập" in other.said(ADMIN, f"/nguoidung {number} biên tập")
    assert office.said(LAN, "ba") == "Trả lời: ba"


def test_s03_withdrawn_is_withdrawn_also_where_guests_are_served(office: Office) -> None:
    office.enrol(ADMIN, "quan_tri")
    assert office.said(LAN, "một") == "Trả lời: một"
    office.said(ADMIN, "/nguoidung telegram:11 thu hồi")
    assert office.said(LAN, "hai") == STRANGER
    office.said(ADMIN, "/nguoidung telegram:11 xóa hẳn")
    assert office.said(LAN, "ba") == STRANGER
    assert office.said(LAN, f"/start {new_code(office)}") == STRANGER


def test_s03_a_name_decides_nothing(tmp_path: Path) -> None:
    office = Office(tmp_path, Stub(), guest_role=None)
    office.enrol(ADMIN, "quan_tri")
    for name in ("Quản trị", "telegram:1", "1", "local"):
        assert office.said(person(66, name), "/nguoidung") == STRANGER
    assert office.said(Visitor("web", "1", "Quản trị"), "/nguoidung") == STRANGER


def new_code(office: Office, role: str = "cán bộ") -> str:
    text = office.said(ADMIN, f"/nguoidung mới {role}")
    (code,) = {word for word in text.split() if read_code(word)}
    return code


def test_enrolment_by_a_code_that_is_used_once(tmp_path: Path) -> None:
    office = Office(tmp_path, Stub(), guest_role=None)
    office.enrol(ADMIN, "quan_tri")
    first, second = new_code(office), new_code(office, "bien_tap")
    assert first != second
    enrolled = MESSAGES("reception.enrolled", role="cán bộ")
    assert office.said(LAN, f"/start {first}") == enrolled
    assert office.said(LAN, "hỏi") == "Trả lời: hỏi"
    assert office.said(MINH, first) == STRANGER  # used
    assert office.said(MINH, second.lower()) == MESSAGES("reception.enrolled", role="biên tập")
    assert office.said(LAN, new_code(office, "người xem")) == MESSAGES("reception.code_wrong")
    raised = office.said(LAN, new_code(office, "quản trị"))
    assert raised == MESSAGES("reception.enrolled", role="quản trị")
    shown = office.said(LAN, "/nguoidung")
    assert "Minh (telegram:12): biên tập" in shown
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert first.encode() not in stored
    assert second.encode() not in stored


def test_a_code_ends_and_is_nothing_for_a_group(tmp_path: Path, monkeypatch) -> None:
    office = Office(tmp_path, Stub())
    office.enrol(ADMIN, "quan_tri")
    code = new_code(office, "biên tập")
    group = MESSAGES("reception.code_not_here")
    assert office.said(person(11, private=False), code, "tg:-1:0:11") == group
    monkeypatch.setattr("knowledge.adapters.member_store.utc_now", _later)
    assert office.said(LAN, code) == MESSAGES("reception.code_wrong")
    monkeypatch.undo()
    assert "biên tập" in office.said(LAN, code)


def _later() -> datetime:
    return utc_now() + timedelta(hours=80)


def test_wrong_codes_are_limited_per_person(tmp_path: Path) -> None:
    office = Office(tmp_path, Stub(), guest_role="nguoi_xem")
    office.enrol(ADMIN, "quan_tri")
    code = new_code(office)
    said = [office.said(LAN, f"ABCD-EFGH-234{n}") for n in range(5)]
    assert said == [MESSAGES("reception.code_wrong")] * 5
    assert office.said(LAN, code) == MESSAGES("reception.code_tries")
    assert office.said(MINH, code) == MESSAGES("reception.enrolled", role="cán bộ")


def test_two_who_send_one_code_at_once(tmp_path: Path) -> None:
    office, other = (Office(tmp_path, Stub(), guest_role=None) for _ in range(2))
    office.enrol(ADMIN, "quan_tri")
    code, said = new_code(office), []
    people = [((office, other)[n % 2], person(20 + n)) for n in range(6)]
    threads = [Thread(target=lambda d=d, v=v: said.append(d.said(v, code))) for d, v in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == sorted([MESSAGES("reception.enrolled", role="cán bộ")] + [STRANGER] * 5)


def test_what_is_a_code() -> None:
    assert read_code(" abcd-efgh-2345 ") == "ABCD-EFGH-2345"
    assert read_code("/start ABCD-EFGH-2345") == "ABCD-EFGH-2345"
    for other in ("/start abc", "152/2025/NĐ-CP", "2021-2022-2023", "ABCD-EFGH-2345 là gì?"):
        assert read_code(other) is None


def test_administrators_list_show_and_change_people(office: Office) -> None:
    office.enrol(ADMIN, "quan_tri")
    office.enrol(LAN, "can_bo")
    listed = office.reception.ask(ADMIN, "/nguoidung", "tg:1")
    assert "2. Lan (telegram:11): cán bộ. Sửa: /nguoidung_2" in listed.text
    assert listed.choices == tuple(f"/nguoidung mới {MESSAGES(f'role.{role}')}" for role in ROLES)
    card = office.reception.ask(ADMIN, "/nguoidung_2", "tg:1")
    assert card.choices == (
        "/nguoidung 2 người xem", "/nguoidung 2 biên tập", "/nguoidung 2 quản trị",
        "/nguoidung 2 thu hồi", "/nguoidung 2 xóa",
    )  # fmt: skip
    assert "người xem" in office.said(ADMIN, card.choices[0])
    assert office.members.member("telegram:11").role == "nguoi_xem"
    assert "khong-co" in office.said(ADMIN, "/nguoidung khong-co")
    assert "«9»" in office.said(ADMIN, "/nguoidung 9")
    assert office.said(ADMIN, "/nguoidung mới giám đốc").startswith("Xin ghi quyền")
    made = office.said(LOCAL, "/nguoidung mới quản trị", "console")
    assert office.said(MINH, made.split("/start ")[1]) == MESSAGES(
        "reception.enrolled", role="quản trị"
    )
    assert office.said(ADMIN, "/nguoidung 1 người xem") == MESSAGES("reception.people.oneself")


def test_t21_thirty_messages_in_five_seconds_get_one_notice(tmp_path: Path) -> None:
    office = Office(tmp_path, Stub(), most_questions=25)
    said = [office.said(LAN, f"câu {n}") for n in range(30)]
    assert said[:25] == [f"Trả lời: câu {n}" for n in range(25)]
    assert "giây" in said[25]
    assert said[26:] == [None] * 4
    assert reached(office) == 25
    assert office.said(MINH, "một") == "Trả lời: một"
    events = [line.event for line in office.journal.lines()]
    assert events == ["answered"] * 25 + ["refused"] + ["ignored"] * 4 + ["answered"]
    assert office.said(LOCAL, "một") == "Trả lời: một"


def test_t21_the_pace_over_time() -> None:
    now = [0]
    pace = Pace(2, 60, lambda: now[0] * 10**9)
    seconds = [0, 1, 2, 3, 59, 60, 60, 61, 62, 63]
    verdicts = []
    for now[0] in seconds:
        verdicts.append(pace.take("a")[0])
    go, tell, hush = "go", "tell", "hush"
    assert verdicts == [go, go, tell, hush, hush, go, hush, go, tell, hush]
    assert pace.take("b") == ("go", 0)


def test_t21_what_was_sent_over_an_outage_is_not_too_much() -> None:
    pace = Pace(2, 60, lambda: 5)
    assert [pace.take("a", sent)[0] for sent in (0, 40, 80, 120, 121)] == ["go"] * 4 + ["tell"]
    assert pace.take("a")[0] == "hush"


def test_s16_a_very_long_question_is_not_answered(office: Office) -> None:
    said = office.said(LAN, "hộ nghèo " * 11_000)
    assert said == MESSAGES("reception.too_long", limit=LONGEST_QUESTION)
    assert reached(office) == 0
    assert office.said(LAN, "x" * LONGEST_QUESTION).startswith("Trả lời")


def test_s19_first_contact_says_what_it_is_and_whom_to_ask(tmp_path: Path) -> None:
    contact = "Đầu mối: Phòng Nghiệp vụ, máy lẻ 12."
    office = Office(tmp_path, Stub(), contact=contact)
    for command in ("/start", "/help"):
        said = office.said(LAN, command)
        for words in ("trí tuệ nhân tạo", "kho", "nguồn", "Giới hạn", "văn bản gốc", contact):
            assert words in said, (command, words)
    assert "/nguoidung" not in office.said(LAN, "/help")
    office.enrol(ADMIN, "quan_tri")
    assert "/nguoidung" in office.said(ADMIN, "/help")
    assert "/xoa" not in office.said(person(11, private=False), "/help", "tg:-1:0:11")


def test_every_known_command_is_described() -> None:
    assert {f"command.{name}" for name in TABLE.commands} <= MESSAGES.keys()
    assert (ROOT / "knowledge" / "access.yaml").read_text("utf-8").startswith("# Who may")
