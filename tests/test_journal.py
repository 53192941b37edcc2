"""The journal: one line per request, chained; unwritable, nothing is answered; erasure holds."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path
from threading import Thread

import pytest

from bot.admission import Admission
from bot.journal_view import export_lines, verdict_line
from bot.visitor import LOCAL
from knowledge.answer import Attachment, Citation, Reply
from knowledge.errors import StateUnavailableError
from knowledge.journal import START, Entry, Fault, Head, Line, first_fault, ranges, write_line
from knowledge.personal_data import mask
from tests.conftest import ROOT, Run
from tests.fake_telegram_world import StubAnswerer
from tests.front_desk import INDEX, MESSAGES, MemoryJournal, Office, person, simple_reception
from tests.offices import start
from tests.patience import PATIENCE

LAN, MINH, ADMIN = person(11), person(12, "Minh"), person(1, "Quản trị")
CITED = Reply(
    "answer",
    "Giảm từ 20% [1].",
    (Citation("666/QĐ-TTg", "Quyết định 666", "khoản 2", "giảm từ 20%", "qd666.docx", True),),
    attachments=(Attachment("a.png", b"anh", "photo"),),
)


def fault(office: Office) -> Fault | None:
    return first_fault(office.journal.lines(), office.journal.head())


def chain(count: int) -> tuple[list[Line], Head]:
    lines, head = [], Head(0, START)
    for number in range(1, count + 1):
        entry = Entry("answered", "telegram:11", {"n": number}, {"words": "hộ"}, "telegram:12")
        lines.append(write_line(entry, head, "2026-11-25T00:00:00+00:00", ("a", "b")))
        head = Head(number, lines[-1].digest)
    return lines, head


def test_s11_every_request_has_one_line_that_says_who_when_what(tmp_path: Path) -> None:
    answerer = StubAnswerer({"hỏi": CITED, "hỏng": RuntimeError("x")})
    office = Office(tmp_path, answerer)
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "current").write_text(INDEX, encoding="ascii")
    office.said(LAN, "hỏi")
    office.said(LAN, "/nguoidung")
    with pytest.raises(RuntimeError):
        office.said(LAN, "hỏng")
    admitted = office.reception.admit_file(LAN, "xã.csv", "tg:11")
    assert isinstance(admitted, Admission)
    office.reception.answer_file(admitted, b"a;b")
    office.reception.decline(MINH, "button_foreign", "tg:-1:0:12")
    lines = list(office.journal.lines())
    assert [line.event for line in lines] == [
        "answered",
        "refused",
        "failed",
        "answered",
        "refused",
    ]
    assert [line.person for line in lines] == ["telegram:11"] * 4 + ["telegram:12"]
    assert all(line.made_at.endswith("+00:00") for line in lines)
    facts, private = json.loads(lines[0].facts), json.loads(lines[0].private)
    assert facts.pop("ms") >= 0
    assert facts == {
        "request": "cau_hoi", "role": "can_bo", "channel": "telegram", "private": True,
        "kind": "answer", "model": "planner", "index": INDEX,
        "sources": [["666/QĐ-TTg", "khoản 2", "qd666.docx"]],
        "reply": sha256(CITED.text.encode()).hexdigest(),
        "files": [sha256(b"anh").hexdigest()],
    }  # fmt: skip
    assert (private["words"], private["thread"]) == ("hỏi", "tg:11")
    assert len(private["answer"]) == 12
    assert json.loads(lines[1].facts)["reason"] == "role"
    assert json.loads(lines[2].facts)["error"] == "RuntimeError"
    assert json.loads(lines[3].private)["file"] == "xã.csv"
    assert fault(office) is None


def test_s11_changes_of_roles_are_lines_of_their_own(tmp_path: Path) -> None:
    office = Office(tmp_path, StubAnswerer())
    office.enrol(ADMIN, "quan_tri")
    office.said(ADMIN, "/nguoidung mới cán bộ")
    office.said(ADMIN, "/nguoidung telegram:11 thu hồi")
    office.said(ADMIN, "/nguoidung telegram:11")
    lines = list(office.journal.lines())[1:]
    assert [line.event for line in lines] == ["code_made", "role_changed", "answered"]
    changed = json.loads(lines[1].facts)
    assert (lines[1].person, lines[1].subject) == ("telegram:1", "telegram:11")
    assert (changed["before"], changed["after"]) == ("can_bo", None)
    assert json.loads(lines[2].private)["words"] == "/nguoidung"  # names nobody else


def test_s11_whoever_tampers_is_found() -> None:
    lines, head = chain(5)
    assert first_fault(lines, head) is None
    assert first_fault([], Head(0, START)) is None
    assert first_fault(lines, head, lines[1].digest) is None
    assert first_fault(lines, head, "0" * 64) == Fault(5, "unknown")
    assert first_fault(lines[:2] + lines[3:], head) == Fault(3, "missing")
    assert first_fault([lines[0], lines[2], lines[1], *lines[3:]], head) == Fault(2, "missing")
    assert first_fault(lines[:4], head) == Fault(5, "cut")
    edits = {
        "made_at": "2026-11-26", "event": "refused", "facts": '{"n":9}', "person": "telegram:99",
        "private": lines[2].private.replace("hộ", "xã"), "private_seal": "0" * 64,
        "subject": None, "subject_text": "{}", "subject_seal": "", "digest": "0" * 64,
    }  # fmt: skip
    for column, value in edits.items():
        edited = [*lines[:2], replace(lines[2], **{column: value}), *lines[3:]]
        assert first_fault(edited, head) == Fault(3, "edited"), column
    assert {*edits, "sequence"} == set(Line.__slots__)
    blank = [*lines[:2], replace(lines[2], person=None, private=None), *lines[3:]]
    assert first_fault(blank, head) == Fault(3, "blanked")
    forged = [*lines[:2], replace(lines[2], person="telegram:99", private=None), *lines[3:]]
    assert first_fault(forged, head) == Fault(3, "edited")


def test_s11_a_rewritten_journal_lacks_the_digest_somebody_kept() -> None:
    (*_, noted), _ = chain(3)
    entry = Entry("answered", "telegram:11", {"n": "khác"})
    line = write_line(entry, Head(0, START), "2026-11-25", ("a", "b"))
    head = Head(1, line.digest)
    assert first_fault([line], head) is None
    assert first_fault([line], head, noted.digest) == Fault(1, "unknown")


def test_s11_numbers_as_ranges() -> None:
    assert ranges([]) == []
    assert ranges([5, 1, 2, 3, 7]) == [[1, 3], [5, 5], [7, 7]]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE journal SET facts = replace(facts, 'can_bo', 'quan_tri') WHERE sequence = 3",
        "DELETE FROM journal WHERE sequence = 3",
        "DELETE FROM journal WHERE sequence > 5",
        "UPDATE journal SET person = NULL, private = NULL WHERE sequence = 3",
    ],
)
def test_s11_the_command_finds_a_line_that_was_changed(damage: str, tmp_path: Path) -> None:
    office = Office(tmp_path, StubAnswerer())
    for number in range(6):
        office.said(LAN, f"câu {number}")
    assert "nguyên vẹn: 6 dòng" in verdict_line(office.journal.head(), fault(office), MESSAGES)
    with sqlite3.connect(tmp_path / "state.db") as connection:
        connection.execute(damage)
    found = fault(office)
    assert found is not None
    assert "can thiệp" in verdict_line(office.journal.head(), found, MESSAGES)


def test_s11_lines_for_people_and_for_programs(tmp_path: Path) -> None:
    office = Office(tmp_path, StubAnswerer({"hỏi": CITED}))
    office.said(LAN, "hỏi")
    office.enrol(MINH, "bien_tap")
    lines, zone = list(office.journal.lines()), office.work.settings.zone
    shown = list(export_lines(lines, zone, MESSAGES, as_json=False))
    assert shown[0].startswith("1 | ")
    for words in ("telegram:11 | trả lời | cau_hoi answer", "«hỏi»", "666/QĐ-TTg"):
        assert words in shown[0]
    assert "local | đổi quyền" in shown[1]
    assert "telegram:12 → bien_tap" in shown[1]
    read = [json.loads(line) for line in export_lines(lines, zone, MESSAGES, as_json=True)]
    assert [{**one, "facts": lines[n].facts} for n, one in enumerate(read)] == [
        asdict(line) for line in lines
    ]
    assert not list(office.journal.lines(since="2999"))


@pytest.mark.slow
def test_s11_sixty_four_threads_and_two_openers_keep_the_chain(tmp_path: Path) -> None:
    offices = [Office(tmp_path, StubAnswerer()) for _ in range(2)]
    said: list[str | None] = []

    def talk(number: int) -> None:
        for turn in range(3):
            said.append(offices[number % 2].said(person(100 + number), f"câu {turn}"))

    threads = [Thread(target=talk, args=(number,)) for number in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = list(offices[0].journal.lines())
    assert len(lines) == len(said) == 192
    assert {line.event for line in lines} == {"answered"}
    assert {line.person for line in lines} == {f"telegram:{100 + n}" for n in range(64)}
    assert fault(offices[1]) is None


PROGRAM = """
import sys
from pathlib import Path
from tests.fake_telegram_world import StubAnswerer
from tests.front_desk import Office, person
office = Office(Path(sys.argv[1]), StubAnswerer())
for turn in range(50):
    office.said(person(int(sys.argv[2])), f"câu {turn}")
