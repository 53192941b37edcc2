"""Reads a message that leans on what was said before, and gives the whole question it stands for.

A message that says by itself what it is about is never touched; where two readings are possible,
the reader is asked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from bot.contrast import Contrast, Exchange, read_contrast
from bot.conversation import Conversation
from bot.document_follow_up import DocumentFollowUps
from bot.follow_up_reading import Reading, Recall, Recalled, Resolved, Unclear
from bot.picking import picked
from bot.pointing import asks_for_document, find_pointer
from bot.restating import BareAsk, read_bare_ask, repeats, restated
from bot.topic import Topic
from knowledge.follow_up_words import FollowUpWords
from knowledge.messages import Messages
from knowledge.phrases import Word, words_of
from knowledge.places import AdminUnits
from knowledge.question_slots import SlotValue, find_values, words_left
from knowledge.text import fold, has_diacritics, squeeze

_LONGEST = 16
"""Words of the longest message that may say nothing by itself."""
_LONGEST_POINTING = 30
"""Words of the longest message of which "văn bản đó" may lie outside of it."""
_LONGEST_TEXT = 400
"""Characters of the longest message that is read for what it leans on."""
_WORD = re.compile(r"[^\W_]+")
_RECALLED: tuple[Recalled, ...] = ("sources", "more", "reasons")


class FollowUps:
    """Reads messages in the light of what was asked before.

    Args:
        words: how questions lean on what was said before.
        messages: section ``follow_up``.
        units: knows the names of communes and districts.
        rule_sources: documents and articles the award rules on file are from.
    """

    def __init__(
        self,
        words: FollowUpWords,
        messages: Messages,
        units: AdminUnits | None = None,
        rule_sources: Collection[str] = (),
    ) -> None:
        self._words = words
        self._say = messages
        self._units = units
        self._exchange = Exchange(words, messages)
        self._documents = DocumentFollowUps(words, messages, rule_sources)

    def read(self, message: str, conversation: Conversation) -> Reading | None:
        """Return what a message stands for, ``None`` when it stands alone.

        Args:
            message: the reader's words.
            conversation: what was said before.
        """
        if len(message) > _LONGEST_TEXT:
            return None
        text = self._spelt_out(squeeze(message))
        row = words_of(text)
        if not row or len(row) > _LONGEST_POINTING:
            return None
        short = self._short(text, row, conversation.topics) if len(row) <= _LONGEST else None
        return short or self._documents.pointing(text, conversation.topics)

    def picked(self, message: str, conversation: Conversation) -> Resolved | None:
        """Return the question that waited for the choice a message makes.

        Args:
            message: the reader's words.
            conversation: what was said before.
        """
        waiting = conversation.pending
        if waiting is None or len(message) > _LONGEST_TEXT:
            return None
        chosen = picked(squeeze(message), waiting, self._words)
        return Resolved(waiting.question.replace("{}", chosen)) if chosen else None

    def is_contrast(self, message: str, conversation: Conversation) -> bool:
        """Tell whether a message such as "thế năm 2023?" goes on with a question, not with a case.

        Args:
            message: the reader's words, which might also complete the case.
            conversation: what was said before.
        """
        topics = conversation.topics
        if not topics or topics[0].is_case or len(message) > _LONGEST_TEXT:
            return False
        text = self._spelt_out(squeeze(message))
        values = find_values(text, self._words.alternatives, self._units)
        contrast = read_contrast(text, values, self._words)
        return contrast is not None and contrast.framed

    def _spelt_out(self, text: str) -> str:
        """Return a message with the short forms of the phone spelt out; "k 2" is a khoản."""

        def full(match: re.Match[str]) -> str:
            word = match.group()
            if text[match.end() :].lstrip()[:1].isdigit():
                return word
            found = self._words.shorthand.get(word.lower(), word)
            return found if marked else fold(found)

        marked = has_diacritics(text)
        return _WORD.sub(full, text)

    def _short(self, text: str, row: Sequence[Word], topics: Sequence[Topic]) -> Reading | None:
        """Return what a message stands for that says nothing by itself."""
        values = find_values(text, self._words.alternatives, self._units)
        if not values:
            return self._without_values(text, self._words.trimmed(row), topics)
        slots = {value.slot for value in values}
        if slots == {"clause"}:
            held = self._values(topics[0]) if topics else []
            clauses = [value for value in held if value.slot == "clause"]
            return self._documents.clause(text, values, topics, clauses)
        contrast = read_contrast(text, values, self._words)
        if contrast is not None:
            return self._contrast(contrast, topics)
        left = self._words.trimmed(words_of(words_left(text, values)))
        if slots == {"time"} and self._words.is_of("document", left):
            return self._documents.about(text, values, topics)
        return None

    def _without_values(
        self, text: str, core: Sequence[Word], topics: Sequence[Topic]
    ) -> Reading | None:
        """Return what a message stands for that names nothing: "nguồn nào?", "ai?", "ai ký?"."""
        for what in _RECALLED:
            if self._words.is_of(what, core) and not self._is_of_document(text, core, topics):
                asks_which = asks_for_document(text, self._words) or self._words.limits.all(core)
                if what == "sources" and asks_which:
                    return self._documents.governing(topics)
                return Recall(what) if topics else Unclear("nothing_before")
        if (same := self._documents.same_clause(core, topics)) is not None:
            return same
        pointer = find_pointer(text, self._words)
        if pointer is not None and pointer.to != "document":
            return None
        opening = self._words.contrasts.opening(core)
        ask = read_bare_ask(core[opening.last :] if opening else core, self._words)
        if ask is not None:
            return self._restate(ask, topics)
        if self._words.is_of("document", core):
            return self._documents.about(text, (), topics)
        return None

    def _is_of_document(self, text: str, core: Sequence[Word], topics: Sequence[Topic]) -> bool:
        """Tell whether "căn cứ vào đâu?" asks for the bases of a document just asked about."""
        if not (self._words.relations.all(core) and self._words.is_of("document", core)):
            return False
        return bool(find_pointer(text, self._words) or (topics and len(topics[0].named) == 1))

    def _restate(self, ask: BareAsk, topics: Sequence[Topic]) -> Reading:
        """Return the last question with another question word."""
        if not topics:
            return Unclear("nothing_before")
        if ask.kind == "document":
            return self._documents.governing(topics)
        if topics[0].is_case:
            return Unclear("of_what", {"ask": ask.words})
        if self._is_about_paper(topics[0]) and ask.kind not in ("person", "time"):
            return Unclear("of_what", {"ask": ask.words})
        return Resolved(restated(topics[0].question, ask, self._words))

    def _contrast(self, contrast: Contrast, topics: Sequence[Topic]) -> Reading | None:
        """Return the last question that names something of the sort, about something else."""
        values, framed = contrast.values, contrast.framed
        if contrast.ask and not (topics and repeats(topics[0].question, contrast.ask, self._words)):
            return None  # a question of its own
        if not topics:
            times = all(value.slot == "time" for value in values)
            return Unclear("nothing_before") if framed and times else None
        if topics[0].is_case and framed and (offer := self._supposed(values)):
            return offer
        slots = {value.slot for value in values}
        is_paper = self._is_about_paper(topics[0])
        earlier = framed and ("unit" in slots or ("place" in slots and is_paper))
        for topic in topics if earlier else topics[:1]:
            if slots.isdisjoint(value.slot for value in self._values(topic)):
                continue
            question = self._exchanged(topic, values)
            return Resolved(question) if question else Unclear("what_of", {"value": values[0].text})
        if not framed or topics[0].is_case or any(v.slot == "document" for v in values):
            return None
        if not topics[0].says_nothing and (slots <= {"time"} or not is_paper):
            question = self._exchange.added(topics[0].question, values)
            if question:
                return Resolved(question)
        if any(v.part in ("whole", "share") or v.slot.startswith("sort") for v in values):
            return None  # enough to be searched for
        return Unclear("what_of", {"value": values[0].text})

    def _exchanged(self, topic: Topic, values: Sequence[SlotValue]) -> str | None:
        """Return the question of a topic about something else, ``None`` where it will not do."""
        held = self._values(topic)
        fitting = [v for v in values if any(one.slot == v.slot for one in held)]
        question = self._exchange.exchanged(topic.question, held, fitting)
        others = [value for value in values if value not in fitting]
        return question and self._exchange.added(question, others)

    def _is_about_paper(self, topic: Topic) -> bool:
        """Tell whether only a document was asked about, which has no place and class of units."""
        held = self._values(topic)
        left = self._words.trimmed(words_of(words_left(topic.question, held)))
        papers = all(value.slot in ("document", "time", "clause") for value in held)
        return bool(topic.named) and papers and self._words.is_of("document", left)

    def _supposed(self, values: Sequence[SlotValue]) -> Unclear | None:
        """Return the offer to try the case spoken of with something else in it."""
        choices = []
        for value in values:
            if value.slot == "unit" and "%" not in value.text:
                choices.append(self._say("follow_up.suppose.unit", unit=value.text))
            elif value.slot == "time" and value.part == "year":
                choices.append(self._say("follow_up.suppose.year", year=value.text[-4:]))
        return Unclear("suppose", choices=tuple(choices)) if choices else None

    def _values(self, topic: Topic) -> list[SlotValue]:
        return find_values(topic.question, self._words.alternatives, self._units)
