"""Which documents govern a subject on a day: by title and subjects, along replacing and keeping."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from knowledge.document_model import Document, RelationType, State
from knowledge.documents import Register
from knowledge.kinds import rank
from knowledge.text import fold, normalize, syllables

_FORWARD: tuple[RelationType, ...] = ("replaces", "continues", "succeeds")
_FURTHEST = 8
"""Documents in a row along which the register is followed."""


class Governing(NamedTuple):
    """Documents on a subject: in force on the day, maybe in force, no longer; the subject's words.

    The words are those of a title, with its diacritics, where one holds them in a row.
    """

    in_force: tuple[Document, ...]
    uncertain: tuple[Document, ...]
    over: tuple[Document, ...]
    subject: str


def governing(register: Register, subject: str, on: date, kind: str = "") -> Governing:
    """Return the documents that govern a subject on a day, facts only.

    A document that was replaced leads to the one that replaced it; one that is not in force yet to
    those it replaces, keeps applied or follows.

    Args:
        register: the documents.
        subject: what is asked about, with or without diacritics: ``"chuẩn nghèo"``.
        on: the day.
        kind: kind of document asked for; others are given where none of it is on file.
    """
    matched = _matched(register, syllables(fold(subject)))
    held = {held.id: held for entry in matched for held in _followed(register, entry, on)}
    of_kind = {id_: entry for id_, entry in held.items() if not kind or entry.kind == kind} or held
    ranked = sorted(of_kind.values(), key=_rank)
    return Governing(
        tuple(entry for entry in ranked if register.state(entry, on).in_force),
        tuple(entry for entry in ranked if _may_hold(register, entry, on)),
        tuple(entry for entry in ranked if _is_over(register.state(entry, on))),
        _as_printed(matched, subject),
    )


def _as_printed(matched: Sequence[Document], subject: str) -> str:
    """Return the subject in the words of a title that holds it, in small letters."""
    words = r"\W+".join(syllables(fold(subject)))
    for text in (text for entry in matched for text in (*entry.subjects, entry.title or "")):
        if found := re.search(rf"\b{words}\b", fold(text)):
            return normalize(text)[slice(*found.span())].lower()
    return subject


def _matched(register: Register, words: Sequence[str]) -> list[Document]:
    """Return the documents whose title or subjects hold the words in a row, or all of them."""
    row = f" {' '.join(words)} "
    near: list[Document] = []
    far: list[Document] = []
    for entry in register.all():
        if not entry.is_fact:
            continue
        about = [
            f" {' '.join(syllables(fold(text)))} " for text in (entry.title or "", *entry.subjects)
        ]
        if any(row in text for text in about):
            near.append(entry)
        elif all(any(f" {word} " in text for text in about) for word in words):
            far.append(entry)
    return near or far


def _followed(register: Register, entry: Document, on: date) -> list[Document]:
    """Return what holds on a day in place of a document: itself, a later or an earlier one."""
    for _ in range(_FURTHEST):
        state = register.state(entry, on)
        if state.code != "replaced" or state.by is None:
            break
        entry = state.by
    if not register.state(entry, on).not_yet:
        return [entry]
    earlier = [
        register.get(relation.target)
        for relation in register.outgoing(entry)
        if relation.type in _FORWARD
    ]
    return [held for held in earlier if held and not register.state(held, on).not_yet]


def _is_over(state: State) -> bool:
    return state.has_ended or state.code == "period_over"


def _may_hold(register: Register, entry: Document, on: date) -> bool:
    """Tell whether a document without a known day of effect may be in force on a day."""
    if register.state(entry, on).code != "unknown":
        return False
    first, last = entry.period
    if not (first or 0) <= on.year <= (last or 9999):
        return False
    carried_out = [
        register.get(relation.target)
        for relation in register.outgoing(entry)
        if relation.type == "implements"
    ]
    ended = [held and register.state(held, on).in_force is False for held in carried_out]
    return not ended or not all(ended)


def _rank(entry: Document) -> tuple[int, int, str]:
    day = entry.effective_from or entry.date or date.min
    return rank(entry.kind), -day.toordinal(), entry.id
