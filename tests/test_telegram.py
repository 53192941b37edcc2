"""The bot against the fake: conversation, kinds of messages, groups, order, failures."""

from __future__ import annotations

import json
import os
import random
import time
import unicodedata
from itertools import pairwise
from pathlib import Path
from threading import Event

from knowledge.answer import Attachment, Citation, Reply
from knowledge.errors import IndexUnavailableError
from tests.fake_telegram_api import FakeTelegram
from tests.fake_telegram_world import MESSAGES, StubAnswerer, serving, texts, wait_texts
from tests.patience import PATIENCE

LAN, MINH, GROUP = 11, 12, -1001
# Written anew, to be read before it is kept, when RENEW_TRANSCRIPTS is set.
TRANSCRIPT = Path(__file__).parent / "transcripts" / "hoi_thoai.md"
CITATION = Citation(
    "Báo Đồng Khởi",
    "Tiêu chí thi đua, hình thức khen thưởng",
    "cấp xã",
    "giảm từ 20% tổng số hộ nghèo/năm trở lên",
    "001.md",
    None,
)
DECREE = Citation(
    "98/2023/NĐ-CP",
    "Nghị định 98",
    "Điều 3",
    "Nghị định này quy định...",
    "nd98.docx",
    False,
    "hết hiệu lực",
)
REPLIES = {
    "Xã dưới 5% phải giảm bao nhiêu?": Reply(
        "answer",
        "Phải giảm từ 20% tổng số hộ nghèo mỗi năm trở lên, trong 2 năm liên tục [1].",
        (CITATION,),
        notices=("Đây là quy định của tỉnh Bến Tre (cũ).",),
        suggestions=("Xã đúng 5% thuộc nhóm nào?",),
    ),
    "nd 98 con hieu luc khong": Reply("document", "Đã hết hiệu lực [1].", (DECREE,)),
    "<b>đậm</b> & a < b": Reply("abstain", "Không tìm thấy <b>đậm</b> & a < b trong kho văn bản."),
}


def transcript(fake: FakeTelegram) -> str:
    """Return the calls of one chat as a page for people to read.

    Notices such as "typing" are left out: they depend on how long an answer takes.

    What people do is known from notes made just before: ``fake.note("say", text=...)``,
    ``fake.note("tap", text=...)`` with the words on the button, ``fake.note("file", text=...)``
    with the name of the file.
    """
    lines = ["# Hội thoại mẫu qua Telegram (sinh ra từ kiểm thử)"]
    lines += [line for call in fake.calls() if (line := _line(call))]
    return "\n\n".join(lines) + "\n"


def _line(call) -> str:
    params, method = call.get("params", {}), call["method"]
    if method in ("say", "tap", "file"):
        form = {"say": "{}", "tap": "_(bấm nút)_ [ {} ]", "file": "_(gửi tệp)_ {}"}[method]
        return f"## Ông/bà\n\n{form.format(call['text'])}"
    if method == "sendMessage":
        return f"## Trợ lý\n\n```html\n{params['text']}\n```{_buttons(params)}"
    if method in ("sendPhoto", "sendDocument"):
        (kind,) = {"photo", "document"} & params.keys()
        name = {"photo": "ảnh", "document": "tệp"}[kind]
        caption = params.get("caption", "")
        return f"## Trợ lý\n\n_({name})_ {params[kind]['file']}" + (caption and f"\n\n{caption}")
    if method == "answerCallbackQuery" and "text" in params:
        return f"## Trợ lý\n\n_(thông báo)_ {params['text']}"
    return ""


def _buttons(params) -> str:
    rows = json.loads(params.get("reply_markup", "{}")).get("inline_keyboard", [])
    lines = (" ".join(f"[ {button['text']} ]" for button in row) for row in rows)
    return "".join(f"\n\n{line}" for line in lines)


def test_a_scripted_conversation_reads_as_on_file():
    with serving(StubAnswerer(REPLIES)) as fake:
        for number, said in enumerate(["/start", "/help", *REPLIES, "/khac"], start=1):
            fake.note("say", text=said)
            fake.say(LAN, said)
            assert len(wait_texts(fake, number)) == number
        shown = transcript(fake)
    if os.environ.get("RENEW_TRANSCRIPTS"):
        TRANSCRIPT.write_text(shown, encoding="utf-8")
    assert shown == TRANSCRIPT.read_text(encoding="utf-8")


