"""What waits for administrators, and their answers, in the state database."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from knowledge.adapters.approved_store import ApprovedStore
from knowledge.adapters.journal_store import JournalStore
from knowledge.adapters.outbox_store import OutboxStore
from knowledge.adapters.state_database import StateDatabase, utc_now
from knowledge.adapters.state_tables import DRAFTS, OPEN_ITEMS, OUTBOX, REPORTS
from knowledge.feedback import Approved, Draft, Filing, Item, Letter, Report
from knowledge.journal import Entry

_OPEN, _ANSWERED, _CLOSED = "open", "answered", "closed"


class FeedbackStore:
    """:class:`~bot.ports.FeedbackStore`; can be erased: :class:`~knowledge.ports.PersonalStore`.

    Args:
        database: where it is kept.
        journal: the journal in the same database.
        outbox: letters in the same database.
        approved: approved answers in the same database.
    """

    def __init__(
        self,
        database: StateDatabase,
        journal: JournalStore,
        outbox: OutboxStore,
        approved: ApprovedStore,
    ) -> None:
        self._database = database
        self._journal = journal
        self._outbox = outbox
        self._approved = approved

    def file(self, connection: Connection, filing: Filing) -> None:
        """Keep a report within a transaction of the caller that has written before.

        A question without an answer that an administrator has closed stays closed when it is asked
        again; an answer reported as wrong is always looked at.
        """
        report = filing.report
        held = select(REPORTS.c.id).where(REPORTS.c.id == report.id)
        if connection.execute(held).first() is not None:
            return
        code = self._twin(connection, filing)
        if code is None:
            code = filing.code
            connection.execute(insert(OPEN_ITEMS).values(_new_item(filing)))
            if filing.letter is not None:
                self._outbox.post(connection, [filing.letter])
        columns = {name: getattr(report, name) for name in Report.__slots__}
        connection.execute(insert(REPORTS).values({**columns, "item": code}))

    def _twin(self, connection: Connection, filing: Filing) -> str | None:
        """Return the item a report joins, if there is one."""
        if not filing.key:
            return None
        query = select(OPEN_ITEMS.c.code, OPEN_ITEMS.c.status).where(
            OPEN_ITEMS.c.key == filing.key, OPEN_ITEMS.c.kind == filing.kind
        )
        status = {row.status: row.code for row in connection.execute(query)}
        quiet = status.get(_CLOSED) if filing.kind == "unanswered" else None
        return status.get(_OPEN) or quiet

    def remark(self, filing: Filing, entry: Entry) -> None:
        """See :class:`~bot.ports.FeedbackStore`."""
        with self._database.connection() as connection:
            self._journal.write(connection, [entry])
            self.file(connection, filing)

    def explain(self, answer: str, words: str, letter: Letter | None, entry: Entry) -> bool:
        """See :class:`~bot.ports.FeedbackStore`."""
        silent = (REPORTS.c.answer == answer, REPORTS.c.reason == "other", REPORTS.c.words == "")
        with self._database.connection() as connection:
            said = update(REPORTS).where(*silent).values(words=words)
            if not connection.execute(said).rowcount:
                return False
            self._journal.write(connection, [entry])
            if letter is not None and letter.item is not None:
                self._outbox.drop(connection, letter.item)
                self._outbox.post(connection, [letter])
        return True

    def open_items(self, limit: int) -> list[Item]:
        """See :class:`~bot.ports.FeedbackStore`."""
        with self._database.connection() as connection:
            return _items(connection, OPEN_ITEMS.c.status == _OPEN, limit)

    def open_count(self) -> int:
        """See :class:`~bot.ports.FeedbackStore`."""
        query = select(func.count(OPEN_ITEMS.c.code)).where(OPEN_ITEMS.c.status == _OPEN)
        with self._database.connection() as connection:
            return int(connection.scalar(query) or 0)

    def item(self, code: str) -> Item | None:
        """See :class:`~bot.ports.FeedbackStore`."""
        with self._database.connection() as connection:
            return _item(connection, OPEN_ITEMS.c.code == code)

    def item_of(self, answer: str) -> Item | None:
        """See :class:`~bot.ports.FeedbackStore`."""
        about = select(REPORTS.c.item).where(REPORTS.c.answer == answer)
        with self._database.connection() as connection:
            code = connection.scalar(about)
            return None if code is None else _item(connection, OPEN_ITEMS.c.code == code)

    def close(self, code: str, entry: Entry) -> bool:
        """See :class:`~bot.ports.FeedbackStore`."""
        with self._database.connection() as connection:
            if not self._settle(connection, OPEN_ITEMS.c.code == code, _CLOSED):
                return False
            self._journal.write(connection, [entry])
            self._outbox.drop(connection, code)
        return True

    def keep_draft(self, item: str, text: str) -> Draft:
        """See :class:`~bot.ports.FeedbackStore`."""
        of_item = DRAFTS.c.item == item
        with self._database.connection() as connection:
            values = {"version": DRAFTS.c.version + 1, "text": text}
            if not connection.execute(update(DRAFTS).where(of_item).values(values)).rowcount:
                connection.execute(insert(DRAFTS).values(item=item, version=1, text=text))
            row = connection.execute(select(*DRAFTS.c).where(of_item)).one()
        return Draft(**row._mapping)

    def draft(self, item: str) -> Draft | None:
        """See :class:`~bot.ports.FeedbackStore`."""
        with self._database.connection() as connection:
            row = connection.execute(select(*DRAFTS.c).where(DRAFTS.c.item == item)).first()
        return None if row is None else Draft(**row._mapping)

    def answer(
        self,
        item: Item,
        approved: Approved | None,
        replaces: Collection[str],
        entry: Entry,
        tell: Callable[[Report], Letter | None],
    ) -> bool:
        """See :class:`~bot.ports.FeedbackStore`."""
        which = OPEN_ITEMS.c.code == item.code
        if item.key:
            which = OPEN_ITEMS.c.key == item.key
        with self._database.connection() as connection:
            codes = self._settle(connection, which, _ANSWERED)
            if item.code not in codes:
                return False
            self._journal.write(connection, [entry])
            reports = [report for code in codes for report in _reports(connection, code)]
            letters: dict[str, Letter] = {}
            for report in reports:
                if (letter := tell(report)) is not None:
                    letters.setdefault(letter.address, letter)
            for code in codes:
                self._outbox.drop(connection, code)
            self._outbox.post(connection, list(letters.values()))
            if approved is not None:
                self._approved.add(connection, approved, replaces)
            connection.execute(delete(DRAFTS).where(DRAFTS.c.item.in_(codes)))
        return True

    def _settle(self, connection: Connection, which: ColumnElement[bool], status: str) -> list[str]:
        """Change what is open of some items; return the codes of those that were."""
        still = (which, OPEN_ITEMS.c.status == _OPEN)
        # A write first: SQLite refuses a reader that turns writer.
        connection.execute(update(OPEN_ITEMS).where(*still).values(changed_at=utc_now()))
        codes = list(connection.scalars(select(OPEN_ITEMS.c.code).where(*still)))
        connection.execute(update(OPEN_ITEMS).where(*still).values(status=status))
        return codes

    def forget(self, person: str, threads: Collection[str]) -> None:
        """See :class:`~knowledge.ports.PersonalStore`.

        What nobody else has asked goes with the person; approved answers are the office's.
        """
        with self._database.connection() as connection:
            connection.execute(delete(OUTBOX).where(OUTBOX.c.person == person))
            of_person = REPORTS.c.person == person
            items = set(connection.scalars(select(REPORTS.c.item).where(of_person)))
            connection.execute(delete(REPORTS).where(of_person))
            items -= set(
                connection.scalars(select(REPORTS.c.item).where(REPORTS.c.item.in_(items)))
            )
            connection.execute(delete(OPEN_ITEMS).where(OPEN_ITEMS.c.code.in_(items)))
            connection.execute(delete(DRAFTS).where(DRAFTS.c.item.in_(items)))
            connection.execute(delete(OUTBOX).where(OUTBOX.c.item.in_(items)))


def _new_item(filing: Filing) -> dict[str, Any]:
    return {
        "code": filing.code,
        "kind": filing.kind,
        "key": filing.key,
        "question": filing.question,
        "province": filing.province,
        "servable": filing.servable,
        "status": _OPEN,
        "changed_at": utc_now(),
    }


def _items(connection: Connection, which: ColumnElement[bool], limit: int) -> list[Item]:
    count, last = func.count(REPORTS.c.id), func.max(REPORTS.c.reported_at)
    query = (
        select(*OPEN_ITEMS.c, count.label("count"), last.label("last_at"))
        .join(REPORTS, REPORTS.c.item == OPEN_ITEMS.c.code)
        .where(which)
        .group_by(*OPEN_ITEMS.c)
        .order_by(count.desc(), last.desc())
        .limit(limit)
    )
    return [
        Item(
            row.code, row.kind, row.key, row.question, row.province, row.servable,
            row.status == _OPEN, row._mapping["count"], row.last_at,
        )
        for row in connection.execute(query)
    ]  # fmt: skip


def _item(connection: Connection, which: ColumnElement[bool]) -> Item | None:
    found = _items(connection, which, 1)
    return replace(found[0], reports=tuple(_reports(connection, found[0].code))) if found else None


def _reports(connection: Connection, code: str) -> list[Report]:
    columns = (REPORTS.c[name] for name in Report.__slots__)
    query = select(*columns).where(REPORTS.c.item == code).order_by(REPORTS.c.reported_at)
    return [Report(**row._mapping) for row in connection.execute(query)]
