"""Feedback: answers that were given, what people say of them, what officials approve."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Literal, get_args

from knowledge.answer import Citation, Reply

Reason = Literal["figure", "source", "lapsed", "beside", "other"]
"""Why an answer is wrong: a figure, its source or document, no longer in force, not what was asked,
something else."""

REASONS: tuple[Reason, ...] = get_args(Reason)

Rating = Literal["good", "figure", "source", "lapsed", "beside", "other"]
"""What somebody said of an answer: good, or why it is wrong."""

ItemKind = Literal["wrong", "unanswered", "remark"]
"""What waits for an administrator: an answer reported as wrong, a question left without one, a
remark."""

_ID_LENGTH = 12  # hexadecimal digits, 48 bits
_SENT = ("kind", "text", "citations", "model", "notices", "choices")


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that was given.

    Attributes:
        id: short and opaque; equal for the same answer to the same person on the same day, so that
            a request handled twice after a crash makes one.
        person: channel and id of who asked.
        thread: name of the conversation.
        private: whether nobody else read along.
        question: what was asked, whole in itself, masked.
        province: province that was assumed.
        servable: whether an approved answer may be given to the same question again: not where it
            is about the figures of a case.
        text: what was answered.
        citations: its sources.
        given_on: the day.
        rating: what the person said of it; ``None`` for nothing yet.
    """

    id: str
    person: str
    thread: str
    private: bool
    question: str
    province: str | None
    servable: bool
    text: str
    citations: tuple[Citation, ...]
    given_on: date
    rating: Rating | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What one person said or asked.

    Attributes:
        id: so that nothing is filed twice.
        person: channel and id.
        thread: name of the conversation.
        private: whether nobody else read along.
        words: what was typed, masked; for a question left without an answer empty.
        reason: why the answer is wrong; ``None`` where none was reported.
        answer: id of the answer it is about; empty for none.
        reported_at: UTC.
    """

    id: str
    person: str
    thread: str
    private: bool
    words: str
    reason: Reason | None
    answer: str
    reported_at: datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to be sent when nobody waits for it.

    Attributes:
        address: name of the conversation, or how the names of a group's conversations begin:
            ``"tg:42"``.
        reply: what to say.
        person: whose access is looked at before; ``None`` for administrators.
        item: the open item it tells of; not sent any more once that is done with.
        wait: seconds before it is sent.
        key: its place in the outbox; 0 before it has one.
    """

    address: str
    reply: Reply
    person: str | None = None
    item: str | None = None
    wait: int = 0
    key: int = 0


@dataclass(frozen=True, slots=True)
class Filing:
    """A report, and the item it belongs to if there is none open for the same question.

    Attributes:
        code: short code of a new item.
        kind: see :data:`ItemKind`.
        key: equal for the same question; empty where every report is an item of its own.
        question: what was asked; of a remark its words.
        province: province that was assumed.
        servable: see :class:`Given`.
        report: the report.
        letter: to the administrators, about a new item; ``None`` where nobody is told.
    """

    code: str
    kind: ItemKind
    key: str
    question: str
    province: str | None
    servable: bool
    report: Report
    letter: Letter | None


@dataclass(frozen=True, slots=True)
class Item:
    """What waits for an administrator.

    Attributes:
        code: what administrators call it by.
        kind: see :data:`ItemKind`.
        key: see :class:`Filing`.
        question: what was asked; of a remark its words.
        province: province that was assumed.
        servable: see :class:`Given`.
        is_open: whether nobody has answered or closed it.
        count: how many reported it.
        last_at: the last report, UTC.
        reports: those of whom it is still kept, the oldest first; only where one item is asked for.
    """

    code: str
    kind: ItemKind
    key: str
    question: str
    province: str | None
    servable: bool
    is_open: bool
    count: int
    last_at: datetime
    reports: tuple[Report, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """An administrator's answer that has been shown and not yet confirmed.

    Attributes:
        item: code of the item.
        version: counts the drafts of the item, so that what was seen is what is confirmed.
        text: the answer.
    """

    item: str
    version: int
    text: str


@dataclass(frozen=True, slots=True)
class Basis:
    """A source an approved answer rests on, and how it was found then.

    Attributes:
        citation: the source as it is shown.
        document: id of the document in the index; empty where only the register holds it.
        sha256: of the file's bytes then.
        watched: whether the answer falls when the source is not in force; not so for one that was
            not in force when it was cited.
    """

    citation: Citation
    document: str
    sha256: str
    watched: bool


@dataclass(frozen=True, slots=True)
class Approved:
    """An answer an administrator has given and confirmed.

    Attributes:
        code: of the item it answers.
        question: the question, whole in itself.
        province: province that was assumed; ``None`` for any.
        text: the answer.
        bases: its sources.
        by: name of who confirmed it, as the channel shows it.
        approved_on: the day.
    """

    code: str
    question: str
    province: str | None
    text: str
    bases: tuple[Basis, ...]
    by: str
    approved_on: date


def answer_id(*parts: str) -> str:
    """Return the id of an answer made of what tells it from all others."""
    return sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:_ID_LENGTH]


def write_reply(reply: Reply) -> str:
    """Return what is sent of a reply as JSON, without files and figures of a case."""
    content = {key: value for key, value in asdict(reply).items() if key in _SENT}
    return json.dumps(content, ensure_ascii=False)


def read_reply(text: str) -> Reply:
    """Return what :func:`write_reply` gave."""
    fields = json.loads(text)
    fields["citations"] = tuple(Citation(**one) for one in fields["citations"])
    return Reply(**{**fields, "notices": tuple(fields["notices"]),
                    "choices": tuple(fields["choices"])})  # fmt: skip


def write_bases(bases: tuple[Basis, ...]) -> str:
    """Return sources as JSON."""
    return json.dumps([asdict(one) for one in bases], ensure_ascii=False)


def read_bases(text: str) -> tuple[Basis, ...]:
    """Return what :func:`write_bases` gave."""

    def basis(content: Mapping[str, Any]) -> Basis:
        return Basis(**{**content, "citation": Citation(**content["citation"])})

    return tuple(basis(content) for content in json.loads(text))
