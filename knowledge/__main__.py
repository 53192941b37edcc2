"""Command line of what is true: search passages, list documents, check cases."""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.adapters.command import FAILED, run_command
from knowledge.adapters.evaluation_command import add_evaluation_options, evaluate
from knowledge.adapters.line_batches import line_batches
from knowledge.adapters.register_files import load_register
from knowledge.adapters.rule_files import load_calculator, load_rule_sets
from knowledge.adapters.sheet_command import (
    add_sheet_options,
    add_template_options,
    check_sheet,
    write_template,
)
from knowledge.adapters.workbook import WorkbookChecker
from knowledge.adapters.workplace import Workplace, add_place_options, day_argument
from knowledge.answering import Candidate
from knowledge.batch import read_questions
from knowledge.check import check_lines
from knowledge.document_json import document_json
from knowledge.document_text import document_text, register_text
from knowledge.rules_text import rules_json, rules_text


def main(arguments: list[str] | None = None) -> int:
    """Run ``python -m knowledge`` and return its exit status."""
    options = _parser().parse_args(arguments)
    commands = {
        "search": _search,
        "documents": _documents,
        "check": _check,
        "evaluate": evaluate,
        "rules": _rules,
        "template": _template,
    }
    return commands[options.command](options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m knowledge",
        description="Tra cứu kho văn bản, sổ văn bản và máy tính điều kiện, không qua hội thoại.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="LỆNH")
    search = commands.add_parser("search", help="tìm đoạn văn trong chỉ mục")
    search.add_argument("query", nargs="?", metavar="CÂU_HỎI")
    search.add_argument("-k", type=int, default=5, help="số đoạn (mặc định 5)")
    search.add_argument("--json", action="store_true", help="in dạng JSON")
    search.add_argument("--batch", type=Path, metavar="TỆP", help='tệp JSONL {"id","q"}')
    documents = commands.add_parser("documents", help="sổ văn bản, hoặc một văn bản")
    documents.add_argument("number", nargs="?", metavar="SỐ_HIỆU")
    documents.add_argument("--as-of", type=day_argument, metavar="NGÀY", help="hiệu lực vào ngày")
    documents.add_argument("--json", action="store_true", help="in dạng JSON")
    check = commands.add_parser("check", help="máy tính điều kiện: bảng tính, hoặc JSONL")
    check.add_argument("--json", action="store_true", help="JSONL từ đầu vào chuẩn")
    add_sheet_options(check)
    measured = commands.add_parser("evaluate", help="đo chất lượng trả lời bằng một bộ câu hỏi")
    add_evaluation_options(measured)
    template = commands.add_parser("template", help="ghi tệp mẫu để nhập danh sách đơn vị")
    add_template_options(template)
    rules = commands.add_parser("rules", help="tiêu chí trong kho, nhóm quá hạn kiểm tra lại trước")
    rules.add_argument("--as-of", type=day_argument, metavar="NGÀY", help="tính hạn vào ngày")
    rules.add_argument("--json", action="store_true", help="in dạng JSON")
    for command in (search, documents, check, measured, template, rules):
        add_place_options(command)
    return parser


def _search(options: argparse.Namespace) -> int:
    work = Workplace.open(options)
    library = work.library()()
    if options.batch is not None:
        for question in read_questions(options.batch, work.messages):
            found = library.search(question.text, options.k)
            _write({"id": question.id, "results": list(_ranked(found))})
        return 0
    if not options.query:
        sys.stderr.write(work.messages("cli.no_query") + "\n")
        return FAILED
    found = library.search(options.query, options.k)
    if options.json:
        _write(list(_ranked(found)))
        return 0
    for entry in _ranked(found):
        sys.stdout.write(work.messages("cli.hit", **entry) + "\n")
    return 0


def _ranked(found: list[Candidate]) -> Iterator[dict[str, Any]]:
    for rank, candidate in enumerate(found, start=1):
        passage, document = candidate.passage, candidate.document
        source = passage.attribution
        yield {
            "rank": rank,
            "score": round(candidate.score, 6),
            "file": document.file,
            "document": source.document if source else document.number or document.title,
            "section": passage.section,
            "text": passage.text,
        }


def _documents(options: argparse.Namespace) -> int:
    work = Workplace.open(options)
    register = load_register()
    on: date = options.as_of or work.today()
    if options.number is None:
        if options.json:
            _write([document_json(d, register, on, work.messages) for d in register.listed()])
        else:
            sys.stdout.write(register_text(register, on, work.messages) + "\n")
        return 0
    found = register.lookup(options.number)
    if not found:
        sys.stderr.write(work.messages("cli.no_document", number=options.number) + "\n")
        return FAILED
    if options.json:
        _write(document_json(found[0], register, on, work.messages))
    else:
        texts = (document_text(document, register, on, work.messages) for document in found)
        sys.stdout.write("\n\n".join(texts) + "\n")
    return 0


def _check(options: argparse.Namespace) -> int:
    work = Workplace.open(options)
    calculator = load_calculator(work.messages)
    if options.json == (options.file is not None):
        key = "sheet.two_inputs" if options.json else "sheet.no_input"
        sys.stderr.write(work.messages(key) + "\n")
        return FAILED
    if options.file is not None:
        return check_sheet(options, WorkbookChecker(calculator, work.messages), work)
    output = sys.stdout.buffer
    with io.FileIO(sys.stdin.fileno(), closefd=False) as source:
        for lines in line_batches(source):
            results = check_lines(lines, calculator, work.messages)
            output.write("".join([result + "\n" for result in results]).encode())
            output.flush()
    return 0


def _rules(options: argparse.Namespace) -> int:
    work = Workplace.open(options)
    rule_sets, on = load_rule_sets(), options.as_of or work.today()
    if options.json:
        _write(rules_json(rule_sets, on, work.messages))
    else:
        sys.stdout.write(rules_text(rule_sets, on, work.messages) + "\n")
    return 0


def _template(options: argparse.Namespace) -> int:
    work = Workplace.open(options)
    checker = WorkbookChecker(load_calculator(work.messages), work.messages)
    return write_template(options, checker, work.messages)


def _write(content: Any) -> None:
    sys.stdout.write(json.dumps(content, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    sys.exit(run_command(main))
