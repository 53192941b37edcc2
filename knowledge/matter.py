"""A passage taken apart once: its sentences and headings, their words, figures, years and days."""

from __future__ import annotations

import re
from functools import cached_property

from knowledge.passages import BREADCRUMB_JOINT, DocumentRecord, Passage
from knowledge.references import Reference, find_references
from knowledge.sentences import lists_in, split_sentences
from knowledge.terms import Piece
from knowledge.written_figures import WrittenFigure, dates_in, figures_in, years_in

_CLAUSE = re.compile(r"[,;:(]\s")
_ONE_CLAUSE = 80
"""Characters of a sentence that is taken as one part."""
_OPENING = 100
"""Characters in which a sentence says what it is about."""
_PICTURE = "bức ảnh, hình ảnh chụp trong bài viết, bài báo"
"""What a line under a picture is, in words it need not have."""


class Sentence:
    """One sentence of a passage, verbatim: a table row, or a list with what leads to it, too.

    Args:
        text: the sentence.
        header: for a table row, the row that names its columns.
        items: for a list, its items.
    """

    def __init__(self, text: str, header: str = "", items: tuple[str, ...] = ()) -> None:
        self.text = text
        self.header = header
        self.items = items
        self.piece = Piece(f"{header}\n{text}")

    @cached_property
    def opening(self) -> Piece:
        """Its beginning: of a list the line that leads to it."""
        lead = self.text.partition("\n")[0]
        if self.items and lead == self.text:
            lead = lead.partition(": ")[0][:_OPENING]
        return Piece(lead if self.items else self.text[:_OPENING])

    @cached_property
    def clauses(self) -> tuple[Piece, ...]:
        """Its parts between commas and the like, the first word of each included."""
        if len(self.text) <= _ONE_CLAUSE:
            return (self.piece,)
        return tuple(map(Piece, _CLAUSE.split(self.text)))

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """Documents it names."""
        return tuple(find_references(self.text))

    @cached_property
    def years(self) -> tuple[tuple[int, int], ...]:
        """Years and spans of years it names."""
        return years_in(f"{self.header}\n{self.text}")

    @cached_property
    def dates(self) -> tuple[tuple[int, int, int], ...]:
        """Days it names."""
        return dates_in(self.text)

    @cached_property
    def figures(self) -> tuple[WrittenFigure, ...]:
        """Figures it gives."""
        return figures_in(self.text)


class Matter:
    """A passage with its headings and the document around it.

    Args:
        passage: the passage.
        document: the document it belongs to.
        before: text of the passage before it in an article, which may name who is spoken of.
    """

    def __init__(self, passage: Passage, document: DocumentRecord, before: str = "") -> None:
        self.passage = passage
        self.before = Piece(before)
        self.document = document
        source = passage.attribution
        cited = f"{source.document} {source.clause}" if source else ""
        self.heading = Sentence(passage.breadcrumb.rpartition(BREADCRUMB_JOINT)[2])
        self.around = Piece(
            f"{document.title}\n{document.province or ''}\n{document.number or ''}\n{cited}\n"
            f"{passage.section}\n{passage.indexed_text}"
        )

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences in order; a list stands after the sentence that leads to it."""
        text = self.passage.text
        rows = [line for line in text.split("\n") if line.startswith("|")]
        header = rows[0] if rows else ""
        sentences = [
            Sentence(sentence, header if sentence.startswith("|") else "")
            for sentence in split_sentences(text)
            if sentence != header
        ]
        return (*sentences, *(Sentence(*block) for block in lists_in(text)))

    def with_the_one_before(self, at: int) -> Sentence | None:
        """Return a sentence and the one before it as they stand; ``None`` for lists and rows."""
        before, own = self.sentences[at - 1], self.sentences[at]
        if at == 0 or any(one.items or one.header for one in (before, own)):
            return None
        start = self.passage.text.find(before.text)
        end = self.passage.text.find(own.text, start + len(before.text))
        return Sentence(self.passage.text[start : end + len(own.text)]) if end > start else None

    @cached_property
    def whole(self) -> Sentence:
        """The passage as one stretch of text."""
        return Sentence(self.passage.text)

    @cached_property
    def headings(self) -> Sentence:
        """Title and headings as one stretch of text."""
        return Sentence(f"{self.document.title}\n{self.passage.breadcrumb}")

    @cached_property
    def issued(self) -> int:
        """Year of the document or of the source named; 0 where not known."""
        source = self.passage.attribution
        day = (source.issued_on if source else None) or self.document.issued_on
        return day.year if day else 0


class CaptionMatter(Matter):
    """A line under a picture: one sentence whatever stops it has, the photographer's name too.

    Args:
        passage: the line as a passage.
        document: the article it belongs to.
    """

    def __init__(self, passage: Passage, document: DocumentRecord) -> None:
        super().__init__(passage, document)
        self.around = Piece(
            f"{_PICTURE}\n{document.title}\n{document.province or ''}\n{passage.text}"
        )

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The line."""
        return (Sentence(self.passage.text),)
