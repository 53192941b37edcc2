"""Answers over the five articles: how many are right, and what one costs."""

from __future__ import annotations

import argparse
import time
from itertools import product
from pathlib import Path
from statistics import median, quantiles

import yaml

from bot.app import build_assistant
from knowledge.adapters.workplace import Workplace
from knowledge.text import fold

ROOT = Path(__file__).resolve().parents[1]
EVALS = ROOT / "tests" / "evals" / "articles.yaml"


def measure(data: Path) -> None:
    """Print exactness, abstention and latency over an index of the articles.

    Args:
        data: data folder holding the five articles.
    """
    work = Workplace.open(argparse.Namespace(data=str(data)))
    assistant = build_assistant(work)
    evals = yaml.safe_load(EVALS.read_text(encoding="utf-8"))
    assistant.ask(evals["off_topic"][0], thread="warm")
    print("| question form | right figure and file | declined off-topic | ask p50 / p95 ms |")
    print("|---|---|---|---|")
    forms = (("as written", str), ("no diacritics", fold))
    for part, (name, form) in product(("questions", "paraphrases"), forms):
        spent: list[float] = []
        right = 0
        for entry in evals[part]:
            started = time.perf_counter()
            reply = assistant.ask(form(entry["q"]), thread="bench")
            spent.append((time.perf_counter() - started) * 1e3)
            said = " ".join([reply.text, *(citation.quote for citation in reply.citations)])
            cited = any(f"/{entry['file']}" in citation.file for citation in reply.citations)
            right += entry["holds"] in said and cited
        declined = sum(
            assistant.ask(form(q), thread="bench").kind == "abstain" for q in evals["off_topic"]
        )
        total, off = len(evals[part]), len(evals["off_topic"])
        cost = f"{median(spent):.1f} / {quantiles(spent, n=20)[-1]:.1f}"
        print(f"| {part}, {name} | {right}/{total} | {declined}/{off} | {cost} |")
