"""The bot as a process of its own: killed, stopped, refused, flooded, cut off from Telegram."""

from __future__ import annotations

import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.fake_telegram import Place, running
from tests.fake_telegram_api import FakeTelegram
from tests.fake_telegram_world import MESSAGES
from tests.patience import PATIENCE, until
from tests.soak import soak, unanswered
from tests.stub_process import StubProcess, answers, free_port, stub_process

pytestmark = pytest.mark.slow

LAN, MINH = 11, 12
PUBLIC = "https://bot.vidu.vn"


def warm(fake: FakeTelegram, bot: StubProcess, *arguments: object) -> None:
    """Start the bot and wait for its first answer."""
    bot.start(*arguments)
    before = len(fake.sent(1))
    fake.say(1, "sẵn sàng?")
    assert fake.wait(lambda: len(fake.sent(1)) > before), bot.log


def ask(fake: FakeTelegram, chats: range, each: int) -> dict[int, list[str]]:
    """Let every chat send ``each`` messages; return what each should get answered, in order."""
    for number in range(each):
        for chat in chats:
            fake.say(chat, f"{chat}/{number}")
    return {chat: [f"{chat}/{number}" for number in range(each)] for chat in chats}


def check(fake: FakeTelegram, expected: dict[int, list[str]], duplicates: int = 0) -> None:
    """Assert that all was answered, in order, with at most ``duplicates`` answered twice."""
    found = {chat: answers(fake, chat) for chat in expected}
    lost = {chat: missing for chat in expected if (missing := {*expected[chat]} - {*found[chat]})}
    assert not lost
    twice = sum(Counter(q for asked in found.values() for q in asked).values()) - sum(
        map(len, expected.values())
    )
    assert twice <= duplicates
    for chat, asked in found.items():
        assert list(dict.fromkeys(asked)) == expected[chat]


def test_t17_kill_nine_loses_nothing(tmp_path: Path) -> None:
    """Ten kills at random points with twenty messages waiting in five chats."""

    def round_(number: int) -> None:
        rng, fake = random.Random(number), FakeTelegram()
        folder = tmp_path / str(number)
        folder.mkdir()
        with running(fake) as root, stub_process(root, folder) as bot:
            warm(fake, bot, "--strict", "--seconds", 0.3)  # no chat is done before the kill
            expected = ask(fake, range(20, 25), 4)
            time.sleep(rng.random() * 0.8)
            bot.kill()
            bot.start("--strict", "--seconds", 0.1)
            assert fake.wait(lambda: len({*answers(fake)}) == 21), bot.log
            assert bot.stop() == 0
            check(fake, expected, duplicates=1)

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(round_, range(10)))


def test_t17_kill_nine_again_and_again_over_the_same_messages(tmp_path: Path) -> None:
    fake, rng = FakeTelegram(), random.Random(1)
    with running(fake) as root, stub_process(root, tmp_path) as bot:
        warm(fake, bot, "--strict", "--seconds", 0.3)
        expected = ask(fake, range(20, 30), 3)
        kills = 2
        for _ in range(kills):
            time.sleep(0.3 + rng.random() * 0.4)
            bot.kill()
            before = len(fake.sent())
            bot.start("--strict", "--seconds", 0.3)
            fake.wait(lambda n=before: len(fake.sent()) > n)
        assert fake.wait(lambda: len({*answers(fake)}) == 31), bot.log
        assert bot.stop() == 0
        check(fake, expected, duplicates=kills)


def test_t14_an_update_that_kills_the_program_is_given_up(tmp_path: Path) -> None:
    fake = FakeTelegram()
    with running(fake) as root, stub_process(root, tmp_path) as bot:
        warm(fake, bot, "--strict", "--deadly", "chết")
        fake.say(LAN, "chết")
        fake.say(LAN, "sau đó")
        expected = ask(fake, range(20, 23), 2)
        starts = 0
        while starts < 9:
            assert until(lambda: answers(fake, LAN) or bot.process.poll() == 9)
            if answers(fake, LAN):
                break
            starts += 1
            bot.start("--strict", "--deadly", "chết")
        assert fake.wait(lambda: len({*answers(fake)}) == 8), bot.log
        assert bot.stop() == 0
    assert [m["text"] for m in fake.sent(LAN)] == [
        MESSAGES("telegram.given_up"),
        "Trả lời: sau đó",
    ]
    check(fake, expected, duplicates=starts)  # a death may come between a reply and its record
    assert starts in (5, 6)  # the first death may come before its count is on the disk


