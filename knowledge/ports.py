"""The seams between what the product decides and what outside libraries do for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from knowledge.checked_sheet import CheckedSheet
    from knowledge.passages import DocumentRecord, Passage


Vectors = npt.NDArray[np.float32]


class Embedder(Protocol):
    """A sentence embedding model; every vector has unit length."""

    @property
    def model(self) -> str:
        """Name and revision, equal for vectors that may be compared."""

    @property
    def dimension(self) -> int:
        """Components of one vector."""

    def embed_query(self, text: str) -> Vectors:
        """Return the vector of a question, shape ``(dimension,)``."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one vector per passage, shape ``(len(texts), dimension)``."""


class Reranker(Protocol):
    """A model that reads a question and a passage together."""

    def scores(self, question: str, passages: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return how well each passage answers, shape ``(len(passages),)``; more is better."""


class VectorIndex(Protocol):
    """Nearest passages by cosine."""

    def nearest(self, vector: Vectors, k: int) -> list[tuple[int, float]]:
        """Return up to ``k`` pairs (passage number, cosine), best first."""

    def floor(self, vector: Vectors) -> float:
        """Return the cosine of ``vector`` to an unrelated passage of this index."""


class PassageReader(Protocol):
    """The passages of one index, by number; a number is a passage's row in every engine."""

    def __len__(self) -> int:
        """Number of passages."""

    def passage(self, number: int) -> Passage:
        """Return the passage in that row."""

    def document(self, document_id: str) -> DocumentRecord:
        """Return the document a passage belongs to."""

    def documents(self) -> Iterator[DocumentRecord]:
        """Yield every document, in order of its name."""

    def numbers_of(self, document_id: str) -> list[int]:
        """Return the rows of one document, in reading order."""

    def numbers_citing(self, canonical_number: str) -> list[int]:
        """Return the rows that belong to, or are attributed to, a document number."""

    def numbers_starting_after(self, day: date) -> list[int]:
        """Return the rows whose clause has a first day in force of its own, after ``day``."""


class SheetChecker(Protocol):
    """Decides every row of a spreadsheet of units."""

    def check(
        self,
        name: str,
        content: bytes,
        *,
        province: str | None,
        submission_year: int | None,
        on: date,
        progress: Callable[[int, int], None] | None = None,
    ) -> CheckedSheet:
        """Return the same sheet with verdicts beside its rows, and a summary sheet.

        Args:
            name: name of the file, shown in the summary and used for the name of the result.
            content: the file, ``.xlsx`` or CSV.
            province: for rows that name none.
            submission_year: for rows that give none.
            on: day of the check.
            progress: called now and then with the rows done and the rows in all.

        Raises:
            DocumentError: the file as a whole cannot be used; the sentence says why and the remedy.
        """

    def template(self) -> bytes:
        """Return an empty workbook to fill in."""
