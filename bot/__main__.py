"""Command line of the assistant: the Telegram bot, the console chat, one answer or many."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from datetime import UTC, datetime, time
from pathlib import Path

os.environ.setdefault("LANGGRAPH_STRICT_MSGPACK", "true")
os.environ.setdefault("PTB_TIMEDELTA", "true")

from bot.app import build_assistant
from bot.console import answer_batch, answer_json, ask_locally, chat, save_files
from bot.front import build_channel, build_enrolment, build_reception, build_renderer
from bot.journal_view import export_lines, verdict_line
from bot.reception import Reception
from bot.visitor import LOCAL
from knowledge.access import ROLES
from knowledge.adapters.command import FAILED, leave_at_once, run_command
from knowledge.adapters.sole_instance import sole_instance
from knowledge.adapters.workplace import Workplace, add_place_options, day_argument
from knowledge.batch import BatchQuestion, read_questions
from knowledge.errors import ConfigError
from knowledge.journal import Entry, first_fault

TOKEN = "TELEGRAM_BOT_TOKEN"  # noqa: S105 - the name of the variable


def main(arguments: list[str] | None = None) -> int:
    """Run ``python -m bot`` and return its exit status."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(
        level=logging.INFO if options.command is None else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    commands = {
        None: _telegram,
        "chat": _chat,
        "ask": _ask,
        "invite": _invite,
        "journal": _journal,
    }
    return commands[options.command](options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot",
        description="Trợ lý thi đua: không kèm lệnh thì chạy bot Telegram.",
    )
    add_place_options(parser)
    commands = parser.add_subparsers(dest="command", metavar="LỆNH")
    talk = commands.add_parser("chat", help="trò chuyện tại dòng lệnh")
    ask = commands.add_parser("ask", help="trả lời một câu hỏi hoặc một tệp câu hỏi")
    ask.add_argument("question", nargs="?", metavar="CÂU_HỎI")
    ask.add_argument("--json", action="store_true", help="in dạng JSON")
    ask.add_argument("--batch", type=Path, metavar="TỆP", help='tệp JSONL {"id","q"}')
    ask.add_argument("--as-of", type=day_argument, metavar="NGÀY", help="trả lời cho ngày này")
    for command in (talk, ask):
        command.add_argument("--province", metavar="TỈNH", help="tỉnh khi câu hỏi không nêu")
    invite = commands.add_parser("invite", help="cấp mã đăng ký dùng một lần")
    invite.add_argument("--role", choices=ROLES, required=True, help="quyền mà mã cấp")
    journal = commands.add_parser("journal", help="in hoặc kiểm tra nhật ký")
    journal.add_argument("--json", action="store_true", help="in dạng JSONL, đủ mọi cột")
    journal.add_argument("--since", type=day_argument, metavar="NGÀY", help="chỉ từ ngày này")
    journal.add_argument(
        "--verify",
        nargs="?",
        const="",
        metavar="MÃ",
        help="kiểm tra chuỗi băm, và mã đã chép giữ từ lần kiểm tra trước (nếu ghi)",
    )
    for command in (talk, ask, invite, journal):
        add_place_options(command)
    return parser


def _telegram(options: argparse.Namespace) -> int:
    from bot.telegram.wiring import run as run_telegram  # late: the console does without it

    work = Workplace.open(options)
    token = os.environ.get(TOKEN, "")
    if not token:
        raise ConfigError(work.messages("cli.no_token", variable=TOKEN))
    with sole_instance(work.data, work.messages):
        channel = build_channel(work, token, os.environ)
        finished = run_telegram(channel, _reception(work))
    return 0 if finished else leave_at_once(0)


def _chat(options: argparse.Namespace) -> int:
    work = Workplace.open(options)
    render = build_renderer(work)
    chat(_reception(work), render, work.messages, sys.stdin, sys.stdout, options.province)
    return 0


def _ask(options: argparse.Namespace) -> int:
    work = Workplace.open(options)
    province: str | None = options.province
    reception = _reception(work)
    if options.batch is not None:
        questions = read_questions(options.batch, work.messages)
        answer_batch(reception, questions, on_date=options.as_of, province=province)
        return 0
    if not options.question:
        sys.stderr.write(work.messages("cli.no_query") + "\n")
        return FAILED
    if options.json:
        question = BatchQuestion(None, options.question)
        answer = answer_json(reception, question, on_date=options.as_of, province=province)
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        return 0
    reply = ask_locally(reception, options.question, None, on_date=options.as_of, province=province)
    shown = [build_renderer(work).text(reply), *save_files(reply, work.messages, Path.cwd())]
    sys.stdout.write("\n\n".join(filter(None, shown)) + "\n")
    return 0


def _invite(options: argparse.Namespace) -> int:
    work = Workplace.open(options)
    entry = Entry("code_made", LOCAL.person, {"channel": LOCAL.channel})
    sys.stdout.write(build_enrolment(work).make(options.role, entry) + "\n")
    return 0


def _journal(options: argparse.Namespace) -> int:
    work = Workplace.open(options)
    journal, zone = work.journal, work.settings.zone
    if options.verify is not None:
        head = journal.head()
        fault = first_fault(journal.lines(), head, options.verify or None)
        sys.stdout.write(verdict_line(head, fault, work.messages) + "\n")
        return FAILED if fault else 0
    since = datetime.combine(options.since, time.min, zone) if options.since else None
    start = since.astimezone(UTC).isoformat() if since else ""
    for line in export_lines(journal.lines(start), zone, work.messages, as_json=options.json):
        sys.stdout.write(line + "\n")
    return 0


def _reception(work: Workplace) -> Reception:
    return build_reception(work, build_assistant(work))


if __name__ == "__main__":
    sys.exit(run_command(main))
