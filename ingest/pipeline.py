"""Files and folders into the index: read what is new, keep what is not, publish in one step."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout
from tqdm import tqdm

from ingest.document import ReadLimits, read_document
from ingest.publish import is_current_chunker, publish_words
from knowledge.adapters.index_folder import IndexRoot, Manifest, OpenIndex
from knowledge.errors import DocumentError, IndexUnavailableError
from knowledge.messages import Messages
from knowledge.passages import DocumentRecord, Passage
from knowledge.settings import IngestSettings


@dataclass(frozen=True, slots=True)
class Candidate:
    """One file to read: where it is, the name readers will see, whether it was named itself."""

    path: Path
    file: str
    named: bool

    @property
    def document_id(self) -> str:
        """Identity of the document in the index: 16 hexadecimal digits of the path's hash."""
        return hashlib.sha256(str(self.path).encode()).hexdigest()[:16]


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
    manifest: Manifest | None = None


def find_files(paths: Iterable[Path], messages: Messages) -> list[Candidate]:
    """Return the files below ``paths`` in a fixed order, hidden ones left out.

    Raises:
        DocumentError: a path does not exist.
    """
    found: dict[Path, Candidate] = {}
    for given in paths:
        path = given.resolve()
        if path.is_dir():
            for file in sorted(path.rglob("*")):
                inner = file.relative_to(path)
                if file.is_file() and not any(part.startswith(".") for part in inner.parts):
                    label = (Path(path.name) / inner).as_posix()
                    found.setdefault(file.resolve(), Candidate(file.resolve(), label, named=False))
        elif path.is_file():
            found[path] = Candidate(path, path.name, named=True)
        else:
            raise DocumentError("not_found", messages("ingest.not_found", path=given))
    return list(found.values())


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
    candidates: Sequence[Candidate], root: IndexRoot, settings: IngestSettings, messages: Messages
) -> Report:
    """Take ``candidates`` into the index and publish it with its words.

    Documents already in the index and not among the candidates stay as they are. A file that
    cannot be read is reported and changes nothing that is stored.

    Raises:
        IndexUnavailableError: another process is writing.
    """
    report = Report()
    with writing(root, messages):
        held = _held(root)
        documents, passages = _load(held)
        _read_all(candidates, held, documents, passages, settings, messages, report)
        if report.read:
            ordered = sorted(documents.values(), key=lambda d: (d.file, d.id))
            rows = [passage for d in ordered for passage in passages[d.id]]
            report.manifest = publish_words(root, ordered, rows, settings.keep_indexes)
        elif held is not None:
            report.manifest = held.manifest
    return report


def _held(root: IndexRoot) -> OpenIndex | None:
    """Return the current index when it can be built upon; a damaged one is built anew."""
    try:
        held = root.open_current()
    except IndexUnavailableError:
        return None
    return held if is_current_chunker(held.manifest) else None


def _load(
    held: OpenIndex | None,
) -> tuple[dict[str, DocumentRecord], dict[str, list[Passage]]]:
    documents: dict[str, DocumentRecord] = {}
    passages: dict[str, list[Passage]] = {}
    if held is not None:
        for document in held.store.documents():
            documents[document.id] = document
            passages[document.id] = []
        for passage in held.store.passages():
            passages[passage.document_id].append(passage)
    return documents, passages


def _read_all(
    candidates: Sequence[Candidate],
    held: OpenIndex | None,
    documents: dict[str, DocumentRecord],
    passages: dict[str, list[Passage]],
    settings: IngestSettings,
    messages: Messages,
    report: Report,
) -> None:
    limits = ReadLimits(
        max_bytes=settings.max_bytes,
        passage_syllables=settings.passage_syllables,
        longest_passage_syllables=settings.longest_passage_syllables,
    )
    by_hash = {document.sha256: document for document in documents.values()}
    bar = tqdm(candidates, desc=messages("ingest.progress_read"), unit=" tệp", mininterval=0.5)
    for candidate in bar:
        try:
            digest = _sha256(candidate.path, limits.max_bytes)
            twin = by_hash.get(digest) if digest else None
            if twin is not None and (twin.id == candidate.document_id or _stands(twin)):
                report.unchanged.append(candidate.file)
                continue
            content = read_document(candidate.path, candidate.file, limits)
        except DocumentError as error:
            refusal = Refusal(candidate.file, error.code, str(error), candidate.named)
            report.refused.append(refusal)
            continue
        record = content.record
        if twin is not None:  # the same file under a new name: the old entry goes
            documents.pop(twin.id)
            passages.pop(twin.id)
        documents[record.id] = record
        passages[record.id] = list(content.passages)
        by_hash[record.sha256] = record
        report.read.append((record, len(content.passages)))
        report.notices += [(candidate.file, notice) for notice in content.notices]


def _stands(document: DocumentRecord) -> bool:
    """Tell whether an indexed file is still where it was read, so a second copy is a duplicate."""
    return Path(document.path).is_file()


def _sha256(path: Path, max_bytes: int) -> str | None:
    """Return the hash of a file, or ``None`` for one that reading will refuse for its size."""
    try:
        if path.stat().st_size > max_bytes:
            return None
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise DocumentError("unreadable", f"{path.name}: {error.strerror or error}") from error
