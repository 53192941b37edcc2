"""The reception behind the record of an update: what was answered before is not asked again.

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
from hashlib import sha256
from typing import Any

from bot.admission import Admission
from bot.reception import Reception
from bot.telegram.turn import current_turn, digest_of
from knowledge.answer import Attachment, Citation, Mark, Reply

_LOOP_SECONDS = 10.0


class RecordedReception:
    """A :class:`~bot.reception.Reception` whose replies are kept until they have been sent.

    Args:
        reception: who lets in, answers and writes the journal.
        loop: gives the event loop that writes the record.
    """

    def __init__(
        self, reception: Reception, loop: Callable[[], asyncio.AbstractEventLoop | None]
    ) -> None:
        self.menu = reception.menu
        self.admit = reception.admit
        self.admit_file = reception.admit_file
        self.admit_rating = reception.admit_rating
        self.decline = reception.decline
        self.allows = reception.allows
        self.attend = reception.attend
        self.uploads = reception.uploads
        self._reception = reception
        self._loop = loop

    def answer(self, admission: Admission) -> Reply:
        """See :meth:`bot.reception.Reception.answer`."""
        visit = admission.visit
        return self._once(
            ["ask", visit.request, admission.said, visit.thread],
            lambda: self._reception.answer(admission),
        )

    def answer_file(self, admission: Admission, content: bytes) -> Reply:
        """See :meth:`bot.reception.Reception.answer_file`."""
        return self._once(
            ["file", admission.said, sha256(content).hexdigest(), admission.visit.thread],
            lambda: self._reception.answer_file(admission, content),
        )

    def give_up(self, admission: Admission, reason: str, sentence: str) -> Reply:
        """See :meth:`bot.reception.Reception.give_up`."""
        return self._once(
            ["give_up", reason, admission.said, admission.visit.thread],
            lambda: self._reception.give_up(admission, reason, sentence),
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
    fields["marks"] = tuple(Mark(**one) for one in fields["marks"])
    for name in ("notices", "suggestions", "choices"):
        fields[name] = tuple(fields[name])
    return Reply(**fields)
