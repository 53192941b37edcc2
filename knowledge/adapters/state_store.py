"""Conversations and evidence in the state database."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from knowledge.adapters.state_database import StateDatabase, utc_now
from knowledge.adapters.state_tables import DIALOGUES, EVIDENCE
from knowledge.evidence import Evidence


class StateStore:
    """:class:`~knowledge.ports.DialogueStore` and :class:`~knowledge.ports.EvidenceStore`.

    Conversations can be erased: :class:`~knowledge.ports.PersonalStore`.

    Args:
        database: where they are kept.
        hours: how long a conversation is remembered.
    """

    def __init__(self, database: StateDatabase, *, hours: int) -> None:
        self._database = database
        self._hours = hours

    def dialogue(self, thread: str) -> Mapping[str, Any] | None:
        """See :class:`~knowledge.ports.DialogueStore`."""
        since = utc_now() - timedelta(hours=self._hours)
        query = select(DIALOGUES.c.content).where(
            DIALOGUES.c.thread == thread, DIALOGUES.c.updated_at > since
        )
        with self._database.connection() as connection:
            content = connection.scalar(query)
        return None if content is None else _mapping(content)

    def keep_dialogue(self, thread: str, content: Mapping[str, Any] | None) -> None:
        """See :class:`~knowledge.ports.DialogueStore`."""
        with self._database.connection() as connection:
            connection.execute(delete(DIALOGUES).where(DIALOGUES.c.thread == thread))
            if content is not None:
                row = {"thread": thread, "content": _text(content), "updated_at": utc_now()}
                connection.execute(insert(DIALOGUES).values(row))

    def forget(self, person: str, threads: Collection[str]) -> None:
        """See :class:`~knowledge.ports.PersonalStore`; evidence names nobody who asked."""
        with self._database.connection() as connection:
            connection.execute(delete(DIALOGUES).where(DIALOGUES.c.thread.in_(threads)))

    def evidence(self, identity: str) -> Evidence | None:
        """See :class:`~knowledge.ports.EvidenceStore`."""
        columns = (EVIDENCE.c.id, EVIDENCE.c.made_on, EVIDENCE.c.content)
        latest = select(*columns).order_by(EVIDENCE.c.kept_at.desc()).limit(1)
        with self._database.connection() as connection:
            for column in (EVIDENCE.c.id, EVIDENCE.c.determination_id):
                row = connection.execute(latest.where(column == identity)).first()
                if row is not None:
                    return Evidence(row.id, row.made_on, _mapping(row.content))
        return None

    def keep_evidence(self, evidence: Evidence) -> None:
        """See :class:`~knowledge.ports.EvidenceStore`."""
        row = {
            "id": evidence.id,
            "determination_id": evidence.determination["determination_id"],
            "made_on": evidence.made_on,
            "content": _text(evidence.content),
            "kept_at": utc_now(),
        }
        # Written at once, without a look before: SQLite refuses a reader that turns writer.
        with self._database.connection() as connection, suppress(IntegrityError):
            connection.execute(insert(EVIDENCE).values(row))


def _text(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False)


def _mapping(text: str) -> Mapping[str, Any]:
    content: Mapping[str, Any] = json.loads(text)
    return content
