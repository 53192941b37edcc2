"""Buttons: offered under the answer, taken once, by the person who asked."""

from __future__ import annotations

import pytest
from telegram.constants import CallbackQueryLimit, InlineKeyboardButtonLimit

from bot.telegram.buttons import LONGEST_CHOICE, keyboard, split_choices
from knowledge.answer import Reply
from tests.fake_telegram_api import FakeTelegram
from tests.fake_telegram_world import MESSAGES, StubAnswerer, serving, texts, wait_texts
from tests.front_desk import RENDER

LAN, MINH, GROUP = 11, 12, -1001
ASKED = "Xã tôi có đạt không?"
KINDS = ("xã", "phường", "thị trấn")
WHICH = Reply("clarify", "Đơn vị là xã, phường hay thị trấn?", choices=KINDS)
REPLIES = {ASKED: WHICH}


def asked(fake, chat=LAN, text=ASKED):
    """Let somebody ask; return the message with the buttons."""
    before = len(fake.sent(chat))
    fake.say(chat, text)
    assert fake.wait(lambda: len(fake.sent(chat)) > before)
    return fake.sent(chat)[-1]


def rows(message):
    keyboard = message["reply_markup"]["inline_keyboard"]
    return [[button["text"] for button in row] for row in keyboard]


def wait_alerts(fake, count):
    assert fake.wait(lambda: len(fake.alerts()) >= count)
    return fake.alerts()


def test_choices_stand_under_the_last_part():
    long = Reply("clarify", "Hộ nghèo giảm mỗi năm. " * 300 + "Chọn?", choices=("có", "không"))
    with serving(StubAnswerer({"hỏi": long})) as fake:
        fake.say(LAN, "hỏi")
        wait_texts(fake, 2)
        first, last = fake.sent(LAN)
    assert "reply_markup" not in first
    assert rows(last) == [["có", "không"]]


def test_a_tap_counts_as_typed_and_takes_the_buttons_away():
    answerer = StubAnswerer(REPLIES)
    with serving(answerer) as fake:
        message = asked(fake)
        fake.tap(LAN, message["message_id"], 2)
        assert wait_texts(fake, 3) == [
            WHICH.text,
            "Ông/bà chọn: thị trấn",
            "Trả lời: thị trấn",
        ]
        assert answerer.asked == [(f"tg:{LAN}", ASKED), (f"tg:{LAN}", "thị trấn")]
        assert fake.alerts() == [""]  # answered, without a word
        (edit,) = fake.calls("editMessageReplyMarkup")
        assert "reply_markup" not in edit["result"]
        order = [c["method"] for c in fake.calls("answerCallbackQuery", "sendMessage")]
    assert order == ["sendMessage", "answerCallbackQuery", "sendMessage", "sendMessage"]


@pytest.mark.parametrize("quick", [True, False])
def test_t07_a_second_tap_whose_edit_changes_nothing_is_told_politely(quick):
    answerer = StubAnswerer(REPLIES)
    with serving(answerer) as fake:
        message = asked(fake)
        fake.tap(LAN, message["message_id"], 0)
        if not quick:
            wait_texts(fake, 3)
        fake.tap(LAN, message["message_id"], 1, before_last_edit=quick)
        assert wait_alerts(fake, 2) == ["", MESSAGES("telegram.button_used")]
        fake.say(LAN, "rồi")
        assert wait_texts(fake, 4)[1:] == ["Ông/bà chọn: xã", "Trả lời: xã", "Trả lời: rồi"]
    assert [question for _, question in answerer.asked] == [ASKED, "xã", "rồi"]


FORGED = ["", "c:", "c:3", "c:99", "c:100", "c:-1", "c:٢", "c:0 ", "c:0\n", "x", "drop", "ạ" * 21]


def test_t06_forged_data_is_declined_politely():
    answerer = StubAnswerer(REPLIES)
    with serving(answerer) as fake:
        message = asked(fake)
        for data in FORGED:
            fake.tap(LAN, message["message_id"], data=data)
        alerts = wait_alerts(fake, len(FORGED))
        assert alerts == [MESSAGES("telegram.button_old")] * len(FORGED)
        assert not fake.calls("editMessageReplyMarkup")
        assert len(fake.sent()) == 1
    assert len(answerer.asked) == 1


def test_t06_a_message_too_old_to_be_read_is_declined_politely():
    answerer = StubAnswerer(REPLIES)
    with serving(answerer) as fake:
        message = asked(fake)
        fake.tap(LAN, message["message_id"], accessible=False)
        fake.inject(callback_query={"id": "i", "chat_instance": "1", "data": "c:0",
                                    "from": {"id": 1, "is_bot": False, "first_name": "x"},
                                    "inline_message_id": "z"})  # fmt: skip
        assert wait_alerts(fake, 2) == [MESSAGES("telegram.button_old")] * 2
    assert len(answerer.asked) == 1