def test_t15_two_programs_answer_once(tmp_path: Path) -> None:
    fake = FakeTelegram()
    folders = [tmp_path / name for name in ("một", "hai")]
    for folder in folders:
        folder.mkdir()
    with (
        running(fake) as root,
        stub_process(root, folders[0]) as first,
        stub_process(root, folders[0]) as same,
        stub_process(root, folders[1]) as other,
    ):
        warm(fake, first)
        time.sleep(0.5)
        same.start()
        other.start()
        assert same.process is not None
        assert other.process is not None
        assert same.process.wait(PATIENCE) == 2
        rivals = (first, other)
        assert until(lambda: any(bot.process.poll() is not None for bot in rivals))
        time.sleep(2)
        ended = [bot for bot in rivals if bot.process.poll() is not None]
        assert len(ended) == 1, "one of two gives way, and only one"
        assert ended[0].process.returncode == 2
        expected = ask(fake, range(20, 24), 3)
        assert fake.wait(lambda: len(answers(fake)) == 13)
        check(fake, expected)
    assert "một bot khác đang chạy" in same.log.lower()
    assert "một chương trình khác đang nhận tin" in ended[0].log.lower()
    assert "Traceback" not in same.log + ended[0].log


def test_t16_the_same_update_again_after_a_restart_is_not_answered(tmp_path: Path) -> None:
    fake, port = FakeTelegram(), free_port()
    webhook = {"url": f"{PUBLIC}/cho", "listen": "127.0.0.1", "port": port, "path": "/cho"}
    fake.route(PUBLIC, f"http://127.0.0.1:{port}")
    with running(fake) as root, stub_process(root, tmp_path, webhook=webhook) as bot:
        warm(fake, bot)
        number = fake._last_update
        assert bot.stop() == 0
        fake.repeat(number)
        bot.start()
        assert fake.wait(lambda: len(fake.deliveries) >= 2 and fake.deliveries[-1][1] == 200)
        fake.say(1, "nữa")
        assert fake.wait(lambda: "nữa" in answers(fake)), bot.log
        assert bot.stop() == 0
    assert answers(fake) == ["sẵn sàng?", "nữa"]


def test_t18_a_stop_in_time_leaves_the_rest_in_the_inbox(tmp_path: Path) -> None:
    """Fifty waiting, answers of ten seconds, two seconds to stop."""
    fake = FakeTelegram()
    with running(fake) as root, stub_process(root, tmp_path, stop_seconds=2) as bot:
        bot.start("--seconds", 10)
        expected = ask(fake, range(20, 45), 2)
        assert fake.wait(lambda: not fake._updates or fake._updates[0]["update_id"] > 1050)
        time.sleep(1)
        assert bot.stop(20) == 0
        bot.start()
        assert fake.wait(lambda: len(answers(fake)) == 50), bot.log
        assert bot.stop() == 0
        check(fake, expected)
    assert "Traceback" not in bot.log


def test_t19_without_telegram_at_the_start_and_in_service_nothing_is_lost(tmp_path: Path) -> None:
    fake = FakeTelegram()
    place = Place(fake)
    place.go()
    with stub_process(place.root, tmp_path) as bot:
        bot.start("--seconds", 0.2)
        assert until(lambda: bot.report()[0] == 503)
        time.sleep(2)
        assert bot.report()[1]["reasons"][-1].startswith("start:")
        first = ask(fake, range(20, 24), 2)
        place.come()
        assert fake.wait(lambda: len(answers(fake)) == 8), bot.log
        assert until(lambda: bot.report()[0] == 200)
        second = ask(fake, range(30, 34), 2)
        time.sleep(0.15)
        place.go()  # no answer is on its way yet, unless the machine is slow
        third = ask(fake, range(40, 44), 2)
        assert until(lambda: bot.report()[0] == 503)
        time.sleep(2)
        place.come()
        assert fake.wait(lambda: not unanswered(fake, first | second | third)), bot.log
        assert bot.stop() == 0
        check(fake, first | third)
        for chat, questions in second.items():  # an answer that was on its way may be lost: told
            found = answers(fake, chat)
            assert found == [question for question in questions if question in found]
        place.go()
    assert "Traceback" not in bot.log


