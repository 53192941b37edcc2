"""Words what was found: sentences, lists, verdicts and conflicts, each with its source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from bot.citing import LONGEST_QUOTE, Citer
from knowledge.answer import Citation, Reply
from knowledge.answering import Answer, Candidate
from knowledge.assembly import Statement
from knowledge.finding import Finding
from knowledge.listing import Listing, listing_of
from knowledge.messages import Messages
from knowledge.sentences import table_row
from knowledge.settings import AnswerSettings
from knowledge.text import fold

_SHORTEST_QUOTE = 120
_LONGEST_LIST = 1500
"""Characters quoted of a passage that holds a list."""
_LABEL_ROOM = 8
"""Characters of quotation marks and of a label such as ``[1]``."""


class StatementWriter:
    """Words answers.

    Args:
        citer: cites passages.
        messages: section ``answer``.
        settings: lengths of answers.
    """

    def __init__(self, citer: Citer, messages: Messages, settings: AnswerSettings) -> None:
        self._citer = citer
        self._say = messages
        self._settings = settings

    def answer(
        self,
        finding: Finding,
        on: date,
        following: Callable[[Candidate], Candidate | None],
    ) -> Reply:
        """Return what is said to a question, each sentence with its source.

        Args:
            finding: what was found; has a statement.
            on: the day the answer is for.
            following: gives the passage after one in the same document.
        """
        statement = finding.statement or Statement(finding.answers[:1])
        chosen = statement.answers[: self._settings.max_citations]
        notices = self._citer.notices(chosen, on)
        lines = self._citer.not_in_force([answer.candidate for answer in chosen], on)
        if statement.conflict:
            lines.append(self._say("answer.conflict"))
        room = self._settings.max_characters - sum(len(x) + 1 for x in (*lines, *notices))
        if chosen[0].sentence.items:
            listing = listing_of(chosen[0], following)
            listed, citations = self._listed(listing, room, on)
            return Reply("answer", "\n".join([*lines, *listed]), citations, notices=notices)
        compared = len(finding.provinces) > 1 or "difference" in finding.question.forms
        equal = statement.conflict or compared
        quotes = _quotes(chosen, room, equal=equal)
        for label, (answer, quote) in enumerate(zip(chosen, quotes, strict=True), start=1):
            line = self._sentence(answer, quote, label)
            if statement.conflict:
                name = self._citer.cited_name(answer.candidate)
                line = self._say("answer.conflict_side", name=name, sentence=line)
            lines.append(line)
        place = chosen[0].candidate.document.province
        if finding.question.unit == "tinh" and place and place not in quotes[0]:
            lines[-len(chosen)] = self._say(
                "answer.in_province", province=place, sentence=lines[-len(chosen)]
            )
        if statement.verdict:
            lines[-1] = self._say(f"answer.verdict_{statement.verdict}", sentence=lines[-1])
        lines += self._missing(finding, chosen)
        citations = tuple(
            self._citer.cite(answer.candidate, self._cited_quote(answer, quote), on, answer.section)
            for answer, quote in zip(chosen, quotes, strict=True)
        )
        return Reply("answer", "\n".join(lines), citations, notices=notices)

    def _sentence(self, answer: Answer, quote: str, label: int) -> str:
        if answer.sentence.header:
            quote = table_row(answer.sentence.header, answer.sentence.text)
        if answer.candidate.caption:
            return self._say("answer.caption_sentence", sentence=quote, label=label)
        digest = answer.candidate.document.kind == "tom_tat" or bool(answer.sentence.header)
        key = "answer.digest_sentence" if digest else "answer.quoted_sentence"
        return self._say(key, sentence=quote, label=label)

    def _cited_quote(self, answer: Answer, quote: str) -> str:
        header = answer.sentence.header
        return f"{header}\n{answer.sentence.text}" if header else quote

    def _listed(
        self, listing: Listing, room: int, on: date
    ) -> tuple[list[str], tuple[Citation, ...]]:
        """Return the lines of a list within ``room`` characters, and the passages it stands in."""
        sources = list(dict.fromkeys(candidate for _, candidate in listing.items))
        sources = sources[: self._settings.max_citations]
        labels = {source.number: label for label, source in enumerate(sources, start=1)}
        items = tuple(item for item in listing.items if item[1].number in labels)
        cut = Listing(listing.lead, items)
        marks = _LABEL_ROOM * len(sources)
        lead, shown, left_out = cut.fitted(room - marks)
        lines = [lead] if lead else []
        for at, item in enumerate(shown):
            source = items[at][1].number
            last = at + 1 == len(shown) or items[at + 1][1].number != source
            key = "answer.list_item_cited" if last else "answer.list_item"
            lines.append(self._say(key, item=item, label=labels[source]))
        if left_out or len(items) < len(listing.items):
            lines.append(self._say("answer.list_goes_on"))
        citations = tuple(
            self._citer.cite(source, source.passage.text, on, limit=_LONGEST_LIST)
            for source in sources
        )
        return lines, citations

    def _missing(self, finding: Finding, chosen: Sequence[Answer]) -> list[str]:
        """Return a line about each province asked for of which none of the sources speaks."""
        if len(finding.provinces) < 2:
            return []
        around = fold(
            "\n".join(
                f"{a.candidate.document.title} {a.candidate.document.province or ''} {a.quote} "
                f"{a.candidate.passage.indexed_text}"
                for a in chosen
            )
        )
        absent = [name for name in finding.provinces if fold(name) not in around]
        return [self._say("answer.part_missing", province=", ".join(absent))] if absent else []


def _quotes(chosen: Sequence[Answer], room: int, *, equal: bool) -> list[str]:
    """Return what is quoted of each answer within ``room`` characters.

    Args:
        chosen: the answers, the best first.
        room: characters for all of them and their labels.
        equal: whether all need the same room; else the first is cut last.
    """
    quotes: list[str] = []
    for left in range(len(chosen), 0, -1):
        answer = chosen[-left]
        share = room // left if equal else room - (left - 1) * (_SHORTEST_QUOTE + _LABEL_ROOM)
        limit = max(share - _LABEL_ROOM, _SHORTEST_QUOTE)
        quotes.append(answer.excerpt(min(limit, LONGEST_QUOTE)))
        room -= len(quotes[-1]) + _LABEL_ROOM
    return quotes
