"""The order of work alone, without a network."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime

import pytest
from telegram import Chat, Message, Update

from bot.telegram_order import PerChatProcessor


def update(chat_id: int, number: int) -> Update:
    when = datetime.fromtimestamp(0, UTC)
    return Update(number, message=Message(1, when, Chat(chat_id, "private"), text="x"))


def run(jobs, workers):
    """Process ``(update, seconds)`` jobs given at once; return the numbers as they ended."""
    ended: list[int] = []
    most = running = 0

    async def work(number, seconds):
        nonlocal most, running
        running += 1
        most = max(most, running)
        await asyncio.sleep(seconds)
        running -= 1
        ended.append(number)

    async def main():
        async with PerChatProcessor(workers) as processor:
            await asyncio.gather(
                *(
                    processor.process_update(job, work(number, seconds))
                    for number, (job, seconds) in enumerate(jobs)
                )
            )
            assert not processor._locks

    asyncio.run(main())
    return ended, most


def test_order_is_kept_in_each_chat_and_workers_are_limited():
    rng = random.Random(1)
    jobs = [(update(n % 20, n), rng.random() / 500) for n in range(600)]
    ended, most = run(jobs, workers=8)
    assert most == 8
    for chat in range(20):
        numbers = [number for number in ended if number % 20 == chat]
        assert numbers == sorted(numbers)
        assert len(numbers) == 30


def test_a_flood_in_one_chat_leaves_the_workers_to_others():
    jobs = [(update(1, n), 0.005) for n in range(50)] + [(update(2, 50), 0)]
    ended, _ = run(jobs, workers=2)
    assert ended.index(50) < 3


@pytest.mark.parametrize("job", ["no update", Update(1)])
def test_what_has_no_chat_is_processed_too(job):
    assert run([(job, 0)], workers=1) == ([0], 1)


def test_a_failing_job_gives_the_turn_back():
    async def fails():
        raise RuntimeError

    async def main():
        async with PerChatProcessor(1) as processor:
            with pytest.raises(RuntimeError):
                await processor.process_update(update(1, 1), fails())
            await asyncio.wait_for(
                processor.process_update(update(1, 2), asyncio.sleep(0)), timeout=1
            )

    asyncio.run(main())
