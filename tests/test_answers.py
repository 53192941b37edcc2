"""Answers over the five articles, measured on the project's own questions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from knowledge.text import fold
from tests.conftest import ROOT, Run

pytestmark = pytest.mark.slow  # every test starts whole processes

EVALS = yaml.safe_load((ROOT / "tests/evals/articles.yaml").read_text(encoding="utf-8"))


def _ask(run: Run, data: Path, questions: list[str], folder: Path) -> list[dict]:
    file = folder / "questions.jsonl"
    lines = [json.dumps({"id": n, "q": q}, ensure_ascii=False) for n, q in enumerate(questions)]
    file.write_text("\n".join(lines), encoding="utf-8")
    done = run("bot", "ask", "--data", data, "--batch", file)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("form", ["accented", "plain"])
@pytest.mark.parametrize(("part", "share"), [("questions", 0.9), ("paraphrases", 0.7)])
def test_articles_are_answered_and_cited(
    article_data: Path, run: Run, tmp_path: Path, part: str, share: float, form: str
) -> None:
    asked = [entry["q"] for entry in EVALS[part]]
    spoken = asked if form == "accented" else list(map(fold, asked))
    replies = _ask(run, article_data, spoken, tmp_path)
    assert [reply["id"] for reply in replies] == list(range(len(asked)))
    wrong = [
        entry["q"]
        for entry, reply in zip(EVALS[part], replies, strict=True)
        if (
            entry["holds"] not in reply["text"]
            and entry["holds"] not in " ".join(c["quote"] for c in reply["citations"])
        )
        or not any(f"/{entry['file']}" in c["file"] for c in reply["citations"])
    ]
    assert len(wrong) <= (1 - share) * len(asked), wrong


def test_every_quote_stands_in_the_file_it_cites(
    article_data: Path, articles: Path, run: Run, tmp_path: Path
) -> None:
    replies = _ask(run, article_data, [e["q"] for e in EVALS["questions"]], tmp_path)
    quoted = 0
    for reply in replies:
        for citation in reply["citations"]:
            if citation["file"].startswith("articles/") and citation["quote"]:
                text = (articles / Path(citation["file"]).name).read_text(encoding="utf-8")
                quote = citation["quote"].removeprefix("…").removesuffix("…")
                assert " ".join(quote.split()) in " ".join(text.split())
                quoted += 1
    assert quoted >= 40


def test_other_subjects_are_declined(article_data: Path, run: Run, tmp_path: Path) -> None:
    asked = EVALS["off_topic"] + list(map(fold, EVALS["off_topic"]))
    replies = _ask(run, article_data, asked, tmp_path)
    answered = [q for q, reply in zip(asked, replies, strict=True) if reply["kind"] != "abstain"]
    assert len(answered) <= 0.1 * len(asked), answered
    for reply in replies:
        if reply["kind"] == "abstain":
            assert "Không tìm thấy" in reply["text"]
            assert not reply["citations"]


def test_the_starter_corpus_answers_officials(starter_data: Path, run: Run, tmp_path: Path) -> None:
    entries = yaml.safe_load((ROOT / "tests/evals/starter.yaml").read_text(encoding="utf-8"))
    config = starter_data / "words.yaml"
    file = tmp_path / "q.jsonl"
    asked = [{"id": n, "q": e["q"]} for n, e in enumerate(entries)]
    asked += [{"id": n, "q": fold(e["q"])} for n, e in enumerate(entries)]
    file.write_text("\n".join(map(json.dumps, asked)), encoding="utf-8")
    done = run("bot", "ask", "--data", starter_data, "--config", config, "--batch", file)
    assert done.returncode == 0, done.stderr
    wrong = []
    for question, line in zip(asked, done.stdout.splitlines(), strict=True):
        reply, entry = json.loads(line), entries[question["id"]]
        names = {citation["document"] for citation in reply["citations"]}
        if entry["holds"] not in reply["text"] or not any(entry["cites"] in n for n in names):
            wrong.append((question["q"], reply["text"]))
    assert len(wrong) <= 0.1 * len(asked), wrong
