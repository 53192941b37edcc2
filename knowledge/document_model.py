"""One document of the register, its relations, and its state on a day: plain records."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from knowledge.references import Reference, find_references

Status = Literal["verified_a", "verified_b", "verified_c", "recalled", "unknown"]
"""How sure a fact is: read in the official text, in the press, in a note, remembered, not found."""

RelationType = Literal[
    "basis", "implements", "amends", "replaces", "repeals", "succeeds", "consolidates", "continues",
    "monitors", "closes",
]  # fmt: skip

EndingType = Literal["replaces", "repeals"]
"""The relations that put an end to a document, or to the part that is their scope."""

StateCode = Literal[
    "in_force", "not_yet", "ended", "replaced", "repealed", "period_over", "unknown", "unverified",
    "unchecked",
]  # fmt: skip

FACT: frozenset[str] = frozenset({"verified_a", "verified_b"})
"""The statuses that may be shown to a reader as fact."""


@dataclass(frozen=True, slots=True)
class Relation:
    """How one document bears on another.

    Attributes:
        source: id of the document that acts (names, amends, replaces...).
        type: what it does to the target.
        target: id of the document acted on.
        status: how sure the relation itself is.
        since: first day the relation works, for ``continues``; for ``replaces`` and ``repeals``
            where that is not the first day of the source.
        until: last day the relation works, for ``continues``.
        scope: the part of the target concerned, ``"Điều 3"``; empty for the whole.
    """

    source: str
    type: RelationType
    target: str
    status: Status
    since: dt.date | None = None
    until: dt.date | None = None
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where an entry was read: id in the project's source list, and a readable address."""

    id: str
    address: str


@dataclass(frozen=True, slots=True)
class Applied:
    """Days (inclusive) on which a part of a document is known to have been applied."""

    first: dt.date
    last: dt.date
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One entry of the register; absent facts are ``None``, never guessed.

    Attributes:
        id: name of the entry's file, ``"nd-152-2025"``.
        kind: kind of document in Vietnamese.
        number: official number as printed, as far as it is known.
        date: day of issue.
        issuer: issuing body.
        title: subject line.
        period: first and last year the document is about, either may be open.
        effective_from: first day in force.
        effective_to: last day in force.
        lapses_on: first day no longer in force, where the text says it that way; preferred over
            :attr:`effective_to`.
        status: how sure number, date and title are.
        checked_on: day somebody last checked the entry; ``None`` for a draft read from a file,
            which is no fact until an editor has confirmed it.
        checked_by: who did.
        applied: days on which it is known to have been applied, where no formal day of effect is
            on file.
        relations: what it does to other documents, whatever their certainty.
        subjects: what it governs, in words its title does not have.
        sources: where the entry was read.
        note: remark for readers, Vietnamese.
        internal_note: remark for editors; never shown.
    """

    id: str
    kind: str
    number: str | None
    date: dt.date | None
    issuer: str
    title: str | None
    period: tuple[int | None, int | None]
    effective_from: dt.date | None
    effective_to: dt.date | None
    lapses_on: dt.date | None
    status: Status
    checked_on: dt.date | None
    checked_by: str = ""
    applied: Applied | None = None
    relations: tuple[Relation, ...] = ()
    subjects: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    note: str = ""
    internal_note: str = field(default="", repr=False)

    @property
    def is_checked(self) -> bool:
        """Whether an editor has confirmed the entry."""
        return self.checked_on is not None

    @property
    def is_fact(self) -> bool:
        """Whether number, date and title may be shown as fact."""
        return self.status in FACT and self.is_checked

    @property
    def reference(self) -> Reference | None:
        """The number taken apart; ``None`` when the number is not known."""
        found = find_references(f"{self.kind} số {self.number}") if self.number else []
        return found[0] if found else None

    @property
    def earliest(self) -> dt.date | None:
        """The earliest day the document can have existed: day of issue, or year in its number."""
        reference = self.reference
        year = dt.date(reference.year, 1, 1) if reference and reference.year else None
        return self.date or year

    @property
    def first_day_out(self) -> dt.date | None:
        """First day no longer in force by the document's own dates."""
        after = self.effective_to + dt.timedelta(days=1) if self.effective_to else None
        return self.lapses_on or after


@dataclass(frozen=True, slots=True)
class Ending:
    """What put an end to a document or to a part of it.

    Attributes:
        type: whether it was replaced or repealed.
        by: the document that did it.
        day: first day no longer in force; ``None`` when not known.
        is_exact: whether that is the day of effect, not only the day of issue of :attr:`by`.
        scope: the part concerned, ``"khoản 2 Điều 4"``; empty for the whole.
    """

    type: EndingType
    by: Document
    day: dt.date | None
    is_exact: bool
    scope: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """Whether a document is in force on one day.

    Attributes:
        document: the document.
        on: the asked day.
        code: short machine-readable state.
        in_force: ``None`` when the register cannot tell.
        since: ``in_force``: first day in force; ``not_yet``: first day it will be in force;
            ``ended``, ``replaced``, ``repealed``: first day no longer in force.
        until: last day in force (or of its period, for ``period_over``), where known.
        by: the document that replaced or repealed it, or that keeps it applied.
        scope: the part of the document the state is about, empty for the whole.
        without: what ended parts of it by the asked day, the first one first.
    """

    document: Document
    on: dt.date
    code: StateCode
    in_force: bool | None
    since: dt.date | None = None
    until: dt.date | None = None
    by: Document | None = None
    scope: str = ""
    without: tuple[Ending, ...] = ()

    @property
    def not_yet(self) -> bool:
        """Whether the document is still to come into force."""
        return self.code == "not_yet"

    @property
    def has_ended(self) -> bool:
        """Whether the document is no longer in force."""
        return self.in_force is False and not self.not_yet


@dataclass(frozen=True, slots=True)
class Standing:
    """How the document a passage is cited by stands on a day.

    Attributes:
        entry: its register entry; ``None`` when the register does not hold it.
        state: what the register says of it on the day.
        in_force: by register, else by the dates the text gives itself; ``None`` when unknown.
        since: where ``in_force`` is false and the day is known: first day no longer in force, or
            first day it will be.
        checked: whether an editor has confirmed the entry.
        not_yet: whether it is still to come into force.
    """

    entry: Document | None
    state: State | None
    in_force: bool | None
    since: dt.date | None
    checked: bool
    not_yet: bool = False

    @classmethod
    def of(cls, state: State, *, checked: bool) -> Standing:
        """Return the standing that the register gives."""
        entry, since = state.document, state.since
        return cls(entry, state, state.in_force, since, checked, state.not_yet)
