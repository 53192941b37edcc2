"""The sources of the last answers of a conversation, to be shown again whole."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from hashlib import sha256
from typing import Any

from knowledge.answer import Citation
from knowledge.sentences import shorten

KEY_LENGTH = 10
"""Characters of a key."""

_LONGEST_QUESTION = 120  # characters


@dataclass(frozen=True, slots=True)
class Shown:
    """What one answer cited.

    Attributes:
        key: see :func:`sources_key`.
        question: what was asked, shortened.
        citations: the sources.
    """

    key: str
    question: str
    citations: tuple[Citation, ...]

    @classmethod
    def of(cls, question: str, citations: Sequence[Citation]) -> Shown:
        """Return what the answer to ``question`` cited."""
        return cls(sources_key(citations), shorten(question, _LONGEST_QUESTION), tuple(citations))

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values that :meth:`from_json` reads back."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Shown:
        """Return what :meth:`to_json` gave."""
        citations = tuple(Citation(**one) for one in content["citations"])
        return cls(content["key"], content["question"], citations)


def sources_key(citations: Sequence[Citation]) -> str:
    """Return the short name of a list of sources: equal for equal lists, empty for none."""
    if not citations:
        return ""
    told = json.dumps([astuple(one) for one in citations], ensure_ascii=False)
    return sha256(told.encode("utf-8", "replace")).hexdigest()[:KEY_LENGTH]
