"""What people are told about a document they bring: the preview, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.answer import Attachment, Reply
from knowledge.messages import Messages
from knowledge.ratios import grouped
from knowledge.uploads import Change, Held, Preview, Upload

_MOST_RELATIONS = 8  # shown; the draft holds them all


class UploadWriter:
    """Words the replies.

    Args:
        messages: sections ``upload`` and ``ingest_read``.
    """

    def __init__(self, messages: Messages) -> None:
        self._say = messages

    def preview(self, upload: Upload, *, may_publish: bool, said: str = "") -> Reply:
        """Return what was read of a file, with what can be done now.

        Args:
            upload: the file, read.
            may_publish: whether the reader may confirm it.
            said: a sentence that goes before.
        """
        read, say = upload.preview, self._say
        assert read is not None  # noqa: S101 - it waits to be confirmed
        lines = [said] if said else []
        lines.append(say("upload.preview.head", file=upload.file, code=upload.code))
        if read.kind != "van_ban":
            kind = say(f"ingest_read.show_kind_{read.kind}")
            lines.append(say("upload.preview.kind", kind=kind))
        lines += [
            say("upload.preview.fact", label=say(f"ingest_read.show_{name}"), value=value)
            for name, value in read.facts
        ]
        lines += self._relations(read.relations)
        name = upload.name or say("upload.anonymous")
        lines.append(say("upload.preview.passages", passages=grouped(read.passages), name=name))
        key = "ask" if may_publish else "ask_other"
        lines.append(say(f"upload.preview.{key}", code=upload.code))
        return Reply(
            "clarify",
            "\n".join(lines),
            notices=tuple(self._warnings(read)),
            choices=self.choices(upload.code, may_publish=may_publish),
            attachments=self._draft(read),
        )

    def choices(self, code: str, *, may_publish: bool) -> tuple[str, ...]:
        """Return what can be said to a file that waits."""
        verbs = ("nap", "huy") if may_publish else ("huy",)
        return tuple(f"/themvanban {verb} {code}" for verb in verbs)

    def published(self, upload: Upload, change: Change) -> Reply:
        """Return what publishing has done."""
        text = self._say(
            "upload.published",
            file=upload.file,
            passages=grouped(change.passages),
            documents=grouped(change.documents),
            total=grouped(change.total),
        )
        notices = []
        if change.version > 1:
            notices.append(self._say("upload.version", version=change.version))
        if change.vectors:
            notices.append(self._say("upload.vectors"))
        if upload.preview is not None and upload.preview.kind == "van_ban":
            notices.append(self._say("upload.unchecked"))
        return Reply("answer", text, notices=tuple(notices))

    def waiting(self, uploads: Sequence[Upload], megabytes: int) -> Reply:
        """Return how to bring a document, and what waits."""
        lines = [self._say("upload.how", limit=megabytes), ""]
        lines.append(self._say("upload.waiting" if uploads else "upload.none"))
        for one in uploads:
            name = one.name or self._say("upload.anonymous")
            lines.append(self._say("upload.row", file=one.file, name=name, code=one.code))
        return Reply("answer", "\n".join(lines))

    def removal(self, found: Sequence[Held]) -> Reply:
        """Return the question whether documents are to be taken out."""
        lines = [self._say("upload.remove.ask")]
        lines += [self._say("upload.remove.row", title=o.title, file=o.file) for o in found]
        choices = tuple(self._say("upload.remove.choice", code=one.code) for one in found)
        return Reply("clarify", "\n".join(lines), choices=choices)

    def removed(self, change: Change) -> Reply:
        """Return that a document was taken out."""
        figures = {"documents": grouped(change.documents), "total": grouped(change.total)}
        return Reply("answer", self._say("upload.remove.done", **figures))

    def _relations(self, relations: Sequence[str]) -> list[str]:
        if not relations:
            return []
        shown = [
            self._say("upload.preview.relation", text=text) for text in relations[:_MOST_RELATIONS]
        ]
        left = len(relations) - len(shown)
        more = [self._say("upload.preview.more", count=left)] if left else []
        return [self._say("upload.preview.relations"), *shown, *more]

    def _warnings(self, read: Preview) -> list[str]:
        warnings = list(read.warnings)
        if read.unread:
            labels = [self._say(f"ingest_read.show_{name}").lower() for name in read.unread]
            warnings.insert(0, self._say("upload.preview.unread", fields=", ".join(labels)))
        if read.replaces:
            warnings.append(self._say("upload.preview.replaces", file=read.replaces))
        if read.twins:
            warnings.append(self._say("upload.preview.twins", files="; ".join(read.twins)))
        return warnings

    def _draft(self, read: Preview) -> tuple[Attachment, ...]:
        name, text = read.draft
        if not text:
            return ()
        caption = self._say("upload.preview.draft")
        return (Attachment(f"{name}.yaml", text.encode(), "document", caption),)
