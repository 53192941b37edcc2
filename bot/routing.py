"""Which tool a question needs that is about no case: the register for a number, or search."""

from __future__ import annotations

from collections.abc import Callable

from bot.tools import DOCUMENT, SEARCH
from knowledge.question import QuestionWords
from knowledge.references import Reference, find_references
from knowledge.text import normalize, syllables, unify

Step = tuple[str, dict[str, str]]


def plan(
    question: str, asked: QuestionWords, in_register: Callable[[str], str | None]
) -> list[Step]:
    """Return the tool calls for a question, in order of preference.

    Args:
        question: the reader's words.
        asked: how questions are asked.
        in_register: gives what to look up where the register may answer by itself.
    """
    search: Step = (SEARCH, {"cau_hoi": question})
    looked_up = in_register(question)
    references = find_references(question)
    if (
        looked_up is not None
    ):  # what the register does not hold of a number, no passage may stand in
        return [(DOCUMENT, {"so_hieu": looked_up}), *([] if references else [search])]
    if not references:
        return [search]
    look_up: Step = (DOCUMENT, {"so_hieu": _as_written(question, references[0])})
    if _is_about_documents(question, references, asked):
        return [look_up, search]
    return [search, look_up]


def _is_about_documents(question: str, references: list[Reference], asked: QuestionWords) -> bool:
    """Tell whether nothing but documents and their validity is asked about."""
    rest = normalize(question)
    for start, end in sorted((r.span for r in references), reverse=True):
        rest = f"{rest[:start]} {rest[end:]}"
    words = [word for word in syllables(unify(rest)) if not word.isdigit()]
    known = asked.fillers | asked.document_words
    return all(word in known for word in words)


def _as_written(question: str, reference: Reference) -> str:
    start, end = reference.span
    return normalize(question)[start:end]
