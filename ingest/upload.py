"""Documents brought by chat: the one door to ingest for whoever talks with people."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from hashlib import file_digest, sha256
from pathlib import Path
from threading import Lock

from ingest import journaling
from ingest.candidates import Candidate
from ingest.document import ReadDocument
from ingest.pipeline import ingest_words
from ingest.preview import make_preview, same_document, with_number
from ingest.publish import STORE
from ingest.read import READABLE_SUFFIXES
from ingest.readers import open_readers
from ingest.refusals import refusal
from ingest.upkeep import find_documents, remove_documents
from ingest.vectors import start_in_background
from knowledge.adapters.checksums import sync_folder
from knowledge.adapters.index_folder import IndexRoot, Manifest
from knowledge.adapters.passage_store import PassageStore
from knowledge.adapters.register_files import load_register
from knowledge.adapters.workplace import Workplace
from knowledge.errors import DocumentError, IndexUnavailableError
from knowledge.passages import DocumentRecord
from knowledge.references import canonical
from knowledge.uploads import CODE_LENGTH, Change, Held, Preview

_FOLDER, _READING = "uploads", ".reading-"
_PRIVATE = 0o600


class Uploads:
    """:class:`bot.ports.Ingester`: keeps files below the data folder under the hash of their bytes.

    Args:
        work: settings and data folder.
    """

    def __init__(self, work: Workplace) -> None:
        self._work = work
        self._say = work.messages
        self._root = IndexRoot(work.data)
        self._folder = work.data.resolve() / _FOLDER
        self._reading, self._changing = Lock(), Lock()

    def read(self, file: str, content: bytes, started: Callable[[], object]) -> Preview:
        """See :class:`bot.ports.Ingester`."""
        settings = self._work.settings.ingest
        if len(content) > settings.max_bytes:
            limit = f"{settings.max_bytes / 1024 / 1024:.0f}"
            raise refusal("too_large", file, limit=limit)
        digest, ending = sha256(content).hexdigest(), Path(file).suffix.lower()
        if ending and ending not in READABLE_SUFFIXES:
            raise refusal("unsupported", file)
        with self._reading, self._staging() as folder:
            started()
            path = folder / f"{digest}{ending}"
            _write(path, content)
            with open_readers(settings.model_copy(update={"processes": 1})) as readers:
                outcome = readers.read(path, file).result()
            if outcome.document is None:
                raise DocumentError(outcome.code, outcome.reason)
            preview = self._preview(outcome.document, len(content))
            path.rename(self._folder / path.name)
            sync_folder(self._folder)
        return preview

    def publish(self, sha256: str, file: str, person: str, waiting: float) -> Change:
        """See :class:`bot.ports.Ingester`."""
        path = self._path(sha256, file)
        journal = self._work.journal
        with self._turn(waiting):
            journaling.record_begun(journal, "ingest", self._work.data, self._say, person)
            report = ingest_words(
                [Candidate(path, file, named=True)],
                self._root,
                self._work.settings.ingest,
                self._say,
                supersedes=self._earlier,
                wait_seconds=waiting,
            )
            journal.append(journaling.ingested(report, person))
        refused = next((one for one in report.refused if one.named), None)
        if refused is not None or report.manifest is None:
            code, reason = (refused.code, refused.reason) if refused else ("missing", file)
            raise DocumentError(code, reason)
        with self._store() as store:
            record = next(one for one in store.documents() if one.sha256 == sha256)
            count = len(store.numbers_of(record.id))
            version = len(store.former_versions(record.id)) + 1
        return self._changed(report.manifest, count, version)

    def discard(self, sha256: str) -> None:
        """See :class:`bot.ports.Ingester`."""
        if not self.holds(sha256):
            self._unlink(sha256)

    def holds(self, sha256: str) -> str:
        """See :class:`bot.ports.Ingester`."""
        return next((one.file for one in self._documents() if one.sha256 == sha256), "")

    def find(self, wanted: str) -> list[Held]:
        """See :class:`bot.ports.Ingester`."""
        return [
            Held(one.id[:CODE_LENGTH], one.file, one.number or one.title)
            for one in self._named(wanted)
        ]

    def remove(self, code: str, person: str, waiting: float) -> Change:
        """See :class:`bot.ports.Ingester`."""
        journal = self._work.journal
        with self._turn(waiting):
            found = [one for one in self._documents() if one.id.startswith(code)]
            if len(found) != 1:
                raise DocumentError("not_in_index", self._say("ingest.not_in_index", wanted=code))
            journaling.record_begun(journal, "remove", self._work.data, self._say, person)
            settings = self._work.settings.ingest
            removal = remove_documents([found[0].path], self._root, settings, self._say)
            journal.append(journaling.removed(removal, person))
        if self._is_ours(found[0]):
            self._unlink(found[0].sha256)
        return self._changed(removal.manifest, 0, 0)

    def clear(self) -> None:
        """See :class:`bot.ports.Ingester`."""
        for left in self._folder.glob(f"{_READING}*"):
            shutil.rmtree(left, ignore_errors=True)

    @cached_property
    def _known(self) -> dict[str, str]:
        """Ids of the register by canonical number."""
        entries = load_register().all()
        return {canonical(entry.number): entry.id for entry in entries if entry.number}

    def _preview(self, document: ReadDocument, size: int) -> Preview:
        record = document.record
        held = list(self._documents())
        earlier = next((one for one in held if one.id == self._earlier(record, held)), None)
        twins = [one for one in with_number(record.number, held) if one != earlier]
        return make_preview(document, size, earlier, twins, self._known, self._say)

    def _earlier(self, record: DocumentRecord, held: Iterable[DocumentRecord]) -> str | None:
        """Return the id of the upload that a document is a new version of.

        Only uploads make way: what an office keeps in its own folders would come back with the
        next ingest of the folder.
        """
        ours = (one.id for one in held if self._is_ours(one) and same_document(record, one))
        return next(ours, None)

    def _is_ours(self, record: DocumentRecord) -> bool:
        return Path(record.path).parent == self._folder

    def _named(self, wanted: str) -> tuple[DocumentRecord, ...]:
        with self._store() as store:
            coded = tuple(one for one in store.documents() if one.id[:CODE_LENGTH] == wanted)
            if coded:
                return coded
            try:
                return find_documents(store, wanted, self._say)
            except DocumentError:
                return ()

    def _changed(self, manifest: Manifest, passages: int, version: int) -> Change:
        vectors = self._work.embedder is not None and manifest.vectors is None
        if vectors:
            start_in_background(self._work.data, self._work.config_file)
        return Change(passages, version, manifest.documents, manifest.passages, vectors)

    def _documents(self) -> Iterable[DocumentRecord]:
        try:
            with self._store() as store:
                return list(store.documents())
        except IndexUnavailableError:  # none yet, or damaged: an ingest makes it anew
            return []

    @contextmanager
    def _store(self) -> Iterator[PassageStore]:
        current = self._root.current()
        if current is None:
            raise IndexUnavailableError(self._say("ingest.no_index"))
        store = PassageStore(self._root.path(current) / STORE)
        try:
            yield store
        finally:
            store.close()

    def _path(self, digest: str, file: str) -> Path:
        """Return where the bytes are that were read.

        Raises:
            DocumentError: they are gone, or others are there.
        """
        for path in self._folder.glob(f"{digest}*"):
            with path.open("rb") as stream:
                if file_digest(stream, "sha256").hexdigest() == digest:
                    return path
        raise refusal("missing", file)

    def _unlink(self, digest: str) -> None:
        for path in self._folder.glob(f"{digest}*"):
            path.unlink(missing_ok=True)

    @contextmanager
    def _turn(self, waiting: float) -> Iterator[None]:
        """Let one change of the index after the other.

        Raises:
            IndexUnavailableError: the one before takes longer than ``waiting`` seconds.
        """
        if not self._changing.acquire(timeout=waiting):
            raise IndexUnavailableError(self._say("upload.busy"))
        try:
            yield
        finally:
            self._changing.release()

    @contextmanager
    def _staging(self) -> Iterator[Path]:
        """Give a folder for a file that may have to be refused; nothing of it stays."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=_READING, dir=self._folder))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _write(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, to the disk itself."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE), "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
