"""What a message that leans on what was said before may turn out to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.conversation import Pending

Recalled = Literal["sources", "more", "reasons"]


@dataclass(frozen=True, slots=True)
class Resolved:
    """The whole question a message stands for."""

    question: str


@dataclass(frozen=True, slots=True)
class Recall:
    """A message that asks about the answer before: its sources, more of it, the reasons."""

    what: Recalled


@dataclass(frozen=True, slots=True)
class Unclear:
    """A message that leans on something, but not on one thing only.

    Attributes:
        key: the sentence to reply with, below ``follow_up.unclear``.
        values: what is filled into it.
        choices: short messages to offer.
        pending: what is asked once the reader has chosen.
        show_sources: whether the sources of the answer before are shown with it.
    """

    key: str
    values: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    pending: Pending | None = None
    show_sources: bool = False


Reading = Resolved | Recall | Unclear
"""What a message turned out to be."""
