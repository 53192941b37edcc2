"""The dialogue about one case: a pure state machine, the same in every channel.

A message and what the conversation has reached so far give a turn; the turn, once decided by the
calculator, gives what the conversation has reached then.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from knowledge.determination import Gap
from knowledge.figures import (
    PROGRAMME,
    Ambiguity,
    CaseChange,
    apply_change,
    read_answer,
    read_case,
    read_correction,
    read_what_if,
)
from knowledge.places import AdminUnits
from knowledge.text import fold

Move = Literal[
    "started", "opened", "continued", "corrected", "supposed", "adopted", "asked_margin", "drawn"
]
"""What a message does: starts a case of which nothing is known, opens one with figures, adds to
it, corrects it, supposes something about it, keeps what was supposed, asks what is still needed,
asks for the picture."""

_MARGIN = re.compile(
    r"\bcon thieu\b|\bthieu (?:bao nhieu|may)\b|\bgiam them (?:bao nhieu|may|nua)\b"
    r"|\b(?:bao nhieu|may) (?:ho|diem|phan tram)(?: ngheo)? nua\b"
)
_DRAW = re.compile(r"\b(?:ve|xem|cho|gui)? ?(?:bieu do|hinh ve)\b")
_ADOPT = re.compile(r"\b(?:ghi nhan|dung|lay) (?:cac )?so (?:gia dinh|nay|do)\b")
_RECOMPUTED = re.compile(r"\b(?:da|roi)\b(?!.*\bchua\b)")
_NOT_RECOMPUTED = re.compile(r"\b(?:chua|khong)\b")
_OTHER_UNIT = re.compile(r"\b(?:xa|phuong|thi tran|huyen|don vi|ho so|truong hop) khac\b")
_FOLLOW_UP_WORDS = 16
"""A message of more words than this is a question of its own, not "còn thiếu bao nhiêu?"."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What a conversation has reached.

    Attributes:
        case: the case so far, in the calculator's input shape.
        asked: the fact that was asked for last.
        declined: facts the person has said are not known.
        supposed: the case of the last supposition; ``None`` when the last turn supposed nothing.
        merged: whether the unit was merged or split: not so far as known (empty), ``asked``
            whether its figures were recomputed, or ``recomputed``.
        evidence: id of the last evidence message.
    """

    case: Mapping[str, Any]
    asked: Gap | None = None
    declined: tuple[Gap, ...] = ()
    supposed: Mapping[str, Any] | None = None
    merged: Literal["", "asked", "recomputed"] = ""
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
    merged: Literal["", "asked", "recomputed"] = ""

    @property
    def unread(self) -> bool:
        """Whether the message changed nothing because what it says is not sure."""
        unsure = any(item.blocking for item in self.ambiguities)
        return unsure and bool(self.before) and self.case == self.before

    @property
    def withheld(self) -> bool:
        """Whether no verdict may be given: nobody knows on which territory the figures stand."""
        return self.merged == "asked"


class Questionnaire:
    """Reads messages in the light of what was said before.

    Args:
        units: knows old districts; see :func:`knowledge.places.find_place`.
    """

    def __init__(self, units: AdminUnits | None = None) -> None:
        self._units = units

    def read(
        self, dialogue: Dialogue | None, text: str, *, on: date, province: str | None
    ) -> Turn | None:
        """Return what a message means for the case, ``None`` when it is about something else.

        Args:
            dialogue: what the conversation has reached; ``None`` at its start.
            text: the message.
            on: the day "năm ngoái" is counted from.
            province: province assumed when neither the message nor the case names one.
        """
        if dialogue is not None:
            turn = self._follow_up(dialogue, text, on)
            if turn is not None:
                return turn
        return self._stated(dialogue, text, on, province)

    def open(self, text: str, *, on: date, province: str | None) -> Turn:
        """Return a new case from whatever figures a message holds, asked for or not."""
        reading = read_case(text, asked_on=on, province=province, units=self._units)
        return _opened(reading.case, reading.ambiguities)

    def blank(self, province: str | None) -> Turn:
        """Return a new case of which nothing is known yet."""
        place = {"province": province} if province else {}
        return Turn(
            "started", {"programme": PROGRAMME, "place": place, "figures": []}, {}, (), None
        )

    def _follow_up(self, dialogue: Dialogue, text: str, on: date) -> Turn | None:
        """Return a turn that only makes sense after what was said before."""
        folded = fold(text)
        correction = read_correction(text, asked_on=on, case=dialogue.case, units=self._units)
        if correction is not None:
            return _changed("corrected", dialogue, correction)
        supposition = read_what_if(text, asked_on=on, case=dialogue.case, units=self._units)
        if supposition is not None:
            return _changed("supposed", dialogue, supposition)
        if dialogue.supposed and _ADOPT.search(folded):
            return _kept("adopted", dialogue, dialogue.supposed)
        if dialogue.merged == "asked" and (answer := _recomputed(folded)) is not None:
            merged: Literal["recomputed", "asked"] = "recomputed" if answer else "asked"
            return replace(_kept("continued", dialogue, dialogue.case), merged=merged)
        if len(folded.split()) <= _FOLLOW_UP_WORDS:
            if _MARGIN.search(folded):
                return _kept("asked_margin", dialogue, dialogue.supposed or dialogue.case)
            if _DRAW.search(folded):
                return _kept("drawn", dialogue, dialogue.supposed or dialogue.case)
        if dialogue.asked is not None:
            said = read_answer(text, dialogue.asked, asked_on=on, units=self._units)
            if said is not None:
                return _changed("continued", dialogue, said)
        return None

    def _stated(
        self, dialogue: Dialogue | None, text: str, on: date, province: str | None
    ) -> Turn | None:
        """Return a turn for a message that states figures of a unit or asks whether it passes."""
        if dialogue is None:
            return self._if_check(text, on, province)
        reading = read_case(text, asked_on=on, units=self._units)
        if not reading.is_check:
            return None
        if _OTHER_UNIT.search(fold(text)) or _is_another(dialogue, reading.case):
            return self._if_check(text, on, province)
        said = {key: value for key, value in reading.case.items() if key != "programme"}
        return _changed("continued", dialogue, CaseChange(said, ambiguities=reading.ambiguities))

    def _if_check(self, text: str, on: date, province: str | None) -> Turn | None:
        reading = read_case(text, asked_on=on, province=province, units=self._units)
        return _opened(reading.case, reading.ambiguities) if reading.is_check else None


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


def _opened(case: Mapping[str, Any], ambiguities: tuple[Ambiguity, ...]) -> Turn:
    return Turn("opened", case, {}, ambiguities, None, merged=_merged(ambiguities, ""))


def _kept(move: Move, dialogue: Dialogue, case: Mapping[str, Any]) -> Turn:
    return Turn(move, case, dialogue.case, (), dialogue, dialogue.declined, dialogue.merged)


def _changed(move: Move, dialogue: Dialogue, change: CaseChange) -> Turn:
    declined = dialogue.declined
    if change.declined and dialogue.asked is not None:
        declined = (*declined, dialogue.asked)
    case = apply_change(dialogue.case, change)
    merged = _merged(change.ambiguities, dialogue.merged)
    return Turn(move, case, dialogue.case, change.ambiguities, dialogue, declined, merged)


def _merged(
    ambiguities: tuple[Ambiguity, ...], before: Literal["", "asked", "recomputed"]
) -> Literal["", "asked", "recomputed"]:
    for ambiguity in ambiguities:
        if ambiguity.code == "merged_unit":
            return "asked" if ambiguity.blocking else "recomputed"
    return before


def _recomputed(folded: str) -> bool | None:
    """Read the reply to whether the figures were recomputed on the new territory."""
    if _NOT_RECOMPUTED.search(folded):
        return False
    return True if _RECOMPUTED.search(folded) else None


def _is_another(dialogue: Dialogue, said: Mapping[str, Any]) -> bool:
    """Tell whether a stated case is of another unit, or a new one of the unit spoken of.

    Another name, level or province is another unit. Figures that contradict those on file replace
    them, unless they do so at several year-ends of a case that was decided: then it is a new one.
    """
    old, new = dialogue.case.get("place") or {}, said.get("place") or {}
    for key in ("name", "kind", "province"):
        if old.get(key) and new.get(key) and fold(str(old[key])) != fold(str(new[key])):
            return True
    if dialogue.asked is not None:
        return False
    known = {entry["year"]: entry for entry in dialogue.case.get("figures", ())}
    contradicted = [
        entry["year"]
        for entry in said.get("figures", ())
        if any(known.get(entry["year"], {}).get(f, value) != value for f, value in entry.items())
    ]
    return len(contradicted) > 1
