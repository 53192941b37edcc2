"""Answers over the five articles: how many are right, and what one costs."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from statistics import median, quantiles

from bot.app import build_assistant
from bot.assistant import Assistant
from bot.console import answer_json
from knowledge.adapters.evaluation_command import read_answer
from knowledge.adapters.evaluation_files import load_questions
from knowledge.adapters.workplace import Workplace
from knowledge.batch import BatchQuestion
from knowledge.evaluation import EvaluationQuestion, Judgement, judge

ROOT = Path(__file__).resolve().parents[1]
EVALS = ROOT / "tests" / "evals" / "articles.yaml"


def measure(data: Path) -> None:
    """Print exactness, abstention and latency over an index of the articles.

    Args:
        data: data folder holding the five articles.
    """
    work = Workplace.open(argparse.Namespace(data=str(data)))
    assistant = build_assistant(work)
    asked = load_questions(EVALS).questions
    _judged(assistant, asked[:1])  # warm
    print("| question form | right figure and file | declined off-topic | ask p50 / p95 ms |")
    print("|---|---|---|---|")
    for form, accented in product(("near_wording", "paraphrase"), (True, False)):
        judged = _judged(assistant, [q for q in asked if (q.form, q.accented) == (form, accented)])
        off = _judged(
            assistant, [q for q in asked if (q.form, q.accented) == ("off_topic", accented)]
        )
        right = sum(not entry.faults for entry in judged)
        declined = sum(not entry.faults for entry in off)
        spent = [entry.answered.elapsed_ms for entry in judged]
        cost = f"{median(spent):.1f} / {quantiles(spent, n=20)[-1]:.1f}"
        name = f"{form}, {'as written' if accented else 'no diacritics'}"
        print(f"| {name} | {right}/{len(judged)} | {declined}/{len(off)} | {cost} |")


def _judged(assistant: Assistant, asked: Sequence[EvaluationQuestion]) -> list[Judgement]:
    judged = []
    for question in asked:
        sent = BatchQuestion(question.id, question.text)
        reply = answer_json(assistant, sent, on_date=None, province=None)
        judged.append(judge(question, read_answer(reply), ()))
    return judged
