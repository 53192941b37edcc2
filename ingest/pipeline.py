"""Files and folders into the index: read what is new, keep what is not, publish in one step."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout
from tqdm import tqdm

from ingest.base import Base, find_base
from ingest.candidates import Candidate, digest_of
from ingest.contents import Contents
from ingest.publish import STORE, chunker, drafting, publish_words
from knowledge.adapters.index_folder import IndexRoot, Manifest
from knowledge.errors import DocumentError, IndexUnavailableError
from knowledge.messages import Messages
from knowledge.passages import DocumentRecord
from knowledge.settings import IngestSettings

if TYPE_CHECKING:
    from ingest.readers import Readers
    from ingest.worker import Outcome

_AHEAD = 8
"""Files given to the children before the outcome of the first is awaited."""


Supersedes = Callable[[DocumentRecord, Iterable[DocumentRecord]], str | None]
"""Finds, among documents of the index, the id of the one a new document is a later version of."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was not taken in, and why."""

    file: str
    code: str
    reason: str
    named: bool


@dataclass(slots=True)
class Report:
    """What one ingest did."""

    read: list[tuple[DocumentRecord, int]] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    notices: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    manifest: Manifest | None = None


@contextmanager
def writing(root: IndexRoot, messages: Messages, wait_seconds: float = 0) -> Iterator[None]:
    """Hold the only right to write the index.

    Raises:
        IndexUnavailableError: another process still holds it after ``wait_seconds``.
    """
    root.folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(root.folder / ".lock")
    try:
        lock.acquire(timeout=wait_seconds)
    except Timeout as error:
        raise IndexUnavailableError(messages("ingest.locked", folder=root.folder)) from error
    try:
        yield
    finally:
        lock.release()


def ingest_words(
    candidates: Sequence[Candidate],
    root: IndexRoot,
    settings: IngestSettings,
    messages: Messages,
    *,
    allow_personal_data: bool = False,
    supersedes: Supersedes | None = None,
    wait_seconds: float = 0,
) -> Report:
    """Take ``candidates`` into the index and publish it with its words.

    Documents already in the index and not among the candidates stay as they are. A file that
    cannot be read is reported and changes nothing that is stored. What a changed file held before
    is kept as a former version.

    Args:
        candidates: files to take in.
        root: where indexes live.
        settings: limits of reading and cutting.
        messages: sentences for readers.
        allow_personal_data: take lists of persons as well; an administrator decided so.
        supersedes: finds the document that a new file is a later version of.
        wait_seconds: how long to wait for another process that is writing.

    Raises:
        IndexUnavailableError: another process is writing, or the disk is full.
    """
    report = Report()
    with writing(root, messages, wait_seconds), drafting(root) as draft:
        base = find_base(root)
        made_by = chunker(settings)
        held = base.manifest
        outdated = held is not None and held.chunker != made_by
        if base.fault:
            report.warnings.append(messages("ingest.repaired", fault=base.fault))
        contents = Contents(base.store, held.personal_data if held else (), draft)
        try:
            reading = _Reading(contents, settings, messages, report, outdated=outdated)
            reading.leave = allow_personal_data
            reading.supersedes = supersedes
            reading.run(_with_recorded(candidates, base, outdated=outdated))
            if contents.changed or outdated or (base.fault and base.store is not None):
                contents.write(draft / STORE)
                report.manifest = publish_words(
                    root,
                    draft,
                    made_by,
                    settings.keep_indexes,
                    contents.personal_data,
                    base.words,
                )
            else:
                report.manifest = held
        finally:
            contents.close()
    return report


def _with_recorded(
    candidates: Sequence[Candidate], base: Base, *, outdated: bool
) -> list[Candidate]:
    """Add the documents that must be read anew although nobody named them."""
    again = list(base.recorded)
    if outdated and base.store is not None:
        again += [(d.path, d.file) for d in base.store.documents() if Path(d.path).is_file()]
    known = {candidate.path for candidate in candidates}
    extra = {Path(path): file for path, file in again if Path(path) not in known}
    return [*candidates, *(Candidate(path, file, named=False) for path, file in extra.items())]


