"""Speed and memory of the calculator's line protocol, in one process on one core.

Usage: ``python -m benchmarks.check_throughput [CASES]`` (default 20,000).
"""

from __future__ import annotations

import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from knowledge.adapters.files import load_messages
from knowledge.adapters.rule_files import load_calculator
from knowledge.check import check_lines

_TARGET = 20_000  # cases per second
_RUNS = 5  # other work on the machine slows single runs
_STREAMS = (20_000, 200_000)  # cases
ROOT = Path(__file__).resolve().parents[1]


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


def measure(count: int) -> None:
    """Print the speed beside the target and beside a bare decoding and encoding of the lines."""
    stored = [line.encode() for line in generate(count)]
    messages = load_messages()
    calculator = load_calculator(messages)
    checked, bare, written = [], [], 0
    for _ in range(_RUNS):  # side by side, so that other work slows both alike
        lines = [line.decode() for line in stored]  # new text: nothing of the last run is kept
        started = time.perf_counter()
        written = sum(len(result) for result in check_lines(lines, calculator, messages))
        between = time.perf_counter()
        for line in lines:
            json.dumps(json.loads(line), ensure_ascii=False)
        checked.append(between - started)
        bare.append(time.perf_counter() - between)
    best, middle = count / min(checked), count / statistics.median(checked)
    print(f"{count:,} cases, {written:,} characters out, {_RUNS} runs")
    print(f"cases/s: best {best:,.0f}, median {middle:,.0f}, target {_TARGET:,}")
    ratio = min(checked) / min(bare)
    print(f"time of one case: {ratio:.1f} x json.loads + json.dumps of its line")


def measure_memory() -> None:
    """Print the resident set after a short and a long stream in a process of its own."""
    script = "from benchmarks import check_throughput as it; it.stream()"
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)


def stream() -> None:
    """Check streams of generated cases and print what the process holds after each."""
    messages = load_messages()
    calculator = load_calculator(messages)
    held = []
    for count in _STREAMS:
        for _ in check_lines(generate(count), calculator, messages):
            pass
        held.append(_resident())
    shown = ", ".join(f"{h:,.1f} MB after {c:,}" for h, c in zip(held, _STREAMS, strict=True))
    print(f"memory: {shown} cases, growth {held[-1] - held[0]:,.1f} MB")


def measure_command(count: int) -> None:
    """Print the time of the whole process ``python -m knowledge check --json``."""
    command = [sys.executable, "-m", "knowledge", "check", "--json"]
    with tempfile.TemporaryFile() as lines, tempfile.TemporaryFile() as results:
        for line in generate(count):
            lines.write(line.encode() + b"\n")
        lines.seek(0)
        started = time.perf_counter()
        subprocess.run(command, cwd=ROOT, stdin=lines, stdout=results, check=True)
        spent = time.perf_counter() - started
        results.seek(0)
        assert sum(1 for _ in results) == count
    print(f"command: {count:,} cases in {spent:.1f} s with its start, {count / spent:,.0f} cases/s")


def _resident() -> float:
    """Return the resident set of this process in MB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def main() -> None:
    """Print speed, memory and the time of the command."""
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
    measure_memory()
    measure_command(_STREAMS[-1])


if __name__ == "__main__":
    main()
