"""The journal for people to read, for other programs, and the result of checking it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime, tzinfo
from typing import Any

from knowledge.journal import Fault, Head, Line
from knowledge.messages import Messages
from knowledge.sentences import shorten

_LONGEST_WORDS = 120  # characters of a question in a line for people


def export_lines(
    lines: Iterable[Line], zone: tzinfo, messages: Messages, *, as_json: bool
) -> Iterator[str]:
    """Yield one text per line of the journal.

    Args:
        lines: the journal.
        zone: time zone of the moments people read.
        messages: section ``journal``.
        as_json: every column as it is kept, as one JSON object.
    """
    for line in lines:
        yield _json(line) if as_json else _row(line, zone, messages)


def verdict_line(head: Head, fault: Fault | None, messages: Messages) -> str:
    """Return what checking the journal has found, in one line."""
    if fault is None:
        return messages("journal.whole", count=head.sequence, digest=head.digest)
    return messages(f"journal.flaw.{fault.flaw}", number=fault.sequence)


def _json(line: Line) -> str:
    columns = asdict(line)
    columns["facts"] = json.loads(line.facts)
    return json.dumps(columns, ensure_ascii=False)


def _row(line: Line, zone: tzinfo, messages: Messages) -> str:
    moment = datetime.fromisoformat(line.made_at).astimezone(zone)
    facts: Mapping[str, Any] = json.loads(line.facts)
    private: Mapping[str, str] = json.loads(line.private or "{}")
    said = private.get("words") or private.get("file") or ""
    shown = [
        str(line.sequence),
        f"{moment:%d/%m/%Y %H:%M:%S}",
        line.person or messages("journal.erased"),
        messages(f"journal.event.{line.event}"),
        " ".join(
            str(facts[key]) for key in ("request", "kind", "verdict", "reason") if key in facts
        ),
        " → ".join(
            filter(None, [line.subject, str(facts.get("after") or facts.get("role") or "")])
        ),
        f"«{shorten(' '.join(said.split()), _LONGEST_WORDS)}»" if said else "",
        "; ".join(str(source[0]) for source in facts.get("sources", [])),
    ]
    return " | ".join(shown)
