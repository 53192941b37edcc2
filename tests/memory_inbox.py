"""The stores of a channel in memory, for tests in which nothing has to outlive the process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count

from knowledge.errors import StateUnavailableError
from knowledge.inbox import Arrived, Begun, Change, Finished, Released, Step, Unfinished


class MemoryInbox:
    """:class:`knowledge.ports.Inbox`; ``broken`` makes it refuse to write."""

    def __init__(self) -> None:
        self.broken = False
        self.commits: list[list[Change]] = []
        self._keys = count(1)
        self._known: dict[Arrived, int] = {}
        self._left: dict[int, Unfinished] = {}

    def apply(self, changes: Sequence[Change]) -> list[int | None]:
        if self.broken:
            raise StateUnavailableError("đĩa đầy")
        self.commits.append(list(changes))
        return [self._apply(change) for change in changes]

    def _apply(self, change: Change) -> int | None:
        if isinstance(change, Arrived):
            if change in self._known:
                return None
            self._known[change] = key = next(self._keys)
            self._left[key] = Unfinished(key, change.content, 0, ())
            return key
        one = self._left[change.key]
        if isinstance(change, Begun | Released):
            more = 1 if isinstance(change, Begun) else -1
            self._left[change.key] = replace(one, attempts=one.attempts + more)
        elif isinstance(change, Step):
            steps = (*one.steps[: change.number], change)
            self._left[change.key] = replace(one, steps=steps)
        elif isinstance(change, Finished):
            del self._left[change.key]
        return None

    def unfinished(self) -> list[Unfinished]:
        return list(self._left.values())

    def prune(self) -> None:
        pass


class MemoryChats:
    """:class:`knowledge.ports.ChatStore`."""

    def __init__(self) -> None:
        self.moves: dict[int, int] = {}
        self.threads: list[tuple[str, str]] = []
        self.silenced: set[int] = set()

    def moved(self) -> Mapping[int, int]:
        return dict(self.moves)

    def silent(self) -> frozenset[int]:
        return frozenset(self.silenced)

    def move(self, old: int, new: int, threads: tuple[str, str]) -> None:
        self.moves[old] = new
        self.threads.append(threads)

    def silence(self, chat: int, *, silent: bool) -> None:
        (self.silenced.add if silent else self.silenced.discard)(chat)
