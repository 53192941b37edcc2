"""The assistant behind the record of an update: what was answered before is not asked again.

An answer may change the conversation it belongs to ("sửa 2024 = 49 hộ"); after a restart in the
middle of sending it, the same message must not be taken a second time.
"""

from __future__ import annotations

import asyncio
import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from typing import Any

from bot.ports import Answerer
from bot.telegram_turn import current_turn, digest_of
from knowledge.answer import Attachment, Citation, Reply

_LOOP_SECONDS = 10.0


class RecordedAnswerer:
    """An :class:`~bot.ports.Answerer` whose replies are kept until they have been sent.

    Args:
        answerer: the assistant.
        loop: gives the event loop that writes the record.
    """

    def __init__(
        self, answerer: Answerer, loop: Callable[[], asyncio.AbstractEventLoop | None]
    ) -> None:
        self._answerer = answerer
        self._loop = loop

    def ask(
        self,
        question: str,
        *,
        thread: str | None,
        on_date: date | None = None,
        province: str | None = None,
    ) -> Reply:
        """See :meth:`bot.ports.Answerer.ask`."""
        return self._once(
            ["ask", question, thread],
            lambda: self._answerer.ask(question, thread=thread, on_date=on_date, province=province),
        )

    def take_file(self, name: str, content: bytes, *, thread: str | None) -> Reply:
        """See :meth:`bot.ports.Answerer.take_file`."""
        return self._once(
            ["file", name, sha256(content).hexdigest(), thread],
            lambda: self._answerer.take_file(name, content, thread=thread),
        )

    def _once(self, about: list[Any], answer: Callable[[], Reply]) -> Reply:
        turn, loop = current_turn(), self._loop()
        if turn is None or loop is None:
            return answer()  # nobody waits in a chat for this one
        digest = digest_of(about)
        known = turn.recall(digest)
        if known is not None:
            return _read(known)
        reply = answer()
        if not turn.is_over:
            recorded = asyncio.run_coroutine_threadsafe(turn.record(digest, _write(reply)), loop)
            with suppress(TimeoutError):  # the loop has ended meanwhile
                recorded.result(_LOOP_SECONDS)
        return reply


def _write(reply: Reply) -> str:
    files = [
        asdict(file) | {"content": b64encode(file.content).decode()} for file in reply.attachments
    ]
    return json.dumps(asdict(reply) | {"attachments": files})


def _read(text: str) -> Reply:
    fields = json.loads(text)
    fields["citations"] = tuple(Citation(**one) for one in fields["citations"])
    fields["attachments"] = tuple(
        Attachment(**(file | {"content": b64decode(file["content"])}))
        for file in fields["attachments"]
    )
    for name in ("notices", "suggestions", "choices"):
        fields[name] = tuple(fields[name])
    return Reply(**fields)