def test_t06_in_a_group_a_button_is_for_the_person_who_asked():
    answerer = StubAnswerer(REPLIES | {"xã": Reply("clarify", "Năm nào?", choices=("2024",))})
    mention = f"@tro_ly_bot {ASKED}"
    with serving(answerer) as fake:
        said = fake.say(GROUP, mention)
        wait_texts(fake, 1)
        message = fake.sent(GROUP)[0]
        fake.tap(GROUP, message["message_id"], 0, person=MINH)
        assert wait_alerts(fake, 1) == [MESSAGES("telegram.button_foreign")]
        assert len(answerer.asked) == 1
        fake.tap(GROUP, message["message_id"], 0)
        assert wait_texts(fake, 3)[1:] == ["Ông/bà chọn: xã", "Năm nào?"]
        for shown in fake.sent(GROUP):  # so that the next buttons have an owner too
            assert shown["reply_to_message"]["message_id"] == said["message_id"]
        fake.tap(GROUP, fake.sent(GROUP)[-1]["message_id"], 0, person=MINH)
        fake.tap(GROUP, fake.sent(GROUP)[-1]["message_id"], 0)
        assert wait_texts(fake, 5)[3:] == ["Ông/bà chọn: 2024", "Trả lời: 2024"]
    assert {thread for thread, _ in answerer.asked} == {f"tg:{GROUP}:0:{-GROUP}"}


def test_in_a_group_every_person_has_a_conversation_of_their_own():
    answerer = StubAnswerer()
    people = [{"id": id_, "is_bot": False, "first_name": "x"} for id_ in (LAN, MINH)]
    topic = {"message_thread_id": 7, "is_topic_message": True}
    with serving(answerer) as fake:
        for person in people:
            fake.say(GROUP, "@tro_ly_bot hỏi", **{"from": person})
        fake.say(GROUP, "@tro_ly_bot hỏi", **{"from": people[0]}, **topic)
        fake.say(LAN, "hỏi")
        wait_texts(fake, 4)
    assert sorted(thread for thread, _ in answerer.asked) == sorted(
        [f"tg:{GROUP}:0:{LAN}", f"tg:{GROUP}:0:{MINH}", f"tg:{GROUP}:7:{LAN}", f"tg:{LAN}"]
    )


def test_in_a_group_a_long_answer_quotes_the_asker_again_under_its_buttons():
    long = Reply("clarify", "Hộ nghèo giảm mỗi năm. " * 300, choices=("có",))
    with serving(StubAnswerer({"hỏi": long})) as fake:
        fake.say(GROUP, "@tro_ly_bot hỏi")
        wait_texts(fake, 2)
        assert all("reply_to_message" in message for message in fake.sent(GROUP))


def test_buttons_whose_asker_is_not_known_are_declined():
    answerer = StubAnswerer(REPLIES)
    with serving(answerer) as fake:
        message = asked(fake, GROUP, f"@tro_ly_bot {ASKED}")
        del fake._messages[GROUP, message["message_id"]]["reply_to_message"]
        fake.tap(GROUP, message["message_id"])
        assert wait_alerts(fake, 1) == [MESSAGES("telegram.button_old")]


def test_buttons_work_after_a_restart():
    fake = FakeTelegram()
    with serving(StubAnswerer(REPLIES), fake):
        message = asked(fake)
    after = StubAnswerer()
    with serving(after, fake):
        fake.tap(LAN, message["message_id"], 1)
        assert wait_texts(fake, 3)[1:] == ["Ông/bà chọn: phường", "Trả lời: phường"]
    assert after.asked == [(f"tg:{LAN}", "phường")]


def test_a_tap_keeps_its_place_among_what_is_typed():
    answerer = StubAnswerer(REPLIES, seconds=0.05)
    with serving(answerer) as fake:
        message = asked(fake)
        fake.say(LAN, "một")
        fake.tap(LAN, message["message_id"], 0)
        fake.say(LAN, "hai")
        wait_texts(fake, 5)
    assert [question for _, question in answerer.asked] == [ASKED, "một", "xã", "hai"]


FAULTS = [
    ("editMessageReplyMarkup", {"kind": "status", "code": 502}, True),
    ("editMessageReplyMarkup", {"kind": "lost"}, True),
    ("editMessageReplyMarkup", {"kind": "retry_after", "seconds": 0.1}, True),
    ("editMessageReplyMarkup", {"kind": "status", "code": 400,
                                "description": "Bad Request: message to edit not found"}, False),
    ("answerCallbackQuery", {"kind": "status", "code": 400,
                             "description": "Bad Request: query is too old"}, True),
    ("answerCallbackQuery", {"kind": "drop"}, True),
]  # fmt: skip


