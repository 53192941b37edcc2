"""Order of work on Telegram: one update of a chat at a time, many chats at once."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Generic, NamedTuple, TypeVar

from bot.telegram.chats import Lane

_Job = TypeVar("_Job")


class _Place(NamedTuple, Generic[_Job]):
    job: _Job
    alone: bool


class ChatQueues(Generic[_Job]):
    """Jobs by chat: those of one chat are given out one after the other, in order of arrival.

    Chats take turns, so that one that floods the assistant does not hold up the others. Of the
    jobs put in as ``alone`` only one is out at any time, whatever their chats.
    """

    def __init__(self) -> None:
        self._chats: dict[Lane, deque[_Place[_Job]]] = {}
        self._ready: asyncio.Queue[Lane] = asyncio.Queue()
        self._held: deque[Lane] = deque()
        self._alone: tuple[Lane] | None = None
        self._less = asyncio.Event()
        self._count = 0

    def __len__(self) -> int:
        """Number of jobs put in and not yet done."""
        return self._count

    def put(self, chat: Lane, job: _Job, *, alone: bool = False) -> None:
        """Add a job of ``chat``; ``None`` for one that belongs to no chat."""
        self._count += 1
        queue = self._chats.setdefault(chat, deque())
        queue.append(_Place(job, alone))
        if len(queue) == 1:
            self._offer(chat)

    async def get(self) -> tuple[Lane, _Job]:
        """Wait for a job that may be done now; :meth:`done` must be called with its chat."""
        chat = await self._ready.get()
        place = self._chats[chat][0]
        return chat, place.job

    def done(self, chat: Lane) -> None:
        """Note that the job of ``chat`` that is out is done."""
        self._count -= 1
        self._less.set()
        queue = self._chats[chat]
        queue.popleft()
        if self._alone == (chat,):
            self._alone = None
            if self._held:
                self._offer(self._held.popleft())
        if queue:
            self._offer(chat)
        else:
            del self._chats[chat]

    def _offer(self, chat: Lane) -> None:
        if self._chats[chat][0].alone:
            if self._alone is not None:
                self._held.append(chat)
                return
            self._alone = (chat,)
        self._ready.put_nowait(chat)

    async def below(self, limit: int) -> None:
        """Wait until fewer than ``limit`` jobs are left."""
        while len(self) >= limit:
            self._less.clear()
            await self._less.wait()