class _Reading:
    """Files on their way through the children; outcomes are taken in the order of the files."""

    leave = False
    supersedes: Supersedes | None = None

    def __init__(
        self,
        contents: Contents,
        settings: IngestSettings,
        messages: Messages,
        report: Report,
        *,
        outdated: bool,
    ) -> None:
        self._contents = contents
        self._settings = settings
        self._messages = messages
        self._report = report
        self._outdated = outdated
        self._by_hash = {document.sha256: document for document in contents.documents.values()}
        self._fresh: set[str] = set()
        self._children = ExitStack()
        self._readers: Readers | None = None
        self._waiting: deque[tuple[Candidate, str, Future[Outcome]]] = deque()
        self._bar = tqdm(desc=messages("ingest.progress_read"), unit=" tệp", mininterval=0.5)

    def run(self, candidates: Sequence[Candidate]) -> None:
        """Read what needs reading and take it in."""
        self._bar.total = len(candidates)
        with self._bar, self._children:
            for candidate in candidates:
                self._start(candidate)
                if len(self._waiting) > _AHEAD:
                    self._settle()
            while self._waiting:
                self._settle()

    def _opened(self) -> Readers:
        if self._readers is None:
            from ingest.readers import open_readers  # late: where nothing is new none is needed

            self._readers = self._children.enter_context(open_readers(self._settings))
        return self._readers

    def _start(self, candidate: Candidate) -> None:
        try:
            digest = digest_of(candidate.path, self._settings.max_bytes)
        except DocumentError as error:
            self._refuse(candidate, error.code, str(error))
            return
        while any(digest == other for _, other, _ in self._waiting):
            self._settle()  # an equal file is being read: if it is taken, this one is its copy
        if self._is_held(candidate, digest):
            self._report.unchanged.append(candidate.file)
            self._bar.update()
            return
        document = self._contents.documents.get(candidate.document_id)
        permitted = candidate.document_id in self._contents.personal_data
        leave = self.leave or (permitted and document is not None and document.sha256 == digest)
        read = self._opened().read(candidate.path, candidate.file, allow_personal_data=leave)
        self._waiting.append((candidate, digest, read))

    def _is_held(self, candidate: Candidate, digest: str) -> bool:
        """Tell whether the index holds these bytes already, under this name or another."""
        twin = self._by_hash.get(digest)
        if twin is None or (self._outdated and twin.id not in self._fresh):
            return False
        if twin.id == candidate.document_id:
            return True
        if not Path(twin.path).is_file():
            return False  # the same file under a new name
        if candidate.document_id in self._contents.documents:
            self._contents.drop(candidate.document_id)  # it has become a copy of another
        return True

    def _settle(self) -> None:
        """Take in the outcome of the file that has waited longest."""
        candidate, digest, read = self._waiting.popleft()
        outcome = read.result()
        self._bar.update()
        if outcome.document is None:
            self._refuse(candidate, outcome.code, outcome.reason)
            return
        earlier = self._earlier(candidate, digest, outcome.document.record)
        record = self._contents.put(outcome, instead_of=earlier)
        self._by_hash[record.sha256] = record
        self._fresh.add(record.id)
        self._report.read.append((record, len(outcome.document.passages)))
        self._report.notices += [(candidate.file, notice) for notice in outcome.document.notices]

    def _earlier(self, candidate: Candidate, digest: str, record: DocumentRecord) -> str | None:
        """Return the id of the document whose place the file takes, if that is not its own."""
        held = self._contents.documents
        twin = self._by_hash.get(digest)
        if twin is not None and twin.id != record.id and not Path(held[twin.id].path).is_file():
            return twin.id
        if self.supersedes is None or record.id in held or not candidate.named:
            return None
        return self.supersedes(record, held.values())

    def _refuse(self, candidate: Candidate, code: str, reason: str) -> None:
        self._report.refused.append(Refusal(candidate.file, code, reason, candidate.named))
