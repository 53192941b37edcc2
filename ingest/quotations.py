"""Articles and clauses that an amending text quotes: they are not its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.markers import closes_quote, opens_quote

_QUOTED = re.compile(r"“[^”]{0,20000}”")


def own_words(paragraphs: Sequence[str]) -> Iterator[str]:
    """Yield the paragraphs without what stands in quotation marks, across paragraphs too.

    A paragraph that is quoted whole gives nothing.
    """
    quoting = False
    for text in paragraphs:
        inside = quoting
        quoting = _goes_on(text, quoting)
        if inside:
            continue
        own = _QUOTED.sub(" ", text)
        if quoting:
            own = re.split(r"[“\"]", own, maxsplit=1)[0]
        if own.strip():
            yield own


def _goes_on(text: str, quoting: bool) -> bool:
    """Tell whether a quoted article or clause goes on after a paragraph."""
    if quoting:
        return not closes_quote(text)
    opened, closed = text.rfind("“"), text.rfind("”")
    return opens_quote(text) or (opened > closed and "như sau" in text)
