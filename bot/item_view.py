"""How items are shown to administrators: the message about a new one, the list, one by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo

from knowledge.answer import Reply
from knowledge.feedback import Approved, Given, Item, ItemKind, Reason
from knowledge.messages import Messages
from knowledge.sentences import shorten

_IN_LIST, _LONGEST_QUESTION, _LONGEST_ANSWER = 90, 600, 900  # characters shown
_FALLEN_SHOWN = 20
_WORDS_SHOWN = 5  # of the people who reported one item


class ItemView:
    """Words what administrators read.

    Args:
        zone: time zone of the moments shown.
        messages: section ``items``.
    """

    def __init__(self, zone: tzinfo, messages: Messages) -> None:
        self._zone = zone
        self._say = messages

    def notice(
        self,
        code: str,
        kind: ItemKind,
        question: str,
        reason: Reason | None,
        words: str,
        given: Given | None,
    ) -> Reply:
        """Return the message about a new item; its last words are the link by which it is answered.

        Args:
            code: of the item.
            kind: of the item.
            question: what was asked, or the remark.
            reason: why an answer is wrong.
            words: what the person typed about it.
            given: the answer that was given.
        """
        parts = [self._head(code, kind, reason), self._asked(kind, question)]
        if given is not None and kind == "wrong":
            parts += self._answered(given)
        if words:
            parts.append(self._say("items.words", words=shorten(words, _LONGEST_QUESTION)))
        parts.append(self._say("items.how", code=code))
        return Reply("clarify", "\n\n".join(parts))

    def card(self, item: Item, given: Given | None) -> Reply:
        """Return one item with what people said, and what may be done with it."""
        reasons = dict.fromkeys(report.reason for report in item.reports if report.reason)
        head = [self._head(item.code, item.kind, reason) for reason in reasons or (None,)]
        parts = [head[0], self._say("items.count", count=item.count, last=self._day(item.last_at))]
        parts.append(self._asked(item.kind, item.question))
        if given is not None and item.kind == "wrong":
            parts += self._answered(given)
        said = [report.words for report in item.reports if report.words][:_WORDS_SHOWN]
        parts += [self._say("items.words", words=shorten(one, _LONGEST_QUESTION)) for one in said]
        if not item.is_open:
            return Reply("answer", "\n\n".join([*parts, self._say("items.done")]))
        parts.append(self._say("items.how", code=item.code))
        choices = (self._say("items.close", code=item.code),)
        return Reply("answer", "\n\n".join(parts), choices=choices)

    def listing(
        self,
        items: Sequence[Item],
        count: int,
        expired: Sequence[tuple[Approved, str]],
        approved: int,
    ) -> Reply:
        """Return what is open, the most frequent first, and approved answers that fell.

        Args:
            items: what is open, as much as there is room for.
            count: number of open items in all.
            expired: approved answers that are not given any more, with the reason.
            approved: number of approved answers in all.
        """
        key = "head" if items else "none"
        lines = [self._say(f"items.list.{key}", count=count)]
        for item in items:
            lines.append(
                self._say(
                    "items.list.row",
                    count=item.count,
                    kind=self._say(f"items.kind.{item.kind}"),
                    question=_line(item.question),
                    code=item.code,
                )
            )
        if expired:
            lines += ["", self._say("items.list.expired", count=len(expired))]
            lines += [self._fallen(one, why) for one, why in expired[:_FALLEN_SHOWN]]
        if approved:
            lines += ["", self._say("items.list.approved", count=approved)]
        return Reply("answer", "\n".join(lines))

    def approved(self, answers: Sequence[Approved]) -> Reply:
        """Return the approved answers in a list, the latest first."""
        lines = [self._say("items.list.approved_head", count=len(answers))]
        for one in answers:
            question = _line(one.question)
            lines.append(self._say("items.list.approved_row", question=question, code=one.code))
        return Reply("answer", "\n".join(lines))

    def _fallen(self, approved: Approved, why: str) -> str:
        question = _line(approved.question)
        return self._say("items.list.fallen", question=question, why=why, code=approved.code)

    def _head(self, code: str, kind: ItemKind, reason: Reason | None) -> str:
        named = self._say(f"items.kind.{kind}")
        if reason is not None:
            why = self._say(f"items.reason.{reason}")
            return self._say("items.head_reason", kind=named, reason=why, code=code)
        return self._say("items.head", kind=named, code=code)

    def _asked(self, kind: ItemKind, question: str) -> str:
        key = "remark" if kind == "remark" else "asked"
        return self._say(f"items.{key}", question=shorten(question, _LONGEST_QUESTION))

    def _answered(self, given: Given) -> list[str]:
        lines = [self._say("items.answered", answer=shorten(given.text, _LONGEST_ANSWER))]
        named = [
            f"{one.document}, {one.section}" if one.section else one.document
            for one in given.citations
        ]
        if named:
            sources = shorten("; ".join(dict.fromkeys(named)), _LONGEST_QUESTION)
            lines.append(self._say("items.sources", sources=sources))
        return lines

    def _day(self, moment: datetime) -> str:
        local = moment.replace(tzinfo=UTC).astimezone(self._zone)
        return f"{local:%H:%M} {local.day}/{local.month}/{local.year}"


def _line(question: str) -> str:
    return shorten(" ".join(question.split()), _IN_LIST)
