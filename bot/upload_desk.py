"""The desk for /themvanban: a file comes in, is read, looked at, confirmed, and published.

Independent of the channel and of ingest: what it decides is kept in the store, so that a restart
loses nothing and publishes nothing by halves. Every step leaves a line in the journal.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from threading import Lock

from bot.desk import Acted, Call
from bot.ports import Ingester, UploadStore
from bot.upload_reply import UploadWriter
from knowledge.access import Role
from knowledge.answer import Reply
from knowledge.errors import DocumentError, IndexUnavailableError, TroLyError
from knowledge.messages import Messages
from knowledge.store_ports import Journal
from knowledge.text import fold, squeeze
from knowledge.uploads import Upload, file_label

PATIENCE = 60.0
"""Seconds to wait for another change of the index before the person is asked to try again."""

Progress = Callable[[str], object]
"""Told how far a file has come: ``queued``, then ``reading``."""

_CODE = re.compile(r"[0-9a-f]{8}")


class UploadDesk:
    """Answers /themvanban, and takes the files themselves.

    What may follow the command: nothing (what waits); ``nạp CODE``, ``hủy CODE``; ``xóa NUMBER``
    (asks), ``xóa hẳn CODE``.

    Args:
        ingester: gives what takes documents in, made at the first use.
        store: keeps what is on its way.
        journal: where refusals are written.
        may_publish: tells whether a role may change the index.
        megabytes: size of the largest file, for the sentence that says so.
        messages: sections ``upload`` and ``role``.
    """

    def __init__(
        self,
        ingester: Callable[[], Ingester],
        store: UploadStore,
        journal: Journal,
        may_publish: Callable[[Role], bool],
        megabytes: int,
        messages: Messages,
    ) -> None:
        self._made = ingester
        self._store = store
        self._journal = journal
        self._may_publish = may_publish
        self._megabytes = megabytes
        self._say = messages
        self._write = UploadWriter(messages)
        self._lock, self._opening = Lock(), Lock()
        self._reading: set[str] = set()
        self._publishing: set[str] = set()

    def __call__(self, call: Call) -> Reply | Acted:
        """See :class:`bot.desk.Desk`."""
        argument = squeeze(call.argument)
        words = fold(argument.replace("_", " ")).split()
        verb, code = words[0] if words else "", words[-1] if words else ""
        if verb == "nap":
            return self._publish(call, code)
        if verb == "huy":
            return self._drop(call, code)
        if verb == "xoa" and words[1:2] == ["han"]:
            return self._remove(call, code)
        if verb == "xoa":
            return self._ask_to_remove(call, argument[len(verb) :].strip(" _"))
        return self._write.waiting(self._store.uploads("ready", "publishing"), self._megabytes)

    def take(self, call: Call, name: str, content: bytes, progress: Progress) -> Acted:
        """Read a file and return what was read, to be confirmed; or why it is not taken.

        Args:
            call: who brings it.
            name: as the person's device gave it.
            content: its bytes.
            progress: told when the file is kept on record, and when it is read.

        Raises:
            StateUnavailableError: it could not be recorded; nothing of it is kept.
        """
        digest = sha256(content).hexdigest()
        with self._lock:
            known = self._known(call, digest)
            if known is not None:
                return known
            visitor = call.visitor
            # Without the name: it may say what must not be kept.
            upload = Upload(digest, "", visitor.person, visitor.name, call.thread, "reading")
            self._store.begin(upload)
            self._reading.add(digest)
        try:
            return self._read(call, replace(upload, file=file_label(name)), content, progress)
        finally:
            self._reading.discard(digest)

    def recover(self) -> list[Upload]:
        """Take up what a former run left; return the files it was reading, which are lost.

        To be called once at the start; :meth:`told` when their bringers know. A file whose
        publication was cut short is published, or waits for its confirmation again.

        Raises:
            StateUnavailableError: it is not known.
        """
        uploads = self._store.uploads("reading", "publishing")
        if not uploads:
            return []
        self._ingester.clear()
        with self._lock:
            for one in uploads:
                if one.stage == "publishing" and one.sha256 not in self._publishing:
                    held = self._ingester.holds(one.sha256)
                    self._store.move(one.sha256, "publishing", "published" if held else "ready")
            return [
                one for one in uploads if one.stage == "reading" and one.sha256 not in self._reading
            ]

    def told(self, lost: Upload) -> None:
        """Note that the person knows; the file may be sent again.

        Raises:
            StateUnavailableError: it could not be noted; they will be told again.
        """
        with self._lock:
            if lost.sha256 not in self._reading:  # or it was sent again
                self._store.drop(lost.sha256)
                self._ingester.discard(lost.sha256)

    @property
    def _ingester(self) -> Ingester:
        with self._opening:  # there must be one only, for it lets one file in after the other
            return self._made()

    def _known(self, call: Call, digest: str) -> Acted | None:
        """Return the answer to bytes that are in the index already, or on their way."""
        if digest in self._reading:
            return self._refuse(call, "being_read", self._say("upload.being_read"))
        if held := self._ingester.holds(digest):
            return self._refuse(call, "held", self._say("upload.held", file=held))
        upload = self._store.upload(digest)
        if upload is None or upload.stage not in ("ready", "publishing"):
            return None
        self._journal.append(call.entry("refused", {"reason": "pending"}))
        said, may_publish = self._say("upload.pending"), self._may_publish(call.role)
        return Acted(self._write.preview(upload, may_publish=may_publish, said=said))

    def _read(self, call: Call, upload: Upload, content: bytes, progress: Progress) -> Acted:
        ingester, digest = self._ingester, upload.sha256
        try:
            progress("queued")
            preview = ingester.read(upload.file, content, lambda: progress("reading"))
        except DocumentError as error:  # the line does not tell what the file was called
            self._store.drop(digest, call.entry("refused", {"reason": error.code}))
            return Acted(Reply("abstain", str(error)))
        except Exception:
            self._store.drop(digest)
            raise
        number = dict(preview.facts).get("number")
        facts = {"sha256": digest, "number": number, "passages": preview.passages}
        try:
            self._store.keep_preview(digest, preview, call.entry("uploaded", facts))
        except TroLyError:
            ingester.discard(digest)
            raise
        read = replace(upload, stage="ready", preview=preview)
        return Acted(self._write.preview(read, may_publish=self._may_publish(call.role)))

    def _publish(self, call: Call, code: str) -> Reply | Acted:
        if refused := self._not_a_publisher(call):
            return refused
        upload = self._waiting(code)
        if upload is None:
            return Reply("clarify", self._say("upload.unknown", code=code))
        if upload.stage == "published":
            return Reply("answer", self._say("upload.already", file=upload.file))
        with self._lock:
            if upload.sha256 in self._publishing:
                return Reply("abstain", self._say("upload.busy"))
            self._store.move(upload.sha256, upload.stage, "publishing")
            self._publishing.add(upload.sha256)
        try:
            return self._published(call, upload)
        finally:
            self._publishing.discard(upload.sha256)

    def _published(self, call: Call, upload: Upload) -> Reply:
        try:
            change = self._ingester.publish(
                upload.sha256, upload.file, call.visitor.person, PATIENCE
            )
        except DocumentError as error:
            self._store.drop(upload.sha256)
            return Reply("abstain", str(error))
        except IndexUnavailableError as error:
            self._store.move(upload.sha256, "publishing", "ready")
            choices = self._write.choices(upload.code, may_publish=True)
            return Reply("clarify", str(error), choices=choices)
        self._store.move(upload.sha256, "publishing", "published")
        return self._write.published(upload, change)

    def _drop(self, call: Call, code: str) -> Reply | Acted:
        upload = self._waiting(code)
        if upload is None:
            return Reply("clarify", self._say("upload.unknown", code=code))
        if upload.stage != "ready":
            key = "already" if upload.stage == "published" else "busy"
            return Reply("clarify", self._say(f"upload.{key}", file=upload.file))
        if upload.person != call.visitor.person and not self._may_publish(call.role):
            return self._refuse(call, "role", self._say("upload.not_yours"))
        entry = call.entry("upload_dropped", {"sha256": upload.sha256})
        self._store.drop(upload.sha256, entry)
        self._ingester.discard(upload.sha256)
        return Acted(Reply("answer", self._say("upload.dropped", file=upload.file)))

    def _ask_to_remove(self, call: Call, wanted: str) -> Reply | Acted:
        if refused := self._not_a_publisher(call):
            return refused
        if not wanted:
            return Reply("clarify", self._say("upload.remove.which"))
        found = self._ingester.find(wanted)
        if not found:
            return Reply("abstain", self._say("upload.remove.unknown", wanted=wanted))
        return self._write.removal(found)

    def _remove(self, call: Call, code: str) -> Reply | Acted:
        if refused := self._not_a_publisher(call):
            return refused
        if not _CODE.fullmatch(code):
            return Reply("clarify", self._say("upload.remove.which"))
        try:
            change = self._ingester.remove(code, call.visitor.person, PATIENCE)
        except (DocumentError, IndexUnavailableError) as error:
            return Reply("abstain", str(error))
        return self._write.removed(change)

    def _waiting(self, code: str) -> Upload | None:
        """Return the file with a code, unless it is still being read."""
        upload = self._store.upload(code) if _CODE.fullmatch(code) else None
        return None if upload is None or upload.stage == "reading" else upload

    def _not_a_publisher(self, call: Call) -> Acted | None:
        if self._may_publish(call.role):
            return None
        own = self._say(f"role.{call.role}")
        return self._refuse(call, "role", self._say("upload.publisher", own=own))

    def _refuse(self, call: Call, reason: str, sentence: str) -> Acted:
        self._journal.append(call.entry("refused", {"reason": reason}))
        return Acted(Reply("abstain", sentence))
