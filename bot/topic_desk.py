"""The desk for what leans on the answer before: its sources, more of it, or what was not clear."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot.case_desk import CaseDesk
from bot.citing import Citer
from bot.conversation import Conversation
from bot.document_reply import DocumentWriter
from bot.follow_up_reading import Recall, Recalled, Unclear
from bot.topic import Topic
from knowledge.answer import Reply
from knowledge.answering import Candidate
from knowledge.documents import Register
from knowledge.library import Library
from knowledge.messages import Messages
from knowledge.references import find_references
from knowledge.sentences import shorten

_MOST_PASSAGES = 4
_LONGEST_PASSAGE = 500
"""Characters of one passage shown."""


class TopicDesk:
    """Answers questions about the answer before.

    Args:
        library: gives the indexed corpus.
        register: the documents.
        writer: words replies about documents.
        citer: cites passages.
        cases: shows evidence messages again.
        messages: sections ``follow_up`` and ``answer``.
    """

    def __init__(
        self,
        library: Callable[[], Library],
        register: Register,
        writer: DocumentWriter,
        citer: Citer,
        cases: CaseDesk,
        messages: Messages,
    ) -> None:
        self._library = library
        self._register = register
        self._writer = writer
        self._citer = citer
        self._cases = cases
        self._say = messages

    def recall(self, asked: Recall, topic: Topic, on: date) -> Reply:
        """Return the sources of the answer before, or more of what they say.

        Args:
            asked: what is asked about the answer.
            topic: what was asked and answered.
            on: the day states are given for.
        """
        if asked.what != "sources":
            more = self._more(asked.what, topic, on)
            if more is not None:
                return more
        if not topic.sources:
            return Reply("abstain", self._say("follow_up.no_sources"))
        return Reply("answer", self._say("follow_up.sources"), topic.sources)

    def sources(self, key: str, conversation: Conversation) -> Reply:
        """Return the sources of one of the last answers, each with its whole quote.

        Args:
            key: see :func:`bot.shown.sources_key`; empty for the last answer that cites any.
            conversation: what the conversation has reached.
        """
        shown = conversation.sources(key)
        if shown is None:
            return Reply("abstain", self._say("follow_up.gone" if key else "follow_up.none_yet"))
        about = "sources_of" if shown.question else "sources"
        return Reply(
            "answer",
            self._say(f"follow_up.{about}", question=shown.question),
            shown.citations,
        )

    def unclear(self, reading: Unclear, topic: Topic) -> Reply:
        """Return the question back to the reader, with what there is to choose from."""
        text = self._say(f"follow_up.unclear.{reading.key}", **reading.values)
        sources = topic.sources if reading.show_sources else ()
        return Reply("clarify", text, sources, choices=reading.choices)

    def _more(self, what: Recalled, topic: Topic, on: date) -> Reply | None:
        """Return all there is on the answer before; ``None`` where its sources are all."""
        if topic.is_case:
            return self._cases.again(topic.evidence) if topic.evidence else None
        if topic.kind == "document" and len(topic.named) == 1:
            entries = self._register.match(find_references(topic.named[0])[0])
            return self._writer.full(entries[0], on) if entries else None
        return self._passages(what, topic, on)

    def _passages(self, what: Recalled, topic: Topic, on: date) -> Reply | None:
        """Return the passages the answer is from, whole, and for more those beside them."""
        library = self._library()
        around = [library.around(source.file, source.quote) for source in topic.sources]
        cited = [passages[0] for passages in around if passages]
        beside = [one for passages in around for one in passages[1:]] if what == "more" else []
        shown = list({one.number: one for one in (*cited, *beside)}.values())[:_MOST_PASSAGES]
        if not shown:
            return None
        said = all(one.passage.text in {s.quote for s in topic.sources} for one in shown)
        key = "no_more" if said and what == "more" else what
        lines = [self._say(f"follow_up.{key}")]
        lines += [self._line(one, label) for label, one in enumerate(shown, start=1)]
        citations = tuple(self._citer.cite(one, one.passage.text, on) for one in shown)
        reply = Reply("answer", "\n".join(lines), citations)
        if any(one.document.kind == "tom_tat" for one in shown):
            return replace(reply, notices=(self._say("answer.digest_notice"),))
        return reply

    def _line(self, shown: Candidate, label: int) -> str:
        key = "digest_sentence" if shown.document.kind == "tom_tat" else "quoted_sentence"
        sentence = shorten(shown.passage.text, _LONGEST_PASSAGE)
        return self._say(f"answer.{key}", sentence=sentence, label=label)
