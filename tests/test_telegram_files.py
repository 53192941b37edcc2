"""Files both ways: pictures and workbooks of a reply, workbooks and tables people send."""

from __future__ import annotations

import random
import struct
import tempfile
import unicodedata

import pytest
from telegram import Message
from telegram.constants import FileSizeLimit, MessageLimit

from bot.telegram.files import LARGEST
from knowledge.answer import Attachment, Reply
from tests.fake_telegram_api import FakeTelegram
from tests.fake_telegram_html import units
from tests.fake_telegram_world import MESSAGES, StubAnswerer, serving, texts, wait_texts
from tests.test_telegram import not_too_often, shown_while_working

LAN, GROUP = 11, -1001
BYTES = random.Random(1).randbytes(5000) + b"\r\n\r\n--\r\n"
TABLE = "xã;năm 2022;năm 2023\nPhú Hưng;100;80\n"


def png(width=1080, height=1350, size=2000):
    head = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + struct.pack(">II", width, height)
    return head + BYTES[:size]


CHART = Attachment("bieu-do-3f9ac1.png", png(), "photo", "Biểu đồ 3f9ac1: a < b & <b>c</b>")
BOOK = Attachment("ket-qua.xlsx", BYTES, "document", "Kết quả từng xã")


def with_files(*files, text="Đạt."):
    return StubAnswerer({"hỏi": Reply("verdict", text, attachments=files)})


def wait_files(fake, count):
    assert fake.wait(lambda: len(fake.sent_files()) >= count)
    return fake.sent_files()


def test_files_follow_the_text_whole_with_name_and_caption():
    with serving(with_files(CHART, BOOK)) as fake:
        fake.say(LAN, "hỏi")
        photo, document = wait_files(fake, 2)
        order = [c["method"] for c in fake.calls("sendMessage", "sendPhoto", "sendDocument")]
        assert order == ["sendMessage", "sendPhoto", "sendDocument"]
        assert photo["caption"] == CHART.caption
        assert fake.content(photo["photo"][0]["file_id"]) == CHART.content
        assert document["caption"] == BOOK.caption
        assert document["document"]["file_name"] == "ket-qua.xlsx"
        assert fake.content(document["document"]["file_id"]) == BYTES
        for message in (photo, document):
            read = Message.de_json(message, None)
            assert not read.api_kwargs
            assert read.caption == message["caption"]


def test_a_reply_may_be_a_file_only():
    with serving(with_files(BOOK, text="")) as fake:
        fake.say(LAN, "hỏi")
        wait_files(fake, 1)
        assert not fake.sent()


REFUSED_PHOTOS = [
    png(width=9000, height=1001),
    png(width=2100, height=100),
    b"no picture",
    png()[:24] + bytes(FileSizeLimit.PHOTOSIZE_UPLOAD),
]


@pytest.mark.parametrize("content", REFUSED_PHOTOS)
def test_a_photo_telegram_does_not_take_arrives_as_document(content):
    chart = Attachment("bieu-do.png", content, "photo", "Biểu đồ")
    with serving(with_files(chart, BOOK)) as fake:
        fake.say(LAN, "hỏi")
        first, _ = wait_files(fake, 2)
        assert first["document"]["file_name"] == "bieu-do.png"
        assert first["caption"] == "Biểu đồ"
        assert fake.content(first["document"]["file_id"]) == content
        assert len(fake.calls("sendPhoto")) <= 1


@pytest.mark.parametrize("letter", ["ạ", "👍", "o\u0302\u0323", "a. "])
def test_a_long_caption_is_cut_within_its_limit(letter):
    chart = Attachment("a.png", png(), "photo", letter * 1500)
    with serving(with_files(chart)) as fake:
        fake.say(LAN, "hỏi")
        (sent,) = wait_files(fake, 1)
        assert letter.strip() * 3 in sent["caption"].replace(" ", "")
        most = MessageLimit.CAPTION_LENGTH
        assert most - 10 <= units(sent["caption"]) <= most


@pytest.mark.parametrize(("kind", "copies"), [("lost", 1), ("drop", 0)])
@pytest.mark.parametrize("method", ["sendPhoto", "sendDocument"])
def test_a_file_that_may_have_arrived_is_not_repeated(method, kind, copies):
    file = CHART if method == "sendPhoto" else BOOK
    with serving(with_files(file)) as fake:
        fake.fail(method, kind)
        fake.say(LAN, "hỏi")
        assert wait_texts(fake, 2) == ["Đạt.", MESSAGES("telegram.send_failed")]
        assert len(fake.calls(method)) == 1
        assert len(fake.sent_files()) == copies


