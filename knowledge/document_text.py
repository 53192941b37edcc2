"""What a reader is told about a document: its state in a sentence, its entry, the whole list."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from knowledge.documents import Document, Register, Standing, State
from knowledge.messages import Messages
from knowledge.relation_links import Link, links
from knowledge.text import UPPER

_PLACE_OF_BODY = re.compile(
    rf"\b(?:(?:tỉnh|thành phố|Tỉnh ủy|Thành ủy)\s+(?=[{UPPER}])"
    rf"|(?=(?:huyện|quận|thị xã|xã|phường|thị trấn|đặc khu)\s+[{UPPER}]))(?P<place>.+)"
)


def vietnamese_date(day: date) -> str:
    """Return a date as official texts write it: ``01/7/2025``, ``24/02/2025``.

    A leading zero is kept for days under 10 and for months 1 and 2 (Nghị định 30/2020/NĐ-CP,
    annex I, on writing dates).
    """
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year}"


def document_name(document: Document, messages: Messages) -> str:
    """Return how a document is called in a sentence: ``Nghị định 152/2025/NĐ-CP``.

    A document without a number is called by its kind and issuer.
    """
    if document.number is None:
        return messages("register.name.no_number", kind=document.kind, issuer=document.issuer)
    key = "number" if "/" in document.number else "bare_number"
    return messages(f"register.name.{key}", kind=document.kind, number=document.number)


def local_name(document: Document, messages: Messages, *, with_kind: bool) -> str:
    """Return a name that tells equal numbers of two places apart: ``199/KH-UBND (Sơn La)``.

    Args:
        document: the document.
        messages: section ``register``.
        with_kind: whether the kind stands before a number that tells it too.
    """
    number = document.number or ""
    name = number if "/" in number and not with_kind else document_name(document, messages)
    place = _PLACE_OF_BODY.search(document.issuer)
    if place is None or not number:
        return name
    return messages("register.name.of_place", name=name, place=place["place"])


def describe_state(state: State, messages: Messages) -> str:
    """Return the state as a phrase that can follow the document's name, without a full stop.

    ``"hết hiệu lực từ 01/7/2025, thay bằng Nghị định 152/2025/NĐ-CP"`` with a capital letter.
    """
    by = document_name(state.by, messages) if state.by else ""
    words = messages(
        f"register.state.{_state_key(state)}",
        on=vietnamese_date(state.on),
        since=_day(state.since),
        until=_day(state.until),
        issued=_day(state.document.date),
        by=by,
        by_issued=_day(state.by.date if state.by else None),
        scope=state.scope,
        period=_period(state.document, messages),
    )
    if not state.without:
        return words
    parts = (
        messages(
            f"register.state.without_part.{ending.type}",
            scope=ending.scope,
            since=_day(ending.day),
            by=document_name(ending.by, messages),
        )
        for ending in state.without
    )
    return messages("register.state.without", state=words, parts=_join(parts))


def short_state(state: State, messages: Messages) -> str:
    """Return the state in a few words, for lists and pictures."""
    if state.in_force and state.scope:
        return messages("register.short.scoped", scope=state.scope)
    if state.in_force and state.without:
        return messages("register.short.partly")
    return messages(f"register.short.{state.code}")


def source_state(standing: Standing, messages: Messages) -> str:
    """Return the words about validity that stand behind a source; empty when it is not known."""
    if standing.in_force is None:
        return ""
    if standing.not_yet:
        key = "not_yet_since" if standing.since else "not_yet"
        return messages(f"register.source.{key}", since=_day(standing.since))
    if not standing.in_force:
        return messages("register.source.ended")
    scope = standing.state.scope if standing.state else ""
    gone = [ending.scope for ending in standing.state.without] if standing.state else []
    key = "scoped" if scope else "partly" if gone else "in_force"
    return messages(f"register.source.{key}", scope=scope, scopes=_join(gone))


def state_clause(state: State, messages: Messages) -> str:
    """Return the state to follow a name and a colon: in small letters, but for "Điều 3"."""
    words = describe_state(state, messages)
    if state.scope and words.startswith(state.scope):
        return words
    return words[:1].lower() + words[1:]


def _day(day: date | None) -> str:
    return vietnamese_date(day) if day else ""


def _state_key(state: State) -> str:
    """Return which sentence fits: the state's code and which of its facts are known."""
    part = bool(state.scope)
    ending: dict[str, object] = {
        "part_since": part and state.since,
        "part": part,
        "since": state.since,
    }
    variants: dict[str, dict[str, object]] = {
        "in_force": {
            "continued": state.by,
            "applied": state.scope,
            "until": state.until,
            "partly": state.without,
        },
        "not_yet": {"since": state.since, "issued": state.document.date},
        "ended": {"since": state.since},
        "replaced": ending,
        "repealed": ending,
        "period_over": {"extended": _outlived_period(state)},
        "unknown": {"until": state.until, "in_period": _within_period(state)},
    }
    known = variants.get(state.code, {})
    return f"{state.code}.{next((name for name, value in known.items() if value), 'plain')}"


