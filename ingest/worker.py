"""The child process that reads files: one at a time, within limits, so that no file harms the rest.

A file may be a bomb or make a parser loop or crash; what dies then is this process. Messages are
MessagePack of closed types, so that a taken-over parser cannot hand objects to its parent. What
libraries print is thrown away: it may hold what the file holds.
"""

from __future__ import annotations

import os
import resource
import struct
import sys
import traceback
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

import msgspec

from ingest.document import ReadDocument, ReadLimits, read_document
from ingest.pacing import ProcessorClock, tell
from ingest.personal import holds_personal_list
from ingest.refusals import refusal
from knowledge.errors import DocumentError

LENGTH = struct.Struct(">Q")
"""What stands before every message: its length in bytes."""
PAGE_BEGINS, PAGE_ENDS = LENGTH.pack(0), LENGTH.pack(2**64 - 1)
"""Lengths that stand for no message: before and after each page of a scan."""

_LARGEST_FILE = 512 * 1024 * 1024
"""Bytes of a temporary file that a conversion may write."""


@dataclass(frozen=True, slots=True)
class Caps:
    """What reading one file may cost.

    Attributes:
        seconds: time on the clock, and of the processor.
        page_seconds: the same for each page of a scan, counted anew from page to page.
        memory_bytes: memory of the process.
        output_bytes: what is sent back.
    """

    seconds: int
    page_seconds: int
    memory_bytes: int
    output_bytes: int


@dataclass(frozen=True, slots=True)
class Job:
    """One file to read.

    Attributes:
        path: the file.
        file: the name shown to readers.
        limits: see :class:`ingest.document.ReadLimits`.
        caps: see :class:`Caps`.
        allow_personal_data: take a list of persons as well; an administrator decided so.
    """

    path: str
    file: str
    limits: ReadLimits
    caps: Caps
    allow_personal_data: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job.

    Attributes:
        document: what was read; ``None`` when the file is refused.
        holds_personal_list: whether it lists persons and was taken by an administrator's leave.
        code: short machine-readable reason of a refusal.
        reason: its sentence.
    """

    document: ReadDocument | None = None
    holds_personal_list: bool = False
    code: str = ""
    reason: str = ""


def perform(job: Job) -> Outcome:
    """Read one file; every failure becomes a refusal."""
    try:
        document = read_document(Path(job.path), job.file, job.limits)
        is_list = holds_personal_list(document.text)
    except DocumentError as error:
        return Outcome(code=error.code, reason=str(error))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a bug met by one file must not stop the others
        return _failure(job, error)
    if is_list and not job.allow_personal_data:
        said = refusal("personal_data", job.file)
        return Outcome(code=said.code, reason=str(said))
    return Outcome(document, is_list)


def lost(code: str, caps: Caps, file: str) -> DocumentError:
    """Return the refusal of a file whose reading went over a limit or ended in a crash."""
    units = {
        "took_too_long": caps.seconds,
        "page_took_too_long": caps.page_seconds,
        "too_much_memory": caps.memory_bytes // 1024 // 1024,
        "too_much_text": caps.output_bytes // 1024 // 1024,
    }
    return refusal(code, file, limit=units.get(code, 0))


def _failure(job: Job, error: Exception) -> Outcome:
    """Name the place of a bug; never the error's own words, which may quote the file."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{type(error).__name__}, {Path(last.filename).name}:{last.lineno}"
    said = refusal("failed", job.file, place=place)
    return Outcome(code=said.code, reason=str(said))


def _send(job: Job, outcome: Outcome, stream: IO[bytes]) -> None:
    body = msgspec.msgpack.encode(outcome)
    if len(body) > job.caps.output_bytes:
        said = lost("too_much_text", job.caps, job.file)
        body = msgspec.msgpack.encode(Outcome(code=said.code, reason=str(said)))
    stream.write(LENGTH.pack(len(body)) + body)
    stream.flush()


def _tell_of_page(clock: ProcessorClock, stream: IO[bytes], begins: bool) -> None:
    """Have the time of a page of a scan counted here and by the parent."""
    clock.page(begins)
    stream.write(PAGE_BEGINS if begins else PAGE_ENDS)
    stream.flush()


def limit(caps: Caps) -> ProcessorClock:
    """Limit this process for the next file; return what counts the processor's time from now."""
    for kind, value in (
        (resource.RLIMIT_DATA, caps.memory_bytes),
        (resource.RLIMIT_FSIZE, _LARGEST_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (value if hard < 0 else min(value, hard), hard))
    return ProcessorClock(caps.seconds, caps.page_seconds)


def main() -> int:
    """Answer jobs from standard input on standard output until the parent goes away."""
    jobs, results = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    decoder = msgspec.msgpack.Decoder(Job)
    try:
        while head := jobs.read(LENGTH.size):
            job = decoder.decode(jobs.read(*LENGTH.unpack(head)))
            tell(partial(_tell_of_page, limit(job.caps), results))
            _send(job, perform(job), results)
    except MemoryError:  # the parent sees the end of the stream and this status
        return OUT_OF_MEMORY
    except BrokenPipeError:
        return 0
    return 0


OUT_OF_MEMORY = 77
"""Exit status of a child that needed more memory than it may have."""


if __name__ == "__main__":
    sys.exit(main())
