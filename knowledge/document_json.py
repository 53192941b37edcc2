"""The JSON form of a register entry, for ``documents --json``."""

from __future__ import annotations

from datetime import date
from typing import Any

from knowledge.document_text import describe_state, document_file, document_name
from knowledge.documents import Document, Register, State
from knowledge.messages import Messages
from knowledge.relation_links import links


def document_json(
    document: Document, register: Register, on: date, messages: Messages
) -> dict[str, Any]:
    """Return one document for ``documents --json``, dates in ISO form, facts only.

    A document known from a third party's note only is given by number, with nothing of its content.
    """
    state = register.state(document, on)
    others = register.unverified_related(document)
    return {
        "id": document.id,
        "document": document_name(document, messages),
        "number": document.number,
        "kind": document.kind,
        "issuer": document.issuer,
        **_content(document),
        "as_of": _iso(on),
        "in_force": state.in_force,
        "state": _state_json(state, messages),
        "relations": _relations_json(document, register, messages),
        "unverified_related": [document_name(other, messages) for other in others],
        "status": document.status,
        "status_text": messages(f"register.status.{document.status}"),
        "sources": [{"id": s.id, "address": s.address} for s in document.sources],
        "checked_on": _iso(document.checked_on),
        "checked_by": document.checked_by or None,
        "file": document_file(document),
    }


def _content(document: Document) -> dict[str, Any]:
    """Return what the document says of itself; nothing when that is not verified."""
    if not document.is_fact:
        keys = "title", "date", "period", "effective_from", "effective_to", "lapses_on", "note"
        return dict.fromkeys(keys)
    return {
        "title": document.title,
        "date": _iso(document.date),
        "period": list(document.period) if any(document.period) else None,
        "effective_from": _iso(document.effective_from),
        "effective_to": _iso(document.effective_to),
        "lapses_on": _iso(document.lapses_on),
        "note": document.note or None,
    }


def _state_json(state: State, messages: Messages) -> dict[str, Any]:
    return {
        "code": state.code,
        "in_force": state.in_force,
        "since": _iso(state.since),
        "until": _iso(state.until),
        "by": document_name(state.by, messages) if state.by else None,
        "scope": state.scope or None,
        "text": describe_state(state, messages),
    }


def _relations_json(
    document: Document, register: Register, messages: Messages
) -> list[dict[str, Any]]:
    return [
        {
            "direction": link.direction,
            "type": link.relation.type,
            "label": messages(f"register.{link.direction}.{link.relation.type}"),
            "id": link.other.id,
            "document": document_name(link.other, messages),
            "title": link.other.title,
            "since": _iso(link.relation.since),
            "until": _iso(link.relation.until),
            "scope": link.relation.scope or None,
        }
        for link in links(document, register)
    ]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
