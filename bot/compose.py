"""Replies put together by code from what the tools found; a language model only rewords them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.citing import Citer
from knowledge.answer import Reply
from knowledge.answering import Candidate
from knowledge.as_of import AsOf
from knowledge.document_text import (
    vietnamese_date,
)
from knowledge.finding import Finding
from knowledge.messages import Messages
from knowledge.sentences import shorten
from knowledge.text import squeeze

_TITLES_NAMED = 6
_LONGEST_TITLE = 120
_UNKNOWN = re.compile(r"Kho (?:chưa|không) (?:tìm thấy|có|đọc được)\b|Bài .*? không (?:nêu|có)\b")
"""How a digest opens a sentence about what nothing on file tells."""


class Composer:
    """Words replies about documents, and that nothing was found.

    Args:
        citer: cites passages.
        messages: section ``answer``.
    """

    def __init__(self, citer: Citer, messages: Messages) -> None:
        self._citer = citer
        self._say = messages

    def only_lapsed(self, finding: Finding, question: str, on: date) -> Reply:
        """Return that nothing in force on a day answers, and which other document would."""
        candidates = [answer.candidate for answer in finding.lapsed[:1]]
        lines = [self._say("answer.only_lapsed", on=vietnamese_date(on))]
        lines += self._citer.not_in_force(candidates, on)
        standing = self._citer.standing(candidates[0], on)
        ended = standing is not None and not standing.not_yet
        again = squeeze(question)  # without the day it was asked for
        if ended:
            again = self._say("answer.ask_old", question=again)
        return Reply("abstain", "\n".join(lines), suggestions=(again,))

    def dated(self, reply: Reply, day: AsOf | None) -> Reply:
        """Return the reply with a remark on the day its validity is given for, if one was asked."""
        about_law = any(citation.in_force is not None for citation in reply.citations)
        if day is None or not (about_law or reply.kind in ("document", "abstain")):
            return reply
        on = vietnamese_date(day.last)
        notice = self._say("answer.as_of", on=on, words=squeeze(day.words))
        return replace(reply, notices=(notice, *reply.notices))

    def record(self, candidate: Candidate, on: date, unknown: str = "") -> Reply:
        """Return what an indexed document says of itself, when the register does not hold it.

        Args:
            candidate: a passage of it.
            on: the day its state is given for.
            unknown: what was asked of it and only the register could tell; empty for nothing.
        """
        document = candidate.document
        name = self._citer.name(document)
        lines = [self._say("answer.record_unknown", name=name, phrase=unknown)] if unknown else []
        lines += self._citer.not_in_force([candidate], on)
        if document.effective_from and not self._citer.not_in_force([candidate], on):
            since = vietnamese_date(document.effective_from)
            lines.append(self._say("answer.record_effective", name=name, since=since))
        lines.append(
            self._say(
                "answer.record_more" if lines else "answer.record",
                name=name,
                title=document.title,
                issuer=document.issuer or self._say("answer.unknown_issuer"),
                issued=vietnamese_date(document.issued_on) if document.issued_on else "…",
            )
        )
        citation = self._citer.cite(candidate, candidate.passage.text, on)
        notice = self._say("answer.record_notice")
        return Reply("document", "\n".join(lines), (citation,), notices=(notice,))

    def signer(self, own: Sequence[Candidate], name: str, on: date) -> Reply:
        """Return who signed a document, by its own text.

        Args:
            own: passages of the document, if it is indexed.
            name: how it is called.
            on: the day its state is given for.
        """
        signer = own[0].document.signer if own else None
        if not signer:
            return Reply("abstain", self._say("answer.signer_unknown", name=name))
        citation = self._citer.cite(own[0], own[0].passage.text, on)
        text = self._say("answer.signer", name=name, signer=signer)
        return Reply("answer", text, (citation,), notices=(self._say("answer.record_notice"),))

    def author(self, candidates: Sequence[Candidate], on: date) -> Reply | None:
        """Return who wrote the likeliest article found; ``None`` where none was found.

        Args:
            candidates: passages of articles, best first.
            on: the day the answer is for.
        """
        found = next(iter(candidates), None)
        if found is None or not found.document.author:
            return self._untold("answer.author_unknown", candidates)
        title = shorten(found.document.title, _LONGEST_TITLE)
        text = self._say("answer.written_by", title=title, author=found.document.author)
        return Reply("answer", text, (self._citer.cite(found, found.passage.text, on),))

    def posted(self, candidates: Sequence[Candidate], on: date) -> Reply | None:
        """Return the day of the likeliest article found; ``None`` where none was found.

        Args:
            candidates: passages of articles, best first.
            on: the day the answer is for.
        """
        found = next(iter(candidates), None)
        if found is None or found.document.issued_on is None:
            return self._untold("answer.posted_unknown", candidates)
        day = vietnamese_date(found.document.issued_on)
        title = shorten(found.document.title, _LONGEST_TITLE)
        text = self._say("answer.posted_on", title=title, day=day)
        return Reply("answer", text, (self._citer.cite(found, found.passage.text, on),))

    def _untold(self, key: str, candidates: Sequence[Candidate]) -> Reply | None:
        if not candidates:
            return None
        title = shorten(candidates[0].document.title, _LONGEST_TITLE)
        return Reply("abstain", self._say(key, title=title))

    def nothing_found(
        self, provinces: Sequence[str], titles: Sequence[str], offered: Sequence[str] = ()
    ) -> Reply:
        """Return that the corpus does not say, and what to ask instead or what it covers."""
        text = self._say("answer.nothing_found")
        if provinces:
            text = self._say("answer.nothing_for_province", province=", ".join(provinces))
        if offered:
            return Reply("abstain", f"{text} {self._offer(offered)}")
        shown = [shorten(title, 70) for title in titles[:_TITLES_NAMED]]
        covered = "; ".join(shown) + ("; …" if len(titles) > _TITLES_NAMED else "")
        if covered:
            text += " " + self._say("answer.covers", titles=covered)
        return Reply("abstain", text)

    def _offer(self, offered: Sequence[str]) -> str:
        asked = [self._say("answer.offered_one", question=question) for question in offered]
        return self._say("answer.offered", questions="; ".join(asked))

    def offer_patterns(self) -> tuple[str, str]:
        """Return how questions are worded that are offered instead of an answer."""
        figure = self._say("answer.offered_figure", subject="{subject}", unit="{unit}")
        return figure, self._say("answer.offered_heading", heading="{heading}")

    def not_known(self, finding: Finding) -> Reply | None:
        """Return what a digest says it does not know, where that is all there is to a question."""
        answers = finding.statement.answers if finding.statement else ()
        sentence = answers[0].sentence.text if answers else ""
        digest = bool(answers) and answers[0].candidate.document.kind == "tom_tat"
        if not digest or not _UNKNOWN.match(sentence):
            return None
        return Reply("abstain", sentence)
