"""Commands on Telegram: the bot's own, those of the assistant, and no others."""

from __future__ import annotations

import json

from bot.commands import COMMANDS
from tests.fake_telegram_world import MESSAGES, StubAnswerer, serving, wait_texts

LAN, GROUP = 11, -1001
TYPED = {
    "/moi": "/moi",
    "/xem 3f9a": "/xem 3f9a",
    "/xem_3f9a": "/xem_3f9a",
    "/XEM 3F9A": "/XEM 3F9A",
    "/mau@tro_ly_bot": "/mau",
    "/xem@Tro_Ly_Bot 3f9a": "/xem 3f9a",
    "/xem_3f9a@tro_ly_bot": "/xem_3f9a",
    "/bieudo\n3f9a": "/bieudo\n3f9a",
}


def test_commands_of_the_assistant_are_passed_on_as_typed():
    answerer = StubAnswerer()
    with serving(answerer) as fake:
        for typed in TYPED:
            fake.say(LAN, typed)
        wait_texts(fake, len(TYPED))
        for typed in ("/maux", "/xemx", "/moi_@khac_bot", "/mau@khac_bot"):
            fake.say(LAN, typed)
        fake.say(LAN, "/help")
        found = wait_texts(fake, len(TYPED) + 3)[len(TYPED) :]
        assert found[:2] == [MESSAGES("reception.unknown_command")] * 2
        assert found[2].startswith(MESSAGES("reception.help"))
    assert answerer.asked == [(f"tg:{LAN}", asked) for asked in TYPED.values()]


def test_in_a_group_they_are_taken_unless_meant_for_another_bot():
    answerer = StubAnswerer()
    with serving(answerer) as fake:
        for typed in ("/moi@khac_bot", "/khac", "/xem_3f9a", "/mau@tro_ly_bot", "@tro_ly_bot /moi"):
            fake.say(GROUP, typed)
        wait_texts(fake, 3)
    assert [question for _, question in answerer.asked] == ["/xem_3f9a", "/mau", "/moi"]


def test_the_menu_and_the_help_name_every_command():
    with serving() as fake:
        assert fake.wait(lambda: bool(fake.calls("setMyCommands")))
        (call,) = fake.calls("setMyCommands")
        fake.say(LAN, "/help")
        (shown,) = wait_texts(fake, 1)
    menu = [entry["command"] for entry in json.loads(call["params"]["commands"])]
    assert menu[:2] == ["start", "help"]
    assert sorted(menu) == sorted(["start", "help", *COMMANDS])
    assert all(f"/{name}: {MESSAGES(f'command.{name}')}" in shown for name in menu)
