"""What a conversation has reached: the case spoken of, and the last things asked about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.dialogue import Dialogue
from bot.shown import Shown
from bot.topic import Topic

WINDOW = 3
"""Topics that are remembered."""

ANSWERS = 5
"""Answers whose sources are remembered."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A question that waits for the reader to say what it is about.

    Attributes:
        question: the question, with ``{}`` where the choice goes.
        options: what it may be about, as offered.
    """

    question: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a conversation has reached.

    Attributes:
        case: the case spoken of; ``None`` for none.
        topics: what was asked last, newest first.
        pending: a question that was answered with another: which document is meant.
        shown: the sources of the last answers that cite any, newest first.
    """

    case: Dialogue | None = None
    topics: tuple[Topic, ...] = ()
    pending: Pending | None = None
    shown: tuple[Shown, ...] = ()

    @property
    def last_evidence(self) -> str:
        """Id of the last evidence message, empty for none."""
        return (self.case.evidence if self.case else None) or ""

    def about(self, topic: Topic) -> Conversation:
        """Return the conversation after a topic; one case in a row is one topic."""
        older = self.topics
        if topic.is_case and older and older[0].is_case:
            older = older[1:]
        older = tuple(one.without_sources() for one in older)
        return replace(self, topics=(topic, *older)[:WINDOW], pending=None)

    def showing(self, shown: Shown) -> Conversation:
        """Return the conversation after an answer with sources."""
        older = (one for one in self.shown if one.key != shown.key)
        return replace(self, shown=(shown, *older)[:ANSWERS])

    def sources(self, key: str) -> Shown | None:
        """Return what the answer of that key cited, by default the last one; ``None`` if gone."""
        return next((one for one in self.shown if key in ("", one.key)), None)

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values that :meth:`from_json` reads back."""
        waiting = self.pending
        return {
            "dialogue": self.case and self.case.to_json(),
            "topics": [topic.to_json() for topic in self.topics],
            "pending": waiting and [waiting.question, list(waiting.options)],
            "shown": [one.to_json() for one in self.shown],
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Conversation:
        """Return what :meth:`to_json` gave, or what was kept before there were topics.

        Raises:
            KeyError, TypeError: the content is of another version.
        """
        if "dialogue" not in content:
            return cls(Dialogue.from_json(content))
        case, waiting = content["dialogue"], content["pending"]
        return cls(
            case=Dialogue.from_json(case) if case else None,
            topics=tuple(Topic.from_json(topic) for topic in content["topics"]),
            pending=Pending(waiting[0], tuple(waiting[1])) if waiting else None,
            shown=tuple(Shown.from_json(one) for one in content.get("shown", ())),
        )
