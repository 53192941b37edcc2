"""The running bot: updates from Telegram into the inbox, from there to the handlers, in order."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import Application

from bot.telegram.chats import Chats, Json, Lane, chat_of, lane_of, readdressed
from bot.telegram.courier import Courier
from bot.telegram.inbox import InboxWriter
from bot.telegram.order import ChatQueues
from bot.telegram.turn import Turn, begin_turn
from knowledge.errors import StateUnavailableError
from knowledge.inbox import Arrived, Begun, Finished, Released, Step, Unfinished
from knowledge.messages import Messages

_LOG = logging.getLogger(__name__)

ANSWERS = 64
"""Answers made at once over all chats."""

_WORKERS = 96  # updates handled at once: some wait for an answer, others are being sent one

_MOST_WAITING = 10_000
_SUSPECT_ATTEMPTS = 2
_MOST_ATTEMPTS = 5
_LONGEST_TURN = 900.0  # seconds
_CLOSING_SECONDS = 3.0
# What the library's parser raises on fields that are missing or of another type.
_UNPARSABLE = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, OSError)

_Application = Application[Any, Any, Any, Any, Any, Any]


@dataclass(slots=True)
class Job:
    """An update to be handled.

    Attributes:
        key: its key in the inbox.
        update: the update as it came.
        attempts: how many times an earlier run of the program began with it.
        steps: what was done then.
        repeated: whether an earlier run left it.
    """

    key: int
    update: Json
    attempts: int = 0
    steps: Sequence[Step] = ()
    repeated: bool = False


class Service:
    """Keeps what comes in and sees to it that every update is handled, once.

    An update on which the program died twice is suspected of having killed it: from then on only
    one suspect is at work at any time, so that each death has one culprit; at the fifth it is
    given up, and the person is told.

    Args:
        application: the handlers.
        writer: the inbox.
        chats: what is known of the chats.
        courier: how calls go out.
        messages: section ``telegram``.
    """

    def __init__(
        self,
        application: _Application,
        writer: InboxWriter,
        chats: Chats,
        courier: Courier,
        messages: Messages,
    ) -> None:
        self._application = application
        self._writer = writer
        self._chats = chats
        self._courier = courier
        self._say = messages
        self._queues: ChatQueues[Job] = ChatQueues()
        self._threads = ThreadPoolExecutor(ANSWERS, thread_name_prefix="answer")
        self._stopping = asyncio.Event()
        self._idle = asyncio.Event()
        self._at_work = 0

    @property
    def waiting(self) -> int:
        """Number of updates accepted and not yet handled."""
        return len(self._queues)

    def resume(self, unfinished: Sequence[Unfinished]) -> None:
        """Take up what an earlier run has left, before anything new."""
        jobs = [
            Job(one.key, json.loads(one.content), one.attempts, one.steps, repeated=True)
            for one in unfinished
        ]
        places = [self._place(job.update) for job in jobs]
        blame: dict[Lane, int] = {}
        for job, chat in zip(jobs, places, strict=True):
            blame[chat] = max(blame.get(chat, 0), job.attempts)
        # The most suspected chat comes last; within a chat the order stays.
        for job, chat in sorted(zip(jobs, places, strict=True), key=lambda pair: blame[pair[1]]):
            self._queues.put(chat, job, alone=job.attempts >= _SUSPECT_ATTEMPTS)

    def _place(self, update: Json) -> Lane:
        chat = chat_of(update)
        return lane_of(update, None if chat is None else self._chats.current(chat))

    async def take(self, updates: Sequence[Json]) -> None:
        """Keep new updates and have them handled; what came before is passed over.

        Raises:
            StateUnavailableError: they could not be kept.
        """
        await self._queues.below(_MOST_WAITING)
        keys = await self._writer.arrive(
            [Arrived(update["update_id"], _canonical(update)) for update in updates]
        )
        for key, update in zip(keys, updates, strict=True):
            if key is None:
                _LOG.info("update %s came again", update["update_id"])
                continue
            chat = await self._chats.read(update)
            self._queues.put(lane_of(update, chat), Job(key, update))

    def start(self) -> list[asyncio.Task[None]]:
        """Start to handle updates; the tasks never end by themselves."""
        asyncio.get_running_loop().set_default_executor(self._threads)
        return [asyncio.create_task(self._work()) for _ in range(_WORKERS)]

    async def stop(self, workers: Sequence[asyncio.Task[None]], seconds: float) -> bool:
        """Begin with no further update; tell whether all that were at work finished in time.

        Messages under way are let arrive. What is not finished stays in the inbox.
        """
        self._stopping.set()
        finished = await briefly(self._idle.wait(), seconds) if self._at_work else True
        await briefly(self._courier.close(), _CLOSING_SECONDS)
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        self._threads.shutdown(wait=False, cancel_futures=True)
        if self.waiting:
            _LOG.warning("%s updates are left for the next start", self.waiting)
        return finished

    async def _work(self) -> None:
        while True:
            lane, job = await self._queues.get()
            if self._stopping.is_set():
                return
            self._at_work += 1
            try:
                await self._handle(job, lane if isinstance(lane, int) else None)
            finally:
                self._at_work -= 1
                if self._stopping.is_set() and not self._at_work:
                    self._idle.set()
            self._queues.done(lane)

    async def _handle(self, job: Job, chat: int | None) -> None:
        if job.attempts >= _MOST_ATTEMPTS:
            _LOG.error("update %s given up: the program died of it", job.update["update_id"])
            await self._apologise(chat)
        else:
            await self._begin(job)
            turn = Turn(job.key, self._writer, repeated=job.repeated, steps=job.steps)
            begin_turn(turn)
            try:
                await self._process(job, chat)
            except asyncio.CancelledError:
                self._writer.write_soon(Released(job.key))
                raise
            finally:
                turn.close()
        self._writer.write_soon(Finished(job.key))

    async def _begin(self, job: Job) -> None:
        """Count the attempt; before a repeated one this must be certain."""
        if job.repeated:
            with suppress(StateUnavailableError):
                await self._writer.write(Begun(job.key))
        else:
            self._writer.write_soon(Begun(job.key))

    async def _process(self, job: Job, chat: int | None) -> None:
        try:
            update = Update.de_json(readdressed(job.update, self._chats), self._application.bot)
        except _UNPARSABLE as error:
            number, kind = job.update["update_id"], type(error).__name__
            _LOG.error("skipped update %s: it cannot be parsed (%s)", number, kind)
            return
        try:
            async with asyncio.timeout(_LONGEST_TURN):
                await self._application.process_update(update)
        except TimeoutError:
            _LOG.error("update %s given up: it took too long", job.update["update_id"])
            await self._apologise(chat)

    async def _apologise(self, chat: int | None) -> None:
        if chat is None:
            return
        try:
            await self._application.bot.send_message(chat, self._say("telegram.given_up"))
        except TelegramError as error:
            _LOG.warning("nobody could be told: %s", error)


async def briefly(work: Awaitable[object], seconds: float) -> bool:
    """Await ``work`` for ``seconds`` at most; tell whether it was done by then."""
    try:
        await asyncio.wait_for(work, seconds)
    except TimeoutError:
        return False
    return True


def _canonical(update: Json) -> str:
    """Return the update as text that is equal for equal updates."""
    return json.dumps(update, sort_keys=True, separators=(",", ":"))
