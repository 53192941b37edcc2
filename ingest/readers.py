"""A few child processes that read files, kept over many files and replaced when one is lost."""

from __future__ import annotations

import os
import queue
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from ingest.document import ReadLimits
from ingest.pacing import Clock
from ingest.worker import (
    LENGTH,
    OUT_OF_MEMORY,
    PAGE_BEGINS,
    PAGE_ENDS,
    Caps,
    Job,
    Outcome,
    lost,
)
from knowledge.settings import IngestSettings

_PACKAGE_ROOT = Path(__file__).resolve().parents[1]
_STARTUP_SECONDS = 60
"""Added to the time of a child's first file: it has to load its libraries, on a busy machine."""
_ENDING_SECONDS = 5
_READ_AT_ONCE = 1024 * 1024


class _LostError(Exception):
    """A child died, hung or sent too much; ``code`` names the refusal."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _Child:
    """One child process with a temporary folder of its own."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="tro-ly-", ignore_cleanup_errors=True)
        threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ingest.worker"],
            cwd=_PACKAGE_ROOT,
            env={**os.environ, **threads, "TMPDIR": self._folder.name},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._is_new, self._ended = True, False

    @property
    def process_id(self) -> int:
        """The child's process id."""
        return self._process.pid

    def perform(self, job: Job) -> Outcome:
        """Send a job and wait for its outcome.

        Raises:
            _LostError: the child is of no further use; it is up to the caller to :meth:`end` it.
        """
        more = _STARTUP_SECONDS if self._is_new else 0
        clock = Clock(job.caps.seconds + more, job.caps.page_seconds)
        self._is_new = False
        body = msgspec.msgpack.encode(job)
        stdin = self._process.stdin
        assert stdin is not None  # noqa: S101 - a pipe by construction
        try:
            stdin.write(LENGTH.pack(len(body)) + body)
            stdin.flush()
        except OSError as error:
            raise _LostError("reader_lost") from error
        while (head := self._receive(LENGTH.size, clock)) in (PAGE_BEGINS, PAGE_ENDS):
            clock.page(head == PAGE_BEGINS)
        (length,) = LENGTH.unpack(head)
        if length > job.caps.output_bytes:
            raise _LostError("too_much_text")
        try:
            return msgspec.msgpack.decode(self._receive(length, clock), type=Outcome)
        except msgspec.MsgspecError as error:
            raise _LostError("reader_lost") from error

    def _receive(self, length: int, clock: Clock) -> bytes:
        stdout = self._process.stdout
        assert stdout is not None  # noqa: S101 - a pipe by construction
        received = bytearray()
        waiting = select.poll()
        waiting.register(stdout, select.POLLIN)
        while len(received) < length:
            if not waiting.poll(clock.left * 1000):
                raise _LostError(clock.code)
            part = os.read(stdout.fileno(), min(length - len(received), _READ_AT_ONCE))
            if not part:
                raise _LostError(self._cause_of_death(clock))
            received += part
        return bytes(received)

    def _cause_of_death(self, clock: Clock) -> str:
        try:
            status = self._process.wait(_ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            return "reader_lost"
        causes = {OUT_OF_MEMORY: "too_much_memory", -signal.SIGXCPU: clock.code}
        return causes.get(status, "reader_lost")

    def end(self) -> None:
        """Kill the child with all it started, and remove its temporary files."""
        if self._ended:
            return
        self._ended = True
        with suppress(ProcessLookupError):  # it and its converters may have gone already
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._folder.cleanup()


class Readers:
    """Reads files in children, several at a time.

    Args:
        limits: what is read of one file.
        caps: what reading one may cost.
        processes: children at most; each is started when it is first needed.
    """

    def __init__(self, limits: ReadLimits, caps: Caps, processes: int) -> None:
        self._limits = limits
        self._caps = caps
        self._idle: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        self._started: set[_Child] = set()
        for _ in range(processes):
            self._idle.put(None)
        self._threads = ThreadPoolExecutor(processes, thread_name_prefix="reader")

    def read(self, path: Path, file: str, *, allow_personal_data: bool = False) -> Future[Outcome]:
        """Start reading a file.

        Returns:
            A document, later; or a refusal, with the codes of
            :func:`ingest.document.read_document` and ``personal_data``, ``failed``,
            ``took_too_long``, ``page_took_too_long``, ``too_much_memory``, ``too_much_text`` and
            ``reader_lost``.
        """
        job = Job(str(path), file, self._limits, self._caps, allow_personal_data)
        return self._threads.submit(self._perform, job)

    def _perform(self, job: Job) -> Outcome:
        child = self._idle.get()
        try:
            if child is None:
                child = _Child()
                self._started.add(child)
            return child.perform(job)
        except _LostError as failure:
            if child is not None:
                self._started.discard(child)
                child.end()
                child = None
            said = lost(failure.code, job.caps, job.file)
            return Outcome(code=said.code, reason=str(said))
        finally:
            self._idle.put(child)

    def processes(self) -> list[int]:
        """Return the ids of the children that are running."""
        return sorted(child.process_id for child in self._started)

    def end(self) -> None:
        """Stop everything at once; what was being read is lost."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for child in list(self._started):
            child.end()


def caps_of(settings: IngestSettings) -> Caps:
    """Return what reading one file may cost."""
    return Caps(
        settings.file_seconds,
        settings.scan_page_seconds,
        settings.file_memory_bytes,
        settings.file_output_bytes,
    )


def read_limits(settings: IngestSettings) -> ReadLimits:
    """Return how large a file and its passages may be."""
    return ReadLimits(
        max_bytes=settings.max_bytes,
        passage_syllables=settings.passage_syllables,
        longest_passage_syllables=settings.longest_passage_syllables,
    )


@contextmanager
def open_readers(settings: IngestSettings) -> Iterator[Readers]:
    """Open the children the settings allow; at the end, or at an error, none is left."""
    readers = Readers(
        read_limits(settings), caps_of(settings), settings.processes or os.cpu_count() or 1
    )
    try:
        yield readers
    finally:
        readers.end()
