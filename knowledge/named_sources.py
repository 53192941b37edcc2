"""Passages of the documents and clauses that a question names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from knowledge.answering import Answer, Candidate
from knowledge.clauses import Clause, holds, places
from knowledge.question import Question
from knowledge.references import Reference, find_references, may_be

_NUMBERED = re.compile(r"\s*\d{1,3}[.)]\s")
_POINT = re.compile(r"\s*(?:[a-zđ]\)|\d{1,3}[.)])\s")
_ASKS_CONTENT = ("quy dinh gi", "noi gi", "noi dung gi", "noi dung", "the nao", "ghi gi", "neu gi")


def speaks_of(candidate: Candidate, reference: Reference) -> bool:
    """Tell whether a passage belongs to a document, is attributed to it, or mentions it."""
    if _belongs_to(candidate, reference):
        return True
    named = (*_named_in(candidate.document.title), *_named_in(candidate.passage.indexed_text))
    return any(may_be(reference, found) for found in named)


@lru_cache(maxsize=4096)
def _named_in(text: str) -> tuple[Reference, ...]:
    """Return the documents a text names; passages found once are often found again."""
    return tuple(find_references(text))


def speaks_for(candidate: Candidate, references: Sequence[Reference]) -> bool:
    """Tell whether a passage belongs to one of the documents named."""
    return any(_belongs_to(candidate, reference) for reference in references)


def _belongs_to(candidate: Candidate, reference: Reference) -> bool:
    source = candidate.passage.attribution
    own = source.document if source else candidate.document.number
    kind = "" if source else candidate.document.type_name
    return any(
        may_be(reference, found) and (not kind or not reference.kind or kind == reference.kind)
        for found in _named_in(own or "")
    )


def of_documents(
    candidates: Sequence[Candidate], references: Sequence[Reference], clause: Clause
) -> list[Candidate]:
    """Return the passages that may answer a question naming documents and a clause.

    Where a clause of a named document is asked for, only passages of that clause count.

    Args:
        candidates: the passages found, best first.
        references: the documents named; a passage must speak of all of them, or of one where none
            speaks of all.
        clause: the clause named, if any.
    """
    kept = list(candidates)
    if references:
        spoken = [{r.span for r in references if speaks_of(c, r)} for c in candidates]
        most = len(references) if any(len(s) == len(references) for s in spoken) else 1
        kept = [c for c, s in zip(candidates, spoken, strict=True) if len(s) >= most]
    if not clause:
        return kept
    held = [c for c in kept if holds(places(_section(c)), clause)]
    own = [c for c in held if any(_belongs_to(c, r) for r in references)]
    if own:
        return own
    if any(_belongs_to(c, r) for c in kept for r in references):
        return []  # the document is at hand and has no such clause
    return held or kept


def _section(candidate: Candidate) -> str:
    source = candidate.passage.attribution
    return f"{candidate.passage.section} {source.clause if source else ''}"


def in_clause(question: Question, clause: Clause, answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """Return what the clause a question names says, the whole clause where its content is asked.

    Args:
        question: the question.
        clause: the clause it names.
        answers: the best sentence of each passage found, likely or not.
    """
    held = [a for a in answers if holds(places(_section(a.candidate)), clause)]
    held.sort(key=lambda answer: answer.candidate.number)
    if any(words in question.folded for words in _ASKS_CONTENT) and not question.kind:
        held = [_whole(a, clause) for a in held]
    else:
        held.sort(key=lambda answer: -answer.value)
    return tuple(held)


def _whole(answer: Answer, clause: Clause) -> Answer:
    """Return an answer that quotes the whole of a clause, and no clause beside it."""
    text = answer.candidate.passage.text
    mark = clause.diem or clause.khoan
    lines = text.split("\n")
    opening = re.compile(rf"\s*{re.escape(mark)}[.)]\s") if mark else None
    if opening is None or not any(map(opening.match, lines)):
        return replace(answer, quote=text)
    start = next(at for at, line in enumerate(lines) if opening.match(line))
    same = _POINT if clause.diem else _NUMBERED
    after = (at for at in range(start + 1, len(lines)) if same.match(lines[at]))
    end = next(after, len(lines))
    return replace(answer, quote="\n".join(lines[start:end]), section=clause.label)
