"""The journal of what was asked, answered, refused and changed: its lines, and their hash chain.

Every line carries a digest of itself and of the line before, so that a line that is edited, taken
out or put in shows. What speaks of persons is sealed: only the digest of a salted text is chained,
so that the text can be blanked later (the right to erase) and the chain still holds. A blanked
text must be named by a later line ``erased``; otherwise somebody tampered.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import pairwise, takewhile
from typing import Any, Literal, NamedTuple

Event = Literal[
    "answered", "refused", "ignored", "failed",
    "code_made", "enrolled", "role_changed", "erased",
    "change_begun", "ingested", "removed", "rolled_back", "uploaded", "upload_dropped",
]  # fmt: skip
"""What a line tells. Each request has one line: ``answered``, ``refused``, ``ignored`` (too many
messages, left without an answer), ``failed`` (an error), or the change it made. What is done at the
command line has lines of its own."""

ERASABLE: tuple[Event, ...] = ("answered", "refused", "ignored", "failed", "enrolled")
"""Lines that may forget who made them; who changed what others may do stays on record."""

START = "0" * 64
"""What stands for the digest before the first line."""

Flaw = Literal["missing", "edited", "blanked", "cut", "unknown"]
"""``missing``: a line is gone or out of order; ``edited``: it says something else than when it was
written; ``blanked``: a text is gone that nobody erased; ``cut``: the last lines are gone;
``unknown``: the digest that was noted down earlier is in no line."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be written.

    Attributes:
        event: see :data:`Event`.
        person: who, as channel and id, ``"telegram:42"``; ``"local"`` for the machine's owner.
        facts: what and how, as plain JSON values; nothing that speaks of a person.
        private: what may have to be erased: the words, the conversation's name, a file's name.
        subject: the person something was done to, if that is somebody else.
    """

    event: Event
    person: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, str] = field(default_factory=dict)
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it is kept.

    Attributes:
        sequence: its number, from 1 without gaps.
        made_at: when, UTC, ISO 8601.
        event: see :data:`Event`.
        facts: JSON.
        person: who; ``None`` when erased.
        private: JSON with a salt; ``None`` when erased.
        private_seal: SHA-256 of ``private``.
        subject: to whom; ``None`` when nobody or erased.
        subject_text: JSON with a salt; ``None`` when nobody or erased.
        subject_seal: SHA-256 of ``subject_text``; empty when nobody.
        digest: of this line and the digest before.
    """

    sequence: int
    made_at: str
    event: str
    facts: str
    person: str | None
    private: str | None
    private_seal: str
    subject: str | None
    subject_text: str | None
    subject_seal: str
    digest: str


class Head(NamedTuple):
    """The last line: its number and digest."""

    sequence: int
    digest: str


class Fault(NamedTuple):
    """Where the journal is not what was written."""

    sequence: int
    flaw: Flaw


def write_line(entry: Entry, before: Head, made_at: str, salts: tuple[str, str]) -> Line:
    """Return the line for ``entry`` that follows ``before``.

    Args:
        entry: what is to be written.
        before: the last line so far; ``Head(0, START)`` for none.
        made_at: UTC, ISO 8601.
        salts: two unguessable texts, so that nobody finds an erased id by trying all.
    """
    private = _json({"salt": salts[0], "person": entry.person, **entry.private})
    subject = entry.subject and _json({"salt": salts[1], "subject": entry.subject})
    line = Line(
        sequence=before.sequence + 1,
        made_at=made_at,
        event=entry.event,
        facts=_json(entry.facts),
        person=entry.person,
        private=private,
        private_seal=_hash(private),
        subject=entry.subject,
        subject_text=subject,
        subject_seal=_hash(subject) if subject else "",
        digest="",
    )
    return replace(line, digest=_digest(line, before.digest))


def ranges(sequences: Iterable[int]) -> list[list[int]]:
    """Return ascending numbers as ``[first, last]`` pairs, as a line ``erased`` names them."""
    numbers = sorted(sequences)
    starts = [n for before, n in pairwise([-1, *numbers]) if n != before + 1]
    ends = [n for n, after in pairwise([*numbers, -1]) if after != n + 1]
    return [list(pair) for pair in zip(starts, ends, strict=True)]


def first_fault(lines: Iterable[Line], head: Head, noted: str | None = None) -> Fault | None:
    """Return where the journal was tampered with, ``None`` when it is whole.

    Args:
        lines: all lines, by number; those after ``head``, written meanwhile, are not judged.
        head: the last line as remembered beside the lines.
        noted: a digest somebody kept elsewhere; whoever rewrites the whole journal changes it.
    """
    before = Head(0, START)
    blanked: set[tuple[str, int]] = set()
    erased: set[tuple[str, int]] = set()
    found = noted is None
    for line in takewhile(lambda line: line.sequence <= head.sequence, lines):
        if line.sequence != before.sequence + 1:
            return Fault(before.sequence + 1, "missing")
        if not _holds(line, before.digest):
            return Fault(line.sequence, "edited")
        blanked |= {(part, line.sequence) for part in _blank_parts(line)}
        if line.event == "erased":
            erased |= set(_named(line))
        found = found or line.digest == noted
        before = Head(line.sequence, line.digest)
    if before != head:
        return Fault(before.sequence + 1, "cut")
    if blanked - erased:
        return Fault(min(sequence for _, sequence in blanked - erased), "blanked")
    return None if found else Fault(head.sequence, "unknown")


def _holds(line: Line, before: str) -> bool:
    """Tell whether a line is as it was written; texts that are blank cannot be judged."""
    if line.digest != _digest(line, before):
        return False
    return _sealed(line.private, line.private_seal, "person", line.person) and _sealed(
        line.subject_text, line.subject_seal, "subject", line.subject
    )


def _sealed(text: str | None, seal: str, key: str, named: str | None) -> bool:
    if text is None:
        return named is None
    return _hash(text) == seal and json.loads(text)[key] == named


def _blank_parts(line: Line) -> Iterator[str]:
    if line.private is None:
        yield "lines"
    if line.subject_seal and line.subject_text is None:
        yield "subjects"


def _named(line: Line) -> Iterator[tuple[str, int]]:
    """Yield the texts a line ``erased`` speaks of; only lines before it count."""
    facts = json.loads(line.facts)
    for part in ("lines", "subjects"):
        for first, last in facts[part]:
            for sequence in range(first, min(last, line.sequence - 1) + 1):
                yield part, sequence


def _digest(line: Line, before: str) -> str:
    chained = (
        before, str(line.sequence), line.made_at, line.event, line.facts,
        line.private_seal, line.subject_seal,
    )  # fmt: skip
    return _hash(_json(chained))


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
