"""Seconds and memory for a workbook of communes, against bare openpyxl on the same file.

Usage: ``python -m benchmarks.workbook [ROWS]`` (default 10,000).
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook

ROOT = Path(__file__).resolve().parents[1]
HEADERS = ["STT", "Huyện", "Loại", "Tên xã", "Danh mục"] + [
    header.format(year=year)
    for year in range(2021, 2024)
    for header in ("Tổng số hộ {year}", "Số hộ nghèo {year}", "Tỷ lệ hộ nghèo {year} (%)")
]
_TARGET = 20  # seconds for 10,000 rows, the whole process
_BARE = "import sys, openpyxl; b = openpyxl.load_workbook(sys.argv[1]); b.save(sys.argv[2])"


@dataclass(frozen=True)
class Row:
    """A row of the sheet, and the same unit in the shape of the line protocol."""

    cells: list[Any]
    case: dict[str, Any]


def make_rows(count: int, seed: int = 666) -> Iterator[Row]:
    """Yield rows of every verdict; one in fifty is impossible."""
    source = random.Random(seed)
    for number in range(1, count + 1):
        kind = source.choice(["xã", "xã", "xã", "phường", "thị trấn"])
        listed = "bãi ngang ven biển" if kind == "xã" and source.random() < 0.1 else None
        total = source.randrange(800, 4000)
        poor = source.choice([0, source.randrange(1, total // 8)])
        cells: list[Any] = [number, f"Huyện {number % 9 + 1}", kind, f"Đơn vị {number}", listed]
        figures = []
        for year in range(2021, 2024):
            known = source.random() < 0.97
            shown = -poor - 1 if source.random() < 0.007 else poor
            rate = max(round(100 * poor / total, 2), 1.01)
            cells += [total, shown if known else None, rate]
            text = f"{rate:.2f}".replace(".", ",")
            entry: dict[str, Any] = {"year": year, "households": total, "poor_rate": text}
            figures.append(entry | ({"poor_households": shown} if known else {}))
            poor = poor * source.randrange(55, 90) // 100
        place = {"province": "Bến Tre", "kind": kind, "listed_as": [listed] if listed else []}
        yield Row(cells, {"place": place, "submission_year": 2024, "figures": figures})


def workbook_of(rows: Iterable[Row]) -> bytes:
    """Return the rows under a header as a workbook."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Danh sách")
    sheet.append(HEADERS)
    for row in rows:
        sheet.append(row.cells)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def main(count: int = 10_000) -> None:
    """Print seconds and peak memory of the whole command, and of bare openpyxl."""
    with tempfile.TemporaryDirectory() as folder:
        source, result = Path(folder) / "bang.xlsx", Path(folder) / "ket-qua.xlsx"
        source.write_bytes(workbook_of(make_rows(count)))
        bare, bare_memory = _timed("-c", _BARE, str(source), str(Path(folder) / "bare.xlsx"))
        options = ("--province", "Bến Tre", "--year", "2024", "-o", str(result))
        spent, memory = _timed("-m", "knowledge", "check", str(source), *options)
        size = result.stat().st_size / 1e6
    print(f"{count:,} rows of {len(HEADERS)} columns, whole process; result {size:.1f} MB")
    print(f"check: {spent:.1f} s (target under {_TARGET} s for 10,000), {memory:.0f} MB")
    print(f"bare openpyxl load and save: {bare:.1f} s, {bare_memory:.0f} MB; x{spent / bare:.1f}")


def _timed(*arguments: str) -> tuple[float, float]:
    """Return seconds and the largest memory in MB of a child so far."""
    started = time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, capture_output=True)
    spent = time.perf_counter() - started
    return spent, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
