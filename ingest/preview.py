"""What would be put into the index from a file somebody brings, for them to look at first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from ingest.document import ReadDocument
from ingest.draft import contradictions, draft_entries
from ingest.metadata import Metadata
from knowledge.document_text import vietnamese_date
from knowledge.messages import Messages
from knowledge.passages import DocumentRecord
from knowledge.references import canonical
from knowledge.text import fold
from knowledge.uploads import Preview

_FACTS = (
    "type_name", "number", "issuer", "signer", "issued_on", "effective_from", "effective_to",
    "province",
)  # fmt: skip


def make_preview(
    document: ReadDocument,
    size: int,
    earlier: DocumentRecord | None,
    twins: Iterable[DocumentRecord],
    known: Mapping[str, str],
    messages: Messages,
) -> Preview:
    """Return what is shown of a file before it is put into the index.

    Args:
        document: the file as read.
        size: bytes of the file.
        earlier: the upload it would be a new version of.
        twins: documents of the index with the same number that would stay.
        known: ids of the register by canonical number.
        messages: sections ``ingest_read`` and ``draft``.
    """
    record, read = document.record, document.metadata or Metadata()
    title = "subject" if read.subject else "title"
    facts = [(title, record.title)]
    facts += [(name, _shown(value)) for name in _FACTS if (value := getattr(record, name))]
    warnings = [*document.notices, *contradictions(read, messages)]
    if read.effect_clause and read.effective_from is None:
        warnings.append(messages("draft.effect", clause=read.effect_clause))
    mentions = [*read.bases, *read.acts]
    return Preview(
        file=record.file,
        size=size,
        kind=record.kind,
        facts=tuple(facts),
        relations=tuple(messages(f"draft.act_{one.type}", text=one.text) for one in mentions),
        unread=read.unread if document.metadata else (),
        passages=len(document.passages),
        warnings=tuple(warnings),
        draft=_draft(document, known, messages),
        replaces=earlier.file if earlier else "",
        twins=tuple(twin.file for twin in twins),
    )


def same_document(new: DocumentRecord, held: DocumentRecord) -> bool:
    """Tell whether ``new`` is another version of ``held``.

    Equal numbers of one body and day are, or else equal names of files; nothing is that differs in
    number, body or day.
    """
    told = [
        (canonical(new.number), canonical(held.number)) if new.number and held.number else None,
        (fold(new.issuer), fold(held.issuer)) if new.issuer and held.issuer else None,
        (new.issued_on, held.issued_on) if new.issued_on and held.issued_on else None,
    ]
    if any(pair is not None and pair[0] != pair[1] for pair in told):
        return False
    return told[0] is not None or fold(new.file) == fold(held.file)


def with_number(number: str | None, documents: Iterable[DocumentRecord]) -> list[DocumentRecord]:
    """Return the documents with a number, in any spelling."""
    if not number:
        return []
    return [one for one in documents if one.number and canonical(one.number) == canonical(number)]


def _draft(document: ReadDocument, known: Mapping[str, str], messages: Messages) -> tuple[str, str]:
    entries = draft_entries(document, known, messages)
    if not entries:
        return "", ""
    return entries[0][0], "---\n".join(text for _, text in entries)


def _shown(value: str | date) -> str:
    return vietnamese_date(value) if isinstance(value, date) else value
