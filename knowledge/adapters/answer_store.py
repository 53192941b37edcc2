"""Answers that were given, kept for a while in the state database, to be reported if wrong."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from knowledge.adapters.feedback_store import FeedbackStore
from knowledge.adapters.journal_store import JournalStore
from knowledge.adapters.state_database import StateDatabase
from knowledge.adapters.state_tables import GIVEN_ANSWERS
from knowledge.answer import Citation
from knowledge.feedback import Filing, Given, Rating
from knowledge.journal import Entry


class AnswerStore:
    """:class:`~bot.ports.AnswerLog`; can be erased: :class:`~knowledge.ports.PersonalStore`.

    Args:
        database: where answers are kept.
        journal: the journal in the same database.
        feedback: what waits for administrators, in the same database.
    """

    def __init__(
        self, database: StateDatabase, journal: JournalStore, feedback: FeedbackStore
    ) -> None:
        self._database = database
        self._journal = journal
        self._feedback = feedback

    def record(self, entry: Entry, given: Given, filing: Filing | None) -> None:
        """See :class:`~bot.ports.AnswerLog`."""

        def keep(connection: Connection) -> None:
            held = select(GIVEN_ANSWERS.c.id).where(GIVEN_ANSWERS.c.id == given.id)
            if connection.execute(held).first() is None:
                connection.execute(insert(GIVEN_ANSWERS).values(_row(given)))
            if filing is not None:
                self._feedback.file(connection, filing)

        self._journal.append(entry, keep)

    def given(self, identity: str) -> Given | None:
        """See :class:`~bot.ports.AnswerLog`."""
        query = select(*GIVEN_ANSWERS.c).where(GIVEN_ANSWERS.c.id == identity)
        with self._database.connection() as connection:
            row = connection.execute(query).first()
        return None if row is None else _given(row)

    def rate(self, identity: str, rating: Rating, entry: Entry, filing: Filing | None) -> bool:
        """See :class:`~bot.ports.AnswerLog`."""
        unrated = (GIVEN_ANSWERS.c.id == identity, GIVEN_ANSWERS.c.rating.is_(None))
        with self._database.connection() as connection:
            rated = update(GIVEN_ANSWERS).where(*unrated).values(rating=rating)
            if not connection.execute(rated).rowcount:
                return False
            self._journal.write(connection, [entry])
            if filing is not None:
                self._feedback.file(connection, filing)
        return True

    def prune(self, before: date) -> None:
        """See :class:`~bot.ports.AnswerLog`."""
        with self._database.connection() as connection:
            connection.execute(delete(GIVEN_ANSWERS).where(GIVEN_ANSWERS.c.given_on < before))

    def forget(self, person: str, threads: Collection[str]) -> None:
        """See :class:`~knowledge.ports.PersonalStore`."""
        with self._database.connection() as connection:
            connection.execute(delete(GIVEN_ANSWERS).where(GIVEN_ANSWERS.c.person == person))


def _row(given: Given) -> dict[str, Any]:
    citations = [asdict(one) for one in given.citations]
    columns = {name: getattr(given, name) for name in Given.__slots__}
    return {**columns, "citations": json.dumps(citations, ensure_ascii=False)}


def _given(row: Any) -> Given:
    citations = tuple(Citation(**one) for one in json.loads(row.citations))
    return Given(**{**row._mapping, "citations": citations})
