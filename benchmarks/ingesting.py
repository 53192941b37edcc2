"""Ingest: reading and cutting, the word index, and vectors against the bare engine's rate."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from ingest.pipeline import Candidate, find_files, ingest_words
from ingest.publish import passage_keys
from knowledge.adapters.index_folder import IndexRoot
from knowledge.adapters.workplace import Workplace
from knowledge.lexical import LexicalIndex

_SAMPLE = 32
"""Passages embedded for the rate; the engine needs a few seconds for them."""


def measure(folder: Path, data: Path) -> None:
    """Print passages per second of each step.

    Args:
        folder: files to read.
        data: an empty data folder.
    """
    work = Workplace.open(argparse.Namespace(data=str(data)))
    files = find_files([folder], work.messages)
    root = IndexRoot(data)
    print("| step | passages | passages/s |\n|---|---|---|")
    count = _timed("read, cut and publish with words", lambda: _first(files, root, work))
    started = time.perf_counter()
    ingest_words(files, root, work.settings.ingest, work.messages)
    again = time.perf_counter() - started
    passages = list(root.open_current().store.passages())
    _timed("word index alone", lambda: LexicalIndex.build([p.indexed_text for p in passages]).size)
    if work.embedder is not None:
        _, texts = passage_keys(iter(passages))
        sample = sorted(texts.values(), key=len)[:: max(len(texts) // _SAMPLE, 1)][:_SAMPLE]
        work.embedder.embed_passages(sample[:1])
        _timed("vectors", lambda: len(work.embedder.embed_passages(sample)))
    print(f"\nthe same {count} passages again, unchanged: {again:.2f} s")


def _first(files: list[Candidate], root: IndexRoot, work: Workplace) -> int:
    report = ingest_words(files, root, work.settings.ingest, work.messages)
    return report.manifest.passages if report.manifest else 0


def _timed(name: str, step: Callable[[], int]) -> int:
    started = time.perf_counter()
    count = step()
    seconds = time.perf_counter() - started
    print(f"| {name} | {count} | {count / seconds:.1f} |")
    return int(count)
