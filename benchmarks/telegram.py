"""The Telegram channel against the strict fake: time of a reply, load, kills, a soak with faults.

Usage: ``python -m benchmarks.telegram [reply | load | flood | kills | soak [SECONDS]]``; all by
default, the soak for ten minutes. ``soak 7200`` takes two hours.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

import yaml

from bot.app import build_assistant
from knowledge.adapters.workplace import Workplace
from tests.fake_telegram import running
from tests.fake_telegram_api import FakeTelegram
from tests.soak import soak, unanswered
from tests.stub_process import StubProcess, answers, stub_process

ROOT = Path(__file__).resolve().parents[1]
_TOKEN = "123456:" + "A" * 35
_ASKER = 501
_ROUNDS = 40  # questions, each with a /help beside it
_SOAK_SECONDS = 600
_RATE = 2.0  # questions a second
_FAULTY = 0.02  # share of questions
_WARMING = 6_000  # questions until the caches of the database are full


def measure_reply() -> None:
    """Print the time from an update to its reply, of a question and of ``/help``, side by side."""
    evals = yaml.safe_load((ROOT / "tests" / "evals" / "articles.yaml").read_text(encoding="utf-8"))
    questions = [entry["q"] for entry in evals["questions"]]
    questions = [questions[number % len(questions)] for number in range(_ROUNDS)]
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "data"
        _run("-m", "ingest", "--data", str(data), "knowledge/corpus")
        assistant = build_assistant(Workplace.open(argparse.Namespace(data=str(data))))
        fake = FakeTelegram()
        helping, replying, asking = [], [], []
        with running(fake) as root, _product(root, data, Path(name)):
            _reply_time(fake, questions[0])
            assistant.ask(questions[0], thread="warm")
            for question in questions:  # side by side, so that other work slows all alike
                helping.append(_reply_time(fake, "/help"))
                replying.append(_reply_time(fake, question))
                started = time.perf_counter()
                assistant.ask(question, thread="bench")
                asking.append(time.perf_counter() - started)
    print("| | p50 ms | p95 ms |\n|---|---|---|")
    for label, spent in (("/help", helping), ("question", replying), ("ask alone", asking)):
        print(f"| {label} | {median(spent) * 1e3:.1f} | {_p95(spent) * 1e3:.1f} |")
    allowed = 1.5 * _p95(helping) + _p95(asking)
    print(
        f"\nquestion p95 / (1.5 x /help p95 + ask p95): {_p95(replying) / allowed:.2f}, goal <= 1"
    )


def _reply_time(fake: FakeTelegram, text: str) -> float:
    """Return the seconds from the update to the first message in reply."""
    before = len(fake.calls("sendMessage"))
    started = time.monotonic()
    fake.say(_ASKER, text)
    if not fake.wait(lambda: len(fake.calls("sendMessage")) > before, 60):
        raise RuntimeError(f"no reply to {text}")
    spent: float = fake.calls("sendMessage")[before]["at"] - started
    time.sleep(0.1)  # further parts of the reply
    return spent


@contextmanager
def _product(root: str, data: Path, folder: Path) -> Iterator[None]:
    body = (ROOT / "config.yaml").read_text(encoding="utf-8")
    config = folder / "config.yaml"
    head, telegram = body.split("telegram:\n")
    head = head.replace("most_questions: 25", "most_questions: 10000")  # nobody is told to wait
    telegram = telegram.replace("base_url: null", f"base_url: {root}/bot")
    config.write_text(f"{head}telegram:\n{telegram}", encoding="utf-8")
    bot = subprocess.Popen(
        [sys.executable, "-m", "bot", "--data", data, "--config", config],
        cwd=ROOT,
        env={**os.environ, "TELEGRAM_BOT_TOKEN": _TOKEN, "PYTHONUTF8": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        bot.terminate()
        bot.wait(30)


def measure_load() -> None:
    """Print what many chats at once cost."""
    print("| case | messages | lost / twice / out of order | s | p95 s | 429 | memory growth MB |")
    print("|---|---|---|---|---|---|---|")
    _load("200 chats x 5, answers of 0.5 s", 200, 5, 0.5)
    _load("the same, nothing to wait for", 200, 5, 0.0)
    _load("the same, Telegram's limits kept", 200, 5, 0.0, overall=30, chat_seconds=1.0)


def _load(label: str, chats: int, each: int, seconds: float, **limits: float) -> None:
    with _stub(seconds) as (fake, bot):
        memory = bot.memory
        fake.limit(**limits)
        started, said = time.monotonic(), {}
        for number in range(each):
            for chat in range(100, 100 + chats):
                said[chat, f"{number}"] = time.monotonic()
                fake.say(chat, f"{number}")
        fake.wait(lambda: len(fake.sent()) > len(said), 300)
        spent = time.monotonic() - started
        growth = bot.memory - memory
    sent = [c for c in fake.calls("sendMessage") if c["status"] == 200][1:]
    taken = [
        call["at"] - said[call["result"]["chat"]["id"], call["result"]["text"].split(": ")[1]]
        for call in sent
    ]
    refused = sum(call["status"] == 429 for call in fake.calls())
    faults = _faults(
        fake, {chat: [str(n) for n in range(each)] for chat in range(100, 100 + chats)}
    )
    print(
        f"| {label} | {len(said)} | {faults} | {spent:.1f} | {_p95(taken):.1f} | {refused} "
        f"| {growth:.1f} |",
        flush=True,
    )


def _faults(fake: FakeTelegram, expected: dict[int, list[str]]) -> str:
    lost = twice = disordered = 0
    for chat, questions in expected.items():
        found = answers(fake, chat)
        lost += len({*questions} - {*found})
        twice += sum(Counter(found).values()) - len({*found})
        disordered += list(dict.fromkeys(found)) != [q for q in questions if q in found]
    return f"{lost} / {twice} / {disordered}"


def measure_flood() -> None:
    """Print how long fifty chats wait while another one floods the bot."""
    waits = []
    for flood in (0, 500):
        with _stub(0.05) as (fake, _):
            for number in range(flood):
                fake.say(99, f"{number}")
            started = time.monotonic()
            for chat in range(100, 150):
                fake.say(chat, "hỏi")
            fake.wait(lambda fake=fake: all(fake.sent(chat) for chat in range(100, 150)), 120)
            calls = [c for c in fake.calls("sendMessage") if int(c["params"]["chat_id"]) >= 100]
            waits.append(_p95([call["at"] - started for call in calls]))
    quiet, flooded = waits
    print(
        f"\nfifty chats, p95: {quiet:.2f} s alone, {flooded:.2f} s while one sends 500, "
        f"ratio {flooded / quiet:.2f}, goal <= 2"
    )


def measure_kills(rounds: int = 10) -> None:
    """Print what kills at random points with twenty messages waiting lose and repeat."""
    rng, results = random.Random(17), []
    for _ in range(rounds):
        with _stub(0.1) as (fake, bot):
            expected = {chat: [str(n) for n in range(4)] for chat in range(100, 105)}
            for number in range(4):
                for chat in expected:
                    fake.say(chat, str(number))
            time.sleep(rng.random())
            bot.kill()
            bot.start("--seconds", 0.1)
            fake.wait(
                lambda fake=fake: len({(m["chat"]["id"], m["text"]) for m in fake.sent()}) == 21, 60
            )
            bot.stop()
            results.append(_faults(fake, expected))
    print(f"kill -9, {rounds} rounds, lost / twice / out of order: {', '.join(results)}")


def measure_soak(seconds: int = _SOAK_SECONDS) -> None:
    """Print what a long time at two questions a second with faults loses and lets grow."""
    seen: list[tuple[float, float, int]] = []
    with _stub(0.0) as (fake, bot):
        for number in range(_WARMING):
            fake.say(100 + number % 20, "trước")
        fake.wait(lambda: len(fake.sent()) > _WARMING, 600)
        started = time.monotonic()

        def look() -> None:
            if not seen or time.monotonic() - started - seen[-1][0] > seconds / 20:
                seen.append((time.monotonic() - started, bot.memory, bot.open_files))

        asked = soak(
            fake, random.Random(28), seconds=seconds, rate=_RATE, share=_FAULTY, now_and_then=look
        )
        fake.wait(lambda: not unanswered(fake, asked), 60)
        lost = len(unanswered(fake, asked))
        look()
    (first, low, files), (last, high, more) = seen[0], seen[-1]
    slope = (high - low) * 3600 / (last - first)
    print(
        f"soak {seconds} s, {sum(map(len, asked.values()))} questions, lost {lost}, "
        f"memory {low:.1f} -> {high:.1f} MB ({slope:.1f} MB/h, goal < 5), "
        f"open files {files} -> {more}"
    )


@contextmanager
def _stub(seconds: float) -> Iterator[tuple[FakeTelegram, StubProcess]]:
    """Give a fake and a bot with stub answers that has answered once."""
    fake = FakeTelegram()
    with (
        tempfile.TemporaryDirectory() as name,
        running(fake) as root,
        stub_process(root, Path(name)) as bot,
    ):
        bot.start("--seconds", seconds)
        fake.say(1, "sẵn sàng?")
        if not fake.wait(lambda: bool(fake.sent()), 60):
            raise RuntimeError(bot.log)
        yield fake, bot


def _p95(spent: list[float]) -> float:
    return quantiles(spent, n=20)[-1]


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, capture_output=True)


def main(chosen: str = "", seconds: str = str(_SOAK_SECONDS)) -> None:
    """Print every part, or the one chosen."""
    parts = {
        "reply": measure_reply,
        "load": measure_load,
        "flood": measure_flood,
        "kills": measure_kills,
        "soak": lambda: measure_soak(int(seconds)),
    }
    for name, part in parts.items():
        if chosen in ("", name):
            print()
            part()


if __name__ == "__main__":
    main(*sys.argv[1:])
