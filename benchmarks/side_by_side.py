"""Our retriever beside the stack a LangChain tutorial gives, on the same passages and questions.

The other stack: recursive splitter, Chroma with the same embedding model, BM25 over words, both
joined by the ensemble retriever. Passage vectors are computed once for both; every question is
asked of both in turn, so that other work on the machine slows both alike.

``python -m benchmarks.side_by_side [--questions 400]``
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from math import log2
from pathlib import Path
from statistics import median, quantiles

import numpy as np
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings

from benchmarks.noise import KINDS, noisy
from benchmarks.retriever import make_with
from knowledge.adapters.embedders import PackagedE5
from knowledge.ports import Vectors

BENCH = Path(__file__).resolve().parents[2] / "shared" / "bench" / "xquad_vi"

Search = Callable[[str, int], list[int]]
_DEPTH = 10


class _Engine(Embeddings):
    """One engine for both stacks, in our shape and in LangChain's; passages are embedded once."""

    def __init__(self) -> None:
        self._engine = PackagedE5()
        self._passages: dict[str, Vectors] = {}
        self.model, self.dimension = self._engine.model, self._engine.dimension

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in self._passages]
        for text in new:
            self._passages[text] = self._engine.embed_passages([text])[0]
        return np.stack([self._passages[text] for text in texts])

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self.embed_passages(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> Vectors:
        return self._engine.embed_query(text)


def make_tutorial(passages: Sequence[str], engine: _Engine) -> Search:
    """Return a search by the tutorial's stack; as :func:`benchmarks.retriever.make` does."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # langchain-community announces its end
        from langchain_chroma import Chroma
        from langchain_classic.retrievers import EnsembleRetriever
        from langchain_community.retrievers import BM25Retriever
        from langchain_text_splitters import RecursiveCharacterTextSplitter
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    whole = [Document(text, metadata={"number": n}) for n, text in enumerate(passages)]
    parts = splitter.split_documents(whole)
    folder = tempfile.mkdtemp(prefix="bench-tutorial-")
    store = Chroma.from_documents(parts, engine, persist_directory=folder)
    words = BM25Retriever.from_documents(parts, k=2 * _DEPTH)
    vectors = store.as_retriever(search_kwargs={"k": 2 * _DEPTH})
    ensemble = EnsembleRetriever(retrievers=[words, vectors], weights=[0.5, 0.5])

    def search(question: str, k: int) -> list[int]:
        found = ensemble.invoke(question)
        return list(dict.fromkeys(document.metadata["number"] for document in found))[:k]

    return search


def measure(questions: int) -> None:
    """Print both stacks' recall, nDCG and time for every kind of noise.

    Args:
        questions: how many of the benchmark's, spread over all of them.
    """
    passages, asked = _load(questions)
    engine = _Engine()
    stacks = {"ours": make_with(passages, engine), "tutorial": make_tutorial(passages, engine)}
    for search in stacks.values():
        search("làm nóng", _DEPTH)
    print(f"{len(passages)} passages, {len(asked)} questions of each kind\n")
    print("| questions | stack | R@1 | R@5 | nDCG@10 | p50 / p95 ms |\n|---|---|---|---|---|---|")
    behind = []
    for kind in KINDS:
        figures = _compare(stacks, [(noisy(text, kind), right) for text, right in asked])
        for name, (first, five, gain, half, most) in figures.items():
            print(f"| {kind} | {name} | {first:.3f} | {five:.3f} | {gain:.3f} "
                  f"| {half:.1f} / {most:.1f} |", flush=True)  # fmt: skip
        ours, theirs = figures["ours"], figures["tutorial"]
        columns = ("R@1", "R@5", "nDCG@10", "p50", "p95")
        better = [a >= b for a, b in zip(ours[:3], theirs[:3], strict=True)]
        better += [a <= b for a, b in zip(ours[3:], theirs[3:], strict=True)]
        behind += [f"{kind}: {c}" for c, good in zip(columns, better, strict=True) if not good]
    print(f"\nours is behind in: {'; '.join(behind) or 'no column'}")


def _compare(
    stacks: dict[str, Search], asked: Sequence[tuple[str, set[int]]]
) -> dict[str, tuple[float, float, float, float, float]]:
    rows: dict[str, list[tuple[float, float, float, float]]] = {name: [] for name in stacks}
    for at, (question, right) in enumerate(asked):
        turn = list(stacks.items())
        for name, search in turn if at % 2 else turn[::-1]:
            started = time.perf_counter()
            found = search(question, _DEPTH)
            spent = (time.perf_counter() - started) * 1e3
            rows[name].append((*_worth(found, right), spent))
    return {name: _summary(row) for name, row in rows.items()}


def _worth(found: Sequence[int], right: set[int]) -> tuple[float, float, float]:
    gain = sum(1 / log2(rank + 2) for rank, n in enumerate(found) if n in right)
    best = sum(1 / log2(rank + 2) for rank in range(min(len(right), _DEPTH)))
    return (
        len(right & set(found[:1])) / len(right),
        len(right & set(found[:5])) / len(right),
        gain / best,
    )


def _summary(
    rows: Sequence[tuple[float, float, float, float]],
) -> tuple[float, float, float, float, float]:
    first, five, gain, spent = zip(*rows, strict=True)
    share = len(rows)
    p95 = quantiles(spent, n=20)[-1]
    return sum(first) / share, sum(five) / share, sum(gain) / share, median(spent), p95


def _load(questions: int) -> tuple[list[str], list[tuple[str, set[int]]]]:
    def rows(name: str) -> list[dict[str, str]]:
        with (BENCH / name).open(encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]

    corpus, queries = rows("corpus.jsonl"), rows("queries.jsonl")
    number = {entry["id"]: n for n, entry in enumerate(corpus)}
    passages = [". ".join(filter(None, (e["title"], e["text"]))) for e in corpus]
    every = max(len(queries) // questions, 1)
    asked = [(q["text"], {number[r] for r in q["relevant"]}) for q in queries[::every]]
    return passages, asked[:questions]


def main() -> None:
    """Compare the stacks on as many questions as wanted."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.side_by_side")
    parser.add_argument("--questions", type=int, default=200)
    measure(parser.parse_args().questions)


if __name__ == "__main__":
    main()
