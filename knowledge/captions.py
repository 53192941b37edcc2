"""Lines under the pictures of an article: no passages, but they may name who did what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from knowledge.answering import Candidate

_MOST = 12
"""Captions looked at for one question."""


def captions_of(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the captions of the documents found, as candidates that any passage outranks.

    Args:
        candidates: passages, best first.
    """
    first: dict[str, Candidate] = {}
    for candidate in candidates:
        first.setdefault(candidate.document.id, candidate)
    found = [
        replace(
            candidate,
            passage=replace(candidate.passage, section="", text=caption),
            score=0.0,
            caption=True,
        )
        for candidate in first.values()
        for caption in candidate.document.captions
    ]
    return found[:_MOST]
