"""What a command costs: time on the clock and of the processor, memory of it and its children."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

ROOT = Path(__file__).resolve().parents[1]

_LOOK_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Cost:
    """What one command took.

    Attributes:
        seconds: on the clock.
        processor: seconds of the processor, its children's included; on a shared machine the
            steadier figure.
        resident: most bytes in memory at once, pages of files included.
        private: most bytes that no file and no other process holds.
    """

    seconds: float
    processor: float
    resident: int
    private: int

    def row(self, name: str, whole: Cost) -> str:
        """Return a row of a table, with the share of another command's cost."""
        return (
            f"| {name} | {self.seconds:.1f} | {100 * self.seconds / whole.seconds:.1f} % "
            f"| {self.processor:.1f} | {100 * self.processor / whole.processor:.1f} % "
            f"| {self.resident / 1e6:.0f} | {self.private / 1e6:.0f} |"
        )


HEAD = (
    "| step | seconds | of the first | processor seconds | of the first | MB resident "
    "| MB private |\n|---|---|---|---|---|---|---|"
)
"""Head of a table of :meth:`Cost.row`."""


def run(module: str, *arguments: object) -> Cost:
    """Run ``python -m MODULE ARGUMENTS``, which must succeed, and return what it took."""
    before = _processor()
    started = time.perf_counter()
    running = subprocess.Popen(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    resident = private = 0
    stop = Event()

    def watch() -> None:
        nonlocal resident, private
        while not stop.wait(_LOOK_SECONDS):
            held, own = _memory(running.pid)
            resident, private = max(resident, held), max(private, own)

    watching = Thread(target=watch)
    watching.start()
    status = running.wait()
    seconds = time.perf_counter() - started
    stop.set()
    watching.join()
    assert status == 0, (module, arguments, status)
    return Cost(seconds, _processor() - before, resident, private)


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _memory(process: int) -> tuple[int, int]:
    """Return the bytes a process and its children hold, and those of them no other holds."""
    resident = private = 0
    try:
        children = Path(f"/proc/{process}/task").glob("*/children")
        for one in [process, *(int(pid) for file in children for pid in file.read_text().split())]:
            for line in Path(f"/proc/{one}/status").read_text().splitlines():
                name, _, size = line.partition(":")
                if name == "VmRSS":
                    resident += 1024 * int(size.split()[0])
                elif name == "RssAnon":
                    private += 1024 * int(size.split()[0])
    except (FileNotFoundError, ProcessLookupError):
        pass  # it has just ended
    return resident, private
