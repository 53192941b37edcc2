"""The words by which feedback is sorted, from their file."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from knowledge.adapters.files import PACKAGE, load_model
from knowledge.same_question import FeedbackWords


class _WordsFile(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    fillers: list[str]
    drop: list[str]
    alike: list[list[str]] = Field(min_length=1)
    denials: list[str]
    directed: list[str]
    numbers: list[str]
    subject: list[str] = Field(min_length=1)
    around: list[str]
    insults: list[str]


def load_feedback_words(path: Path = PACKAGE / "feedback_words.yaml") -> FeedbackWords:
    """Return the words by which feedback is sorted.

    Raises:
        DataFileError: the file is unreadable, or a key is unknown, missing or malformed.
    """
    held = load_model(path, _WordsFile)
    return FeedbackWords(
        frozenset(held.fillers), held.drop, held.alike, frozenset(held.denials),
        frozenset(held.directed), frozenset(held.numbers), held.subject, held.around, held.insults,
    )  # fmt: skip
