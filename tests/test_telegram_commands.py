"""Commands on Telegram: the bot's own, those of the assistant, and no others."""

from __future__ import annotations

import json
from pathlib import Path

from bot.commands import COMMANDS
from tests.fake_telegram_api import FakeTelegram
from tests.fake_telegram_world import MESSAGES, StubAnswerer, serving, wait_texts
from tests.front_desk import Office, person

LAN, MINH, GROUP = 11, 12, -1001
TYPED = {
    "/kiemtra": "/kiemtra",
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
        for typed in ("/maux", "/xemx", "/kiemtra_@khac_bot", "/mau@khac_bot"):
            fake.say(LAN, typed)
        fake.say(LAN, "/help")
        found = wait_texts(fake, len(TYPED) + 3)[len(TYPED) :]
        assert found[:2] == [MESSAGES("reception.unknown_command")] * 2
        assert found[2].startswith(MESSAGES("reception.help"))
    assert answerer.asked == [(f"tg:{LAN}", asked) for asked in TYPED.values()]


def test_in_a_group_they_are_taken_unless_meant_for_another_bot():
    answerer = StubAnswerer()
    with serving(answerer) as fake:
        for typed in (
            "/kiemtra@khac_bot",
            "/khac",
            "/xem_3f9a",
            "/mau@tro_ly_bot",
            "@tro_ly_bot /kiemtra",
        ):
            fake.say(GROUP, typed)
        wait_texts(fake, 3)
    assert [question for _, question in answerer.asked] == ["/xem_3f9a", "/mau", "/kiemtra"]


def menus(fake: FakeTelegram) -> list[tuple[str, list[str]]]:
    """Return scope and commands of each menu set, oldest first."""
    found = []
    for call in fake.calls("setMyCommands"):
        scope = json.loads(call["params"]["scope"])["type"]
        found.append((scope, [one["command"] for one in json.loads(call["params"]["commands"])]))
    return found


def test_the_menu_and_the_help_name_every_command():
    with serving() as fake:
        assert fake.wait(lambda: len(fake.calls("setMyCommands")) == 2)
        fake.say(LAN, "/help")
        (shown,) = wait_texts(fake, 1)
    (private, menu), (group, _) = menus(fake)[:2]
    assert (private, group) == ("all_private_chats", "all_group_chats")
    assert menu[:2] == ["start", "help"]
    assert sorted(menu) == sorted(["start", "help", *COMMANDS])
    assert all(f"/{name}: {MESSAGES(f'command.{name}')}" in shown for name in menu)


def test_groups_and_administrators_have_menus_of_their_own(tmp_path: Path):
    office = Office(tmp_path, StubAnswerer())
    office.enrol(person(LAN), "quan_tri")
    with serving(reception=office.reception) as fake:
        fake.say(LAN, "/start")
        fake.say(MINH, "/help")
        fake.say(GROUP, "/help")
        assert fake.wait(lambda: len(fake.calls("setMyCommands")) == 4)
        wait_texts(fake, 3)
    shown = menus(fake)
    everybody, in_groups = shown[0][1], shown[1][1]
    assert set(everybody) - set(in_groups) == {"xoa"}
    own = {len(names): names for scope, names in shown[2:] if scope == "chat"}
    assert own[len(everybody)] == everybody
    assert set(own[max(own)]) - set(everybody) == {"nguoidung", "themvanban"}
