"""A text as tokens: its numbers, years and cue words in order, clause by clause."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date

from knowledge.figures.cues import CUES
from knowledge.figures.numerals import Number
from knowledge.figures.scan import scan
from knowledge.figures.years import YearMark
from knowledge.text import fold

_COMPARED = re.compile(r"(?:\bso voi|\d(?: ho)?(?: ngheo)? so) (?:cung ky )?(?:thoi diem )?$")
_BEFORE = 40  # characters before a year, in which it is said to be compared with
_BEARING = 80  # characters; a longer stretch is not searched again for every number
_CLAUSE = re.compile(r"[,;\n?!]|\.(?!\w)")


@dataclass(frozen=True, slots=True)
class Token:
    """A number, a year or a cue word.

    Attributes:
        start: offset of its first character.
        end: offset after its last character.
        kind: ``number``, ``year`` or a kind of :data:`knowledge.figures.cues.CUES`.
        clause: how many clauses end before it.
        number: the number, for that kind.
        mark: the mention of a year, for that kind.
    """

    start: int
    end: int
    kind: str
    clause: int
    number: Number | None = None
    mark: YearMark | None = None

    @property
    def years(self) -> tuple[int, ...]:
        """The year-ends a mention of a year means; empty for anything else."""
        return self.mark.years if self.mark else ()


@dataclass(frozen=True, slots=True)
class Wording:
    """A text ready to be understood; tokens are spoken of by their index.

    Attributes:
        folded: the text without diacritics, in lower case.
        tokens: what stands in it, in order.
    """

    folded: str
    tokens: tuple[Token, ...]

    def items(self) -> list[int]:
        """Return the numbers and years."""
        return [at for at, token in enumerate(self.tokens) if token.kind in ("number", "year")]

    def gap(self, first: int, second: int) -> str:
        """Return the words between two tokens."""
        return self.folded[self.tokens[first].end : self.tokens[second].start]

    def before(self, offset: int) -> str:
        """Return the words directly before an offset, as far as they can bear on it."""
        return self.folded[max(0, offset - _BEARING) : offset]

    def joined(self, first: int, second: int, pattern: re.Pattern[str]) -> bool:
        """Tell whether the words between two tokens are those of a pattern, and no others."""
        start, end = self.tokens[first].end, self.tokens[second].start
        return bool(pattern.fullmatch(self.folded, start, end))

    def is_base(self, index: int) -> bool:
        """Tell whether a year is what another is compared with: "so với năm 2021"."""
        start = self.tokens[index].start
        return bool(_COMPARED.search(self.folded[max(0, start - _BEFORE) : start]))

    def leads_on(self, first: int, second: int) -> bool:
        """Tell whether "xuống", "còn" or "->" stands between two tokens."""
        return any(token.kind == "to" for token in self.tokens[first + 1 : second])

    def beside_number(self, index: int, step: int) -> bool:
        """Tell whether the nearest number or year of the clause on one side is a number.

        Args:
            index: the token to start from.
            step: 1 to look right, -1 to look left.
        """
        at = index + step
        while 0 <= at < len(self.tokens) and self.tokens[at].clause == self.tokens[index].clause:
            if self.tokens[at].kind in ("number", "year"):
                return self.tokens[at].kind == "number"
            at += step
        return False


def tokenize(text: str, asked_on: date) -> Wording:
    """Return the tokens of a normalised text.

    "không còn hộ nghèo" is the number 0.

    Args:
        text: the text; offsets in the result are offsets in it.
        asked_on: the day "năm nay" and "năm ngoái" are counted from.
    """
    folded = fold(text)
    found = scan(text, asked_on)
    letters = list(folded)
    for item in found:
        letters[item.start : item.end] = "#" * (item.end - item.start)
    blank = "".join(letters)
    breaks = [match.start() for match in _CLAUSE.finditer(blank)]
    tokens = [_figure(item, bisect_left(breaks, item.start)) for item in found]
    for kind, pattern in CUES:
        for match in pattern.finditer(blank):
            clause = bisect_left(breaks, match.start())
            if text[match.start() : match.start() + 4].lower() == "tặng":
                continue  # given, not "tăng"
            if kind == "none":
                raw = text[match.start() : match.end()]
                tokens.append(_figure(Number(*match.span(), raw, 0, "0"), clause))
            else:
                tokens.append(Token(*match.span(), kind, clause))
        blank = pattern.sub(lambda match: "#" * len(match.group()), blank)
    return Wording(folded, tuple(sorted(tokens, key=lambda token: token.start)))


def _figure(item: Number | YearMark, clause: int) -> Token:
    """Return the token of a number or a year."""
    if isinstance(item, Number):
        return Token(item.start, item.end, "number", clause, number=item)
    return Token(item.start, item.end, "year", clause, mark=item)