def test_t20_a_flood_of_strangers_leaves_the_memory_flat(tmp_path: Path) -> None:
    fake, port = FakeTelegram(), free_port()
    webhook = {"url": f"{PUBLIC}/cho", "listen": "127.0.0.1", "port": port, "path": "/cho"}
    fake.route(PUBLIC, f"http://127.0.0.1:{port}")
    with running(fake) as root, stub_process(root, tmp_path, webhook=webhook) as bot:
        warm(fake, bot)
        secret = fake._secret
        bodies = [(b" " * 10_000_000, secret), (b"x" * 900_000, "sai"), (b"{" * 900_000, secret)]
        with ThreadPoolExecutor(8) as pool:
            post = list(pool.map(lambda job: fake.post(*job), bodies * 4))
            before = bot.memory
            post += list(pool.map(lambda job: fake.post(*job), bodies * 30))
        assert {status // 100 for status in post} <= {0, 4}
        assert bot.memory - before < 20
        fake.say(1, "nữa")
        assert fake.wait(lambda: "nữa" in answers(fake)), bot.log
        assert len(answers(fake)) == 2


def test_t25_two_hundred_chats_at_once(tmp_path: Path) -> None:
    fake = FakeTelegram()
    with running(fake) as root, stub_process(root, tmp_path) as bot:
        warm(fake, bot, "--seconds", 0.5)
        before = bot.memory
        expected = ask(fake, range(100, 300), 5)
        assert fake.wait(lambda: len(fake.sent()) >= 1001, 3 * PATIENCE), bot.log
        assert bot.memory - before < 100
        assert bot.stop() == 0
        check(fake, expected)
        assert len(fake.sent()) == 1001


def test_t26_limits_are_kept_when_telegram_keeps_them(tmp_path: Path) -> None:
    fake = FakeTelegram()
    with running(fake) as root, stub_process(root, tmp_path) as bot:
        warm(fake, bot)
        fake.limit(overall=30, chat_seconds=1.0)
        expected = ask(fake, range(100, 150), 3)
        assert fake.wait(lambda: len(fake.sent()) >= 151, 2 * PATIENCE), bot.log
        assert bot.stop() == 0
        check(fake, expected)
        refused = [call for call in fake.calls() if call["status"] == 429]
        assert len(refused) <= 5


def test_t27_a_flood_in_one_chat_does_not_starve_the_others(tmp_path: Path) -> None:
    fake = FakeTelegram()
    with running(fake) as root, stub_process(root, tmp_path) as bot:
        warm(fake, bot, "--seconds", 0.02)
        flood = ask(fake, range(50, 51), 500)
        before = len(fake.sent(50))
        others = ask(fake, range(100, 150), 1)
        assert fake.wait(lambda: len(fake.sent()) >= 551, 3 * PATIENCE), bot.log
        check(fake, flood | others)
        order = [message["chat"]["id"] for message in fake.sent()]
        last = max(order.index(chat) for chat in others)
        # They wait for none of the flood but what is answered while they are fetched.
        assert order[:last].count(50) - before <= 50


def test_t28_a_soak_with_faults_loses_nothing_and_grows_nothing(tmp_path: Path) -> None:
    """A few seconds; ``python -m benchmarks.telegram soak`` takes as long as wanted."""
    fake, rng = FakeTelegram(), random.Random(28)
    with running(fake) as root, stub_process(root, tmp_path) as bot:
        warm(fake, bot)
        for n in range(60):
            fake.say(rng.randrange(100, 120), f"trước {n}")
        assert fake.wait(lambda: len(fake.sent()) == 61)
        memory, files = bot.memory, bot.open_files
        asked = soak(fake, rng, seconds=8, rate=15, share=0.05)
        assert fake.wait(lambda: not unanswered(fake, asked)), (
            unanswered(fake, asked), bot.log)  # fmt: skip
        assert bot.memory - memory < 20
        assert bot.open_files - files <= 16
        assert until(lambda: bot.report()[0] == 200)
        assert bot.stop() == 0
