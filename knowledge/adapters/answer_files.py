"""The files of small talk and the gate: what messages are told apart by, and when to answer."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from knowledge.adapters.files import PACKAGE, load_model
from knowledge.gate import Gate, Logistic
from knowledge.small_talk import Phrases, SmallTalk


class _PhrasesFile(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    whole: list[str] = []
    anywhere: list[str] = []


class _SmallTalkFile(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    politeness: list[str]
    before: dict[str, _PhrasesFile]
    after: dict[str, _PhrasesFile]


def load_small_talk(path: Path = PACKAGE / "small_talk.yaml") -> SmallTalk:
    """Return how messages that no document answers are told.

    Raises:
        DataFileError: the file is unreadable or a key is unknown or malformed.
    """
    held = load_model(path, _SmallTalkFile)
    sorts = [
        {name: Phrases(p.whole, p.anywhere) for name, p in part.items()}
        for part in (held.before, held.after)
    ]
    return SmallTalk(held.politeness, *sorts)


class _LogisticFile(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    bias: float
    threshold: float
    weights: dict[str, float]


class _GateFile(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    vectors: _LogisticFile
    words: _LogisticFile
    offered: float


def load_gate(path: Path = PACKAGE / "gate.yaml") -> Gate:
    """Return when an answer is likely enough to be given.

    Raises:
        DataFileError: the file is unreadable or a key is unknown or malformed.
    """
    held = load_model(path, _GateFile)
    vectors, words = (
        Logistic(fitted.bias, fitted.weights, fitted.threshold)
        for fitted in (held.vectors, held.words)
    )
    return Gate(vectors, words, held.offered)
