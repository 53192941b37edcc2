"""The same question about something else: "còn phường thì sao?", "thế năm 2023?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.restating import BareAsk, read_bare_ask
from knowledge.follow_up_words import FollowUpWords
from knowledge.messages import Messages
from knowledge.phrases import words_of
from knowledge.question_slots import SlotValue
from knowledge.references import find_references
from knowledge.text import fold, normalize

_BARE_SLOTS = frozenset({"unit", "place", "time", "clause"})
"""Values that may stand alone, without "còn" or "thì sao"."""
_PLAIN_SLOTS = frozenset({"unit", "place", "time"})
"""Values beside which words of the question before may be said again."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_WIDE = frozenset({"huyện", "cấp huyện", "thôn", "cấp tỉnh"})
"""Classes of units for which what was said of communes ("dưới 5%") does not hold."""
_SHARE_AT = re.compile(
    r",? ?(?:(?:có|co) )?(?:(?:tỷ|tỉ|ty|ti) (?:lệ|le) )?(?:(?:hộ nghèo|ho ngheo) )?"
    r"(?:(?:dưới|trên|từ|đúng|bằng|duoi|tren|tu|dung|bang|ít hơn|it hon|nhiều hơn|nhieu hon) \d)"
)


@dataclass(frozen=True, slots=True)
class Contrast:
    """What a message names in place of what was asked about before.

    Attributes:
        values: one value per slot.
        framed: whether words such as "còn" or "thì sao" show that it leans on a question.
        ask: what is asked, in words of the question before ("vậy phường giảm bao nhiêu?");
            ``None`` where nothing is said of it.
    """

    values: tuple[SlotValue, ...]
    framed: bool
    ask: BareAsk | None = None


def read_contrast(text: str, values: Sequence[SlotValue], words: FollowUpWords) -> Contrast | None:
    """Return what a message names in place of something else, ``None`` when it says more.

    Args:
        text: the message, short forms spelt out.
        values: what it names.
        words: how such questions are put.
    """
    if not values:
        return None
    slots = {value.slot for value in values}
    row = words_of(text)
    before = words.without_openings([word for word in row if word.end <= values[0].start])
    opening = words.contrasts.opening(before)
    before = before[opening.last :] if opening else before
    after = words.without_closings([word for word in row if word.start >= values[-1].end])
    closing = words.contrast_ends.closing(after)
    after = after[: closing.first] if closing else after
    between = [word for word in row if values[0].start <= word.start < values[-1].end]
    between = [w for w in between if not any(v.start <= w.start < v.end for v in values)]
    left = [*before, *between, *after]
    framed = bool(opening or closing)
    ask = None
    if not words.joints.hold(left):
        ask = read_bare_ask(left, words) if opening and words.joints.hold(before) else None
        if ask is None or ask.unit or not slots <= _PLAIN_SLOTS:
            return None
    elif not (framed or slots <= _BARE_SLOTS):
        return None
    by_slot: dict[str, SlotValue] = {}
    for value in values:
        first = by_slot.get(value.slot)
        by_slot[value.slot] = value if first is None else _joined(first, value, text)
    return Contrast(tuple(by_slot.values()), framed, ask)


def _joined(first: SlotValue, last: SlotValue, text: str) -> SlotValue:
    """Return "Bắc Kạn và Lạng Sơn" as one value."""
    return SlotValue(first.slot, normalize(text)[first.start : last.end], first.start, last.end)


