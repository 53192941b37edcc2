"""A question's words as the index writes them: marks restored, keystrokes and slips undone.

Every word gets the readings it may stand for; the likeliest sequence of them by the pairs of
neighbours in the indexed text is taken (Viterbi). For searching only: the reader is never shown
as having said what is found here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from string import ascii_lowercase

import numpy as np

from knowledge.keystrokes import undone
from knowledge.restorer import UNKNOWN, Restorer
from knowledge.syllable_shapes import is_syllable
from knowledge.text import fold, has_diacritics, unify

_WORD = re.compile(r"[^\W_]+")
_SLIP_COST = 12.0
"""Cost of a slip of the fingers, natural logarithm, divided by the letters of the word: the longer
a word, the less likely another one is that near by chance."""
_SHORTEST_SLIP = 3
"""Letters of the shortest word in which a slip is looked for."""
_SHORTEST_NAME = 5
"""Letters of the shortest foreign word in which a slip is looked for, and of the shortest word
in which there may be two."""
_MOST_SLIPS = 2
_LONGEST_SLIP = 16
"""Letters of the longest; the tries grow with them."""

_Reading = tuple[int, float]
"""Number of a syllable, or :data:`~knowledge.restorer.UNKNOWN` for the word as typed; its cost."""


class Speller:
    """Finds what was meant, in the words of one index.

    Args:
        model: the syllables of the index and their neighbours.
    """

    def __init__(self, model: Restorer) -> None:
        self._model = model

    def mend(self, text: str, *, restore: bool) -> str:
        """Return ``text`` with its words in the index's spelling, all else as it was.

        A syllable the writer accented and the language has is never changed, save that its marks
        may move to the letters that bear them, nor is any other word the index holds; a word
        nothing is near to stays as typed.

        Args:
            text: a question in NFC.
            restore: whether words without marks may be words whose marks were left out.
        """
        words = list(_WORD.finditer(text))
        readings = [self._readings(word.group(), restore=restore) for word in words]
        if all(row == [(UNKNOWN, 0.0)] for row in readings):
            return text
        mended, at = "", 0
        for word, number in zip(words, self._likeliest(readings), strict=True):
            mended += text[at : word.start()] + self._written(word.group(), number)
            at = word.end()
        return mended + text[at:]

    def _written(self, typed: str, number: int) -> str:
        if number == UNKNOWN:
            return typed
        syllable = self._model.syllable(number)
        if syllable == unify(typed):
            return typed
        return syllable.capitalize() if typed[0].isupper() else syllable

    def _readings(self, typed: str, *, restore: bool) -> list[_Reading]:
        word = unify(typed)
        own = self._model.number(word)
        if restore and not has_diacritics(word):
            forms = self._model.forms(word)
            if len(forms):
                return [(int(number), 0.0) for number in forms]
        if own != UNKNOWN:
            return [(own, 0.0)]
        if same := [n for n in self._model.forms(fold(word)) if self._has_marks_of(word, n)]:
            return [(int(number), 0.0) for number in same]
        possible = is_syllable(word)
        keys = [] if possible and has_diacritics(word) else undone(word, self._spellings)
        if keys:
            return [(self._model.number(syllable), 0.0) for syllable in keys]
        slips = {} if possible else self._slips(word, restore=restore)
        return [(UNKNOWN, 0.0), *slips.items()]

    def _has_marks_of(self, word: str, number: int) -> bool:
        """Tell whether only the letters differ that bear the marks: "họat" for "hoạt"."""
        return _decomposed(word) == _decomposed(self._model.syllable(number))

    def _spellings(self, folded: str) -> list[str]:
        return [self._model.syllable(number) for number in self._model.forms(folded)]

    def _slips(self, word: str, *, restore: bool) -> dict[int, float]:
        """Return the syllables a few slips away from ``word`` and what the slips cost."""
        size = len(word)
        if not (word.isalpha() and _SHORTEST_SLIP <= size <= _LONGEST_SLIP):
            return {}
        unmarked = restore and not has_diacritics(word)  # marks left out are no slips
        bare = fold(word)
        found: dict[int, float] = {}
        for near in (bare, *_one_slip_from(bare)):
            for number in self._model.forms(near):
                syllable = self._model.syllable(number)
                slips = 1 if unmarked else _distance(word, syllable)
                if slips > (1 if size < _SHORTEST_NAME else _MOST_SLIPS):
                    continue
                if size >= _SHORTEST_NAME or is_syllable(syllable):
                    found[int(number)] = -_SLIP_COST * slips / size
        return found

    def _likeliest(self, readings: Sequence[Sequence[_Reading]]) -> list[int]:
        """Return one number for each word; of equally likely readings the first."""
        columns = [np.array([number for number, _ in row], dtype=np.int64) for row in readings]
        costs = [np.array([cost for _, cost in row]) for row in readings]
        total = self._model.alone(columns[0]) + costs[0]
        came_from = []
        for left, right, cost in zip(columns, columns[1:], costs[1:], strict=False):
            ways = total[:, np.newaxis] + self._model.following(left, right)
            best = ways.argmax(axis=0)
            total = ways[best, np.arange(len(right))] + cost
            came_from.append(best)
        at = int(total.argmax())
        path = [int(columns[-1][at])]
        for column, best in zip(reversed(columns[:-1]), reversed(came_from), strict=True):
            at = int(best[at])
            path.append(int(column[at]))
        return path[::-1]


def _decomposed(word: str) -> list[str]:
    """Return the letters and the marks of a word, in one order."""
    return sorted(unicodedata.normalize("NFD", word))


def _one_slip_from(word: str) -> Iterator[str]:
    """Yield the words with a letter left out, two swapped, one replaced or one put in."""
    for at in range(len(word)):
        head, tail = word[:at], word[at:]
        yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in ascii_lowercase:
            yield head + letter + tail[1:]
            yield head + letter + tail
    for letter in ascii_lowercase:
        yield word + letter


def _distance(left: str, right: str) -> int:
    """Return the letters left out, put in, replaced or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        following = [i]
        for j, b in enumerate(right, start=1):
            least = min(row[j] + 1, following[-1] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and b == left[i - 2]:
                least = min(least, before[j - 2] + 1)
            following.append(least)
        before, row = row, following
    return row[-1]
