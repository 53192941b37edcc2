"""What a conversation about a case has reached, and what one message means for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from knowledge.determination import Gap
from knowledge.figures import Ambiguity

Move = Literal[
    "started", "opened", "continued", "corrected", "supposed", "adopted", "asked_margin", "drawn"
]
"""What a message does: starts a case of which nothing is known, opens one with figures, adds to
it, corrects it, supposes something about it, keeps what was supposed, asks what is still needed,
asks for the picture."""

Merged = Literal["", "asked", "recomputed"]
"""Whether a unit was merged or split: not so far as known (empty), ``asked`` whether its figures
were recomputed on the new territory, or ``recomputed``."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What a conversation has reached.

    Attributes:
        case: the case so far, in the calculator's input shape.
        asked: the fact that was asked for last.
        declined: facts the person has said are not known.
        supposed: the case of the last supposition; ``None`` when the last turn supposed nothing.
        merged: see :data:`Merged`.
        evidence: id of the last evidence message.
    """

    case: Mapping[str, Any]
    asked: Gap | None = None
    declined: tuple[Gap, ...] = ()
    supposed: Mapping[str, Any] | None = None
    merged: Merged = ""
    evidence: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values that :meth:`from_json` reads back."""
        return {
            "case": dict(self.case),
            "asked": self.asked and [self.asked.year, self.asked.fact],
            "declined": [[gap.year, gap.fact] for gap in self.declined],
            "supposed": self.supposed and dict(self.supposed),
            "merged": self.merged,
            "evidence": self.evidence,
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Dialogue:
        """Return what :meth:`to_json` gave."""
        asked = content["asked"]
        return cls(
            case=content["case"],
            asked=Gap(*asked) if asked else None,
            declined=tuple(Gap(*pair) for pair in content["declined"]),
            supposed=content["supposed"],
            merged=content["merged"],
            evidence=content["evidence"],
        )


@dataclass(frozen=True, slots=True)
class Turn:
    """What one message means for the case.

    Attributes:
        move: see :data:`Move`.
        case: the case to decide now, in the calculator's input shape.
        before: the case before the message; empty for a new one.
        ambiguities: what the message leaves open.
        dialogue: what the conversation had reached before.
        declined: facts the person has said are not known, this message included.
        merged: see :class:`Dialogue`, after this message.
    """

    move: Move
    case: Mapping[str, Any]
    before: Mapping[str, Any]
    ambiguities: tuple[Ambiguity, ...]
    dialogue: Dialogue | None
    declined: tuple[Gap, ...] = ()
    merged: Merged = ""

    @property
    def unread(self) -> bool:
        """Whether the message changed nothing because what it says is not sure."""
        unsure = any(item.blocking for item in self.ambiguities)
        return unsure and bool(self.before) and self.case == self.before

    @property
    def withheld(self) -> bool:
        """Whether no verdict may be given: nobody knows on which territory the figures stand."""
        return self.merged == "asked"


def settle(turn: Turn | None, result: Mapping[str, Any], evidence: str | None) -> Dialogue:
    """Return what the conversation has reached after a turn was decided.

    Args:
        turn: the turn; ``None`` when a language model called the calculator by itself.
        result: the determination in the calculator's output shape, and its ``case``.
        evidence: id of the evidence message made of it, if any.
    """
    before = turn.dialogue if turn else None
    declined = turn.declined if turn else ()
    asked = next_gap(result, declined)
    kept = evidence or (before.evidence if before else None)
    merged = turn.merged if turn else ""
    if turn and turn.move in ("supposed", "asked_margin", "drawn") and before:
        supposed = turn.case if turn.move == "supposed" else before.supposed
        return replace(before, supposed=supposed, evidence=kept)
    return Dialogue(result["case"], asked, declined, None, merged, kept)


def next_gap(result: Mapping[str, Any], declined: tuple[Gap, ...]) -> Gap | None:
    """Return the fact to ask for next: the first that can still change the outcome.

    Args:
        result: the determination in the calculator's output shape.
        declined: facts that need not be asked for again.
    """
    gaps = [Gap(gap["year"], gap["fact"]) for gap in result["missing"]]
    return next((gap for gap in gaps if gap not in declined), None)
