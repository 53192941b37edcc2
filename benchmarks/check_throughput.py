"""Cases per second of the calculator's line protocol, in one process on one core.

Usage: ``python benchmarks/check_throughput.py [CASES]`` (default 20,000).
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from collections.abc import Iterator

from knowledge.adapters.files import load_messages
from knowledge.adapters.rule_files import load_calculator
from knowledge.check import check_lines

_TARGET = 20_000  # cases per second
_RUNS = 5  # other work on the machine slows single runs


def generate(count: int, seed: int = 666) -> Iterator[str]:
    """Yield ``count`` input lines: all levels, complete and incomplete, counts and rates."""
    source = random.Random(seed)
    for number in range(count):
        total = source.randrange(800, 4000)
        poor = source.randrange(0, total // 6)
        figures = []
        for year in range(2021, 2025):
            entry: dict[str, object] = {"year": year}
            if source.random() < 0.95:
                entry |= {"households": total, "poor_households": poor}
            if source.random() < 0.4:
                entry["poor_rate"] = f"{100 * poor / total:.2f}".replace(".", ",")
            figures.append(entry)
            poor = poor * source.randrange(60, 95) // 100
        place = {
            "province": source.choice(["Bến Tre", "Bến Tre", "Bến Tre", "tỉnh Bến Tre", "Sơn La"]),
            "kind": source.choice(["xã", "xã", "phường", "thị trấn", "huyện"]),
            "name": f"Đơn vị {number}",
            "listed_as": source.choice([[], [], [], ["bãi ngang ven biển"]]),
        }
        case = {
            "id": f"c{number}",
            "programme": "vi-nguoi-ngheo-2021-2025",
            "place": place,
            "submission_year": source.choice([2024, 2025]),
            "figures": figures,
        }
        yield json.dumps(case, ensure_ascii=False)


def main() -> None:
    """Print the speed beside the target."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    lines = list(generate(count))
    messages = load_messages()
    calculator = load_calculator(messages)
    speeds = []
    for _ in range(_RUNS):
        started = time.perf_counter()
        written = sum(len(result) for result in check_lines(lines, calculator, messages))
        speeds.append(count / (time.perf_counter() - started))
    best, middle = max(speeds), statistics.median(speeds)
    print(f"{count:,} cases, {written:,} characters out, {_RUNS} runs")
    print(f"cases/s: best {best:,.0f}, median {middle:,.0f}, target {_TARGET:,}")


if __name__ == "__main__":
    main()
