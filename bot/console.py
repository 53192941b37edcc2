"""The console: a chat at the keyboard, piped questions, one question, or a file of them."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any, TextIO

from bot.ports import Answerer
from bot.render import render_text
from knowledge.answer import Reply
from knowledge.batch import BatchQuestion
from knowledge.messages import Messages

_LEAVE = frozenset({"/thoat", "/exit", "/quit", "thoát", "thoat"})


def chat(
    answerer: Answerer, messages: Messages, source: TextIO, target: TextIO, province: str | None
) -> None:
    """Answer each line of ``source`` until it ends or the person leaves.

    Piped questions are repeated before their answers; at a keyboard a prompt stands there.
    """
    interactive = source.isatty()
    if interactive:
        target.write(messages("console.welcome") + "\n")
    while True:
        if interactive:
            target.write(messages("console.prompt"))
            target.flush()
        line = source.readline()
        question = line.strip()
        if not line or question.lower() in _LEAVE:
            break
        if not question:
            continue
        if question in ("/start", "/help"):
            target.write(messages("console.welcome") + "\n")
            continue
        if not interactive:
            target.write(messages("console.question", question=question) + "\n")
        reply = answerer.ask(question, thread="console", province=province)
        target.write("\n" + render_text(reply, messages) + "\n\n")
        target.flush()
    if interactive:
        target.write(messages("console.goodbye") + "\n")


def answer_json(
    answerer: Answerer,
    question: BatchQuestion,
    *,
    on_date: date | None,
    province: str | None,
) -> dict[str, Any]:
    """Return one answer in the shape of ``ask --json`` (design, section 6)."""
    started = time.perf_counter()
    reply = answerer.ask(
        question.text, thread=f"ask:{question.id}", on_date=on_date, province=province
    )
    return _reply_json(reply, question.id, time.perf_counter() - started)


def _reply_json(reply: Reply, label: Any, seconds: float) -> dict[str, Any]:
    text = "\n".join([reply.text, *reply.notices])
    return {
        "id": label,
        "kind": reply.kind,
        "text": text,
        "citations": [asdict(citation) for citation in reply.citations],
        "determination": reply.determination,
        "model": reply.model,
        "elapsed_ms": round(seconds * 1000, 1),
    }


def answer_batch(
    answerer: Answerer,
    questions: Iterable[BatchQuestion],
    *,
    on_date: date | None,
    province: str | None,
) -> None:
    """Print one JSON answer per question, in order, each in a conversation of its own."""
    for question in questions:
        answer = answer_json(answerer, question, on_date=on_date, province=province)
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()
