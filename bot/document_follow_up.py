"""Questions that lean on a document or figure: "còn hiệu lực không?", "khoản 2 nói gì?"."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.contrast import Exchange
from bot.conversation import Pending
from bot.follow_up_reading import Reading, Recall, Resolved, Unclear
from bot.pointing import Pointer, asks_for_document, bare_noun, candidates, find_pointer
from bot.topic import Topic
from knowledge.clauses import Clause, find_clause
from knowledge.follow_up_words import FollowUpWords
from knowledge.messages import Messages
from knowledge.phrases import Word, words_of
from knowledge.question_slots import SlotValue, words_left
from knowledge.text import has_diacritics

_MOST_OPTIONS = 4
_TIME_LEAD = re.compile(
    r"(?:\b(?:vào|vao|trong|đến|den|tính|tinh|tới|toi|lúc|luc|từ|thời điểm|thoi diem)\s+)+$",
    re.IGNORECASE,
)


class DocumentFollowUps:
    """Reads questions about a document, a clause or a figure of the answer before.

    Args:
        words: how questions lean on what was said before.
        messages: section ``follow_up``.
        rule_sources: documents and articles the award rules on file are from.
    """

    def __init__(
        self, words: FollowUpWords, messages: Messages, rule_sources: Collection[str]
    ) -> None:
        self._words = words
        self._say = messages
        self._rule_sources = rule_sources
        self._exchange = Exchange(words, messages)

    def about(
        self, text: str, values: Sequence[SlotValue], topics: Sequence[Topic]
    ) -> Reading | None:
        """Return a question about the validity, signer, relations... of the document before.

        Args:
            text: the message, which holds nothing else.
            values: times it names.
            topics: what was asked before, newest first.
        """
        left = words_left(text, values)
        for value in values:
            left = _TIME_LEAD.sub("", left[: value.start]) + left[value.start :]
        bare = self._core(left)
        row = words_of(bare)
        pointer = find_pointer(bare, self._words) or bare_noun(row, self._words)
        if pointer is None and self._asks_what_governs(row):
            return None if values else self.governing(topics)
        if pointer is not None and pointer.to != "document":
            return None
        template = self._template(bare, row, pointer)
        if values:
            time = " ".join(value.text for value in values)
            template = self._say("follow_up.as_of", time=time, question=template)
        return self._of_document(template, topics, pointer)

    def _core(self, left: str) -> str:
        """Return a message without politeness and opening words, its marks put back."""
        row = self._words.trimmed(words_of(left))
        gaps = (at for at in range(1, len(row)) if row[at].start > row[at - 1].end + 1)
        opening = self._words.contrasts.opening(row[: next(gaps, len(row))])
        if opening and opening.phrase != "còn" and opening.last < len(row):
            row = row[opening.last :]
        return self._words.spelt(row)

    def _template(self, bare: str, row: Sequence[Word], pointer: Pointer | None) -> str:
        """Return the question with ``{}`` where the document goes."""
        if pointer is not None:
            return f"{bare[: pointer.start]}{{}}{bare[pointer.end :]}?"
        if self._words.predicates.opening(row):
            return f"{{}} {bare}?"
        asked = self._words.kinds.all(row)
        who = bool(asked) and asked[0].first == 0 and len(asked) == 1
        return f"{bare} {{}}?" if who and asked[0].last < len(row) else f"{{}}: {bare}?"

    def _asks_what_governs(self, row: Sequence[Word]) -> bool:
        """Tell "văn bản nào đang áp dụng?" from "văn bản nào thay thế?"."""
        text = " ".join(word.text for word in row)
        return asks_for_document(text, self._words) and not self._words.relations.all(row)

    def governing(self, topics: Sequence[Topic]) -> Reading:
        """Return the question which document sets what was answered, or the sources of it."""
        if not topics:
            return Unclear("nothing_before")
        cited = [source.document for source in topics[0].sources]
        of_rules = any(name.startswith(known) for name in cited for known in self._rule_sources)
        if of_rules and len(topics[0].limits) == 1:
            return Resolved(self._say("follow_up.limit", limit=topics[0].limits[0]))
        return Recall("sources")

    def clause(
        self,
        text: str,
        values: Sequence[SlotValue],
        topics: Sequence[Topic],
        held: Sequence[SlotValue],
    ) -> Reading | None:
        """Return the question about another clause, ``None`` when the message says more.

        Args:
            text: the message, which names nothing but a clause.
            values: the clause.
            topics: what was asked before, newest first.
            held: the clause the last question names, empty for none.
        """
        left = words_left(text, values)
        pointer = find_pointer(left, self._words)
        rest = [
            word
            for word in words_of(left)
            if pointer is None or not pointer.start <= word.start < pointer.end
        ]
        plain = all(
            word in self._words.clause_words or word in self._words.fillers for word in rest
        )
        if not (plain or self._words.is_of("document", self._words.trimmed(rest))):
            return None
        if not topics:
            return Unclear("nothing_before")
        before = find_clause(topics[0].question if held else topics[0].clause)
        clause = _completed(find_clause(text), before)
        if clause is None:
            return Unclear("which_article", {"clause": values[0].text})
        printed = _printed(clause)
        if not plain:  # "Điều 3 còn áp dụng không?"
            return self._of_document(f"{printed} {{}} {self._words.spelt(rest)}?", topics, pointer)
        if held and pointer is None and not self._words.contents.all(rest):
            new = SlotValue("clause", printed, 0, 0)
            question = self._exchange.exchanged(topics[0].question, held[:1], [new])
            return Resolved(question) if question else None
        template = self._say("follow_up.clause", clause=printed, document="{}")
        return self._of_document(template, topics, pointer)

    def same_clause(self, row: Sequence[Word], topics: Sequence[Topic]) -> Reading | None:
        """Return the question what the clause the answer is from says: "điều đó quy định gì?"."""
        noun = self._words.clause_nouns.opening(row)
        shown = self._words.demonstratives.opening(row[noun.last :]) if noun else None
        if noun is None or shown is None or not topics:
            return None
        rest = row[noun.last + shown.last :]
        clause = find_clause(topics[0].question) or find_clause(topics[0].clause)
        if noun.phrase in ("điều", "khoản"):  # the article or paragraph the clause is in
            clause = replace(clause, diem="", khoan="" if noun.phrase == "điều" else clause.khoan)
        if not clause or not self._words.contents.all(rest):
            return None
        if not all(
            word in self._words.clause_words or word in self._words.fillers for word in rest
        ):
            return None
        template = self._say("follow_up.clause", clause=_printed(clause), document="{}")
        return self._of_document(template, topics, None)

    def pointing(self, text: str, topics: Sequence[Topic]) -> Reading | None:
        """Return a question of its own with what it points back at named, ``None`` for others.

        Args:
            text: the message.
            topics: what was asked before, newest first.
        """
        pointer = find_pointer(text, self._words)
        if pointer is None or not topics:
            return None
        if not (pointer.named or self._is_pronoun(text, pointer)):
            return None
        template = f"{text[: pointer.start]}{{}}{text[pointer.end :]}"
        if pointer.to == "document":
            found = candidates(topics, pointer, self._words)
            return self._of_document(template, topics, pointer) if found else None
        limits, place = topics[0].limits, topics[0].place
        asks_which = asks_for_document(text, self._words)
        if pointer.to == "limit" and not (asks_which or has_diacritics(text)):
            return None  # "muc do" may be "mức độ"
        if pointer.to == "limit" and asks_which:
            return self.governing(topics)
        if pointer.to == "place":
            new = self._say("follow_up.at", place=place) if place else ""
        else:
            new = self._say("follow_up.the_limit", limit=limits[0]) if len(limits) == 1 else ""
        return Resolved(_capital(template.replace("{}", new))) if new else None

    def _is_pronoun(self, text: str, pointer: Pointer) -> bool:
        """Tell "nó quy định gì về ...?" from "nợ" typed without marks and "nó" of other things."""
        before, after = words_of(text[: pointer.start]), words_of(text[pointer.end :])
        if has_diacritics(text) and self._words.relations.all([*before, *after]):
            return True
        opening = self._words.contrasts.opening(before)
        opens = not before or bool(opening and opening.last == len(before))
        return opens and self._words.predicates.opening(after) is not None

    def _of_document(
        self, template: str, topics: Sequence[Topic], pointer: Pointer | None
    ) -> Reading:
        """Return a question about the one document it can be about, or ask which is meant."""
        options = candidates(topics, pointer, self._words)[:_MOST_OPTIONS]
        newest = topics[0] if topics else None
        recent = newest is not None and set(options) <= {*newest.named, *newest.given}
        if len(options) == 1 and (recent or (pointer and pointer.kind)):
            return Resolved(_capital(template.replace("{}", options[0])))
        pending = Pending(_capital(template), options) if options else None
        offered = {"options": self._listed(options)}
        if newest is not None and newest.sources and not (newest.named or newest.given):
            names = "; ".join(dict.fromkeys(source.document for source in newest.sources))
            key = "no_number_but" if options else "no_number"
            return Unclear(key, {"names": names, **offered}, options, pending, show_sources=True)
        key = "which_document" if options else "no_document"
        return Unclear(key, offered, options, pending)

    def _listed(self, options: Sequence[str]) -> str:
        """Return "A, B hay C"."""
        *first, last = options or ("",)
        return f"{', '.join(first)} {self._say('follow_up.or')} {last}" if first else last


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _completed(asked: Clause, before: Clause) -> Clause | None:
    """Return a clause with the article it is in, ``None`` where that is not known."""
    if asked.dieu or asked.muc or asked.phu_luc:
        return asked
    if not before.dieu:
        return None
    return Clause(before.dieu, asked.khoan or before.khoan, asked.diem)


def _printed(clause: Clause) -> str:
    """Return a clause in the officials' order: "điểm b khoản 2 Điều 33"."""
    parts = (
        ("điểm", clause.diem),
        ("khoản", clause.khoan),
        ("Điều", clause.dieu),
        ("Mục", clause.muc.upper()),
        ("Phụ lục", clause.phu_luc.upper()),
    )
    return " ".join(f"{name} {number}" for name, number in parts if number)