def test_a_transcript_shows_buttons_taps_and_files():
    chart = Attachment("bieu-do.bin", b"x", "document", "Biểu đồ")
    replies = {
        "hỏi": Reply("clarify", "Loại nào?", choices=("xã", "phường")),
        "xã": Reply("verdict", "Đạt.", attachments=(chart,)),
    }
    with serving(StubAnswerer(replies)) as fake:
        fake.note("say", text="hỏi")
        fake.say(LAN, "hỏi")
        wait_texts(fake, 1)
        fake.note("tap", text="xã")
        fake.tap(LAN, fake.sent()[0]["message_id"])
        assert fake.wait(lambda: bool(fake.sent_files()))
        fake.note("file", text="a.csv")
        fake.send_file(LAN, "a.csv", "x")
        wait_texts(fake, 4)
        shown = transcript(fake)
    assert "Loại nào?\n```\n\n[ xã ] [ phường ]\n\n## Ông/bà\n\n_(bấm nút)_ [ xã ]" in shown
    assert "## Trợ lý\n\n_(tệp)_ bieu-do.bin\n\nBiểu đồ\n\n" in shown
    assert "## Ông/bà\n\n_(gửi tệp)_ a.csv\n\n## Trợ lý" in shown


def test_first_contact_says_what_it_is():
    with serving() as fake:
        fake.say(LAN, "/start abc")
        fake.say(LAN, "/HELP", entities=[])
        for text in wait_texts(fake, 2):
            assert "trợ lý tự động" in text
            assert "trí tuệ nhân tạo" in text
            assert "nguồn" in text.lower()
            assert "văn bản gốc" in text
            assert "cơ quan phụ trách thi đua, khen thưởng" in text
        assert [c["params"] for c in fake.calls("setMyCommands")]


def test_typing_is_shown_while_an_answer_takes_long_and_not_for_a_quick_one(monkeypatch):
    """The long one takes until two notices are seen."""
    fake, answerer = FakeTelegram(), StubAnswerer()
    answerer.replies["chậm"] = lambda: shown_while_working(fake, 2) and "xong"
    with serving(answerer, fake) as fake:
        monkeypatch.setattr("bot.telegram.send.QUICK", PATIENCE)
        fake.say(LAN, "nhanh")
        wait_texts(fake, 1)
        monkeypatch.setattr("bot.telegram.send.QUICK", 0.1)
        monkeypatch.setattr("bot.telegram.send.ACTION_PERIOD", 0.1)
        fake.say(LAN, "chậm")
        wait_texts(fake, 2)
        methods = [call["method"] for call in fake.calls("sendChatAction", "sendMessage")]
    assert methods[0] == methods[-1] == "sendMessage"
    assert not_too_often(fake, 0.1)


def shown_while_working(fake: FakeTelegram, count: int) -> bool:
    """Wait for so many notices such as "typing"."""
    return fake.wait(lambda: len(fake.calls("sendChatAction")) >= count)


def not_too_often(fake: FakeTelegram, period: float) -> bool:
    """Tell whether at least ``period`` seconds lie between two notices such as "typing"."""
    times = [call["at"] for call in fake.calls("sendChatAction")]
    return all(later - at > 0.99 * period for at, later in pairwise(times))


def test_t01_a_long_answer_arrives_whole_and_in_order():
    text = "Hộ nghèo giảm 👩🏽‍🌾 mỗi năm o\u0302\u0323. " * 700
    answers = {str(n): text[: n - 1] + "x" for n in (4095, 4096, 4097, 20_000)}
    with serving(StubAnswerer(answers)) as fake:
        for chat, (question, answer) in enumerate(answers.items(), start=20):
            fake.say(chat, question)
            assert fake.wait(lambda chat=chat: "x" in "".join(texts(fake, chat)))
            # Telegram trims the white space at both ends of a message.
            assert "".join("".join(texts(fake, chat)).split()) == "".join(answer.split())
        assert {call["status"] for call in fake.calls("sendMessage")} == {200}


ODD = {
    unicodedata.normalize("NFD", "Hộ nghèo đa chiều"): "Hộ nghèo đa chiều",
    "\u200fhộ\u200b nghèo\u200e": "hộ nghèo",
    "hộ\x00nghèo": "hộ nghèo",
    "hộ\ud83d nghèo": "hộ nghèo",
    "ho ngheo giam bn": "ho ngheo giam bn",
    "  dòng một\ndòng hai ": "dòng một\ndòng hai",
    "ấ" * 4096: "ấ" * 4096,
}