@pytest.mark.slow
def test_too_many_requests_waits_and_sends_the_file_once():
    with serving(with_files(CHART)) as fake:
        fake.fail("sendPhoto", "retry_after", seconds=0.2)
        fake.say(LAN, "hỏi")
        wait_files(fake, 1)
        assert [call["status"] for call in fake.calls("sendPhoto")] == [429, 200]


def test_a_sent_workbook_is_handed_over_and_answered():
    answer = Reply("answer", "Đã tính 2 xã.", choices=("xem",), attachments=(BOOK,))
    answerer = StubAnswerer({"danh sách.XLSX": answer})
    with serving(answerer) as fake:
        fake.send_file(LAN, "danh sách.XLSX", BYTES)
        wait_files(fake, 1)
        assert texts(fake) == ["Đã tính 2 xã."]
        assert "reply_markup" in fake.sent()[0]
        fake.send_file(LAN, "bảng.csv", TABLE, caption="kiểm tra giúp")
        wait_texts(fake, 2)
    assert answerer.taken == [
        (f"tg:{LAN}", "danh sách.XLSX", BYTES),
        (f"tg:{LAN}", "bảng.csv", TABLE.encode()),
    ]
    assert not answerer.asked


def test_work_on_a_file_is_shown_while_it_lasts(monkeypatch):
    monkeypatch.setattr("bot.telegram.send.QUICK", 0.1)
    monkeypatch.setattr("bot.telegram.send.ACTION_PERIOD", 0.1)
    fake, answerer = FakeTelegram(), StubAnswerer()
    answerer.replies["a.csv"] = lambda: shown_while_working(fake, 2) and "xong"
    with serving(answerer, fake):
        fake.send_file(LAN, "a.csv", TABLE)
        assert wait_texts(fake, 1) == ["xong"]
        shown = [call["params"]["action"] for call in fake.calls("sendChatAction")]
    assert set(shown) == {"upload_document"}
    assert not_too_often(fake, 0.1)


def test_the_size_limit_is_telegrams_to_the_byte():
    answerer = StubAnswerer()
    with serving(answerer) as fake:
        for size in (0, LARGEST, LARGEST + 1):
            fake.send_file(LAN, f"{size}.xlsx", bytes(size))
        assert wait_texts(fake, 3)[2] == MESSAGES(
            "telegram.file_too_large", name=f"{LARGEST + 1}.xlsx", limit=20
        )
        assert len(fake.calls("getFile")) == 2  # not asked for the one that is too large
    assert [len(content) for _, _, content in answerer.taken] == [0, LARGEST]


def test_a_size_telegram_did_not_tell_is_refused_by_telegram_itself():
    with serving() as fake:
        sent = fake.send_file(LAN, "nhỏ.csv", TABLE)
        wait_texts(fake, 1)
        large = {k: v for k, v in sent["document"].items() if k != "file_size"}
        fake._files[large["file_id"]]["content"] = bytes(LARGEST + 1)
        fake.say(LAN, document=large)
        expected = MESSAGES("telegram.file_too_large", name="nhỏ.csv", limit=20)
        assert wait_texts(fake, 2)[1] == expected


FAULTS = [
    ("download", {"kind": "status", "code": 404}),
    ("download", {"kind": "status", "code": 401}),
    ("download", {"kind": "status", "code": 502}),
    ("getFile", {"kind": "status", "code": 500}),
    ("getFile", {"kind": "drop"}),
    ("getFile", {"kind": "status", "code": 400, "description": "Bad Request: wrong file_id"}),
]


@pytest.mark.parametrize(("method", "fault"), FAULTS)
def test_a_failed_download_is_told_and_the_next_file_is_taken(method, fault):
    answerer = StubAnswerer()
    with serving(answerer) as fake:
        fake.fail(method, **fault)
        fake.send_file(LAN, "xã.csv", TABLE)
        fake.send_file(LAN, "xã.csv", TABLE)
        first, second = wait_texts(fake, 2)
        assert first == MESSAGES("telegram.file_not_fetched", name="xã.csv")
        assert second.startswith("Đã nhận xã.csv")
    assert len(answerer.taken) == 1


def test_a_file_nobody_can_fetch_has_no_path():
    with serving() as fake:
        sent = fake.send_file(LAN, "a.csv", TABLE)
        wait_texts(fake, 1)
        fake._files[sent["document"]["file_id"]]["path"] = ""
        fake.say(LAN, document=sent["document"])
        expected = MESSAGES("telegram.file_not_fetched", name="a.csv")
        assert wait_texts(fake, 2)[1] == expected


