"""The Telegram channel as a process of its own, with a stub instead of the assistant.

``python -m tests.stub_bot --data FOLDER --config FILE [--seconds S] [--deadly WORDS] [--strict]``:
each answer takes S seconds; the question WORDS ends the process at once; with ``--strict`` a
message under way holds up the next one however long it takes, so that a kill repeats at most one,
on a slow machine too. Everything else is the product's own.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections import deque

os.environ.setdefault("PTB_TIMEDELTA", "true")

from bot.front import build_cards, build_reception, build_renderer
from bot.telegram import line
from bot.telegram.channel import Channel, account
from bot.telegram.wiring import run
from knowledge.adapters.chat_store import ChatTable, kept_secret
from knowledge.adapters.command import leave_at_once, run_command
from knowledge.adapters.inbox_store import InboxStore
from knowledge.adapters.sole_instance import sole_instance
from knowledge.adapters.workplace import Workplace, add_place_options
from tests.fake_telegram_world import TOKEN, StubAnswerer


def main() -> int:
    parser = argparse.ArgumentParser()
    add_place_options(parser)
    parser.add_argument("--seconds", type=float, default=0.0)
    parser.add_argument("--deadly", default="")
    parser.add_argument("--strict", action="store_true")
    options = parser.parse_args()
    if options.strict:
        line._FRESH_SECONDS = 3600.0
    logging.basicConfig(level=logging.INFO)
    work = Workplace.open(options)
    source = account(TOKEN, work.messages)
    answerer = StubAnswerer({options.deadly: lambda: os._exit(9)}, options.seconds)
    answerer.asked = deque(maxlen=0)  # a soak measures the bot's memory, not the stub's
    with sole_instance(work.data, work.messages):
        channel = Channel(
            TOKEN,
            work.messages,
            work.settings.telegram,
            InboxStore(work.database, source),
            ChatTable(work.database, source),
            build_cards(work),
            build_renderer(work),
            kept_secret(work.database, source),
        )
        finished = run(channel, build_reception(work, answerer))
    return 0 if finished else leave_at_once(0)


if __name__ == "__main__":
    sys.exit(run_command(main))
