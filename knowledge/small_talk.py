"""Telling messages that no document answers: greetings, thanks, insults, poems, tricks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.terms import spelled
from knowledge.text import fold, has_diacritics

_GAP = r"(?:\s\w+){0,6}?"


@dataclass(frozen=True, slots=True)
class Phrases:
    """How one sort of message is told.

    Attributes:
        whole: what the message is, politeness aside.
        anywhere: what it holds; ``*`` stands for up to six words, ``^`` for the beginning.
    """

    whole: Sequence[str] = ()
    anywhere: Sequence[str] = ()


class SmallTalk:
    """Tells the sorts of ``small_talk.yaml``.

    Args:
        politeness: words that change nothing.
        before: sorts looked for before anything is searched, in order.
        after: sorts looked for where nothing was found, in order.
    """

    def __init__(
        self,
        politeness: Sequence[str],
        before: Mapping[str, Phrases],
        after: Mapping[str, Phrases],
    ) -> None:
        self._polite = frozenset(" ".join(spelled(word)) for word in politeness)
        self._polite |= frozenset(map(fold, self._polite))
        self._before = [_Sort(name, phrases) for name, phrases in before.items()]
        self._after = [_Sort(name, phrases) for name, phrases in after.items()]

    def before(self, message: str) -> str:
        """Return which sort of small talk a message is, empty for none."""
        return self._sort(message, self._before)

    def after(self, message: str) -> str:
        """Return which sort of question of another world a message is, empty for none."""
        return self._sort(message, self._after)

    def _sort(self, message: str, sorts: Sequence[_Sort]) -> str:
        words = spelled(message)
        marked = any(map(has_diacritics, words))
        said = " ".join(words)
        bare = " ".join(word for word in words if word not in self._polite)
        return next((sort.name for sort in sorts if sort.fits(said, bare, marked=marked)), "")


class _Sort:
    def __init__(self, name: str, phrases: Phrases) -> None:
        self.name = name
        whole = [" ".join(spelled(phrase)) for phrase in phrases.whole]
        self._whole = {False: frozenset(map(fold, whole)), True: frozenset(whole)}
        patterns = [_pattern(phrase) for phrase in phrases.anywhere]
        self._anywhere = {
            False: _either([fold(pattern) for pattern in patterns]),
            True: _either(patterns),
        }

    def fits(self, said: str, bare: str, *, marked: bool) -> bool:
        whole = self._whole[marked]
        if said in whole or bare in whole:
            return True
        pattern = self._anywhere[marked]
        return pattern is not None and bool(pattern.search(said) or pattern.search(bare))


def _pattern(phrase: str) -> str:
    start = "^" if phrase.startswith("^") else r"\b"
    parts = [" ".join(spelled(part)) for part in phrase.removeprefix("^").split("*")]
    return start + rf"{_GAP}\s".join(part for part in parts if part) + r"\b"


def _either(patterns: Sequence[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(patterns)) if patterns else None