def test_t24_odd_text_is_normalised_and_answered():
    answerer = StubAnswerer()
    with serving(answerer) as fake:
        for typed in ODD:
            fake.say(LAN, typed)
        assert len(wait_texts(fake, len(ODD) + 1)) == len(ODD) + 1  # the last answer in two parts
    assert answerer.asked == [(f"tg:{LAN}", asked) for asked in ODD.values()]


def test_a_message_without_words_is_asked_for_some():
    with serving() as fake:
        fake.say(LAN, "\u200b \u200f\u00ad")
        assert wait_texts(fake, 1) == [MESSAGES("reception.empty")]


FILE = {"file_id": "f", "file_unique_id": "u"}
PHOTO = {"photo": [FILE | {"width": 1, "height": 1}]}
PLACE = {"latitude": 10.2, "longitude": 106.4}
NOT_TEXT = [
    {"voice": FILE | {"duration": 1}},
    {"audio": FILE | {"duration": 1}},
    {"sticker": FILE | {"width": 1, "height": 1, "is_animated": False, "is_video": False,
                        "type": "regular"}},
    PHOTO,
    PHOTO | {"caption": ""},
    PHOTO | {"caption": "đọc giúp"},
    {"location": PLACE},
    {"venue": {"location": PLACE, "title": "UBND", "address": "x"}},
    {"contact": {"phone_number": "1", "first_name": "x"}},
    {"video_note": FILE | {"length": 1, "duration": 1}},
    {"dice": {"emoji": "🎲", "value": 3}},
    {"poll": {"id": "1", "question": "?", "options": [], "total_voter_count": 0,
              "is_closed": False, "is_anonymous": True, "type": "regular",
              "allows_multiple_answers": False, "allows_revoting": False,
              "members_only": False}},
]  # fmt: skip


def test_t23_what_is_not_text_is_declined_politely():
    answerer = StubAnswerer()
    with serving(answerer) as fake:
        for content in NOT_TEXT:
            fake.say(LAN, **content)
        assert wait_texts(fake, len(NOT_TEXT)) == [MESSAGES("telegram.only_text")] * len(NOT_TEXT)
    assert not answerer.asked


def test_t22_an_album_is_declined_once():
    with serving() as fake:
        for _ in range(4):
            fake.say(LAN, media_group_id="album", **PHOTO)
        fake.say(LAN, "rồi")
        assert wait_texts(fake, 2) == [MESSAGES("telegram.only_text"), "Trả lời: rồi"]


def message(**more):
    head = {"message_id": 900, "date": 1, "chat": {"id": LAN, "type": "private"}}
    return head | {"text": "bỏ qua"} | more


BOT = {"id": 5, "is_bot": True, "first_name": "x", "username": "khac_bot"}
PERSON = {"id": 6, "is_bot": False, "first_name": "x"}
TO_PASS_OVER = [
    {"edited_message": message(edit_date=2)},
    {"edited_message": message(text="/start", edit_date=2, entities=[
        {"type": "bot_command", "offset": 0, "length": 6}])},
    {"channel_post": message(chat={"id": -5, "type": "channel", "title": "x"})},
    {"edited_channel_post": message(chat={"id": -5, "type": "channel", "title": "x"})},
    {"message": message(**{"from": BOT})},
    {"message": message(is_automatic_forward=True)},
    {"message": message(text=None, new_chat_members=[PERSON])},
    {"message": message(text=None, kind_of_the_future={"a": 1})},
    {"callback_query": {"id": "1", "from": PERSON, "chat_instance": "c", "data": "x"}},
    {"inline_query": {"id": "1", "from": PERSON, "query": "x", "offset": ""}},
    {"poll_answer": {"poll_id": "1", "option_ids": [0], "user": PERSON,
                     "option_persistent_ids": ["0"]}},
    {"kind_of_the_future": {"a": 1}},
    # cannot be parsed at all: skipped, those behind it are served
    {"callback_query": {"id": "1"}},
    {"message": {"text": "không có gì khác"}},
    {"message": "chữ"},
]  # fmt: skip


def test_t23_other_updates_are_passed_over_and_the_next_question_is_answered():
    answerer = StubAnswerer()
    with serving(answerer) as fake:
        for update in TO_PASS_OVER:
            fake.inject(**{
                kind: {k: v for k, v in content.items() if v is not None}
                if isinstance(content, dict) else content
                for kind, content in update.items()
            })  # fmt: skip
        fake.say(LAN, "hỏi thật")
        assert wait_texts(fake, 1) == ["Trả lời: hỏi thật"]
        time.sleep(0.1)
        assert len(fake.sent()) == 1
    assert answerer.asked == [(f"tg:{LAN}", "hỏi thật")]


