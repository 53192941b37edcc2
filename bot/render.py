"""Shows a reply to a person: as Telegram-style HTML in parts of limited size, or as plain text.

Both forms come from the same list of styled runs. HTML is written in one place only, where every
run is escaped, so that nothing a person, a document or a model wrote can act as markup.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from bot.links import Links
from bot.render_split import split_text
from knowledge.answer import Citation, Reply
from knowledge.messages import Messages

Style = Literal["text", "notice", "heading", "quote"]

LONG_QUOTE = 300
"""Characters of a quote from which it is shown folded, to be opened by a tap."""

PART_LIMIT = 4096
"""Greatest length of one part in UTF-16 code units (Bot API, ``sendMessage``: text)."""

# Control characters, lone surrogates, and the marks that reverse the order of what follows
# (a way to disguise names); marks that only set a direction stay.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_LINE_ENDS = re.compile("\r\n?|\x85|\u2028|\u2029")
_BLANK_LINES = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of visible text in one style."""

    text: str
    style: Style = "text"


@dataclass(frozen=True, slots=True)
class Part:
    """One message to send.

    Attributes:
        html: escaped, with our own tags only, each closed within the part.
        plain: the same visible text without tags, for when the HTML is refused.
    """

    html: str
    plain: str


class Renderer:
    """Shows replies.

    Args:
        messages: the sentences for readers; sections ``render`` and ``console``.
        links: which links may be shown.
    """

    def __init__(self, messages: Messages, links: Links) -> None:
        self._messages = messages
        self._links = links

    def text(self, reply: Reply) -> str:
        """Return ``reply`` as text for a terminal, quotes in “…”, buttons as words to type."""
        shown = "".join(
            f"“{run.text}”" if run.style == "quote" else run.text for run in self._runs(reply)
        )
        if not reply.choices:
            return shown
        choices = ", ".join(f"«{self.printable(choice)}»" for choice in reply.choices)
        return f"{shown}\n\n{self._messages('console.choices', choices=choices)}"

    def html(self, reply: Reply, *, limit: int = PART_LIMIT) -> tuple[Part, ...]:
        """Return ``reply`` as parts to be sent one after another.

        The visible text of all parts joined is the whole reply; sources are kept whole where their
        length allows.

        Args:
            reply: what the assistant answered.
            limit: greatest visible length of a part in UTF-16 code units.

        Returns:
            The parts in order; none when there is nothing to show.
        """
        return _parts(self._runs(reply), limit)

    def notice(self, text: str, *, limit: int = PART_LIMIT) -> tuple[Part, ...]:
        """Return a sentence of our own (a greeting, an apology) as parts to be sent."""
        return _parts([Run(self.printable(text))], limit)

    def printable(self, text: str) -> str:
        """Return ``text`` without what may not be shown: control characters, foreign links, ..."""
        return self._links.without_foreign(_UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", text)))

    def one_line(self, text: str) -> str:
        """Return what may be shown of ``text``, in one line."""
        return " ".join(self.printable(text).split())

    def _runs(self, reply: Reply) -> list[Run]:
        """Return the reply's text, remarks, sources and suggestions, blank lines between them."""
        blocks = [[Run(self.printable(reply.text))]]
        blocks += [[Run(self.printable(notice), "notice")] for notice in reply.notices]
        heading = [Run(self._messages("render.sources"), "heading"), Run("\n")]
        for numbers, citation in _distinct(reply.citations):
            source = self._source(numbers, citation, shown=self.printable(reply.text))
            blocks.append([*heading, *source])
            heading = []
        if reply.suggestions:
            lines = "".join(f"\n• {self.one_line(question)}" for question in reply.suggestions)
            blocks.append([Run(self._messages("render.suggestions"), "heading"), Run(lines)])
        filled = [block for block in blocks if any(run.text.strip() for run in block)]
        runs: list[Run] = []
        for block in filled:
            runs += [Run("\n\n"), *block] if runs else block
        return runs

    def _source(self, numbers: list[int], citation: Citation, *, shown: str) -> Iterator[Run]:
        """Return the line of one source, then its quote unless the text above already shows it."""
        label = "".join(f"[{number}]" for number in numbers)
        named = (citation.document, citation.section, citation.title)
        document, section, title = map(self.one_line, named)
        details = ", ".join(detail for detail in (section, title) if detail and detail != document)
        name = " — ".join(filter(None, (document, details)))
        state = f" ({self.one_line(citation.state)})" if citation.state else ""
        yield Run(f"{label} {name}{state}")
        quote = _BLANK_LINES.sub("\n", self.printable(citation.quote)).strip()
        if quote and quote not in shown:
            yield Run("\n")
            yield Run(quote, "quote")


def _distinct(citations: Iterable[Citation]) -> list[tuple[list[int], Citation]]:
    """Return each different source once, with every number the text may cite it by."""
    found: dict[tuple[str, ...], tuple[list[int], Citation]] = {}
    for number, citation in enumerate(citations, start=1):
        key = (citation.document, citation.title, citation.section, citation.quote)
        found.setdefault(key, ([], citation))[0].append(number)
    return list(found.values())


def _parts(runs: list[Run], limit: int) -> tuple[Part, ...]:
    """Cut the visible text, then dress each piece in the styles of the runs it covers."""
    parts: list[Part] = []
    start = 0
    for piece in split_text("".join(run.text for run in runs), limit):
        end = start + len(piece)
        if piece.strip():  # a message may not be blank
            parts.append(Part("".join(_markup(run) for run in _between(runs, start, end)), piece))
        start = end
    return tuple(parts)


def _between(runs: Iterable[Run], start: int, end: int) -> Iterator[Run]:
    """Return what lies at characters ``start`` to ``end`` of the runs, styles kept."""
    position = 0
    for run in runs:
        text = run.text[max(start - position, 0) : max(end - position, 0)]
        if text:
            yield Run(text, run.style)
        position += len(run.text)


def _markup(run: Run) -> str:
    """Return a run as HTML; the only place where markup is written."""
    text = html.escape(run.text, quote=False)
    match run.style:
        case "notice":
            return f"<i>{text}</i>"
        case "heading":
            return f"<b>{text}</b>"
        case "quote":
            folded = " expandable" if len(run.text) > LONG_QUOTE else ""
            return f"<blockquote{folded}>{text}</blockquote>"
        case "text":
            return text
