"""Which commands there are, and which of them a person may use where."""

from __future__ import annotations

from collections.abc import Collection

from knowledge.access import AccessTable, Role


class Menu:
    """The commands somebody answers, in the order of the table.

    Args:
        table: who may do what.
        answered: names of the commands that have a desk.
    """

    def __init__(self, table: AccessTable, answered: Collection[str]) -> None:
        self._table = table
        self._names = tuple(name for name in table.commands if name in answered)

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def names(self, role: Role, *, private: bool) -> tuple[str, ...]:
        """Return what a role may use in a private conversation or in a group."""
        return tuple(n for n in self._names if self._table.allows(n, role, private=private))
