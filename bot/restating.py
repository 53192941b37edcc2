"""The question before with another question word: "ở đâu?", "bao nhiêu phần trăm?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.follow_up_words import FollowUpWords
from knowledge.phrases import Found, Word, words_of
from knowledge.text import normalize

_WHETHER = re.compile(
    r",?\s+(?:(?:đúng|dung|phải|phai|hay|được|duoc|rồi|roi)\s+)*(?:không|khong|ko|chưa|chua)"
    r"(?:\s+(?:ạ|a|nhỉ|nhi|vậy|vay))?\W*$",
    re.IGNORECASE,
)
_HAS = re.compile(r"\b(?:có|đã)\s+(?=\w)", re.IGNORECASE)
_BEFORE = re.compile(r"(?:\b(?:do|vào|vao|ở|tại|tai|từ|bởi|boi|là|la|vào lúc)\s+)+$", re.IGNORECASE)
_OF_CIRCUMSTANCE = frozenset({"person", "time", "place"})
"""Kinds whose question words stand at the same place in a sentence."""
_OF_DURATION = frozenset({"năm", "ngày", "ngày làm việc", "tháng", "lần", "bước"})
_MEASURES = (
    ("hộ", re.compile(r"\b(?:tỷ|tỉ|ty|ti) (?:lệ|le)\b"), "số"),
    ("hộ", re.compile(r"\b(?:Tỷ|Tỉ|Ty|Ti) (?:lệ|le)\b"), "Số"),
    ("phần trăm", re.compile(r"\b(?:số|so) (?=(?:hộ|ho)\b)"), "tỷ lệ "),
    ("phần trăm", re.compile(r"\b(?:Số|So) (?=(?:hộ|ho)\b)"), "Tỷ lệ "),
)
"""What is counted, and what a question calls it: "tỷ lệ" in "phần trăm", "số" in "hộ"."""


@dataclass(frozen=True, slots=True)
class BareAsk:
    """A question that is only a question word.

    Attributes:
        kind: what it asks for; see :attr:`knowledge.question.Question.kind`; ``other`` for "thế
            nào", "gồm những gì".
        phrase: the question word with what it counts: ``"bao nhiêu phần trăm"``.
        unit: what is counted, empty for nothing.
        verbs: verbs that stand with it.
        words: the whole of it: ``"giảm bao nhiêu phần trăm"``.
    """

    kind: str
    phrase: str
    unit: str = ""
    verbs: tuple[str, ...] = ()
    words: str = ""


def read_bare_ask(row: Sequence[Word], words: FollowUpWords) -> BareAsk | None:
    """Return what a message asks that is only a question word, ``None`` when it says more.

    Args:
        row: the words of the message without politeness.
        words: how such questions are put.
    """
    for at in range(len(row)):
        found = words.kinds.at(row, at) or words.asks.at(row, at)
        if found is None:
            continue
        phrase, last = found.phrase, found.last
        kind = words.kind_of.get(phrase, "other")
        counted = words.counted.at(row, last) if kind == "quantity" and last < len(row) else None
        if counted:
            phrase, last = f"{phrase} {counted.phrase}", counted.last
        others = [*row[:at], *row[last:]]
        verbs = tuple(one.phrase for one in words.verbs.all(others))
        if not _is_only(others, words) or (counted and verbs and counted.phrase in words.things):
            return None
        if kind == "other" and not verbs and found.last - found.first == 1:
            return None  # a mere "gì"
        before, after = words.spelt(row[:at]), words.spelt(row[last:])
        whole = " ".join(f"{before} {phrase} {after}".split())
        return BareAsk(kind, phrase, counted.phrase if counted else "", verbs, whole)
    return None


def _is_only(row: Sequence[Word], words: FollowUpWords) -> bool:
    """Tell whether words beside a question word add nothing but verbs."""
    at = 0
    while at < len(row):
        found = words.light_verbs.at(row, at) or words.verbs.at(row, at)
        if found is None:
            return False
        at = found.last
    return True


def restated(question: str, ask: BareAsk, words: FollowUpWords) -> str:
    """Return a question with another question word; a verb of its own is asked about its subject.

    Args:
        question: the question asked before.
        ask: what is asked instead.
        words: how such questions are put.
    """
    text = normalize(question)
    row = words_of(text)
    said = {one.phrase for one in words.verbs.all(row)}
    old = words.kinds.all(row) or words.asks.all(row)
    kinds = {words.kind_of.get(one.phrase, "other") for one in old[:1]} | {ask.kind}
    alike = len(kinds) == 1 or kinds <= _OF_CIRCUMSTANCE
    if not (alike and said.issuperset(ask.verbs)) or ask.unit in _OF_DURATION:
        return f"{_subject(text, row, old)}: {ask.words}?"
    if not old:
        bare = _WHETHER.sub("", text)
        bare = _HAS.sub("", bare, count=1) if bare != text else bare.rstrip(" ?.!")
        return f"{bare} {_placed(ask)}?"
    first = old[0]
    counted = words.counted.at(row, first.last) if first.last < len(row) else None
    start, end = row[first.first].start, row[first.last - 1].end
    if counted and ask.unit:
        end = row[counted.last - 1].end
    before, after = text[:start], text[end:]
    if not before.strip() and len(kinds) > 1:  # "Ai làm ...?" asked for a time
        return f"{_capital(_subject(text, row, old))} {_placed(ask)}?"
    for measure, old_one, new_one in _MEASURES:
        if ask.unit.startswith(measure):
            before = old_one.sub(new_one, before)
    if ask.kind != "quantity":
        before = _BEFORE.sub("", before)
    phrase = ask.phrase if ask.kind == "quantity" else _placed(ask)
    if not before.strip():
        phrase = _capital(ask.phrase)
    return f"{before}{phrase}{after}"


def repeats(question: str, ask: BareAsk, words: FollowUpWords) -> bool:
    """Tell whether a question asks the same: a question word of the kind, the same verbs."""
    row = words_of(question)
    kinds = {words.kind_of[one.phrase] for one in words.kinds.all(row)}
    return ask.kind in kinds and {one.phrase for one in words.verbs.all(row)} >= set(ask.verbs)


def _subject(text: str, row: Sequence[Word], asked: Sequence[Found]) -> str:
    """Return a question without what it asks."""
    if not asked:
        return _WHETHER.sub("", text).rstrip(" ?.!")
    start, end = row[asked[0].first].start, row[asked[0].last - 1].end
    left = f"{_BEFORE.sub('', text[:start])} {text[end:]}"
    return " ".join(left.split()).strip(" ?.!,")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _placed(ask: BareAsk) -> str:
    """Return the question word as it stands after a verb: "do ai"."""
    return f"do {ask.phrase}" if ask.phrase in ("ai", "người nào") else ask.phrase
