"""Command line of the assistant: the Telegram bot, the console chat, one answer or many."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from pathlib import Path

os.environ.setdefault("LANGGRAPH_STRICT_MSGPACK", "true")
os.environ.setdefault("PTB_TIMEDELTA", "true")

from bot.app import build_assistant, build_channel
from bot.console import answer_batch, answer_json, chat, save_files
from bot.render import render_text
from knowledge.adapters.command import FAILED, leave_at_once, run_command
from knowledge.adapters.sole_instance import sole_instance
from knowledge.adapters.workplace import Workplace, add_place_options, day_argument
from knowledge.batch import BatchQuestion, read_questions
from knowledge.errors import ConfigError

TOKEN = "TELEGRAM_BOT_TOKEN"  # noqa: S105 - the name of the variable


def main(arguments: list[str] | None = None) -> int:
    """Run ``python -m bot`` and return its exit status."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(
        level=logging.INFO if options.command is None else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    commands = {None: _telegram, "chat": _chat, "ask": _ask}
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
        add_place_options(command)
    return parser


def _telegram(options: argparse.Namespace) -> int:
    from bot.telegram import run as run_telegram  # late: the console does without it

    work = Workplace.open(options)
    token = os.environ.get(TOKEN, "")
    if not token:
        raise ConfigError(work.messages("cli.no_token", variable=TOKEN))
    with sole_instance(work.data, work.messages):
        channel = build_channel(work, token, os.environ)
        finished = run_telegram(channel, build_assistant(work))
    return 0 if finished else leave_at_once(0)


def _chat(options: argparse.Namespace) -> int:
    work = Workplace.open(options)
    chat(build_assistant(work), work.messages, sys.stdin, sys.stdout, options.province)
    return 0


def _ask(options: argparse.Namespace) -> int:
    work = Workplace.open(options)
    province: str | None = options.province
    assistant = build_assistant(work)
    if options.batch is not None:
        questions = read_questions(options.batch, work.messages)
        answer_batch(assistant, questions, on_date=options.as_of, province=province)
        return 0
    if not options.question:
        sys.stderr.write(work.messages("cli.no_query") + "\n")
        return FAILED
    if options.json:
        question = BatchQuestion(None, options.question)
        answer = answer_json(assistant, question, on_date=options.as_of, province=province)
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        return 0
    reply = assistant.ask(options.question, thread=None, on_date=options.as_of, province=province)
    shown = [render_text(reply, work.messages), *save_files(reply, work.messages, Path.cwd())]
    sys.stdout.write("\n\n".join(filter(None, shown)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main))
