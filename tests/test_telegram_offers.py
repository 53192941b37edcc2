"""Buttons under an answer: its sources, a trial, what to ask next; each taken by itself."""

from __future__ import annotations

import pytest

from bot.offers import NOTHING, offers_of
from bot.shown import sources_key
from knowledge.answer import Citation, Reply
from tests.fake_telegram_world import StubAnswerer, serving, wait_texts

LAN = 11
SOURCE = Citation("666/QĐ-TTg", "Phát động", "Điều 1", "phải giảm từ 20%", "a.md", None)
KEY = sources_key([SOURCE])
CRITERION = Reply(
    "answer",
    "Phải giảm từ 20% tổng số hộ nghèo mỗi năm [1].",
    (SOURCE,),
    suggestions=("Xã đúng 5% thuộc nhóm nào?", "Huyện phải giảm bao nhiêu phần trăm mỗi năm nữa?"),
)


def labels(message) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


@pytest.mark.parametrize(
    ("reply", "sources", "trial"),
    [
        (CRITERION, KEY, True),
        (Reply("answer", "Hồ sơ gồm tờ trình [1].", (SOURCE,)), KEY, False),
        (Reply("verdict", "ĐẠT, giảm 22%.", (SOURCE,)), KEY, False),
        (Reply("clarify", "Phải giảm 20%; xã nào?", (SOURCE,)), "", False),
        (Reply("answer", "Phải giảm 20%."), "", False),
    ],
)
def test_what_is_offered_depends_on_the_reply(reply, sources, trial) -> None:
    assert offers_of(reply) == NOTHING._replace(sources=sources, trial=trial)


def test_buttons_are_taken_one_by_one_and_say_what_they_stand_for() -> None:
    answerer = StubAnswerer({"hỏi": CRITERION, f"/nguon {KEY}": CRITERION})
    with serving(answerer) as fake:
        fake.say(LAN, "hỏi")
        wait_texts(fake, 1)
        (answer,) = fake.sent()
        number = answer["message_id"]
        short, long = CRITERION.suggestions
        assert labels(answer) == [short, long, "Nguồn", "Tính thử"]
        assert long in answer["text"]
        assert short not in answer["text"]
        for index, count in ((2, 3), (3, 5), (0, 7)):
            fake.tap(LAN, number, index)
            wait_texts(fake, count)
        assert labels(fake.sent()[2]) == [short, long]  # under sources no button for sources
    said = [words for _, words in answerer.asked]
    assert said == ["hỏi", f"/nguon {KEY}", "/kiemtra", short]


def test_t06_a_second_tap_on_a_taken_button_does_nothing_while_others_stay() -> None:
    answerer = StubAnswerer({"hỏi": CRITERION})
    with serving(answerer) as fake:
        fake.say(LAN, "hỏi")
        wait_texts(fake, 1)
        number = fake.sent()[0]["message_id"]
        fake.tap(LAN, number, 2)
        wait_texts(fake, 3)
        fake.tap(LAN, number, 2, before_last_edit=True)
        assert fake.wait(lambda: len(fake.alerts()) == 2)
    assert [words for _, words in answerer.asked] == ["hỏi", f"/nguon {KEY}"]
