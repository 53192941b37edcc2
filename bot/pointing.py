"""Words that point back: "văn bản đó", "nó", "mức đó", "ở đó"; and what they stand in for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.topic import Topic
from knowledge.follow_up_words import FollowUpWords
from knowledge.phrases import Found, Word, is_word, words_of
from knowledge.references import find_references
from knowledge.text import has_diacritics, normalize

_MAY_BE_ELSE = frozenset({"do", "tren", "trên"})
"""Demonstratives that may be something else: "kế hoạch do tỉnh ban hành", "văn bản trên mạng"."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """Words that point back.

    Attributes:
        to: what to: a document, a percentage, a place.
        start: the first character in the normalised text.
        end: the character after the last.
        kind: kind of document, empty for any.
        far: whether they rather point at what the answer brought up ("đó", not "này").
        named: whether a noun says what is meant ("văn bản đó", not "nó").
    """

    to: Literal["document", "limit", "place"]
    start: int
    end: int
    kind: str = ""
    far: bool = False
    named: bool = True


def find_pointer(text: str, words: FollowUpWords) -> Pointer | None:
    """Return the first words that point back, ``None`` where there are none.

    What follows a document named in the same sentence points at that one.

    Args:
        text: the message, short forms spelt out.
        words: how questions lean on what was said before.
    """
    row = words_of(text)
    references = find_references(text)
    marked = has_diacritics(normalize(text))
    found = (_pointer_at(row, at, words, marked=marked) for at in range(len(row)))
    pointer = next((one for one in found if one is not None), None)
    if pointer is None:
        return None
    earlier = [one.span[1] for one in references if one.span[1] <= pointer.start]
    if earlier and not _acts_on(row, earlier[-1], pointer.start, words):
        return None
    return pointer


def _acts_on(row: Sequence[Word], start: int, end: int, words: FollowUpWords) -> bool:
    """Tell whether a document named first is said to act on another: "NĐ 98 có thay thế ..."."""
    return bool(words.relations.all([word for word in row if start <= word.start < end]))


def _pointer_at(
    row: Sequence[Word], at: int, words: FollowUpWords, *, marked: bool
) -> Pointer | None:
    noun = words.nouns.at(row, at)
    if noun and (shown := _shown(row, noun, words, marked=marked)):
        kind = words.kind_of_noun[noun.phrase]
        far = bool(words.far_ones.at(row, shown.first))
        return Pointer("document", row[at].start, row[shown.last - 1].end, kind, far)
    limit = words.limits.at(row, at)
    if limit and (shown := _shown(row, limit, words, marked=marked)):
        return Pointer("limit", row[at].start, row[shown.last - 1].end)
    place = words.there.at(row, at)
    if place and _points(row, place, words, marked=marked):
        return Pointer("place", row[at].start, row[place.last - 1].end)
    pronoun = words.pronouns.at(row, at)
    if pronoun and (marked <= has_diacritics(row[at].text)):
        return Pointer("document", row[at].start, row[pronoun.last - 1].end, named=False)
    return None


def _shown(row: Sequence[Word], noun: Found, words: FollowUpWords, *, marked: bool) -> Found | None:
    """Return the demonstrative after a noun."""
    if noun.last >= len(row):
        return None
    found = words.demonstratives.at(row, noun.last)
    return found if found and _points(row, found, words, marked=marked) else None


def _points(row: Sequence[Word], found: Found, words: FollowUpWords, *, marked: bool) -> bool:
    """Tell whether words point back for certain: "do", typed for "đó", may also be "do ai"."""
    typed = row[found.last - 1].text
    if typed not in _MAY_BE_ELSE:
        return True
    if marked and typed == "do":
        return False
    return found.last == len(row) or words.predicates.at(row, found.last) is not None


def bare_noun(row: Sequence[Word], words: FollowUpWords) -> Pointer | None:
    """Return the noun for a document a question opens with: "quyết định do ai ký"."""
    noun = words.nouns.opening(row)
    if noun is None or noun.last >= len(row) or words.which.at(row, noun.last):
        return None
    follows = row[noun.last]
    if not any(is_word(follows.text, word) for word in _AFTER_NOUN):
        return None
    kind = words.kind_of_noun[noun.phrase]
    return Pointer("document", row[0].start, row[noun.last - 1].end, kind)


_AFTER_NOUN = ("do", "còn", "có", "đã", "bị", "được", "hết", "ký", "ban", "thay", "từ", "khi")


def candidates(
    topics: Sequence[Topic], pointer: Pointer | None, words: FollowUpWords
) -> tuple[str, ...]:
    """Return the documents a question may be about, those of the last topic that has any.

    Args:
        topics: what was asked before, newest first.
        pointer: the words that point back; ``None`` for a question that names nothing.
        words: how questions lean on what was said before.
    """
    kind = pointer.kind if pointer else ""
    for topic in topics:
        named, given = (_of_kind(names, kind) for names in (topic.named, topic.given))
        if given and asks_for_document(topic.question, words):
            if pointer and pointer.far and pointer.named:
                return given
            return (*named, *given)
        if named or given:
            return named or given
    return ()


def asks_for_document(question: str, words: FollowUpWords) -> bool:
    """Tell whether a question asks which document: "văn bản nào thay thế ...?"."""
    row = words_of(question)
    found = words.kinds.all(row)
    nouns = (one for one in words.nouns.all(row) if one.last < len(row))
    return any(words.kind_of[one.phrase] == "document" for one in found) or any(
        words.which.at(row, one.last) for one in nouns
    )


def _of_kind(names: Sequence[str], kind: str) -> tuple[str, ...]:
    return tuple(name for name in names if not kind or name.startswith(kind))
