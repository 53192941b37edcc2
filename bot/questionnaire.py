"""The dialogue about one case: a pure state machine, the same in every channel.

A message and what the conversation has reached so far give a turn; the turn, once decided by the
calculator, gives what the conversation has reached then.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bot.dialogue import Dialogue, Merged, Move, Turn
from knowledge.figures import (
    PROGRAMME,
    Ambiguity,
    CaseChange,
    CaseReading,
    apply_change,
    read_answer,
    read_case,
    read_correction,
    read_what_if,
)
from knowledge.places import AdminUnits
from knowledge.text import fold, normalize

_MARGIN = re.compile(
    r"\bcon thieu\b|\bthieu (?:bao nhieu|may)\b|\bgiam them (?:bao nhieu|may|nua)\b"
    r"|\b(?:bao nhieu|may) (?:ho|diem|phan tram)(?: ngheo)? nua\b"
)
_DRAW = re.compile(r"\b(?:ve|xem|cho|gui)? ?(?:bieu do|hinh ve)\b")
_ADOPT = re.compile(r"\b(?:ghi nhan|dung|lay) (?:cac )?so (?:gia dinh|nay|do)\b")
_RECOMPUTED = re.compile(
    r"(?:da|roi|vang|dung|co|ok)\b|.*\bda (?:duoc )?(?:tinh|cong|gop|quy doi)\b|.*\broi\W*$"
)
_NOT_RECOMPUTED = re.compile(
    r"(?:chua|khong|ko)\b|.*\b(?:chua|khong) (?:duoc )?(?:tinh|cong|gop|quy doi)\b"
)
_ASKS_CHECK = re.compile(
    r"\?|\b(?:dat|du|duoc|dc)\b[^.;\n]{0,40}\b(?:khong|ko|k|hong|hok|chua|hay)\b|\bthi sao\b"
)
_OTHER_UNIT = re.compile(
    r"\W*(?:(?:con|the|them|gio|sang|mot) )*"
    r"(?:xa|phuong|thi tran|huyen|don vi|ho so|truong hop) khac\b\W*"
)
"""An opening such as "Xã khác:", which names no unit but ends the talk about the one before."""
_LISTING = re.compile(
    r"\W*(?:(?:day|xa|toi|minh|nay|do|la|don vi|thuoc|dien|vung|danh muc) )*"
    r"(?:(?P<island>xa dao)|(?:xa )?(?:dac biet kho khan )?(?:vung )?bai ngang(?: ven bien)?)\W*"
)
"""A message that says of the unit spoken of only which official list it is on."""
_FOLLOW_UP_WORDS = 16
"""A message of more words than this is a question of its own, not "còn thiếu bao nhiêu?"."""


class Questionnaire:
    """Reads messages in the light of what was said before.

    Args:
        units: knows old districts; see :func:`knowledge.places.find_place`.
        asks_rule: tells a question for a rule, which is no case whatever rate it mentions.
    """

    def __init__(
        self,
        units: AdminUnits | None = None,
        asks_rule: Callable[[str], bool] = lambda _text: False,
    ) -> None:
        self._asks_rule = asks_rule
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
        text = normalize(text)
        if other := _OTHER_UNIT.match(fold(text)):
            dialogue, text = None, text[other.end() :]
        reading = read_case(text, asked_on=on, province=province, units=self._units)
        alone = _stands_alone(reading, fold(text))
        if dialogue is not None:
            turn = self._follow_up(dialogue, text, on, alone=alone)
            if turn is not None:
                return turn
        if not reading.is_check or self._asks_rule(text):
            return None
        if dialogue is None or alone:
            return _opened(reading.case, reading.ambiguities)
        return self._continued(dialogue, reading, default=province)

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

    def _follow_up(self, dialogue: Dialogue, text: str, on: date, *, alone: bool) -> Turn | None:
        """Return a turn that only makes sense after what was said before."""
        correction = read_correction(text, asked_on=on, case=dialogue.case, units=self._units)
        if correction is not None:
            return _changed("corrected", dialogue, correction)
        supposition = read_what_if(text, asked_on=on, case=dialogue.case, units=self._units)
        if supposition is not None:
            return _changed("supposed", dialogue, supposition)
        if alone:
            return None
        short = self._short_follow_up(dialogue, fold(text).strip())
        if short is not None or dialogue.asked is None:
            return short
        said = read_answer(text, dialogue.asked, asked_on=on, units=self._units)
        return None if said is None else _changed("continued", dialogue, said)

    def _short_follow_up(self, dialogue: Dialogue, folded: str) -> Turn | None:
        """Return a turn for a few words about the case as it is."""
        if len(folded.split()) > _FOLLOW_UP_WORDS:
            return None
        case = dialogue.supposed or dialogue.case
        if dialogue.supposed and _ADOPT.search(folded):
            return _kept("adopted", dialogue, dialogue.supposed)
        if dialogue.merged == "asked" and (answer := _recomputed(folded)) is not None:
            merged: Merged = "recomputed" if answer else "asked"
            return replace(_kept("continued", dialogue, dialogue.case), merged=merged)
        if listing := _LISTING.fullmatch(folded):
            place: dict[str, Any] = {
                "listed_as": ["xã đảo" if listing["island"] else "bãi ngang ven biển"]
            }
            known = (dialogue.case.get("place") or {}).get("kind")
            place |= {} if known else {"kind": "xã"}  # the lists hold communes
            return _changed("continued", dialogue, CaseChange({"place": place}))
        if _MARGIN.search(folded):
            return _kept("asked_margin", dialogue, case)
        return _kept("drawn", dialogue, case) if _DRAW.search(folded) else None

    def _continued(self, dialogue: Dialogue, reading: CaseReading, *, default: str | None) -> Turn:
        """Return a turn that adds to the case spoken of, or opens another one."""
        said = {key: value for key, value in reading.case.items() if key != "programme"}
        if default and said["place"].get("province") == default:  # assumed, perhaps not said
            said["place"] = {k: v for k, v in said["place"].items() if k != "province"}
        if _is_another(dialogue, said):
            return _opened(reading.case, reading.ambiguities)
        return _changed("continued", dialogue, CaseChange(said, ambiguities=reading.ambiguities))


def _stands_alone(reading: CaseReading, folded: str) -> bool:
    """Tell a whole case from facts that complete the one spoken of.

    A message with figures of several year-ends that also asks for the verdict, or names the year
    of submission, may be about another unit than the one before: nothing of it is mixed with what
    is on file.
    """
    whole = "submission_year" in reading.case or _ASKS_CHECK.search(folded)
    return reading.is_check and len(reading.case["figures"]) > 1 and bool(whole)


def _is_another(dialogue: Dialogue, said: Mapping[str, Any]) -> bool:
    """Tell whether a stated case is of another unit, or a new one of the unit spoken of."""
    old, new = dialogue.case.get("place") or {}, said["place"]
    if any(_differ(old.get(key), new.get(key)) for key in ("name", "kind", "province")):
        return True
    return dialogue.asked is None and _brings_several(dialogue.case, said)


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


def _merged(ambiguities: tuple[Ambiguity, ...], before: Merged) -> Merged:
    for ambiguity in ambiguities:
        if ambiguity.code == "merged_unit":
            return "asked" if ambiguity.blocking else "recomputed"
    return before


def _recomputed(folded: str) -> bool | None:
    """Read the reply to whether the figures were recomputed on the new territory."""
    if _NOT_RECOMPUTED.match(folded):
        return False
    return True if _RECOMPUTED.match(folded) else None


def _differ(one: object, other: object) -> bool:
    return bool(one and other) and fold(str(one)) != fold(str(other))


def _brings_several(case: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    """Tell whether several year-ends have other figures than those on file, or more.

    One such year-end corrects or completes a case that was decided; several are another case,
    since mixing two units would go unseen.
    """
    known = {entry["year"]: entry for entry in case.get("figures", ())}
    news = [
        entry["year"]
        for entry in said.get("figures", ())
        if any(known.get(entry["year"], {}).get(fact) != value for fact, value in entry.items())
    ]
    return len(news) > 1
