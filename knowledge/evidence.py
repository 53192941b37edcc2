"""What is kept of an evidence message, so that the same message can be shown again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from knowledge.answer import Citation, Reply

_ID_LENGTH = 10  # hexadecimal digits, 40 bits
_KEPT = ("kind", "text", "citations", "determination", "model", "notices")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One evidence message.

    Attributes:
        id: short id, derived from the day and the content: equal messages have equal ids.
        made_on: the day it was made.
        content: the reply without buttons and files, as plain JSON values.
    """

    id: str
    made_on: date
    content: Mapping[str, Any]

    @property
    def determination(self) -> Mapping[str, Any]:
        """The case and its determination, in the shapes of the calculator's contract."""
        held: Mapping[str, Any] = self.content["determination"]
        return held

    def reply(self) -> Reply:
        """Return the message as it was sent."""
        fields = dict(self.content)
        fields["citations"] = tuple(Citation(**one) for one in fields["citations"])
        fields["notices"] = tuple(fields["notices"])
        return Reply(**fields)


def evidence_id(reply: Reply, made_on: date) -> str:
    """Return the id of a message that does not carry it yet.

    Args:
        reply: the message; its ``determination`` must not be ``None``.
        made_on: the day it is made.
    """
    content = json.dumps(_content(reply), ensure_ascii=False, sort_keys=True)
    return sha256(f"{made_on.isoformat()}|{content}".encode()).hexdigest()[:_ID_LENGTH]


def make_evidence(identity: str, reply: Reply, made_on: date) -> Evidence:
    """Return the record of a message as it is sent, its id shown in it."""
    return Evidence(identity, made_on, _content(reply))


def _content(reply: Reply) -> dict[str, Any]:
    kept = {key: value for key, value in asdict(reply).items() if key in _KEPT}
    return {**kept, "citations": [citation.to_json() for citation in reply.citations]}
