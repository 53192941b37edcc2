"""Questions at a steady rate while calls fail at random."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from tests.fake_telegram_api import FakeTelegram
from tests.fake_telegram_world import MESSAGES
from tests.stub_process import answers

SORRY = MESSAGES("telegram.send_failed")
FAULTS = [
    ("sendMessage", {"kind": "status", "code": 502}),
    ("sendMessage", {"kind": "status", "code": 500, "description": "Internal Server Error"}),
    ("sendMessage", {"kind": "drop"}),
    ("sendMessage", {"kind": "lost"}),
    ("sendMessage", {"kind": "late", "code": 502}),
    ("sendMessage", {"kind": "reset"}),
    ("sendMessage", {"kind": "hang", "seconds": 2}),
    ("getUpdates", {"kind": "status", "code": 502}),
    ("getUpdates", {"kind": "status", "code": 401, "description": "Unauthorized"}),
    ("getUpdates", {"kind": "status", "code": 404, "description": "Not Found"}),
    ("getUpdates", {"kind": "retry_after", "seconds": 1}),
    ("getUpdates", {"kind": "drop"}),
    ("getUpdates", {"kind": "reset"}),
    ("getUpdates", {"kind": "hang", "seconds": 2}),
]
"""What may go wrong with a call."""


def soak(
    fake: FakeTelegram,
    rng: random.Random,
    *,
    seconds: float,
    rate: float,
    share: float,
    now_and_then: Callable[[], None] = lambda: None,
) -> dict[int, list[str]]:
    """Ask ``rate`` questions a second; before ``share`` of them order a fault.

    Args:
        fake: the pretended Telegram.
        rng: chance.
        seconds: how long.
        rate: questions a second, over twenty chats.
        share: share of questions with a fault, 0 to 1.
        now_and_then: called after every question.

    Returns:
        The questions of every chat.
    """
    asked: dict[int, list[str]] = {chat: [] for chat in range(100, 120)}
    start = time.monotonic()
    for number in range(int(seconds * rate)):
        time.sleep(max(0.0, start + number / rate - time.monotonic()))
        if rng.random() < share:
            method, details = rng.choice(FAULTS)
            fake.fail(method, **details)
        chat = rng.choice(list(asked))
        fake.say(chat, f"câu {number}")
        asked[chat].append(f"câu {number}")
        now_and_then()
    return asked


def unanswered(fake: FakeTelegram, asked: dict[int, list[str]]) -> list[str]:
    """Return the questions of which neither an answer nor an apology came."""
    found = []
    for chat, questions in asked.items():
        missing = [q for q in questions if q not in set(answers(fake, chat))]
        apologies = sum(message["text"] == SORRY for message in fake.sent(chat))
        found += missing[apologies:]
    return found