def _outlived_period(state: State) -> bool:
    last = state.document.period[1]
    return bool(state.until and last and state.until.year > last)


def _within_period(state: State) -> bool:
    first, last = state.document.period
    return bool(first or last) and (first or 0) <= state.on.year <= (last or 9999)


def _period(document: Document, messages: Messages) -> str:
    first, last = document.period
    if first and last and first != last:
        return messages("register.period.years", first=first, last=last)
    if first and last:
        return messages("register.period.year", year=first)
    return messages("register.period.open", first=first) if first else ""


def document_file(document: Document) -> str:
    """Return the name of the data file of an entry, for citations."""
    return f"register/{document.id}.yaml"


def document_text(document: Document, register: Register, on: date, messages: Messages) -> str:
    """Return one document in several lines for a reader, the verdict on the asked day first."""
    lines = document_lines(document, register, on, messages)
    return "\n".join([*lines, *document_provenance(document, messages)])


def document_provenance(document: Document, messages: Messages) -> list[str]:
    """Return where the entry of a document comes from and how far it was checked, line by line."""
    if not document.is_fact:
        return []
    sources = _join(dict.fromkeys(source.address for source in document.sources))
    status = messages(f"register.status.{document.status}")
    checked = _day(document.checked_on)
    return [
        messages("register.text.sources", sources=sources),
        messages("register.text.status", status=status, checked=checked),
    ]


def document_lines(
    document: Document, register: Register, on: date, messages: Messages
) -> list[str]:
    """Return what is known of a document, line by line, the verdict on the asked day first."""
    lines = head_lines(document, register, on, messages)
    if not document.is_fact:
        return lines
    lines += relation_lines(links(document, register), register, on, messages)
    others = register.unverified_related(document)
    if others:
        names = _join(document_name(other, messages) for other in others)
        lines.append(messages("register.text.to_check", names=names))
    return lines


def head_lines(document: Document, register: Register, on: date, messages: Messages) -> list[str]:
    """Return the verdict on the asked day, the subject line and the remark of a document."""
    name = document_name(document, messages)
    state = describe_state(register.state(document, on), messages)
    if not document.is_fact:
        return [messages("register.text.unverified", name=name, state=state)]
    by = messages("register.text.by", name=name, issuer=document.issuer)
    key = "issued" if document.date else "undated"
    issued = messages(
        f"register.text.{key}", name=by if document.number else name, date=_day(document.date)
    )
    lines = [messages("register.text.verdict", issued=issued, state=state)]
    if document.title:
        lines.append(messages("register.text.title", title=document.title))
    if document.note:
        lines.append(messages("register.text.note", note=document.note))
    return lines


def related_name(link: Link, register: Register, on: date, messages: Messages) -> str:
    """Return the name of a related document, with the part concerned and whether it has ended."""
    name, scope = document_name(link.other, messages), link.relation.scope
    if scope:
        key = "part_of" if link.direction == "outgoing" else "for_part"
        name = messages(f"register.name.{key}", name=name, scope=scope)
    if register.state(link.other, on).has_ended:
        name = messages("register.name.ended", name=name)
    return name


def relation_lines(
    shown: Iterable[Link],
    register: Register,
    on: date,
    messages: Messages,
    most: int | None = None,
) -> list[str]:
    """Return a line per sort of relation, naming the related documents and which have ended.

    Args:
        shown: the relations.
        register: tells which documents have ended.
        on: the asked day.
        messages: section ``register``.
        most: documents named in one line, at most; ``None`` for all.
    """
    grouped: dict[str, list[str]] = {}
    for link in shown:
        label = messages(f"register.{link.direction}.{link.relation.type}")
        grouped.setdefault(label, []).append(related_name(link, register, on, messages))
    return [
        messages(
            "register.text.relation",
            label=label,
            names=_join(names if most is None or len(names) <= most else [*names[:most], "…"]),
        )
        for label, names in grouped.items()
    ]


def _join(parts: Iterable[str]) -> str:
    return "; ".join(parts)


def register_text(register: Register, on: date, messages: Messages) -> str:
    """Return the whole register as lines of a table, ordered by kind, then by date of issue.

    Columns, parted by `` | ``: document, day of issue, issuer, state on the asked day, title.
    """
    rows = [messages("register.table.head", count=len(register.all()), on=_day(on))]
    for document in register.listed():
        title = document.title if document.is_fact else None
        rows.append(
            messages(
                "register.table.row",
                name=document_name(document, messages),
                date=_day(document.date if document.is_fact else None) or "-",
                issuer=document.issuer,
                state=short_state(register.state(document, on), messages),
                title=title or "-",
            )
        )
    return "\n".join(rows)
