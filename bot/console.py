"""The console: a chat at the keyboard, piped questions, one question, or a file of them."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, TextIO
from uuid import uuid4

from bot.reception import Reception
from bot.render import Renderer
from bot.visitor import LOCAL
from knowledge.answer import Reply
from knowledge.batch import BatchQuestion
from knowledge.messages import Messages

_LEAVE = frozenset({"/thoat", "/exit", "/quit", "thoát", "thoat"})


def chat(
    reception: Reception,
    render: Renderer,
    messages: Messages,
    source: TextIO,
    target: TextIO,
    province: str | None,
) -> None:
    """Answer messages until they end or the person leaves.

    Piped questions, one a line, are repeated before their answers and make a conversation of their
    own; at a keyboard a prompt stands there, and the conversation goes on where it was left.
    """
    interactive = source.isatty()
    thread = "console" if interactive else f"console:{uuid4().hex}"
    lines: Iterable[str] = source
    if interactive:
        from bot.keyboard import typed_messages  # late: nothing else needs a terminal

        target.write(messages("console.welcome") + "\n")
        lines = typed_messages(messages)
    for line in lines:
        question = line.strip()
        if question.lower() in _LEAVE:
            break
        if not question:
            continue
        if not interactive:
            target.write(messages("console.question", question=question) + "\n")
        reply = ask_locally(reception, question, thread, province=province)
        shown = [render.text(reply), *save_files(reply, messages, Path.cwd())]
        target.write("\n" + "\n\n".join(filter(None, shown)) + "\n\n")
        target.flush()
    if interactive:
        target.write(messages("console.goodbye") + "\n")


def ask_locally(
    reception: Reception,
    words: str,
    thread: str | None,
    *,
    on_date: date | None = None,
    province: str | None = None,
) -> Reply:
    """Ask as the machine's owner.

    Args:
        reception: whom to ask.
        words: a question or a command.
        thread: name of the conversation; ``None`` for a question alone.
        on_date: the day the answer is for; ``None`` for today.
        province: province the question is about when it names none.

    Raises:
        TroLyError: no answer can be given, or it cannot be recorded.
    """
    reply = reception.ask(LOCAL, words, thread, on_date=on_date, province=province)
    return reply or Reply("abstain", "")  # silence is for those who send too much


def save_files(reply: Reply, messages: Messages, folder: Path) -> list[str]:
    """Write the files of a reply into ``folder``, overwriting none; return a line about each."""
    lines = []
    for file in reply.attachments:
        name = Path(file.name)
        path, copy = folder / name.name, 1
        while path.exists() and path.read_bytes() != file.content:
            copy += 1
            path = folder / f"{name.stem}-{copy}{name.suffix}"
        try:
            path.write_bytes(file.content)
        except OSError as error:
            reason = error.strerror or str(error)
            lines.append(messages("console.not_saved", file=path, reason=reason))
            continue
        lines.append(messages("console.saved", caption=file.caption, file=path).strip())
    return lines


def answer_json(
    reception: Reception,
    question: BatchQuestion,
    *,
    on_date: date | None,
    province: str | None,
) -> dict[str, Any]:
    """Return one answer in the shape of ``ask --json`` (design, section 6)."""
    started = time.perf_counter()
    reply = ask_locally(reception, question.text, None, on_date=on_date, province=province)
    return _reply_json(reply, question.id, time.perf_counter() - started)


def _reply_json(reply: Reply, label: Any, seconds: float) -> dict[str, Any]:
    text = "\n".join([reply.text, *reply.notices])
    return {
        "id": label,
        "kind": reply.kind,
        "text": text,
        "citations": [citation.to_json() for citation in reply.citations],
        "determination": reply.determination,
        "model": reply.model,
        "elapsed_ms": round(seconds * 1000, 1),
    }


def answer_batch(
    reception: Reception,
    questions: Iterable[BatchQuestion],
    *,
    on_date: date | None,
    province: str | None,
) -> None:
    """Print one JSON answer per question, in order, each in a conversation of its own."""
    for question in questions:
        answer = answer_json(reception, question, on_date=on_date, province=province)
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()
