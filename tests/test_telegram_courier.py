"""How calls go out, alone: the pace, the lane, the line, the record, the chats."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import httpx
import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)

from bot.telegram.chats import Chats, chat_of, lane_of
from bot.telegram.courier import Courier
from bot.telegram.health import Health
from bot.telegram.line import Lane, Line
from bot.telegram.pace import Pace
from bot.telegram.watch import STUCK, LoopWatch
from tests.memory_inbox import MemoryChats
from tests.patience import PATIENCE, until

LAN, GROUP = 11, -7
SENT = {"message_id": 1, "date": 1, "chat": {"id": LAN, "type": "private"}}


class Clock:
    """Time that passes when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def send(outcomes, chat=LAN, endpoint="sendMessage", store=None, text="x"):
    """Send one message whose calls end as ``outcomes`` say; return result or error, and calls."""
    calls = []
    left = list(outcomes)

    async def callback(endpoint, data):
        calls.append(dict(data))
        outcome = left.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def probe():
        return True

    async def main():
        courier = Courier(Line(probe, Health()), Chats(store or MemoryChats()), Pace(always=False))
        data = {"chat_id": chat, "text": text}
        call = courier.process_request(callback, (endpoint, data), {}, endpoint, data, None)
        return (await asyncio.gather(call, return_exceptions=True))[0]

    return asyncio.run(main()), calls


def network(cause):
    error = NetworkError("down")
    error.__cause__ = cause
    return error


def test_what_was_never_sent_is_sent_again_until_it_is():
    causes = [httpx.ConnectError("x"), httpx.PoolTimeout("x"), httpx.ConnectTimeout("x")]
    result, calls = send([*map(network, causes), SENT])
    assert result == SENT
    assert len(calls) == 4


@pytest.mark.parametrize("error", [TimedOut(), network(httpx.ReadError("x")), NetworkError("502")])
def test_what_may_have_arrived_is_not_sent_again(error):
    result, calls = send([error])
    assert result is error
    assert len(calls) == 1


@pytest.mark.parametrize("answer", [True, {}, {"message_id": 5}, {"chat": None}])
def test_a_server_that_says_little_is_understood(answer):
    result, _ = send([answer], chat=GROUP)
    assert result["chat"] == {"id": GROUP, "type": "supergroup"}
    assert {"message_id", "date"} <= result.keys()


def test_t11_a_chat_that_takes_no_messages_costs_one_call():
    for error in (Forbidden("Forbidden: bot was blocked"), BadRequest("Chat not found")):
        store = MemoryChats()
        assert send([error], store=store) == (error, [{"chat_id": LAN, "text": "x"}])
        assert store.silenced == {LAN}
        for endpoint in ("sendMessage", "sendChatAction"):
            result, calls = send([], endpoint=endpoint, store=store)
            assert isinstance(result, Forbidden | bool)
            assert not calls


def test_t11_a_group_that_moved_is_followed_and_remembered():
    store = MemoryChats()
    result, calls = send([ChatMigrated(-1007), SENT], chat=GROUP, store=store)
    assert result == SENT
    assert [call["chat_id"] for call in calls] == [GROUP, -1007]
    assert store.moves == {GROUP: -1007}
    assert store.threads == [("tg:-7", "tg:-1007")]
    _, calls = send([SENT], chat=GROUP, store=store)
    assert [call["chat_id"] for call in calls] == [-1007]


def test_a_group_said_to_have_moved_to_where_it_is_ends_in_an_error():
    result, calls = send([ChatMigrated(-1007), ChatMigrated(-1007)], chat=GROUP)
    assert isinstance(result, ChatMigrated)
    assert len(calls) == 2


def test_groups_that_moved_in_a_circle_do_not_hang():
    store = MemoryChats()
    store.moves = {-1: -2, -2: -1}
    assert Chats(store).current(-1) == -2


def test_the_chat_of_every_kind_of_update_is_found():
    chat = {"chat": {"id": 5}}
    assert chat_of({"update_id": 1, "message": chat}) == 5
    assert chat_of({"update_id": 1, "callback_query": {"from": {"id": 6}, "message": chat}}) == 5
    assert chat_of({"update_id": 1, "poll_answer": {"user": {"id": 6}}}) == 6
    look = {"update_id": 1, "inline_query": {"from": {"id": 6}}}
    assert (chat_of(look), lane_of(look, None)) == (None, "inline:6")
    assert lane_of({"update_id": 1, "message": chat}, 5) == 5
    assert chat_of({"update_id": 1, "message": "chữ", "poll": {}}) is None


def waits(pace, clock, chat=LAN):
    """Send one message as soon as allowed; return the seconds it had to wait."""
    start = clock.now
    while wait := pace.chat_wait(chat) or pace.overall_wait():
        clock.now += wait
    pace.begun()
    pace.ended(chat)
    return clock.now - start


def test_t26_thirty_a_second_over_all_and_one_to_a_person():
    clock = Clock()
    pace = Pace(always=True, clock=clock)
    for chat in range(1, 301):
        waits(pace, clock, chat)
    assert 9.4 < clock.now - 100 < 11
    assert waits(pace, clock, 300) > 1
    assert waits(pace, clock, 1) < 0.1


