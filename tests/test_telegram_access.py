"""Access on Telegram: strangers, roles by numeric id, other people's buttons, floods, groups."""

from __future__ import annotations

import json
from pathlib import Path

from bot.enrolment import read_code
from knowledge.answer import Reply
from knowledge.errors import StateUnavailableError
from tests.fake_telegram_api import FakeTelegram
from tests.fake_telegram_world import MESSAGES, StubAnswerer, serving, texts, wait_texts
from tests.front_desk import Office, person, simple_reception
from tests.test_telegram import NOT_TEXT, PHOTO
from tests.test_telegram_buttons import REPLIES, WHICH, asked, wait_alerts

LAN, MINH, ADMIN, GROUP = 11, 12, 1, -1001
STRANGER = MESSAGES("reception.stranger")
ANONYMOUS = {
    "from": {"id": 1087968824, "is_bot": True, "first_name": "Group",
             "username": "GroupAnonymousBot"},
    "sender_chat": {"id": GROUP, "type": "supergroup", "title": "x"},
}  # fmt: skip


def by(number: int, **more: object) -> dict[str, object]:
    return {"from": {"id": number, "is_bot": False, "first_name": "Lan", **more}}


def events(office: Office) -> list[str]:
    return [event for event, _ in office.facts()]


def test_s01_whatever_a_stranger_sends_gets_the_same_line(tmp_path: Path) -> None:
    fake, answerer = FakeTelegram(), StubAnswerer(REPLIES)
    office = Office(tmp_path, answerer)
    with serving(fake=fake, reception=office.reception):
        message = asked(fake)
    closed = Office(tmp_path, answerer, guest_role=None)
    with serving(fake=fake, reception=closed.reception):
        for words in ("Xã tôi?", "/start", "/help", "/nguoidung", "/start ABCD-EFGH-2345"):
            fake.say(LAN, words)
        fake.send_file(LAN, "xã.csv", "a;b")
        fake.send_file(LAN, "xã.pdf", "a")
        fake.say(LAN, **NOT_TEXT[0])
        fake.tap(LAN, message["message_id"], 0)
        fake.say(GROUP, "@tro_ly_bot hỏi", **ANONYMOUS)
        fake.say(GROUP, "@tro_ly_bot hỏi", **by(LAN))
        found = wait_texts(fake, 12)
        assert found == [WHICH.text] + [STRANGER] * 11
        assert not fake.calls("getFile")
        assert not fake.calls("editMessageReplyMarkup")
    assert answerer.asked == [(f"tg:{LAN}", "Xã tôi có đạt không?")]
    assert not answerer.taken
    assert events(closed) == ["answered"] + ["refused"] * 11


def test_s03_a_forwarded_or_quoted_id_and_a_taken_name_help_nobody(tmp_path: Path) -> None:
    office = Office(tmp_path, StubAnswerer())
    office.enrol(person(ADMIN, "Quản trị"), "quan_tri")
    admin = {"id": ADMIN, "is_bot": False, "first_name": "Quản trị", "username": "quan_tri"}
    earlier = {"message_id": 1, "date": 1, "chat": {"id": LAN, "type": "private"}, "from": admin}
    origin = {"type": "user", "date": 1, "sender_user": admin}
    with serving(reception=office.reception) as fake:
        fake.say(LAN, "/nguoidung", forward_origin=origin)
        fake.say(LAN, "/nguoidung", reply_to_message=earlier)
        fake.say(LAN, "/nguoidung", **by(LAN, username="quan_tri", last_name="Quản trị"))
        fake.say(GROUP, "/nguoidung@tro_ly_bot", **ANONYMOUS)
        refused = wait_texts(fake, 4)
        assert all("cần quyền quản trị" in text for text in refused)
        fake.say(ADMIN, "/nguoidung")
        assert "1. Quản trị (telegram:1): quản trị" in wait_texts(fake, 5)[4]
        office.enrol(person(ADMIN), "can_bo")
        fake.say(ADMIN, "/nguoidung")
        assert "cần quyền quản trị" in wait_texts(fake, 6)[5]


def test_enrolment_by_deep_link_and_by_the_code_alone(tmp_path: Path) -> None:
    answerer = StubAnswerer()
    office = Office(tmp_path, answerer, guest_role=None)
    office.enrol(person(ADMIN), "quan_tri")
    with serving(reception=office.reception) as fake:
        for number, way in enumerate(("/start {}", "{}")):
            fake.say(ADMIN, "/nguoidung")
            wait_texts(fake, 3 * number + 1, ADMIN)
            fake.tap(ADMIN, fake.sent(ADMIN)[-1]["message_id"], 1)
            made = wait_texts(fake, 3 * number + 3, ADMIN)[-1]
            (code,) = {word for word in made.split() if read_code(word)}
            fake.say(LAN + number, way.format(code))
            enrolled = MESSAGES("reception.enrolled", role="cán bộ")
            assert wait_texts(fake, 1, LAN + number) == [enrolled]
        fake.say(LAN, "hỏi")
        assert wait_texts(fake, 2, LAN)[1] == "Trả lời: hỏi"
    assert [question for _, question in answerer.asked] == ["hỏi"]
    lines = list(office.journal.lines())
    assert all(code not in (line.private or "") + line.facts for line in lines)
    assert [e for e in events(office) if e != "answered"] == [
        "role_changed", "code_made", "enrolled", "code_made", "enrolled",
    ]  # fmt: skip


