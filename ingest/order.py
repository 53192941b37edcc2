"""Which "Điều 5." opens an article and which is only spoken of: numbers must run on.

A reference cut off by the margin, an article quoted by an amending text and a figure misread by
a scanner all look like headings; the run of numbers before and after tells them apart.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest import markers
from ingest.clean import REFERENCE_END, Paragraph

_SHORT_LINE = 80
"""Characters under which an unfinished line before an article is a heading, not a sentence."""
_GAP = 30
"""Articles that a scanner or an excerpt may lose in a row."""


@dataclass(frozen=True, slots=True)
class _Mention:
    at: int
    number: int


class ArticleOrder:
    """The articles met so far, and those that are still to come."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self.last = 0
        self._mentions = [
            _Mention(at, _value(found.group(1)))
            for at, paragraph in enumerate(paragraphs)
            if (found := markers.DIEU.match(paragraph.text)) is not None
        ]

    def number(self, printed: str, at: int, previous: str, *, may_restart: bool) -> str:
        """Return the number of the article that opens at a paragraph; empty when none does.

        Args:
            printed: the number as printed, ``"5"`` or ``"5a"``.
            at: index of the paragraph.
            previous: the paragraph before it.
            may_restart: whether a new text may begin here, with an article 1 of its own.
        """
        value, expected = _value(printed), self.last + 1
        ended = not previous or markers.ENDS_SENTENCE.search(previous) is not None
        refers = REFERENCE_END.search(previous) is not None
        # "... sửa đổi như sau:" leads to quoted articles, "QUYẾT ĐỊNH:" to the first of its own.
        refers = refers or (self.last > 0 and previous.endswith(":"))
        if value == 1 and self.last and not may_restart:
            return printed if ended and not refers and not self._comes(expected, at) else ""
        if value in (1, expected):
            return printed if not refers or not self._comes(value, at) else ""
        if value == self.last and not printed.isdigit():
            return printed
        if refers or self._comes(expected, at):
            return ""
        if self._following(at) == expected + 1:
            return str(expected)
        opens = ended or len(previous) < _SHORT_LINE
        near = value <= self.last + _GAP or not self.last  # an excerpt may begin anywhere
        return printed if opens and near and value > self.last else ""

    def ends_quotation(self, text: str, at: int) -> bool:
        """Tell whether a paragraph is the next article, though a quotation was left unclosed."""
        found = markers.DIEU.match(text)
        if found is None or _value(found.group(1)) != self.last + 1:
            return False
        return not self._comes(self.last + 1, at)

    def open(self, number: str) -> None:
        """Note that an article was opened."""
        self.last = _value(number)

    def restart(self) -> None:
        """Note that a text with numbers of its own begins."""
        self.last = 0

    def _comes(self, number: int, at: int) -> bool:
        """Tell whether a number stands further down, before the numbers begin anew."""
        for mention in self._after(at):
            if mention.number == number:
                return True
            if mention.number == 1:
                return False
        return False

    def _following(self, at: int) -> int:
        return next((mention.number for mention in self._after(at)), 0)

    def _after(self, at: int) -> Iterator[_Mention]:
        start = bisect_right(self._mentions, at, key=lambda mention: mention.at)
        return (self._mentions[index] for index in range(start, len(self._mentions)))


def _value(printed: str) -> int:
    return int(re.sub(r"\D", "", printed))
