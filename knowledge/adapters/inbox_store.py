"""The inbox of a channel in the state database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from knowledge.adapters.state_database import StateDatabase, utc_now
from knowledge.adapters.state_tables import INBOX, INBOX_STEPS
from knowledge.inbox import Arrived, Begun, Change, Finished, Released, Step, Unfinished

_REMEMBERED = timedelta(days=2)  # Telegram itself keeps and repeats a message for one day
_KEY = INBOX.c.key == bindparam("of")
_ARRIVE = insert(INBOX).returning(INBOX.c.key, sort_by_parameter_order=True)
_BEGIN = update(INBOX).where(_KEY).values(attempts=INBOX.c.attempts + 1)
_RELEASE = update(INBOX).where(_KEY).values(attempts=INBOX.c.attempts - 1)
_FINISH = update(INBOX).where(_KEY).values(content=None, done_at=bindparam("at"))
_CLEAR = delete(INBOX_STEPS).where(INBOX_STEPS.c.key == bindparam("of"))
_CLEAR_FROM = delete(INBOX_STEPS).where(
    INBOX_STEPS.c.key == bindparam("of"), INBOX_STEPS.c.number >= bindparam("place")
)


class InboxStore:
    """:class:`~knowledge.ports.Inbox`.

    Args:
        database: where it is kept.
        source: the channel and its account, e.g. ``"tg:123456"``: numbers of messages of two
            accounts have nothing to do with each other.
    """

    def __init__(self, database: StateDatabase, source: str) -> None:
        self._database = database
        self._source = source

    def apply(self, changes: Sequence[Change]) -> list[int | None]:
        """See :class:`~knowledge.ports.Inbox`."""
        arrived = [change for change in changes if isinstance(change, Arrived)]
        begun = [{"of": change.key} for change in changes if isinstance(change, Begun)]
        released = [{"of": change.key} for change in changes if isinstance(change, Released)]
        done = [{"of": c.key, "at": utc_now()} for c in changes if isinstance(c, Finished)]
        steps = [change for change in changes if isinstance(change, Step)]
        with self._database.connection() as connection:
            keys = iter(self._arrive(connection, arrived))
            if begun:
                connection.execute(_BEGIN, begun)
            if steps:
                _keep_steps(connection, steps)
            if released:
                connection.execute(_RELEASE, released)
            if done:
                connection.execute(_CLEAR, done)
                connection.execute(_FINISH, done)
        return [next(keys) if isinstance(change, Arrived) else None for change in changes]

    def _arrive(self, connection: Connection, arrived: Sequence[Arrived]) -> list[int | None]:
        if not arrived:
            return []
        identities = [(one.number, _digest(one.content)) for one in arrived]
        query = select(INBOX.c.number, INBOX.c.digest).where(
            INBOX.c.source == self._source, INBOX.c.number.in_({one.number for one in arrived})
        )
        known = {(row.number, row.digest) for row in connection.execute(query)}
        new = {
            identity: {
                "source": self._source,
                "number": one.number,
                "digest": identity[1],
                "content": one.content,
                "attempts": 0,
            }
            for one, identity in zip(arrived, identities, strict=True)
            if identity not in known
        }
        if not new:
            return [None] * len(arrived)
        keys = dict(zip(new, connection.scalars(_ARRIVE, list(new.values())), strict=True))
        return [keys.pop(identity, None) for identity in identities]

    def unfinished(self) -> list[Unfinished]:
        """See :class:`~knowledge.ports.Inbox`."""
        left = select(INBOX.c.key, INBOX.c.content, INBOX.c.attempts).where(
            INBOX.c.source == self._source, INBOX.c.done_at.is_(None)
        )
        keys = select(INBOX.c.key).where(INBOX.c.source == self._source, INBOX.c.done_at.is_(None))
        done = select(INBOX_STEPS).where(INBOX_STEPS.c.key.in_(keys))
        steps = defaultdict[int, list[Step]](list)
        with self._database.connection() as connection:
            for row in connection.execute(done.order_by(INBOX_STEPS.c.number)):
                steps[row.key].append(Step(row.key, row.number, row.digest, row.result))
            rows = connection.execute(left.order_by(INBOX.c.key)).all()
        return [Unfinished(row.key, row.content, row.attempts, (*steps[row.key],)) for row in rows]

    def prune(self) -> None:
        """See :class:`~knowledge.ports.Inbox`."""
        old = delete(INBOX).where(
            INBOX.c.source == self._source, INBOX.c.done_at < utc_now() - _REMEMBERED
        )
        with self._database.connection() as connection:
            connection.execute(old)


def _keep_steps(connection: Connection, steps: Sequence[Step]) -> None:
    """Write steps; work that has taken another course than before forgets the old one."""
    connection.execute(_CLEAR_FROM, [{"of": step.key, "place": step.number} for step in steps])
    rows = [
        {"key": s.key, "number": s.number, "digest": s.digest, "result": s.result} for s in steps
    ]
    connection.execute(insert(INBOX_STEPS), rows)


def _digest(content: str) -> str:
    return sha256(content.encode()).hexdigest()[:32]