def test_t06_taps_that_are_declined_leave_a_line_and_do_nothing(tmp_path: Path) -> None:
    answerer = StubAnswerer(REPLIES)
    office = Office(tmp_path, answerer)
    with serving(reception=office.reception) as fake:
        fake.say(GROUP, "@tro_ly_bot Xã tôi có đạt không?")
        wait_texts(fake, 1)
        message = fake.sent(GROUP)[0]["message_id"]
        fake.tap(GROUP, message, 0, person=MINH)  # somebody else's
        fake.tap(GROUP, message, 0, accessible=False)  # old
        fake.tap(GROUP, message, data="c:99")  # forged
        wait_alerts(fake, 3)
        fake.tap(GROUP, message, 0)
        fake.tap(GROUP, message, 1, before_last_edit=True)  # the second
        wait_alerts(fake, 5)
        assert wait_texts(fake, 3)[1:] == ["Ông/bà chọn: xã", "Trả lời: xã"]
    assert [question for _, question in answerer.asked] == ["Xã tôi có đạt không?", "xã"]
    refused = [(line.person, json.loads(line.facts)["reason"]) for line in office.journal.lines()
               if line.event == "refused"]  # fmt: skip
    assert refused == [
        ("telegram:12", "button_foreign"), ("telegram:1001", "button_old"),
        ("telegram:1001", "button_old"), ("telegram:1001", "button_used"),
    ]  # fmt: skip


def test_t06_a_tap_after_the_role_is_gone_does_nothing(tmp_path: Path) -> None:
    answerer = StubAnswerer(REPLIES)
    office = Office(tmp_path, answerer)
    with serving(reception=office.reception) as fake:
        message = asked(fake)
        office.enrol(person(LAN), None)
        fake.tap(LAN, message["message_id"], 0)
        assert wait_texts(fake, 2)[1:] == [STRANGER]
        assert fake.alerts() == [""]
    assert len(answerer.asked) == 1


def test_t21_a_flood_gets_one_notice_then_silence(tmp_path: Path) -> None:
    answerer = StubAnswerer(REPLIES)
    office = Office(tmp_path, answerer, most_questions=20)
    with serving(reception=office.reception) as fake:
        message = asked(fake)
        for number in range(30):
            fake.say(LAN, f"câu {number}")
        fake.tap(LAN, message["message_id"], 0)
        fake.say(MINH, "một")
        assert fake.wait(lambda: bool(fake.alerts()))
        assert wait_texts(fake, 1, MINH) == ["Trả lời: một"]
        said = texts(fake, LAN)
        assert len(fake.calls("sendChatAction")) <= 21
    assert said[1:20] == [f"Trả lời: câu {n}" for n in range(19)]
    assert len(said) == 21
    assert "quá nhanh" in said[20]
    assert len(answerer.asked) == 21
    assert events(office).count("ignored") == 11
    assert len(events(office)) == 33  # one line per request


def test_t22_in_a_group_nothing_about_persons_is_said_or_done(tmp_path: Path) -> None:
    office = Office(tmp_path, StubAnswerer())
    office.enrol(person(ADMIN, "Trần Thị Lan"), "quan_tri")
    with serving(reception=office.reception) as fake:
        for words in ("/nguoidung", "/xoa tất cả", "/nguoidung mới quản trị"):
            fake.say(GROUP, words, **by(ADMIN))
        fake.say(GROUP, "@tro_ly_bot số 001085012345 có nghèo không?", **by(LAN))
        fake.say(GROUP, "chuyện riêng, số 0912345678", **by(LAN))
        fake.say(GROUP, **PHOTO, **by(LAN))
        found = wait_texts(fake, 4)
    here = MESSAGES("reception.not_here")
    assert found == [here] * 3 + ["Trả lời: số [số định danh] có nghèo không?"]
    assert b"0912345678" not in (tmp_path / "state.db").read_bytes()


def test_s12_a_person_is_told_when_the_journal_takes_no_line() -> None:
    class Full:
        def append(self, entry: object) -> None:
            raise StateUnavailableError("đầy")

    with serving(
        reception=simple_reception(StubAnswerer({"hỏi": Reply("answer", "bí mật")}), Full())
    ) as fake:
        fake.say(LAN, "hỏi")
        fake.send_file(LAN, "a.csv", "a;b")
        assert wait_texts(fake, 2) == [MESSAGES("reception.unavailable")] * 2
