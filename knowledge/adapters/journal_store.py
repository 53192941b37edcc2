"""The journal in the state database, appended to by threads and processes at once."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from threading import Lock

from sqlalchemy import Connection, Row, and_, insert, select, update

from knowledge.adapters.state_database import StateDatabase
from knowledge.adapters.state_tables import JOURNAL, JOURNAL_HEAD
from knowledge.errors import TroLyError
from knowledge.journal import ERASABLE, START, Entry, Head, Line, ranges, write_line

_SALT_BYTES = 16
_FETCHED = 1000  # lines read at a time


@dataclass(eq=False)
class _Waiting:
    """An entry of one thread, and what has become of it."""

    entry: Entry
    taken: bool = False
    written: bool = False
    error: TroLyError | None = None


class JournalStore:
    """:class:`~knowledge.ports.Journal`.

    Args:
        database: where it is kept.
    """

    def __init__(self, database: StateDatabase) -> None:
        self._database = database
        self._waiting: list[_Waiting] = []
        self._queue = Lock()
        self._turn = Lock()

    def append(self, entry: Entry) -> None:
        """See :class:`~knowledge.ports.Journal`.

        Threads that come while another one writes are written together by the next one: a commit
        waits for the disk, and a busy chat would otherwise wait for all the others' commits.
        """
        mine = _Waiting(entry)
        with self._queue:
            self._waiting.append(mine)
        with self._turn:
            if not mine.taken:
                with self._queue:
                    batch, self._waiting = self._waiting, []
                self._write_batch(batch)
        if not mine.written:
            raise mine.error or RuntimeError("an entry written together with this one was none")

    def _write_batch(self, batch: Sequence[_Waiting]) -> None:
        for waiting in batch:
            waiting.taken = True
        try:
            with self._database.connection() as connection:
                self.write(connection, [waiting.entry for waiting in batch])
        except TroLyError as error:
            for waiting in batch:
                waiting.error = error
        else:
            for waiting in batch:
                waiting.written = True

    def write(self, connection: Connection, entries: Sequence[Entry]) -> list[int]:
        """Write lines within a transaction of the caller; return their numbers.

        Whoever changes something calls this before the change, in the same transaction: it locks
        the journal's head, so that one line follows another whoever writes.
        """
        before = self._locked_head(connection)
        lines = []
        for entry in entries:
            salts = (secrets.token_hex(_SALT_BYTES), secrets.token_hex(_SALT_BYTES))
            line = write_line(entry, before, datetime.now(UTC).isoformat(), salts)
            before = Head(line.sequence, line.digest)
            lines.append(line)
        connection.execute(insert(JOURNAL), [asdict(line) for line in lines])
        connection.execute(update(JOURNAL_HEAD).values(**before._asdict()))
        return [line.sequence for line in lines]

    def erase(self, person: str, entry: Entry) -> frozenset[str]:
        """See :class:`~knowledge.ports.Journal`."""
        of_person = and_(JOURNAL.c.person == person, JOURNAL.c.event.in_(ERASABLE))
        to_person = JOURNAL.c.subject == person
        with self._database.connection() as connection:
            self._locked_head(connection)
            held = connection.execute(
                select(JOURNAL.c.sequence, JOURNAL.c.private).where(of_person)
            ).all()
            subjects = connection.scalars(select(JOURNAL.c.sequence).where(to_person)).all()
            named = {"lines": ranges(row.sequence for row in held), "subjects": ranges(subjects)}
            self.write(connection, [replace(entry, facts={**entry.facts, **named})])
            blank = update(JOURNAL).where(of_person).values(person=None, private=None)
            connection.execute(blank)
            blank = update(JOURNAL).where(to_person).values(subject=None, subject_text=None)
            connection.execute(blank)
        return frozenset(
            thread for row in held if (thread := json.loads(row.private).get("thread")) is not None
        )

    def lines(self, since: str = "") -> Iterator[Line]:
        """See :class:`~knowledge.ports.Journal`."""
        query = select(*JOURNAL.c).order_by(JOURNAL.c.sequence).where(JOURNAL.c.made_at >= since)
        last = 0
        while True:
            with self._database.connection() as connection:
                rows = connection.execute(
                    query.where(JOURNAL.c.sequence > last).limit(_FETCHED)
                ).all()
            yield from _lines(rows)
            if len(rows) < _FETCHED:
                return
            last = rows[-1].sequence

    def head(self) -> Head:
        """See :class:`~knowledge.ports.Journal`."""
        with self._database.connection() as connection:
            row = connection.execute(select(JOURNAL_HEAD.c.sequence, JOURNAL_HEAD.c.digest)).first()
        return Head(row.sequence, row.digest) if row else Head(0, START)

    def _locked_head(self, connection: Connection) -> Head:
        # A write first: SQLite then waits for its turn, where a reader turned writer is refused.
        if not connection.execute(update(JOURNAL_HEAD).values(id=1)).rowcount:
            first = {"id": 1, **Head(0, START)._asdict()}
            connection.execute(insert(JOURNAL_HEAD).values(first))
        row = connection.execute(select(JOURNAL_HEAD.c.sequence, JOURNAL_HEAD.c.digest)).one()
        return Head(row.sequence, row.digest)


def _lines(rows: Iterable[Row[tuple[object, ...]]]) -> Iterator[Line]:
    for row in rows:
        yield Line(**row._mapping)
