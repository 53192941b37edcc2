"""The journal's line about one request: who asked what, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from bot.visitor import Visitor
from knowledge.access import Request, Role
from knowledge.answer import Reply
from knowledge.journal import Entry, Event
from knowledge.store_ports import Journal

_LONGEST_TEXT = 10_000  # characters kept of one private text


@dataclass(frozen=True, slots=True)
class Visit:
    """One request, before and after it was decided who may make it.

    Attributes:
        visitor: who.
        request: what is asked for.
        thread: name of the conversation; ``None`` for none.
        words: what was typed, masked; empty when nothing was.
        file: name of the file that was sent, masked.
        role: the role at this moment; ``None`` for none.
        index: fingerprint of the index in use.
    """

    visitor: Visitor
    request: Request
    thread: str | None
    words: str = ""
    file: str = ""
    role: Role | None = None
    index: str | None = None


class Recorder:
    """Writes the lines of requests.

    Args:
        journal: where they go.
        index: gives the fingerprint of the index in use.
    """

    def __init__(self, journal: Journal, index: Callable[[], str | None]) -> None:
        self._journal = journal
        self._index = index

    def admitted(self, visit: Visit, role: Role | None) -> Visit:
        """Return ``visit`` with what is known once it is let in."""
        return replace(visit, role=role, index=self._index())

    def write(self, event: Event, visit: Visit, facts: Mapping[str, Any]) -> None:
        """Write the line of one request; of strangers, and of a flood, without words.

        Raises:
            StateUnavailableError: it could not be written.
        """
        how = {
            "request": visit.request,
            "role": visit.role,
            "channel": visit.visitor.channel,
            "private": visit.visitor.private,
        }
        private = {"thread": visit.thread or ""}
        if visit.role is not None and event != "ignored":
            private |= {"words": visit.words, "file": visit.file}
        kept = {key: text[:_LONGEST_TEXT] for key, text in private.items() if text}
        self._journal.append(Entry(event, visit.visitor.person, {**how, **facts}, kept))


def facts_of(reply: Reply, visit: Visit, milliseconds: int) -> dict[str, Any]:
    """Return what the journal holds of a reply: how it came about, and hashes of what was shown."""
    facts: dict[str, Any] = {
        "kind": reply.kind,
        "model": reply.model,
        "index": visit.index,
        "sources": [[one.document, one.section, one.file] for one in reply.citations],
        "reply": _hash("\n".join([reply.text, *reply.notices]).encode("utf-8", "replace")),
        "ms": milliseconds,
    }
    if reply.attachments:
        facts["files"] = [_hash(file.content) for file in reply.attachments]
    if reply.determination is not None:
        told = ("verdict", "rules_version", "determination_id", "evidence_id")
        facts |= {key: reply.determination[key] for key in told if key in reply.determination}
    return facts


def _hash(content: bytes) -> str:
    return sha256(content).hexdigest()
