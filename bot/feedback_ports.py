"""What the desks for feedback need of stores."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Protocol

from knowledge.feedback import Approved, Draft, Filing, Given, Item, Letter, Rating, Report
from knowledge.journal import Entry


class AnswerLog(Protocol):
    """Answers that were given, kept for a while so that people can say what is wrong with them.

    Every method raises StateUnavailableError when the store cannot be read or written; nothing is
    changed then. So do those of the other stores here.
    """

    def record(self, entry: Entry, given: Given, filing: Filing | None) -> None:
        """Write the journal's line of an answer, keep it, and file what is missing, together."""

    def given(self, identity: str) -> Given | None:
        """Return an answer by its id; ``None`` when it is not kept, or not any more."""

    def rate(self, identity: str, rating: Rating, entry: Entry, filing: Filing | None) -> bool:
        """Note what a person said of an answer; false, and nothing written, when they had before.

        Args:
            identity: id of the answer.
            rating: what was said.
            entry: the journal's line.
            filing: what is for the administrators; ``None`` for nothing.
        """

    def prune(self, before: date) -> None:
        """Forget the answers given before a day."""


class FeedbackStore(Protocol):
    """What waits for administrators. A change is one transaction with its line in the journal."""

    def remark(self, filing: Filing, entry: Entry) -> None:
        """File a remark."""

    def explain(self, answer: str, words: str, letter: Letter | None, entry: Entry) -> bool:
        """Add a person's words to their report without a reason; false when it has words already.

        Args:
            answer: id of the answer reported.
            words: what was typed, masked.
            letter: to the administrators, in place of the one that waits.
            entry: the journal's line.
        """

    def open_items(self, limit: int) -> list[Item]:
        """Return what is open, the most frequent first, without the single reports."""

    def open_count(self) -> int:
        """Return how many items are open."""

    def item(self, code: str) -> Item | None:
        """Return one item with its reports, whether or not it is open."""

    def item_of(self, answer: str) -> Item | None:
        """Return the item that a report of an answer belongs to."""

    def close(self, code: str, entry: Entry) -> bool:
        """Close an item without an answer; false when it is not open."""

    def keep_draft(self, item: str, text: str) -> Draft:
        """Keep an answer that is to be confirmed, in place of an earlier one."""

    def draft(self, item: str) -> Draft | None:
        """Return the answer that is to be confirmed."""

    def answer(
        self,
        item: Item,
        approved: Approved | None,
        replaces: Collection[str],
        entry: Entry,
        tell: Callable[[Report], Letter | None],
    ) -> bool:
        """Answer an item and all others of the same question; false when it is not open.

        Args:
            item: the item.
            approved: the answer, to be given again; ``None`` where it is only told.
            replaces: codes of approved answers it takes the place of.
            entry: the journal's line.
            tell: gives the letter to whoever made a report; each address gets one.
        """


class ApprovedStore(Protocol):
    """Answers that administrators have confirmed."""

    def state(self) -> tuple[int, int]:
        """Return what changes whenever :meth:`all` does."""

    def all(self) -> list[Approved]:
        """Return those that were not withdrawn, the oldest first."""

    def withdraw(self, code: str, entry: Entry) -> bool:
        """Withdraw an answer; false when there is none."""


class Outbox(Protocol):
    """Letters that wait to be sent."""

    def take(self) -> list[Letter]:
        """Return the letters that are due; each is due again after a while, unless it is done."""

    def done(self, key: int) -> None:
        """Forget a letter: it was sent, or never can be."""
