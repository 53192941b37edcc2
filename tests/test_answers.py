"""Answers over the five articles and the starter corpus, on the project's own questions."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from knowledge.adapters.evaluation_files import load_questions
from tests.conftest import ROOT, Run

pytestmark = pytest.mark.slow  # every test starts whole processes

EVALS = ROOT / "tests" / "evals"


def _ask(run: Run, data: Path, questions: list[str], folder: Path) -> list[dict[str, Any]]:
    file = folder / "questions.jsonl"
    lines = [json.dumps({"id": n, "q": q}, ensure_ascii=False) for n, q in enumerate(questions)]
    file.write_text("\n".join(lines), encoding="utf-8")
    done = run("bot", "ask", "--data", data, "--batch", file)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def _percent(report: dict[str, Any], group: str, measure: str = "exact") -> Decimal:
    return Decimal(report["figures"][group][measure])


def test_articles_are_answered_as_well_as_before(article_data: Path, run: Run) -> None:
    done = run(
        *("knowledge", "evaluate", EVALS / "articles.yaml", "--data", article_data, "--json"),
        *("--baseline", EVALS / "figures" / "articles.json"),
    )
    report = json.loads(done.stdout)
    assert (done.returncode, report["drops"]) == (0, []), done.stderr
    assert _percent(report, "form:near_wording") >= 90, report["wrong"]
    assert _percent(report, "form:paraphrase") >= 70, report["wrong"]
    assert _percent(report, "all", "abstention") >= 90, report["wrong"]


def test_every_quote_stands_in_the_file_it_cites(
    article_data: Path, articles: Path, run: Run, tmp_path: Path
) -> None:
    asked = load_questions(EVALS / "articles.yaml").questions
    close = [q.text for q in asked if q.form == "near_wording" and q.accented]
    quoted = 0
    for reply in _ask(run, article_data, close, tmp_path):
        for citation in reply["citations"]:
            if citation["file"].startswith("articles/") and citation["quote"]:
                text = (articles / Path(citation["file"]).name).read_text(encoding="utf-8")
                quote = citation["quote"].removeprefix("…").removesuffix("…")
                assert " ".join(quote.split()) in " ".join(text.split())
                quoted += 1
    assert quoted >= 40


def test_what_is_declined_says_so_and_cites_nothing(
    article_data: Path, run: Run, tmp_path: Path
) -> None:
    asked = load_questions(EVALS / "articles.yaml").questions
    off = [question.text for question in asked if question.expected.declined]
    for reply in _ask(run, article_data, off, tmp_path):
        if reply["kind"] == "abstain":
            assert re.search(r"(?i)\b(?:không|chưa|chỉ)\b", reply["text"]), reply["text"]
            assert not reply["citations"]


def test_the_starter_corpus_answers_officials(starter_data: Path, run: Run) -> None:
    done = run(
        *("knowledge", "evaluate", EVALS / "starter.yaml", "--data", starter_data, "--json"),
        *("--config", starter_data / "words.yaml"),
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert _percent(report, "all") >= 90, report["wrong"]
