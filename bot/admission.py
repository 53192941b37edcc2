"""A request that was let in."""

from __future__ import annotations

from dataclasses import dataclass

from bot.records import Visit
from knowledge.access import Role


@dataclass(frozen=True, slots=True)
class Admission:
    """A request that was let in; to be answered or given up, once.

    Attributes:
        visit: what is recorded of it.
        role: the person's role at this moment; ``None`` for a stranger who brings a code.
        said: the words, masked; of a file its name as it was sent.
        code: the enrolment code the words are; ``None`` for other words.
    """

    visit: Visit
    role: Role | None
    said: str
    code: str | None = None
