"""``make bench``: measures what the project claims; needs ``../shared`` for the real input."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import (
    abstention,
    answers,
    check_throughput,
    documents,
    figures,
    ingesting,
    reception,
    side_by_side,
    speed,
    telegram,
    workbook,
)

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
_QUESTIONS = 200
"""Questions of each kind that both stacks are asked."""


def main() -> None:
    """Print every section; one that lacks its input says so."""
    print("## Calculator\n")
    check_throughput.main()
    print("\n## Figures from text\n", flush=True)
    figures.main()
    print("\n## Workbook\n", flush=True)
    workbook.main()
    print("\n## Reception\n", flush=True)
    reception.main()
    print("\n## Speed\n", flush=True)
    speed.measure()
    print("\n## Telegram\n", flush=True)
    telegram.main()
    for title, section, needed in (
        ("Documents", documents.measure, SHARED / "corpus"),
        ("Ingest", _ingest, SHARED / "corpus" / "law"),
        ("Answers", _answers, SHARED / "corpus" / "articles"),
        ("Abstention", _abstention, SHARED / "corpus" / "articles"),
        ("Retrieval", _retrieval, SHARED / "bench" / "bench_retrieval.py"),
        ("Side by side", _side_by_side, SHARED / "bench" / "xquad_vi"),
    ):
        print(f"\n## {title}\n", flush=True)
        if needed.exists():
            section(needed)
        else:
            print(f"left out: ../shared/{needed.relative_to(SHARED)} is absent")


def _ingest(_folder: Path) -> None:
    with tempfile.TemporaryDirectory() as data:
        ingesting.measure(Path(data))


def _answers(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as data:
        _run("-m", "ingest", "--data", data, str(folder))
        answers.measure(Path(data))


def _abstention(_folder: Path) -> None:
    with tempfile.TemporaryDirectory() as data:
        abstention.measure(Path(data), write=False, corpora=("articles", "starter", "plans"))


def _retrieval(script: Path) -> None:
    _run(str(script), "--retriever", "benchmarks.retriever:make")


def _side_by_side(_folder: Path) -> None:
    side_by_side.measure(_QUESTIONS)


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