@pytest.mark.parametrize("error", [RuntimeError("hỏng"), ValueError("sai")])
def test_a_failure_at_work_on_a_file_is_told(error):
    with serving(StubAnswerer({"a.csv": error})) as fake:
        fake.send_file(LAN, "a.csv", TABLE)
        fake.say(LAN, "tiếp")
        assert wait_texts(fake, 2) == [MESSAGES("telegram.failed"), "Trả lời: tiếp"]


OTHER = ["a.pdf", "a.xls", "a.xlsm", "xlsx", "a.csv.exe", "a", "", None]


def test_other_files_are_declined_in_one_sentence():
    answerer = StubAnswerer()
    with serving(answerer) as fake:
        for name in OTHER:
            fake.send_file(LAN, name, TABLE)
        assert wait_texts(fake, len(OTHER)) == [MESSAGES("telegram.other_file")] * len(OTHER)
        assert not fake.calls("getFile")
    assert not answerer.taken


def test_of_an_album_each_workbook_is_taken_and_the_rest_declined_once():
    answerer = StubAnswerer()
    with serving(answerer) as fake:
        for name in ("a.pdf", "b.csv", "c.pdf", "d.xlsx"):
            fake.send_file(LAN, name, TABLE, media_group_id="album")
        fake.say(LAN, "rồi")
        found = wait_texts(fake, 4)
    assert found[0] == MESSAGES("telegram.other_file")
    assert found[3] == "Trả lời: rồi"
    assert [name for _, name, _ in answerer.taken] == ["b.csv", "d.xlsx"]


HOSTILE = [
    "../../x.csv", "/etc/passwd.csv", "<b>x</b>.csv", "a\u202evsc.csv", "CON.csv",
    "a" * 300 + ".csv", unicodedata.normalize("NFD", "xã Phú Hưng.csv"),
    "&lt;.csv", "{name}.csv", "a\nb.csv",
]  # fmt: skip


def test_hostile_names_are_shown_escaped_and_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    answerer = StubAnswerer()
    with serving(answerer) as fake:
        for number, name in enumerate(HOSTILE, start=1):
            fake.fail("download", "status", code=502)
            fake.send_file(LAN, name, TABLE)
            fake.send_file(LAN, name, TABLE)
            found = wait_texts(fake, 2 * number)
        shown = found[::2]
        assert {call["status"] for call in fake.calls("sendMessage")} == {200}
        assert not [sent for sent in fake.sent()[::2] if "entities" in sent]
    assert [name for _, name, _ in answerer.taken] == HOSTILE
    assert "«../../x.csv»" in shown[0]
    assert "«<b>x</b>.csv»" in shown[2]
    assert "\u202e" not in "".join(shown)
    assert all(len(text) < 200 for text in shown)
    assert "«xã Phú Hưng.csv»" in shown[6]
    assert "«{name}.csv»" in shown[8]
    assert not list(tmp_path.iterdir())


def test_in_a_group_only_a_file_meant_for_the_bot_is_taken():
    answerer = StubAnswerer()
    bot = {"id": 123456, "is_bot": True, "first_name": "Trợ lý", "username": "tro_ly_bot"}
    earlier = {"message_id": 1, "date": 1, "chat": {"id": GROUP, "type": "supergroup"}}
    caption = {"caption_entities": [{"type": "mention", "offset": 0, "length": 11}]}
    with serving(answerer) as fake:
        fake.send_file(GROUP, "1.csv", TABLE)
        fake.send_file(GROUP, "2.csv", TABLE, caption="kiểm tra")
        fake.send_file(GROUP, "3.pdf", TABLE)
        fake.send_file(GROUP, "4.csv", TABLE, caption="@tro_ly_bot kiểm tra", **caption)
        fake.send_file(GROUP, "5.csv", TABLE, reply_to_message=earlier | {"from": bot})
        wait_texts(fake, 2)
        fake.say(GROUP, "/help@tro_ly_bot")
        assert len(wait_texts(fake, 3)) == 3
        assert all("reply_to_message" in sent for sent in fake.sent())
    assert [(thread, name) for thread, name, _ in answerer.taken] == [
        (f"tg:{GROUP}:0:{-GROUP}", "4.csv"),
        (f"tg:{GROUP}:0:{-GROUP}", "5.csv"),
    ]
