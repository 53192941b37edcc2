"""What a channel needs from the rest of the product, and what desks need of the corpus."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Protocol

from knowledge.answer import Reply
from knowledge.journal import Entry
from knowledge.store_ports import PersonalStore
from knowledge.uploads import Change, Held, Preview, Stage, Upload


class Answerer(Protocol):
    """The assistant as a channel sees it: a question in, a reply out."""

    def ask(
        self,
        question: str,
        *,
        thread: str | None,
        on_date: date | None = None,
        province: str | None = None,
    ) -> Reply:
        """Answer one question. Synchronous, safe to call from several threads, may take seconds.

        Args:
            question: what the person typed, in NFC; also the commands of :mod:`bot.commands`.
            thread: name of the conversation the question belongs to, e.g. ``"tg:42"``; ``None``
                for a question that stands alone.
            on_date: the day the answer is for, whatever day the question names; ``None`` for the
                day the question names, else today.
            province: province the question is about when it names none.

        Returns:
            The reply, to be rendered by the channel.

        Raises:
            TroLyError: no answer can be given, e.g. there is no index yet.
        """
        ...

    def take_file(
        self, name: str, content: bytes, *, thread: str | None, province: str | None = None
    ) -> Reply:
        """Answer a file somebody sent: a workbook of communes comes back checked.

        Synchronous, safe to call from several threads, may take many seconds.

        Args:
            name: file name as the person's device gave it; not to be trusted as a path.
            content: the bytes of the file.
            thread: as for :meth:`ask`.
            province: province of rows that name none, unless the conversation is about another.
        """
        ...


class Ingester(Protocol):
    """What takes documents into the index. Synchronous; safe to call from several threads."""

    def read(self, file: str, content: bytes, started: Callable[[], object]) -> Preview:
        """Read a file in a child process, within limits, and keep its bytes; one file at a time.

        Nothing is left of a file that is refused.

        Args:
            file: the name shown to readers.
            content: its bytes.
            started: called when it is this file's turn.

        Raises:
            DocumentError: the file cannot be read or must not be kept.
        """

    def publish(self, sha256: str, file: str, person: str, waiting: float) -> Change:
        """Put a file that was read into the index; words answer at once, vectors follow.

        Args:
            sha256: of the file's bytes.
            file: the name shown to readers.
            person: who does it, for the journal.
            waiting: seconds to wait for another change of the index that is under way.

        Raises:
            DocumentError: the file is gone or is refused now; the index is as it was.
            IndexUnavailableError: the other change took longer, the journal cannot be written, or
                the disk is full; the index is as it was.
        """

    def discard(self, sha256: str) -> None:
        """Remove the bytes of a file that was read, unless the index holds it."""

    def holds(self, sha256: str) -> str:
        """Return the name of the document in the index that is made of these bytes, or nothing."""

    def find(self, wanted: str) -> list[Held]:
        """Return the documents of the index with a number, name or code, none when there is none.

        Raises:
            IndexUnavailableError: there is no index.
        """

    def remove(self, code: str, person: str, waiting: float) -> Change:
        """Take the document with a code out of the index.

        Raises:
            DocumentError: it is not there.
            IndexUnavailableError: as for :meth:`publish`.
        """

    def clear(self) -> None:
        """Remove what a killed run has left of files it was reading."""


class UploadStore(PersonalStore, Protocol):
    """Documents on their way into the index; kept over a restart.

    Every method raises StateUnavailableError when the store cannot be read or written; nothing is
    changed then.
    """

    def begin(self, upload: Upload) -> None:
        """Keep that a file is being read, in place of what is kept of the same bytes."""

    def keep_preview(self, sha256: str, preview: Preview, entry: Entry) -> None:
        """Keep what was read of a file, which now waits to be confirmed, and write the line."""

    def move(self, sha256: str, before: Stage, stage: Stage) -> None:
        """Note how far a file has come, if it was at ``before`` until now."""

    def drop(self, sha256: str, entry: Entry | None = None) -> None:
        """Forget a file, and write the line if there is one."""

    def upload(self, code: str) -> Upload | None:
        """Return the file whose hash begins with ``code``, the latest if there are several."""

    def uploads(self, *stages: Stage) -> list[Upload]:
        """Return the files at any of these stages, the oldest first."""
