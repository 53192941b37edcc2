"""Checks prose written by a language model: nothing in it may lack a source."""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.answer import Reply
from knowledge.references import find_references
from knowledge.text import normalize

_LABEL = re.compile(r"\[(\d+)\]")
_FIGURE = re.compile(r"\d+(?:[.,/]\d+)*")


def unsupported(prose: str, replies: Iterable[Reply]) -> list[str]:
    """Return the figures, document numbers and labels of ``prose`` that no reply supports.

    Args:
        prose: what a language model wrote.
        replies: what the tools found; their texts, notices and quotes are the only sources.
    """
    held = list(replies)
    sources = normalize("\n".join(text for reply in held for text in _texts(reply)))
    labels = {str(n) for n in range(1, max((len(r.citations) for r in held), default=0) + 1)}
    figures = {_plain(figure) for figure in _FIGURE.findall(sources)}
    numbers = {reference.canonical for reference in find_references(sources)}
    written = normalize(prose)
    missing = [f"[{label}]" for label in _LABEL.findall(written) if label not in labels]
    missing += [r.number for r in find_references(written) if r.canonical not in numbers]
    bare = _LABEL.sub(" ", written)
    missing += [figure for figure in _FIGURE.findall(bare) if _plain(figure) not in figures]
    return list(dict.fromkeys(missing))


def _plain(figure: str) -> str:
    """Return a figure so that ``02/6/2022`` and ``2/06/2022`` compare equal."""
    return "/".join(part.lstrip("0") or "0" for part in figure.split("/"))


def _texts(reply: Reply) -> Iterable[str]:
    yield reply.text
    yield from reply.notices
    for citation in reply.citations:
        yield from (citation.document, citation.title, citation.section, citation.quote)