"""


@pytest.mark.slow
def test_s11_several_processes_keep_the_chain(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    running = [subprocess.Popen([*command, str(n)], cwd=ROOT, env=environment) for n in range(3)]
    assert [process.wait(PATIENCE) for process in running] == [0, 0, 0]
    office = Office(tmp_path, StubAnswerer())
    assert office.journal.head().sequence == 150
    assert fault(office) is None


def break_journal(folder: Path, *, whole: bool = False) -> None:
    """Let the journal take no line, as on a full disk; or let nothing be read either."""
    with sqlite3.connect(folder / "state.db") as connection:
        if whole:
            connection.execute("DROP TABLE members")
        connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT RAISE(FAIL, 'full'); END"
        )


def mend_journal(folder: Path) -> None:
    with sqlite3.connect(folder / "state.db") as connection:
        connection.execute("DROP TRIGGER full")


def test_s12_no_answer_leaves_and_nothing_changes_without_its_line(tmp_path: Path) -> None:
    office = Office(tmp_path, StubAnswerer())
    office.enrol(ADMIN, "quan_tri")
    office.enrol(LAN, "can_bo")
    code = office.said(ADMIN, "/nguoidung mới biên tập").split("/start ")[1]
    office.work.state().keep_dialogue("tg:11", {"case": {}})
    before, unavailable = office.facts(), MESSAGES("reception.unavailable")
    break_journal(tmp_path)
    for visitor, words in [
        (LAN, "hỏi"), (LAN, "/start"), (LAN, "/nguoidung"), (LAN, code), (LAN, "/xoa tất cả"),
        (ADMIN, "/nguoidung 2 thu hồi"), (ADMIN, "/nguoidung mới cán bộ"),
        (ADMIN, "/nguoidung 2 xóa hẳn"),
    ]:  # fmt: skip
        assert office.said(visitor, words) == unavailable, words
    admitted = office.reception.admit_file(LAN, "a.csv", "tg:11")
    assert office.reception.answer_file(admitted, b"").text == unavailable
    office.reception.decline(LAN, "button_old", "tg:11")
    with pytest.raises(StateUnavailableError, match="full"):
        office.said(LOCAL, "hỏi")
    with pytest.raises(StateUnavailableError):
        office.work.journal.append(Entry("change_begun", "local"))
    assert office.facts() == before
    assert office.members.member("telegram:11").role == "can_bo"
    assert office.work.state().dialogue("tg:11") is not None
    mend_journal(tmp_path)
    assert office.said(LAN, "hỏi") == "Trả lời: hỏi"  # recovers by itself
    assert "biên tập" in office.said(LAN, code)
    assert fault(office) is None


def test_s12_who_is_let_in_is_not_known_nobody_is(tmp_path: Path) -> None:
    office = Office(tmp_path, StubAnswerer())
    office.said(LAN, "hỏi")
    break_journal(tmp_path, whole=True)
    assert office.said(LAN, "hỏi") == MESSAGES("reception.unavailable")
    assert office.said(LAN, "ABCD-EFGH-2345") == MESSAGES("reception.unavailable")
    assert not office.reception.allows(LAN, "cau_hoi")
    assert len(office.answerer.asked) == 1


@pytest.mark.slow
def test_s12_the_corpus_is_not_touched_without_its_line(tmp_path: Path, run: Run) -> None:
    data, file = tmp_path / "data", tmp_path / "a.md"
    file.write_text("# Kế hoạch\n\nGiảm 20 hộ nghèo.\n", encoding="utf-8")
    office = Office(data, StubAnswerer())
    office.said(LOCAL, "hỏi")
    break_journal(data)
    done = run("ingest", "--data", data, file)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert not (data / "index").exists()
    mend_journal(data)
    assert run("ingest", "--data", data, file).returncode == 0
    assert run("ingest", "remove", "--data", data, "a.md").returncode == 0
    assert [event for event, _ in office.facts()][1:] == [
        "change_begun", "ingested", "change_begun", "removed",
    ]  # fmt: skip
    shown = run("bot", "journal", "--data", data)
    assert "nạp văn bản" in shown.stdout
    checked = run("bot", "journal", "--data", data, "--verify")
    assert "nguyên vẹn: 5 dòng" in checked.stdout
    noted = checked.stdout.split()[-1]
    assert run("bot", "journal", "--data", data, "--verify", noted).returncode == 0
    assert run("bot", "journal", "--data", data, "--verify", "0" * 64).returncode == 1
    made = run("bot", "invite", "--data", data, "--role", "quan_tri")
    assert "quyền quản trị" in made.stdout
    asked = start("bot", "ask", "--data", data, "hộ nghèo")
    assert asked.wait(60) == 0
    assert [event for event, _ in office.facts()][-2:] == ["code_made", "answered"]


NUMBERS = "CCCD 001085012345, CMND 123456789, gọi 0912 345 678 hoặc +84 912345678, a.b@c.gov.vn"


def test_s09_personal_numbers_reach_neither_journal_nor_assistant(tmp_path: Path) -> None:
    office = Office(tmp_path, StubAnswerer())
    said = office.said(LAN, f"Hộ ông A, {NUMBERS} có nghèo không?")
    admitted = office.reception.admit_file(LAN, "ds 001085012345.csv", "tg:11")
    office.reception.answer_file(admitted, b"")
    kept = said + "".join(line.private for line in office.journal.lines())
    for number in ("001085012345", "123456789", "345 678", "912345678", "a.b@"):
        assert number not in kept
    assert "[số định danh], CMND [số định danh], gọi [số điện thoại]" in kept


@pytest.mark.parametrize(
    "text",
    [
        "17.060 hộ, 4,26%, từ 120 xuống còn 90, 98/2000 hộ",
        "123456789 hộ nghèo, 250000000 đồng, 1.234.567.890 đồng, 112233445 người",
        "152/2025/NĐ-CP ngày 14/06/2025, số 0912345678/QĐ-UBND",
        "2021 2022 2023\n0 35 120 4500 98 2000",
        "3.01,5 và 0,912345678",
    ],
)
def test_s09_figures_and_document_numbers_stay(text: str) -> None:
    assert mask(text, {"identity": "X", "phone": "X", "email": "X"}) == text


def stored(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


def test_s18_a_person_erases_what_is_kept_of_them(tmp_path: Path) -> None:
    office = Office(tmp_path, StubAnswerer())
    office.enrol(MINH, "can_bo")
    for visitor in (person(987654321, "Trần Thị Lan"), MINH):
        office.work.state().keep_dialogue(f"tg:{visitor.user_id}", {"case": {"a": 1}})
        office.work.state().keep_dialogue(f"tg:-1:0:{visitor.user_id}", {"case": {"a": 1}})
        office.enrol(visitor, "can_bo")
        office.said(visitor, f"chuyện riêng của {visitor.user_id}")
        office.said(visitor, "trong nhóm", f"tg:-1:0:{visitor.user_id}")
    lan = person(987654321, "Trần Thị Lan")
    asked = office.reception.ask(lan, "/xoa", "tg:987654321")
    assert asked.choices == ("/xoa nội dung", "/xoa tất cả", "/xoa không")
    assert office.said(lan, "/xoa không") == MESSAGES("reception.erase.kept")
    assert b"987654321" in stored(tmp_path)
    assert office.said(lan, "/xoa tất cả") == MESSAGES("reception.erase.done_all")
    for trace in (b"987654321", "Trần Thị Lan".encode()):
        assert trace not in stored(tmp_path)
    lines = list(office.journal.lines())
    assert fault(office) is None
    assert lines[-1].event == "erased"
    assert lines[-1].person.startswith("erased:")
    assert [line.person for line in lines if line.person == "telegram:12"] == ["telegram:12"] * 2
    assert office.work.state().dialogue("tg:12") is not None
    assert office.work.state().dialogue("tg:-1:0:12") is not None
    assert office.members.member("telegram:987654321") is None
    shown = "\n".join(export_lines(lines, office.work.settings.zone, MESSAGES, as_json=False))
    assert "(đã xóa) | trả lời | cau_hoi answer" in shown


def test_s18_only_the_words_go_when_the_access_is_to_stay(tmp_path: Path) -> None:
    office = Office(tmp_path, StubAnswerer())
    office.enrol(MINH, "bien_tap")
    office.said(MINH, "câu")
    assert office.said(MINH, "/xoa_noi_dung") == MESSAGES("reception.erase.done_words")
    assert office.members.member("telegram:12").role == "bien_tap"
    assert all(line.person != "telegram:12" for line in office.journal.lines())
    assert fault(office) is None


def test_s18_administrators_erase_a_person_and_stay_on_record(tmp_path: Path) -> None:
    office = Office(tmp_path, StubAnswerer())
    office.enrol(ADMIN, "quan_tri")
    office.enrol(person(987654321, "Trần Thị Lan"), "can_bo")
    office.said(person(987654321), "câu riêng")
    asked = office.reception.ask(ADMIN, "/nguoidung 2 xóa", "tg:1")
    assert asked.choices == ("/nguoidung 2 xóa hẳn", "/nguoidung 2")
    assert "Trần Thị Lan" in office.said(ADMIN, asked.choices[0])
    assert b"987654321" not in stored(tmp_path)
    assert "Trần Thị Lan".encode() not in stored(tmp_path)
    assert fault(office) is None
    office.said(ADMIN, "/nguoidung telegram:12 biên tập")
    office.said(ADMIN, "/xoa nội dung")
    kept = [(line.event, line.person) for line in office.journal.lines()]
    assert ("erased", "telegram:1") in kept
    assert ("role_changed", "telegram:1") in kept
    assert ("answered", "telegram:1") not in kept
    assert fault(office) is None


def test_s18_an_erasure_cut_short_is_told_and_done_again(tmp_path: Path, monkeypatch) -> None:
    office = Office(tmp_path, StubAnswerer())
    office.enrol(LAN, "can_bo")
    office.said(LAN, "câu")
    office.work.state().keep_dialogue("tg:11", {"case": {}})

    def full(*_: object) -> None:
        raise StateUnavailableError("đầy")

    monkeypatch.setattr(office.work.state(), "forget", full)
    assert office.said(LAN, "/xoa tất cả") == MESSAGES("reception.unavailable")
    monkeypatch.undo()
    assert office.said(LAN, "/xoa tất cả") == MESSAGES("reception.erase.done_all")
    assert office.work.state().dialogue("tg:11") is None
    assert b"telegram:11" not in stored(tmp_path)


def test_a_simple_channel_records_through_any_journal() -> None:
    journal = MemoryJournal()
    reception = simple_reception(StubAnswerer(), journal)
    assert reception.ask(LAN, "hỏi", None).text == "Trả lời: hỏi"
    assert [entry.event for entry in journal.entries] == ["answered"]