def test_t23_a_forwarded_message_and_one_without_sender_are_answered():
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "x"}
    with serving() as fake:
        fake.say(LAN, "chuyển tiếp", forward_origin=origin)
        fake.inject(message=message(text="không người gửi"))
        assert wait_texts(fake, 2) == ["Trả lời: chuyển tiếp", "Trả lời: không người gửi"]


def test_t22_in_a_group_only_what_is_addressed_is_answered():
    admin = {
        "id": 1087968824,
        "is_bot": True,
        "first_name": "Group",
        "username": "GroupAnonymousBot",
    }
    with serving() as fake:
        bot = {"id": 123456, "is_bot": True, "first_name": "Trợ lý", "username": "tro_ly_bot"}
        earlier = {"message_id": 1, "date": 1, "chat": {"id": GROUP, "type": "supergroup"}}
        mention = {"type": "text_mention", "offset": 0, "length": 6, "user": bot}
        fake.say(GROUP, "chuyện riêng")
        fake.say(GROUP, **PHOTO)
        fake.say(GROUP, "@khac_bot ơi")
        fake.say(GROUP, "/help@khac_bot")
        fake.say(GROUP, "/khac")
        fake.say(GROUP, "trả lời người khác", reply_to_message=earlier | {"from": PERSON})
        fake.say(GROUP, "chủ đề mới", reply_to_message=earlier | {
            "from": bot, "forum_topic_created": {"name": "x", "icon_color": 1}})  # fmt: skip
        fake.say(GROUP, "🌾🌾 @TRO_LY_BOT xã nào đạt?")
        fake.say(GROUP, "Trợ lý ơi", entities=[mention])
        fake.say(GROUP, "còn xã kia?", reply_to_message=earlier | {"from": bot})
        fake.say(GROUP, "/khac@tro_ly_bot")
        fake.say(GROUP, "@tro_ly_bot", **{"from": admin, "sender_chat": {
            "id": GROUP, "type": "supergroup", "title": "x"}})  # fmt: skip
        fake.say(GROUP, "/help@tro_ly_bot")
        found = wait_texts(fake, 6)
        assert found[:5] == [
            "Trả lời: 🌾🌾  xã nào đạt?",
            "Trả lời: ơi",
            "Trả lời: còn xã kia?",
            MESSAGES("reception.unknown_command"),
            MESSAGES("reception.empty"),
        ]
        assert len(found) == 6
        assert all("reply_to_message" in sent for sent in fake.sent())


def test_each_chat_is_answered_in_order():
    rng = random.Random(7)
    answerer = StubAnswerer()
    expected = {chat: [f"Trả lời: {n}" for n in range(4)] for chat in range(20, 24)}
    ask = answerer.ask

    def uneven(question, **options):
        time.sleep(rng.random() / 100)
        return ask(question, **options)

    answerer.ask = uneven
    with serving(answerer) as fake:
        for n in range(4):
            for chat in expected:
                fake.say(chat, str(n))
        assert fake.wait(lambda: len(fake.sent()) == 16)
        for chat, answers in expected.items():
            assert texts(fake, chat) == answers


def test_a_slow_chat_does_not_hold_up_another():
    release = Event()
    replies = {str(n): lambda: release.wait(PATIENCE) and "chậm" for n in range(5)}
    with serving(StubAnswerer(replies)) as fake:
        for n in range(5):
            fake.say(LAN, str(n))
        fake.say(MINH, "nhanh")
        assert wait_texts(fake, 1, MINH) == ["Trả lời: nhanh"]
        assert not texts(fake, LAN)
        release.set()
        assert len(wait_texts(fake, 5, LAN)) == 5


def test_a_failure_gives_one_polite_sentence_and_the_bot_goes_on(caplog):
    errors = {"một": RuntimeError("lỗi thứ nhất"), "hai": IndexUnavailableError("lỗi thứ hai")}
    with serving(StubAnswerer(errors)) as fake:
        for said in [*errors, "tiếp"]:
            fake.say(LAN, said)
        failed = MESSAGES("telegram.failed")
        assert wait_texts(fake, 3) == [failed, failed, "Trả lời: tiếp"]
    assert "lỗi thứ nhất" in caplog.text
    assert "lỗi thứ hai" in caplog.text


def test_an_empty_reply_is_not_sent_as_such():
    with serving(StubAnswerer({"trống": " \n"})) as fake:
        fake.say(LAN, "trống")
        assert wait_texts(fake, 1) == [MESSAGES("telegram.failed")]
