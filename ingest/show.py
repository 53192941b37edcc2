"""What would be read from one file, for the eye or for a program; nothing is stored."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

from ingest.document import ReadDocument, ReadLimits, read_document
from ingest.draft import contradictions
from ingest.metadata import Metadata
from ingest.numbers import TYPES, number_codes
from ingest.outline import Heading
from ingest.personal import holds_personal_list
from ingest.read import ReadText, read_text
from ingest.refusals import refusal
from knowledge.messages import Messages
from knowledge.passages import DocumentRecord, Passage

_METADATA = (
    "kind", "title", "number", "type_name", "issuer", "signer", "issued_on", "effective_from",
    "effective_to", "province", "url",
)  # fmt: skip


def show_document(
    path: Path,
    limits: ReadLimits,
    messages: Messages,
    *,
    as_text: bool,
    as_json: bool,
    allow_personal_data: bool = False,
) -> str:
    """Return what would be read from a file.

    Args:
        path: the file.
        limits: see :class:`ReadLimits`.
        messages: sentences for readers.
        as_text: only the text, complete, after conversion to Unicode.
        as_json: one JSON object with ``file``, ``metadata``, ``structure``, ``passages``,
            ``notices``, ``subject``, ``bases``, ``acts``, ``effect_clause``, ``contradictions``
            and ``unread``; every passage has its ``citation`` (with ``as_text``: ``file``,
            ``text`` and ``notices``).
        allow_personal_data: show a list of persons as well; an administrator decided so.

    Raises:
        DocumentError: the file cannot be read or must not be stored.
    """
    read: ReadText | ReadDocument
    if as_text:
        read = read_text(path.resolve(), path.name, limits.reading)
    else:
        read = read_document(path, path.name, limits)
    if not allow_personal_data and holds_personal_list(read.text):
        raise refusal("personal_data", path.name)
    if isinstance(read, ReadText):
        table: dict[str, object] = {
            "file": path.name,
            "text": read.text,
            "notices": list(read.notices),
        }
        return _json(table) if as_json else read.text
    return _json(_as_table(read)) if as_json else _as_page(read, messages)


def _as_table(document: ReadDocument) -> dict[str, object]:
    return {
        "file": document.record.file,
        "metadata": {name: _plain(getattr(document.record, name)) for name in _METADATA},
        "structure": [asdict(heading) for heading in document.outline],
        "passages": [_passage(document.record, passage) for passage in document.passages],
        "notices": list(document.notices),
        **_ties(document.metadata),
    }


def _ties(read: Metadata | None) -> dict[str, object]:
    """Return what a text says of itself beyond the record: subject, bases, acts, doubts."""
    read = read or Metadata()
    return {
        "subject": read.subject,
        "bases": [asdict(basis) for basis in read.bases],
        "acts": [asdict(act) for act in read.acts],
        "effect_clause": read.effect_clause,
        "contradictions": [asdict(found) for found in read.contradictions],
        "unread": list(read.unread) if read != Metadata() else [],
    }


def _passage(record: DocumentRecord, passage: Passage) -> dict[str, object]:
    source = passage.attribution
    return {
        "id": passage.id,
        "section": passage.section,
        "citation": cite(record, passage),
        "breadcrumb": passage.breadcrumb,
        "text": passage.text,
        "page": passage.page,
        "document": source.document if source else record.number or record.title,
        "attribution": {key: _plain(value) for key, value in asdict(source).items()}
        if source
        else None,
    }


def _as_page(document: ReadDocument, messages: Messages) -> str:
    lines = [messages("ingest_read.show_file", file=document.record.file)]
    for name in _METADATA:
        value = getattr(document.record, name)
        if value:
            shown = f"{value:%d/%m/%Y}" if isinstance(value, date) else value
            if name == "kind":
                shown = messages(f"ingest_read.show_kind_{value}")
            lines.append(f"  {messages(f'ingest_read.show_{name}')}: {shown}")
    lines += _shown_ties(document.metadata, messages)
    lines += [f"  {notice}" for notice in document.notices]
    lines += ["", messages("ingest_read.show_structure", count=len(document.outline))]
    lines += [_heading(heading) for heading in document.outline]
    lines += ["", messages("ingest_read.show_passages", count=len(document.passages))]
    for passage in document.passages:
        page = messages("ingest_read.show_page", page=passage.page) if passage.page else ""
        place = ", ".join(part for part in (passage.section, page) if part)
        lines += ["", f"[{passage.ordinal + 1}] {place}", passage.breadcrumb]
        lines.append(passage.text)
    return "\n".join(lines)


def _shown_ties(read: Metadata | None, messages: Messages) -> list[str]:
    if read is None:
        return []
    lines: list[str] = []
    for name, mentions in (("bases", read.bases), ("acts", read.acts)):
        if mentions:
            lines.append(f"  {messages(f'ingest_read.show_{name}')}:")
            lines += [f"    {messages(f'draft.act_{m.type}', text=m.text)}" for m in mentions]
    if read.unread:
        labels = [messages(f"ingest_read.show_{name}") for name in read.unread]
        names = ", ".join(label[:1].lower() + label[1:] for label in labels)
        lines.append(f"  {messages('ingest_read.show_unread')}: {names}")
    return lines + [f"  {sentence}" for sentence in contradictions(read, messages)]


def cite(record: DocumentRecord, passage: Passage) -> str:
    """Return a citation as an official writes it: "điểm b khoản 2 Điều 33 Nghị định 152/2025/…"."""
    source = passage.attribution
    number = source.document if source else record.number or ""
    if not number:
        return passage.section
    kind = TYPES.get(number_codes(number)[0], "") if source else record.type_name
    return " ".join(part for part in (passage.section, kind, number) if part)


def _heading(heading: Heading) -> str:
    title = ". ".join(part for part in (heading.label, heading.title) if part)
    return "  " * (heading.depth + 1) + title


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _json(table: dict[str, object]) -> str:
    return json.dumps(table, ensure_ascii=False, indent=2)
