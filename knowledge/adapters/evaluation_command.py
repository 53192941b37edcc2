"""``evaluate``: asks every question of a set through the contract's program and measures it."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from knowledge.adapters.command import FAILED
from knowledge.adapters.evaluation_files import (
    QuestionSet,
    load_figures,
    load_questions,
    save_figures,
)
from knowledge.adapters.files import PACKAGE
from knowledge.adapters.workplace import Workplace
from knowledge.answering import Candidate
from knowledge.errors import ConfigError, TroLyError
from knowledge.evaluation import (
    RETRIEVED,
    Answered,
    Cited,
    EvaluationQuestion,
    Hit,
    Judgement,
    judge,
)
from knowledge.evaluation_figures import drops, group_figures
from knowledge.evaluation_report import Comparison, report_json, report_text

_TOLERANCE = Decimal(2)


def add_evaluation_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``evaluate FILE``, but ``--data`` and ``--config``."""
    parser.add_argument("file", type=Path, metavar="TỆP", help="bộ câu hỏi, dạng YAML")
    parser.add_argument(
        "--corpora", type=Path, metavar="THƯ_MỤC", help="thư mục có một thư mục dữ liệu mỗi kho"
    )
    parser.add_argument("--corpus", metavar="KHO", help="chỉ hỏi các câu của một kho")
    parser.add_argument("--json", action="store_true", help="in dạng JSON")
    parser.add_argument(
        "--baseline", type=Path, metavar="TỆP", help="so với số liệu đã lưu, giảm thì báo lỗi"
    )
    parser.add_argument(
        "--tolerance",
        type=_points,
        default=_TOLERANCE,
        metavar="ĐIỂM",
        help="được giảm tối đa chừng ấy điểm phần trăm (mặc định 2)",
    )
    parser.add_argument("--save", type=Path, metavar="TỆP", help="lưu số liệu để lần sau so")


def _points(text: str) -> Decimal:
    try:
        points = Decimal(text)
    except InvalidOperation as error:
        raise argparse.ArgumentTypeError(f"«{text}» không phải số, ví dụ 0.5") from error
    if not 0 <= points <= 100:
        raise argparse.ArgumentTypeError(f"«{text}» phải từ 0 đến 100")
    return points


def evaluate(options: argparse.Namespace) -> int:
    """Run ``evaluate`` and return its exit status: failed when a figure dropped.

    Raises:
        DataFileError: the set or the saved figures cannot be used.
        ConfigError: the options do not fit each other or the set.
        TroLyError: the questions could not be asked.
    """
    work = Workplace.open(options)
    asked = _asked(options, work)
    saved = load_figures(options.baseline, asked) if options.baseline else None
    on = asked.asked_on or work.today()
    judgements: list[Judgement] = []
    for corpus in asked.corpora:
        place = _place(work, options.corpora, corpus)
        judgements += _judged(asked.of_corpus(corpus).questions, place, on)
    figures = group_figures(judgements)
    comparison = None
    if saved is not None:
        found = drops(figures, saved, options.tolerance)
        comparison = Comparison(options.baseline.name, options.tolerance, found)
    if options.save:
        save_figures(options.save, asked, figures)
    if options.json:
        content: Any = report_json(judgements, figures, comparison)
        sys.stdout.write(json.dumps(content, ensure_ascii=False) + "\n")
    else:
        title = work.messages(
            "evaluate.title", name=asked.name, count=len(judgements), on=f"{on:%d/%m/%Y}"
        )
        text = report_text(title, judgements, figures, comparison, work.messages)
        sys.stdout.write(text + "\n")
    return FAILED if comparison is not None and comparison.drops else 0


def _asked(options: argparse.Namespace, work: Workplace) -> QuestionSet:
    asked = load_questions(options.file)
    if options.corpora is not None and getattr(options, "data", None) is not None:
        raise ConfigError(work.messages("evaluate.two_places"))
    if options.corpus is not None:
        if options.corpus not in asked.corpora:
            names = ", ".join(name or "-" for name in asked.corpora)
            raise ConfigError(
                work.messages("evaluate.no_corpus", corpus=options.corpus, names=names)
            )
        return asked.of_corpus(options.corpus)
    if options.corpora is None and len(asked.corpora) > 1:
        names = ", ".join(name or "-" for name in asked.corpora)
        raise ConfigError(work.messages("evaluate.several_corpora", names=names))
    return asked


def _place(work: Workplace, corpora: Path | None, corpus: str) -> Workplace:
    if corpora is None:
        return work
    folder = corpora / corpus
    if not corpus or not folder.is_dir():
        raise ConfigError(work.messages("evaluate.no_folder", corpus=corpus or "-", folder=corpora))
    return replace(work, data=folder)


def _judged(
    questions: Sequence[EvaluationQuestion], place: Workplace, on: date
) -> Iterator[Judgement]:
    answers = _answers(questions, place, on)
    library = place.library()()
    for question, answered in zip(questions, answers, strict=True):
        hits = [_hit(candidate) for candidate in library.search(question.text, RETRIEVED)]
        yield judge(question, answered, hits)


def _hit(candidate: Candidate) -> Hit:
    source, document = candidate.passage.attribution, candidate.document
    name = source.document if source else document.number or document.title
    return Hit(document.file, name, candidate.passage.text, document.captions)


def _answers(questions: Sequence[EvaluationQuestion], place: Workplace, on: date) -> list[Answered]:
    """Ask the questions through ``python -m bot ask --batch``, each in a fresh conversation."""
    with tempfile.TemporaryDirectory() as folder:
        batch = Path(folder) / "questions.jsonl"
        lines = [json.dumps({"id": question.id, "q": question.text}) for question in questions]
        batch.write_text("\n".join(lines) + "\n", encoding="utf-8")
        done = subprocess.run(  # noqa: S603 - our own module, no shell
            [
                *(sys.executable, "-m", "bot", "ask", "--batch", str(batch)),
                *("--data", str(place.data.resolve()), "--as-of", on.isoformat()),
                *("--config", str(place.config_file.resolve())),
            ],
            cwd=PACKAGE.parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    replies = done.stdout.splitlines()
    if done.returncode != 0 or len(replies) != len(questions):
        reason = (done.stderr.strip().splitlines() or ["-"])[-1]
        raise TroLyError(place.messages("evaluate.not_asked", reason=reason))
    return [read_answer(json.loads(reply)) for reply in replies]


def read_answer(reply: Mapping[str, Any]) -> Answered:
    """Return one answer of ``ask --json`` (design, section 6)."""
    citations = tuple(
        Cited(
            document=source["document"],
            title=source["title"],
            section=source["section"],
            quote=source["quote"],
            file=source["file"],
            in_force=source["in_force"],
        )
        for source in reply["citations"]
    )
    return Answered(
        reply["kind"],
        reply["text"],
        citations,
        reply["determination"] is not None,
        Decimal(str(reply["elapsed_ms"])),
    )
