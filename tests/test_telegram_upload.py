"""Documents brought on Telegram: who may, how far it is, buttons, restart; cases F01, F02, F04."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from threading import Event

import pytest

from bot.telegram.files import LARGEST
from knowledge.errors import DocumentError
from knowledge.uploads import Change, Held, Preview
from tests.fake_telegram_api import FakeTelegram
from tests.fake_telegram_world import MESSAGES, StubAnswerer, serving, texts, wait_texts
from tests.front_desk import Office, person
from tests.patience import PATIENCE

ADMIN, EDITOR, LAN, GROUP = 1, 2, 11, -1001
PREVIEW = Preview(
    file="kh.pdf", size=3, kind="van_ban", facts=(("number", "12/KH-UBND"),), relations=(),
    unread=(), passages=7, warnings=(), draft=("kh-12", "id: kh-12\n"), replaces="", twins=(),
)  # fmt: skip


class StubIngester:
    """Reads and publishes in no time, unless told to wait."""

    def __init__(self) -> None:
        self.read_files: list[str] = []
        self.published: list[str] = []
        self.go_on = Event()
        self.go_on.set()

    def read(self, file: str, content: bytes, started: Callable[[], object]) -> Preview:
        self.read_files.append(file)
        started()
        assert self.go_on.wait(PATIENCE)
        if content == b"hong":
            raise DocumentError("unreadable", f"{file}: tệp hỏng.")
        return replace(PREVIEW, file=file, size=len(content))

    def publish(self, sha256: str, file: str, person: str, waiting: float) -> Change:
        self.published.append(sha256)
        return Change(passages=7, version=1, documents=3, total=40, vectors=False)

    def discard(self, sha256: str) -> None:
        pass

    def holds(self, sha256: str) -> str:
        return "kh.pdf" if sha256 in self.published else ""

    def find(self, wanted: str) -> list[Held]:
        return []

    def clear(self) -> None:
        pass


def opened(folder: Path, ingester: StubIngester) -> Office:
    office = Office(folder, StubAnswerer())
    office.enrol(person(ADMIN, "Quản trị"), "quan_tri")
    office.enrol(person(EDITOR, "Biên tập"), "bien_tap")
    office.reception.uploads._made = lambda: ingester
    return office


@pytest.fixture
def ingester() -> StubIngester:
    return StubIngester()


@pytest.fixture
def office(tmp_path: Path, ingester: StubIngester) -> Office:
    return opened(tmp_path, ingester)


def edits(fake: FakeTelegram) -> list[str]:
    return [call["params"]["text"] for call in fake.calls("editMessageText")]


def test_a_document_is_read_in_the_background_shown_and_confirmed_by_a_tap(
    office: Office, ingester: StubIngester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.upload.EDIT_PERIOD", 0.1)
    ingester.go_on.clear()
    with serving(reception=office.reception) as fake:
        fake.send_file(ADMIN, "kh.pdf", "abc")
        fake.say(ADMIN, "còn hỏi được không")  # the reading holds up nobody, not even this chat
        fake.say(LAN, "tôi nữa")
        assert len(wait_texts(fake, 3)) == 3
        assert MESSAGES("upload.queued", file="kh.pdf") in texts(fake, ADMIN)
        assert "Trả lời: còn hỏi được không" in texts(fake, ADMIN)
        assert fake.wait(lambda: len(edits(fake)) >= 1)
        assert edits(fake)[0].startswith("Đang đọc tệp «kh.pdf» (")
        ingester.go_on.set()
        shown = wait_texts(fake, 3, ADMIN)[2]
        assert "CHƯA nạp vào kho" in shown
        assert edits(fake)[-1] == MESSAGES("upload.read", file="kh.pdf")
        message = fake.sent(ADMIN)[2]
        buttons = [b for row in message["reply_markup"]["inline_keyboard"] for b in row]
        assert [button["text"] for button in buttons] == ["Nạp vào kho", "Hủy"]
        assert fake.wait(lambda: len(fake.sent_files(ADMIN)) == 1)
        assert fake.sent_files(ADMIN)[0]["document"]["file_name"] == "kh-12.yaml"
        fake.tap(ADMIN, message["message_id"], 0)
        chosen, published = wait_texts(fake, 5, ADMIN)[3:]
        assert chosen == "Ông/bà chọn: Nạp vào kho"
        assert published.startswith("Đã nạp «kh.pdf» vào kho: 7 đoạn. Kho hiện có 3 văn bản")
    assert ingester.published == [sha256(b"abc").hexdigest()]


@pytest.mark.slow
def test_f01_an_over_size_document_is_not_even_asked_for(
    office: Office, ingester: StubIngester
) -> None:
    with serving(reception=office.reception) as fake:
        fake.send_file(ADMIN, "to.pdf", bytes(LARGEST + 1))
        refused = MESSAGES("telegram.file_too_large", name="to.pdf", limit=20)
        assert wait_texts(fake, 1) == [refused]
        assert not fake.calls("getFile")
        fake.send_file(ADMIN, "vua.pdf", bytes(LARGEST))
        assert "CHƯA nạp" in wait_texts(fake, 3)[2]
    assert ingester.read_files == ["vua.pdf"]
    assert [f["reason"] for e, f in office.facts() if e == "refused"] == ["file_too_large"]


@pytest.mark.slow
def test_f02_hostile_names_are_shown_escaped_and_as_one_name(
    office: Office, ingester: StubIngester
) -> None:
    names = ["../../x.pdf", "<b>x</b>.pdf", "a\u202efdp.exe.pdf"]
    with serving(reception=office.reception) as fake:
        for number, name in enumerate(names, start=1):
            fake.send_file(ADMIN, name, str(number))
            wait_texts(fake, 2 * number)
        assert {call["status"] for call in fake.calls("sendMessage")} == {200}
        assert fake.wait(lambda: len(fake.sent_files()) == 3)
    assert ingester.read_files == ["x.pdf", "b>.pdf", "afdp.exe.pdf"]


def test_f04_a_refused_document_gets_the_one_sentence_and_no_button(
    office: Office, ingester: StubIngester
) -> None:
    with serving(reception=office.reception) as fake:
        fake.send_file(ADMIN, "kh.pdf", "hong")
        assert wait_texts(fake, 2)[1] == "kh.pdf: tệp hỏng."
        assert "reply_markup" not in fake.sent()[1]
        assert edits(fake) == [MESSAGES("upload.not_read", file="kh.pdf")]
        fake.fail("download", "status", code=502)
        fake.send_file(ADMIN, "kh.pdf", "abc")
        lost = MESSAGES("telegram.file_not_fetched", name="kh.pdf")
        assert wait_texts(fake, 3)[2] == lost


@pytest.mark.slow
def test_those_who_may_not_are_told_what_they_may_send(
    office: Office, ingester: StubIngester
) -> None:
    with serving(reception=office.reception) as fake:
        fake.send_file(LAN, "kh.pdf", "abc")
        assert wait_texts(fake, 1) == [MESSAGES("telegram.other_file")]
        fake.send_file(LAN, "kh.pdf", "abc", caption="/themvanban")
        assert "cần quyền biên tập" in wait_texts(fake, 2)[1]
        group = {"from": {"id": ADMIN, "is_bot": False, "first_name": "Quản trị"}}
        caption = {"caption_entities": [{"type": "mention", "offset": 0, "length": 11}]}
        fake.send_file(GROUP, "kh.pdf", "abc", caption="@tro_ly_bot", **group, **caption)
        assert wait_texts(fake, 1, GROUP) == [MESSAGES("telegram.other_file")]
        fake.send_file(ADMIN, "xã.csv", "a;b")
        assert wait_texts(fake, 1, ADMIN)[0].startswith("Đã nhận xã.csv")  # checked, as anybody's
        fake.send_file(EDITOR, "bieu.xlsx", "abc", caption="/themvanban")
        assert "Quản trị viên xác nhận bằng" in wait_texts(fake, 2, EDITOR)[1]
    assert ingester.read_files == ["bieu.xlsx"]


@pytest.mark.slow
def test_after_a_restart_people_are_told_once_what_was_lost_and_may_confirm(
    office: Office, ingester: StubIngester, tmp_path: Path
) -> None:
    with serving(reception=office.reception) as fake:
        fake.send_file(ADMIN, "kh.pdf", "abc")
        wait_texts(fake, 2)
    code = sha256(b"abc").hexdigest()
    assert office.work.uploads.upload(code).stage == "ready"
    office.work.uploads.move(code, "ready", "reading")
    fake.fail("sendMessage", "drop")
    said = len(fake.calls("sendMessage"))
    with serving(fake=fake, reception=opened(tmp_path, ingester).reception):
        # The notice is lost on its way, and stays to be told.
        assert fake.wait(lambda: len(fake.calls("sendMessage")) > said)
    with serving(fake=fake, reception=opened(tmp_path, ingester).reception):
        assert wait_texts(fake, 3)[2] == MESSAGES("upload.lost")
        fake.send_file(ADMIN, "kh.pdf", "abc")
        assert wait_texts(fake, 5)[4].startswith("Đã đọc «kh.pdf»")
    office.work.uploads.move(code, "ready", "publishing")
    with serving(fake=fake, reception=opened(tmp_path, ingester).reception):
        fake.tap(ADMIN, fake.sent()[4]["message_id"], 0)
        assert wait_texts(fake, 7)[6].startswith("Đã nạp «kh.pdf»")
    with serving(fake=fake, reception=opened(tmp_path, ingester).reception):
        fake.say(LAN, "hỏi")
        assert wait_texts(fake, 8)[7] == "Trả lời: hỏi"
    assert ingester.published == [code]
