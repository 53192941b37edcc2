"""Which of the documents offered a message picks: by number, by name, by its place in the row."""

from __future__ import annotations

from bot.conversation import Pending
from knowledge.follow_up_words import FollowUpWords
from knowledge.phrases import words_of
from knowledge.references import find_references
from knowledge.text import fold


def picked(text: str, pending: Pending, words: FollowUpWords) -> str | None:
    """Return the option a message picks, ``None`` when it says something else.

    Args:
        text: the message.
        pending: what was offered.
        words: holds the ordinals.
    """
    folded = fold(text).strip(" .?!«»“”\"'")
    references = find_references(text)
    beside = text
    for reference in references:
        beside = text[: reference.span[0]] + text[reference.span[1] :]
    left = words.without_closings(words.without_openings(words_of(beside)))
    alone = len(references) == 1 and not left
    for option in pending.options:
        if folded == fold(option):
            return option
        held = find_references(option)
        digits = held[0].digits if held else ""
        if digits and (folded == digits or (alone and references[0].digits == digits)):
            return option
    row = words.trimmed(words_of(text))
    noun = words.nouns.opening(row)
    row = row[noun.last :] if noun else row
    offered = zip(pending.options, words.ordinals, strict=False)
    return next((option for option, place in offered if row and place.hold(row)), None)
