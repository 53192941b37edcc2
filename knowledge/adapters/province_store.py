"""The provinces people have chosen, in the state database."""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlalchemy import delete, insert, select

from knowledge.adapters.state_database import StateDatabase, utc_now
from knowledge.adapters.state_tables import PROVINCES

_KEPT = 4
"""Choices of one person that are remembered."""


class ProvinceStore:
    """:class:`~knowledge.ports.ProvinceStore`.

    Args:
        database: where they are kept.
    """

    def __init__(self, database: StateDatabase) -> None:
        self._database = database

    def provinces(self, person: str) -> list[str | None]:
        """See :class:`~knowledge.ports.ProvinceStore`."""
        query = select(PROVINCES.c.chosen).where(PROVINCES.c.person == person)
        with self._database.connection() as connection:
            content = connection.scalar(query)
        chosen: list[str | None] = [] if content is None else json.loads(content)
        return chosen

    def choose_province(self, person: str, province: str | None) -> None:
        """See :class:`~knowledge.ports.ProvinceStore`."""
        before = [one for one in self.provinces(person) if one not in (None, province)]
        chosen = json.dumps([province, *before][:_KEPT], ensure_ascii=False)
        row = {"person": person, "chosen": chosen, "changed_at": utc_now()}
        with self._database.connection() as connection:
            connection.execute(delete(PROVINCES).where(PROVINCES.c.person == person))
            connection.execute(insert(PROVINCES).values(row))

    def forget(self, person: str, threads: Collection[str]) -> None:
        """See :class:`~knowledge.ports.PersonalStore`."""
        with self._database.connection() as connection:
            connection.execute(delete(PROVINCES).where(PROVINCES.c.person == person))