@pytest.mark.parametrize(("method", "fault", "taken"), FAULTS)
def test_a_bad_network_loses_no_choice_and_shows_no_error(method, fault, taken, monkeypatch):
    monkeypatch.setattr("bot.telegram.pace._SECOND", 1.0 / 20)  # seconds between two messages
    with serving(StubAnswerer(REPLIES)) as fake:
        message = asked(fake)
        fake.fail(method, **fault)
        fake.tap(LAN, message["message_id"], 0)
        if taken:
            assert wait_texts(fake, 3)[1:] == ["Ông/bà chọn: xã", "Trả lời: xã"]
        else:
            assert wait_alerts(fake, 1) == [MESSAGES("telegram.button_old")]
        fake.say(LAN, "tiếp")
        assert fake.wait(lambda: texts(fake)[-1] == "Trả lời: tiếp")
        assert MESSAGES("telegram.failed") not in texts(fake)
        assert MESSAGES("telegram.send_failed") not in texts(fake)


def test_a_failure_after_a_tap_is_told():
    with serving(StubAnswerer(REPLIES | {"xã": RuntimeError("hỏng")})) as fake:
        fake.tap(LAN, asked(fake)["message_id"], 0)
        assert wait_texts(fake, 3)[1:] == ["Ông/bà chọn: xã", MESSAGES("telegram.failed")]


def test_a_choice_may_be_a_command_or_look_like_markup():
    choices = ("/help", "/bieudo", "/khac", "<b>a</b> & b", "o\u0302\u0323")
    answerer = StubAnswerer({"hỏi": Reply("clarify", "Chọn?", choices=choices)})
    with serving(answerer) as fake:
        for index, answer in enumerate([
            MESSAGES("reception.help"),
            "Trả lời: /bieudo",
            MESSAGES("reception.unknown_command"),
            "Trả lời: <b>a</b> & b",
            "Trả lời: ộ",
        ]):  # fmt: skip
            fake.say(LAN, "hỏi")
            wait_texts(fake, 3 * index + 1)
            fake.tap(LAN, fake.sent()[-1]["message_id"], index)
            chosen, answered = wait_texts(fake, 3 * index + 3)[-2:]
            assert chosen == f"Ông/bà chọn: {choices[index]}"
            assert answered.startswith(answer)


def test_html_refused_leaves_the_buttons():
    with serving(StubAnswerer(REPLIES)) as fake:
        fake.fail(
            "sendMessage", "status", code=400, description="Bad Request: can't parse entities"
        )
        assert rows(asked(fake)) == [["xã", "phường"], ["thị trấn"]]


@pytest.mark.parametrize("length", [64, 65, LONGEST_CHOICE])
def test_t05_a_long_vietnamese_choice_is_whole_and_its_data_short(length):
    choice = ("ạ" * 7 + " ") * 20
    choice = choice[: length - 1] + "x"
    answerer = StubAnswerer({"hỏi": Reply("clarify", "Chọn?", choices=(choice, "b"))})
    with serving(answerer) as fake:
        fake.say(LAN, "hỏi")
        wait_texts(fake, 1)
        (sent,) = fake.sent()
        data = [button["callback_data"] for row in sent["reply_markup"]["inline_keyboard"]
                for button in row]  # fmt: skip
        assert all(len(d.encode()) <= InlineKeyboardButtonLimit.MAX_CALLBACK_DATA for d in data)
        fake.tap(LAN, sent["message_id"], 0)
        wait_texts(fake, 3)
    assert answerer.asked[-1][1] == choice


def test_a_choice_too_long_for_a_button_is_offered_in_the_text():
    long = "ạ" * (LONGEST_CHOICE + 1)
    with serving(
        StubAnswerer({"hỏi": Reply("clarify", "Chọn?", choices=(long, "b", " "))})
    ) as fake:
        fake.say(LAN, "hỏi")
        (text,) = wait_texts(fake, 1)
        assert f"• {long}" in text
        assert rows(fake.sent()[0]) == [["b"]]


def test_a_hundred_buttons_at_most_and_none_for_nothing():
    choices = [f"lựa chọn thứ {n}" for n in range(130)]
    fitting, others = split_choices(choices, RENDER)
    assert (len(fitting), others) == (100, choices[100:])
    data = [b.callback_data for row in keyboard(fitting).inline_keyboard for b in row]
    assert len(set(data)) == 100
    assert keyboard(()) is None
    assert split_choices(["a\nb  c\u202e", "\x00"], RENDER) == (["a b c"], [])


@pytest.mark.parametrize("key", ["button_old", "button_used", "button_foreign"])
def test_what_a_declined_tap_says_fits_an_alert(key):
    limit = CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH
    assert len(MESSAGES(f"telegram.{key}")) <= limit
