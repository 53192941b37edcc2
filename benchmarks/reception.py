"""What the reception adds to an answer (access, masking, the journal's line); checking the chain.

Usage: ``python -m benchmarks.reception``. The floor is a bare insert and commit in SQLite with the
same durability, taken in turns with the requests it is compared to.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median, quantiles

from bot.app import build_reception
from bot.reception import Reception
from bot.visitor import Visitor
from knowledge.adapters.files import load_messages, load_settings
from knowledge.adapters.workplace import Workplace
from knowledge.answer import Reply
from knowledge.journal import first_fault

ROOT = Path(__file__).resolve().parents[1]
REQUESTS, THREADS = 400, 64
_QUESTION = "Xã tôi cuối năm 2022 có 100 hộ nghèo, 2023 còn 80, 2024 còn 64 thì có đạt không?"


class _Instant:
    """An assistant that takes no time."""

    def ask(self, question: str, **_: object) -> Reply:
        return Reply("answer", question)

    def take_file(
        self, name: str, content: bytes, *, thread: str | None, province: str | None = None
    ) -> Reply:
        return Reply("answer", name)


def main() -> None:
    """Print what a request costs, alone and among 64 threads, and how fast the chain is checked."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(ROOT / "config.yaml")
        access = settings.access.model_copy(update={"most_questions": 600})
        settings = settings.model_copy(update={"access": access})
        work = Workplace(settings, load_messages(), Path(folder), ROOT / "config.yaml")
        reception = build_reception(work, _Instant())
        bare = sqlite3.connect(Path(folder) / "bare.db", check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            bare.execute(f"PRAGMA {pragma}")
        bare.execute("CREATE TABLE line (text TEXT)")
        _ask(reception, 0)
        asked, floor = [], []
        for number in range(REQUESTS):
            asked.append(_timed(lambda n=number: _ask(reception, n)))
            floor.append(_timed(lambda: _commit(bare)))
        print("| | p50 ms | p95 ms |\n|---|---|---|")
        print(f"| reception around an instant answer | {_row(asked)} |")
        print(f"| bare insert and commit | {_row(floor)} |")
        with ThreadPoolExecutor(THREADS) as pool:
            spent = _timed(lambda: list(pool.map(lambda n: _ask(reception, n), range(2000))))
        print(f"\n{THREADS} threads: {2000 / spent * 1e3:.0f} requests/s; ", end="")
        print(f"one commit at a time would allow {1e3 / median(floor):.0f}/s")
        count = work.journal.head().sequence
        spent = _timed(lambda: first_fault(work.journal.lines(), work.journal.head()))
        print(f"checking the chain: {count / spent * 1e3:.0f} lines/s")


def _ask(reception: Reception, number: int) -> None:
    visitor = Visitor("telegram", str(number % 100))
    if reception.ask(visitor, _QUESTION, f"tg:{number % 100}") is None:
        raise RuntimeError("refused for pace: more requests than the benchmark may make")


def _commit(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO line VALUES (?)", (_QUESTION * 5,))
    connection.commit()


def _timed(work: Callable[[], object]) -> float:
    """Return the milliseconds ``work`` takes."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1e3


def _row(times: list[float]) -> str:
    return f"{median(times):.2f} | {quantiles(times, n=20)[-1]:.2f}"


if __name__ == "__main__":
    main()
