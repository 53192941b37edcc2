"""A draft register entry from what a document says of itself, for an editor to confirm."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date

from ingest.document import ReadDocument
from ingest.metadata import Metadata
from ingest.numbers import ISSUERS, TYPES, number_codes
from ingest.relations import Mention
from knowledge.document_model import RelationType
from knowledge.messages import Messages
from knowledge.passages import Attribution
from knowledge.references import canonical
from knowledge.text import fold

_PREFIXES = {"L": "luat", "BL": "luat", "PL": "phap-lenh", "HP": "hien-phap"}
_UNMARKED = ("CP", "TTg", "")
"""Issuers that an id leaves out, for they are told by the kind."""
_REGISTERED: dict[str, RelationType] = {
    "basis": "basis", "implements": "implements", "amends": "amends", "corrects": "amends",
    "replaces": "replaces", "repeals": "repeals", "ends": "replaces",
    "consolidates": "consolidates",
}  # fmt: skip
"""The relation of the register under which each act is kept; the words stand beside it."""
_OF_A_PART: dict[str, RelationType] = {"replaces": "amends", "ends": "repeals"}
"""The same where it concerns a part: new words in its place amend a document."""
_YEARS = re.compile(r"giai đoạn (?:\w+: )?(\d{4})\s*[-–]\s*(\d{4})")


def draft_entries(
    document: ReadDocument, known: Mapping[str, str], messages: Messages
) -> list[tuple[str, str]]:
    """Return the draft entries of a file, each as id and YAML text.

    A single text gives one entry, a codified text one for each source. What could not be read is
    left ``null`` and named on top; ``checked_by`` and ``checked_on`` are for the editor. Nothing
    is invented: the period is set only where the subject names it, relations to documents that
    are not on file are written as comments.

    Args:
        document: the file as read.
        known: ids on file by canonical number, ``{"154/2026/nd-cp": "nd-154-2026"}``.
        messages: sentences for readers.
    """
    sources = _sources(document)
    if sources:
        return [_codified(source, document, messages) for source in sources]
    if document.metadata is None:
        return []
    return [_single(document.metadata, document, known, messages)]


def entry_id(number: str | None, type_name: str, issued_on: date | None, place: str = "") -> str:
    """Return the id of a document: ``"nd-154-2026"``, ``"tt-60-2026-btc"``.

    Args:
        number: official number.
        type_name: kind, which tells a law from a resolution of the National Assembly.
        issued_on: day of issue, for numbers that hold no year.
        place: province or commune of a local body.
    """
    code, issuer = number_codes(number)
    if type_name == "Nghị quyết" and code == "L":
        code = "NQ"
    digits = re.match(r"[\d.]+", number or "")
    year = re.search(r"/((?:19|20)\d\d)/", number or "")
    years = year.group(1) if year else str(issued_on.year) if issued_on else ""
    assembly = re.search(r"(?:QH|UBTVQH)\d+", number or "")
    tail = assembly.group() if assembly else "" if issuer in _UNMARKED else place or issuer
    kind = _PREFIXES.get(code) or code or type_name
    parts = (kind, digits.group().replace(".", "-") if digits else "", years, tail)
    return "-".join(filter(None, (re.sub(r"[^a-z0-9]+", "-", fold(part)) for part in parts)))


def _single(
    read: Metadata, document: ReadDocument, known: Mapping[str, str], messages: Messages
) -> tuple[str, str]:
    id_ = entry_id(read.number, read.type_name, read.issued_on, read.province or "") or "van-ban"
    lines = [f"# {messages('draft.head', file=document.record.file)}"]
    if read.unread:
        labels = (messages(f"ingest_read.show_{name}") for name in read.unread)
        names = ", ".join(label[:1].lower() + label[1:] for label in labels)
        lines.append(f"# {messages('draft.unread', fields=names)}")
    lines += [f"# {sentence}" for sentence in contradictions(read, messages)]
    if read.effect_clause and read.effective_from is None:
        key = "effect_gazette" if "cong bao" in fold(read.effect_clause) else "effect"
        lines.append(f"# {messages(f'draft.{key}', clause=read.effect_clause)}")
    if read.signer:
        lines.append(f"# {messages('draft.signer', name=read.signer)}")
    period = _YEARS.search(read.subject)
    lines += [
        f"id: {id_}",
        f"kind: {read.type_name or 'null'}",
        f"number: {_text(read.number)}",
        f"date: {_day(read.issued_on)}",
        f"issuer: {_text(read.issuer)}",
        f"title: {_text(read.subject)}",
        f"period: [{period.group(1)}, {period.group(2)}]" if period else "period: null",
        f"effective_from: {_day(read.effective_from)}",
        f"effective_to: {_day(read.effective_to)}",
        *_relations([*read.bases, *read.acts], known, messages),
        *_end(document, read.url),
    ]
    return id_, "\n".join(lines) + "\n"


def contradictions(read: Metadata, messages: Messages) -> Iterator[str]:
    """Yield a sentence for every field that declaration and text give differently."""
    for found in read.contradictions:
        yield messages(
            "ingest_read.contradiction",
            field=messages(f"ingest_read.show_{found.field}"),
            declared=found.declared,
            text=found.in_text,
        )


def _relations(
    mentions: list[Mention], known: Mapping[str, str], messages: Messages
) -> Iterator[str]:
    rows: list[str] = []
    unknown: list[str] = []
    for mention in mentions:
        type_ = _REGISTERED[mention.type]
        if mention.scope:
            type_ = _OF_A_PART.get(mention.type, type_)
        scope = f", scope: {_text(mention.scope)}" if mention.scope else ""
        said = messages(f"draft.act_{mention.type}", text=mention.text)
        target = known.get(canonical(mention.number)) if mention.number else None
        if target is not None:
            row = f"  - {{type: {type_}, target: {target}{scope}}}  # {said}"
            rows.append(row)
        else:
            kind = mention.text.partition(" số ")[0]
            named = "Nghị quyết" if kind.startswith("Nghị quyết") else ""
            guess = entry_id(mention.number, named, None) if mention.number else "?"
            row = f"  # - {{type: {type_}, target: {guess}{scope}}}  # {said}"
            unknown.append(row)
    yield "relations:" if rows else "relations: []"
    yield from rows
    if unknown:
        yield f"  # {messages('draft.not_on_file')}"
        yield from unknown


def _sources(document: ReadDocument) -> list[Attribution]:
    if document.record.kind != "van_ban":
        return []
    found: dict[str, Attribution] = {}
    for passage in document.passages:
        source = passage.attribution
        if source is not None:
            kept = found.setdefault(source.document, source)
            if source.effective_from and (
                kept.effective_from is None or source.effective_from < kept.effective_from
            ):
                found[source.document] = source
    return list(found.values())


def _codified(source: Attribution, document: ReadDocument, messages: Messages) -> tuple[str, str]:
    code, issuer = number_codes(source.document)
    id_ = entry_id(source.document, "", source.issued_on)
    lines = [
        f"# {messages('draft.codified', file=document.record.file)}",
        f"id: {id_}",
        f"kind: {TYPES.get(code, 'null')}",
        f"number: {_text(source.document)}",
        f"date: {_day(source.issued_on)}",
        f"issuer: {_text(ISSUERS.get(issuer))}",
        "title: null",
        "period: null",
        f"effective_from: {_day(source.effective_from)}",
        "effective_to: null",
        "relations: []",
        *_end(document, ""),
    ]
    return id_, "\n".join(lines) + "\n"


def _end(document: ReadDocument, url: str) -> Iterator[str]:
    yield "source:"
    yield f"  - {{id: {_text(document.record.id)}, address: {_text(url or document.record.file)}}}"
    yield "status: unknown"
    yield "checked_by: null"
    yield "checked_on: null"


def _text(value: str | None) -> str:
    return json.dumps(value, ensure_ascii=False) if value else "null"


def _day(value: date | None) -> str:
    return value.isoformat() if value else "null"
