"""A passage taken apart once: its sentences and headings, their words, figures, years and days."""

from __future__ import annotations

from functools import cached_property

from knowledge.passages import BREADCRUMB_JOINT, DocumentRecord, Passage
from knowledge.sentences import split_sentences
from knowledge.terms import Piece
from knowledge.written_figures import WrittenFigure, dates_in, figures_in, years_in


class Sentence:
    """One sentence of a passage, verbatim.

    Args:
        text: the sentence.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.piece = Piece(text)

    @cached_property
    def years(self) -> tuple[tuple[int, int], ...]:
        """Years and spans of years it names."""
        return years_in(self.text)

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
    """

    def __init__(self, passage: Passage, document: DocumentRecord) -> None:
        self.passage = passage
        self.document = document
        source = passage.attribution
        cited = f"{source.document} {source.clause}" if source else ""
        self.heading = Piece(passage.breadcrumb.rpartition(BREADCRUMB_JOINT)[2])
        self.around = Piece(
            f"{document.title}\n{document.province or ''}\n{document.number or ''}\n{cited}\n"
            f"{passage.section}\n{passage.indexed_text}"
        )

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences in order."""
        return tuple(map(Sentence, split_sentences(self.passage.text)))

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
