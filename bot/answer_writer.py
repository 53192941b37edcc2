"""Makes an administrator's answer ready: its sources, how it will look, whom it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from bot.approvals import Approvals
from bot.bases import Bases
from knowledge.answer import Reply
from knowledge.feedback import Approved, Draft, Given, Item, Letter, Report
from knowledge.messages import Messages
from knowledge.sentences import shorten

_LONGEST_QUESTION = 300  # characters of a question repeated to who asked it


@dataclass(frozen=True, slots=True)
class Prepared:
    """An answer before it is confirmed.

    Attributes:
        approved: as it will be kept.
        reply: as it will be shown.
        served: whether it will be given to the same question again.
        unknown: numbers of documents it names that are not on file.
    """

    approved: Approved
    reply: Reply
    served: bool
    unknown: tuple[str, ...]


class AnswerWriter:
    """Makes answers ready.

    Args:
        approvals: shows them.
        bases: finds their sources.
        today: gives the date.
        messages: sections ``approved`` and ``items``.
    """

    def __init__(
        self, approvals: Approvals, bases: Bases, today: Callable[[], date], messages: Messages
    ) -> None:
        self._approvals = approvals
        self._bases = bases
        self._today = today
        self._say = messages

    def prepared(self, item: Item, given: Given | None, draft: Draft, by: str) -> Prepared:
        """Return an answer with its sources: the documents it names, else those it corrects.

        Args:
            item: what it answers.
            given: the answer reported as wrong, while it is kept.
            draft: the administrator's words.
            by: name of the administrator; empty where the channel tells none.
        """
        today = self._today()
        named = self._bases.named(draft.text, today)
        bases = named.bases
        if not bases and not named.unknown and given is not None:
            bases = self._bases.of(given.citations, today)
        approved = Approved(
            item.code, item.question, item.province, draft.text, bases,
            by or self._say("approved.nameless"), today,
        )  # fmt: skip
        reply = self._approvals.shown(approved, today)
        served = item.servable and item.kind != "remark"
        return Prepared(approved, reply, served, named.unknown)

    def consequences(self, item: Item, prepared: Prepared) -> list[str]:
        """Return what follows when the answer is confirmed, to be known before."""
        told = {report.thread for report in item.reports if report.private}
        lines = [self._say("items.will_tell", count=len(told))] if told else []
        if not prepared.served:
            key = "remark_only" if item.kind == "remark" else "case_only"
            return [*lines, self._say(f"items.{key}")]
        lines.append(self._say("items.will_serve"))
        if item.province is not None:
            lines.append(self._say("items.for_province", province=item.province))
        if not prepared.approved.bases:
            lines.append(self._say("items.without_source"))
        lapsed = [one for one in prepared.approved.bases if not one.watched]
        if lapsed:
            names = ", ".join(one.citation.document for one in lapsed)
            lines.append(self._say("items.lapsed_source", names=names))
        return lines

    def letter(self, item: Item, report: Report, prepared: Prepared) -> Letter | None:
        """Return the message to who asked; ``None`` where others read along."""
        if not report.private or not report.thread:
            return None
        key = "told_remark" if item.kind == "remark" else "told"
        question = shorten(" ".join(item.question.split()), _LONGEST_QUESTION)
        head = self._say(f"approved.{key}", question=question)
        reply = replace(prepared.reply, text=f"{head}\n\n{prepared.reply.text}")
        return Letter(report.thread, reply, person=report.person)