class Exchange:
    """Puts values in the place of others in a question.

    Args:
        words: how such questions are put.
        messages: section ``follow_up``.
    """

    def __init__(self, words: FollowUpWords, messages: Messages) -> None:
        self._words = words
        self._say = messages

    def exchanged(
        self, question: str, held: Sequence[SlotValue], values: Sequence[SlotValue]
    ) -> str | None:
        """Return a question with each value in the place of one of its sort.

        ``None`` where it names nothing of a sort.

        Args:
            question: the question asked before.
            held: what it names.
            values: what is to be asked about instead.
        """
        edits: list[tuple[int, int, str]] = []
        for value in values:
            edit = self._edit(question, [one for one in held if one.slot == value.slot], value)
            if edit is None:
                return None
            edits.append(edit)
        for start, end, new in sorted(edits, reverse=True):
            question = question[:start] + _as_opening(new, start) + question[end:]
        return question

    def _edit(
        self, question: str, old: Sequence[SlotValue], value: SlotValue
    ) -> tuple[int, int, str] | None:
        """Return the span that gives way to a value, and what is written there."""
        if not old:
            return None
        if value.slot == "unit":
            return _unit_edit(question, old, value)
        if value.slot == "time":
            return _time_edit(old, value)
        if len(old) > 1 and value.slot != "document":
            old = _one_in_a_row(question, old)
        return (old[0].start, old[0].end, value.text) if len(old) == 1 else None

    def added(self, question: str, values: Sequence[SlotValue]) -> str | None:
        """Return a question with values added to it, ``None`` where one cannot be."""
        for value in values:
            if value.slot == "place":
                question = _at_the_end(question, self._say("follow_up.at", place=value.text))
            elif value.slot == "time":
                question = self.at_time(question, value.text)
            elif value.slot == "unit" and self._words.award_words.all(words_of(question)):
                question = _at_the_end(question, self._say("follow_up.for_unit", unit=value.text))
            else:
                return None
        return question

    def at_time(self, question: str, time: str) -> str:
        """Return a question asked for another time: what held then, or the figures of then."""
        is_rule = bool(self._words.rule_words.all(words_of(question)))
        key = "as_of" if is_rule or find_references(question) else "figures_of"
        question = _lowered(question)
        asked = self._say(f"follow_up.{key}", time=time, question=question)
        return asked[:1].upper() + asked[1:]


def _unit_edit(
    question: str, old: Sequence[SlotValue], value: SlotValue
) -> tuple[int, int, str] | None:
    """Return what a class of units replaces: a plain "phường" leaves "dưới 5%" as it is."""
    whole = next((one for one in old if one.part == "whole"), old[0])
    if value.part == "share":
        start = _share_start(question, whole)
        return whole.end if start is None else start, whole.end, f" {value.text}"
    keeps = value.part == "kind" and value.text not in _WIDE
    share = _share_start(question, whole) if keeps else None
    return whole.start, whole.end if share is None else share, value.text


def _share_start(question: str, unit: SlotValue) -> int | None:
    """Return where "dưới 5%" begins in a class of units, ``None`` where there is no share."""
    found = _SHARE_AT.search(question.lower(), unit.start, unit.end)
    return found.start() if found else None


def _time_edit(old: Sequence[SlotValue], value: SlotValue) -> tuple[int, int, str] | None:
    """Return what a time replaces: a year leaves "cuối" before it as it is."""
    if len({fold(one.text) for one in old}) > 1:
        return None
    held = old[0]
    years = _YEAR.findall(held.text)
    new = value.text
    only_a_year = value.part == "year" and held.part in ("year", "other") and len(years) == 1
    if only_a_year and "/" not in held.text:
        new = held.text.replace(years[0], _YEAR.findall(value.text)[0])
    return held.start, held.end, new


def _one_in_a_row(question: str, old: Sequence[SlotValue]) -> Sequence[SlotValue]:
    """Return "Bắc Kạn và Lạng Sơn" as one value, other several as they are."""
    first, last = old[0], old[-1]
    between = question[first.end : old[1].start]
    if len(old) == 2 and fold(between).strip(" ,") in ("", "va", "hoac", "hay"):
        return [SlotValue(first.slot, question[first.start : last.end], first.start, last.end)]
    return old


def _as_opening(new: str, start: int) -> str:
    return new[:1].upper() + new[1:] if start == 0 else new


def _lowered(question: str) -> str:
    """Return a question for the middle of a sentence; names keep their capitals."""
    references = find_references(question)
    opens_with_name = question[1:2].isupper() or (references and references[0].span[0] == 0)
    second = question.split(" ")[1:2]
    if opens_with_name or (second and second[0][:1].isupper()):
        return question
    return question[:1].lower() + question[1:]


def _at_the_end(question: str, words: str) -> str:
    """Return a question with words added before its question mark."""
    bare = question.rstrip(" ?.!")
    return f"{bare} {words}?"