def test_short_bursts_pass_until_telegram_asks_for_patience():
    clock = Clock()
    pace = Pace(always=False, clock=clock)
    assert sum(waits(pace, clock) for _ in range(50)) == 0
    pace.told(LAN, 3)
    assert pace.is_strict
    assert 3 <= waits(pace, clock) < 3.2
    assert 1 <= waits(pace, clock) < 1.2
    assert waits(pace, clock, LAN + 1) < 0.1
    clock.now += 601
    assert not pace.is_strict
    assert waits(pace, clock) == waits(pace, clock) == 0


def test_a_group_gets_twenty_a_minute_from_the_start():
    clock = Clock()
    pace = Pace(always=False, clock=clock)
    assert sum(waits(pace, clock, GROUP) for _ in range(20)) == 0
    assert 60 <= waits(pace, clock, GROUP) < 61
    assert waits(pace, clock, GROUP - 1) == 0


def test_what_is_known_of_quiet_chats_is_forgotten():
    clock = Clock()
    pace = Pace(always=False, clock=clock)
    for chat in range(1, 5_000):
        clock.now += 1
        waits(pace, clock, chat)
        pace.told(chat, 1)
    assert len(pace._sent) < 2_100
    assert len(pace._asked_until) < 2_100


def test_one_message_is_in_doubt_at_a_time_and_more_only_in_a_crowd():
    async def most_inside(count):
        lane, inside, most = Lane(), 0, 0

        async def work():
            nonlocal inside, most
            ticket = await lane.enter()
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1
            lane.leave(ticket)

        await asyncio.gather(*(work() for _ in range(count)))
        await asyncio.wait_for(lane.close(), PATIENCE)
        return most

    assert asyncio.run(most_inside(20)) == 1
    assert asyncio.run(most_inside(500)) == 4


def test_a_message_that_takes_long_no_longer_holds_up_the_next(monkeypatch):
    monkeypatch.setattr("bot.telegram.line._FRESH_SECONDS", 0.02)

    async def main():
        lane = Lane()
        slow = await lane.enter()
        await asyncio.wait_for(lane.enter(), PATIENCE)
        lane.leave(slow)

    asyncio.run(main())


def test_a_place_in_the_lane_is_not_lost_with_its_task():
    async def main():
        lane = Lane()
        first = await lane.enter()
        waiting = [asyncio.create_task(lane.enter()) for _ in range(3)]
        await asyncio.sleep(0)
        waiting[0].cancel()
        lane.leave(first)  # gives the place to the second, which is cancelled before it knows
        waiting[1].cancel()
        for task in waiting[:2]:
            with suppress(asyncio.CancelledError):
                await task
        await asyncio.wait_for(waiting[2], PATIENCE)

    asyncio.run(main())


def test_while_telegram_is_away_calls_wait_and_it_is_looked_for(monkeypatch):
    async def main():
        probes = [InvalidToken("a refusal is an answer"), NetworkError("down"), TimedOut()]

        async def probe():
            if probes:
                raise probes.pop()

        health = Health()
        health.right("start")
        line = Line(probe, health)
        line.failed(unreachable=False)
        line.failed(unreachable=False)
        assert line.is_up
        line.failed(unreachable=False)
        assert not line.is_up
        assert health.report()["reasons"] == ["line: Telegram does not answer calls"]
        await asyncio.wait_for(line.wait(), PATIENCE)
        assert health.report()["ok"]
        assert not probes

    sleep = asyncio.sleep
    monkeypatch.setattr("bot.telegram.line.asyncio.sleep", lambda _: sleep(0))
    asyncio.run(main())


def test_t08_a_chat_told_to_wait_does_not_hold_up_the_others(monkeypatch):
    """Time passes only when all that can be done without waiting is done."""
    order, clock, sleep = [], Clock(), asyncio.sleep

    async def callback(endpoint, data):
        order.append(data["chat_id"])
        if data["chat_id"] == LAN and order.count(LAN) == 1:
            raise RetryAfter(5)
        return SENT

    async def main():
        pace = Pace(always=False, clock=clock)
        courier = Courier(Line(lambda: None, Health()), Chats(MemoryChats()), pace)

        async def one(chat):
            data = {"chat_id": chat, "text": "x"}
            await courier.process_request(
                callback, ("sendMessage", data), {}, "sendMessage", data, None
            )

        await asyncio.gather(*(one(chat) for chat in (LAN, 12, 13, 14)))

    async def passes(seconds):
        for _ in range(100):
            await sleep(0)
        clock.now += seconds

    monkeypatch.setattr("bot.telegram.courier.asyncio.sleep", passes)
    asyncio.run(main())
    assert order == [LAN, 12, 13, 14, LAN]
    assert clock.now >= 105


def test_t13_a_program_whose_event_loop_is_stuck_ends(monkeypatch, capfd):
    statuses = []
    monkeypatch.setattr("bot.telegram.watch._LOOK_SECONDS", 0.02)
    monkeypatch.setattr("bot.telegram.watch.os._exit", statuses.append)

    async def stuck():
        watch = asyncio.create_task(LoopWatch().run())
        await asyncio.sleep(0)
        assert until(lambda: statuses)  # without letting the loop turn: that is the point
        watch.cancel()

    asyncio.run(stuck())
    assert statuses == [STUCK]
    assert "most recent call first" in capfd.readouterr().err


def test_silence_is_wrong_where_telegram_should_be_heard(monkeypatch):
    now = 100.0
    monkeypatch.setattr("bot.telegram.health.time.monotonic", lambda: now)
    health = Health()
    health.right("start")
    health.heard()
    now += 61
    assert health.report()["ok"]
    health.longest_silence = 60
    assert health.report()["reasons"] == ["silence: nothing heard from Telegram for 61 s"]
