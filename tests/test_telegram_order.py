"""The order of work alone, without a network."""

from __future__ import annotations

import asyncio
import random

from bot.telegram.order import ChatQueues
from tests.patience import PATIENCE


def run(jobs, workers):
    """Do ``(chat, seconds, alone)`` jobs given at once; return their numbers as they ended.

    Also returns how many were out at once at most, and how many of those put in as alone.
    """
    ended: list[int] = []
    out: list[int] = []
    most = {False: 0, True: 0}

    async def work(queues):
        while True:
            chat, number = await queues.get()
            out.append(number)
            for alone in most:
                most[alone] = max(most[alone], sum(jobs[n][2] or not alone for n in out))
            await asyncio.sleep(jobs[number][1])
            out.remove(number)
            ended.append(number)
            queues.done(chat)

    async def main():
        queues: ChatQueues[int] = ChatQueues()
        for number, (chat, _, alone) in enumerate(jobs):
            queues.put(chat, number, alone=alone)
        assert len(queues) == len(jobs)
        tasks = [asyncio.create_task(work(queues)) for _ in range(workers)]
        await asyncio.wait_for(queues.below(1), PATIENCE)
        for task in tasks:
            task.cancel()
        assert not queues._chats

    asyncio.run(main())
    return ended, most[False], most[True]


def test_order_is_kept_in_each_chat_and_workers_are_limited():
    rng = random.Random(1)
    jobs = [(n % 20, rng.random() / 500, False) for n in range(600)]
    ended, most, _ = run(jobs, workers=8)
    assert most == 8
    for chat in range(20):
        numbers = [number for number in ended if number % 20 == chat]
        assert numbers == sorted(numbers)
        assert len(numbers) == 30


def test_a_flood_in_one_chat_leaves_the_workers_to_others():
    ended, _, _ = run([(1, 0.005, False)] * 50 + [(2, 0, False)], workers=2)
    assert ended.index(50) < 3


def test_chats_take_turns():
    ended, _, _ = run([(chat, 0, False) for chat in (1, 1, 1, 2, 3)], workers=1)
    assert ended == [0, 3, 4, 1, 2]


def test_of_those_that_must_be_alone_one_is_out_at_a_time_and_the_others_go_on():
    jobs = [(n % 5, 0.001, n % 3 == 0) for n in range(60)]
    ended, most, alone = run(jobs, workers=4)
    assert sorted(ended) == list(range(60))
    assert (most, alone) == (4, 1)
    for chat in range(5):
        numbers = [number for number in ended if number % 5 == chat]
        assert numbers == sorted(numbers)


def test_what_has_no_chat_is_done_too():
    assert run([(None, 0, False), (None, 0, True)], workers=2)[0] == [0, 1]


def test_whoever_brings_too_much_waits_until_there_is_less():
    async def main():
        queues: ChatQueues[int] = ChatQueues()
        queues.put(1, 1)
        queues.put(1, 2)
        waiting = asyncio.create_task(queues.below(2))
        chat, _ = await queues.get()
        assert not waiting.done()
        queues.done(chat)
        await asyncio.wait_for(waiting, PATIENCE)

    asyncio.run(main())
